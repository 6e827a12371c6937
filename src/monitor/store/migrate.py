"""The tables brought up to date. Apart from the store, since the library behind it takes longer to import than a quiet
poll takes."""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from alembic.util.exc import CommandError
from sqlalchemy import Connection

from monitor.store.revision import MIGRATIONS


class UnknownRevisionError(Exception):
    """The database has a revision that these migrations do not know. `str()` says which."""


def upgrade(tx: Connection) -> None:
    """Run the migrations that are missing.

    Raises:
        UnknownRevisionError: the database is of a newer program.
    """
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = tx
    try:
        command.upgrade(config, "head")
    except CommandError as error:
        raise UnknownRevisionError(str(error)) from error
