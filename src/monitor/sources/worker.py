"""What a parsing process does. It imports no more than it needs: it is started often, and kept beside others."""

from __future__ import annotations

from datetime import datetime

from monitor.model import Feed, FeedState, Fetched, Parsed
from monitor.sources import delta
from monitor.sources.parse import parse_feed

Task = tuple[Fetched, Feed, FeedState, datetime]


def answer(task: Task) -> Parsed:
    """What the body of a task held."""
    try:
        return parse_feed(*task)
    except MemoryError:
        return delta.unread(delta.digest(task[0].body), "the body takes too much memory to read")
