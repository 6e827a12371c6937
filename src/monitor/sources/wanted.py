"""Which items are worth the fetching of their article."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from monitor.config.hosts import under
from monitor.model import Feed, Item, Reading, Scope

#: A feed that sends so many characters sends the article.
ENOUGH: Final = 1_000


def wants_article(item: Item, reading: Reading, feed: Feed | None, closed: Mapping[str, str]) -> bool:
    """Whether the page behind `item` is to be fetched: what its feed says of it is relevant, or may turn out to be, and
    is not all there is. `closed`: hosts that are not asked.

    The past that a new feed brings along is left alone, and so is a page that was tried already.
    """
    if item.article or item.baseline or feed is None or feed.kind == "file":
        return False
    if len(item.summary) + (0 if item.body_from else len(item.body)) >= ENOUGH:
        return False
    return _is_relevant(reading) and _may_be_asked(item.url, closed)


def _is_relevant(reading: Reading) -> bool:
    return reading.scope is not Scope.OUT or (bool(reading.entities) and any(r.event for r in reading.reports))


def _may_be_asked(url: str, closed: Mapping[str, str]) -> bool:
    scheme, _, rest = url.partition("://")
    address = rest.partition("?")[0].partition("#")[0].casefold()
    return scheme in ("http", "https") and "/" in address and not under(address, closed)
