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
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Final

#: Written between the words of a name, or left out, at the writer's whim.
SEPARATORS: Final = frozenset(
    " \t\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000"  # spaces
    "-\u00ad\u2010\u2011\u2012\u2013\uff0d_"  # hyphens
    "·•‧∙⋅・･ㆍᆞ"  # middle dots
)
_COMMON = (" ", "-", "·")  # so frequent that texts with no other oddity skip the table
_DROPPED = re.compile("[ ·-]")
#: Where characters stand that lower-casing alone may not fold; Han and Hangul letters are folded by `variants` only.
_BLOCKS = (range(0x80, 0x3400), range(0xA000, 0xAC00), range(0xD7A4, 0xD800), range(0xE000, 0x10000))


class Folded:
    """A text in normal form. `text[i:j]` of the normal form stands at `span(i, j)` of the original."""

    __slots__ = ("_ends", "_fold", "_plain", "_starts", "raw", "text")

    def __init__(self, fold: Fold, raw: str) -> None:
        self._fold, self.raw = fold, raw
        plain = fold.plain(raw)
        self._plain = plain is not None
        self.text = fold.of(raw) if plain is None else plain
        self._starts: list[int] | None = None
        self._ends: list[int] = []

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Where the normal form's [start, end) stands in the original text."""
        if self._plain and len(self.text) == len(self.raw):  # no character vanished or grew
            return start, end
        if self._starts is None:
            self._starts, self._ends = self._dropped() if self._plain else self._fold.places(self.raw)
        if not self._plain:
            return self._starts[start], self._ends[end - 1]
        return start + bisect_right(self._starts, start), end + bisect_right(self._starts, end - 1)

    def _dropped(self) -> tuple[list[int], list[int]]:
        """For each separator left out of a plain text, the place in the normal form that it stood before."""
        return list(itertools.accumulate(map(len, _DROPPED.split(self.raw)))), []


class Fold:
    """Folds texts. `variants` maps a character to the one it is read as (traditional to simplified)."""

    def __init__(self, variants: Mapping[str, str]) -> None:
        self._table = _Table(variants)
        odd = {c for c in self._odd_characters(variants) if c not in _COMMON}
        self._odd = re.compile("[" + "".join(map(re.escape, sorted(odd))) + "\ud800-\udfff\U00010000-\U0010ffff]")

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
        return _composed(text).translate(self._table) if plain is None else plain

    def plain(self, text: str) -> str | None:
        """The normal form of a text with nothing odd in it, by a way many times faster; None for other texts."""
        if self._odd.search(text):
            return None
        text = text.lower()
        for separator in _COMMON:
            text = text.replace(separator, "")
        return text

    def words(self, text: str) -> str:
        """The normal form with separators kept as single spaces: for looking up words, not names."""
        spaced = "".join(" " if c in SEPARATORS else c for c in _composed(text))
        return " ".join(word.translate(self._table) for word in spaced.split(" "))

    def places(self, raw: str) -> tuple[list[int], list[int]]:
        """For each character of the normal form, where the original it comes from starts and ends."""
        if unicodedata.is_normalized("NFC", raw):
            clusters: list[tuple[int, int]] = [(at, at + 1) for at in range(len(raw))]
            sizes = [len(self._table[ord(char)]) for char in raw]
        else:
            clusters = list(_clusters(raw))
            composed = (unicodedata.normalize("NFC", raw[start:end]) for start, end in clusters)
            sizes = [len(cluster.translate(self._table)) for cluster in composed]
        starts = [start for (start, _), size in zip(clusters, sizes, strict=True) for _ in range(size)]
        ends = [end for (_, end), size in zip(clusters, sizes, strict=True) for _ in range(size)]
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
        if char in SEPARATORS or unicodedata.category(char) in {"Cf", "Mn", "Me"}:
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


def _clusters(text: str) -> Iterable[tuple[int, int]]:
    """Stretches that compose on their own: a letter with all that joins it."""
    return (found.span() for found in _joins().finditer(text))


def _composed(text: str) -> str:
    if unicodedata.is_normalized("NFC", text):
        return text
    return "".join(unicodedata.normalize("NFC", found.group()) for found in _joins().finditer(text))
