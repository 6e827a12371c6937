"""The ledger as people search it: one row of folded text a development, indexed by every three letters of it.

Three letters need no words to be cut, so Korean and Chinese are found like English. SQLite keeps the index as an FTS5
table that triggers hold in step; PostgreSQL as a trigram index where the server has pg_trgm, else it reads every row.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Final

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Integer,
    Select,
    false,
    func,
    literal_column,
    or_,
    select,
    true,
)

from monitor.model import Development, value
from monitor.store.codec import load
from monitor.store.dialect import insert
from monitor.store.schema import development, party, search

#: What is shorter cannot be looked up by three letters; the rows are read instead.
TRIGRAM: Final = 3


@value
class Term:
    """A word to find: in what was printed, or as one of the parties or events it names."""

    text: str
    parties: tuple[str, ...] = ()
    events: tuple[str, ...] = ()


@value
class Wanted:
    """What a development must be; an empty part does not restrict. Times are those of its last move."""

    terms: tuple[Term, ...] = ()
    party: str = ""
    event: str = ""
    stage: str = ""
    language: str = ""  # at least one source in it
    since: datetime | None = None
    until: datetime | None = None


@value
class Found:
    """One page of what was found, the latest moved first, and how many there are in all."""

    developments: tuple[Development, ...]
    total: int


def folded(text: str) -> str:
    """Text without the differences that searching disregards: width and case."""
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def text_of(one: Development) -> str:
    """Everything that was printed of a development."""
    return folded("\n".join(dict.fromkeys(_parts(one))))


def _parts(one: Development) -> Iterator[str]:
    for source in one.sources:
        yield from (source.title, source.sentence, source.publisher)
    yield from (amount.surface for amount in one.amounts)
    yield from one.places


def languages_of(one: Development) -> str:
    """The languages of its sources, each between blanks."""
    return f" {' '.join(sorted({source.language for source in one.sources}))} "


def keep(tx: Connection, one: Development) -> None:
    """Make a development findable as it now stands."""
    values = {"languages": languages_of(one), "text": text_of(one)}
    row = insert(tx, search).values(development=one.id, **values)
    tx.execute(row.on_conflict_do_update(index_elements=["development"], set_=values))


def find(tx: Connection, wanted: Wanted, *, limit: int, offset: int = 0) -> Found:
    """The developments that fit, from `offset` on."""
    fits = _fitting(tuple(_conditions(tx, wanted)))
    total = select(func.count().label("n")).select_from(fits).subquery()
    latest = (fits.c.moved_at.desc(), fits.c.id)
    page = select(fits.c.id, fits.c.moved_at).order_by(*latest).limit(limit).offset(offset).subquery()
    whole = total.outerjoin(page, true()).outerjoin(development, development.c.id == page.c.id)
    rows = tx.execute(
        select(total.c.n, development.c.development).select_from(whole).order_by(page.c.moved_at.desc(), page.c.id)
    ).all()
    return Found(
        developments=tuple(load(Development, row.development) for row in rows if row.development), total=rows[0].n
    )


def _fitting(conditions: tuple[ColumnElement[bool], ...]) -> FromClause:
    """The rows that fit, looked for once though they are counted and shown; without conditions the table itself, which
    an index holds in order."""
    if not conditions:
        return development.alias("fits")
    return select(development.c.id, development.c.moved_at).where(*conditions).cte("fits")


def _conditions(tx: Connection, wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    own = development.c
    yield from (_says(tx, term) for term in wanted.terms if term.text)
    if wanted.party:
        yield own.id.in_(_developments_of((wanted.party,)))
    if wanted.event:
        yield own.event == wanted.event
    if wanted.stage:
        yield own.status == wanted.stage
    if wanted.language:
        spoken = search.c.languages.contains(f" {wanted.language} ", autoescape=True)
        yield own.id.in_(select(search.c.development).where(spoken))
    if wanted.since:
        yield own.moved_at >= wanted.since
    if wanted.until:
        yield own.moved_at < wanted.until


def _says(tx: Connection, term: Term) -> ColumnElement[bool]:
    """The word is printed somewhere, or it names a party or the event."""
    return or_(
        development.c.id.in_(_printed(tx, folded(term.text))),
        development.c.id.in_(_developments_of(term.parties)) if term.parties else false(),
        development.c.event.in_(term.events) if term.events else false(),
    )


def _printed(tx: Connection, word: str) -> Select[tuple[str]]:
    rows = select(search.c.development)
    if tx.dialect.name != "sqlite":
        return rows.where(search.c.text.contains(word, autoescape=True))
    if len(word) < TRIGRAM:
        return rows.where(func.instr(search.c.text, word) > 0)
    quoted = '"' + word.replace('"', '""') + '"'
    index: Select[int] = select(literal_column("rowid", Integer)).select_from(
        func.search_index(quoted).table_valued("rowid")
    )
    return rows.where(search.c.number.in_(index))


def _developments_of(parties: Iterable[str]) -> Select[tuple[str]]:
    return select(party.c.development).where(party.c.entity.in_(list(parties)))
