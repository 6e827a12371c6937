"""Addresses: what names an article is kept, what says where the reader came from goes."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.sources.address import canonical_url, host_of, identity_of, item_id, title_key


@pytest.mark.parametrize(
    ("url", "clean"),
    [
        ("https://Paper.Example/a?utm_source=rss&utm_medium=x", "https://paper.example/a"),
        ("https://paper.example/view?idxno=12&fbclid=q", "https://paper.example/view?idxno=12"),
        ("https://paper.example/view/?no=20261122", "https://paper.example/view/?no=20261122"),
        ("https://paper.example/dart?rcpNo=20260912000001", "https://paper.example/dart?rcpNo=20260912000001"),
        ("https://paper.example/a/?outputType=amp", "https://paper.example/a/"),
        ("https://paper.example:443/a#rss", "https://paper.example/a"),
        ("https://paper.example/a#utm_source=x", "https://paper.example/a"),
        ("https://paper.example/notes#second", "https://paper.example/notes#second"),  # a page of several items
        ("http://paper.example:8080/a", "http://paper.example:8080/a"),
        ("https://paper.example/a?q=%EB%B0%B0&b=", "https://paper.example/a?q=%EB%B0%B0&b="),  # spelling kept
        ("https://paper.example", "https://paper.example/"),
        ("  https://paper.example/a\n", "https://paper.example/a"),
        (
            "https://search.example/news/apiclick.aspx?ref=x&url=https%3a%2f%2fpaper.example%2fa%3futm_id%3d1",
            "https://paper.example/a",
        ),
        ("javascript:alert(1)", ""),
        ("data:text/html,x", ""),
        ("/relative", ""),
        ("", ""),
        ("https://[::1", ""),
        ("https://paper.example:99999/", ""),
        ("https://paper.example/" + "x" * 5000, ""),
    ],
)
def test_an_address_is_cleaned(url: str, clean: str) -> None:
    assert canonical_url(url) == clean


@pytest.mark.parametrize(
    ("url", "base", "clean"),
    [
        ("/news/1", "https://paper.example/rss/all.xml", "https://paper.example/news/1"),
        ("2.html", "https://paper.example/rss/all.xml", "https://paper.example/rss/2.html"),
        ("//cdn.example/3", "https://paper.example/rss", "https://cdn.example/3"),
        ("/news/1", "file:///tmp/feed.xml", ""),
    ],
)
def test_a_relative_address_is_resolved_against_where_the_feed_was_found(url: str, base: str, clean: str) -> None:
    assert canonical_url(url, base) == clean


@pytest.mark.parametrize(
    "twin",
    [
        "http://paper.example/a/?b=2&a=1",
        "https://www.paper.example/a?a=1&b=2",
        "https://m.paper.example/a?a=1&b=2",
        "https://amp.paper.example/a/amp/?a=1&b=2",
        "https://paper.example/amp/a?a=1&b=2",
    ],
)
def test_twins_of_a_page_have_one_identity(twin: str) -> None:
    assert identity_of(canonical_url(twin)) == identity_of("https://paper.example/a?a=1&b=2")


def test_articles_told_apart_only_by_their_query_stay_apart() -> None:
    ids = {item_id(url=f"https://paper.example/v?no={n}", guid=None, title="t", publisher="p", feed="f") for n in "123"}
    assert len(ids) == 3


def test_an_article_has_one_id_whichever_feed_carries_it() -> None:
    url = "https://paper.example/a"
    one = item_id(url=url, guid="1", title="A title", publisher="Paper", feed="all")
    two = item_id(url=url, guid="2", title="An edited title", publisher="Paper", feed="business")
    assert one == two


def test_without_an_address_the_feeds_own_id_counts() -> None:
    one = item_id(url="", guid="7", title="A title", publisher="Paper", feed="all")
    assert one == item_id(url="", guid="7", title="Another", publisher="Paper", feed="all")
    assert one != item_id(url="", guid="7", title="A title", publisher="Paper", feed="other")


def test_items_that_all_link_to_the_front_page_stay_apart() -> None:
    ids = {
        item_id(url="https://paper.example/", guid=n or None, title=f"title {n}", publisher="Paper", feed="all")
        for n in ("1", "2", "")
    }
    assert len(ids) == 3


def test_opaque_feeds_are_keyed_by_title_and_publisher() -> None:
    one = item_id(url="https://s.example/x", guid="x", title="A deal, signed", publisher="Paper", feed="f", opaque=True)
    two = item_id(url="https://s.example/y", guid="y", title="A deal signed!", publisher="PAPER", feed="g", opaque=True)
    assert one == two


def test_a_title_is_compared_by_its_letters_and_digits() -> None:
    assert title_key("A 52,000-ton ＤＥＡＬ · 배터리") == "a52000tondeal배터리"


@settings(deadline=None, max_examples=200)
@given(st.text(max_size=60))
def test_cleaning_never_fails_and_is_done_once(text: str) -> None:
    clean = canonical_url("https://paper.example/" + text)
    assert canonical_url(clean) == clean
    canonical_url(text)
    host_of(text)


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("https://paper.example/a\x00\x0bb", "https://paper.example/ab"),  # some databases refuse a NUL
        ("\x00https://paper.example/a", "https://paper.example/a"),
        ("/news/\x00a\ud800", "https://paper.example/news/a"),
        ("/news/two words.html", "https://paper.example/news/two%20words.html"),
    ],
)
def test_an_address_holds_no_character_that_cannot_be_stored_and_is_its_own_canonical_form(
    url: str, canonical: str
) -> None:
    found = canonical_url(url, "https://paper.example/rss")
    assert found == canonical
    assert canonical_url(found) == found


def test_a_host_of_dots_is_none() -> None:
    assert canonical_url("https://./view?no=1") == ""
