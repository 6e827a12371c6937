"""One entry of a feed before it is an item. Apart from what makes items of entries, which asking for feeds has no use
for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """The parts of an entry we use, still in the publisher's own spelling. `dates` in the order of their worth."""

    title: str = ""
    links: tuple[str, ...] = ()
    guid: str = ""
    summary: str = ""
    body: str = ""
    dates: tuple[str, ...] = ()
    parsed_at: datetime | None = None  # feedparser's own reading, for forms we do not know
    publisher: str = ""
    base: str = ""
