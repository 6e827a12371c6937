"""The command `monitor`: one file for each group of commands, one place where errors become exit codes."""

from __future__ import annotations

import gc
import logging
from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from typer.core import TyperGroup

from monitor.cli.exits import BUG, DONE, USAGE
from monitor.cli.shell import Shell, exit_of, shell_of
from monitor.log import configure

#: Which file of this folder holds a command; one that is not named here is a group in a file of its own.
_FILES: Final = dict.fromkeys(("run", "poll", "read", "digest", "deliver"), "steps")
_NAMES: Final = (
    *("run", "serve", "poll", "read", "digest", "deliver", "publish", "replay", "explain", "doctor"),
    *("developments", "feeds", "watchlist", "deliveries", "feedback", "config"),
)
#: Values of ours never refer to each other in circles: there is little garbage to look for, so it is looked for seldom.
_GARBAGE: Final = 50_000


@cache
def _command(name: str) -> Any:
    """A command or a group, brought in when it is first asked for: all together take longer than a quiet poll."""
    module = import_module(f"monitor.cli.{_FILES.get(name, name)}")
    if not gc.isenabled():  # see `main`
        gc.freeze()
        gc.set_threshold(_GARBAGE)
        gc.enable()
    if name not in _FILES and hasattr(module, "group"):
        return typer.main.get_group(module.group)
    alone = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    alone.command(name)(getattr(module, name))
    return typer.main.get_command(alone)


class _Commands(Mapping[str, Any]):
    """Every command by name."""

    def __getitem__(self, name: str) -> Any:
        if name not in _NAMES:
            raise KeyError(name)
        return _command(name)

    def __iter__(self) -> Iterator[str]:
        return iter(_NAMES)

    def __len__(self) -> int:
        return len(_NAMES)


class _Monitor(TyperGroup):
    """The command `monitor`, its parts brought in one by one."""

    def __init__(self, **given: Any) -> None:
        super().__init__(**{**given, "commands": {}})
        self.commands = _Commands()  # type: ignore[assignment]  # read only, which is all that is done with it


class Level(StrEnum):
    """How much is logged."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


app = typer.Typer(
    name="monitor",
    cls=_Monitor,
    help="The watch officer for Korea-China battery business.",
    epilog="Exit codes: 0 done, 3 a step or a delivery failed, 64 usage, 75 temporary, 78 configuration.",
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


@app.callback(invoke_without_command=True)
def root(
    ctx: typer.Context,
    *,
    folder: Annotated[
        Path | None,
        typer.Option("--config", metavar="DIR", help="Configuration folder; else $MONITOR_CONFIG, else ./config."),
    ] = None,
    level: Annotated[Level, typer.Option("--log-level", help="How much is logged, on stderr.")] = Level.WARNING,
    version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False,
) -> None:
    """Reads the news in three languages and tells you only what is new."""
    shell = shell_of(ctx)
    shell.folder, shell.level = folder, level
    configure(level=level)
    if version:
        from importlib.metadata import version as version_of  # noqa: PLC0415 - it brings half the library of mail

        shell.say(f"monitor {version_of('monitor')}")
        raise typer.Exit(DONE)
    if ctx.invoked_subcommand is None:
        typer.echo(ctx.get_help())
        raise typer.Exit(USAGE)


def run(arguments: Sequence[str] | None, environ: Mapping[str, str] | None) -> int:
    """Run one command; returns the exit code. Every error ends here as one line."""
    shell = Shell(environ)
    try:
        code = typer.main.get_command(app).main(arguments, prog_name="monitor", standalone_mode=False, obj=shell)
    except Exception as error:  # the border: errors become lines and codes
        line, failure = exit_of(error)
        if failure == BUG:
            logging.getLogger(__name__).error("unexpected", exc_info=error)
        shell.fail(line)
        return failure
    return code if isinstance(code, int) else DONE
