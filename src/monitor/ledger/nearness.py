"""How near in time a report stands to what a development was last told by."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from monitor.ledger.entry import Entry
from monitor.model import Development

#: Outlets tell one piece of news within these days, each with the facts it likes.
TOGETHER: Final = timedelta(days=3)


def gap(entry: Entry, development: Development) -> timedelta | None:
    """Time since the last dated source (all of them stand before the entry); None where either side has no date."""
    if not entry.dated:
        return None
    last = next((source.at for source in reversed(development.sources) if source.dated), None)
    return None if last is None else entry.at - last


def within(entry: Entry, development: Development, span: timedelta) -> bool:
    """Whether the two are that near in time, as far as anybody says."""
    apart = gap(entry, development)
    return apart is None or apart <= span


def together(entry: Entry, development: Development) -> bool:
    """Whether the two are known to have come out within days."""
    apart = gap(entry, development)
    return apart is not None and apart <= TOGETHER
