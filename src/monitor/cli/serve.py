"""`monitor serve`: the daemon."""

from __future__ import annotations

import signal
from types import FrameType
from typing import Annotated

import typer

from monitor.app import build
from monitor.cli.shell import shell_of
from monitor.daemon import Daemon, Role, only_daemon


def serve(
    ctx: typer.Context,
    *,
    role: Annotated[Role, typer.Option(help="worker: everything but composing digests.")] = Role.ALL,
) -> None:
    """Run the steps on their schedules until stopped; answers /livez, /readyz and /metrics."""
    shell = shell_of(ctx)
    signal.signal(signal.SIGTERM, _not_yet)
    shell.level = "info" if shell.level == "warning" else shell.level
    settings = shell.settings()
    with only_daemon(settings), build(settings) as app:
        Daemon(app, role=role, clock=shell.now).run()


def _not_yet(_number: int, _frame: FrameType | None) -> None:
    """Asked to stop before anything was begun: nothing to drain."""
    raise typer.Exit(0)
