"""A body that arrived becomes items: cheaply where little is new, always with feedparser's reading of what is new.

    judge (cheap: what is new?) → Work → read_work (dear: feedparser, in a killable process) → conclude (cheap)

`parse_feed` does all three here and now; `workers` does the middle one elsewhere.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from itertools import islice, pairwise
from typing import Any, Final

import feedparser
from feedparser.api import PREFERRED_XML_PARSERS
from feedparser.mixin import make_safe_absolute_uri

from monitor.model import Feed, FeedState, Fetched, Item, Parsed
from monitor.sources import delta, json_text, sax, storm
from monitor.sources.adapters.registry import adapter_of
from monitor.sources.adapters.shape import RefusedError
from monitor.sources.charset import utf8_of
from monitor.sources.entries import entry_of_feedparser, entry_of_json, item_of
from monitor.sources.entry import Entry
from monitor.sources.repair import repaired
from monitor.sources.slim import LONGEST_ITEM, slim

_JSON_TYPES: Final = ("application/feed+json", "application/json")
_MAX_TTL_MINUTES: Final = 7 * 24 * 60
#: A document of more bytes is read in pieces of so many: feedparser takes up to twenty times its length in memory.
_LONG: Final = 1 << 20
_PIECE: Final = 1 << 18
_FEEDPARSER_ERRORS: Final = (ValueError, TypeError, LookupError, OverflowError, AttributeError)
#: Items read one by one where reading them together fails.
_PIECES: Final = 300
#: A body with more is no feed whose author forgot to escape a few.
_MANY_AMPERSANDS: Final = 50_000
# feedparser made nearly twice as fast, with the same results (tests hold it to that): a driver that hands over text in
# one piece, and the base address worked out once instead of for every tag.
PREFERRED_XML_PARSERS[:] = [sax.__name__]
feedparser.mixin.make_safe_absolute_uri = lru_cache(maxsize=256)(make_safe_absolute_uri)

_START: Final = 2_000
_PAGE: Final = re.compile(rb"<html|<!doctype html|<body", re.IGNORECASE)
_FEED: Final = re.compile(rb"<(?:[a-z]+:)?(?:rss|feed|rdf|channel|item|entry)[\s>/]", re.IGNORECASE)
_IN_PIECES: Final = f"its items cannot be told apart; read in pieces of {_PIECE // 1024} kB, longer ones cut"
_CUT: Final = f"items of more than {LONGEST_ITEM // 1024} kB are cut"
_HARMLESS: Final = ("CharacterEncodingOverride", "NonXMLContentType")


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What feedparser must read. `marks`: of the items in `document`, in order, () where they could not be told apart.
    `kept`: the entries of the state that are still in the feed; None for a full reading."""

    feed: Feed
    document: bytes
    base: str
    now: datetime
    baseline: bool
    body_hash: str
    marks: tuple[str, ...] = ()
    kept: tuple[str, ...] | None = None
    order: tuple[str, ...] = ()  # marks of the whole body
    whole: bytes = b""  # to fall back on when the cut document disappoints
    json: bool = False
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What feedparser made of it: one place per entry, None where an entry held nothing."""

    items: tuple[Item | None, ...] = ()
    ttl_s: int | None = None
    problem: str = ""


def parse_feed(fetched: Fetched, feed: Feed, state: FeedState, now: datetime) -> Parsed:
    """The items of a body that were not there last time. Never raises; what was wrong is in `problem`.

    A `problem` with no entries at all means that the body is not a feed.
    """
    step = judge(fetched, feed, state, now)
    while isinstance(step, Work):
        step = conclude(step, read_work(step), state)
    return step


# ── judge ────────────────────────────────────────────────────────────────────────────────────────────────────────


def judge(fetched: Fetched, feed: Feed, state: FeedState, now: datetime) -> Parsed | Work:
    """The answer where nothing is new, else the work to be done."""
    if (same := delta.unchanged(fetched.body, state)) is not None:
        return same
    body_hash = delta.digest(fetched.body)
    if not fetched.body.strip():
        return delta.unread(body_hash, "the body is empty")
    headers = dict(fetched.headers)
    text = utf8_of(fetched.body, headers.get("content-type", ""))
    work = Work(
        feed=feed,
        document=text.data,
        base=fetched.url,
        now=now,
        baseline=state.last_success_at is None,
        body_hash=body_hash,
        json=text.data[:1] in (b"{", b"["),
        note=text.note,
    )
    return work if work.json else _judge_xml(work, state)


def _judge_xml(work: Work, state: FeedState) -> Parsed | Work:
    try:
        work, found = _outlined(work)
        short = slim(work.document, found.spans) if found.sound else None
        if short is not None:
            work, found = replace(work, document=short, note=_and(work.note, _CUT)), delta.outline(short)
    except delta.UnsafeError as error:
        return delta.unread(work.body_hash, f"the body is not safe to read: {error}")
    if not found.sound or not found.spans:
        return _judge_broken(work)
    if found.beyond:
        note = _and(work.note, _only_first(found.count))
        work = replace(work, document=delta.without(work.document, found.beyond), note=note)
    marks = delta.hashes(work.document, found.spans)
    return _cut_known(replace(work, marks=marks, order=marks), found.spans, state)


def _judge_broken(work: Work) -> Parsed | Work:
    """What can be read of a body that is not well formed, or in which no item was found."""
    if _is_page(work.document):
        return delta.unread(work.body_hash, _not_a_feed(work.document))
    short = delta.shortened(work.document)
    return work if short is None else replace(work, document=short, note=_and(work.note, _only_first()))


def _outlined(work: Work) -> tuple[Work, delta.Outline]:
    """The items of the document; of a broken one, after repair where repair makes it sound."""
    found = delta.outline(work.document)
    if not found.sound and not found.entities and work.document.count(b"&") <= _MANY_AMPERSANDS:
        work = replace(work, document=repaired(work.document))
        again = delta.outline(work.document)
        if again.sound:
            return replace(work, note=_and(work.note, f"repaired: {found.why}")), again
    return work, found


def _cut_known(work: Work, spans: Sequence[delta.Span], state: FeedState) -> Parsed | Work:
    known = {storm.mark_of(entry): entry for entry in state.seen}
    old = [mark for mark in work.marks if mark in known]
    if not old:
        return work
    kept = tuple(dict.fromkeys(known[mark] for mark in old))
    fresh = tuple(mark for mark in work.marks if mark not in known)
    if not fresh:
        return Parsed(items=(), seen=kept, entries=len(spans), body_hash=work.body_hash, problem=work.note)
    document = delta.cut(work.document, spans, work.marks, known)
    return replace(work, document=document, whole=work.document, marks=fresh, kept=kept)


def _and(*notes: str) -> str:
    return "; ".join(note for note in notes if note)


def _only_first(total: int | None = None) -> str:
    return f"only the first {delta.MAX_ITEMS:,} items" + (f" of {total:,}" if total else "") + " are read"


# ── read ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def read_work(work: Work) -> Read:
    """Feedparser (or json) on the document. Slow on hostile input: bound it from outside (`workers`)."""
    try:
        return _read_json(work) if work.json else _read_xml(work)
    except RefusedError as error:
        return Read(problem=str(error))
    except RecursionError:
        return Read(problem="the body is nested too deep to be read")
    except Exception as error:  # noqa: BLE001 - feedparser breaks on odd input in ways of its own; a feed must not stop us
        return Read(problem=f"the body cannot be read ({type(error).__name__})")


def _read_xml(work: Work) -> Read:
    if len(work.document) > _LONG:
        whole = _groups(work.document) if work.marks else _pieces(work.document, _PIECE)
        return _read_pieces(work, whole, "" if work.marks else _IN_PIECES)
    try:
        result = _feedparser(work.document, work.base)
    except _FEEDPARSER_ERRORS as error:
        return _read_pieces(work, islice(_pieces(work.document, 0), _PIECES), _gave_up(error))
    if not result.entries and not result.version:
        return Read(problem=_not_a_feed(work.document))
    return Read(items=_items(_entries(result, work), work), ttl_s=_ttl(result.feed), problem=_bozo(result))


def _read_pieces(work: Work, pieces: Iterable[bytes], problem: str) -> Read:
    """The feed piece by piece: one that feedparser breaks on does not cost the others."""
    items: list[Item | None] = []
    ttl: int | None = None
    for piece in pieces:
        try:
            result = _feedparser(piece, work.base)
        except _FEEDPARSER_ERRORS as error:
            problem = problem or _gave_up(error)
            continue
        items += _items(_entries(result, work), work)
        ttl = ttl or _ttl(result.feed)
    return Read(items=tuple(items), ttl_s=ttl, problem=problem)


def _gave_up(error: Exception) -> str:
    return f"feedparser gave up on parts of it ({type(error).__name__})"


def _groups(document: bytes) -> Iterator[bytes]:
    """A well-formed document as several, each with as many of its items as fill a piece."""
    spans = delta.outline(document).spans
    starts = [start for start, _ in spans]
    ends = [*starts[1:], document.find(b">", spans[-1][1]) + 1]
    head, tail, at = document[: starts[0]], document[ends[-1] :], starts[0]
    for start, end in zip(starts, ends, strict=True):
        if end - at > _PIECE and start > at:
            yield head + document[at:start] + tail
            at = start
    yield head + document[at : ends[-1]] + tail


def _pieces(document: bytes, size: int) -> Iterator[bytes]:
    """The head of the document with each of its items, or with as many as fill `size` bytes; what is longer is cut."""
    starts = [found.start() for found in delta.ITEM_TAG.finditer(document)] or [0]
    head, at = document[: starts[0]][: size or None], starts[0]
    for start, end in pairwise([*starts, len(document)]):
        if end - at > size and start > at:
            yield head + document[at:start][: size or None]
            at = start
    yield head + document[at:][: size or None]


def _feedparser(document: bytes, base: str) -> Any:
    # BytesIO, never the bytes: feedparser opens files and addresses that it finds in a string.
    return feedparser.parse(
        io.BytesIO(document),
        response_headers={"content-type": "application/xml; charset=utf-8", "content-location": base},
        sanitize_html=False,  # everything becomes plain text anyway, and the two take half of the time
        resolve_relative_uris=False,
    )


def _entries(result: Any, work: Work) -> tuple[Entry, ...]:
    refine = adapter_of(work.feed.kind).refine
    return tuple(refine(entry_of_feedparser(raw), work.feed) for raw in result.entries)


def _read_json(work: Work) -> Read:
    try:
        data = json_text.loaded(work.document, delta.MAX_ITEMS + 1)
    except ValueError as error:
        return Read(problem=f"not a feed: JSON that cannot be read ({error})"[:200])
    if (read := adapter_of(work.feed.kind).read) is not None:
        entries = read(data)
    else:
        raw = data.get("items") if isinstance(data, dict) else None
        if not isinstance(raw, list) or not str(data.get("version", "")).startswith("https://jsonfeed.org/version/"):
            return Read(problem="not a feed: JSON of another kind")
        entries = tuple(entry_of_json(item) for item in raw if isinstance(item, dict))
    note = _only_first() if len(entries) > delta.MAX_ITEMS else ""
    return Read(items=_items(entries[: delta.MAX_ITEMS], work), problem=note)


def _items(entries: Sequence[Entry], work: Work) -> tuple[Item | None, ...]:
    return tuple(item_of(entry, work.feed, work.base, work.now, baseline=work.baseline) for entry in entries)


def _ttl(feed: Mapping[str, Any]) -> int | None:
    text = str(feed.get("ttl") or "")
    return min(int(text[:6]), _MAX_TTL_MINUTES) * 60 if text.isdecimal() and text.isascii() else None


def _bozo(result: Mapping[str, Any]) -> str:
    error = result.get("bozo_exception") if result.get("bozo") else None
    if error is None or type(error).__name__ in _HARMLESS:
        return ""
    message = getattr(error, "getMessage", lambda: str(error))()
    return f"not well-formed: {message}"[:200]


def _is_page(document: bytes) -> bool:
    """Whether it looks like an HTML page and nothing in it looks like a feed."""
    return _PAGE.search(document, 0, _START) is not None and _FEED.search(document) is None


def _not_a_feed(document: bytes) -> str:
    start = document[:_START]
    if _PAGE.search(start):
        return "not a feed: an HTML page"
    return "not a feed: " + ("XML of another kind" if start.startswith(b"<") else "neither XML nor JSON")


# ── conclude ─────────────────────────────────────────────────────────────────────────────────────────────────────


def conclude(work: Work, read: Read, state: FeedState) -> Parsed | Work:
    """The reading as Parsed; or more work, when the cut document gave other entries than were cut for."""
    aligned = len(read.items) == len(work.marks)
    if work.kept is not None and not aligned:
        return replace(work, document=work.whole, whole=b"", kept=None, marks=work.order)
    marks = work.marks if aligned else (storm.NO_MARK,) * len(read.items)
    new = tuple(storm.entry(mark, item) for mark, item in zip(marks, read.items, strict=True) if item is not None)
    kept = work.kept or ()
    items, held = storm.hold(_unique(read.items), state)
    return Parsed(
        items=items,
        seen=tuple(dict.fromkeys((*new, *kept))),
        entries=len(work.order) if work.kept is not None else len(read.items),
        body_hash=work.body_hash,
        problem=_and(work.note, read.problem, held),
        newest_at=max((item.published_at for item in items if item.published_at), default=None),
        ttl_s=read.ttl_s,
    )


def _unique(items: Sequence[Item | None]) -> tuple[Item, ...]:
    return tuple({item.id: item for item in reversed(items) if item is not None}.values())[::-1]
