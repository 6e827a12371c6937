"""When two amounts say the same, contradict each other, or have nothing to do with each other."""

from __future__ import annotations

from datetime import date
from enum import Enum
from typing import Final

from monitor.config.identity import Identity
from monitor.model import Amount

#: Printings of one sum differ by rounding (domain notes: 726 to 735 for one contract is conversion, not news).
TOLERANCE: Final = 0.03
#: "about", "over", "up to": the printed figure is a bound or an estimate of the true one.
LOOSE_TOLERANCE: Final = 0.12
#: Rates of a quarter's average, and outlets that convert at their own.
CONVERTED_TOLERANCE: Final = 0.06
_LOOSE = frozenset({"about", "over", "up-to", "planned", "several"})


class Agreement(Enum):
    """What a set of amounts says about another."""

    AGREES = "agrees"
    HINTS = "hints"  # only shares agree: half of all stakes are 49, 50, 51 or 100 %
    SILENT = "silent"
    CONFLICTS = "conflicts"


def same_value(a: Amount, b: Amount) -> bool:
    """Whether two amounts of one unit are the same figure, bounds and ranges considered."""
    low_a, high_a = a.value, a.high if a.high is not None else a.value
    low_b, high_b = b.value, b.high if b.high is not None else b.value
    tolerance = LOOSE_TOLERANCE if {a.qualifier, b.qualifier} & _LOOSE else TOLERANCE
    slack = tolerance * max(abs(high_a), abs(high_b))
    return low_a - slack <= high_b and low_b - slack <= high_a


def agreement(a: tuple[Amount, ...], b: tuple[Amount, ...], identity: Identity, day: date) -> Agreement:
    """Compare what two sides say, unit by unit: one agreeing figure outweighs the others, since outlets pick
    different figures of one deal.

    Sums in two currencies may agree at the rate of the day but never conflict: outlets convert at rates of their
    own. Shares ("%") may agree but never conflict: a stake, a share of sales and a growth rate look alike.
    """
    units = {x.unit for x in a} & {y.unit for y in b}
    agreed = {unit for unit in units if any(same_value(x, y) for x in _of(unit, a) for y in _of(unit, b))}
    if any(identity.dimension(unit) != "share" for unit in agreed):
        return Agreement.AGREES
    if any(_same_money(x, y, identity, day) for x in a for y in b):
        return Agreement.AGREES
    if agreed:
        return Agreement.HINTS
    compared = any(identity.dimension(unit) not in ("share", "") for unit in units)
    return Agreement.CONFLICTS if compared else Agreement.SILENT


def _same_money(a: Amount, b: Amount, identity: Identity, day: date) -> bool:
    if a.unit == b.unit or {identity.dimension(a.unit), identity.dimension(b.unit)} != {"money"}:
        return False
    converted = identity.convert(a, b.unit, day)
    return converted is not None and abs(converted.value - b.value) <= CONVERTED_TOLERANCE * abs(b.value)


def _of(unit: str, amounts: tuple[Amount, ...]) -> tuple[Amount, ...]:
    return tuple(amount for amount in amounts if amount.unit == unit)
