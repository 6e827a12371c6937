"""Latin names with typos, by the word with the slip: it shares its first half or its last with a word of a name."""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Iterator, Sequence
from typing import Final

from rapidfuzz import process
from rapidfuzz.distance import OSA

from monitor.config.fold import BORDER
from monitor.reading.typo import Name, Typo, scored

#: Latin names with this many letters may have two typos.
_TWO_EDITS: Final = 13
#: Words shorter than this (LG, SDI, Hana) tell companies apart and must be right; longer ones are indexed.
_TYPO_WORD: Final = 5
_WORD = re.compile(r"[A-Za-z0-9&]+")
#: The letters of words in lower case, and spaces for everything else.
_LETTERS: Final = bytes(ord(char.lower()) if _WORD.fullmatch(char) else ord(" ") for char in map(chr, range(256)))
_LINE = re.compile(f"[^{BORDER}]+")
#: So many words are remembered.
_MEMO: Final = 50_000


def may_slip(text: str) -> bool:
    """Whether a name has a word that typos are looked for in."""
    return any(map(_indexable, _words(text)))


class LatinNames:
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
        near = self._near_names(parts)
        if not near:
            return False
        company: set[bytes] = set()
        for words in near.values():
            if b"" in words or not (words.isdisjoint(parts) and words.isdisjoint(company)):
                return True
            company |= words
        return False

    def _near_names(self, parts: Sequence[bytes]) -> dict[bytes, frozenset[bytes]]:
        """Those of some words that are near a word of names, with the words of all these, b"" if one has no other."""
        near, plain = {}, self._plain
        for part in [part for part in parts if part not in plain]:
            words = self._company.get(part) or self._met(part)
            if words:
                near[part] = words
        return near

    def _met(self, part: bytes) -> frozenset[bytes]:
        """The words of the names that a word not met before is near."""
        if len(self._plain) + len(self._company) > _MEMO:
            self._forget()
        tried = len(part) >= _TYPO_WORD - 1 and not part.isdigit()
        names = self._one_slip_from(part.decode()) if tried else ()
        if not names:  # as it mostly is
            self._plain.add(part)
            return frozenset()
        near = [self._words[name] for name, _ in names]
        words = frozenset([word.encode() for name in near for word in (name if len(name) > 1 else [""])])
        self._company[part] = words
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
        return scored(self._names[name].number, start, end, edits, len(self._names[name].folded))


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
        less = (size - 1) // 2  # letters in the first half of a word with one less
        alike = [
            *self._firsts.get(word[:less], ()),
            *self._firsts.get(word[: less + 1], ()),
            *self._lasts.get(word[-middle:], ()),
            *self._lasts.get(word[-middle - 1 :], ()),
        ]
        swapped = word[: middle - 1] + word[middle] + word[middle - 1] + word[middle + 1 :]
        if not alike:  # as it mostly is
            return {swapped} if swapped in self._words else set()
        found = process.extract(word, alike, scorer=OSA.distance, score_cutoff=1, limit=None)
        return {near for near, _, _ in found}.union({swapped} if swapped in self._words else ())


def _parts(raw: str) -> list[bytes]:
    """The words of a text, as `_words` but many times faster."""
    return raw.encode("ascii", "replace").translate(_LETTERS).split()


def _words(text: str) -> list[str]:
    return [word.lower() for word in _WORD.findall(text)]


def _indexable(word: str) -> bool:
    return len(word) >= _TYPO_WORD and word.isalpha()


def _adjacent(raw: str, window: Sequence[re.Match[str]]) -> bool:
    return all(raw[a.end() : b.start()] in {" ", "-", "\u00a0", ""} for a, b in itertools.pairwise(window))
