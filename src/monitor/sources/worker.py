"""The life of a parsing process. It imports no more than it needs: it is started often, and kept beside others."""

from __future__ import annotations

from datetime import datetime

from monitor.model import Feed, FeedState, Fetched, Parsed
from monitor.sources import delta
from monitor.sources.life import live
from monitor.sources.parse import parse_feed

Task = tuple[Fetched, Feed, FeedState, datetime]


def serve(handle: int, cpu_s: int, memory_mb: int) -> None:
    """Tasks in, what they held out, over the socket with this number, until it closes."""
    live(handle, cpu_s, memory_mb, _parsed)


def _parsed(task: Task) -> Parsed:
    try:
        return parse_feed(*task)
    except MemoryError:
        return delta.unread(delta.digest(task[0].body), "the body takes too much memory to read")
