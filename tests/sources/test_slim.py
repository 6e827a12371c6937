"""Long items made short: well-formed before, well-formed after, and what is short stays."""

from __future__ import annotations

import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.sources.delta import UnsafeError, outline
from monitor.sources.slim import LONGEST_ELEMENT, LONGEST_ITEM, slim, slim_item
from tests.sources.samples import item_xml, rss

WORDS = "cells and packs " * (LONGEST_ITEM // 10)
_PIECES = (
    "cells ",
    "전지 ",
    "电池",
    "é\n",
    "&amp;",
    "&#44032;",
    "<![CDATA[a & b]]>",
    "<![CDATA[]]>",
    "<!-- c -->",
    "<br/>",
)


def parts(item: str) -> dict[str, str]:
    """The text of each element of the item once it is slim."""
    return {child.tag: child.text or "" for child in ET.fromstring(slim_item(item.encode()))}


@pytest.mark.parametrize(
    "text",
    [WORDS, f"<![CDATA[{WORDS}]]>", "&amp;lt;" * LONGEST_ELEMENT, "전지" * LONGEST_ELEMENT, f"a<![CDATA[b]]>{WORDS}"],
    ids=["plain", "cdata", "entities", "three bytes a letter", "mixed"],
)
def test_of_a_long_text_the_start_is_kept_and_its_neighbours_whole(text: str) -> None:
    kept = parts(f"<item><title>Short</title><description>{text}</description><link>https://a.example/1</link></item>")
    assert (kept["title"], kept["link"]) == ("Short", "https://a.example/1")
    whole = ET.fromstring(f"<d>{text}</d>").text or ""
    assert len(kept["description"]) > 1000
    assert whole.startswith(kept["description"])


def test_a_long_element_with_others_inside_goes_and_its_neighbours_stay() -> None:
    inside = "<p>cells</p>" * LONGEST_ELEMENT
    assert parts(f"<item><title>T</title><content><div>{inside}</div></content><link>l</link></item>") == {
        "title": "T",
        "link": "l",
    }


def test_of_a_million_elements_the_first_are_kept() -> None:
    kept = slim_item(b"<item><title>T</title>" + b"<b>x</b>" * LONGEST_ITEM + b"</item>")
    assert kept.startswith(b"<item><title>T</title><b>x</b>")
    assert len(kept) < LONGEST_ITEM + 100


def test_an_item_that_would_fall_into_a_thousand_pieces_is_refused() -> None:
    with pytest.raises(UnsafeError, match="places"):
        slim_item(b"<item><title>" + b"<![CDATA[x]]>y" * LONGEST_ELEMENT + b"</title></item>")


def test_only_long_items_of_a_document_are_touched() -> None:
    short, long = item_xml(1), item_xml(2, title=WORDS)
    document = rss([short, long, short])
    slimmed = slim(document, outline(document).spans)
    assert slimmed is not None
    assert slimmed.count(short.encode()) == 2
    assert len(slimmed) < LONGEST_ELEMENT + 5_000
    assert outline(slimmed).sound
    assert slim(slimmed, outline(slimmed).spans) is None


@given(st.lists(st.sampled_from(_PIECES), max_size=60), st.lists(st.sampled_from(_PIECES), max_size=60), st.data())
def test_however_it_is_made_an_item_stays_well_formed(one: list[str], other: list[str], data: st.DataObject) -> None:
    """Pieces repeated until they are too long, in texts and between elements."""
    times = data.draw(st.sampled_from([1, 2_000, 40_000]))
    item = f"<item><title>T</title>{''.join(one) * times}<d a='1>'>{''.join(other) * times}</d><link>l</link></item>"
    try:
        kept = slim_item(item.encode())
    except UnsafeError:
        return
    root = ET.fromstring(kept)
    assert len(kept) <= len(item.encode())
    assert root.findtext("title") == "T"
