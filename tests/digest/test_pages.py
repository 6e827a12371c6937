"""The HTML and text renderings: safe, small, whole."""

from __future__ import annotations

import html.parser
import json
from collections.abc import Callable
from dataclasses import replace

import feedparser
import pytest
from rich.cells import cell_len

from monitor.digest.render.email import MAX_BYTES, render_email
from monitor.digest.render.entries import atom_feed, json_feed, merged, render_entries
from monitor.digest.render.text import lines_of, render_text
from monitor.digest.render.web import render_web
from monitor.model import ChangeKind, Digest, DigestKind
from tests.digest.samples import BOOK, CARDS, NOW, SUPPLY, card, digest, source, stage

HOSTILE = '<script>alert(1)</script><img src=x onerror=y> "quoted" \' & </title></style> \u202e\x1b[2J'


def hostile(kind: DigestKind = DigestKind.DIGEST) -> Digest:
    bad = source("x", HOSTILE, "ko", NOW, HOSTILE)
    worse = replace(bad, item="y", publisher="b" + HOSTILE, url='javascript:alert("x")', language="zh")
    wicked = replace(SUPPLY, sources=(bad, worse), places=(HOSTILE,), periods=(HOSTILE,))
    shown = card(wicked, ChangeKind.NEW, stage("", "signed"))
    return replace(digest(kind=kind), title="<b>Title</b> & more", cards=(shown,), rest=(shown,))


class _Tags(html.parser.HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.seen: set[str] = set()
        self.attributes: set[str] = set()
        self.links: set[str] = set()
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.add(tag)
        self.attributes |= {name for name, _ in attrs}
        self.links |= {value or "" for name, value in attrs if name in ("href", "src")}
        if tag not in ("meta", "br", "link", "img"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def tags(page: str) -> _Tags:
    found = _Tags()
    found.feed(page)
    assert found.open == []
    return found


PAGES: dict[str, Callable[[Digest], str]] = {
    "web": lambda made: render_web(made, BOOK),
    "email": lambda made: render_email(made, BOOK).html,
    "entry": lambda made: str(render_entries(made, BOOK)[0]["content_html"]),
}


@pytest.mark.parametrize("page", sorted(PAGES))
def test_nothing_a_feed_holds_becomes_markup(page: str) -> None:
    made = PAGES[page](hostile())
    found = tags(made)
    assert not found.seen & {"script", "img", "iframe", "object"}
    assert not {name for name in found.attributes if name.startswith("on")}
    assert all(link.startswith("https://") for link in found.links)
    assert not set(made) & {"\u202e", "\x1b"}


def test_a_page_asks_nothing_of_anyone() -> None:
    page = render_web(digest(), BOOK)
    assert "<script" not in page
    assert "url(" not in page
    assert "@import" not in page
    assert not tags(page).seen & {"img", "link", "iframe"}


def test_the_email_has_its_styles_inline_and_keeps_the_dark_ones() -> None:
    page = render_email(digest(), BOOK).html
    assert page.count("style=") > 30
    assert "prefers-color-scheme: dark" in page


def test_an_email_stays_under_what_gmail_shows_whole() -> None:
    many = tuple(card(replace(SUPPLY, id=f"d{n}"), ChangeKind.NEW, stage("", "signed")) for n in range(150))
    parts = render_email(replace(digest("ko"), cards=many, rest=()), BOOK)
    assert len(parts.html.encode()) <= MAX_BYTES
    assert parts.html.count("LG에너지솔루션") >= 150
    assert parts.text.count("LG에너지솔루션") >= 150


def test_the_unsubscribe_link_stands_in_both_parts() -> None:
    parts = render_email(digest(), BOOK, unsubscribe="https://u.example.org/1")
    assert 'href="https://u.example.org/1"' in parts.html
    assert "https://u.example.org/1" in parts.text
    assert "Unsubscribe" not in render_email(digest(), BOOK).text


def test_text_is_wrapped_by_the_width_of_its_letters_and_addresses_stay_whole() -> None:
    text = render_text(digest("ko"), BOOK, width=40)
    for line in text.splitlines():
        assert cell_len(line) <= 40 or line.strip().startswith("https://")
    assert "https://ledger.example.org/d/d-electrolyte" in text


def test_styled_lines_hold_no_control_characters() -> None:
    text = "".join(part for line in lines_of(hostile(), BOOK) for part, _ in line.parts)
    assert not set(text) & {"\x1b", "\u202e", "\n"}


def test_an_entry_of_a_feed_keeps_its_name_and_is_there_once() -> None:
    entries = render_entries(digest(), BOOK)
    assert [e["id"] for e in entries] == [
        f"tag:monitor,2026-03-16:daily-20260316T230000Z-digest/{c.development.id}" for c in (*CARDS, *digest().rest)
    ]
    assert merged(entries, entries, 100) == merged([], entries, 100)
    assert len(merged(entries, [], 2)) == 2


def test_the_feeds_read_back_as_they_were_written() -> None:
    entries = merged([], render_entries(hostile(), BOOK), 10)
    read = feedparser.parse(atom_feed("daily", "T & <t>", "en", "https://x.example/daily.atom", entries).encode())
    assert not read.bozo
    assert [(e.id, e.title) for e in read.entries] == [(e["id"], e["title"]) for e in entries]
    made = json.loads(json_feed("t", "en", "https://x.example/daily.json", entries))
    assert made["version"] == "https://jsonfeed.org/version/1.1"
    assert made["items"] == entries
    assert all(item["id"] and item["content_html"] for item in made["items"])
