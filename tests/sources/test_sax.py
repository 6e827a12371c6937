"""Our driver tells feedparser what the standard library's driver tells it."""

from __future__ import annotations

import io
from typing import Any

import feedparser
import pytest
from feedparser.api import PREFERRED_XML_PARSERS
from hypothesis import given
from hypothesis import strategies as st

from monitor.sources import sax
from monitor.sources.parse import parse_feed
from tests.sources.samples import NOW, feed, fetched, fresh, item_xml, rss

TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="<>&", exclude_categories=["Cc", "Cs"]), max_size=40)
PIECES = st.lists(
    st.one_of(
        TEXTS,
        st.sampled_from(["&lt;p&gt;", "&amp;", "&#44032;", "<![CDATA[<b>a & b</b>]]>", "\n \n", "<!-- note -->"]),
        st.sampled_from(["<b>bold</b>", "<x:div xmlns:x='http://www.w3.org/1999/xhtml' class='a'>in<i/>side</x:div>"]),
    ),
    max_size=12,
).map("".join)
ATOM = (
    '<feed xmlns="http://www.w3.org/2005/Atom" xml:base="https://paper.example/a/"><title>P</title>'
    '<entry><id>1</id><title type="html">{0}</title><link href="b?c=1" rel="alternate"/>'
    '<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml">{0}</div></content></entry></feed>'
)


def read(document: bytes, drivers: list[str]) -> Any:
    """What feedparser makes of it with these drivers."""
    before = list(PREFERRED_XML_PARSERS)
    PREFERRED_XML_PARSERS[:] = drivers
    try:
        return feedparser.parse(io.BytesIO(document), sanitize_html=False, resolve_relative_uris=False)
    finally:
        PREFERRED_XML_PARSERS[:] = before


def same(document: bytes) -> bool:
    """Whether both drivers lead to the same reading."""
    ours, theirs = read(document, [sax.__name__]), read(document, [])
    return bool(ours.entries == theirs.entries and ours.feed == theirs.feed and ours.bozo == theirs.bozo)


@given(PIECES)
def test_rss_is_read_alike(text: str) -> None:
    assert same(rss([item_xml(1, title=text, extra=f"<dc:creator xmlns:dc='http://purl.org/dc/elements/1.1/'>{text}"
                                                   "</dc:creator>")]))  # fmt: skip


@given(PIECES)
def test_atom_is_read_alike(text: str) -> None:
    assert same(ATOM.format(text).encode())


@pytest.mark.parametrize(
    "document",
    [
        b"",
        b"<rss><channel><item><title>cut off",
        b"<rss><channel><item><undeclared:title>a</undeclared:title></item></channel></rss>",
        b"<!DOCTYPE rss [<!ENTITY a 'b'>]><rss version='2.0'><channel><item><title>&a;</title></item></channel></rss>",
        b"""<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns="http://purl.org/rss/1.0/">
        <item rdf:about="http://a.example/1"><title>a</title></item></rdf:RDF>""",
        b"""<rss xmlns:media="http://search.yahoo.com/mrss/"><channel><item><media:group><media:content url="a"/>
        </media:group><media:title>t</media:title></item></channel></rss>""",
    ],
)
def test_odd_documents_are_read_alike(document: bytes) -> None:
    assert same(document)


def test_the_driver_is_the_one_that_is_used() -> None:
    assert parse_feed(fetched(rss([item_xml(1)])), feed(), fresh(), NOW).items
    assert [sax.__name__] == PREFERRED_XML_PARSERS
