"""A body that arrived becomes items: cheaply where little is new, always with feedparser's reading of what is new.

    judge (cheap: what is new?) → Work → read_work (dear: feedparser, in a killable process) → conclude (cheap)

`parse_feed` does all three here and now; `workers` does the middle one elsewhere.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from functools import lru_cache
from itertools import pairwise
from typing import Any, Final

import feedparser
from feedparser.api import PREFERRED_XML_PARSERS
from feedparser.mixin import make_safe_absolute_uri

from monitor.model import Feed, FeedState, Fetched, Item, Parsed
from monitor.sources import delta, sax, storm
from monitor.sources.adapters.registry import adapter_of
from monitor.sources.adapters.shape import RefusedError
from monitor.sources.charset import utf8_of
from monitor.sources.entries import entry_of_feedparser, entry_of_json, item_of
from monitor.sources.entry import Entry
from monitor.sources.repair import repaired

_JSON_TYPES: Final = ("application/feed+json", "application/json")
_MAX_TTL_MINUTES: Final = 7 * 24 * 60
#: Items read one by one where reading them together fails.
_PIECES: Final = 300
#: A body with more is no feed whose author forgot to escape a few.
_MANY_AMPERSANDS: Final = 50_000
# feedparser made nearly twice as fast, with the same results (tests hold it to that): a driver that hands over text in
# one piece, and the base address worked out once instead of for every tag.
PREFERRED_XML_PARSERS[:] = [sax.__name__]
feedparser.mixin.make_safe_absolute_uri = lru_cache(maxsize=256)(make_safe_absolute_uri)

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
    except delta.UnsafeError as error:
        return delta.unread(work.body_hash, f"the body is not safe to read: {error}")
    if not found.sound or not found.spans:
        short = delta.shortened(work.document)
        return work if short is None else replace(work, document=short, note=_only_first())
    marks = delta.hashes(work.document, found.spans)
    if len(found.spans) > delta.MAX_ITEMS:
        rest = set(marks[delta.MAX_ITEMS :])
        document = delta.cut(work.document, found.spans, marks, rest)
        marks = tuple(mark for mark in marks if mark not in rest)
        return replace(work, document=document, marks=marks, order=marks, note=_only_first(len(found.spans)))
    return _cut_known(replace(work, marks=marks, order=marks), found.spans, state)


def _outlined(work: Work) -> tuple[Work, delta.Outline]:
    """The items of the document; of a broken one, after repair where repair makes it sound."""
    found = delta.outline(work.document)
    if not found.sound and not found.entities and work.document.count(b"&") <= _MANY_AMPERSANDS:
        work = replace(work, document=repaired(work.document))
        again = delta.outline(work.document)
        if again.sound:
            return replace(work, note=f"repaired: {found.why}"), again
    return work, found


def _cut_known(work: Work, spans: Sequence[delta.Span], state: FeedState) -> Parsed | Work:
    known = {storm.mark_of(entry): entry for entry in state.seen}
    old = [mark for mark in work.marks if mark in known]
    if not old:
        return work
    kept = tuple(dict.fromkeys(known[mark] for mark in old))
    fresh = tuple(mark for mark in work.marks if mark not in known)
    if not fresh:
        return Parsed(items=(), seen=kept, entries=len(spans), body_hash=work.body_hash)
    document = delta.cut(work.document, spans, work.marks, known)
    return replace(work, document=document, whole=work.document, marks=fresh, kept=kept)


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
    try:
        result = _feedparser(work.document, work.base)
    except (ValueError, TypeError, LookupError, OverflowError, AttributeError) as error:
        return _read_pieces(work, f"feedparser gave up on parts of it ({type(error).__name__})")
    if not result.entries and not result.version:
        return Read(problem=_not_a_feed(work.document))
    return Read(items=_items(_entries(result, work), work), ttl_s=_ttl(result.feed), problem=_bozo(result))


def _read_pieces(work: Work, problem: str) -> Read:
    """The feed item by item, after an item that feedparser breaks on: the others are still read."""
    starts = [found.start() for found in delta.ITEM_TAG.finditer(work.document)][:_PIECES]
    entries: list[Entry] = []
    for start, end in pairwise([*starts, len(work.document)]):
        with suppress(ValueError, TypeError, LookupError, OverflowError, AttributeError):
            entries += _entries(_feedparser(work.document[: starts[0]] + work.document[start:end], work.base), work)
    return Read(items=_items(entries, work), problem=problem)


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
        data = json.loads(work.document, strict=False)
    except ValueError as error:
        return Read(problem=f"not a feed: JSON that cannot be read ({error})"[:200])
    if (read := adapter_of(work.feed.kind).read) is not None:
        return Read(items=_items(read(data)[: delta.MAX_ITEMS], work))
    raw = data.get("items") if isinstance(data, dict) else None
    if not isinstance(raw, list) or not str(data.get("version", "")).startswith("https://jsonfeed.org/version/"):
        return Read(problem="not a feed: JSON of another kind")
    entries = tuple(entry_of_json(item) for item in raw[: delta.MAX_ITEMS] if isinstance(item, dict))
    return Read(items=_items(entries, work))


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


def _not_a_feed(document: bytes) -> str:
    start = document[:2000].lower()
    if b"<html" in start or b"<!doctype html" in start or b"<body" in start:
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
        problem="; ".join(part for part in (work.note, read.problem, held) if part),
        newest_at=max((item.published_at for item in items if item.published_at), default=None),
        ttl_s=read.ttl_s,
    )


def _unique(items: Sequence[Item | None]) -> tuple[Item, ...]:
    return tuple({item.id: item for item in reversed(items) if item is not None}.values())[::-1]
