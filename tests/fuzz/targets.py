"""What must hold for any bytes at the borders where other people's documents come in. Each target raises when it does
not; `fuzz.py` drives them by coverage, `test_targets.py` by a bounded search."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from typing import Final

import httpx

from monitor.model import Feed, FeedState, Fetched, Item, Parsed
from monitor.sources.address import canonical_url, identity_of
from monitor.sources.charset import utf8_of
from monitor.sources.dates import parse_date, settle_date
from monitor.sources.extract import allowed, main_text
from monitor.sources.page import Page, Rules
from monitor.sources.parse import parse_feed
from monitor.sources.plain import plain_line, plain_text
from monitor.sources.transport import Link, TransportError

NOW: Final = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
FEED: Final = Feed(id="paper", url="https://paper.example/rss", publisher="The Paper", zone="Asia/Seoul")
_ZONES: Final = ("UTC", "Asia/Seoul", "America/New_York")
_TYPES: Final = ("", "text/xml", "application/rss+xml; charset=euc-kr", "application/json", "text/html; charset=gbk")


class Broken(AssertionError):  # noqa: N818 - what the input did to the promise
    """A promise that some input broke."""


def promise(kept: object, what: str) -> None:
    """Raise unless a promise is kept."""
    if not kept:
        raise Broken(what)


# ── feeds ────────────────────────────────────────────────────────────────────────────────────────────────────────


def feed(data: bytes) -> None:
    """Any body is read without an exception into items that can be stored."""
    body, kind = data[1:], _TYPES[data[0] % len(_TYPES)] if data else ""
    parsed = _parse(body, FeedState(feed="paper", due_at=NOW), kind)
    for item in parsed.items:
        _storable(item)
    promise(parsed.entries or parsed.problem or not body.strip() or not parsed.items, "a body without a verdict")


def _parse(body: bytes, state: FeedState, kind: str = "") -> Parsed:
    headers = (("content-type", kind),) if kind else ()
    return parse_feed(Fetched(url=FEED.url, status=200, body=body, headers=headers), FEED, state, NOW)


def _storable(item: Item) -> None:
    for text in (item.title, item.summary, item.body, item.url, item.publisher, item.guid or ""):
        text.encode("utf-8")
        promise("\x00" not in text, "a NUL in a text")
    promise(item.id, "an item without an id")
    promise(item.published_at is None or item.published_at <= NOW + timedelta(days=2), "an item of the far future")


#: What feeds are made of, rightly and wrongly.
_PARTS: Final = (
    "<item>", "</item>", "<title>", "</title>", "<link>", "</link>", "<guid>", "</guid>", "<description>",
    "</description>", "<![CDATA[", "]]>", "<!-- ", " -->", "&amp;", "&amp;amp;", "&lt;b&gt;", "&nbsp;", "&#0;",
    "&#x110000;",
    "&undefined;", "<b>", "</b>", "<br/>", "<p>", "한 업체", "某公司", "A maker", " signs ",
    "https://paper.example/", "?no=1",
    "#top", "<pubDate>", "</pubDate>", "Mon, 02 Mar 2026 09:00:00 +0900", "2026-03-02 09:00:00", "오전 9:00",
    "<dc:date>",
    "</dc:date>", "<content:encoded>", "</content:encoded>", "<enclosure url='x'/>",
    "<source url='https://p.example'>",
    "</source>", " - The Paper", "\n", "\t", "\x0b", "\ufeff", "<?xml-stylesheet?>", "<entry>", "</entry>", "<item/>",
    "<atom:link href='/a'/>", "'", '"', "<", ">", "&", "<item xml:base='https://q.example/'>", "\u202e", "𠮷",
)  # fmt: skip
_HEAD: Final = (
    '<?xml version="1.0" encoding="utf-8"?><rss version="2.0" xmlns:dc="http://purl.org/dc/elements/1.1/" '
    'xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:atom="http://www.w3.org/2005/Atom">'
    "<channel><title>The Paper</title>"
)


def made_up(data: bytes) -> None:
    """A feed put together from what feeds are made of is read, and what can be cut out of it may be."""
    body = (_HEAD + "".join(_PARTS[n % len(_PARTS)] for n in data[:400]) + "</channel></rss>").encode()
    feed(b"\x00" + body)
    cut(data)


def cut(data: bytes) -> None:
    """Items seen before, cut out of a feed, leave the others exactly as a full reading has them."""
    chosen, rest = data[:8], data[8:400]
    size = 1 + len(rest) // 6
    stories = [rest[at : at + size] for at in range(0, len(rest), size)]
    body = (_HEAD + "".join(map(_story, range(len(stories)), stories)) + "</channel></rss>").encode()
    full = _parse(body, FeedState(feed="paper", due_at=NOW))
    if full.problem or not full.seen:
        return
    seen = tuple(mark for n, mark in enumerate(full.seen) if chosen and chosen[n % len(chosen)] & 1)
    if not seen:
        return
    before = FeedState(feed="paper", due_at=NOW, last_success_at=NOW, seen=seen, body_hash="other")
    again = {item.id: item for item in _parse(body, before).items}
    for item in full.items:
        if item.id in again:
            promise(again[item.id] == replace(item, baseline=False), f"{item!r} is read as {again[item.id]!r}")
    promise(again.keys() <= {item.id for item in full.items}, "an item that was not there")
    promise(len(again) >= len(full.items) - len(seen), "an item was lost")


def _story(number: int, data: bytes) -> str:
    """An item that is well formed whatever it says."""
    words = [part for part in (_PARTS[n % len(_PARTS)] for n in data) if not set(part) & set("<>&")]
    text = "".join(words).replace("\x0b", "")
    return (
        f"<item><title>{text}</title><link>https://paper.example/{number}</link>"
        f"<description><![CDATA[<p>{text}</p>]]></description><pubDate>Mon, 02 Mar 2026 09:00:00 +0900</pubDate></item>"
    )


# ── parts of feeds ───────────────────────────────────────────────────────────────────────────────────────────────


def plain(data: bytes) -> None:
    """Any markup becomes a text within its limit that can be stored, and a line without breaks."""
    for markup in (data.decode("utf-8", "replace"), "".join(_PARTS[n % len(_PARTS)] for n in data[:300])):
        text, line = plain_text(markup, 300), plain_line(markup, 300)
        promise(len(text) <= 300 and len(line) <= 300, "a text beyond its limit")
        promise(not set("\x00\x0b\u202e\ufeff") & set(text + line), "a character that steers")
        promise("\n" not in line, "a line with a break")
        (text + line).encode("utf-8")


def dates(data: bytes) -> None:
    """Any text is a moment with a zone, or none."""
    text = data[1:].decode("utf-8", "replace")
    found = parse_date(text, _ZONES[data[0] % len(_ZONES)] if data else "UTC")
    promise(found is None or found.tzinfo is not None, "a moment without a zone")
    settled = settle_date(found, NOW)
    promise(settled is None or settled <= NOW + timedelta(days=2), "a moment of the far future")


def charset(data: bytes) -> None:
    """Any body becomes UTF-8 that XML may hold."""
    found = utf8_of(data[1:], _TYPES[data[0] % len(_TYPES)] if data else "").data
    found.decode("utf-8")
    promise(not set(found) & {0, 1, 11, 12, 31}, "a control character")


def address(data: bytes) -> None:
    """A canonical address is its own canonical form, and has an identity."""
    text = data.decode("utf-8", "replace")
    for url in (text, f"https://paper.example/{text}", f"https://{text}/view?no=1"):
        found = canonical_url(url, "https://paper.example/rss")
        promise(canonical_url(found) == found, f"{found!r} is made {canonical_url(found)!r}")
        identity_of(found)


# ── pages ────────────────────────────────────────────────────────────────────────────────────────────────────────

_TAGS: Final = (
    "<html>", "<head>", "<title>", "</title>", "<body>", "<article>", "</article>", "<div class='content'>",
    "</div>", "<p>",
    "</p>", "<br>", "<table>", "<tr><td>", "</table>", "<script>", "</script>", "<a href='/'>", "</a>", "<!--",
    "-->", "<h1>",
    "</h1>", "&#xd800;", "&nbsp;", "A maker said that it would build a line for cells with a partner from abroad. ",
    "국내 한 업체가 해외 협력사와 셀 라인을 짓는다고 밝혔다. ", "一家公司宣布将与海外伙伴共同建设电芯产线。",
    "\x00", "<svg>", "<math>",
    "<template>", "<p", "='", '">', "<![CDATA[", "<?php", "<blockquote>", "<li>", "</ul>",
    "{'isAccessibleForFree': false}",
)  # fmt: skip


def page(data: bytes) -> None:
    """Any page gives a text that can be stored, or a word for why not."""
    made = "<html>" + "".join(_TAGS[n % len(_TAGS)] for n in data[:300])
    for body in (made.encode(), b"<html>" + data):
        found = main_text(Page(body=body, content_type="text/html", url=FEED.url, title="A title", chars=500))
        promise(bool(found.text) != bool(found.problem), "neither a text nor a problem, or both")
        promise(len(found.text) <= 500, "a text beyond its limit")
        found.text.encode("utf-8")


def rules(data: bytes) -> None:
    """Any robots.txt gives a verdict for every address."""
    text = data.decode("utf-8", "replace")
    found = allowed(Rules(text=f"User-agent: *\n{text}", agent="monitor", urls=(FEED.url, f"https://p.example/{text}")))
    promise(len(found.urls) == 2, "an address without a verdict")
    promise(found.delay_s >= 0, "a pause before now")


# ── answers ──────────────────────────────────────────────────────────────────────────────────────────────────────

_LINES: Final = (
    "HTTP/1.1 200 OK\r\n",
    "HTTP/1.1 304 Not Modified\r\n",
    "HTTP/1.1 103 Early Hints\r\n",
    "HTTP/1.0 200\n",
    "HTTP/1.1 101 Switching Protocols\r\n",
    "Content-Length: 5\r\n",
    "Content-Length: 99999\r\n",
    "Content-Length: -1\r\n",
    "Transfer-Encoding: chunked\r\n",
    "5\r\nhello\r\n",
    "5 ;a=b\r\nhello\r\n",
    "0\r\n\r\n",
    "ffffffffffffffffff\r\n",
    "hello",
    "ETag: '1'\r\n",
    " folded\r\n",
    "Connection: upgrade\r\n",
    "Upgrade: h2c\r\n",
    "X:\x00y\r\n",
    "제목: 값\r\n",
    "\r\n",
    "\n",
)


class _Wire(asyncio.Transport):
    """A connection nobody listens to."""

    def write(self, data: bytes | bytearray | memoryview) -> None:
        """Nowhere."""

    def pause_reading(self) -> None:
        """All has come already."""

    def resume_reading(self) -> None:
        """As above."""


def answer(data: bytes) -> None:
    """Whatever a server sends ends in an answer or a word for why there is none, however it is cut on the way."""
    made = "".join(_LINES[n % len(_LINES)] for n in data[:60]).encode()
    for stream in (made, data, made + data):
        at_once, by_bytes = _answered([stream]), _answered([bytes([byte]) for byte in stream])
        promise(at_once == by_bytes, "an answer that depends on how it arrives")


def _answered(pieces: Sequence[bytes]) -> tuple[str, int, bytes]:
    """Why there is no whole answer, the status and the body as far as they came."""
    link, status, body = Link(), 0, b""
    link.connection_made(_Wire())
    for piece in pieces:
        link.data_received(piece)
    link.connection_lost(None)

    async def ask() -> str:
        nonlocal status, body
        try:
            status = (await link.ask(httpx.Request("GET", FEED.url))).status_code
            async for part in link.body():
                body += part
        except TransportError as error:
            return error.kind
        return ""

    return asyncio.run(ask()), status, body


TARGETS: Final[Mapping[str, Callable[[bytes], None]]] = {
    "feed": feed,
    "made-up": made_up,
    "cut": cut,
    "plain": plain,
    "dates": dates,
    "charset": charset,
    "address": address,
    "page": page,
    "rules": rules,
    "answer": answer,
}


def seeds() -> Sequence[bytes]:
    """Inputs to begin with."""
    story = _story(1, bytes(range(25, 30)))
    whole = (_HEAD + story + "</channel></rss>").encode()
    return (b"", b"\x00" + whole, whole, bytes(islice(iter(range(256)), 200)), b"\x01Mon, 02 Mar 2026 09:00:00 +0900")
