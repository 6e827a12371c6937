"""The watch index: who is meant in a text, exactly.

One pass of multi-pattern matching over the normal form finds every alias, mark and decoy; boundaries by script, the
longest match and the conditions of ambiguous aliases then decide. Typos of long names are looked for last, in what is
left (`fuzzy`). Nothing here knows a name: all of them come with the watchlist.
"""

from __future__ import annotations

import gc
import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Final

from ahocorasick_rs import AhoCorasick, Implementation

from monitor.config.fold import BORDER, Fold, Folded
from monitor.config.particles import Particles
from monitor.model import UNNAMED, Alias, CountryMark, Entity, Mention, Span, Watchlist, maker, value
from monitor.reading.borders import Borders, Shape
from monitor.reading.conditions import ALWAYS, FIELDS, Condition, Page
from monitor.reading.fuzzy import Typos, tried
from monitor.reading.typo import Found, Name, Typo


@value
class Rejection:
    """A name that stands in a text and was not counted."""

    entity: str
    alias: str
    span: Span
    reason: str


#: Kinds that stand beside the names inside them ("Kia PV5" tells of Kia too); all others hide what they contain.
_THINGS: Final = frozenset({"product", "technology"})
#: Kinds whose names are looked for with typos.
_TYPO_KINDS: Final = frozenset({"company", "person"})
_NAME, _THING = 1, 2
_new_mention: Final = maker(Mention)
#: No name is written longer than this, with all its spaces.
_LONGEST: Final = 120
#: With no more patterns than this, the automaton whose every step is one look-up takes at most 10 MB. It saves 0.6 µs
#: a text, 7 % at 100 names; for the 20,000 patterns of 10,000 names it would take 60 MB.
_FEW: Final = 3_000


@dataclass(frozen=True, slots=True)
class _Form:
    """One way to write a name: what it shows, and when it counts."""

    entity: str  # "" = a decoy
    text: str
    shape: Shape
    condition: Condition
    how: str = "exact"
    layer: int = _NAME
    typos: bool = False


#: A form at [at, end) of an item's normal form, which is [start, stop) of the original. A bare tuple: there are many.
_Hit = tuple[_Form, int, int, int, int]


@contextmanager
def _collecting_nothing() -> Iterator[None]:
    """All that building makes is kept: going through it for garbage over and over costs a third of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


class WatchIndex:
    """Finds the entities of a watchlist in texts of any of the three languages."""

    def __init__(self, fold: Fold, borders: Borders, forms: dict[str, list[_Form]]) -> None:
        self._fold, self._borders = fold, borders
        self._forms = list(forms.values())
        tried = [(folded, form) for folded, same in forms.items() for form in same if form.typos]
        self._typo_forms = [form for _, form in tried]
        names = [Name(n, form.text, folded) for n, (folded, form) in enumerate(tried)]
        self._typos = Typos(names, frozenset(forms))
        self._automaton = _automaton([*self._typos.anchors, *forms])

    @classmethod
    def build(cls, watchlist: Watchlist, particles: Particles) -> WatchIndex:
        """The index of `watchlist`; building takes well under two seconds for thousands of aliases."""
        fold = Fold(particles.variants)
        forms: dict[str, list[_Form]] = {}
        with _collecting_nothing():
            for folded, form in _forms(watchlist, _Looks(fold)):
                forms.setdefault(folded, []).append(form)
            return cls(fold, Borders(particles), forms)

    def mentions(self, title: str, summary: str = "", body: str = "") -> tuple[Mention, ...]:
        """Every mention, by field and place. Spans are in the texts as given; any text is accepted."""
        texts = (title, summary, body)
        folded = Folded(self._fold, BORDER.join(texts))
        placed, anchors = self._placed(folded)
        typos = self._typos.find(folded, anchors)
        if not placed and not typos:
            return ()
        page = Page(self._fold, texts, folded.raw)
        hits = _standing(page, placed, len(folded.text))
        return _told(page, hits, self._standing_typos(page, typos, hits) if typos else [])

    def passed_over(self, title: str, summary: str = "", body: str = "") -> tuple[Rejection, ...]:
        """Names that stand in a text and were not counted, with the reason: for whoever asks why."""
        texts = (title, summary, body)
        folded = self._fold(BORDER.join(texts))
        page = Page(self._fold, texts, folded.raw)
        taken = {(m.entity, m.span) for m in self.mentions(title, summary, body)}
        rejected = (
            Rejection(entity=form.entity, alias=form.text, span=page.span(start, stop), reason=reason)
            for form, start, stop, reason in self._rejected(page, folded)
        )
        return tuple(rejection for rejection in rejected if (rejection.entity, rejection.span) not in taken)

    def _rejected(self, page: Page, folded: Folded) -> Iterator[tuple[_Form, int, int, str]]:
        anchors = len(self._typos.anchors)
        for which, at, end in self._found(folded):
            if which < anchors:
                continue
            start, stop = folded.span(at, end)
            for form in self._forms[which - anchors]:
                if form.entity and form.how == "exact":
                    yield form, start, stop, self._reason(page, form, start, stop)

    def _reason(self, page: Page, form: _Form, start: int, stop: int) -> str:
        if not self._borders.fit(page.raw, start, stop, form.shape):
            return "it is a part of another word"
        if not form.condition.holds(page, start, stop):
            return f"it counts only {form.condition.words}" if form.condition.words else "it is meant otherwise here"
        return "a longer name, or a word that means something else, covers it"

    def _found(self, folded: Folded) -> Sequence[Found]:
        """The anchors of typos in a normal form, and, numbered after them, what some form is written like."""
        return self._automaton.find_matches_as_indexes(folded.text, overlapping=True)

    def _placed(self, folded: Folded) -> tuple[list[_Hit], list[Found]]:
        """The forms found, where they may stand, in the order of their ends; and the anchors of typos."""
        hits: list[_Hit] = []
        anchors: list[Found] = []
        fit, raw, forms, span = self._borders.fit, folded.raw, self._forms, None
        size = len(self._typos.anchors)
        for found in self._found(folded):
            which, at, end = found
            if which < size:
                anchors.append(found)
                continue
            span = span or folded.span
            start, stop = span(at, end)
            for form in forms[which - size]:
                if fit(raw, start, stop, form.shape):
                    hits.append((form, at, end, start, stop))  # noqa: PERF401 - this loop is the hottest there is
        return hits, anchors

    def _standing_typos(self, page: Page, typos: list[Typo], hits: Sequence[_Hit]) -> list[tuple[_Form, Typo]]:
        """Names with typos, the surest first, where nothing else stands but shorter names inside them."""
        starts, taken, kept = [start for _, _, _, start, _ in hits], bytearray(len(page.raw)), []
        for form, typo in self._unnamed(page, typos, hits):
            around = hits[bisect_left(starts, typo.start - _LONGEST) : bisect_left(starts, typo.end)]
            if (
                not any(taken[typo.start : typo.end])
                and all(self._makes_room(hit, typo, form) for hit in around)
                and self._borders.fit(page.raw, typo.start, typo.end, form.shape, strictly=True)
            ):
                taken[typo.start : typo.end] = b"\x01" * (typo.end - typo.start)
                kept.append((form, typo))
        return kept

    def _unnamed(self, page: Page, typos: list[Typo], hits: Sequence[_Hit]) -> Iterator[tuple[_Form, Typo]]:
        """Typos, the surest first, less those in Hangul or Han of whom the same field names without a typo."""
        named = {(form.entity, page.field(start)) for form, _, _, start, _ in hits}
        for typo in sorted(typos, key=lambda typo: (-typo.score, typo.start)):
            form = self._typo_forms[typo.number]
            if form.text.isascii() or (form.entity, page.field(typo.start)) not in named:
                yield form, typo

    def _makes_room(self, hit: _Hit, typo: Typo, form: _Form) -> bool:
        """Whether a name found exactly leaves a typo its place: it stands elsewhere, or the longer name contains it."""
        found, _, _, start, stop = hit
        if typo.end <= start or stop <= typo.start:
            return True
        if found.entity in {"", form.entity} or start < typo.start or typo.end < stop:
            return False
        return self._fold.of(found.text) in self._fold.of(form.text)


def _automaton(patterns: Sequence[str]) -> AhoCorasick:
    return AhoCorasick(patterns, implementation=Implementation.DFA if len(patterns) <= _FEW else None)


def _standing(page: Page, hits: list[_Hit], size: int) -> list[_Hit]:
    """Of hits in a normal form of some size, decoys too: the longest whose conditions hold, by place."""
    if len(hits) > 1 and _overlap(hits):
        return _longest(page, hits, size)
    return [hit for hit in hits if hit[0].condition is ALWAYS or hit[0].condition.holds(page, hit[3], hit[4])]


def _overlap(hits: Sequence[_Hit]) -> bool:
    """Whether two of the hits, which come in the order of their ends, share a place."""
    last = 0
    for _, at, end, _, _ in hits:
        if at < last:
            return True
        last = end
    return False


def _longest(page: Page, hits: Sequence[_Hit], size: int) -> list[_Hit]:
    taken, kept = _Taken(size), []
    for hit in sorted(hits, key=_longest_first):
        form, _, _, start, stop = hit
        if taken.free(hit) and (form.condition is ALWAYS or form.condition.holds(page, start, stop)):
            taken.take(hit)
            kept.append(hit)
    kept.sort(key=_by_place)
    return kept


class _Taken:
    """Which places of a text a name has, and which a thing, so that the longest wins."""

    def __init__(self, size: int) -> None:
        self._places = bytearray(size)
        self._names: set[tuple[int, int]] = set()

    def free(self, hit: _Hit) -> bool:
        """Whether nothing stands in the way: things make room for names, and one form may name several entities."""
        form, at, end, _, _ = hit
        if (at, end) in self._names and form.how == "exact" and form.entity:
            return True
        in_the_way = self._places.count(_NAME, at, end)
        return not (in_the_way or (form.layer == _THING and self._places.count(_THING, at, end)))

    def take(self, hit: _Hit) -> None:
        form, at, end, _, _ = hit
        self._places[at:end] = bytes((form.layer,)) * (end - at)
        if form.entity and form.how == "exact" and form.layer == _NAME:
            self._names.add((at, end))


def _longest_first(hit: _Hit) -> tuple[int, bool, bool, int, str]:
    """Long before short; at one place a decoy before a name, and a name before a mark."""
    form, at, end, _, _ = hit
    return (at - end, form.entity != "", form.how == "country", at, form.entity)


def _told(page: Page, hits: Sequence[_Hit], typos: Sequence[tuple[_Form, Typo]]) -> tuple[Mention, ...]:
    """The mentions, by place; a name that a typo displaces is none."""
    if not typos:
        return tuple([_mention(hit, page) for hit in hits if hit[0].entity])
    displaced = bytearray(len(page.raw))
    for _, typo in typos:
        displaced[typo.start : typo.end] = b"\x01" * (typo.end - typo.start)
    found = [_mention(hit, page) for hit in hits if hit[0].entity and not displaced[hit[3]]]
    found += [_typo_mention(form, typo, page) for form, typo in typos]
    found.sort(key=lambda told: (FIELDS.index(told.span.field), told.span.start, told.span.end, told.entity))
    return tuple(found)


def _by_place(hit: _Hit) -> tuple[int, int, str]:
    form, _, _, start, stop = hit
    return start, stop, form.entity


def _mention(hit: _Hit, page: Page) -> Mention:
    form, _, _, start, stop = hit
    surface = page.raw[start:stop]
    reason = "as listed" if surface == form.text else f"a way to write {form.text!r}"
    if form.condition.words:
        reason += f", {form.condition.words}"
    span = page.span(start, stop)
    return _new_mention(entity=form.entity, alias=form.text, span=span, surface=surface, how=form.how, reason=reason)


def _typo_mention(form: _Form, typo: Typo, page: Page) -> Mention:
    surface = page.raw[typo.start : typo.end]
    reason = f"{form.text!r} but for {typo.edits} slip{'s' * (typo.edits > 1)} of the finger"
    span = page.span(typo.start, typo.end)
    return Mention(
        entity=form.entity, alias=form.text, span=span, surface=surface, how="fuzzy", score=typo.score, reason=reason
    )


#: Characters that stand for all of their kind in the looks of a name.
_KINDS: Final = ((range(0x30, 0x3A), "0"), (range(0x41, 0x5B), "A"), (range(0x61, 0x7B), "a"))
_SYLLABLES, _HAN = range(0xAC00, 0xD7A4), range(0x4E00, 0x9FF0)
_LIKE: Final = {code: one for codes, one in (*_KINDS, (_SYLLABLES, "가"), (_HAN, "中")) for code in codes}
_ORDINARY = re.compile("[0Aa가中 &-]+")


class _Looks:
    """The shape of a name, and whether it is long enough for typos, worked out once for all that look alike."""

    def __init__(self, fold: Fold) -> None:
        self.fold = fold
        self._known: dict[str, tuple[Shape, bool]] = {}

    def of(self, text: str) -> tuple[Shape, bool]:
        looks = text.translate(_LIKE)
        if not _ORDINARY.fullmatch(looks):
            looks = text
        known = self._known.get(looks)
        if known is None:
            known = self._known[looks] = Shape.of(looks, self.fold), tried(looks, self.fold)
        return known


def _forms(watchlist: Watchlist, looks: _Looks) -> Iterator[tuple[str, _Form]]:
    fold = looks.fold
    for entity in watchlist.entities:
        same: dict[str, dict[str, list[Alias]]] = {}
        for alias in entity.aliases:
            same.setdefault(fold.of(alias.text), {}).setdefault(alias.only_in, []).append(alias)
        for folded, by_language in same.items():
            for aliases in by_language.values():
                yield folded, _form(entity, aliases, frozenset(by_language), looks)
    for text in watchlist.decoys:
        yield fold.of(text), _Form("", text, Shape.of_decoy(text, fold), ALWAYS)
    yield from ((fold.of(mark.text), _mark(mark, fold)) for mark in watchlist.marks)


def _form(entity: Entity, aliases: Sequence[Alias], languages: frozenset[str], looks: _Looks) -> _Form:
    """The form of aliases that differ in letter case only; `languages` have aliases of their own for this form."""
    alias = aliases[0]
    condition = Condition.of_aliases(aliases, languages, looks.fold)
    wanted = entity.watch and entity.kind in _TYPO_KINDS and not (alias.require or alias.forbid or alias.case)
    shape, long_enough = looks.of(alias.text)
    typos = (wanted if alias.fuzzy is None else alias.fuzzy) and long_enough
    layer = _THING if entity.kind in _THINGS else _NAME
    return _Form(entity.id, alias.text, shape, condition, layer=layer, typos=typos)


def _mark(mark: CountryMark, fold: Fold) -> _Form:
    shape, condition = Shape.of_phrase(mark.text, fold), Condition.of_mark(mark, fold)
    return _Form(UNNAMED[mark.side], mark.text, shape, condition, how="country")


def company_ids(mentions: Sequence[Mention], watchlist: Watchlist) -> tuple[str, ...]:
    """The companies really meant, sorted: no persons, products, places or unnamed firms stand for one."""
    companies = {entity.id for entity in watchlist.entities if entity.kind == "company"}
    return tuple(sorted({mention.entity for mention in mentions} & companies))
