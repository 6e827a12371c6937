"""How values look on a terminal: ages, amounts, developments as a table or one with its timeline."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from rich.console import Group, RenderableType
from rich.table import Table
from rich.text import Text

from monitor.digest.book import Book
from monitor.digest.face import told_by
from monitor.digest.gloss import gloss
from monitor.digest.table import CONFLICT
from monitor.digest.voices import first_of, voices
from monitor.digest.wording import LANGUAGES, language_name, phrase
from monitor.model import Development, Move, Source

#: Where nobody says when it was published; what the ledger holds is then only when it was first seen.
NO_DATE: Final = "no date"
_STEPS: Final = ((86400, "d"), (3600, "h"), (60, "min"))


def ago(at: datetime | None, now: datetime) -> str:
    """ "3 h ago", "in 5 min", or – for never."""
    if at is None:
        return "–"
    seconds = (now - at).total_seconds()
    unit = next((f"{int(abs(seconds) // size)} {name}" for size, name in _STEPS if abs(seconds) >= size), "")
    if not unit:
        return "now"
    return f"{unit} ago" if seconds > 0 else f"in {unit}"


def parties_of(development: Development, book: Book, language: str) -> str:
    """The parties with their flags, in one line."""
    return ", ".join(f"{book.flag(p)} {book.name(p.entity, language)}".strip() for p in development.parties)


def amounts_of(development: Development, book: Book, language: str) -> str:
    """The amounts, in one line; one that contradicts another says so."""
    notes = {CONFLICT: f" ({phrase(language, 'differs')})"}
    return ", ".join(book.amount(amount, language) + notes.get(amount.flag, "") for amount in development.amounts)


def development_table(developments: Sequence[Development], book: Book, language: str) -> Table:
    """The ledger, one development a row."""
    columns = ("id", "moved", "event", "stage", "parties", "amounts", "publishers", "told in")
    table = Table(*columns, title=f"{len(developments)} developments")
    for d in developments:
        table.add_row(
            d.id[:12],
            f"{d.moved_at:%Y-%m-%d}" if any(s.dated for s in d.sources) else NO_DATE,
            book.event(d.event, language),
            book.stage(d.status, language),
            Text(parties_of(d, book, language)),
            Text(amounts_of(d, book, language)),
            str(len(voices(d.sources))),
            " ".join(sorted({s.language for s in d.sources})),
        )
    return table


def development_page(development: Development, book: Book, language: str) -> RenderableType:
    """One development: its facts, what moved when, and who told it."""
    d = development
    return Group(
        Text(f"{book.event(d.event, language)} — {parties_of(d, book, language)}", style="bold"),
        Text(f"{book.stage(d.status, language)} · {amounts_of(d, book, language) or 'no amount told'} · {d.scope}"),
        Text(f"id {d.id} · revision {d.revision} · opened {d.opened_at:%Y-%m-%d} · moved {d.moved_at:%Y-%m-%d}"),
        Text(_details(d, book, language), style="dim"),
        Text(_reporters(d, book, language)),
        *(Text(f"{code}  {gloss(d, code, book)}") for code in sorted(LANGUAGES, key=lambda c: c != language)),
        _timeline(d, book, language),
        _sources(d, book, language),
    )


def _details(d: Development, book: Book, language: str) -> str:
    products = ", ".join(book.product(p, language) for p in d.products)
    places = ", ".join(book.place(p, language) for p in d.places)
    parts = (("products", products), ("places", places), ("periods", ", ".join(d.periods)))
    return " · ".join(f"{name}: {text}" for name, text in parts if text)


def _reporters(d: Development, book: Book, language: str) -> str:
    """Who told it first, and that nobody did in English yet."""
    first = first_of(d.sources)
    said = phrase(language, "first", *_teller(first, book, language)) if first else ""
    unseen = "" if any(s.language == "en" for s in d.sources) else phrase(language, "unseen")
    return " · ".join(part for part in (said, unseen) if part)


def _teller(source: Source, book: Book, language: str) -> tuple[str, str, str]:
    return told_by(source, book, language), language_name(source.language, language), _day(source)


def _day(source: Source) -> str:
    return f"{source.at:%Y-%m-%d}" if source.dated else NO_DATE


def _timeline(d: Development, book: Book, language: str) -> Table:
    table = Table("when", "change", "what moved", "why", title="timeline")
    for change in d.changes:
        moves = "\n".join(_moved(move, book, language) for move in change.moves)
        table.add_row(f"{change.at:%Y-%m-%d}", str(change.kind), Text(moves), Text(change.reason))
    return table


def _moved(move: Move, book: Book, language: str) -> str:
    """ "amount: – → 8 GWh", ids in words."""
    words = {"status": book.stage, "party": book.name, "product": book.product, "place": book.place}
    say = words.get(move.fact, lambda text, _language: text)
    return f"{move.fact}: {say(move.before, language) if move.before else '–'} → {say(move.after, language)}"


def _sources(d: Development, book: Book, language: str) -> Table:
    title = f"{len(d.sources)} sources, {len(voices(d.sources))} independent publishers"
    table = Table("when", "publisher", "lang", "title", "address", title=title)
    for s in d.sources:
        told = told_by(s, book, language)
        table.add_row(_day(s), Text(told), s.language, Text(s.title), Text(s.url, overflow="fold"))
    return table
