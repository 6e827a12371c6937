"""When an ambiguous alias counts: letter case, and words that must or must not stand around it."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from monitor.config.fold import SEPARATORS, Fold
from monitor.model import Alias, CountryMark, Span, maker
from monitor.reading.text import language_of, sentences

FIELDS: Final = ("title", "summary", "body")
_new_span: Final = maker(Span)


class Page:
    """An item while it is read: its three fields, and all of them as one text, `raw`, a line break between two.

    What several hits ask for is computed once.
    """

    __slots__ = ("_context", "_fold", "_starts", "raw", "texts")

    def __init__(self, fold: Fold, texts: tuple[str, str, str], raw: str) -> None:
        title, summary, _ = texts
        self.texts, self.raw = texts, raw
        self._starts = (0, len(title) + 1, len(title) + len(summary) + 2)
        self._fold = fold
        self._context: _Context | None = None

    @property
    def context(self) -> _Context:
        """What stands around the hits; few ask for it."""
        if self._context is None:
            self._context = _Context(self._fold, self.texts)
        return self._context

    def field(self, place: int) -> tuple[int, int]:
        """The number of the field at a place of the whole, and where that field starts."""
        number = (place >= self._starts[1]) + (place >= self._starts[2])
        return number, self._starts[number]

    def span(self, start: int, end: int) -> Span:
        """A stretch of the whole as one of its field."""
        starts = self._starts
        number = (start >= starts[1]) + (start >= starts[2])
        offset = starts[number]
        return _new_span(field=FIELDS[number], start=start - offset, end=end - offset)


class _Context:
    """Languages, sentences and words of the three fields of an item."""

    def __init__(self, fold: Fold, texts: tuple[str, str, str]) -> None:
        self._fold, self._texts = fold, texts
        self._languages: dict[int, str] = {}
        self._sentences: dict[int, tuple[tuple[int, int], ...]] = {}
        self._words: dict[tuple[int, int, int], str] = {}
        self._said: dict[tuple[re.Pattern[str], str, tuple[int, ...]], bool] = {}

    def language(self, number: int) -> str:
        """The language of a field."""
        if number not in self._languages:
            self._languages[number] = language_of(self._texts[number])
        return self._languages[number]

    def says(self, pattern: re.Pattern[str], within: str, number: int, start: int) -> bool:
        """Whether `pattern` stands in the sentence, title or item that a place of a field belongs to."""
        place = (number, *self._sentence(number, start)) if within == "sentence" else ()
        key = (pattern, within, place)
        if key not in self._said:
            self._said[key] = any(map(pattern.search, self._around(within, place)))
        return self._said[key]

    def _around(self, within: str, place: tuple[int, ...]) -> Iterator[str]:
        if within == "title":
            yield self._spaced(0, 0, len(self._texts[0]))
        elif within == "sentence":
            number, start, end = place
            yield self._spaced(number, start, end)
        else:
            yield from (self._spaced(n, 0, len(text)) for n, text in enumerate(self._texts) if text)

    def _sentence(self, number: int, start: int) -> tuple[int, int]:
        if number not in self._sentences:
            self._sentences[number] = sentences(self._texts[number])
        spans = self._sentences[number]
        at = bisect_right(spans, start, key=lambda span: span[0]) - 1
        return spans[at] if at >= 0 and start < spans[at][1] else (0, len(self._texts[number]))

    def _spaced(self, number: int, start: int, end: int) -> str:
        key = (number, start, end)
        if key not in self._words:
            self._words[key] = self._fold.words(self._texts[number][start:end])
        return self._words[key]


@dataclass(frozen=True, slots=True)
class Condition:
    """What must hold around a hit; the empty condition always holds. `words` says it to a reader."""

    language: str = ""
    not_languages: frozenset[str] = frozenset()
    spellings: frozenset[str] = frozenset()
    require: re.Pattern[str] | None = None
    forbid: re.Pattern[str] | None = None
    not_after: tuple[str, ...] = ()
    within: str = "item"
    words: str = ""

    @classmethod
    def of_aliases(cls, aliases: Sequence[Alias], languages: frozenset[str], fold: Fold) -> Condition:
        """The condition of aliases that differ in letter case only.

        `languages` are those for which this form has conditions of its own; "" among them stands for all others.
        """
        first = aliases[0]
        others = frozenset() if first.only_in else languages - {""}
        if not (first.only_in or others or first.case or first.require or first.forbid):
            return ALWAYS
        return cls(
            language=first.only_in,
            not_languages=others,
            spellings=frozenset(_letters(alias.text) for alias in aliases) if first.case else frozenset(),
            require=_any_of(first.require, fold),
            forbid=_any_of(first.forbid, fold),
            within=first.within,
            words=_said(first),
        )

    @classmethod
    def of_mark(cls, mark: CountryMark, fold: Fold) -> Condition:
        """The condition of a country mark: texts of its language, and nothing before it that turns it around."""
        return cls(language=mark.language, not_after=tuple(fold.of(word) for word in mark.forbid))

    def holds(self, page: Page, start: int, end: int) -> bool:
        """Whether a hit at [start, end) of a page's `raw` counts."""
        if self.spellings and _letters(page.raw[start:end]) not in self.spellings:
            return False
        if self.not_after and _before(page.raw, start).endswith(self.not_after):
            return False
        number, offset = page.field(start)
        if (self.language or self.not_languages) and not self._in_language(page.context.language(number)):
            return False
        return self._words_hold(page, number, start - offset)

    def _in_language(self, language: str) -> bool:
        return self.language == language if self.language else language not in self.not_languages

    def _words_hold(self, page: Page, number: int, start: int) -> bool:
        if self.forbid and page.context.says(self.forbid, self.within, number, start):
            return False
        return not self.require or page.context.says(self.require, self.within, number, start)


#: The condition that always holds.
ALWAYS: Final = Condition()


def _letters(text: str) -> str:
    """A spelling as far as letter case goes: of one width, and without what stands between words."""
    return "".join(
        c
        for c in unicodedata.normalize("NFKC", text)
        if c not in SEPARATORS and unicodedata.category(c) not in {"Cf", "Mn"}
    )


def _before(text: str, start: int) -> str:
    """The last letters before a place, lower-case, across separators."""
    near = text[max(0, start - 12) : start].lower()
    return "".join(c for c in near if c not in SEPARATORS)


def _any_of(words: Sequence[str], fold: Fold) -> re.Pattern[str] | None:
    """Matches where one of `words` stands in spaced, folded text: Latin words as words, others anywhere."""
    return re.compile("|".join(_one(word, fold) for word in words)) if words else None


def _one(word: str, fold: Fold) -> str:
    stem = fold.words(word.removesuffix("*")).strip()
    pattern = re.escape(stem)
    if stem[:1].isascii() and stem[:1].isalnum():
        pattern = r"(?<![a-z0-9])" + pattern
    if stem[-1:].isascii() and stem[-1:].isalnum() and not word.endswith("*"):
        pattern += r"(?![a-z0-9])"
    return pattern


def _said(alias: Alias) -> str:
    parts = ["in this letter case"] * alias.case
    parts += [f"beside a word that tells ({_few(alias.require)})"] * bool(alias.require)
    parts += [f"without a word against it ({_few(alias.forbid)})"] * bool(alias.forbid)
    return ", ".join(parts)


def _few(words: Sequence[str]) -> str:
    return ", ".join(words[:3]) + (", …" if len(words) > 3 else "")
