"""Typos in long names: candidates from an index, verified by rapidfuzz (optimal string alignment, a swap is one edit).

Real typos of names are rare in news (one in 1,300 mentions), look-alikes are not: so only names long enough to be told
apart are tried, a budget of one edit (two for long Latin names) is spent on a window that begins and ends where a name
may, and words known to mean something else are never read as typos.

Latin names are found by the word with the slip, which shares a form with one letter deleted; names in Hangul, Han or
mixed script by two halves, one of which a single slip leaves whole.
"""

from __future__ import annotations

import bisect
import itertools
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from ahocorasick_rs import AhoCorasick
from rapidfuzz.distance import OSA

from monitor.config.fold import BORDER, Fold, Folded
from monitor.reading.borders import HAN, HANGUL, script
from monitor.reading.keys import key_starts, keystrokes

#: Shortest names tried: letters of a Latin name, syllables in Hangul, characters in Han. Below, neighbours are names
#: of their own (Chery and Chevy): on 387,851 headlines, 240 wrong hits at five letters, 27 at seven.
LATIN_LETTERS: Final = 7
HANGUL_SYLLABLES: Final = 4
HAN_CHARACTERS: Final = 5
#: Latin names with this many letters may have two typos.
_TWO_EDITS: Final = 13
#: Words shorter than this (LG, SDI, Hana) tell companies apart and must be right; longer ones are indexed.
_TYPO_WORD: Final = 5
_WORD = re.compile(r"[A-Za-z0-9&]+")
#: The letters of words in lower case, and spaces for everything else.
_LETTERS: Final = bytes(ord(char.lower()) if _WORD.fullmatch(char) else ord(" ") for char in map(chr, range(256)))
_LINE = re.compile(f"[^{BORDER}]+")
_MEMO: Final = 50_000


@dataclass(frozen=True, slots=True)
class Name:
    """A name that typos are looked for in; `number` is the caller's."""

    number: int
    text: str
    folded: str


class Typo(NamedTuple):
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

    def find(self, folded: Folded) -> list[Typo]:
        """Names with typos, overlapping ones too; borders and what is taken are the caller's to judge."""
        found = self._latin.find(folded.raw)
        return found if folded.text.isascii() else found + self._other.find(folded)


class _LatinNames:
    """Latin names by their words."""

    def __init__(self, names: Sequence[Name], known: frozenset[str]) -> None:
        self._names = names
        self._words = [_words(name.text) for name in names]
        self._known = known.union(*self._words)
        self._near: dict[str, list[tuple[int, int]]] = {}
        for at, words in enumerate(self._words):
            for place, word in enumerate(words):
                for form in _deletions(word) if _indexable(word) else ():
                    self._near.setdefault(form, []).append((at, place))
        self._memo: dict[str, tuple[tuple[int, int], ...]] = {}
        self._plain: set[bytes] = set()

    def find(self, raw: str) -> list[Typo]:
        parts = _parts(raw)
        if self._plain.issuperset(parts) or not self._may_name(parts, raw):
            return []
        lines = (line for line in _LINE.finditer(raw) if self._may_name(_parts(line.group()), line.group()))
        return [typo for line in lines for typo in self._in(raw, line)]

    def _may_name(self, parts: Sequence[bytes], text: str) -> bool:
        """Whether a word is near a name whose other words stand in the text too; words near none are remembered."""
        if len(self._plain) > _MEMO:
            self._plain.clear()
            self._memo.clear()
        near = {part: self._one_slip_from(part.decode()) for part in set(parts) - self._plain}
        self._plain.update(part for part, names in near.items() if not names)
        lowered = text.lower()
        return any(self._others_stand(name, lowered) for names in near.values() for name, _ in names)

    def _others_stand(self, name: int, text: str) -> bool:
        """Whether enough words of a name stand in a text for the rest to be typos."""
        words = self._words[name]
        standing = sum(map(text.__contains__, words))
        return standing >= len(words) - 2 and (standing > 0 or len(words) == 1)

    def _in(self, raw: str, line: re.Match[str]) -> Iterator[Typo]:
        words = list(_WORD.finditer(raw, *line.span()))
        for at, word in enumerate(words):
            for name, place in self._one_slip_from(word.group().lower()):
                if typo := self._verified(raw, words, at - place, name):
                    yield typo

    def _one_slip_from(self, word: str) -> tuple[tuple[int, int], ...]:
        """Names, and the place of their word, that a word is one slip away from."""
        near = self._memo.get(word)
        if near is None:
            tried = len(word) >= _TYPO_WORD - 1 and word not in self._known
            forms = self._near.keys() & _deletions(word) if tried else ()
            hits = {hit for form in forms for hit in self._near[form]}
            near = tuple(hit for hit in hits if OSA.distance(self._words[hit[0]][hit[1]], word, score_cutoff=1) == 1)
            self._memo[word] = near
        return near

    def _verified(self, raw: str, words: Sequence[re.Match[str]], first: int, name: int) -> Typo | None:
        """The window of as many words as the name has, if it is the name but for few enough slips."""
        wanted = self._words[name]
        window = words[first : first + len(wanted)] if first >= 0 else []
        if len(window) < len(wanted) or not _adjacent(raw, window):
            return None
        start, end = window[0].start(), window[-1].end()
        if raw[start:end].islower():  # a name has a capital; ordinary words are nearer to names than one thinks
            return None
        pairs = [(want, found.group().lower()) for want, found in zip(wanted, window, strict=True)]
        wrong = [(want, found) for want, found in pairs if want != found]
        if any(len(want) < _TYPO_WORD or found in self._known for want, found in wrong):
            return None
        edits = sum(OSA.distance(want, found, score_cutoff=2) for want, found in wrong)
        size = len(self._names[name].folded)
        if edits > (2 if size >= _TWO_EDITS else 1):
            return None
        return Typo(self._names[name].number, start, end, edits, _score(edits, size))


class _KeyedNames:
    """Names in Hangul, Han or mixed script by their halves, in keystrokes."""

    def __init__(self, names: Sequence[Name], known: frozenset[str]) -> None:
        self._names, self._known = names, known
        self._keys = [keystrokes(name.folded) for name in names]
        self._ends = [(_han(name.folded[0]), _han(name.folded[-1])) for name in names]
        pieces: dict[str, list[tuple[int, int, str]]] = {}
        for at, keys in enumerate(self._keys):
            for piece, offset in _halves(keys):
                pieces.setdefault(piece, []).append((at, offset, keys))
        self._owners = list(pieces.values())
        self._automaton = AhoCorasick(list(pieces))

    def find(self, folded: Folded) -> list[Typo]:
        keys = keystrokes(folded.text)
        near = self._near(keys)
        if not near:
            return []
        starts = key_starts(folded.text)
        candidates = (self._verified(folded, keys, starts, name, place) for name, place in sorted(near))
        return [typo for typo in candidates if typo]

    def _near(self, keys: str) -> set[tuple[int, int]]:
        """Names that may stand with a slip, and where, judged without regard to whole characters."""
        near: set[tuple[int, int]] = set()
        distance = OSA.distance
        for piece, start, _ in self._automaton.find_matches_as_indexes(keys, overlapping=True):
            for name, offset, wanted in self._owners[piece]:
                place = start - offset
                at = max(0, place)
                if 0 < distance(wanted, keys[at : at + len(wanted)], score_cutoff=2) <= 2 and place >= -1:
                    near.add((name, place))
        return near

    def _verified(self, folded: Folded, keys: str, starts: Sequence[int], name: int, place: int) -> Typo | None:
        """The window of whole characters around a place that is nearest to the name, if near enough."""
        wanted = self._keys[name]
        for at, end in self._windows(folded.text, starts, name, place):
            if OSA.distance(wanted, keys[starts[at] : starts[end]], score_cutoff=1) == 1:
                start, stop = folded.span(at, end)
                if folded.text[at:end] not in self._known and self._plausible(name, folded.raw[start:stop]):
                    return Typo(self._names[name].number, start, stop, 1, _score(1, len(wanted)))
        return None

    def _windows(self, text: str, starts: Sequence[int], name: int, place: int) -> Iterator[tuple[int, int]]:
        """Stretches of whole characters about as long as a name; no slip loses the ends of Han names."""
        first, last = self._ends[name]
        for at in _characters_near(starts, place):
            if text.startswith(first, at):
                for end in _characters_near(starts, starts[at] + len(self._keys[name])):
                    if at < end and text.endswith(last, at, end):
                        yield at, end

    def _plausible(self, name: int, surface: str) -> bool:
        """No slip puts a space or comma into a name: "현재 자동차" is not 현대자동차."""
        return all(char.isalnum() or char in self._names[name].text for char in surface)


def _han(char: str) -> str:
    """A Han character, or nothing for any other."""
    return char if script(char) == HAN else ""


def _parts(raw: str) -> list[bytes]:
    """The words of a text, as `_words` but many times faster."""
    return raw.encode("ascii", "replace").translate(_LETTERS).split()


def _words(text: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(text)]


def _indexable(word: str) -> bool:
    return len(word) >= _TYPO_WORD and word.isalpha()


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


def _characters_near(starts: Sequence[int], place: int) -> range:
    """Characters whose keystrokes begin at most one key from a place."""
    return range(bisect.bisect_left(starts, place - 1), bisect.bisect_right(starts, place + 1))


def _score(edits: int, size: int) -> float:
    return round(100 * (1 - edits / size), 1)
