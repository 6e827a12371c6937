"""What makes two reports tell of one development: `config/vocabulary/identity.yaml` and who belongs to whom."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from monitor.config.files import checked, load_document
from monitor.model import Amount, Watchlist

Convert = Callable[[Amount, str, date], Amount | None]


def no_rate(_amount: Amount, _currency: str, _day: date) -> Amount | None:
    """No exchange: sums in two currencies say nothing of each other."""
    return None


class IdentityRules(BaseModel):
    """The file as it stands."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    families: dict[str, tuple[str, ...]]
    open_events: tuple[str, ...]
    closing_events: tuple[str, ...]
    recurring_events: tuple[str, ...]
    equal_stages: tuple[tuple[str, ...], ...]
    reversals: tuple[str, ...]
    alterations: tuple[str, ...] = ()
    altering_events: tuple[str, ...] = ()
    exclusive_products: tuple[tuple[str, ...], ...]
    common_places: tuple[str, ...] = ()
    busy_firms: tuple[str, ...] = ()
    serial_events: tuple[str, ...] = ()
    usual_products: dict[str, tuple[str, ...]] = {}
    dimensions: dict[str, tuple[str, ...]]


class Identity:
    """The rules of identity, ready for look-up. Immutable after construction.

    Args:
        rules: the file.
        parents: entity id → id of the parent company.
        models: ids of named models and works, in groups of one maker.
        convert: an amount in another currency at the rate of a day; None when there is no rate.
        ranks: stage id → rank on the way from rumour to production; stages without a rank are absent.
        sectors: entity id → sector, whose usual products say little of a deal.
    """

    def __init__(
        self,
        rules: IdentityRules,
        parents: Mapping[str, str],
        ranks: Mapping[str, int],
        models: Iterable[frozenset[str]] = (),
        convert: Convert = no_rate,
        sectors: Mapping[str, str] | None = None,
    ) -> None:
        self._families = {event: name for name, events in rules.families.items() for event in events}
        self._open = frozenset(rules.open_events)
        self._closing = frozenset(rules.closing_events)
        self._equal = tuple(frozenset(stages) for stages in rules.equal_stages)
        self._dimensions = {unit: name for name, units in rules.dimensions.items() for unit in units}
        self.recurring = frozenset(rules.recurring_events)
        self.reversals = frozenset(rules.reversals)
        self.alterations = frozenset(rules.alterations)
        self._altering = frozenset(rules.altering_events)
        self.exclusive_products = tuple(frozenset(group) for group in rules.exclusive_products)
        self.models = tuple(models)
        self.convert = convert
        self.common_places = frozenset(rules.common_places)
        self.busy = frozenset(rules.busy_firms)
        self.serial = frozenset(rules.serial_events)
        usual = {sector: frozenset(products) for sector, products in rules.usual_products.items()}
        self._usual = {entity: usual[sector] for entity, sector in (sectors or {}).items() if sector in usual}
        self.parents = parents
        self.ranks = ranks

    def kin(self, a: str, b: str) -> bool:
        """The same firm, or parent and subsidiary; sisters are strangers."""
        return a == b or self.parents.get(a) == b or self.parents.get(b) == a

    def kinship(self, a: str, b: str) -> str:
        """How two events relate: same, family, open (one may become the other), closing, or foreign."""
        if a == b:
            return "same"
        if a in self._families and self._families[a] == self._families.get(b):
            return "family"
        if self._is_deal(a) and self._is_deal(b):
            return "open" if {a, b} & self._open else "closing" if {a, b} & self._closing else "foreign"
        return "foreign"

    def usual(self, entity: str) -> frozenset[str]:
        """The products a firm always deals in: that a deal of its is about them says little."""
        return self._usual.get(entity, frozenset())

    def is_open(self, event: str) -> bool:
        """Whether the event is an early wording (talks, MoU) that a more specific event replaces."""
        return event in self._open

    def alters(self, event: str, stage: str) -> bool:
        """Whether a report changes the terms of a deal: its figures replace those that were known."""
        return event in self._altering or stage in self.reversals

    def same_stage(self, a: str, b: str) -> bool:
        """Whether two stages are wordings of one fact."""
        return a == b or any({a, b} <= equal for equal in self._equal)

    def dimension(self, unit: str) -> str:
        """What the unit measures (energy, money, …); "" for a unit the rules do not know."""
        return self._dimensions.get(unit, "")

    def _is_deal(self, event: str) -> bool:
        return event in self._families or event in self._open


def load_identity(folder: Path, watchlist: Watchlist, ranks: Mapping[str, int], convert: Convert = no_rate) -> Identity:
    """Read `vocabulary/identity.yaml` of the configuration folder.

    Raises:
        ConfigError: the file is missing or mistaken.
    """
    document = load_document(folder / "vocabulary" / "identity.yaml")
    rules = checked(document, IdentityRules)
    known = {entity.id for entity in watchlist.entities}
    for place, firm in enumerate(rules.busy_firms):
        if firm not in known:
            fix = "take it out, or add the firm to watchlist.yaml"
            raise document.error(f"busy_firms: nobody on the watchlist is {firm}", "busy_firms", place, fix=fix)
    parents = {entity.id: entity.parent for entity in watchlist.entities if entity.parent}
    sectors = {entity.id: entity.sector for entity in watchlist.entities if entity.sector}
    return Identity(rules, parents, ranks, _models(watchlist), convert, sectors)


def _models(watchlist: Watchlist) -> Iterable[frozenset[str]]:
    of_maker: dict[str, set[str]] = defaultdict(set)
    for entity in watchlist.entities:
        if entity.kind == "product" and entity.parent:
            of_maker[entity.parent].add(entity.id)
    return (frozenset(models) for models in of_maker.values())
