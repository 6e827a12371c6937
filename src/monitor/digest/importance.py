"""How much a development matters to a reader, from 0 to 100, with the reasons.

What it is (relation, stage, event) weighs before how often it was told: the parts that count mentions reach 9 points
together, less than one step of the stage ladder to a contract.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from monitor.digest.voices import voices
from monitor.model import Amount, ChangeKind, Development, Move, Scope, Side

#: Weights by id of `config/vocabulary/`; an id that is not listed weighs the default. Set by
#: hand after what readers of such news pay for; there is no corpus of their preferences yet.
STAGES: Final[Mapping[str, int]] = {
    "cancelled": 22,
    "signed": 22,
    "confirmed": 22,
    "denied": 18,
    "revised": 18,
    "in-production": 17,
    "board-approved": 17,
    "nominated": 14,
    "under-construction": 13,
    "mou": 12,
    "in-talks": 9,
    "considering": 6,
    "rumoured": 5,
    "background": 0,
}
EVENTS: Final[Mapping[str, int]] = {
    "supply-contract": 15,
    "joint-venture": 15,
    "supply-change": 15,
    "m-and-a": 14,
    "dissolution": 14,
    "investment": 13,
    "plant": 12,
    "export-control": 12,
    "battery-adoption": 11,
    "rnd-licence": 11,
    "vehicle-codev": 10,
    "sourcing": 10,
    "mou": 10,
    "lawsuit": 10,
    "talks": 8,
    "policy": 8,
    "qualification": 8,
    "tender": 7,
    "safety": 7,
}
_UNLISTED: Final = 5

#: One US dollar in other money, for ranking only; a conversion that is shown to a reader carries its date.
_PER_DOLLAR: Final[Mapping[str, float]] = {"USD": 1, "EUR": 0.9, "CNY": 7.2, "JPY": 150, "KRW": 1400}

#: What counts as a large amount of a unit (8 points of 8), for ranking only.
_LARGE: Final[Mapping[str, float]] = {
    "USD": 1e9,
    "Wh": 1e10,
    "Wh/yr": 1e10,
    "t": 1e5,
    "t/yr": 5e4,
    "m2": 1e9,
    "m2/yr": 5e8,
    "vehicles": 1e5,
    "vehicles/yr": 1e5,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """The parts of a ranking that are knowledge. `primary`: publishers whose word is the source itself (filings)."""

    stages: Mapping[str, int] = field(default_factory=lambda: STAGES)
    events: Mapping[str, int] = field(default_factory=lambda: EVENTS)
    primary: frozenset[str] = frozenset()
    fresh: timedelta = timedelta(days=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Importance:
    """`points` from 0 to 100; `why` names each part that gave points, largest first."""

    points: int
    why: tuple[str, ...]


def importance(
    development: Development, kind: ChangeKind, moves: tuple[Move, ...], *, now: datetime, weights: Weights
) -> Importance:
    """How much this development matters now, given what moved since the reader was last told."""
    parts = (
        (_relation(development), "relation"),
        (weights.stages.get(development.status, _UNLISTED), f"stage {development.status}"),
        (weights.events.get(development.event, _UNLISTED), f"event {development.event}"),
        (_novelty(kind, moves), _novelty_name(kind, moves)),
        (_size(development.amounts), "amount"),
        (4 if now - development.moved_at <= weights.fresh else 0, "moved lately"),
        (_publishers(development), "independent publishers"),
        (4 if _is_primary(development, weights.primary) else 0, "primary source"),
    )
    ranked = sorted((p for p in parts if p[0] > 0), key=lambda p: -p[0])
    return Importance(
        points=max(0, min(100, sum(p for p, _ in parts))), why=tuple(f"{name} +{points}" for points, name in ranked)
    )


def _relation(development: Development) -> int:
    sides = {p.side for p in development.parties}
    both = Side.JOINT in sides or {Side.KR, Side.CN} <= sides
    named = sum(1 for p in development.parties if not p.entity.startswith("?"))
    core = {Scope.CORE: 20, Scope.ADJACENT: 6, Scope.OUT: 0}[development.scope]
    return core + (6 if both else 0) + (4 if named >= 2 else 0)


def _novelty(kind: ChangeKind, moves: tuple[Move, ...]) -> int:
    facts = {m.fact for m in moves}
    if kind is ChangeKind.NEW:
        return 12
    if "status" in facts:
        return 11
    return 8 if facts & {"amount", "party"} else 4 if facts else 0


def _novelty_name(kind: ChangeKind, moves: tuple[Move, ...]) -> str:
    return "new" if kind is ChangeKind.NEW else "moved: " + ", ".join(sorted({m.fact for m in moves}))


def _size(amounts: tuple[Amount, ...]) -> int:
    """0 to 8, a point for every factor of about 2.4 below a large amount of its unit."""
    shares = [_share(a) for a in amounts]
    best = max((s for s in shares if s > 0), default=0.0)
    return 0 if best <= 0 else round(max(0.0, min(8.0, 8 + math.log(best, 2.4))))


def _share(amount: Amount) -> float:
    unit, value = amount.unit, amount.high or amount.value
    if unit in _PER_DOLLAR:
        unit, value = "USD", value / _PER_DOLLAR[unit]
    return value / _LARGE[unit] if unit in _LARGE else 0.0


def _publishers(development: Development) -> int:
    """0 to 5: each further independent voice is worth less than the one before."""
    return min(5, round(2.2 * math.log2(max(1, len(voices(development.sources))))))


def _is_primary(development: Development, primary: frozenset[str]) -> bool:
    return any(s.publisher in primary for s in development.sources)
