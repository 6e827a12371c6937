"""One report out of the sentences that tell it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from monitor.config.places import Places
from monitor.config.units import Units
from monitor.config.vocabulary import Vocabulary
from monitor.model import Amount, Item, Party, Report, Side
from monitor.reading.amounts import AmountFinder
from monitor.reading.clauses import Sentence
from monitor.reading.facts import Told, tell, topics_of
from monitor.reading.figures import amounts_of
from monitor.reading.joined import implied
from monitor.reading.leaving import without_strangers_exit
from monitor.reading.offers import offered
from monitor.reading.pairs import pairs_of, share
from monitor.reading.parties import PURCHASE, Cast, acting_abroad, actors, are_both, sides_of, with_roles
from monitor.reading.periods import find_periods
from monitor.reading.places import PlaceFinder
from monitor.reading.scope import Case, Judgement, acts, judge

#: The two countries every deal of this beat has in common, by the id of their place.
_HOMES: Final = {"south-korea": "KR", "china": "CN"}
_TWO: Final = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A report before its quantities are read: what is told, by whom, and whether it is to be reported."""

    sentences: tuple[Sentence, ...]
    told: Told | None
    names: tuple[str, ...]
    judgement: Judgement
    more: tuple[Sentence, ...] = ()  # further down, about the same: asked for quantities the rest leaves out
    number: int = 0  # which of the deals of its sentence it is
    deals: int = 1  # how many its sentence tells of


class Editor:
    """Makes reports. Immutable after construction."""

    def __init__(self, vocabulary: Vocabulary, units: Units, places: Places | None, cast: Cast) -> None:
        self._vocabulary, self._cast = vocabulary, cast
        self._amounts = AmountFinder(units)
        self._finder = PlaceFinder(places) if places else None

    def draft(self, group: Sequence[Sentence], context: Sequence[Sentence], *, running: bool = False) -> Draft:
        """What a group of sentences tells.

        Args:
            context: the sentences that may say what the business is.
            running: the group stands inside a longer text, where more is needed to be news.
        """
        group = without_strangers_exit(group, self._cast)
        acting = actors(group, self._cast)
        paired = are_both(sides_of(acting, self._cast))
        model = any(self._cast.is_kind(m, "product") for s in group[:1] for m in s.mentions)
        told = tell(group, self._vocabulary, paired=paired, model=model)
        if told is None and paired:
            told = implied(group, self._vocabulary, self._cast)
        event = told.event if told else ""
        if len(group) > 1:  # sentences below the first are asked by what they tell of
            acting = actors(group, self._cast, event, self._vocabulary.events)
        names = self._hosted(acting, told, group)
        if not running and (told is None or not told.firm or self._lacks_a_partner(told, names)):
            told, names = self._offer(group) or (told, names)
        case = Case(sentences=group, context=context, parties=names, told=told, measure=self._measured, running=running)
        return Draft(
            sentences=tuple(group), told=told, names=names, judgement=judge(case, self._vocabulary, self._cast)
        )

    def _lacks_a_partner(self, told: Told, names: Sequence[str]) -> bool:
        """Whether one firm alone is named for what takes two; who puts in money may do so alone."""
        roles = self._vocabulary.events[told.event].roles
        return len(names) < _TWO and roles != PURCHASE and bool(set(roles) - {"actor"})

    def _offer(self, group: Sequence[Sentence]) -> tuple[Told, tuple[str, ...]] | None:
        """A car put on sale without a word for it, and who makes it."""
        found = offered(group, self._vocabulary, self._cast, lambda s: self._amounts.find(s.text, s.field))
        return (found[0], (found[1],)) if found else None

    def parted(self, draft: Draft) -> tuple[Draft, ...]:
        """The draft, or one for each pair of firms where its sentence tells of several deals."""
        if draft.told is None:
            return (draft,)
        event = self._vocabulary.events[draft.told.event]
        goods = sum(self._vocabulary.topics[name].material for name in topics_of(draft.sentences[:1]))
        pairs = pairs_of(draft.sentences[0], draft.names, event, self._cast, goods=goods)
        return tuple(
            replace(draft, names=pair, number=number, deals=len(pairs)) for number, pair in enumerate(pairs)
        ) or (draft,)

    def write(self, item: Item, number: int, draft: Draft) -> Report:
        """The report of a draft, with its quantities and periods."""
        told, group = draft.told, draft.sentences
        event = self._vocabulary.events[told.event] if told else None
        parties = with_roles(draft.names, event, self._cast, group[0]) if event else ()
        products = self._products(group, draft)
        return Report(
            item=item.id,
            index=number,
            event=told.event if told else "",
            status=told.status if told else "",
            parties=parties,
            at=item.at,
            amounts=(self._amounts_of(group, draft) or self._amounts_of(draft.more, draft)) if told else (),
            products=products,
            places=self._places(group),
            periods=tuple(dict.fromkeys(p for s in group for p in find_periods(s.text, item.at))) if told else (),
            modality=told.modality if told else "fact",
            scope=draft.judgement.scope,
            reportable=draft.judgement.reportable,
            evidence=tuple(s.span for s in group[:1]) + tuple(s.span for s in group[1:] if _says(s, told)),
            sentence=group[0].text,
            reasons=(
                *(told.reasons if told else ("no event",)),
                *draft.judgement.reasons,
                *self._improbable(parties, products),
            ),
        )

    def _hosted(self, names: tuple[str, ...], told: Told | None, group: Sequence[Sentence]) -> tuple[str, ...]:
        """Who acts when a firm opens an office abroad, and the government behind a measure."""
        if told is None:
            return names
        if told.event == "branch":
            for country, guest in (("KR", Side.CN), ("CN", Side.KR)):
                if any(s.has("country", country) for s in group[:2]) and guest in sides_of(names, self._cast):
                    return acting_abroad(names, self._cast, Side(country))
        offices = (*self._bodies(told.event, group), *self._ministries(told.event, group))
        return (*names, *(office for office in dict.fromkeys(offices) if office not in names))

    def _bodies(self, event: str, group: Sequence[Sentence]) -> list[str]:
        """The offices of the governments that act in an event of theirs."""
        return [
            state.party
            for side, state in self._vocabulary.scope.states.items()
            if event in state.party_events and self._acts(side, group)
        ]

    def _ministries(self, event: str, group: Sequence[Sentence]) -> tuple[str, ...]:
        """The ministries that are named where their government acts."""
        return tuple(
            office.party
            for side, state in self._vocabulary.scope.states.items()
            for office in state.ministries
            if event in office.events and any(word in s.plain for word in office.words for s in group[:2])
            if self._acts(side, group)
        )

    def _acts(self, side: str, group: Sequence[Sentence]) -> bool:
        return any(acts(s, cue, self._vocabulary) for s in group[:2] for cue in s.of("state", side))

    def _amounts_of(self, sentences: Sequence[Sentence], draft: Draft) -> tuple[Amount, ...]:
        def strangers(sentence: Sentence) -> bool:
            firms = [m.entity for m in sentence.mentions if self._cast.is_company(m)]
            return bool(firms) and not any(self._cast.are_kin(f, name) for f in firms for name in draft.names)

        event = draft.told.event if draft.told else ""
        found = amounts_of(sentences, event, self._vocabulary.events, strangers, self._measured)
        if draft.deals == 1:
            return found
        units = dict.fromkeys(amount.unit for amount in found)
        return tuple(
            amount
            for unit in units
            for amount in share([a for a in found if a.unit == unit], draft.number, draft.deals)
        )

    def _measured(self, sentence: Sentence) -> tuple[Amount, ...]:
        return self._amounts.find(sentence.text, sentence.field, sentence.start)

    def _improbable(self, parties: Sequence[Party], products: Sequence[str]) -> tuple[str, ...]:
        """A material that its supplier is not known to make: a slip of the pen, or of a translator."""
        makers = self._vocabulary.scope.makers
        materials = {name for name in products if any(name in made for made in makers.values())}
        found = (
            f"improbable: {party.entity} ({sector}) is not known to make {', '.join(sorted(materials))}"
            for party in parties
            if party.role == "supplier" and (sector := self._cast.sector(party.entity)) in makers
            if materials and not materials & {*makers[sector], *self._vocabulary.scope.also_make.get(party.entity, ())}
        )
        return tuple(found)

    def _products(self, group: Sequence[Sentence], draft: Draft) -> tuple[str, ...]:
        """Topics that are goods of the battery business, and named models."""
        topics = self._vocabulary.topics
        if draft.deals > 1:  # of materials that stand beside the firms each deal has its own
            materials = [name for name in topics_of(group[:1]) if topics[name].material]
            others = set(materials) - set(share(materials, draft.number, draft.deals))
            return tuple(name for name in self._products(group, replace(draft, deals=1)) if name not in others)
        goods = [name for name in topics_of(group) if topics[name].kind == "battery" and name != "battery-general"]
        models = [m.entity for s in group for m in s.mentions if self._cast.is_kind(m, "product")]
        return tuple(dict.fromkeys([*goods, *models]))

    def _places(self, group: Sequence[Sentence]) -> tuple[str, ...]:
        if self._finder:
            found = [place for s in group for place in self._finder.find(s.text)]
        else:
            found = [m.entity for s in group for m in s.mentions if self._cast.is_kind(m, "place")]
        homes = {home for home, side in _HOMES.items() if not any(self._is_place(s, side) for s in group)}
        return tuple(dict.fromkeys(place for place in found if place not in homes))

    def _is_place(self, sentence: Sentence, side: str) -> bool:
        """Whether a country is where something happens, not whose firm it is."""
        located = self._vocabulary.scope.located
        return any(
            sentence.plain[: cue.start].rstrip().endswith(located.before)
            or sentence.plain[cue.end :].lstrip().startswith(located.behind)
            for cue in sentence.of("country", side)
        )


def _says(sentence: Sentence, told: Told | None) -> bool:
    """Whether a sentence below the first names the event and somebody."""
    return told is not None and sentence.has("event", told.event) and bool(sentence.mentions)
