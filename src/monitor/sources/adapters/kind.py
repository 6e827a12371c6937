"""KIND, the Korean exchange's disclosures of the day, as RSS with marks of the market in its titles."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Final

from monitor.model import Feed
from monitor.sources.adapters.opendart import report_name
from monitor.sources.adapters.shape import Adapter
from monitor.sources.entry import Entry

_MARKET: Final = re.compile(r"^\s*\[[유코넥기]\]\s*")


def refine(entry: Entry, _feed: Feed) -> Entry:
    """The title without the mark of the market: "company name-of-filing"."""
    return replace(entry, title=report_name(_MARKET.sub("", entry.title)))


ADAPTER: Final = Adapter(refine=refine)
