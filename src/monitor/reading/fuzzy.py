"""Typos in long names: candidates from an index, verified by rapidfuzz (optimal string alignment, a swap is one edit).

Real typos of names are rare in news (one in 1,300 mentions), look-alikes are not: so only names long enough to be told
apart are tried, a budget of one edit (two for long Latin names) is spent on a window that begins and ends where a name
may, and words known to mean something else are never read as typos.

Latin names are found by the word with the slip, which shares a form with one letter deleted; names in Hangul, Han or
mixed script by their first or last characters, which a single slip leaves whole.
"""

from __future__ import annotations

import bisect
import itertools
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Final, NamedTuple

from rapidfuzz import process
from rapidfuzz.distance import OSA

from monitor.config.fold import BORDER, Fold, Folded
from monitor.reading.borders import HAN, HANGUL, script
from monitor.reading.keys import STEM, joined_stems, key_starts, keystrokes, other_finals, stems

#: Shortest names tried: letters of a Latin name, syllables in Hangul, characters in Han. Below, neighbours are names
#: of their own (Chery and Chevy): on 387,851 headlines, 240 wrong hits at five letters, 27 at seven.
LATIN_LETTERS: Final = 7
HANGUL_SYLLABLES: Final = 4
HAN_CHARACTERS: Final = 5
#: A slip makes a name at most two characters longer ("발" typed as three letters).
_MORE: Final = 2
#: So many characters beside an anchor tell whether a name may go on there.
_NEAR: Final = 3
#: The stems that these have in a name, how many of them any slip leaves, and the number of the name.
_Rest = tuple[str, int, int]
#: Stands beyond the ends of a text, so that the characters beside any place can be asked for.
_BEYOND: Final = BORDER * _NEAR
#: The number of an anchor, and where it starts and ends in a normal form.
Anchor = tuple[int, int, int]
#: Latin names with this many letters may have two typos.
_TWO_EDITS: Final = 13
#: Words shorter than this (LG, SDI, Hana) tell companies apart and must be right; longer ones are indexed.
_TYPO_WORD: Final = 5
_WORD = re.compile(r"[A-Za-z0-9&]+")
#: The letters of words in lower case, and spaces for everything else.
_LETTERS: Final = bytes(ord(char.lower()) if _WORD.fullmatch(char) else ord(" ") for char in map(chr, range(256)))
_LINE = re.compile(f"[^{BORDER}]+")
_MEMO: Final = 50_000


class Name(NamedTuple):
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
    """Finds names with typos. `known` are normal forms of words and names that are no typo of anything; anchors are
    numbered from `first` on."""

    def __init__(self, names: Sequence[Name], known: frozenset[str], first: int) -> None:
        self._latin = _LatinNames([name for name in names if name.folded.isascii()], known)
        self._other = _KeyedNames([name for name in names if not name.folded.isascii()], known, first)

    @property
    def anchors(self) -> Sequence[str]:
        """Parts of names that the caller looks for in normal forms."""
        return self._other.anchors

    def find(self, folded: Folded, anchors: Sequence[Anchor]) -> list[Typo]:
        """Names with typos, overlapping ones too; borders and what is taken are the caller's to judge."""
        found = self._latin.find(folded.raw)
        return found if not anchors or folded.text.isascii() else found + self._other.find(folded, anchors)


class _LatinNames:
    """Latin names by their words."""

    def __init__(self, names: Sequence[Name], known: frozenset[str]) -> None:
        self._names = names
        self._words = [_words(name.text) for name in names]
        self._known = known.union(*self._words)
        self._places: dict[str, list[tuple[int, int]]] = {}
        for at, words in enumerate(self._words):
            for place, word in enumerate(words):
                if _indexable(word):
                    self._places.setdefault(word, []).append((at, place))
        self._near = _Near(self._places)
        self._memo: dict[str, tuple[tuple[int, int], ...]] = {}
        self._company: dict[bytes, frozenset[bytes]] = {}
        self._plain: set[bytes] = set()

    def find(self, raw: str) -> list[Typo]:
        parts = _parts(raw)
        if self._plain.issuperset(parts) or not self._in_company(parts):
            return []  # as it mostly is
        if not any(self._in_company(parts[at : at + 2]) for at in range(len(parts))):
            return []
        lines = (line for line in _LINE.finditer(raw) if self._may_name(line.group()))
        return [typo for line in lines for typo in self._in(raw, line)]

    def _in_company(self, parts: Sequence[bytes]) -> bool:
        """Whether one of some words is near a word of a name, and another is one of the same name or near one, or the
        name has no other."""
        standing = set(parts)
        for part in standing.difference(self._plain):
            words = self._words_of_those_near(part)
            if b"" in words or not words.isdisjoint(standing):
                return True
            standing |= words
        return False

    def _words_of_those_near(self, part: bytes) -> frozenset[bytes]:
        """The words of all names that a word is near one of, b"" among them if a name has no other."""
        if part in self._plain:
            return frozenset()
        words = self._company.get(part)
        if words is None:
            if len(self._plain) + len(self._company) > _MEMO:
                self._forget()
            names = [self._words[name] for name, _ in self._one_slip_from(part.decode())]
            words = frozenset([word.encode() for name in names for word in (name if len(name) > 1 else [""])])
            if names:
                self._company[part] = words
            else:
                self._plain.add(part)
        return words

    def _forget(self) -> None:
        for memo in (self._company, self._memo, self._plain):
            memo.clear()

    def _may_name(self, line: str) -> bool:
        """Whether a word of a line is near a name whose other words stand in the line too."""
        lowered = line.lower()
        near = map(self._one_slip_from, map(bytes.decode, set(_parts(line)).difference(self._plain)))
        return any(self._others_stand(name, lowered) for names in near for name, _ in names)

    def _others_stand(self, name: int, text: str) -> bool:
        """Whether enough words of a name stand in a text for the rest to be typos."""
        words = self._words[name]
        standing = sum(map(text.__contains__, words))
        return standing >= len(words) - 2 and (standing > 0 or len(words) == 1)

    def _slips(self, name: int) -> int:
        """How many slips a name may have."""
        return 2 if len(self._names[name].folded) >= _TWO_EDITS else 1

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
            words = self._near.to(word) if tried else ()
            if not words:
                return ()
            near = self._memo[word] = tuple(sorted(hit for other in words for hit in self._places[other]))
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
        if edits > self._slips(name):
            return None
        return Typo(self._names[name].number, start, end, edits, _score(edits, len(self._names[name].folded)))


class _Near:
    """Words, found by others one slip away: it leaves their first half whole or their last, or swaps the two letters
    in the middle."""

    def __init__(self, words: Collection[str]) -> None:
        self._words = words
        self._firsts: dict[str, list[str]] = {}
        self._lasts: dict[str, list[str]] = {}
        for word in words:
            middle = len(word) // 2
            self._firsts.setdefault(word[:middle], []).append(word)
            self._lasts.setdefault(word[middle:], []).append(word)

    def to(self, word: str) -> set[str]:
        """The words one slip away from a word that is none of them."""
        size, middle = len(word), len(word) // 2
        alike: list[str] = []
        for other in range(size - 1, size + 2):  # so long are words one slip away
            alike += self._firsts.get(word[: other // 2], ())
            alike += self._lasts.get(word[other // 2 - other :], ())
        swapped = word[: middle - 1] + word[middle] + word[middle - 1] + word[middle + 1 :]
        if not alike:  # as it mostly is
            return {swapped} if swapped in self._words else set()
        found = process.extract(word, alike, scorer=OSA.distance, score_cutoff=1, limit=None)
        return {near for near, _, _ in found}.union({swapped} if swapped in self._words else ())


class _KeyedNames:
    """Names in Hangul, Han or mixed script by their first and last characters, judged in keystrokes.

    A slip changes one character, or two that stand side by side (a consonant moves to the next syllable): either the
    first characters of a name or the last stay whole, where one lies between them. These are its `anchors`. Of the
    characters beside an anchor a slip leaves the stems of all but one: few places where an anchor stands have that.
    """

    def __init__(self, names: Sequence[Name], known: frozenset[str], number: int) -> None:
        self._names, self._known = names, known
        self._folded = [name.folded for name in names]
        self._keys = [keystrokes(folded) for folded in self._folded]
        self._spaced = [not name.text.isalnum() for name in names]
        firsts: dict[str, list[_Rest]] = {}
        lasts: dict[str, list[_Rest]] = {}
        for name, folded in enumerate(self._folded):
            first, last = _ends(folded)
            behind = _rest(folded[len(first[0]) :][:_NEAR], name)
            for anchor in first:
                firsts.setdefault(anchor, []).append(behind)
            lasts.setdefault(last, []).append(_rest(folded[: -len(last)][-_NEAR:], name))
        self.anchors = [*firsts, *lasts]
        self._rests = [*firsts.values(), *lasts.values()]
        self._signs = ["".join({stem for wanted, _, _ in rests for stem in wanted}) for rests in self._rests]
        self._first, self._lasts = number, len(firsts)

    def find(self, folded: Folded, anchors: Iterable[Anchor]) -> list[Typo]:
        typos: list[Typo] = []
        before = (-1, -1)
        for name, at, end in sorted(self._windows(folded, anchors)):
            if (name, at) != before:  # of one place, the shortest
                typos += self._verified(folded, name, at, end)
                before = name, at
        return typos

    def _verified(self, folded: Folded, name: int, at: int, end: int) -> Iterator[Typo]:
        if folded.text[at:end] in self._known:
            return
        start, stop = folded.span(at, end)
        if self._plausible(name, folded.raw[start:stop]):
            yield Typo(self._names[name].number, start, stop, 1, _score(1, len(self._keys[name])))

    def _windows(self, folded: Folded, anchors: Iterable[Anchor]) -> list[tuple[int, int, int]]:
        """Stretches of whole characters that are a name with one slip, where its anchors stand."""
        windows: list[tuple[int, int, int]] = []
        first, lasts, signs, stem = self._first, self._lasts, self._signs, STEM
        around = folded.text + _BEYOND  # a place below 0 is beyond, too
        for anchor, at, end in anchors:
            which = anchor - first
            wanted = signs[which]
            if which < lasts:
                one, two = stem[around[end]], stem[around[end + 1]]
                if one in wanted or two in wanted:
                    for name in self._going_on(which, one, two, stem[around[end + 2]]):
                        windows += self._begun(folded, at, name)
            else:
                one, two = stem[around[at - 1]], stem[around[at - 2]]
                if one in wanted or two in wanted:
                    for name in self._going_on(which, one, two, stem[around[at - 3]]):
                        windows += self._ended(folded, end, name)
        return windows

    def _going_on(self, anchor: int, one: str, two: str, three: str) -> list[int]:
        """The names that may go on beyond an anchor, but for a slip, as a text does: with characters of these stems."""
        names = []
        for wanted, least, name in self._rests[anchor]:
            if (one in wanted) + (two in wanted) + (three in wanted) >= least:
                names.append(name)
        return names

    def _begun(self, text: Folded, at: int, name: int) -> Sequence[tuple[int, int, int]]:
        """Where a name that starts at a place and has one slip ends."""
        folded, wanted = self._folded[name], self._keys[name]
        part = text.text[at : at + len(folded) + _MORE]
        if part.startswith(folded) or not (self._spaced[name] or text.unbroken(part[: len(folded) - 1])):
            return ()
        keys = keystrokes(part)
        if not 0 < OSA.distance(wanted, keys[: len(wanted)], score_cutoff=2) <= 2:
            return ()
        starts = key_starts(part)
        near = _characters_near(starts, len(wanted))
        return [(name, at, at + end) for end in near if _one_slip(wanted, keys[: starts[end]])]

    def _ended(self, text: Folded, end: int, name: int) -> Sequence[tuple[int, int, int]]:
        """Where a name that ends at a place and has one slip starts."""
        folded, wanted = self._folded[name], self._keys[name]
        first = max(0, end - len(folded) - _MORE)
        part = text.text[first:end]
        if part.endswith(folded) or not (self._spaced[name] or text.unbroken(part[1 - len(folded) :])):
            return ()
        keys = keystrokes(part)
        if not 0 < OSA.distance(wanted, keys[-len(wanted) :], score_cutoff=2) <= 2:
            return ()
        starts = key_starts(part)
        near = _characters_near(starts, len(keys) - len(wanted))
        return [(name, first + at, end) for at in near if _one_slip(wanted, keys[starts[at] :])]

    def _plausible(self, name: int, surface: str) -> bool:
        """No slip puts a space or comma into a name: "현재 자동차" is not 현대자동차."""
        return all(char.isalnum() or char in self._names[name].text for char in surface)


def _ends(name: str) -> tuple[Sequence[str], str]:
    """The first characters of a name, as a slip behind them may leave them, and the last."""
    if len(name) > HANGUL_SYLLABLES:
        return [name[: (len(name) - 1) // 2]], name[(len(name) + 1) // 2 :]
    # no character lies between the two: the slip may change both
    return [name[:2], *(name[0] + second for second in other_finals(name[1], name[2]))], name[2:]


def _rest(part: str, name: int) -> _Rest:
    """What tells that a name goes on beside an anchor with these characters. Two syllables become one in long names
    only: short ones would be found in ordinary words."""
    found = stems(part) + joined_stems(part) if len(part) == _NEAR else stems(part)
    return found, len(part) - 1, name


def _one_slip(wanted: str, found: str) -> bool:
    """Whether a stretch is a name but for one slip, which never loses the ends of Han names."""
    return (
        found.startswith(_han(wanted[0]))
        and found.endswith(_han(wanted[-1]))
        and OSA.distance(wanted, found, score_cutoff=1) == 1
    )


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


def _adjacent(raw: str, window: Sequence[re.Match[str]]) -> bool:
    return all(raw[a.end() : b.start()] in {" ", "-", "\u00a0", ""} for a, b in itertools.pairwise(window))


def _characters_near(starts: Sequence[int], place: int) -> range:
    """Characters whose keystrokes begin at most one key from a place."""
    return range(bisect.bisect_left(starts, place - 1), bisect.bisect_right(starts, place + 1))


def _score(edits: int, size: int) -> float:
    return round(100 * (1 - edits / size), 1)
