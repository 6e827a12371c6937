"""Firms we do not know: named behind their country ("China's Mico", "中 미코와"), or told by country and trade alone
("a Chinese scooter maker", "중국 리사이클링 업체", "中国铜箔企业")."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from monitor.config.vocabulary import Vocabulary
from monitor.model import UNNAMED, Mention, Side, Span
from monitor.reading.clauses import Sentence
from monitor.reading.cues import NOWHERE
from monitor.reading.parties import STRANGER, Cast

#: Why a mention counts: only the trade is told, so that "the makers" in general are no party.
BY_TRADE: Final = "a country and a trade"
_HANGUL: Final = re.compile("[가-힣]")
_NAME: Final = re.compile(r"\s+((?:[a-z-]+\s+){0,3})([A-Z][\w&.-]*(?:\s[A-Z][\w&.-]*)*)")
_OPENING: Final = re.compile(r"\s?([가-힣A-Za-z0-9]{2,12})(?=,\s)")
_PARTNER: Final = re.compile(r"\s?([가-힣A-Za-z0-9]{2,12}?)[와과](?=[\s,·…])")
#: What stands between a country and the word for a firm: a trade, in few words, and nothing else.
_TRADES: Final = {
    "en": re.compile(r" (?:[a-z0-9&/-]+ ){0,4}"),
    "ko": re.compile(r" ?(?:[가-힣A-Za-z0-9·]+ ){0,2}[가-힣A-Za-z0-9·]{0,8}?"),
    "zh": re.compile(r"[一-龥A-Za-z0-9]{0,6}?"),
}
#: What a word must not be when it is to be a name.
_WORDS: Final = frozenset({"topic", "event", "stage", "firm", "noise", "country", "state"})


class StrangerFinder:
    """Finds them. Immutable after construction."""

    def __init__(self, vocabulary: Vocabulary, cast: Cast) -> None:
        self._cast = cast
        self._not_names = vocabulary.scope.strangers.not_names
        self._possessive = {
            word: Side(side) for side, words in vocabulary.scope.strangers.possessive.items() for word in words
        }
        longest_first = sorted(self._possessive, key=len, reverse=True)
        nations = vocabulary.scope.strangers.nationality
        self._nations = {word: Side(side) for side, words in nations.items() for word in words}
        self._nation = re.compile("|".join(map(_alone, sorted(self._nations, key=len, reverse=True))))
        usual = {word for terms in vocabulary.scope.countries.values() for _, word in terms.each()}
        self._rare = re.compile("|".join(map(_alone, sorted(set(self._nations) - usual))) or "(?!)")
        self._local_word = re.compile("|".join(map(_alone, vocabulary.scope.strangers.local)))
        self._firms = {language: _tradesman(language, vocabulary) for language in _TRADES}
        self._country = re.compile(rf"(?<![\w-])({'|'.join(map(re.escape, longest_first))})(?!\w)")

    def find(self, sentence: Sentence) -> tuple[Mention, ...]:
        """Unnamed parties of the sentence, where no known firm stands at the place."""
        named = (*self._english(sentence), *self._korean(sentence), *self._local(sentence))
        return (*named, *(one for one in self._by_trade(sentence) if not _covered(one, (*named, *sentence.mentions))))

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

    def _by_trade(self, sentence: Sentence) -> Iterator[Mention]:
        """A country, a trade, and a word for a firm."""
        if not sentence.has("country") and not self._rare.search(sentence.plain):
            return
        shields = tuple(sentence.of("country", NOWHERE))
        for country in self._nation.finditer(sentence.plain):
            if any(cue.start <= country.start() < cue.end for cue in shields):
                continue
            letter = country.group()[0]
            language = "en" if letter.isascii() else "ko" if _HANGUL.search(sentence.plain) else "zh"
            if language == "zh" and country.group() in "中陆":  # parts of many words; the marks know 中企 and 陆企
                continue
            firm = self._firms[language].match(sentence.plain, country.end())
            if (
                firm
                and not self._is_named(sentence, country.end(), firm.end())
                and not _is_general(sentence, firm.end())
            ):
                yield _mention(sentence, self._nations[country.group()], country.start(), firm.end(), BY_TRADE)

    def _local(self, sentence: Sentence) -> Iterator[Mention]:
        """ "A local partner" is a firm of the country that is spoken of."""
        sides = {cue.name for cue in sentence.of("country")} - {NOWHERE}
        if len(sides) != 1:
            return
        for word in self._local_word.finditer(sentence.plain):
            language = "en" if word.group()[0].isascii() else "ko" if _HANGUL.search(sentence.plain) else "zh"
            firm = self._firms[language].match(sentence.plain, word.end())
            if firm and not self._is_named(sentence, word.end(), firm.end()):
                yield _mention(sentence, Side(*sides), word.start(), firm.end())

    def _is_named(self, sentence: Sentence, start: int, end: int) -> bool:
        """Whether a firm of the watch list stands there."""
        places = [
            (m.span.start - sentence.start, m.span.end - sentence.start)
            for m in sentence.mentions
            if self._cast.firm(m)
        ]
        return any(start < there_end and there < end for there, there_end in places)

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


def _alone(word: str) -> str:
    return rf"(?<![\w-]){re.escape(word)}(?!\w)" if word[0].isascii() else re.escape(word)


def _tradesman(language: str, vocabulary: Vocabulary) -> re.Pattern[str]:
    nouns = sorted(getattr(vocabulary.scope.firm_nouns, language), key=len, reverse=True)
    words = "|".join(re.escape(noun.rstrip("*")) + ("s?" if noun.endswith("*") else "") for noun in nouns)
    return re.compile(f"{_TRADES[language].pattern}(?:{words})" + (r"(?![\w-])" if language == "en" else ""))


def _is_general(sentence: Sentence, end: int) -> bool:
    """Whether the word for a firm goes on as something else ("makers' market", 업체들)."""
    return any(0 <= cue.start - end <= 1 for cue in sentence.of("firm", "not"))


def _covered(one: Mention, others: Sequence[Mention]) -> bool:
    """Whether another mention of a firm stands at the same place."""
    return any(
        other.how == "country" and other.span.start < one.span.end and one.span.start < other.span.end
        for other in others
    )


def _mention(sentence: Sentence, side: Side, start: int, end: int, reason: str = STRANGER) -> Mention:
    span = Span(field=sentence.field, start=sentence.start + start, end=sentence.start + end)
    surface = sentence.text[start:end]
    return Mention(entity=UNNAMED[side], alias=surface, span=span, surface=surface, how="country", reason=reason)
