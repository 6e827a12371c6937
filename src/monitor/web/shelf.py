"""The outlines of the whole ledger, kept in memory and brought up to date when the ledger has moved."""

from __future__ import annotations

import threading

from sqlalchemy import Connection, func, select

from monitor.model import Development
from monitor.store.codec import load
from monitor.store.schema import development, entry, run
from monitor.store.store import Store
from monitor.web.outline import Outline, outline_of

Stamp = tuple[object, ...]


class Shelf:
    """Reads only what changed: a development's text is compared by its hash before it is parsed."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._lock = threading.Lock()
        self._stamp: Stamp = ()
        self._kept: dict[str, tuple[int, Outline]] = {}
        self._outlines: tuple[Outline, ...] = ()

    def outlines(self) -> tuple[Outline, ...]:
        """Every development of the ledger, the latest moved first."""
        with self._lock, self._store.read() as tx:
            stamp = _stamp(tx)
            if stamp != self._stamp:
                self._refresh(tx)
                self._stamp = stamp
            return self._outlines

    def _refresh(self, tx: Connection) -> None:
        kept: dict[str, tuple[int, Outline]] = {}
        for id_, text in tx.execute(select(development.c.id, development.c.development)):
            print_, known = hash(text), self._kept.get(id_)
            kept[id_] = known if known and known[0] == print_ else (print_, outline_of(load(Development, text)))
        self._kept = kept
        found = (outline for _, outline in kept.values())
        self._outlines = tuple(sorted(found, key=lambda o: (o.moved_at, o.id), reverse=True))


def _stamp(tx: Connection) -> Stamp:
    """What differs after every step that may have changed the ledger."""
    counts = (select(func.count()).select_from(table).scalar_subquery() for table in (development, entry))
    ends = (select(func.max(column)).scalar_subquery() for column in (run.c.ended_at, development.c.moved_at))
    return tuple(tx.execute(select(*counts, *ends)).one())
