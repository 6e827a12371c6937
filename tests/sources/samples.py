"""Feeds, states and bodies for tests, in our own words."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from monitor.model import Feed, FeedState, Fetched

NOW = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
SEOUL = "Asia/Seoul"


def feed(id_: str = "paper", url: str = "https://paper.example/rss", kind: str = "rss", zone: str = "UTC") -> Feed:
    """A feed of a paper that does not exist."""
    return Feed(id=id_, url=url, publisher="The Paper", kind=kind, zone=zone)


def fresh(id_: str = "paper") -> FeedState:
    """The state of a feed never polled."""
    return FeedState(feed=id_, due_at=NOW)


def known(id_: str = "paper", seen: tuple[str, ...] = (), entries: int = 0) -> FeedState:
    """The state of a feed polled an hour ago."""
    return FeedState(
        feed=id_, due_at=NOW, last_success_at=NOW - timedelta(hours=1), seen=seen, entries=entries, body_hash="other"
    )


def item_xml(number: int, *, title: str = "", link: str = "", date: str = "", extra: str = "") -> str:
    """One RSS item; number makes its title, link and guid."""
    title = title or f"Cell maker number {number} signs a supply deal"
    link = link or f"https://paper.example/news/view?no={number}"
    date = date or "Sun, 22 Nov 2026 09:00:00 +0900"
    return (
        f"<item><title>{title}</title><link>{link}</link><guid isPermaLink='false'>paper-{number}</guid>"
        f"<pubDate>{date}</pubDate><description>Text of item {number}.</description>{extra}</item>"
    )


def rss(items: Sequence[str], head: str = "", encoding: str = "utf-8") -> bytes:
    """An RSS 2.0 document of these items."""
    text = (
        f'<?xml version="1.0" encoding="{encoding}"?><rss version="2.0"><channel><title>The Paper</title>'
        f"<link>https://paper.example/</link><description>News</description>{head}{''.join(items)}</channel></rss>"
    )
    return text.encode(encoding)


def fetched(body: bytes, url: str = "https://paper.example/rss", **headers: str) -> Fetched:
    """`body` as it arrived; header names with _ for -."""
    pairs = tuple((name.replace("_", "-"), value) for name, value in headers.items())
    return Fetched(url=url, status=200, body=body, headers=pairs)
