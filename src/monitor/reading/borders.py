"""Where a name may begin and end: by script, with Korean particles, never inside a longer word."""

from __future__ import annotations

import itertools
import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from monitor.config.fold import SEPARATORS, Fold
from monitor.config.particles import Particles

LATIN, HANGUL, HAN, OTHER = "latin", "hangul", "han", "other"
#: What joins the letter before it, an accent: no script of its own.
_MARK: Final = "mark"

#: A name with this many letters in Hangul, or this many in all, may be followed by any Hangul ("에코프로비엠신공장").
LONG_HANGUL: Final = 4
LONG_MIXED: Final = 6
#: A name with this many letters in Hangul or Han may be written with spaces anywhere in it.
SPACED: Final = 4
#: The first character that joins the letter before it.
_FIRST_MARK: Final = "\u0300"
#: Latin names from this length on may take a plural s.
_PLURAL: Final = 5
#: A Hangul name may follow a Latin word ("TODAY테슬라"), but not an initialism, which would make another name of it.
_LATIN_WORD = re.compile(r"[A-Za-z]{4,}$")
_SEPARATED = re.compile(f"[{re.escape(''.join(SEPARATORS))}]")
_HANGUL_RUN = re.compile(r"[\uac00-\ud7a3]{0,12}")


@lru_cache(maxsize=4096)
def script(char: str) -> str:
    """The script of a letter or digit; OTHER for everything that ends a word."""
    if "\uac00" <= char <= "\ud7a3" or "\u1100" <= char <= "\u11ff":
        return HANGUL
    if "\u3400" <= char <= "\u9fff" or "\uf900" <= char <= "\ufaff" or "\U00020000" <= char <= "\U0003ffff":
        return HAN
    if "\u3040" <= char <= "\u30ff" or "\u3131" <= char <= "\u318e":  # kana; stray Hangul letters
        return OTHER
    return LATIN if char.isalnum() else OTHER


class _Beside(dict[str, str]):
    """What a character is to a name beside it: its script or an accent, worked out on first sight."""

    def __missing__(self, char: str) -> str:
        found = script(char)
        if found == OTHER and char >= _FIRST_MARK and unicodedata.combining(char):
            found = _MARK
        self[char] = found
        return found


_BESIDE: Final = _Beside()


@dataclass(frozen=True, slots=True)
class Shape:
    """What the borders need to know of an alias.

    `gaps` are the places of its normal form where a writer may put a separator (None: anywhere). `number_follows`: a
    number may stand right behind it. `alone`: one Han letter for a country, which other letters turn into a word.
    """

    first: str
    last: str
    size: int
    gaps: frozenset[int] | None = None
    free_start: bool = False
    free_end: bool = False
    number_follows: bool = False
    alone: bool = False

    @classmethod
    def of(cls, text: str, fold: Fold) -> Shape:
        """The shape of a name."""
        folded = fold.of(text)
        scripts = [script(c) for c in folded]
        hangul, han = scripts.count(HANGUL), scripts.count(HAN)
        return cls(
            first=scripts[0],
            last=scripts[-1],
            size=len(folded),
            gaps=None if hangul + han >= SPACED else _gaps(text, fold),
            free_end=hangul >= LONG_HANGUL or (hangul > 0 and len(folded) >= LONG_MIXED),
            number_follows=hangul + han > 0 and folded[-1].isalpha(),
        )

    @classmethod
    def of_phrase(cls, text: str, fold: Fold) -> Shape:
        """The shape of a country mark: words in a row, after which anything may follow."""
        folded = fold.of(text)
        size = len(folded)
        return cls(script(folded[0]), script(folded[-1]), size, None, free_end=size > 1, alone=size == 1)

    @classmethod
    def of_decoy(cls, text: str, fold: Fold) -> Shape:
        """The shape of a decoy: Hangul and Han ones hide what is inside them wherever they stand."""
        folded = fold.of(text)
        return cls(script(folded[0]), script(folded[-1]), len(folded), None, free_start=True, free_end=True)


def _gaps(text: str, fold: Fold) -> frozenset[int]:
    """Places between words: separators of the alias itself, humps (EcoPro) and changes of script."""
    places: set[int] = set()
    at = 0
    before = ""
    for char in unicodedata.normalize("NFC", text):
        size = len(fold.of(char))
        if not size or (before and _hump(before, char)):
            places.add(at)
        at += size
        before = char
    return frozenset(places)


def _hump(before: str, char: str) -> bool:
    return (before.islower() and char.isupper()) or script(before) != script(char) or before.isdigit() != char.isdigit()


class Borders:
    """Judges places. `particles` say what may stand around Korean names."""

    def __init__(self, particles: Particles) -> None:
        self._particles = particles
        self._tail = lru_cache(maxsize=8192)(self._is_tail)

    def fit(self, text: str, start: int, end: int, shape: Shape, *, strictly: bool = False) -> bool:
        """Whether a name of this shape may stand at [start, end) of `text`; `strictly`: Hangul after it must be
        particles or known nouns, however long the name."""
        before = _BESIDE[text[start - 1]] if start else OTHER
        if before == LATIN == shape.first:  # as most short Latin names are found
            return False
        after = _BESIDE[text[end]] if end < len(text) else OTHER
        if (before != OTHER or shape.alone) and not self._starts(text, start, before, shape):
            return False
        if (after != OTHER or shape.alone) and not self._ends(text, end, after, shape, strictly):
            return False
        return shape.gaps is None or end - start == shape.size or strictly or _gaps_fit(text[start:end], shape.gaps)

    def _starts(self, text: str, start: int, before: str, shape: Shape) -> bool:
        while before == _MARK:
            start -= 1
            before = _BESIDE[text[start - 1]] if start else OTHER
        if shape.alone:
            return before == OTHER or text[start - 1] in self._particles.countries
        if before == OTHER or shape.first in {HAN, OTHER}:
            return True
        if shape.first == LATIN:
            return before != LATIN
        if before == LATIN:
            return shape.free_start or (shape.size > 2 and bool(_LATIN_WORD.search(text, max(0, start - 12), start)))
        return shape.free_start or before == HAN or text[max(0, start - 12) : start].endswith(self._particles.prefixes)

    def _ends(self, text: str, end: int, after: str, shape: Shape, strictly: bool) -> bool:  # noqa: FBT001
        while after == _MARK:
            end += 1
            after = _BESIDE[text[end]] if end < len(text) else OTHER
        if shape.alone:
            return after != HAN or text[end] in self._particles.countries
        if after == OTHER or shape.last in {HAN, OTHER}:
            return True
        if shape.last == LATIN:
            return after != LATIN or (shape.number_follows and text[end].isdigit()) or _plural(text, end, shape)
        if after != HANGUL or (shape.free_end and not strictly):
            return True
        return self._tail_fits(text, end, strictly)

    def _tail_fits(self, text: str, end: int, strictly: bool) -> bool:  # noqa: FBT001
        """Whether the Hangul at a place is particles and nouns that may follow what stands before it."""
        if text[end] < "\uac00":  # written in single Hangul letters: compose what follows, and see what went before
            run = _HANGUL_RUN.match(unicodedata.normalize("NFC", text[end : end + 36]))
            last = unicodedata.normalize("NFC", text[max(0, end - 3) : end])[-1]
        else:
            run, last = _HANGUL_RUN.match(text, end), text[end - 1]
        return self._tail(run.group() if run else "", None if strictly else _final(last))

    def _is_tail(self, run: str, final: bool | None, depth: int = 4) -> bool:  # noqa: FBT001 - for the cache
        """Whether a run of Hangul is glued particles and nouns.

        `final`: whether what it follows ends in a consonant; None: unknown, as after a typo.
        """
        if not run:
            return True
        if not depth:
            return False
        return any(
            self._tail(run[size:], _final(run[size - 1]), depth - 1)
            for size in range(1, min(len(run), 8) + 1)
            if self._may_follow(run[:size], final)
        )

    def _may_follow(self, piece: str, final: bool | None) -> bool:  # noqa: FBT001
        words = self._particles
        if piece in words.any or piece in words.nouns:
            return True
        return (final is not False and piece in words.consonant) or (final is not True and piece in words.vowel)


def _final(char: str) -> bool:
    """Whether a Hangul syllable ends in a consonant."""
    return "\uac00" <= char <= "\ud7a3" and (ord(char) - 0xAC00) % 28 > 0


def _plural(text: str, end: int, shape: Shape) -> bool:
    return shape.size >= _PLURAL and text[end] in "sS" and (end + 1 == len(text) or script(text[end + 1]) != LATIN)


def _gaps_fit(surface: str, gaps: frozenset[int]) -> bool:
    """Whether the separators inside a surface stand where its alias may have them."""
    words = _SEPARATED.split(surface)
    return gaps.issuperset(itertools.accumulate(map(_letters, words[:-1])))


def _letters(word: str) -> int:
    """How many characters the normal form of a word has."""
    return len(word) if word.isascii() else sum(unicodedata.category(c) not in {"Cf", "Mn", "Me"} for c in word)
