"""Typos in long names: candidates from an index, verified by rapidfuzz (optimal string alignment, a swap is one edit).

Real typos of names are rare in news (one in 1,300 mentions), look-alikes are not: so only names long enough to be told
apart are tried, a budget of one edit (two for long Latin names) is spent on a window that begins and ends where a name
may, and words known to mean something else are never read as typos.

Latin names are found by the words of the text, one deleted letter apart from a rare word of the name; names in Hangul,
Han or mixed script by two halves, one of which a single edit leaves whole.
"""

from __future__ import annotations

import bisect
import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from ahocorasick_rs import AhoCorasick
from rapidfuzz.distance import OSA

from monitor.config.fold import Fold, Folded
from monitor.reading.borders import HAN, HANGUL, script
from monitor.reading.keys import key_starts, keystrokes

#: Shortest names tried: letters of a Latin name, syllables in Hangul, characters in Han. Below, neighbours are names
#: of their own (Chery and Chevy): on 387,851 headlines, 240 wrong hits at five letters, 27 at seven.
LATIN_LETTERS: Final = 7
HANGUL_SYLLABLES: Final = 4
HAN_CHARACTERS: Final = 5
#: Latin names with this many letters may have two typos.
_TWO_EDITS: Final = 13
#: A Hangul name with this many syllables may have one whole syllable wrong or missing.
_WHOLE_SYLLABLE: Final = 6
#: Words up to this long (LG, SDI) tell companies apart and must be right.
_EXACT_WORD: Final = 3
_INDEXED_WORD: Final = 5
_WORD = re.compile(r"[A-Za-z0-9&]+")
_MEMO: Final = 50_000


@dataclass(frozen=True, slots=True)
class Name:
    """A name that typos are looked for in; `number` is the caller's."""

    number: int
    text: str
    folded: str


@dataclass(frozen=True, slots=True)
class Typo:
    """A name with `edits` typos, at [start, end) of the original text."""

    number: int
    start: int
    end: int
    edits: int
    score: float


def tried(text: str, fold: Fold) -> bool:
    """Whether a name is long enough to be looked for with typos."""
    folded = fold.of(text)
    scripts = Counter(map(script, folded))
    if not scripts[HANGUL] and not scripts[HAN]:
        return len(folded) >= LATIN_LETTERS and text.isascii() and any(map(_indexable, _words(text)))
    return scripts[HANGUL] >= HANGUL_SYLLABLES or scripts[HAN] >= HAN_CHARACTERS


class Typos:
    """Finds names with typos. `known` are normal forms of words and names that are no typo of anything."""

    def __init__(self, names: Sequence[Name], known: frozenset[str]) -> None:
        self._latin = _LatinNames([name for name in names if name.folded.isascii()], known)
        self._other = _KeyedNames([name for name in names if not name.folded.isascii()], known)

    def find(self, folded: Folded) -> Iterator[Typo]:
        """Names with typos, overlapping ones too; borders and what is taken are the caller's to judge."""
        yield from self._latin.find(folded.raw)
        if not folded.text.isascii():
            yield from self._other.find(folded)


class _LatinNames:
    """Latin names by their rare words."""

    def __init__(self, names: Sequence[Name], known: frozenset[str]) -> None:
        self._known = known
        self._words = [_words(name.text) for name in names]
        self._names = names
        self._near: dict[str, list[tuple[int, int]]] = {}
        self._memo: dict[str, tuple[tuple[int, int], ...]] = {}
        rarity = Counter(word for words in self._words for word in set(words))
        for at, words in enumerate(self._words):
            for place in _rarest(words, rarity):
                for form in _deletions(words[place]):
                    self._near.setdefault(form, []).append((at, place))

    def find(self, raw: str) -> Iterator[Typo]:
        words = list(_WORD.finditer(raw))
        for at, word in enumerate(words):
            if word.end() - word.start() >= _INDEXED_WORD - 1:
                for name, place in self._near_names(word.group().lower()):
                    if typo := self._verified(raw, words, at - place, name):
                        yield typo

    def _near_names(self, word: str) -> tuple[tuple[int, int], ...]:
        near = self._memo.get(word)
        if near is None:
            if len(self._memo) > _MEMO:
                self._memo.clear()
            near = self._memo[word] = tuple({hit for form in _deletions(word) for hit in self._near.get(form, ())})
        return near

    def _verified(self, raw: str, words: Sequence[re.Match[str]], first: int, name: int) -> Typo | None:
        """The window of as many words as the name has, if it is the name but for few enough edits."""
        wanted = self._words[name]
        window = words[first : first + len(wanted)] if first >= 0 else []
        if len(window) < len(wanted) or not raw[window[0].start()].isupper() or not _adjacent(raw, window):
            return None
        edits = 0
        for want, found in zip(wanted, window, strict=True):
            word = found.group().lower()
            if word != want:
                if len(want) <= _EXACT_WORD or word in self._known:
                    return None
                edits += OSA.distance(want, word, score_cutoff=2)
        size = len(self._names[name].folded)
        if not 0 < edits <= (2 if size >= _TWO_EDITS else 1):
            return None
        start, end = window[0].start(), window[-1].end()
        return Typo(self._names[name].number, start, end, edits, _score(edits, size))


class _KeyedNames:
    """Names in Hangul, Han or mixed script by their halves, in keystrokes."""

    def __init__(self, names: Sequence[Name], known: frozenset[str]) -> None:
        self._names, self._known = names, known
        self._keys = [keystrokes(name.folded) for name in names]
        pieces: dict[str, list[tuple[int, int]]] = {}
        for at, keys in enumerate(self._keys):
            for piece, offset in _halves(keys):
                pieces.setdefault(piece, []).append((at, offset))
        self._owners = list(pieces.values())
        self._automaton = AhoCorasick(list(pieces)) if pieces else None

    def find(self, folded: Folded) -> Iterator[Typo]:
        keys = keystrokes(folded.text)
        hits = self._automaton.find_matches_as_indexes(keys, overlapping=True) if self._automaton else []
        if not hits:
            return
        starts = key_starts(folded.text)
        places = {(name, start - offset) for piece, start, _ in hits for name, offset in self._owners[piece]}
        for name, place in sorted(places):
            if typo := self._verified(folded, keys, starts, name, place):
                yield typo

    def _verified(self, folded: Folded, keys: str, starts: list[int], name: int, place: int) -> Typo | None:
        """The window of whole characters around a place that is nearest to the name, if near enough."""
        wanted, size = self._keys[name], len(self._names[name].folded)
        best: tuple[int, int, int] | None = None
        for at in _characters_near(starts, place):
            for end in range(at + size - 1, min(at + size + 1, len(folded.text)) + 1):
                edits = OSA.distance(wanted, keys[starts[at] : starts[end]], score_cutoff=3)
                if best is None or edits < best[0]:
                    best = (edits, at, end)
        if best is None or not best[0]:
            return None
        edits, at, end = best
        found = folded.text[at:end]
        if found in self._known or not (edits == 1 or self._one_syllable(name, found)):
            return None
        start, stop = folded.span(at, end)
        return Typo(self._names[name].number, start, stop, edits, _score(edits, len(wanted)))

    def _one_syllable(self, name: int, found: str) -> bool:
        wanted = self._names[name].folded
        syllables = sum(script(char) == HANGUL for char in wanted)
        return syllables >= _WHOLE_SYLLABLE and OSA.distance(wanted, found, score_cutoff=1) == 1


def _words(text: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(text)]


def _indexable(word: str) -> bool:
    return len(word) >= _INDEXED_WORD and word.isalpha()


def _rarest(words: Sequence[str], rarity: Counter[str]) -> list[int]:
    """The places of the two words of a name that fewest names share: a typo leaves one of them whole."""
    places = [place for place, word in enumerate(words) if _indexable(word)]
    return sorted(places, key=lambda place: (rarity[words[place]], -len(words[place])))[:2]


def _deletions(word: str) -> set[str]:
    """The word, and the word less one letter: two words one edit apart share one of these."""
    return {word, *(word[:at] + word[at + 1 :] for at in range(len(word)))}


def _adjacent(raw: str, window: Sequence[re.Match[str]]) -> bool:
    return all(raw[a.end() : b.start()] in {" ", "-", "\u00a0", ""} for a, b in itertools.pairwise(window))


def _halves(keys: str) -> Iterator[tuple[str, int]]:
    """Both halves with their places, and both again for a swap across the cut."""
    cut = len(keys) // 2
    yield keys[:cut], 0
    yield keys[cut:], cut
    swapped = keys[: cut - 1] + keys[cut] + keys[cut - 1] + keys[cut + 1 :]
    if swapped != keys:
        yield swapped[:cut], 0


def _characters_near(starts: list[int], place: int) -> Iterator[int]:
    """Characters whose keystrokes begin at most two keys from a place."""
    low = bisect.bisect_left(starts, place - 2)
    while low < len(starts) - 1 and starts[low] <= place + 2:
        yield low
        low += 1


def _score(edits: int, size: int) -> float:
    return round(100 * (1 - edits / size), 1)
