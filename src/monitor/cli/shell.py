"""What every command shares: settings, clock, terminal, exit codes, and how a mistake becomes one line on stderr."""

from __future__ import annotations

import dataclasses
import errno
import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext, redirect_stdout
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

import typer
from pydantic_core import to_json
from typer.core import TyperGroup

from monitor.cli.exits import BUG, CONFIG, FAILED, INTERRUPTED, INTERRUPTION, TEMPORARY, USAGE
from monitor.config.files import ConfigError
from monitor.config.secret import Secret
from monitor.config.settings import Settings, load_settings
from monitor.log import configure, redact
from monitor.store.store import Store, open_store

if TYPE_CHECKING:  # imported where something is drawn: a poll that prints JSON draws nothing
    from rich.console import Console

#: Tables in pipes and logs are not cut to the 80 columns rich assumes there.
_PIPE_WIDTH: Final = 160
#: Variables that make rich take a pipe for a terminal.
_TERMINALS: Final = frozenset({"FORCE_COLOR", "TTY_COMPATIBLE"})
_FULL: Final = (errno.ENOSPC, errno.EDQUOT, errno.EFBIG)
_BARRED: Final = (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOTDIR, errno.EISDIR, errno.ENOENT)


class CliError(Exception):
    """A command cannot go on. `str()` is the line a user reads: what, where, what to do."""

    def __init__(self, message: str, code: int = FAILED) -> None:
        self.code = code
        super().__init__(message)


class Shell:
    """One call of the command line. `folder` is --config; the rest follows from it and the environment."""

    def __init__(self, environ: Mapping[str, str] | None = None) -> None:
        self.environ = os.environ if environ is None else environ
        self.folder: Path | None = None
        self.level = "warning"
        self.secrets: tuple[Secret, ...] = ()

    @cached_property
    def out(self) -> Console:
        """Standard output."""
        return _console(stderr=False)

    @cached_property
    def err(self) -> Console:
        """Standard error."""
        return _console(stderr=True)

    def settings(self) -> Settings:
        """The settings; from here on logs know what to hide.

        Raises:
            ConfigError: something in the configuration is wrong.
        """
        settings = load_settings(self.folder, self.environ)
        password = urlsplit(settings.database_url.reveal()).password
        self.secrets = (*settings.secrets.all, *((Secret(password),) if password else ()))
        configure(level=self.level, secrets=self.secrets)
        return settings

    @contextmanager
    def store(self) -> Iterator[Store]:
        """The database alone, for commands that read nothing else."""
        opened = open_store(self.settings().database_url.reveal())
        try:
            yield opened
        finally:
            opened.close()

    def now(self) -> datetime:
        """The only clock of the command line."""
        return datetime.now(UTC)

    def fail(self, message: str) -> None:
        """One line on stderr, without secrets; nothing for an empty message."""
        if not message:
            return
        line = redact(" ".join(message.split()), self.secrets)
        self.err.print(f"monitor: {line}", style="red", markup=False, highlight=False, soft_wrap=True)

    def say(self, message: str) -> None:
        """One plain line on stdout."""
        self.out.print(message, markup=False, highlight=False, soft_wrap=True)

    def json(self, data: Any) -> None:
        """Any of our values as JSON on stdout, one document."""
        typer.echo(to_json(plain(data), indent=2).decode())

    @contextmanager
    def quietly(self, *, when: bool) -> Iterator[None]:
        """Send what the console channel prints to stderr, so that stdout is one JSON document."""
        with redirect_stdout(sys.stderr) if when else nullcontext():
            yield

    @contextmanager
    def progress(self, what: str) -> Iterator[Any]:
        """A progress bar on stderr when that is a terminal; yields `advance(step, done, total)`."""
        if not (sys.stderr.isatty() or _TERMINALS & os.environ.keys()):
            yield _unseen
            return
        from rich.progress import (  # noqa: PLC0415 - as above
            BarColumn,
            MofNCompleteColumn,
            Progress,
            TextColumn,
            TimeElapsedColumn,
        )

        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        with Progress(
            *columns,
            console=self.err,
            transient=True,
            disable=not self.err.is_terminal,
            redirect_stdout=self.out.is_terminal,  # else what belongs into a file or a pipe would go to stderr
        ) as bar:
            task = bar.add_task(what, total=None)

            def advance(step: str, done: int, total: int) -> None:
                bar.update(task, description=step, completed=done, total=total or None)

            yield advance


def _unseen(_step: str, _done: int, _total: int) -> None:
    """Progress that nobody watches."""


def _console(*, stderr: bool) -> Console:
    from rich.console import Console  # noqa: PLC0415 - as above

    console = Console(stderr=stderr, soft_wrap=False)
    if not console.is_terminal and "COLUMNS" not in os.environ:
        console.width = _PIPE_WIDTH
    return console


def shell_of(ctx: typer.Context) -> Shell:
    """The shell of a running command."""
    return ctx.ensure_object(Shell)


def plain(data: Any) -> Any:
    """Our values as what JSON knows: dataclasses as objects, times as ISO 8601, tuples as lists."""
    if dataclasses.is_dataclass(data) and not isinstance(data, type):
        return {f.name: plain(getattr(data, f.name)) for f in dataclasses.fields(data)}
    if isinstance(data, Mapping):
        return {str(key): plain(part) for key, part in data.items()}
    if isinstance(data, list | tuple | set | frozenset):
        return [plain(part) for part in data]
    if isinstance(data, datetime):
        return data.isoformat()
    return data if isinstance(data, str | int | float | bool | None) else str(data)


def exit_of(error: BaseException) -> tuple[str, int]:
    """The line and the exit code for whatever ended a command. The one table of foreign errors."""
    if isinstance(error, ConfigError):
        return str(error), CONFIG
    if isinstance(error, CliError):
        return str(error), error.code
    if isinstance(error, typer.TyperException):
        message = error.format_message().rstrip(".")
        return f"{message} — see monitor --help" if message else "", USAGE
    if isinstance(error, typer.Abort):
        return INTERRUPTION, INTERRUPTED
    if isinstance(error, OSError):
        return _of_os(error)
    code = getattr(error, "exit_code", None)  # StoreError knows its own
    return (str(error), code) if isinstance(code, int) else (f"{type(error).__name__}: {error}", BUG)


def _of_os(error: OSError) -> tuple[str, int]:
    where = error.filename or "the system"
    if error.errno in _FULL:
        return f"{where}: no room left to write — free some space and run it again; nothing stored is lost", TEMPORARY
    if error.errno in _BARRED:
        return f"{where}: {error.strerror} — correct the path or its permissions", CONFIG
    return f"{where}: {error.strerror or error} — try again", TEMPORARY


class ListByDefault(TyperGroup):
    """A group whose `list` runs when no command is named: `monitor feeds --json` is `monitor feeds list --json`."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Put `list` in front of options that are not the group's own."""
        if not args or (args[0].startswith("-") and args[0] not in ("--help", "-h")):
            args = ["list", *args]
        return super().parse_args(ctx, args)
