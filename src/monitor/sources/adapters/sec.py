"""SEC EDGAR's filings of one company, as Atom whose titles do not name the company."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from monitor.model import Feed
from monitor.sources.adapters.shape import Adapter
from monitor.sources.entry import Entry


def refine(entry: Entry, feed: Feed) -> Entry:
    """The title with the feed's own in front, which is where feeds.yaml says whose filings these are."""
    return replace(entry, title=f"{feed.title}: {' '.join(entry.title.split())}") if feed.title else entry


ADAPTER: Final = Adapter(refine=refine)
