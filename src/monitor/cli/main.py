"""The entry point: listens for signals at once, then brings in the commands, which take a second to import."""

from __future__ import annotations

import gc
import signal
import sys
from collections.abc import Mapping, Sequence
from importlib import import_module
from types import FrameType
from typing import Final

from monitor.cli.exits import INTERRUPTED, INTERRUPTION, TERMINATED, TERMINATION, Terminated

#: The command line of httpx itself, which httpx brings in where it can, with rich, pygments and click.
_UNUSED: Final = "httpx._main"


def main(arguments: Sequence[str] | None = None, environ: Mapping[str, str] | None = None) -> int:
    """Run one command, of the command line when none is given; returns the exit code."""
    if arguments is None:  # a process of its own
        signal.signal(signal.SIGTERM, _terminate)
        gc.disable()  # until the command is there: looking for garbage in imports makes the start a tenth longer
        sys.modules[_UNUSED] = None  # type: ignore[assignment]  # so that it is not found
    try:
        commands = import_module("monitor.cli.commands")
        code: int = commands.run(arguments, environ)
    except KeyboardInterrupt:
        return _ended(INTERRUPTION, INTERRUPTED)
    except Terminated:
        return _ended(TERMINATION, TERMINATED)
    finally:
        if arguments is None:
            gc.freeze()  # nor is there use in looking for garbage at the end: the system takes back everything
    return _ended(INTERRUPTION, code) if code == INTERRUPTED else code  # typer makes a code of Ctrl-C


def _terminate(_number: int, _frame: FrameType | None) -> None:
    """As PID 1 of a container, a process without a handler would not hear SIGTERM at all."""
    raise Terminated


def _ended(line: str, code: int) -> int:
    sys.stderr.write(f"monitor: {line}\n")
    return code
