"""The words of the trade (`vocabulary/{events,stages,modality,topics,scope}.yaml`), checked and frozen."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from monitor.config.files import Document, checked, load_document

Language = Literal["en", "ko", "zh"]
Word = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]
#: A term has a word at both ends: "…" stands between parts.
Term = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True, pattern=r"^[^…*](.*[^…])?$")]

#: What a topic makes of a text: part of the battery business, of the car business, or of neither.
TopicKind = Literal["battery", "vehicle", "other"]


class _Shape(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Terms(_Shape):
    """Words per language. `A … B` means B after A in one sentence; a closing `*` stands for any ending."""

    en: tuple[Term, ...] = ()
    ko: tuple[Term, ...] = ()
    zh: tuple[Term, ...] = ()

    def each(self) -> Iterable[tuple[Language, str]]:
        """Every term with its language."""
        for language in ("en", "ko", "zh"):
            for term in getattr(self, language):
                yield language, term


class Label(_Shape):
    """How something is called on screen."""

    en: Word
    ko: Word
    zh: Word

    def mapping(self) -> Mapping[str, str]:
        """Language → label."""
        return {"en": self.en, "ko": self.ko, "zh": self.zh}


class Event(_Shape):
    """A kind of event. `default` is its stage when the text names none; `yields_to` are more specific events."""

    label: Label
    default: Word
    needs: Literal["", "state"] = ""
    generic: bool = False  # yields also to what only the text below the title tells
    severable: bool = False  # one sentence may tell of several, a pair of firms each
    roles: tuple[Word, ...] = ()
    yields_to: tuple[Word, ...] = ()
    yields_paired: tuple[Word, ...] = ()  # with firms of both sides
    yields_alone: tuple[Word, ...] = ()  # without
    terms: Terms
    weak: Terms = Terms()


class Stage(_Shape):
    """How far a thing has come. Without `rank` it replaces what was before; `future` words undo it."""

    label: Label
    rank: int | None = None
    terms: Terms
    future: Terms = Terms()


class Topic(_Shape):
    """What a text is about. A topic of kind battery other than the general one is a product of a report."""

    kind: TopicKind
    material: bool = False  # what batteries are made of or with: it is supplied, not fitted
    label: Label
    terms: Terms


class Ministry(_Shape):
    """An office that acts in some events where nobody else is named, by the words for it."""

    party: Word
    events: tuple[Word, ...]
    words: tuple[Word, ...]


class State(Terms):
    """Words that name a government, and the body that acts for it in `party_events`."""

    party: Word
    party_events: tuple[Word, ...] = ()
    ministries: tuple[Ministry, ...] = ()


class Events(_Shape):
    """`events.yaml`"""

    events: dict[Word, Event]


class Stages(_Shape):
    """`stages.yaml`"""

    stages: dict[Word, Stage]


class Cues(_Shape):
    """The grammar around a claim, by what it does to it."""

    hearsay: Terms
    not_: Annotated[Terms, Field(alias="not")]
    past: Terms
    former: Terms  # before an amount: what was agreed, where another amount is told that holds now
    former_behind: Terms  # the same behind it
    question: Terms
    why: Terms
    opinion: Terms
    forecast: Terms
    ongoing: Terms
    relative: Terms  # opens a clause that describes somebody
    asserted: Terms  # at the end of a sentence: told as a fact
    opening: Terms  # at the beginning of a title: all of it is hearsay
    shield: Terms  # longer words that contain one of the above and mean something else
    shares_of: Terms  # shares of a firm: before it in English and Chinese, right behind it in Korean and Chinese
    swap: Terms  # one share is given for another
    closing: Terms  # at the end of a headline: the two sides are talking
    capacity: Terms  # what a firm can make: no fact of what it sells
    aimed: Terms  # before a word that compares: the rival is whom the act is aimed at
    aim: Terms  # a quantity beside it is to come one day
    scheduled: Terms  # at the beginning of a sentence: what is planned has its date
    respectively: Terms  # puts the first of one list to the first of another
    severally: Terms  # with each of several firms a deal of its own
    owned: Terms  # right before a joint venture or subsidiary: says whose it is, not that it is founded
    anaphora: Terms  # takes up what was told before
    subject: Terms  # stands for the firm that acted before
    current: Terms  # electricity that flows, which is no goods that are supplied
    unsettled: Terms  # the terms of what is announced are still to be found
    besides: Terms  # at the beginning of a sentence: it tells of something else than the one before
    sells: Terms  # its subject is the seller
    acquires: Terms  # behind it (en, zh) or before it (ko) stands what is bought; its subject buys
    aside: Terms  # right behind (ko, zh) or before (en) an event: it describes or aims, it is not what happened


class Modality(_Shape):
    """`modality.yaml`"""

    cues: Cues
    passive: Terms
    bystander: Terms
    owner: Terms


class Topics(_Shape):
    """`topics.yaml`"""

    topics: dict[Word, Topic]


class Strangers(_Shape):
    """How the press names the country of a firm we do not know."""

    possessive: dict[Literal["KR", "CN"], tuple[Word, ...]]
    nationality: dict[Literal["KR", "CN"], tuple[Word, ...]]
    local: tuple[Word, ...]
    not_names: frozenset[Word]


class Located(_Shape):
    """Words beside a country that make it a place."""

    before: tuple[Word, ...]
    behind: tuple[Word, ...]


class Scoping(_Shape):
    """`scope.yaml`"""

    noise: dict[Word, Terms]
    joined: Located
    partners: tuple[Word, ...]  # right before a government: somebody deals with it, it does not act
    contest: Terms
    battery_sectors: frozenset[Word]
    diversified: frozenset[Word]
    makers: dict[Word, frozenset[Word]]
    also_make: dict[Word, frozenset[Word]]
    sites: frozenset[Word]
    car_makers: frozenset[Word]
    car_price: dict[Word, tuple[float, float]]  # currency → what one car may cost
    strangers: Strangers
    firm_nouns: Terms
    not_firm: Terms
    roundup: Terms
    not_roundup: Terms
    countries: dict[Literal["KR", "CN"], Terms]
    no_country: Terms
    adjectives: frozenset[Word]
    located: Located
    ways: Located
    side_goods: dict[Literal["KR", "CN"], Terms]
    states: dict[Literal["KR", "CN"], State]
    other_states: Terms


class Vocabulary(_Shape):
    """All five files."""

    events: dict[str, Event]
    stages: dict[str, Stage]
    topics: dict[str, Topic]
    modality: Modality
    scope: Scoping

    @property
    def event_labels(self) -> Mapping[str, Mapping[str, str]]:
        """Event id → language → label."""
        return {name: event.label.mapping() for name, event in self.events.items()}

    @property
    def stage_labels(self) -> Mapping[str, Mapping[str, str]]:
        """Stage id → language → label."""
        return {name: stage.label.mapping() for name, stage in self.stages.items()}

    @property
    def product_labels(self) -> Mapping[str, Mapping[str, str]]:
        """Product (topic) id → language → label."""
        return {name: topic.label.mapping() for name, topic in self.topics.items() if topic.kind == "battery"}

    @property
    def ranks(self) -> Mapping[str, int]:
        """Stage id → rank on the way from rumour to production; stages outside that way are absent."""
        return {name: stage.rank for name, stage in self.stages.items() if stage.rank is not None}


def load_vocabulary(folder: Path) -> Vocabulary:
    """Read the vocabulary below the configuration folder.

    Raises:
        ConfigError: a file is missing or does not fit; an event names a stage or an event that is not there.
    """
    where = folder / "vocabulary"
    document = load_document(where / "events.yaml")
    events = checked(document, Events).events
    stages = checked(load_document(where / "stages.yaml"), Stages).stages
    _check_names(document, events, stages)
    return Vocabulary(
        events=events,
        stages=stages,
        topics=checked(load_document(where / "topics.yaml"), Topics).topics,
        modality=checked(load_document(where / "modality.yaml"), Modality),
        scope=_scoping(where / "scope.yaml", events),
    )


def _check_names(document: Document, events: Mapping[str, Event], stages: Mapping[str, Stage]) -> None:
    for name, event in events.items():
        if event.default not in stages:
            fix = "name a stage of stages.yaml"
            raise document.error(f"{name}: unknown stage {event.default!r}", "events", name, "default", fix=fix)
        for other in (*event.yields_to, *event.yields_paired, *event.yields_alone):
            if other not in events or other == name:
                fix = "name another event of this file"
                raise document.error(f"{name}: cannot yield to {other!r}", "events", name, "yields_to", fix=fix)


def _scoping(path: Path, events: Mapping[str, Event]) -> Scoping:
    document = load_document(path)
    scoping = checked(document, Scoping)
    for side, state in scoping.states.items():
        for event in (*state.party_events, *(event for office in state.ministries for event in office.events)):
            if event not in events:
                fix = "name an event of events.yaml"
                raise document.error(f"{side}: unknown event {event!r}", "states", side, "party_events", fix=fix)
    return scoping
