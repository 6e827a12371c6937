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
#: Beyond this no rate of the time explains how far two sums in two currencies are apart.
CONVERTED_APART: Final = 0.15
#: "Over 10" may turn out as 18; as 25 it was another figure.
BOUND_REACHES: Final = 2.0
#: `Amount.role` of a sum that only repeats another in a second currency, at the rate of the outlet.
CONVERSION: Final = "conversion"
_LOOSE = frozenset({"about", "over", "up-to", "planned", "several"})


class Agreement(Enum):
    """What a set of amounts says about another."""

    AGREES = "agrees"
    HINTS = "hints"  # only shares, or figures as wide as "hundreds of": many deals have those in common
    SILENT = "silent"
    CONFLICTS = "conflicts"


def same_value(a: Amount, b: Amount) -> bool:
    """Whether two amounts of one unit are the same figure, bounds and ranges considered."""
    low_a, high_a = a.value, a.high if a.high is not None else a.value
    low_b, high_b = b.value, b.high if b.high is not None else b.value
    tolerance = LOOSE_TOLERANCE if {a.qualifier, b.qualifier} & _LOOSE else TOLERANCE
    slack = tolerance * max(abs(high_a), abs(high_b))
    return low_a - slack <= high_b and low_b - slack <= high_a


def admits(bound: Amount, figure: Amount) -> bool:
    """Whether the figure may be what a bound of the same unit ("over", "up to") was said of."""
    if bound.qualifier == "over":
        return bound.value <= figure.value <= bound.value * BOUND_REACHES
    return bound.qualifier == "up-to" and figure.value <= bound.value <= figure.value * BOUND_REACHES


def compatible(a: Amount, b: Amount) -> bool:
    """Whether two amounts of one unit may both be true of one deal."""
    return same_value(a, b) or admits(a, b) or admits(b, a)


def agreement(a: tuple[Amount, ...], b: tuple[Amount, ...], identity: Identity, day: date) -> Agreement:
    """Compare what two sides say, unit by unit: one agreeing figure outweighs the others, since outlets pick
    different figures of one deal.

    Sums in two currencies may agree at the rate of the day but never conflict: outlets convert at rates of their
    own. Shares ("%") may agree but never conflict: a stake, a share of sales and a growth rate look alike.
    """
    pairs = [(x, y) for x in a for y in b if x.unit == y.unit]
    same = [(x, y) for x, y in pairs if same_value(x, y)]
    if any(_telling(x, y, identity) for x, y in same) or any(_same_money(x, y, identity, day) for x in a for y in b):
        return Agreement.AGREES
    if same:
        return Agreement.HINTS
    compared = [(x, y) for x, y in pairs if identity.dimension(x.unit) not in ("share", "")]
    if compared and not any(compatible(x, y) for x, y in compared):
        return Agreement.CONFLICTS
    return Agreement.SILENT


def contradict(a: Amount, b: Amount, identity: Identity, day: date) -> bool:
    """Whether two amounts cannot both be true of one deal. Shares never contradict, nor do measures of two kinds."""
    dimension = identity.dimension(a.unit)
    if a.unit == b.unit:
        return dimension != "share" and not compatible(a, b)
    if dimension != "money" or dimension != identity.dimension(b.unit) or CONVERSION in (a.role, b.role):
        return False
    converted = identity.convert(a, b.unit, day)
    return converted is not None and abs(converted.value - b.value) > CONVERTED_APART * max(converted.value, b.value)


def _telling(a: Amount, b: Amount, identity: Identity) -> bool:
    return identity.dimension(a.unit) != "share" and "several" not in (a.qualifier, b.qualifier)


def _same_money(a: Amount, b: Amount, identity: Identity, day: date) -> bool:
    if a.unit == b.unit or {identity.dimension(a.unit), identity.dimension(b.unit)} != {"money"}:
        return False
    converted = identity.convert(a, b.unit, day)
    return converted is not None and abs(converted.value - b.value) <= CONVERTED_TOLERANCE * abs(b.value)
