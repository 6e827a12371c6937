"""One process that can be killed, asked one thing at a time: what costs too much time or memory costs us a process."""

from __future__ import annotations

import os
import subprocess
import sys
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from typing import Any, Final

_START_S: Final = 30.0  # a fresh process imports its libraries before it answers


class Cell:
    """Started when first asked. `call` names a function as module:name; it takes a task and returns its answer.

    `cpu_s`, `wall_s` and `memory_mb` bound one task.
    """

    def __init__(self, call: str, *, cpu_s: int = 10, wall_s: float = 20.0, memory_mb: int = 512) -> None:
        self._call, self._cpu_s, self._wall_s, self._memory_mb = call, cpu_s, wall_s, memory_mb
        self._process: subprocess.Popen[bytes] | None = None
        self._pipe: Connection | None = None

    def ask(self, task: object) -> Any | None:
        """The answer to `task`; None where the process died of it, or ran out of time."""
        wait_s = self._wall_s + (0 if self._process else _START_S)
        try:
            pipe = self._running()
            pipe.send(task)
            if pipe.poll(wait_s):
                return pipe.recv()
        except (EOFError, OSError):
            pass
        self.close()
        return None

    def _running(self) -> Connection:
        if self._pipe is None:
            self._pipe, theirs = Pipe()
            module, _, name = self._call.partition(":")
            life = f"from monitor.sources.life import live; from {module} import {name} as answer; "
            self._process = subprocess.Popen(  # noqa: S603
                [
                    sys.executable,
                    "-P",
                    "-c",
                    f"{life}live({theirs.fileno()}, {self._cpu_s}, {self._memory_mb}, answer)",
                ],
                stdin=subprocess.DEVNULL,
                pass_fds=(theirs.fileno(),),
                env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
                process_group=0,  # Ctrl-C is for us
            )
            theirs.close()
        return self._pipe

    def close(self) -> None:
        """End the process, whatever it is doing."""
        if self._process is not None and self._pipe is not None:
            self._pipe.close()
            self._process.kill()
            self._process.wait()
        self._process = self._pipe = None
