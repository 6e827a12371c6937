"""Looking at an address before it becomes a feed."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.config.policy import PollPolicy
from monitor.model import FetchFailed
from monitor.sources.check import Check, check_feed
from monitor.sources.discover import discover
from monitor.sources.fetch import Fetcher
from tests.sources.samples import NOW, feed, item_xml, rss
from tests.sources.site import Site

PAGE = b"""<html><head><base href="https://paper.example/sub/">
<link rel="alternate" type="application/rss+xml" title="Comments" href="/comments.xml">
<link rel="alternate" type="application/rss+xml" title="News" href="news.xml">
<link rel=alternate type="application/feed+json" href="/feed.json">
<link rel="stylesheet" type="text/css" href="/style.css">
<link rel="alternate" hreflang="ko" type="text/html" href="/ko">
</head><body><a href="/rss/all">RSS</a><a href="javascript:rss()">x</a><a href="/about">About</a></body></html>"""


def check(url: str) -> Check:
    """The check of an address on loopback."""
    policy = PollPolicy(allow_networks=("127.0.0.0/8",), host_delay_s=0)
    return check_feed(url, Fetcher(policy, Path()), NOW)


def test_a_page_names_its_feeds_best_first() -> None:
    assert discover(PAGE, "https://paper.example/") == (
        "https://paper.example/sub/news.xml",
        "https://paper.example/feed.json",
        "https://paper.example/comments.xml",
        "https://paper.example/rss/all",
    )


@pytest.mark.parametrize(
    "page", [b"", b"\xff\xfe\x00", b"<link rel=alternate type=application/rss+xml href='http://[::1'>"]
)
def test_a_page_without_feeds_names_none(page: bytes) -> None:
    assert discover(page, "https://paper.example/") == ()


def test_a_feed_is_shown_with_its_charset_dates_and_a_proposal(site: Site) -> None:
    items = [item_xml(1, title="배터리 공급 계약"), "<item><title>날짜 없는 기사</title></item>"]
    made = check(site.serve("/rss", rss(items, encoding="cp949").replace(b"cp949", b"euc-kr")))
    assert (made.charset, len(made.items), made.dated, made.problem) == ("cp949", 2, 1, "")
    assert made.feed is not None
    assert (made.feed.id, made.feed.publisher, made.feed.language, made.feed.zone) == (
        "the-paper", "The Paper", "ko", "Asia/Seoul",
    )  # fmt: skip


def test_a_page_is_shown_with_the_feeds_it_advertises(site: Site) -> None:
    made = check(site.serve("/", PAGE))
    assert made.feed is None
    assert made.alternatives[0] == "https://paper.example/sub/news.xml"
    assert "an HTML page" in made.problem


def test_a_failure_is_shown_as_it_is(site: Site) -> None:
    made = check(site.url("/nothing"))
    assert isinstance(made.outcome, FetchFailed)
    assert made.problem == "the server answers 404 (Not Found)"


def test_a_known_feed_is_proposed_as_it_is(site: Site) -> None:
    known = feed(url=site.serve("/rss", rss([item_xml(1)])))
    policy = PollPolicy(allow_networks=("127.0.0.0/8",))
    assert check_feed(known, Fetcher(policy, Path()), NOW).feed == known
