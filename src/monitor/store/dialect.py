"""INSERT … ON CONFLICT, which both databases speak and SQLAlchemy offers per dialect."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql, sqlite

Insert: TypeAlias = sqlite.Insert | postgresql.Insert


def insert(tx: Connection, table: Table) -> Insert:
    """An INSERT of the connection's dialect."""
    return sqlite.insert(table) if tx.dialect.name == "sqlite" else postgresql.insert(table)


def inserted(tx: Connection, table: Table, values: Mapping[str, object]) -> bool:
    """Insert a row unless its primary key is taken; whether it was inserted."""
    key = table.primary_key.columns[0]
    statement = insert(tx, table).values(values).on_conflict_do_nothing().returning(key)
    return tx.execute(statement).first() is not None


def upsert(tx: Connection, table: Table) -> Insert:
    """An INSERT that replaces the other columns where the primary key is taken."""
    statement = insert(tx, table)
    keys = [column.name for column in table.primary_key]
    return statement.on_conflict_do_update(
        index_elements=keys,
        set_={column.name: statement.excluded[column.name] for column in table.columns if column.name not in keys},
    )
