"""The ledger whole, for machines."""

from __future__ import annotations

from sqlalchemy import Connection, select

from monitor.store.schema import development


def as_json(tx: Connection) -> str:
    """Every development, the latest moved first, one a line in a JSON array."""
    order = (development.c.moved_at.desc(), development.c.id)
    rows = tx.scalars(select(development.c.development).order_by(*order))
    return "[\n" + ",\n".join(rows) + "\n]\n"
