"""The stored ledger: brought in by keys for the fold, written back where it was touched, and queried."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, func, select

from monitor.config.identity import Identity
from monitor.ledger.entry import Entry, Place, keys_of
from monitor.ledger.ledger import Held, Ledger
from monitor.model import Change, Development
from monitor.store.codec import dump, load
from monitor.store.dialect import chunks, upsert
from monitor.store.schema import change, development, entry, filed, merged, party, search
from monitor.store.search import keep


def open_ledger(tx: Connection, identity: Identity) -> Ledger:
    """A ledger over the stored one, which brings in only what the fold asks for."""

    def find(keys: Iterable[str]) -> Iterable[Held]:
        return find_held(tx, list(keys))

    return Ledger(identity, find, latest=_latest(tx))


def find_held(tx: Connection, keys: list[str]) -> list[Held]:
    """Stored developments filed under any of the keys, or named by "id:…", with their entries."""
    ids = {key.removeprefix("id:") for key in keys if key.startswith("id:")}
    for part in chunks(keys):
        ids.update(tx.scalars(select(filed.c.development).where(filed.c.key.in_(part))))
    held = []
    for part in chunks(sorted(ids)):
        rows = tx.execute(select(development.c.development).where(development.c.id.in_(part)))
        held += [_held(tx, load(Development, row.development)) for row in rows]
    return held


def _held(tx: Connection, one: Development) -> Held:
    rows = tx.scalars(select(entry.c.entry).where(entry.c.development == one.id))
    entries = sorted((load(Entry, text) for text in rows), key=lambda e: e.place)
    return Held(development=one, entries=tuple(entries))


def _latest(tx: Connection) -> Place | None:
    newest = (entry.c.at.desc(), entry.c.item.desc(), entry.c.index.desc())
    row = tx.execute(select(entry.c.at, entry.c.item, entry.c.index).order_by(*newest).limit(1)).first()
    return (row[0], row[1], row[2]) if row else None


def entries_of_item(tx: Connection, item: str) -> tuple[Entry, ...]:
    """What the ledger holds of an item."""
    return tuple(load(Entry, text) for text in tx.scalars(select(entry.c.entry).where(entry.c.item == item)))


def save(tx: Connection, ledger: Ledger, identity: Identity) -> None:
    """Write back every development the fold touched, and the ids that moved."""
    for id_ in sorted(ledger.touched):
        held = ledger.held(id_)
        if held is None:
            _drop(tx, id_)
        else:
            _save_one(tx, held, identity, ledger.placed)
    for item, index in ledger.withdrawn:
        for table in (entry, change):
            tx.execute(delete(table).where(table.c.item == item, table.c.index == index))
    for id_, into in ledger.merged.items():
        tx.execute(upsert(tx, merged).values(id=id_, into=into))


def _drop(tx: Connection, id_: str) -> None:
    tx.execute(delete(development).where(development.c.id == id_))
    for table in (filed, party, entry, search):
        tx.execute(delete(table).where(table.c.development == id_))


def _save_one(tx: Connection, held: Held, identity: Identity, placed: set[tuple[str, int]]) -> None:
    one = held.development
    tx.execute(
        upsert(tx, development).values(
            id=one.id,
            event=one.event,
            status=one.status,
            scope=one.scope,
            opened_at=one.opened_at,
            moved_at=one.moved_at,
            development=dump(one),
        )
    )
    keep(tx, one)
    rows = [
        {"item": e.report.item, "index": e.report.index, "development": one.id, "at": e.at, "entry": dump(e)}
        for e in held.entries
        if (e.report.item, e.report.index) in placed
    ]
    if rows:
        tx.execute(upsert(tx, entry), rows)
    _replace(tx, filed, one.id, "key", {key for e in held.entries for key in keys_of(e, identity)})
    _replace(tx, party, one.id, "entity", {p.entity for p in one.parties})


def _replace(tx: Connection, table: Any, id_: str, column: str, values: set[str]) -> None:
    known = set(tx.scalars(select(table.c[column]).where(table.c.development == id_)))
    gone, fresh = sorted(known - values), sorted(values - known)
    for part in chunks(gone):
        tx.execute(delete(table).where(table.c.development == id_, table.c[column].in_(part)))
    if fresh:
        tx.execute(table.insert(), [{"development": id_, column: one} for one in fresh])


def save_changes(tx: Connection, changes: Sequence[Change], run: str) -> None:
    """Keep what each report did to the ledger when it arrived."""
    for one in changes:
        row = {"item": one.item, "index": one.index, "development": one.development, "kind": one.kind}
        tx.execute(upsert(tx, change).values(**row, run=run, change=dump(one)))


def changes_of_run(tx: Connection, run: str) -> tuple[Change, ...]:
    """What the reports of a run did to the ledger."""
    rows = tx.scalars(select(change.c.change).where(change.c.run == run).order_by(change.c.item, change.c.index))
    return tuple(load(Change, text) for text in rows)


# ── queries ──────────────────────────────────────────────────────────────────────────────────────────────────────


def developments(
    tx: Connection,
    *,
    party_id: str | None = None,
    event: str | None = None,
    stage: str | None = None,
    scope: str | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    limit: int | None = None,
) -> tuple[Development, ...]:
    """Developments that fit every filter given, the latest moved first."""
    wanted: list[ColumnElement[bool]] = []
    if party_id:
        wanted.append(development.c.id.in_(select(party.c.development).where(party.c.entity == party_id)))
    if event:
        wanted.append(development.c.event == event)
    if stage:
        wanted.append(development.c.status == stage)
    if scope:
        wanted.append(development.c.scope == scope)
    if since:
        wanted.append(development.c.moved_at >= since)
    if until:
        wanted.append(development.c.moved_at < until)
    order = (development.c.moved_at.desc(), development.c.id)
    rows = tx.scalars(select(development.c.development).where(*wanted).order_by(*order).limit(limit))
    return tuple(load(Development, text) for text in rows)


def get(tx: Connection, id_: str) -> Development | None:
    """One development by id or unique beginning of it; an id that was merged leads to where it went."""
    into = tx.scalar(select(merged.c.into).where(merged.c.id == id_))
    if into is not None:
        return get(tx, into)
    exact = tx.scalar(select(development.c.development).where(development.c.id == id_))
    if exact is not None:
        return load(Development, exact)
    found = list(
        tx.scalars(select(development.c.development).where(development.c.id.startswith(id_, autoescape=True)).limit(2))
    )
    return load(Development, found[0]) if len(found) == 1 else None


def of_item(tx: Connection, item: str) -> tuple[Development, ...]:
    """The developments an item tells, its main report's first."""
    rows = tx.scalars(select(entry.c.development).where(entry.c.item == item).order_by(entry.c.index))
    found = (get(tx, id_) for id_ in dict.fromkeys(rows))
    return tuple(one for one in found if one is not None)


def size(tx: Connection) -> int:
    """How many developments the ledger holds."""
    return tx.scalar(select(func.count()).select_from(development)) or 0
