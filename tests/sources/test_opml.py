"""OPML in and out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from monitor.sources.opml import read_opml, slug, write_opml
from tests.sources.samples import feed

FILE = b"""<?xml version="1.0" encoding="UTF-8"?>
<opml version="2.0"><head><title>mine</title></head><body>
  <outline text="Korea Press">
    <outline type="rss" text="The Paper" xmlUrl="https://paper.example/rss?a=1&amp;b=2" language="ko-KR"/>
    <outline type="rss" title="The Paper" xmlUrl="https://paper.example/other"/>
  </outline>
  <outline text="\xec\x8b\xa0\xeb\xac\xb8" xmlUrl="https://www.third.example/rss"/>
  <outline text="twice" xmlUrl="https://paper.example/other"/>
  <outline text="bad" xmlUrl="javascript:alert(1)"/>
</body></opml>"""


def test_feeds_are_read_with_their_groups_and_ids_of_their_own() -> None:
    one, two, three = read_opml(FILE)
    assert (one.id, one.url, one.group, one.language) == (
        "the-paper", "https://paper.example/rss?a=1&b=2", "korea-press", "ko",
    )  # fmt: skip
    assert (two.id, two.group) == ("the-paper-2", "korea-press")
    assert (three.id, three.publisher, three.group) == ("www-third-example", "신문", "other")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not xml",
        b"<rss></rss>",
        b"<opml><body>",
        b'<!DOCTYPE opml [<!ENTITY a "b">]><opml/>',
        b"<opml>" + b"x" * 10_000_001,
    ],
)
def test_what_is_no_opml_is_said_so(data: bytes) -> None:
    with pytest.raises(ValueError, match="the file"):
        read_opml(data)


def test_what_is_written_is_read_back() -> None:
    feeds = [
        replace(feed("a", "https://a.example/?x=1&y=<2>"), group="g", language="ko"),
        feed("seeds", "../seeds/feed.xml", kind="file"),
    ]
    (back,) = read_opml(write_opml(feeds, title="R&D <feeds>").encode())
    assert (back.url, back.group, back.language) == ("https://a.example/?x=1&y=<2>", "g", "ko")


def test_a_slug_is_an_id() -> None:
    assert slug("  The Paper: R&D! ") == "the-paper-r-d"
    assert slug("신문") == ""
