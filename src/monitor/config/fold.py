"""The normal form under which two spellings are the same, with the way back to the original text.

Width, letter case, traditional characters, composed or decomposed letters, spaces, hyphens and dots between words do
not distinguish names, so they are folded away before matching. What a fold does to a character never depends on its
neighbours (only composition does, and is undone first), which keeps the map back exact.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Final

#: Written between the words of a name, or left out, at the writer's whim.
SEPARATORS: Final = frozenset(
    " \t\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"  # spaces
    "-\u00ad\u2010\u2011\u2012\u2013\uff0d_"  # hyphens
    "·•‧∙⋅・･ㆍᆞ"  # middle dots
)
#: Parts the fields of an item when they are folded as one text: nothing composes with it, and no name contains it.
BORDER: Final = "\n"
_COMMON: Final = ("-", "_", "\t", "·")  # with the space so frequent that texts with no other oddity skip the table
_COMMON_ASCII: Final = b" -_\t"
_LOWER: Final = bytes(range(256)).lower()
_LINE = re.compile(f"[^{BORDER}]+|{BORDER}")
#: Where characters stand that lower-casing alone may not fold; Han and Hangul letters are folded by `variants` only.
_BLOCKS = (range(0x80, 0x3400), range(0xA000, 0xAC00), range(0xD7A4, 0xD800), range(0xE000, 0x10000))


#: Tells where a stretch of a normal form stands in the original text.
Places = Callable[[int, int], tuple[int, int]]


class Folded:
    """A text in normal form. `text[i:j]` of the normal form stands at `span(i, j)` of the original."""

    __slots__ = ("_fold", "_plain", "_span", "raw", "text")

    def __init__(self, fold: Fold, raw: str) -> None:
        plain = fold.plain(raw)
        self._fold, self.raw = fold, raw
        self._plain = plain is not None
        self.text = fold.by_table(raw) if plain is None else plain
        self._span: Places | None = None

    @property
    def span(self) -> Places:
        """Tells where the normal form's [start, end) stands in the original text."""
        if self._span is None:
            self._span = self._places()
        return self._span

    def unbroken(self, part: str) -> bool:
        """Whether a part of the normal form may stand in the original text with nothing left out inside it; False is
        sure."""
        return not self._plain or part in (self.raw.lower() if part.islower() else self.raw)

    def _places(self) -> Places:
        if not self._plain:
            return _by_lists(*self._fold.places(self.raw))
        left_out = len(self.raw) - len(self.text)
        if not left_out:
            return _as_they_are
        if left_out == self.raw.count(" "):
            return _by_spaces(self.raw)
        return _by_separators(_dropped(self.raw))


def _as_they_are(start: int, end: int) -> tuple[int, int]:
    return start, end


def _by_spaces(raw: str) -> Places:
    """Places of a normal form that left out nothing but spaces: counts them from the place last asked for."""
    at = place = 0
    count = raw.count

    def span(start: int, end: int) -> tuple[int, int]:
        nonlocal at, place
        first = place + start - at
        if start >= at:
            spaces = count(" ", place, first + 1)
            while spaces:
                first, spaces = first + spaces, count(" ", first + 1, first + spaces + 1)
        else:
            spaces = count(" ", first, place)
            while spaces:
                first, spaces = first - spaces, count(" ", first - spaces, first)
        at, place = start, first
        last = first + end - start
        spaces = count(" ", first, last)
        while spaces:
            last, spaces = last + spaces, count(" ", last, last + spaces)
        return first, last

    return span


def _by_separators(before: Sequence[int]) -> Places:
    """Places of a normal form, given for each separator left out the place that it stood before."""
    return lambda start, end: (start + bisect_right(before, start), end + bisect_right(before, end - 1))


def _by_lists(starts: Sequence[int], ends: Sequence[int]) -> Places:
    return lambda start, end: (starts[start], ends[end - 1])


def _dropped(raw: str) -> list[int]:
    """For each separator left out of a plain text, the place in the normal form that it stood before."""
    for separator in _COMMON:
        raw = raw.replace(separator, " ")
    return list(itertools.accumulate(map(len, raw.split(" "))))


class Fold:
    """Folds texts. `variants` maps a character to the one it is read as (traditional to simplified)."""

    def __init__(self, variants: Mapping[str, str]) -> None:
        self._table = _Table(variants)
        odd = {c for c in self._odd_characters(variants) if c != " " and c not in _COMMON}
        letters = "".join(map(re.escape, sorted(odd))) + "\ud800-\udfff\U00010000-\U0010ffff"
        self._odd = re.compile(f"[{letters}]")
        self._unusual = re.compile(f"[{letters}{re.escape(''.join(_COMMON))}]")

    def _odd_characters(self, variants: Mapping[str, str]) -> Iterable[str]:
        """Characters for which lower-casing alone is not the whole fold."""
        yield from variants
        yield from SEPARATORS
        yield from "Σς"  # lower case depends on the neighbours
        for code in itertools.chain.from_iterable(_BLOCKS):
            char = chr(code)
            if _composes(char) or len(char.lower()) != 1 or self._table[code] != char.lower():
                yield char

    def __call__(self, text: str) -> Folded:
        """The normal form of `text`; any string is accepted, also one with unpaired surrogates."""
        return Folded(self, text)

    def of(self, text: str) -> str:
        """The normal form alone, without the way back."""
        plain = self.plain(text)
        return self.by_table(text) if plain is None else plain

    def by_table(self, text: str) -> str:
        """The normal form of any text."""
        return _composed(text).translate(self._table)

    def plain(self, text: str) -> str | None:
        """The normal form of a text with nothing odd in it, by a way many times faster; None for other texts."""
        if text.isascii():
            return text.encode().translate(_LOWER, _COMMON_ASCII).decode()
        unusual = self._unusual.search(text)
        if not unusual:  # as it mostly is
            return text.lower().replace(" ", "")
        if self._odd.search(text, unusual.start()):
            return None
        for separator in _COMMON:
            text = text.replace(separator, "")
        return text.lower().replace(" ", "")

    def words(self, text: str) -> str:
        """The normal form with separators kept as single spaces: for looking up words, not names."""
        spaced = "".join(" " if c in SEPARATORS else c for c in _composed(text))
        return " ".join(word.translate(self._table) for word in spaced.split(" "))

    def places(self, raw: str) -> tuple[list[int], list[int]]:
        """For each character of the normal form, where the original it comes from starts and ends."""
        starts: list[int] = []
        ends: list[int] = []
        for start, end in _clusters(raw):
            if end - start == 1:
                size = len(self._table[ord(raw[start])])
            else:
                size = len(unicodedata.normalize("NFC", raw[start:end]).translate(self._table))
            starts += [start] * size
            ends += [end] * size
        return starts, ends


class _Table(dict[int, str]):
    """What one character folds to, computed on first sight."""

    def __init__(self, variants: Mapping[str, str]) -> None:
        super().__init__()
        self._variants = variants

    def __missing__(self, code: int) -> str:
        self[code] = folded = self._fold(chr(code))
        return folded

    def _fold(self, char: str) -> str:
        if unicodedata.normalize("NFC", char) in SEPARATORS or unicodedata.category(char) in {"Cf", "Mn", "Me"}:
            return ""
        if 0xD800 <= ord(char) < 0xE000:
            return "\ufffd"
        wide = (
            char if "\u3131" <= char <= "\u318e" else unicodedata.normalize("NFKC", char)
        )  # stray Hangul letters stay
        if not (wide.isalnum() or wide == "&" or unicodedata.category(char) == "So"):
            wide = char  # full-width commas and the like stay what they are
        return "".join(self._variants.get(c, c) for c in wide.casefold() if c not in SEPARATORS)


def _composes(char: str) -> bool:
    """Whether the character may join the one before it, or stands for another, in composed text."""
    return (
        unicodedata.category(char) in {"Mn", "Mc"}
        or "\u1100" <= char <= "\u11ff"
        or unicodedata.normalize("NFC", char) != char
    )


@lru_cache(maxsize=1)
def _joins() -> re.Pattern[str]:
    codes = itertools.chain(*_BLOCKS, range(0x10000, 0x1F000))
    marks = "".join(char for char in map(chr, codes) if unicodedata.category(char) in {"Mn", "Mc", "Me"})
    return re.compile(f".[{marks}\u1160-\u11ff]*", re.DOTALL)


def _clusters(text: str) -> Iterator[tuple[int, int]]:
    """Stretches that compose on their own: a letter, in a line not yet composed with all that joins it."""
    for line in _LINE.finditer(text):
        if unicodedata.is_normalized("NFC", line.group()):
            yield from ((at, at + 1) for at in range(*line.span()))
        else:
            yield from (found.span() for found in _joins().finditer(text, *line.span()))


def _composed(text: str) -> str:
    if unicodedata.is_normalized("NFC", text):
        return text
    return "".join(unicodedata.normalize("NFC", found.group()) for found in _joins().finditer(text))
