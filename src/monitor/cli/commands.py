"""The command `monitor`: one file for each group of commands, one place where errors become exit codes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from importlib.metadata import version as version_of
from pathlib import Path
from typing import Annotated, Final

import structlog
import typer

from monitor.cli import (
    config,
    deliveries,
    developments,
    doctor,
    explain,
    feedback,
    feeds,
    publish,
    replay,
    serve,
    steps,
    watchlist,
)
from monitor.cli.exits import BUG, DONE, USAGE
from monitor.cli.shell import Shell, exit_of, shell_of
from monitor.log import configure


class Level(StrEnum):
    """How much is logged."""

    DEBUG = "debug"
    INFO = "info"
    WARNING = "warning"
    ERROR = "error"


app = typer.Typer(
    name="monitor",
    help="The watch officer for Korea-China battery business.",
    epilog="Exit codes: 0 done, 3 a step or a delivery failed, 64 usage, 75 temporary, 78 configuration.",
    add_completion=False,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
COMMANDS: Final[tuple[Callable[..., None], ...]] = (
    *(steps.run, serve.serve, steps.poll, steps.read, steps.digest, steps.deliver, publish.publish),
    *(replay.replay, explain.explain, doctor.doctor),
)
GROUPS: Final = (developments.group, feeds.group, watchlist.group, deliveries.group, feedback.group, config.group)
for command in COMMANDS:
    app.command()(command)
for group in GROUPS:
    app.add_typer(group)


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
    except Exception as error:  # noqa: BLE001 - the border: errors become lines and codes
        line, failure = exit_of(error)
        if failure == BUG:
            structlog.get_logger().exception("unexpected", exc_info=error)
        shell.fail(line)
        return failure
    return code if isinstance(code, int) else DONE
