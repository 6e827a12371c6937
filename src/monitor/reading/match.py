"""The watch index: who is meant in a text, exactly.

One pass of multi-pattern matching over the normal form finds every alias, mark and decoy; boundaries by script, the
longest match and the conditions of ambiguous aliases then decide. Typos of long names are looked for last, in what is
left (`fuzzy`). Nothing here knows a name: all of them come with the watchlist.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from ahocorasick_rs import AhoCorasick

from monitor.config.fold import Fold, Folded
from monitor.config.particles import Particles
from monitor.model import UNNAMED, CountryMark, Mention, Span, Watchlist
from monitor.reading.borders import Borders, Shape
from monitor.reading.conditions import Condition, Page
from monitor.reading.text import language_of

FIELDS: Final = ("title", "summary", "body")


@dataclass(frozen=True, slots=True)
class _Form:
    """One way to write a name: what it shows, and when it counts."""

    entity: str  # "" = a decoy
    text: str
    shape: Shape
    condition: Condition
    how: str = "exact"


@dataclass(frozen=True, slots=True)
class _Hit:
    """A form at a place of a field's normal form, and at `span` of the original."""

    form: _Form
    at: int
    end: int
    start: int
    stop: int


class WatchIndex:
    """Finds the entities of a watchlist in texts of any of the three languages."""

    def __init__(self, fold: Fold, borders: Borders, forms: dict[str, list[_Form]]) -> None:
        self._fold, self._borders = fold, borders
        self._forms = list(forms.values())
        self._automaton = AhoCorasick(list(forms))

    @classmethod
    def build(cls, watchlist: Watchlist, particles: Particles) -> WatchIndex:
        """The index of `watchlist`; building takes well under two seconds for thousands of aliases."""
        fold = Fold(particles.variants)
        forms: dict[str, list[_Form]] = {}
        for form in _forms(watchlist, fold):
            forms.setdefault(fold.of(form.text), []).append(form)
        return cls(fold, Borders(particles), forms)

    def mentions(self, title: str, summary: str = "", body: str = "") -> tuple[Mention, ...]:
        """Every mention, by field and place. Spans are in the texts as given; any text is accepted."""
        page = Page(self._fold, (title, summary, body))
        return tuple(
            _mention(hit, field, page)
            for number, field in enumerate(FIELDS)
            if page.texts[number]
            for hit in self._hits(page, number)
        )

    def _hits(self, page: Page, number: int) -> list[_Hit]:
        """What stands in one field: the longest forms that may stand there and whose conditions hold."""
        folded = page.folded(number)
        found = self._automaton.find_matches_as_indexes(folded.text, overlapping=True)
        if not found:
            return []
        candidates = [hit for which, at, end in found for hit in self._placed(folded, which, at, end)]
        candidates.sort(key=_longest_first)
        taken = bytearray(len(folded.text))
        kept: list[_Hit] = []
        for hit in candidates:
            if not taken.count(1, hit.at, hit.end) and hit.form.condition.holds(page, number, hit.start, hit.stop):
                taken[hit.at : hit.end] = b"\x01" * (hit.end - hit.at)
                if hit.form.entity:
                    kept.append(hit)
        kept.sort(key=lambda hit: hit.start)
        return kept

    def _placed(self, folded: Folded, which: int, at: int, end: int) -> Iterator[_Hit]:
        start, stop = folded.span(at, end)
        for form in self._forms[which]:
            if self._borders.fit(folded.raw, start, stop, form.shape):
                yield _Hit(form, at, end, start, stop)


def _longest_first(hit: _Hit) -> tuple[int, bool, bool, int]:
    """Long before short; at one place a decoy before a name, and a name before a mark."""
    return (hit.at - hit.end, hit.form.entity != "", hit.form.how == "country", hit.at)


def _mention(hit: _Hit, field: str, page: Page) -> Mention:
    surface = page.texts[FIELDS.index(field)][hit.start : hit.stop]
    same = surface == hit.form.text
    reason = "as listed" if same else f"written {surface!r} for {hit.form.text!r}"
    if hit.form.condition.words:
        reason += f"; {hit.form.condition.words}"
    return Mention(
        entity=hit.form.entity,
        alias=hit.form.text,
        span=Span(field=field, start=hit.start, end=hit.stop),
        surface=surface,
        how=hit.form.how,
        score=100.0,
        reason=reason,
    )


def _forms(watchlist: Watchlist, fold: Fold) -> Iterator[_Form]:
    for entity in watchlist.entities:
        for alias in entity.aliases:
            yield _Form(
                entity.id, alias.text, Shape.of(alias.text, fold), Condition.of_alias(alias, entity.aliases, fold)
            )
    for text in watchlist.decoys:
        yield _Form("", text, Shape.of_decoy(text, fold), Condition())
    yield from (_mark(mark, fold) for mark in watchlist.marks)


def _mark(mark: CountryMark, fold: Fold) -> _Form:
    shape, condition = Shape.of_mark(mark.text, fold), Condition.of_mark(mark, fold)
    return _Form(UNNAMED[mark.side], mark.text, shape, condition, how="country")


def company_ids(mentions: Sequence[Mention], watchlist: Watchlist) -> tuple[str, ...]:
    """The companies really meant, sorted: no persons, products, places or unnamed firms stand for one."""
    companies = {entity.id for entity in watchlist.entities if entity.kind == "company"}
    return tuple(sorted({mention.entity for mention in mentions} & companies))


def languages_of(texts: Sequence[str]) -> tuple[str, ...]:
    """The language of each field, for the conditions that depend on it."""
    return tuple(language_of(text) for text in texts)
