"""Firms we do not know, named behind their country: "China's Mico", "中 미코와"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from monitor.config.vocabulary import Vocabulary
from monitor.model import UNNAMED, Mention, Side, Span
from monitor.reading.clauses import Sentence
from monitor.reading.parties import STRANGER

_NAME: Final = re.compile(r"\s+((?:[a-z-]+\s+){0,3})([A-Z][\w&.-]*(?:\s[A-Z][\w&.-]*)*)")
_OPENING: Final = re.compile(r"\s?([가-힣A-Za-z0-9]{2,12})(?=,\s)")
_PARTNER: Final = re.compile(r"\s?([가-힣A-Za-z0-9]{2,12}?)[와과](?=[\s,·…])")
#: What a word must not be when it is to be a name.
_WORDS: Final = frozenset({"topic", "event", "stage", "firm", "noise", "country", "state"})


class StrangerFinder:
    """Finds them. Immutable after construction."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        self._not_names = vocabulary.scope.strangers.not_names
        self._possessive = {
            word: Side(side) for side, words in vocabulary.scope.strangers.possessive.items() for word in words
        }
        longest_first = sorted(self._possessive, key=len, reverse=True)
        self._country = re.compile(rf"(?<![\w-])({'|'.join(map(re.escape, longest_first))})(?!\w)")

    def find(self, sentence: Sentence) -> tuple[Mention, ...]:
        """Unnamed parties of the sentence, where no known firm stands at the place."""
        return (*self._english(sentence), *self._korean(sentence))

    def _english(self, sentence: Sentence) -> Iterator[Mention]:
        for country in self._country.finditer(sentence.plain):
            name = _NAME.match(sentence.text, country.end())
            if name and self._is_name(sentence, *name.span(2)) and not _known(sentence, country.start(), name.end()):
                yield _mention(sentence, self._possessive[country.group()], country.start(), name.end())

    def _korean(self, sentence: Sentence) -> Iterator[Mention]:
        for mark in sentence.mentions:
            if mark.how != "country":
                continue
            end = mark.span.end - sentence.start
            opens = sentence.field == "title" and mark.span.start == sentence.start
            name = _PARTNER.match(sentence.text, end) or (_OPENING.match(sentence.text, end) if opens else None)
            if name and self._is_name(sentence, *name.span(1)) and not _known(sentence, end, name.end()):
                side = next(side for side, unnamed in UNNAMED.items() if unnamed == mark.entity)
                yield _mention(sentence, side, mark.span.start - sentence.start, name.end(1))

    def _is_name(self, sentence: Sentence, start: int, end: int) -> bool:
        first = sentence.plain[start:end].split()[0]
        a_word = any(c.kind in _WORDS and c.start < end and start < c.end for c in sentence.cues)
        return not a_word and first not in self._not_names


def _known(sentence: Sentence, start: int, end: int) -> bool:
    """Whether a firm or anything else of the watch list is named there."""
    return any(
        m.how != "country"
        and start < m.span.start - sentence.start + len(m.surface)
        and m.span.start - sentence.start < end
        for m in sentence.mentions
        if m.entity not in ("china", "south-korea")
    )


def _mention(sentence: Sentence, side: Side, start: int, end: int) -> Mention:
    span = Span(field=sentence.field, start=sentence.start + start, end=sentence.start + end)
    surface = sentence.text[start:end]
    return Mention(entity=UNNAMED[side], alias=surface, span=span, surface=surface, how="country", reason=STRANGER)
