"""The database: opened, migrated, and handed out as transactions. SQLite (WAL) or PostgreSQL, by URL.

A writing transaction on SQLite begins IMMEDIATE, so that two writers queue instead of failing half-way.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, NoSuchModuleError, OperationalError
from sqlalchemy.pool import NullPool

from monitor.store import revision

#: How long a SQLite writer waits for another one.
BUSY_S: Final = 60
_LEDGER_LOCK: Final = 0x6D6F6E69  # advisory lock number of the ledger on PostgreSQL


class StoreError(Exception):
    """The database cannot be used. `str()` says what, where and what to do; `exit_code` is one of sysexits."""

    def __init__(self, message: str, exit_code: int) -> None:
        super().__init__(message)
        self.exit_code = exit_code


#: It may work later: locked, full, or the server is away.
TEMPORARY: Final = 75
#: It will not work until someone changes a path, a permission or an address.
MISCONFIGURED: Final = 78


class Store:
    """An open database. `write()` and `read()` hand out transactions; the query modules beside take them."""

    def __init__(self, engine: Engine, name: str) -> None:
        self.engine = engine
        self.name = name  # for people: without a password

    @contextmanager
    def write(self) -> Iterator[Connection]:
        """A transaction that changes things: committed at the end, rolled back on any exception."""
        with self._translated(), self.engine.begin() as tx:
            yield tx

    @contextmanager
    def write_ledger(self) -> Iterator[Connection]:
        """A writing transaction that is alone in changing the ledger, on any number of machines."""
        with self.write() as tx:
            if self.engine.dialect.name == "postgresql":
                tx.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LEDGER_LOCK})
            yield tx

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A transaction that only looks."""
        with self._translated(), self.engine.connect().execution_options(reading=True) as tx:
            yield tx

    @contextmanager
    def kept_open(self) -> Iterator[None]:
        """Many transactions follow: SQLite tidies up whenever its last connection is closed, which takes longer than
        a transaction."""
        with self._translated(), self.engine.connect():
            yield

    def close(self) -> None:
        """Let go of all connections."""
        self.engine.dispose()

    @contextmanager
    def _translated(self) -> Iterator[None]:
        try:
            yield
        except DatabaseError as error:
            known = _translate(error, self.name)
            if known is None:
                raise
            raise known from error


def open_store(url: str, *, migrate: bool = True) -> Store:
    """Open the database at `url` and bring its tables up to date.

    Raises:
        StoreError: the address, the path or its permissions are wrong, or it is not such a database (78); it is
            locked, full, or the server does not answer (75).
    """
    parsed = _parsed(url)
    name = parsed.render_as_string(hide_password=True)
    engine = _sqlite(parsed) if parsed.get_backend_name() == "sqlite" else _postgres(parsed)
    store = Store(engine, name)
    try:
        if migrate:
            _migrate(store)
    except StoreError:
        store.close()
        raise
    return store


def _parsed(url: str) -> URL:
    fix = "use sqlite:///path/to/monitor.db or postgresql://user:password@host/database in MONITOR_DATABASE_URL"
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise StoreError(f"the database address cannot be read — {fix}", MISCONFIGURED) from None
    backend = parsed.get_backend_name()
    if backend not in ("sqlite", "postgresql"):
        raise StoreError(f"{backend} is not a database monitor works with — {fix}", MISCONFIGURED)
    return parsed.set(drivername="postgresql+psycopg") if backend == "postgresql" else parsed


def _sqlite(url: URL) -> Engine:
    if url.database and url.database != ":memory:":
        _make_folder(Path(url.database).parent)
    engine = create_engine(url, connect_args={"timeout": BUSY_S}, poolclass=NullPool)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _make_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        fix = "make it writable, or set var_dir or MONITOR_DATABASE_URL to another place"
        raise StoreError(
            f"{folder}: the folder of the database cannot be made: {error.strerror} — {fix}", MISCONFIGURED
        ) from error


def _prepare_sqlite(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # we say BEGIN ourselves, see _begin_sqlite
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    reading = connection.get_execution_options().get("reading")
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def _postgres(url: URL) -> Engine:
    try:
        return create_engine(url, pool_pre_ping=True, connect_args={"connect_timeout": 10})
    except (ModuleNotFoundError, NoSuchModuleError):
        raise StoreError(
            "PostgreSQL needs the driver psycopg, which is not installed — install monitor[postgres]", MISCONFIGURED
        ) from None


# ── migrations ───────────────────────────────────────────────────────────────────────────────────────────────────


def _migrate(store: Store) -> None:
    with store.read() as tx:
        if revision.current(tx) == revision.newest():
            return
    from monitor.store.migrate import UnknownRevisionError, upgrade  # noqa: PLC0415 - seldom needed, slow to import

    with store.write_ledger() as tx:  # two processes that start at once migrate one after the other
        try:
            upgrade(tx)
        except UnknownRevisionError as error:
            fix = "run the newer monitor, or restore the backup made before its upgrade"
            raise StoreError(
                f"{store.name}: the database is of another version: {error} — {fix}", MISCONFIGURED
            ) from error


# ── foreign errors, translated in one table ──────────────────────────────────────────────────────────────────────

_PERMANENT: Final = (
    ("file is not a database", "the file is not a SQLite database", "restore it from a backup, or name another file"),
    ("malformed", "the database is damaged", "restore it from a backup; `sqlite3 FILE .recover` may save the rest"),
    ("unable to open database file", "the file cannot be opened", "check that its folder exists and is writable"),
    ("readonly database", "the file or its folder is read-only", "make both writable for this user"),
    ("password authentication failed", "the server refuses the password", "correct MONITOR_DATABASE_URL"),
    ("does not exist", "the server has no such database or role", "create it, or correct MONITOR_DATABASE_URL"),
    ("permission denied", "this user may not use the tables", "grant the rights, or use another user"),
)
_TEMPORARY: Final = (
    ("database is locked", "another process holds the database", "try again; if it stays, stop the other process"),
    ("disk is full", "the disk is full; nothing stored is lost", "make room and run again"),
    ("disk I/O error", "the disk does not take the data; nothing committed is lost", "check the disk and run again"),
    ("file too large", "the file may not grow any further; nothing stored is lost", "raise the limit and run again"),
    ("connection", "the server does not answer", "check that it runs and that its address is right; try again"),
    ("could not translate host name", "the server's name is unknown", "check MONITOR_DATABASE_URL and DNS; try again"),
)


def _translate(error: DatabaseError, name: str) -> StoreError | None:
    said = str(error.orig)
    for sign, what, fix in _PERMANENT:
        if sign in said:
            return StoreError(f"{name}: {what} — {fix}", MISCONFIGURED)
    for sign, what, fix in _TEMPORARY:
        if sign in said and isinstance(error, OperationalError):
            return StoreError(f"{name}: {what} — {fix}", TEMPORARY)
    return None
