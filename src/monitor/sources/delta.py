"""Steady state: most of a changed feed is what was there last time. One expat pass proves the body safe and finds the
items; those read before are cut out, and feedparser reads the little document that is left."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Sequence
from typing import Any, Final
from xml.parsers import expat

from monitor.model import FeedState, Parsed

#: An element with more attributes than this, or elements deeper than this, are an attack: feedparser needs minutes.
MAX_ATTRIBUTES: Final = 200
MAX_DEPTH: Final = 300
#: A tag with so many "=" is not even shown to expat, which gathers all attributes before it asks what we think of them.
_MAX_SIGNS: Final = 100 * MAX_ATTRIBUTES
#: Items read of one body; the newest come first in a feed.
MAX_ITEMS: Final = 2_000
#: A feed has no use for a document type of its own; one longer than this is an attack.
_MAX_DOCTYPE: Final = 1 << 16
_DOCTYPE: Final = re.compile(rb"<!DOCTYPE[^\[>]{0,1000}\[")
_DOCTYPE_END: Final = re.compile(rb"\]\s*>")
_LONG_TAG: Final = re.compile(rb"<[^<]{1024,}")
#: Where an item seems to begin in a body that may be broken.
ITEM_TAG: Final = re.compile(rb"<(?:item|entry)[\s>]")
_ITEMS: Final = frozenset({"item", "entry"})

Span = tuple[int, int]


class UnsafeError(Exception):
    """The body would cost a parser more than a feed may. `str()` is a sentence."""


class Outline:
    """What one pass found. `sound`: the XML is well formed and without `entities` of its own, so it may be cut; `why`
    says why not. `spans` are those of the first MAX_ITEMS items of `count`, `beyond` is that of all others together."""

    __slots__ = ("beyond", "count", "entities", "sound", "spans", "why")

    def __init__(self) -> None:
        self.entities = False
        self.sound = True
        self.why = ""
        self.spans: list[Span] = []
        self.beyond: Span | None = None
        self.count = 0

    def add(self, start: int, end: int) -> None:
        """Another item."""
        self.count += 1
        if self.count <= MAX_ITEMS:
            self.spans.append((start, end))
        else:
            self.beyond = (self.beyond[0] if self.beyond else start, end)


def outline(body: bytes) -> Outline:
    """Find the items of a feed in XML.

    Raises:
        UnsafeError: attributes, depth or a document type beyond all reason.
    """
    refuse_monster_tags(body, _MAX_SIGNS)
    _refuse_monster_doctype(body)
    found = Outline()
    reader = _Reader(found)
    try:
        reader.parser.Parse(body, True)  # noqa: FBT003 - expat's own signature: this is the last piece
    except expat.ExpatError as error:
        found.sound, found.why = False, f"not well-formed XML: {expat.ErrorString(error.code)}, line {error.lineno}"
    except (LookupError, ValueError) as error:  # an encoding expat does not know
        found.sound, found.why = False, f"not readable as XML: {error}"
    if not found.sound:
        refuse_monster_tags(body)
    return found


def refuse_monster_tags(body: bytes, limit: int = MAX_ATTRIBUTES) -> None:
    """The attribute bound for a body that expat did not read to its end; an attribute may hold the sign that counts.

    Raises:
        UnsafeError: some tag seems to hold more attributes than `limit`.
    """
    for found in _LONG_TAG.finditer(body):
        end = body.find(b">", found.start(), found.end())
        if body.count(b"=", found.start(), found.end() if end < 0 else end) > limit:
            raise UnsafeError(f"a tag seems to have more than {limit} attributes")


def _refuse_monster_doctype(body: bytes) -> None:
    found = _DOCTYPE.search(body, 0, 4096)
    if found and not _DOCTYPE_END.search(body, found.end(), found.end() + _MAX_DOCTYPE):
        raise UnsafeError(f"its document type is longer than {_MAX_DOCTYPE // 1024} kB")


def shortened(body: bytes) -> bytes | None:
    """A broken body up to its first MAX_ITEMS items, None if it has no more than that."""
    for count, found in enumerate(ITEM_TAG.finditer(body)):
        if count == MAX_ITEMS:
            return body[: found.start()]
    return None


class _Reader:
    """Expat's callbacks: depth, attributes, and the byte offsets of the outermost items."""

    def __init__(self, found: Outline) -> None:
        self._found = found
        self._depth = 0
        self._item_depth = 0
        self._start = 0
        self._closing: Span | None = None
        self.parser = expat.ParserCreate()
        self.parser.ordered_attributes = True
        self.parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        self.parser.StartElementHandler = self._open
        self.parser.EndElementHandler = self._close
        self.parser.EntityDeclHandler = self._entity

    def _open(self, name: str, attributes: list[str]) -> None:
        self._depth += 1
        if len(attributes) > 2 * MAX_ATTRIBUTES:
            raise UnsafeError(f"an element has {len(attributes) // 2} attributes")
        if self._depth > MAX_DEPTH:
            raise UnsafeError(f"elements are nested more than {MAX_DEPTH} deep")
        if not self._item_depth and name in _ITEMS:
            self._item_depth, self._start = self._depth, self.parser.CurrentByteIndex

    def _close(self, _name: str) -> None:
        if self._depth == self._item_depth:
            self._item_depth = 0
            self._found.add(self._start, self.parser.CurrentByteIndex)
        self._depth -= 1

    def _entity(self, *_: Any) -> None:
        self._found.entities = True
        self._found.sound, self._found.why = False, "it declares entities of its own"


def hashes(body: bytes, spans: Sequence[Span]) -> tuple[str, ...]:
    """A short hash of each span's bytes, in order."""
    return tuple(digest(body[start:end]) for start, end in spans)


def unchanged(body: bytes, state: FeedState) -> Parsed | None:
    """What a body held that is the same as last time; None for any other."""
    body_hash = digest(body)
    if body_hash != state.body_hash:
        return None
    return Parsed(items=(), seen=state.seen, entries=state.entries, body_hash=body_hash)


def unread(body_hash: str, problem: str) -> Parsed:
    """What is known of a body that could not be read."""
    return Parsed(items=(), seen=(), entries=0, body_hash=body_hash, problem=problem)


def digest(data: bytes) -> str:
    """16 hex digits standing for `data`."""
    return hashlib.blake2b(data, digest_size=8).hexdigest()


def without(body: bytes, span: Span) -> bytes:
    """`body` without a span, which ends where an end tag begins: the tag is cut too."""
    return body[: span[0]] + body[body.find(b">", span[1]) + 1 :]


def cut(body: bytes, spans: Sequence[Span], marks: Sequence[str], known: Collection[str]) -> bytes:
    """`body` without the items whose mark is known. A span ends where the end tag begins: the tag is cut too."""
    parts: list[bytes] = []
    at = 0
    for (start, end), mark in zip(spans, marks, strict=True):
        if mark in known:
            parts.append(body[at:start])
            at = body.find(b">", end) + 1
    parts.append(body[at:])
    return b"".join(parts)
