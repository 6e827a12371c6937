"""INSERT … ON CONFLICT, which both databases speak and SQLAlchemy offers per dialect."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Final, TypeAlias

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import sqlite

if TYPE_CHECKING:
    from sqlalchemy.dialects import postgresql

#: A query names at most this many values.
CHUNK: Final = 500

Insert: TypeAlias = "sqlite.Insert | postgresql.Insert"


def insert(tx: Connection, table: Table) -> Insert:
    """An INSERT of the connection's dialect."""
    if tx.dialect.name == "sqlite":
        return sqlite.insert(table)
    from sqlalchemy.dialects import postgresql  # noqa: PLC0415 - it takes as long to import as a small poll

    return postgresql.insert(table)


def inserted(tx: Connection, table: Table, values: Mapping[str, object]) -> bool:
    """Insert a row unless its primary key is taken; whether it was inserted."""
    key = table.primary_key.columns[0]
    statement = insert(tx, table).values(values).on_conflict_do_nothing().returning(key)
    return tx.execute(statement).first() is not None


def inserted_many(tx: Connection, table: Table, rows: Sequence[Mapping[str, object]]) -> set[object]:
    """Insert rows whose primary keys this transaction has looked for in vain; the keys that were inserted.

    On PostgreSQL another process may have been quicker. On SQLite a writing transaction is alone.
    """
    if not rows:
        return set()
    key = table.primary_key.columns[0]
    if tx.dialect.name == "sqlite":
        tx.execute(insert(tx, table), rows)
        return {row[key.name] for row in rows}
    return set(tx.scalars(insert(tx, table).on_conflict_do_nothing().returning(key), rows))


def chunks(values: Sequence[str]) -> Iterator[Sequence[str]]:
    """Parts small enough for one query, below the databases' limits on parameters."""
    return (values[i : i + CHUNK] for i in range(0, len(values), CHUNK))


def upsert(tx: Connection, table: Table) -> Insert:
    """An INSERT that replaces the other columns where the primary key is taken."""
    statement = insert(tx, table)
    keys = [column.name for column in table.primary_key]
    return statement.on_conflict_do_update(
        index_elements=keys,
        set_={column.name: statement.excluded[column.name] for column in table.columns if column.name not in keys},
    )
