"""Items too long to be read whole, shortened before feedparser sees them: the start of a text is enough, and the first
few of a million elements."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from xml.parsers import expat

from monitor.sources.delta import Span, UnsafeError

#: Bytes that are read of an item, and of one element in it; of a text at most 60,000 characters are kept anyway.
LONGEST_ITEM: Final = 1 << 19
LONGEST_ELEMENT: Final = 1 << 18
#: Pieces cut out of one item. No author needs so many.
_MOST_CUTS: Final = 1_000
_AMPERSAND: Final = ord("&")


def slim(document: bytes, items: Sequence[Span]) -> bytes | None:
    """The well-formed `document` (UTF-8) with its long `items` shortened, well-formed too; None if none is long.

    A text ends after LONGEST_ELEMENT bytes, an element with others inside goes if it is longer, and what comes after
    LONGEST_ITEM bytes goes as well.

    Raises:
        UnsafeError: an item would have to be cut in too many places.
    """
    parts, at = [], 0
    for start, closing in items:
        if closing - start > LONGEST_ITEM:
            end = document.find(b">", closing) + 1
            parts += [document[at:start], slim_item(document[start:end])]
            at = end
    return b"".join([*parts, document[at:]]) if parts else None


def slim_item(item: bytes) -> bytes:
    """One element with all that is too long in it cut out.

    Raises:
        UnsafeError: it would have to be cut in too many places.
    """
    parts, at = [], 0
    for start, end in _Cutter(item).cuts:
        parts.append(item[at:start])
        at = end
    return b"".join([*parts, item[at:]])


class _Cutter:
    """Expat's callbacks over one item: `cuts` are the spans to leave out, in order."""

    def __init__(self, item: bytes) -> None:
        self._item = item
        self._depth = 0
        self._child = 0  # where the child of the item that is open began
        self._mixed = False  # whether it has elements in it
        self._cdata = False
        self._from: int | None = None  # the cut that is open began here
        self._most = LONGEST_ITEM  # what begins behind it goes; each cut moves it
        self.cuts: list[Span] = []
        self._parser = expat.ParserCreate("utf-8")
        self._parser.StartElementHandler = self._open
        self._parser.EndElementHandler = self._close
        self._parser.CharacterDataHandler = self._text
        self._parser.StartCdataSectionHandler = lambda: self._section(opens=True)
        self._parser.EndCdataSectionHandler = lambda: self._section(opens=False)
        self._parser.Parse(item, True)  # noqa: FBT003 - expat's own signature: this is the last piece

    @property
    def _at(self) -> int:
        return self._parser.CurrentByteIndex

    @property
    def _full(self) -> bool:
        """Whether all that follows is cut: it is one cut up to the end tag of the item."""
        return self._from is not None and self._from == self._child

    def _open(self, _name: str, _attributes: dict[str, str]) -> None:
        self._depth += 1
        if self._depth == 1 or self._full:
            return
        self._end_cut(self._at)
        if self._depth > 2:
            self._mixed = True
            return
        self._child, self._mixed = self._at, False
        if self._child > self._most:
            self._from = self._child

    def _close(self, _name: str) -> None:
        self._depth -= 1
        if self._depth == 0 or not self._full:
            self._end_cut(self._at)
        if self._depth == 1 and self._mixed and self._at - self._child > LONGEST_ELEMENT and not self._full:
            while self.cuts and self.cuts[-1][0] >= self._child:
                start, end = self.cuts.pop()
                self._most -= end - start
            self._cut(self._child, self._item.find(b">", self._at) + 1)

    def _section(self, *, opens: bool) -> None:
        self._cdata = opens
        if not self._full:
            self._end_cut(self._at)

    def _text(self, data: str) -> None:
        if self._from is not None or self._depth > 2 or (self._depth == 2 and self._mixed):
            return
        limit = self._most if self._depth == 1 else self._child + LONGEST_ELEMENT
        stands_for_itself = self._cdata or self._item[self._at] != _AMPERSAND
        if self._at >= limit:
            self._from = self._at
        elif stands_for_itself and self._at + len(data.encode()) > limit:
            self._from = _whole(self._item, limit)

    def _end_cut(self, end: int) -> None:
        if self._from is not None:
            self._cut(self._from, end)
        self._from = None

    def _cut(self, start: int, end: int) -> None:
        if len(self.cuts) == _MOST_CUTS:
            raise UnsafeError(f"an item would have to be cut in more than {_MOST_CUTS:,} places")
        self.cuts.append((start, end))
        self._most += end - start


def _whole(text: bytes, at: int) -> int:
    """The first place from `at` on that is not inside a character."""
    while text[at] & 0xC0 == 0x80:
        at += 1
    return at
