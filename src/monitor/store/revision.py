"""Which revision the tables have, and which they should have."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from sqlalchemy import Connection, column, select, table

MIGRATIONS: Final = Path(__file__).parent / "migrations"
_VERSION: Final = table("alembic_version", column("version_num"))


def newest() -> str:
    """The revision of the newest migration: files are named after theirs."""
    return max(path.name.partition("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))


def current(tx: Connection) -> str | None:
    """The revision of the tables; None in an empty database."""
    known = tx.dialect.has_table(tx, _VERSION.name)
    return tx.scalar(select(_VERSION.c.version_num)) if known else None
