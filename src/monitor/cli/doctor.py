"""`monitor doctor`: is everything in order, and if not, what is to be done?"""

from __future__ import annotations

import os
import platform
import pyexpat
import shutil
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from functools import partial
from importlib.metadata import version
from typing import Annotated, Final

import typer
from rich.table import Table
from rich.text import Text

from monitor.app import build
from monitor.cli.exits import BUG, CONFIG, DONE, FAILED, TEMPORARY
from monitor.cli.shell import Shell, exit_of, shell_of
from monitor.config.feeds import load_feeds
from monitor.config.files import ConfigError
from monitor.config.identity import load_identity
from monitor.config.settings import Settings, unknown_variables
from monitor.config.units import load_rates, load_units
from monitor.config.vocabulary import load_vocabulary
from monitor.config.watchlist import load_particles, load_watchlist
from monitor.daemon import STUCK, silence_of
from monitor.model import Health, value
from monitor.store import feeds as store_feeds
from monitor.store.store import StoreError, open_store

#: The first expat that is not slowed down by huge tokens.
_EXPAT: Final = (2, 6, 0)
_ROOM_BYTES: Final = 200 * 1024 * 1024
#: No clock that is right can be before this program was written.
_WRITTEN: Final = datetime(2026, 1, 1, tzinfo=UTC)
_WELL: Final = (Health.OK, Health.UNKNOWN, Health.EMPTY, Health.MOVED)
_STYLE: Final = {"ok": "green", "warning": "yellow", "error": "red"}


Check = Callable[[Settings], "Iterator[Line]"]


@value
class Line:
    """One line of the doctor's report. `code` is the exit code an error asks for."""

    area: str
    level: str  # ok, warning, error
    what: str
    fix: str = ""
    code: int = DONE


def doctor(
    ctx: typer.Context,
    *,
    quiet: Annotated[
        bool, typer.Option("--quiet", help="Only configuration, database, folders and daemon; print only faults.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="As JSON.")] = False,
) -> None:
    """Check configuration, database, channels, feeds, clock and versions."""
    shell = shell_of(ctx)
    lines = tuple(_lines(shell, quiet=quiet))
    if as_json:
        shell.json(lines)
    elif quiet:
        for line in _faults(lines):
            shell.fail(f"{line.area}: {line.what}" + (f" — {line.fix}" if line.fix else ""))
    else:
        shell.out.print(_table(lines))
    raise typer.Exit(_code(lines))


def _lines(shell: Shell, *, quiet: bool) -> Iterator[Line]:
    if not quiet:
        yield from _versions()
        yield from _clock(shell.now())
    try:
        settings = shell.settings()
    except ConfigError as error:
        yield Line(area="configuration", level="error", what=str(error), code=CONFIG)
        return
    yield from _variables(shell.environ)
    checks: dict[str, Check] = {"folders": _folders, "database": _database, "daemon": partial(_daemon, now=shell.now())}
    if not quiet:
        checks |= {"configuration": _files, "pages": _pages, "channels": _channels, "feeds": _feeds}
    for area, check in checks.items():
        yield from _tried(area, check, settings)


def _tried(area: str, check: Check, settings: Settings) -> Iterator[Line]:
    """The lines of a check; what ends it is its last line."""
    try:
        yield from check(settings)
    except (ConfigError, StoreError, OSError) as error:
        what, code = exit_of(error)
        yield Line(area=area, level="error", what=what, code=code)


def _versions() -> Iterator[Line]:
    expat = pyexpat.version_info
    yield Line(area="versions", level="ok", what=f"monitor {version('monitor')}, Python {platform.python_version()}")
    yield Line(area="versions", level="ok", what=f"SQLite {sqlite3.sqlite_version}, SQLAlchemy {version('sqlalchemy')}")
    old = expat < _EXPAT
    yield Line(
        area="versions",
        level="warning" if old else "ok",
        what=f"expat {'.'.join(map(str, expat))}" + (": hostile feeds can slow it down" if old else ""),
        fix="use a Python built with expat 2.6 or later" if old else "",
    )


def _clock(now: datetime) -> Iterator[Line]:
    wrong = now < _WRITTEN
    yield Line(
        area="clock",
        level="error" if wrong else "ok",
        what=f"{now:%Y-%m-%d %H:%M:%S} UTC" + (" is in the past" if wrong else ""),
        fix="set the system clock" if wrong else "",
        code=TEMPORARY if wrong else DONE,
    )


def _variables(environ: Mapping[str, str]) -> Iterator[Line]:
    for name in unknown_variables(environ):
        yield Line(area="environment", level="warning", what=f"{name} is read by nothing", fix="correct its spelling")


def _files(settings: Settings) -> Iterator[Line]:
    folder = settings.config_dir
    watchlist, vocabulary, feeds = load_watchlist(folder), load_vocabulary(folder), load_feeds(folder)
    load_particles(folder)
    load_units(folder)
    load_rates(folder)
    load_identity(folder, watchlist, vocabulary.ranks)
    enabled = sum(feed.enabled for feed in feeds)
    counts = (
        f"{len(watchlist.entities)} entities, {len(vocabulary.event_labels)} events, {enabled} of {len(feeds)} feeds"
    )
    yield Line(area="configuration", level="ok", what=f"{folder}: {counts}, {len(settings.audiences)} audiences")


def _folders(settings: Settings) -> Iterator[Line]:
    for name, folder in (("var_dir", settings.var_dir), ("out_dir", settings.out_dir)):
        folder.mkdir(parents=True, exist_ok=True)
        if not os.access(folder, os.W_OK | os.X_OK):
            fix = f"make it writable, or set {name} to another folder"
            yield Line(area="folders", level="error", what=f"{folder} is not writable", fix=fix, code=CONFIG)
        elif shutil.disk_usage(folder).free < _ROOM_BYTES:
            yield Line(area="folders", level="warning", what=f"{folder}: the disk is nearly full", fix="make room")
        else:
            yield Line(area="folders", level="ok", what=f"{folder} is writable")


def _database(settings: Settings) -> Iterator[Line]:
    store = open_store(settings.database_url.reveal())
    try:
        with store.read() as tx:
            states = store_feeds.states(tx)
        yield Line(area="database", level="ok", what=f"{store.name}: open and migrated, {len(states)} feeds known")
    finally:
        store.close()


def _daemon(settings: Settings, now: datetime) -> Iterator[Line]:
    silence = silence_of(settings, now)
    if silence is None:
        yield Line(area="daemon", level="ok", what="not running here")
    elif silence > STUCK:
        what = f"no sign of life for {silence.total_seconds():.0f} s"
        yield Line(area="daemon", level="error", what=what, fix="restart monitor serve", code=TEMPORARY)
    else:
        yield Line(area="daemon", level="ok", what="running")


def _pages(settings: Settings) -> Iterator[Line]:
    host, web = settings.serve.host, settings.web
    guarded = bool(settings.secrets.web_password or web.user_header)
    exposed = web.pages and not guarded and host not in ("127.0.0.1", "::1", "localhost")
    yield Line(
        area="pages",
        level="warning" if exposed else "ok",
        what=f"served at {host}:{settings.serve.port}" + (": whoever reaches that reads the ledger" if exposed else "")
        if web.pages
        else "not served (web.pages)",
        fix="set MONITOR_WEB_PASSWORD, or web.user_header behind a proxy" if exposed else "",
    )


def _channels(settings: Settings) -> Iterator[Line]:
    with build(settings) as app:
        for sentence in app.off:
            yield Line(area="channels", level="warning", what=str(sentence))
        for name, channel in app.channels.items():
            for found in channel.check():
                code = FAILED if found.level == "error" else DONE
                yield Line(area="channels", level=found.level, what=f"{name}: {found.what}", fix=found.fix, code=code)


def _feeds(settings: Settings) -> Iterator[Line]:
    """Health of what is polled from elsewhere; a local file may well have nothing new."""
    polled = {feed.id for feed in load_feeds(settings.config_dir) if feed.enabled and feed.kind != "file"}
    store = open_store(settings.database_url.reveal())
    try:
        with store.read() as tx:
            states = [state for state in store_feeds.states(tx).values() if state.feed in polled]
    finally:
        store.close()
    counts = Counter(str(state.health) for state in states)
    what = ", ".join(f"{n} {health}" for health, n in counts.most_common()) or "none polled yet: monitor poll"
    yield Line(area="feeds", level="ok", what=what)
    for state in states:
        if state.health not in _WELL:
            yield Line(area="feeds", level="warning", what=f"{state.feed}: {state.health}: {state.reason}")


def _faults(lines: Iterable[Line]) -> list[Line]:
    return [line for line in lines if line.level == "error"]


def _code(lines: Iterable[Line]) -> int:
    """The exit code of the gravest fault: configuration before temporary before a channel's."""
    codes = {line.code for line in _faults(lines)}
    return next((code for code in (CONFIG, TEMPORARY, FAILED, BUG) if code in codes), DONE)


def _table(lines: Iterable[Line]) -> Table:
    table = Table("area", "", "what", "what to do")
    for line in lines:
        table.add_row(line.area, Text(line.level, style=_STYLE[line.level]), Text(line.what), Text(line.fix))
    return table
