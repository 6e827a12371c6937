"""Looking at one address before it becomes a feed: what answers, in which charset, with which items."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

from monitor.model import Feed, Fetched, FetchOutcome, Item, value
from monitor.sources.charset import utf8_of
from monitor.sources.discover import discover
from monitor.sources.due import first_state
from monitor.sources.entries import language_of
from monitor.sources.fetch import Fetcher, request_for
from monitor.sources.opml import slug
from monitor.sources.parse import parse_feed
from monitor.sources.plain import plain_line

_TITLE: Final = re.compile(r"<title[^>]{0,200}>(.{0,500}?)</title>", flags=re.IGNORECASE | re.DOTALL)
_CDATA: Final = re.compile(r"^\s*<!\[CDATA\[(.*?)\]\]>\s*$", flags=re.DOTALL)
_ZONES: Final = {"ko": "Asia/Seoul", "zh": "Asia/Shanghai"}
_HEAD: Final = 20_000


@value
class Check:
    """What one fetch showed. `feed` is a proposal for feeds.yaml, None where no feed answered; `alternatives` are the
    feeds that an HTML page advertises; `dated` counts the items that carry a date."""

    url: str
    outcome: FetchOutcome
    charset: str = ""
    feed: Feed | None = None
    items: tuple[Item, ...] = ()
    dated: int = 0
    newest_at: datetime | None = None
    oldest_at: datetime | None = None
    problem: str = ""
    alternatives: tuple[str, ...] = ()


def check_feed(target: Feed | str, fetcher: Fetcher, now: datetime) -> Check:
    """Fetch a feed, or an address, once and say what would be read. Nothing is stored."""
    feed = target if isinstance(target, Feed) else _stranger(target)
    ((_, outcome),) = fetcher.fetch([request_for(feed, None)])
    if not isinstance(outcome, Fetched):
        return Check(url=feed.url, outcome=outcome, problem=getattr(outcome, "detail", ""))
    text = utf8_of(outcome.body, dict(outcome.headers).get("content-type", ""))
    parsed = parse_feed(outcome, feed, first_state(feed, now), now)
    dates = sorted(item.published_at for item in parsed.items if item.published_at)
    is_feed = bool(parsed.entries) or not parsed.problem
    return Check(
        url=outcome.url,
        outcome=outcome,
        charset=text.charset,
        feed=_proposal(feed, outcome, text.data, parsed.items) if is_feed else None,
        items=parsed.items,
        dated=len(dates),
        newest_at=dates[-1] if dates else None,
        oldest_at=dates[0] if dates else None,
        problem=parsed.problem,
        alternatives=() if is_feed else discover(outcome.body, outcome.url),
    )


def _stranger(url: str) -> Feed:
    address = url if "://" in url else f"https://{url}"
    return Feed(id="new", url=address, publisher=urlsplit(address).hostname or address)


def _proposal(feed: Feed, outcome: Fetched, document: bytes, items: tuple[Item, ...]) -> Feed:
    """The entry for feeds.yaml that the answer suggests. A feed already in the settings is proposed as it is."""
    if feed.id != "new":
        return feed
    title = _title_of(document) or feed.publisher
    language = language_of(" ".join(item.title for item in items), "en")
    host = (urlsplit(outcome.url).hostname or "feed").removeprefix("www.")
    return Feed(
        id=slug(title) or slug(host),
        url=outcome.moved_to or feed.url,
        publisher=title,
        language=language,
        zone=_ZONES.get(language, "UTC"),
        confidence="high",
    )


def _title_of(document: bytes) -> str:
    found = _TITLE.search(document[:_HEAD].decode("utf-8", "replace"))
    if not found:
        return ""
    inside = _CDATA.match(found.group(1))
    return plain_line(inside.group(1) if inside else found.group(1), 100)
