"""The founding stories as data (`seeds/developments.yaml`), checked against the ids the rest of the house knows.

They are what a reader of `seeds/feed.xml` should come to: the tests compare the real reader and ledger with them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from monitor.config.files import Document, checked, load_document
from monitor.model import Scope

FILE: Final = "developments.yaml"

#: A year, a month or a day. YAML reads 2025 as a number and 2025-06-17 as a date; here all are text.
When = Annotated[str, BeforeValidator(str), Field(pattern=r"^\d{4}(-\d\d(-\d\d)?)?$")]


class _Value(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class SeedSource(_Value):
    """One of the founding articles. `title` is ours: it says what the article is about."""

    id: str
    outlet: str
    title: str
    published: date
    note: str = ""


class SeedParty(_Value):
    """Who took part; roles are those of `model.Party`."""

    entity: str
    role: Literal["supplier", "buyer", "partner", "investor", "target", "plaintiff", "defendant", "actor"] = "actor"


class SeedAmount(_Value):
    """A quantity in base units."""

    value: float
    unit: Literal["Wh", "Wh/yr", "W", "t", "t/yr", "m2", "m2/yr", "KRW", "CNY", "USD", "vehicles", "vehicles/yr", "%"]
    qualifier: Literal["", "about", "over", "at-least", "up-to", "total", "planned"] = ""
    note: str = ""


class SeedDates(_Value):
    """When it happened, when it was told, when it is to begin (`start`: deliveries; `target`: anything planned)."""

    event: When | None = None
    told: tuple[When, ...] = ()
    start: When | None = None
    target: When | None = None


class SeedDevelopment(_Value):
    """One development as the founding articles left it. What a careful reader may also come to stands in `also_*`."""

    id: str
    summary: str
    scope: Scope
    reportable: bool | Literal["background"]
    event: str
    stage: str
    also_events: tuple[str, ...] = ()
    also_stages: tuple[str, ...] = ()
    parties: tuple[SeedParty, ...] = ()
    amounts: tuple[SeedAmount, ...] = ()
    products: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    periods: tuple[str, ...] = ()
    dates: SeedDates = SeedDates()
    part_of: str | None = None
    sources: tuple[str, ...]
    items: tuple[str, ...] = ()
    note: str = ""


class Seeds(_Value):
    """The founding articles and what they report."""

    sources: tuple[SeedSource, ...]
    developments: tuple[SeedDevelopment, ...]


class Known(_Value):
    """The ids a seed may use: those of the watchlist and of the vocabulary."""

    entities: frozenset[str]
    events: frozenset[str]
    stages: frozenset[str]
    topics: frozenset[str]


def load_seeds(folder: Path, known: Known) -> Seeds:
    """The founding stories of `folder`.

    Raises:
        ConfigError: the file is missing or malformed, an id is unknown or given twice.
    """
    document = load_document(folder / FILE)
    seeds = checked(document, Seeds)
    _refuse_twice(document, "sources", [source.id for source in seeds.sources])
    _refuse_twice(document, "developments", [development.id for development in seeds.developments])
    of_feed = [item for development in seeds.developments for item in development.items]
    for index, development in enumerate(seeds.developments):
        _refuse_unknown(document, index, development, known, seeds)
        for item in development.items:
            if of_feed.count(item) > 1:
                raise document.error(f"the item {item!r} tells two developments", "developments", index, "items")
    return seeds


def _refuse_twice(document: Document, part: str, ids: list[str]) -> None:
    for index, name in enumerate(ids):
        if name in ids[:index]:
            raise document.error(f"the id {name!r} is given twice", part, index, "id", fix="rename one")


def _refuse_unknown(document: Document, index: int, seed: SeedDevelopment, known: Known, seeds: Seeds) -> None:
    for key, what, name, names in _references(seed, known, seeds):
        if name not in names:
            raise document.error(
                f"unknown {what} {name!r} in {seed.id}", "developments", index, *key, fix="use an id of config/"
            )


def _references(
    seed: SeedDevelopment, known: Known, seeds: Seeds
) -> Iterator[tuple[tuple[str | int, ...], str, str, Collection[str]]]:
    """Every id `seed` uses: where it stands, what it names, the id, and the ids it must be one of."""
    things = known.entities | known.topics
    yield ("event",), "event", seed.event, known.events
    yield ("stage",), "stage", seed.stage, known.stages
    for number, party in enumerate(seed.parties):
        yield ("parties", number, "entity"), "entity", party.entity, known.entities
    lists: tuple[tuple[str, str, Collection[str]], ...] = (
        ("also_events", "event", known.events),
        ("also_stages", "stage", known.stages),
        ("products", "product or topic", things),
        ("places", "place", known.entities),
        ("sources", "source", {source.id for source in seeds.sources}),
    )
    for field, what, names in lists:
        for number, name in enumerate(getattr(seed, field)):
            yield (field, number), what, name, names
    if seed.part_of is not None:
        yield ("part_of",), "development", seed.part_of, {other.id for other in seeds.developments}
