"""One process that can be killed, given one task at a time: what costs too much time or memory costs us a process."""

from __future__ import annotations

import os
import pickle
import subprocess
import sys
import time
from collections.abc import Sequence
from multiprocessing import Pipe
from multiprocessing.connection import Connection, wait
from typing import Any, Final

_START_S: Final = 30.0  # a fresh process imports its libraries before it answers
#: What the C library is told: to give large pieces of memory back at once, and to keep one store of them.
_THRIFT: Final = {"MALLOC_MMAP_THRESHOLD_": "131072", "MALLOC_TRIM_THRESHOLD_": "131072", "MALLOC_ARENA_MAX": "1"}
_LIFE: Final = "from monitor.sources.life import live; from {} import {} as answer; live({}, {}, {}, answer)"


class Cell:
    """Started when first given a task. `call` names a function as module:name; it takes a task and returns its answer,
    which is never None.

    `cpu_s`, `wall_s` and `memory_mb` bound one task.
    """

    def __init__(self, call: str, *, cpu_s: int = 10, wall_s: float = 20.0, memory_mb: int = 512) -> None:
        self._call, self._cpu_s, self._wall_s, self._memory_mb = call, cpu_s, wall_s, memory_mb
        self._process: subprocess.Popen[bytes] | None = None
        self.pipe: Connection | None = None
        self.until = 0.0  # the task may take until then; monotonic seconds

    @property
    def runs(self) -> bool:
        """Whether there is a process."""
        return self._process is not None

    def ask(self, task: object) -> Any | None:
        """The answer to `task`; None where the process died of it, or ran out of time."""
        self.give(task)
        answered((self,), block=True)
        return self.take()

    def give(self, task: object) -> None:
        """Hand over a task. Its answer must be taken before the next."""
        self.until = time.monotonic() + self._wall_s + (0 if self.runs else _START_S)
        try:
            with open(self._running().fileno(), "wb", closefd=False) as tasks:
                pickle.dump(task, tasks)  # `Connection.send` would make a copy of it first, and a body can be large
        except OSError:  # it died idle; `take` says so
            self.until = 0.0

    def take(self) -> Any | None:
        """The answer once `answered` names this cell; None where the process died of its task, or ran out of time."""
        try:
            if self.pipe is not None and self.pipe.poll():
                return self.pipe.recv()
        except (EOFError, OSError):
            pass
        self.close()
        return None

    def _running(self) -> Connection:
        if self.pipe is None:
            self.pipe, theirs = Pipe()
            module, _, name = self._call.partition(":")
            life = _LIFE.format(module, name, theirs.fileno(), self._cpu_s, self._memory_mb)
            self._process = subprocess.Popen(  # noqa: S603
                [sys.executable, "-P", "-c", life],
                stdin=subprocess.DEVNULL,
                pass_fds=(theirs.fileno(),),
                env={**os.environ, **_THRIFT, "PYTHONPATH": os.pathsep.join(sys.path)},
                process_group=0,  # Ctrl-C is for us
            )
            theirs.close()
        return self.pipe

    def close(self) -> None:
        """End the process, whatever it is doing."""
        if self._process is not None and self.pipe is not None:
            self.pipe.close()
            self._process.kill()
            self._process.wait()
        self._process = self.pipe = None


def answered(cells: Sequence[Cell], *, block: bool) -> list[Cell]:
    """Of cells given a task, those that have answered, died or run out of time; with `block`, wait for one."""
    if not cells:
        return []
    timeout = max(0.0, min(cell.until for cell in cells) - time.monotonic()) if block else 0.0
    readable = wait([cell.pipe for cell in cells if cell.pipe is not None], timeout)
    now = time.monotonic()
    return [cell for cell in cells if cell.pipe in readable or cell.until <= now]
