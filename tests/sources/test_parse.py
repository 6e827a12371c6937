"""Bodies become items, and only the new ones."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.model import Feed, FeedState, Item, Parsed
from monitor.sources.parse import Work, judge, parse_feed
from tests.sources.samples import NOW, SEOUL, feed, fetched, fresh, item_xml, known, rss

WILD = Path(__file__).parents[3] / "shared" / "feeds_wild"


def parse(body: bytes, *, of: Feed | None = None, state: FeedState | None = None, **headers: str) -> Parsed:
    """The body parsed for a feed never polled, unless told otherwise."""
    return parse_feed(fetched(body, **headers), of or feed(), state or fresh(), NOW)


def only(parsed: Parsed) -> Item:
    """The one item."""
    (item,) = parsed.items
    return item


def after(parsed: Parsed) -> FeedState:
    """The state in which the next poll finds the feed."""
    return known(seen=parsed.seen, entries=parsed.entries)


def test_an_item_carries_all_that_its_entry_says() -> None:
    item = only(parse(rss([item_xml(7)])))
    assert item.title == "Cell maker number 7 signs a supply deal"
    assert item.url == "https://paper.example/news/view?no=7"
    assert item.guid == "paper-7"
    assert item.summary == "Text of item 7."
    assert item.published_at == datetime(2026, 11, 22, 0, 0, tzinfo=UTC)
    assert (item.publisher, item.feed, item.language, item.seen_at) == ("The Paper", "paper", "en", NOW)


@pytest.mark.parametrize(
    "body",
    [
        b"""<feed xmlns="http://www.w3.org/2005/Atom"><title>P</title><entry><title>A title</title><id>tag:1</id>
            <link rel="self" href="https://paper.example/self"/><link href="https://paper.example/a"/>
            <updated>2026-11-22T00:00:00Z</updated></entry></feed>""",
        b"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/"
            xmlns:dc="http://purl.org/dc/elements/1.1/"><channel rdf:about="x"><title>P</title></channel>
            <item rdf:about="https://paper.example/a"><title>A title</title><link>https://paper.example/a</link>
            <dc:date>2026-11-22T00:00:00Z</dc:date></item></rdf:RDF>""",
        json.dumps(
            {
                "version": "https://jsonfeed.org/version/1.1",
                "title": "P",
                "items": [{"id": "1", "title": "A title", "url": "/a", "date_published": "2026-11-22T00:00:00Z"}],
            }
        ).encode(),
    ],
    ids=["atom", "rdf", "json"],
)
def test_every_kind_of_feed_is_read(body: bytes) -> None:
    item = only(parse(body))
    assert (item.title, item.url) == ("A title", "https://paper.example/a")
    assert item.published_at == datetime(2026, 11, 22, tzinfo=UTC)


def test_a_date_without_zone_is_read_in_the_feeds_zone() -> None:
    body = rss([item_xml(1, date="2026-11-22 09:00:00")])
    assert only(parse(body, of=feed(zone=SEOUL))).published_at == datetime(2026, 11, 22, 0, 0, tzinfo=UTC)


def test_an_item_without_date_has_none_and_counts_from_first_sight() -> None:
    item = only(parse(rss(["<item><title>Undated</title><link>https://paper.example/u</link></item>"])))
    assert item.published_at is None
    assert item.at == NOW


def test_a_date_in_the_future_is_not_believed() -> None:
    assert only(parse(rss([item_xml(1, date="Tue, 22 Nov 2033 09:00:00 +0900")]))).published_at is None


def test_relative_links_are_resolved_against_the_final_address() -> None:
    body = rss(["<item><title>T</title><link>/news/9</link></item>"])
    assert only(parse(body)).url == "https://paper.example/news/9"


def test_an_item_of_text_alone_is_still_an_item() -> None:
    item = only(parse(rss(["<item><description>A flash of one line.</description></item>"])))
    assert (item.title, item.url, item.guid) == ("A flash of one line.", "", None)


def test_an_item_of_nothing_is_none() -> None:
    assert parse(rss(["<item></item>", item_xml(1)])).items == parse(rss([item_xml(1)])).items


def test_javascript_is_no_link() -> None:
    assert only(parse(rss([item_xml(1, link="javascript:alert(1)")]))).url == ""


def test_markup_and_double_escapes_become_plain_text() -> None:
    body = rss([item_xml(1, title="R&amp;amp;D &amp;quot;cells&amp;quot; &lt;b&gt;grow&lt;/b&gt;")])
    assert only(parse(body)).title == 'R&D "cells" grow'


def test_a_search_feed_is_keyed_by_title_and_publisher_and_its_description_ignored() -> None:
    entry = item_xml(
        1,
        title="Cell maker signs - The Daily",
        link="https://search.example/rss/articles/CBMiabc",
        extra='<source url="https://daily.example">The Daily</source>',
    )
    item = only(parse(rss([entry]), of=feed(kind="google-news")))
    again = only(parse(rss([entry.replace("CBMiabc", "CBMixyz")]), of=feed(kind="google-news")))
    assert (item.title, item.publisher, item.summary) == ("Cell maker signs", "The Daily", "")
    assert item.id == again.id


def test_a_search_feed_names_the_paper_in_a_field_of_its_own_and_wraps_its_address() -> None:
    link = "https://search.example/news/apiclick.aspx?ref=x&amp;url=https%3a%2f%2fpaper.example%2fa"
    named = "<News:Source xmlns:News='https://search.example/news'>The Daily</News:Source>"
    item = only(parse(rss([item_xml(1, link=link, extra=named)]), of=feed(kind="bing-news")))
    assert (item.publisher, item.url) == ("The Daily", "https://paper.example/a")


@pytest.mark.parametrize(
    ("title", "language"),
    [("배터리 공급 계약 체결", "ko"), ("宁德时代与韩国企业签约", "zh"), ("Cell maker signs", "en"),
     ("LG엔솔, CATL과 협력", "ko"), ("韩企SK On签署供应合同", "zh"), ("電池メーカーが契約を結んだ", "ja")],
)  # fmt: skip
def test_the_language_is_read_from_the_text(title: str, language: str) -> None:
    of = replace(feed(), language="ko")
    body = rss([f"<item><title>{title}</title></item>"])
    assert only(parse(body, of=of)).language == language


def test_the_same_article_twice_in_a_feed_is_one_item() -> None:
    assert len(parse(rss([item_xml(1), item_xml(1), item_xml(2)])).items) == 2


def test_the_first_poll_is_a_baseline_and_later_ones_are_news() -> None:
    first = parse(rss([item_xml(1)]))
    second = parse(rss([item_xml(2), item_xml(1)]), state=after(first))
    assert only(first).baseline
    assert not only(second).baseline


# ── steady state ──


def test_a_body_as_last_time_yields_nothing_and_forgets_nothing() -> None:
    first = parse(rss([item_xml(1)]))
    state = replace(after(first), body_hash=first.body_hash)
    again = parse(rss([item_xml(1)]), state=state)
    assert (again.items, again.seen, again.entries) == ((), first.seen, 1)


def test_only_new_items_are_read() -> None:
    first = parse(rss([item_xml(n) for n in range(20)]))
    body = rss([item_xml(99), *(item_xml(n) for n in range(20))], head="<lastBuildDate>later</lastBuildDate>")
    work = judge(fetched(body), feed(), after(first), NOW)
    assert isinstance(work, Work)
    assert work.document.count(b"<item>") == 1
    second = parse(body, state=after(first))
    assert only(second).guid == "paper-99"
    assert second.entries == 21
    assert len(second.seen) == 21


def test_what_left_the_feed_is_forgotten() -> None:
    first = parse(rss([item_xml(n) for n in range(20)]))
    second = parse(rss([item_xml(n) for n in range(15, 25)]), state=after(first))
    assert len(second.seen) == 10


def test_a_changed_head_alone_yields_nothing() -> None:
    first = parse(rss([item_xml(1)]))
    assert parse(rss([item_xml(1)], head="<ttl>60</ttl>"), state=after(first)).items == ()


def test_an_edited_item_comes_again_under_its_old_id() -> None:
    first = parse(rss([item_xml(1), item_xml(2)]))
    second = parse(rss([item_xml(1, title="An edited title"), item_xml(2)]), state=after(first))
    assert only(second).title == "An edited title"
    assert only(second).id in {item.id for item in first.items}


@settings(deadline=None, max_examples=60)
@given(st.lists(st.integers(0, 30), unique=True, max_size=12), st.lists(st.integers(0, 30), unique=True, max_size=12))
def test_reading_what_is_new_equals_reading_everything(before: list[int], now: list[int]) -> None:
    first = parse(rss([item_xml(n) for n in before]))
    body = rss([item_xml(n) for n in now])
    delta = {item.id: item for item in parse(body, state=replace(after(first), seen=first.seen)).items}
    full = {item.id: replace(item, baseline=False) for item in parse(body).items}
    old = {item.id for item in first.items}
    assert {id_: replace(item, baseline=False) for id_, item in delta.items()} == {
        id_: item for id_, item in full.items() if id_ not in old
    }


# ── storms ──


def test_new_ids_for_known_texts_are_held() -> None:
    first = parse(rss([item_xml(n) for n in range(10)]))
    moved = [item_xml(n, link=f"https://new.example/{n}") for n in range(10)]
    second = parse(rss(moved), state=after(first))
    assert all(item.baseline for item in second.items)
    assert "new ids to 10 known items" in second.problem


def test_a_feed_filled_with_another_publishers_past_is_held() -> None:
    first = parse(rss([item_xml(n) for n in range(10)]))
    past = [item_xml(n, title=f"Old story {n}", date="Mon, 02 Nov 2026 09:00:00 +0900") for n in range(50, 60)]
    second = parse(rss(past), state=after(first))
    assert all(item.baseline for item in second.items)


def test_a_busy_feed_with_all_new_items_of_today_is_news() -> None:
    first = parse(rss([item_xml(n) for n in range(10)]))
    second = parse(rss([item_xml(n) for n in range(50, 60)]), state=after(first))
    assert not any(item.baseline for item in second.items)


# ── bad bodies: what can be read is read, and said ──


@pytest.mark.parametrize(
    ("body", "titles"),
    [
        (rss([item_xml(1, title="AT&T & R&D deal")]), ["AT&T & R&D deal"]),  # bare ampersands
        (rss([item_xml(1, title="caf&eacute;&nbsp;deal")]), ["café deal"]),  # entities XML does not know
        (rss([item_xml(1), item_xml(2)])[:-60], None),  # cut off at the end
        (b"\n\n" + rss([item_xml(1)]), None),
        (rss([item_xml(1, title="a\x00b\x07c")]), ["abc"]),
        (rss([item_xml(1, extra="<dc:creator>x</dc:creator>")]), None),  # a prefix never declared
        (rss([item_xml(1, extra="<b><i></b></i>")]), None),  # tags crossed
        (rss([item_xml(1)]) + b"<!-- cached --> trailing words", None),
        (rss([item_xml(1, title="<![CDATA[Cells & <b>cars</b>]]>")]), ["Cells & cars"]),
    ],
)
def test_a_broken_feed_yields_what_can_be_read(body: bytes, titles: list[str] | None) -> None:
    parsed = parse(body)
    assert parsed.items
    if titles:
        assert [item.title for item in parsed.items] == titles


def test_an_item_that_feedparser_breaks_on_does_not_cost_the_others() -> None:
    chapters = "<psc:chapters xmlns:psc='http://podlove.org/simple-chapters'><psc:chapter/></psc:chapters>"
    parsed = parse(rss([item_xml(1), item_xml(2, extra=chapters), item_xml(3)]))
    assert {"paper-1", "paper-3"} <= {item.guid for item in parsed.items}
    assert "gave up" in parsed.problem


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b"<!DOCTYPE html><html><body>Sign in</body></html>", "an HTML page"),
        (b"<html><head><title>x</title></head></html>", "an HTML page"),
        (b"", "empty"),
        (b"   \n", "empty"),
        (b"/etc/passwd", "neither XML nor JSON"),
        (b"http://127.0.0.1/secret", "neither XML nor JSON"),
        (b'{"items": []}', "JSON of another kind"),
        (b'{"items": [', "JSON that cannot be read"),
        (b"[" * 100_000, "nested too deep"),
        (b"<sitemapindex><sitemap/></sitemapindex>", "XML of another kind"),
        (bytes(range(256)) * 20, "not a feed"),
    ],
)
def test_what_is_no_feed_is_said_so(body: bytes, said: str) -> None:
    parsed = parse(body)
    assert (parsed.items, parsed.entries) == ((), 0)
    assert said in parsed.problem


def test_a_feed_without_items_is_empty_and_no_problem() -> None:
    parsed = parse(rss([]))
    assert (parsed.entries, parsed.problem) == (0, "")


def test_a_file_named_in_a_body_is_never_opened(tmp_path: Path) -> None:
    secret = tmp_path / "secret.xml"
    secret.write_bytes(rss([item_xml(1)]))
    assert parse(os.fsencode(secret)).items == ()


def test_outside_entities_are_never_fetched(tmp_path: Path) -> None:
    secret = tmp_path / "secret.txt"
    secret.write_text("hidden words")
    head = f'<!DOCTYPE rss [<!ENTITY x SYSTEM "{secret.as_uri()}">]>'.encode()
    body = head + rss([item_xml(1, title="seen &x; here")]).partition(b"?>")[2]
    assert "hidden" not in only(parse(body)).title


def test_an_element_with_a_hundred_thousand_attributes_is_refused_at_once() -> None:
    monster = " ".join(f"a{n}='x'" for n in range(100_000))
    for body in (
        rss([f"<item {monster}><title>T</title></item>"]),
        rss([f"<item {monster}><title>T & T</title></item>"]),
    ):
        assert "not safe to read" in parse(body).problem


def test_elements_nested_beyond_reason_are_refused() -> None:
    assert "nested" in parse(rss(["<item>" + "<a>" * 60_000 + "</a>" * 60_000 + "</item>"])).problem


def test_a_hundred_thousand_items_are_read_as_far_as_is_reasonable() -> None:
    parsed = parse(rss(["<item><title>T</title></item>", *(f"<item><guid>{n}</guid></item>" for n in range(100_000))]))
    assert "only the first 2,000 items of 100,001" in parsed.problem


def test_items_beyond_the_first_two_thousand_of_a_json_feed_are_named() -> None:
    items = [{"id": str(n), "title": f"Title {n}"} for n in range(60_000)]
    parsed = parse(json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": items}).encode())
    assert len(parsed.items) == 2_000
    assert "only the first 2,000 items" in parsed.problem


def test_a_long_feed_that_is_broken_is_read_piece_by_piece_to_its_end() -> None:
    parsed = parse(rss([item_xml(n, title=f"Title {n} " + "of cells & packs " * 100) for n in range(900)])[:-30])
    assert [item.title[:9] for item in parsed.items[:2]] == ["Title 0 o", "Title 1 o"]
    assert len(parsed.items) == 900
    assert "in pieces" in parsed.problem


def test_a_long_feed_that_is_sound_is_read_to_its_end_with_all_that_its_head_says() -> None:
    text = "of cells &amp; packs " * 50 + "<![CDATA[<item>]]>"
    items = [item_xml(n, title=f"Title {n}", extra=f"<media:text>{text}</media:text>") for n in range(1_500)]
    head = "<ttl>60</ttl>"
    body = rss(items, head=head).replace(b"<rss ", b'<rss xmlns:media="http://search.yahoo.com/mrss/" ', 1)
    parsed = parse(body)
    assert [item.title for item in parsed.items] == [f"Title {n}" for n in range(1_500)]
    assert (parsed.entries, parsed.ttl_s, parsed.problem) == (1_500, 3600, "")
    assert parse(body + b" ", state=after(parsed)).items == ()


def test_a_long_page_of_html_is_told_by_its_looks() -> None:
    page = b"<!DOCTYPE html><html><body>" + b"<p class=x>text</p>" * 400_000
    assert parse(page).problem == "not a feed: an HTML page"


def test_a_document_type_beyond_reason_is_refused() -> None:
    declared = "".join(f"<!ELEMENT e{n} ANY>" for n in range(10_000))
    body = f"<!DOCTYPE rss [{declared}]>".encode() + rss([item_xml(1)]).partition(b"?>")[2]
    assert "document type" in parse(body).problem


def test_what_comes_again_behind_the_first_two_thousand_items_is_not_read_again() -> None:
    body = rss([item_xml(n) for n in range(2_100)])
    first = parse(body)
    again = parse(body.replace(b"</channel>", b"<ttl>9</ttl></channel>"), state=after(first))
    assert (len(first.items), again.items) == (2_000, ())
    assert "only the first 2,000" in again.problem


def test_a_title_of_five_megabytes_is_cut() -> None:
    assert len(only(parse(rss([item_xml(1, title="cells " * 900_000)]))).title) <= 500


def test_billion_laughs_cost_nothing() -> None:
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    body = (
        f'<!DOCTYPE rss [<!ENTITY l0 "lol">{entities}]>'.encode()
        + rss([item_xml(1, title="&l11;")]).partition(b"?>")[2]
    )
    assert all(len(item.title) <= 500 for item in parse(body).items)


def test_the_wish_of_a_feed_to_be_left_alone_is_read() -> None:
    assert parse(rss([item_xml(1)], head="<ttl>60</ttl>")).ttl_s == 3600


@settings(deadline=None, max_examples=150)
@given(st.binary(max_size=400))
def test_no_bytes_break_the_parser(noise: bytes) -> None:
    parse(noise)
    parse(b'<?xml version="1.0"?><rss version="2.0"><channel>' + noise)
    parse(b'{"version": "https://jsonfeed.org/version/1.1", "items": [' + noise)


@settings(deadline=None, max_examples=150)
@given(st.data())
def test_no_damage_to_a_feed_breaks_the_parser(data: st.DataObject) -> None:
    body = bytearray(rss([item_xml(n) for n in range(3)]))
    for _ in range(data.draw(st.integers(1, 8))):
        at = data.draw(st.integers(0, len(body) - 1))
        body[at : at + data.draw(st.integers(0, 20))] = data.draw(st.binary(max_size=6))
    parsed = parse(bytes(body))
    parse(bytes(body), state=after(parsed))


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=10),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.sampled_from(["id", "url", "title"]), inner, max_size=3)
    ),
    max_leaves=10,
)


@settings(deadline=None, max_examples=100)
@given(
    st.lists(st.dictionaries(st.sampled_from(["id", "url", "title", "summary", "date_published"]), _JSON), max_size=4)
)
def test_no_json_feed_breaks_the_parser(items: list[object]) -> None:
    parse(json.dumps({"version": "https://jsonfeed.org/version/1.1", "items": items}).encode())


@pytest.mark.skipif(not WILD.is_dir(), reason="no collection of captured feeds beside the repository")
def test_captured_feeds_are_all_read_and_cutting_changes_nothing() -> None:
    for path in sorted(WILD.iterdir()):
        body = path.read_bytes()
        first = parse(body)
        assert first.items, path.name
        some = parse(body, state=known(seen=first.seen[1:], entries=first.entries))
        by_id = {item.id: replace(item, baseline=False) for item in first.items}
        assert some.items, path.name
        assert all(replace(item, baseline=False) == by_id[item.id] for item in some.items), path.name
