"""The life of a process that may be killed: tasks in, answers out, each within bounds of time and memory."""

from __future__ import annotations

import logging
import pickle
import resource
import signal
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any, Final

_MB: Final = 1 << 20


def live(handle: int, cpu_s: int, memory_mb: int, answer: Callable[[Any], object]) -> None:
    """Answer tasks over the socket with this number, until it closes.

    A task may cost so many seconds and so much memory; the process dies of more.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which ends us
    logging.disable()  # what libraries think of other people's documents is in our answers
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (memory_mb * _MB, hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    answers, tasks = Connection(handle), open(handle, "rb", closefd=False)  # noqa: SIM115 - lives as long as we do
    while True:
        try:
            task = pickle.load(tasks)  # noqa: S301 - from our own program
        except (EOFError, OSError, pickle.UnpicklingError):
            return
        _grant(cpu_s)
        answers.send(answer(task))
        del task


def _grant(cpu_s: int) -> None:
    """So much more time from now on."""
    spent = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(spent.ru_utime + spent.ru_stime) + cpu_s + 1, hard))
