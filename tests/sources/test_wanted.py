"""Which items are worth the fetching of their article."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

from monitor.model import Feed, Item, Reading, Report, Scope
from monitor.sources.wanted import ENOUGH, wants_article

NOW = datetime(2026, 3, 2, tzinfo=UTC)
FEED = Feed(id="f", url="https://paper.example/rss", publisher="Paper")
ITEM = Item(id="i", feed="f", title="t", seen_at=NOW, url="https://paper.example/a/1?id=2#x", summary="Short.")
REPORT = Report(item="i", index=0, event="supply-contract", status="signed", parties=(), at=NOW)
CORE = Reading(item="i", language="en", scope=Scope.CORE)
NAMED = Reading(item="i", language="en", entities=("catl",), reports=(REPORT,))
NOTHING = Reading(item="i", language="en", dropped="no-company")


def wants(item: Item = ITEM, reading: Reading = CORE, feed: Feed | None = FEED, **closed: str) -> bool:
    return wants_article(item, reading, feed, {host.replace("_", "."): why for host, why in closed.items()})


def test_what_is_in_scope_or_tells_something_of_a_known_company_is_wanted() -> None:
    assert wants()
    assert wants(reading=replace(CORE, scope=Scope.ADJACENT))
    assert wants(reading=NAMED)


def test_the_rest_is_not() -> None:
    assert not wants(reading=NOTHING)
    assert not wants(reading=replace(NAMED, reports=(replace(REPORT, event=""),)))
    assert not wants(reading=replace(NAMED, entities=()))


def test_the_past_of_a_new_feed_is_left_alone() -> None:
    assert not wants(replace(ITEM, baseline=True))


def test_files_and_feeds_that_are_gone_from_the_list_ask_nobody() -> None:
    assert not wants(feed=replace(FEED, kind="file", url="wire.xml"))
    assert not wants(feed=None)


def test_a_feed_that_sends_the_article_needs_no_page() -> None:
    assert not wants(replace(ITEM, body="x" * ENOUGH))
    assert not wants(replace(ITEM, summary="x" * ENOUGH))
    assert wants(replace(ITEM, body="x" * ENOUGH, body_from="https://paper.example/a/1")), "an edited item is read anew"


def test_a_page_is_tried_once() -> None:
    assert not wants(replace(ITEM, article="no-text"))
    assert not wants(replace(ITEM, article="ok"))


def test_closed_hosts_and_things_that_are_no_pages_are_not_asked() -> None:
    assert not wants(paper_example="sold")
    assert wants(other_example="sold")
    assert not wants(replace(ITEM, url="ftp://paper.example/1"))
    assert not wants(replace(ITEM, url="https://paper.example"))
    assert not wants(replace(ITEM, url=""))
