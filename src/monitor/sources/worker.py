"""The life of a parsing process. It imports no more than it needs: it is started often, and kept beside others."""

from __future__ import annotations

import resource
import signal
from datetime import datetime
from multiprocessing.connection import Connection
from typing import Final

from monitor.model import Feed, FeedState, Fetched, Parsed
from monitor.sources import delta
from monitor.sources.parse import parse_feed

Task = tuple[Fetched, Feed, FeedState, datetime]

_MB: Final = 1 << 20


def serve(handle: int, cpu_s: int, memory_mb: int) -> None:
    """Tasks in, what they held out, over the socket with this number, until it closes.

    A task may cost so many seconds and so much memory; the process dies of more.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which ends us
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (memory_mb * _MB, hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    pipe = Connection(handle)
    while True:
        try:
            task: Task = pipe.recv()
        except (EOFError, OSError):
            return
        _grant(cpu_s)
        pipe.send(_parsed(task))
        del task


def _grant(cpu_s: int) -> None:
    """So much more time from now on."""
    spent = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(spent.ru_utime + spent.ru_stime) + cpu_s + 1, hard))


def _parsed(task: Task) -> Parsed:
    try:
        return parse_feed(*task)
    except MemoryError:
        return delta.unread(delta.digest(task[0].body), "the body takes too much memory to read")
