"""From an item to what it says: mentions, reports, scope, and whether anything is to be reported."""

from __future__ import annotations

from collections.abc import Sequence

from monitor.config.particles import Particles
from monitor.config.units import Units
from monitor.config.vocabulary import Vocabulary
from monitor.model import Item, Mention, Reading, Report, Scope, Side, Watchlist
from monitor.reading.amounts import AmountFinder
from monitor.reading.clauses import Sentence, fields_of, title_parts, weight_of, within
from monitor.reading.cues import CueFinder, Plain
from monitor.reading.facts import Told, tell, topics_of
from monitor.reading.figures import amounts_of
from monitor.reading.match import WatchIndex
from monitor.reading.parties import Cast, acting_abroad, actors, sides_of, with_roles
from monitor.reading.scope import Case, Judgement, judge
from monitor.reading.text import sentences as cut


class Reader:
    """Reads items. Immutable after construction; `read` is pure."""

    def __init__(self, index: WatchIndex, cast: Cast, vocabulary: Vocabulary, units: Units, plain: Plain) -> None:
        self._index, self._cast, self._vocabulary, self._plain = index, cast, vocabulary, plain
        self._cues = CueFinder(vocabulary, plain)
        self._amounts = AmountFinder(units)

    @classmethod
    def build(cls, watchlist: Watchlist, particles: Particles, vocabulary: Vocabulary, units: Units) -> Reader:
        """A reader for a watch list and a vocabulary."""
        index = WatchIndex.build(watchlist, particles)
        return cls(index, Cast(watchlist.entities), vocabulary, units, Plain(particles.variants))

    def read(self, item: Item) -> Reading:
        """All that is understood of `item`; never raises on any text."""
        mentions = self._index.mentions(item.title, item.summary, item.body)
        if not mentions:
            return Reading(item=item.id, language=item.language, dropped="no-company", reasons=("nobody is named",))
        sentences = self._sentences(item, mentions)
        reports = self._reports(item, sentences)
        return self._reading(item, mentions, reports)

    def _sentences(self, item: Item, mentions: Sequence[Mention]) -> tuple[Sentence, ...]:
        found = []
        for field, text in fields_of(item):
            plain = self._plain(text)
            amounts = self._amounts.find(text, field)
            spans = self._title_parts(text, plain) if field == "title" else cut(text)
            for place, (start, end) in enumerate(spans):
                found.append(
                    Sentence(
                        field=field,
                        start=start,
                        end=end,
                        text=text[start:end],
                        plain=plain[start:end],
                        weight=weight_of(field, place),
                        cues=self._cues.find(plain[start:end]),
                        mentions=within(mentions, field, start, end),
                        amounts=tuple(a for a in amounts if start <= a.span.start < end),
                    )
                )
        return tuple(found)

    def _title_parts(self, title: str, plain: str) -> tuple[tuple[int, int], ...]:
        return title_parts(title, roundup=any(cue.kind == "roundup" for cue in self._cues.find(plain)))

    def _reports(self, item: Item, sentences: Sequence[Sentence]) -> tuple[tuple[Report, Judgement], ...]:
        titles = [s for s in sentences if s.field == "title"]
        below = [s for s in sentences if s.field != "title"]
        groups = [[title, *below[:3]] for title in titles if title.mentions] or [[*titles[:1], *below[:3]]]
        if len(titles) > 1 and len(groups) > 1:
            groups = [[title] for title in titles if title.mentions]
        reports = [self._report(item, n, group, [*group, *below]) for n, group in enumerate(groups)]
        return tuple(sorted(reports, key=lambda pair: (not pair[1].reportable, pair[1].scope is not Scope.CORE)))

    def _report(
        self, item: Item, number: int, group: Sequence[Sentence], context: Sequence[Sentence]
    ) -> tuple[Report, Judgement]:
        paired = {Side.KR, Side.CN} <= sides_of(actors(group, self._cast), self._cast)
        told = tell(group, self._vocabulary, paired=paired)
        names = actors(group, self._cast, told.event if told else "", self._vocabulary.events)
        names = self._hosted(names, told, group)
        judgement = judge(
            Case(sentences=group, context=context, parties=names, told=told), self._vocabulary, self._cast
        )
        return self._written(item, number, group, told, names, judgement), judgement

    def _hosted(self, names: tuple[str, ...], told: Told | None, group: Sequence[Sentence]) -> tuple[str, ...]:
        """Who acts when a firm opens an office abroad, and the government behind a measure."""
        if told is None:
            return names
        if told.event == "branch":
            for country, guest in (("KR", Side.CN), ("CN", Side.KR)):
                if any(s.has("country", country) for s in group[:2]) and guest in sides_of(names, self._cast):
                    return acting_abroad(names, self._cast, Side(country))
        bodies = [
            state.party
            for side, state in self._vocabulary.scope.states.items()
            if told.event in state.party_events and any(s.has("state", side) for s in group[:2])
        ]
        return (*names, *(body for body in bodies if body not in names))

    def _written(
        self,
        item: Item,
        number: int,
        group: Sequence[Sentence],
        told: Told | None,
        names: Sequence[str],
        judgement: Judgement,
    ) -> Report:
        event = self._vocabulary.events[told.event] if told else None
        return Report(
            item=item.id,
            index=number,
            event=told.event if told else "",
            status=told.status if told else "",
            parties=with_roles(names, event, self._cast, passive=group[0].has("passive")) if event else (),
            at=item.at,
            amounts=amounts_of(group, told.event, self._vocabulary.events) if told else (),
            products=self._products(group),
            modality=told.modality if told else "fact",
            scope=judgement.scope,
            reportable=judgement.reportable,
            evidence=tuple(s.span for s in group[:2]),
            sentence=group[0].text,
            reasons=(*(told.reasons if told else ("no event",)), *judgement.reasons),
        )

    def _products(self, group: Sequence[Sentence]) -> tuple[str, ...]:
        topics = self._vocabulary.topics
        return tuple(name for name in topics_of(group) if topics[name].kind == "battery" and name != "battery-general")

    def _reading(self, item: Item, mentions: Sequence[Mention], pairs: Sequence[tuple[Report, Judgement]]) -> Reading:
        main, judgement = pairs[0]
        return Reading(
            item=item.id,
            language=item.language,
            mentions=tuple(mentions),
            entities=tuple(sorted({m.entity for m in mentions if self._cast.is_company(m)})),
            reports=tuple(report for report, _ in pairs),
            scope=main.scope,
            reportable=main.reportable,
            dropped="" if main.reportable else judgement.dropped or "out-of-scope",
            reasons=main.reasons,
        )
