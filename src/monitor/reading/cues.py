"""All words of the vocabulary found in a sentence in one pass: events, stages, grammar, topics, countries, noise.

A term of several parts ("build … plant") holds when the parts stand in that order, near one another. Latin words need
their boundaries; Korean and Chinese ones do not.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

import ahocorasick_rs

from monitor.config.vocabulary import Terms, Vocabulary

#: How far the parts of a term may stand apart, in characters, by language of the term. Calibrated on labelled
#: headlines (`pytest tests/quality`): shorter loses objects with long attributes, longer joins neighbouring clauses.
GAP: Final = {"en": 100, "ko": 30, "zh": 36}

#: Room for the rest of a word with an open ending, and the blank behind it.
_ENDING: Final = 8

_HANGUL: Final = re.compile("[가-힣]")

STRONG, WEAK = 2, 1

#: The name of a country cue that shields the country inside it (비중국).
NOWHERE: Final = "-"


class Cue(NamedTuple):
    """A term of the vocabulary found at [start, end) of a sentence."""

    start: int
    end: int
    kind: str  # event, stage, future, cue, passive, bystander, topic, noise, country, goods, state, contest
    name: str
    strength: int = STRONG


class _Term(NamedTuple):
    """A term of one part: all there is to know of it where its word is found."""

    right: bool  # needs a boundary on the right
    korean: bool  # Han characters as the Korean press uses them: in other texts they are parts of words
    kind: str
    name: str
    strength: int


class _Split(NamedTuple):
    """A term of several parts."""

    kind: str
    name: str
    strength: int
    gaps: tuple[int, ...]  # how far each part may stand behind the one before it


class _Part(NamedTuple):
    """A part of a term of several."""

    right: bool
    korean: bool
    term: int
    place: int  # among the parts of the term


class _Word(NamedTuple):
    """What a word of the vocabulary may stand for."""

    left: bool  # needs a boundary on the left
    terms: list[_Term]
    parts: list[_Part]


class Plain:
    """Folds a text character by character, so that every place stays where it was."""

    def __init__(self, variants: Mapping[str, str]) -> None:
        self._table = _Characters(variants)

    def __call__(self, text: str) -> str:
        """`text` in lower case, simplified, half-width; of the same length."""
        return text.translate(self._table)


class _Characters(dict[int, str]):
    def __init__(self, variants: Mapping[str, str]) -> None:
        super().__init__({ord(quote): "'" for quote in "‘’`´"})
        self._variants = variants

    def __missing__(self, code: int) -> str:
        char = chr(code)
        wide = unicodedata.normalize("NFKC", char).casefold()
        folded = wide if len(wide) == 1 and not wide.isspace() else (" " if char.isspace() else char)
        self[code] = folded = self._variants.get(folded, folded)
        return folded


class CueFinder:
    """The vocabulary, compiled. Immutable after construction; `find` is pure."""

    def __init__(self, vocabulary: Vocabulary, plain: Plain) -> None:
        self._split: list[_Split] = []
        words: dict[str, _Word] = {}
        for kind, name, strength, terms in _entries(vocabulary):
            for language, text in terms.each():
                self._add(words, _Split(kind, name, strength, ()), language, plain(text))
        self._words = tuple(words.values())
        self._automaton = ahocorasick_rs.AhoCorasick(list(words), matchkind=ahocorasick_rs.MatchKind.Standard)

    def _add(self, words: dict[str, _Word], term: _Split, language: str, text: str) -> None:
        for spelling in _spellings(text, language):
            parts, gaps = _parts(spelling, GAP[language])
            korean = language == "ko" and not _HANGUL.search(spelling) and not spelling.isascii()
            if gaps:
                self._split.append(term._replace(gaps=gaps))
            for place, part in enumerate(parts):
                text = part.rstrip("*")
                word = words.setdefault(text, _Word(_is_latin(text[0]), [], []))
                right = _is_latin(text[-1]) and not part.endswith("*")
                if gaps:
                    word.parts.append(_Part(right, korean, len(self._split) - 1, place))
                else:
                    word.terms.append(_Term(right, korean, term.kind, term.name, term.strength))

    def find(self, text: str) -> tuple[Cue, ...]:
        """The cues of one folded sentence, in order of their start; of one kind, only the longest at a place."""
        foreign = _HANGUL.search(text) is None
        whole: dict[tuple[str, str, int, int], int] = {}
        split: dict[int, list[tuple[int, int, int]]] = {}
        for number, start, end in self._automaton.find_matches_as_indexes(text, overlapping=True):
            left, terms, parts = self._words[number]
            if left and start and _is_latin(text[start - 1]):
                continue
            goes_on = end < len(text) and _is_latin(text[end])
            for right, korean, kind, name, strength in terms:
                if not ((right and goes_on) or (korean and foreign)):
                    key = (kind, name, start, end)
                    whole[key] = max(strength, whole.get(key, 0))
            for right, korean, term, place in parts:
                if (right and goes_on) or (korean and foreign):
                    continue
                if not place:
                    split.setdefault(term, []).append((0, start, end))
                elif hits := split.get(term):  # its first part stands before it
                    hits.append((place, start, end))
        cues = [Cue(start, end, kind, name, strength) for (kind, name, start, end), strength in whole.items()]
        return tuple(sorted(_longest(cues) + self._joined(split)))

    def _joined(self, split: Mapping[int, list[tuple[int, int, int]]]) -> list[Cue]:
        found = []
        for number, hits in split.items():
            term = self._split[number]
            span = _in_order(hits, term.gaps) if len(hits) > len(term.gaps) else None
            if span:
                found.append(Cue(span[0], span[1], term.kind, term.name, term.strength))
        return found


def _entries(vocabulary: Vocabulary) -> Iterable[tuple[str, str, int, Terms]]:
    for name, event in vocabulary.events.items():
        yield "event", name, STRONG, event.terms
        yield "event", name, WEAK, event.weak
    for name, stage in vocabulary.stages.items():
        yield "stage", name, STRONG, stage.terms
        yield "future", name, STRONG, stage.future
    for name, topic in vocabulary.topics.items():
        yield "topic", name, STRONG, topic.terms
    for name, terms in vocabulary.modality.cues:
        yield "cue", name.rstrip("_"), STRONG, terms
    yield "passive", "passive", STRONG, vocabulary.modality.passive
    yield "owner", "owner", STRONG, vocabulary.modality.owner
    yield "bystander", "bystander", STRONG, vocabulary.modality.bystander
    for name, terms in vocabulary.scope.noise.items():
        yield "noise", name, STRONG, terms
    for side, terms in vocabulary.scope.countries.items():
        yield "country", side, STRONG, terms
    yield "contest", "contest", STRONG, vocabulary.scope.contest
    yield "country", NOWHERE, STRONG, vocabulary.scope.no_country
    for side, terms in vocabulary.scope.side_goods.items():
        yield "goods", side, STRONG, terms
    for side, terms in vocabulary.scope.states.items():
        yield "state", side, STRONG, terms
    yield "state", "other", STRONG, vocabulary.scope.other_states
    yield "firm", "firm", STRONG, vocabulary.scope.firm_nouns
    yield "firm", "not", STRONG, vocabulary.scope.not_firm
    yield "roundup", "roundup", STRONG, vocabulary.scope.roundup
    yield "roundup", "not", STRONG, vocabulary.scope.not_roundup


def _spellings(text: str, language: str) -> set[str]:
    """Blanks inside Korean terms and hyphens inside English ones may or may not be written."""
    spellings = {text}
    if language == "ko":
        spellings.add("…".join(part.strip().replace(" ", "") for part in text.split("…")))
    if language == "en" and "-" in text:
        spellings.add(text.replace("-", " "))
    return spellings


def _is_latin(char: str) -> bool:
    return char.isascii() and char.isalnum()


def _parts(text: str, gap: int) -> tuple[list[str], tuple[int, ...]]:
    """The parts of a term and the gaps between them; the word after an open ending stands right behind it."""
    pieces = re.split(r"(\s*…\s*|(?<=\*)\s+)", text)
    return pieces[::2], tuple(gap if "…" in joint else _ENDING for joint in pieces[1::2])


def _in_order(hits: list[tuple[int, int, int]], gaps: tuple[int, ...]) -> tuple[int, int] | None:
    """The first place where parts 0, 1, … follow one another within their gaps."""
    hits = sorted(hits, key=lambda hit: hit[1])
    for index, start, end in hits:
        if index:
            continue
        last = end
        for wanted, gap in enumerate(gaps, start=1):
            following = next((e for i, s, e in hits if i == wanted and last <= s <= last + gap), None)
            if following is None:
                break
            last = following
        else:
            return start, last
    return None


def _longest(cues: list[Cue]) -> list[Cue]:
    """Without those that lie inside a longer one of their kind and another name."""
    by_kind: dict[str, list[Cue]] = {}
    for cue in cues:
        by_kind.setdefault(cue.kind, []).append(cue)
    kept = []
    for alike in by_kind.values():
        if len(alike) == 1:
            kept += alike
            continue
        for cue in alike:
            start, end = cue.start, cue.end
            if not any(o.start <= start and end <= o.end and o.end - o.start > end - start for o in alike):
                kept.append(cue)
    return kept
