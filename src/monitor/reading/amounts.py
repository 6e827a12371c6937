"""Quantities in their context: how exact, per year or in all, a share of what, told in which money."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Final

from monitor.config.units import Rates, Units
from monitor.model import Amount, Span
from monitor.reading.amount_text import format_amount
from monitor.reading.quantity import Grammar, Quantity, any_of, edge, plain, tidy

__all__ = ["AmountFinder", "convert", "find_amounts", "format_amount"]

NEAR: Final = 24  # characters around a quantity that may qualify it
WHOSE: Final = 36  # characters around a percentage in which stands what it is of
LISTED: Final = 14  # characters between two entries of a list
SMALLEST_FLEET: Final = 1e6  # Wh; less is the battery of one car
KWH_PER_CAR: Final = (30.0, 120.0)  # 8 GWh for 120,000 cars is 67 kWh each
PRIORITY: Final = ("several", "up-to", "over", "about", "planned")
_PART = r"([0-9]{1,3}(?:\.[0-9]+)?)"
_RATIO = rf"(?<![0-9.]){_PART}(?: ?[:/] ?| ?대 ?){_PART}(?:[:/]{_PART})?(?![0-9])"


class AmountFinder:
    """Finds amounts. Built once from `Units`, immutable afterwards."""

    def __init__(self, units: Units) -> None:
        self._units = units
        self._grammar = Grammar(units)
        self._context = _Context(units)

    def find(self, text: str, field: str, start: int = 0) -> tuple[Amount, ...]:
        """The amounts of `text`, which begins at `start` of `field`, left to right; their spans are of the field."""
        low = plain(text)
        amounts: list[Amount] = []
        for quantity in self._grammar.quantities(low, text):
            if not self._context.price(low, quantity):
                amounts.append(self._amount(text, low, quantity, field, amounts))
        amounts.extend(self._context.ratios(text, low, field))
        found = _checked_per_car(low, tuple(sorted(amounts, key=lambda a: a.span.start)))
        return tuple(_moved(amount, start) for amount in found) if start else found

    def _amount(self, text: str, low: str, quantity: Quantity, field: str, before: Sequence[Amount]) -> Amount:
        context, unit = self._context, quantity.unit
        high, end = context.level(low, quantity)
        per_year = unit.yearly and (context.yearly(low, quantity) or context.listed(low, quantity, before))
        return Amount(
            value=quantity.value,
            high=high,
            unit=f"{unit.id}/yr" if per_year else unit.id,
            qualifier=context.qualifier(low, quantity, end),
            role=context.role(low, quantity, before),
            flag=_sanity(quantity),
            span=Span(field=field, start=quantity.start, end=end),
            surface=text[quantity.start : end],
        )


@lru_cache(maxsize=4)
def _finder(units: Units) -> AmountFinder:
    return AmountFinder(units)


def find_amounts(text: str, field: str, units: Units) -> tuple[Amount, ...]:
    """`AmountFinder.find` with a finder kept per `units`."""
    return _finder(units).find(text, field)


class _Context:
    """The words around a quantity. Patterns for what stands before are matched on the reversed text."""

    def __init__(self, units: Units) -> None:
        self._units = units
        between = f"(?:[ ,:]*{_reversed(units.between)})*[ ,:]*"
        self._before = [
            (name, re.compile(f"{between}{_reversed(units.qualifiers[name].before)}"))
            for name in PRIORITY
            if name in units.qualifiers
        ]
        self._after = [
            (name, re.compile(any_of(units.qualifiers[name].after))) for name in PRIORITY if name in units.qualifiers
        ]
        yearly = units.yearly
        self._yearly_before = re.compile(
            f"(?:[^0-9。;；!?,，、.]{{0,16}}?|[a-z ~-]{{0,28}}?){_reversed(yearly.before)}"
        )
        self._yearly_alone = re.compile(f"{between}{_reversed(yearly.alone)}(?![가-힣0-9])")
        self._yearly_after = re.compile(any_of(yearly.after))
        self._works = re.compile(_works(units))
        self._list_joint = re.compile(any_of(yearly.list_joints))
        self._list_end = re.compile(any_of(yearly.list_ends))
        self._level = re.compile("대(?=[^가-힣]|[의로에를은는가와이]|$)")
        self._price_before = re.compile(f"{between}{_reversed(units.price.before)}")
        self._price_after = re.compile(any_of(units.price.after))
        self._results_before = re.compile(f"[^0-9.。;；,，、…]{{0,6}}?{_reversed(units.results.before)}")
        self._results_after = re.compile(any_of(units.results.after))
        self._conversion = re.compile(any_of(units.conversion).join(("", r"[^0-9.。;；]{0,12}")))
        percent = units.percent
        self._percent = re.compile(
            "|".join(f"(?P<{name}>{_bounded(getattr(percent, name))})" for name in ("stake", "share", "change", "rate"))
        )
        self._divided = re.compile(any_of(percent.ratio))
        self._ratio = re.compile(_RATIO)

    def level(self, low: str, quantity: Quantity) -> tuple[float | None, int]:
        """The upper end and the end of the surface: 2조원대 is from two to three trillion won."""
        if quantity.high is not None or not (quantity.unit.money or quantity.unit.id == "%"):
            return quantity.high, quantity.end
        if not self._level.match(low, quantity.end):
            return None, quantity.end
        exponent = Decimal(repr(quantity.value)).normalize().as_tuple().exponent
        return tidy(quantity.value + 10.0 ** int(exponent)), quantity.end + 1

    def qualifier(self, low: str, quantity: Quantity, end: int) -> str:
        """The strongest bound said of the quantity."""
        if quantity.qualifier:
            return quantity.qualifier
        before = low[max(0, quantity.start - NEAR) : quantity.start][::-1]
        found = {name for name, pattern in self._before if pattern.match(before)}
        found |= {name for name, pattern in self._after if pattern.match(low, end)}
        return next((name for name in PRIORITY if name in found), "")

    def yearly(self, low: str, quantity: Quantity) -> bool:
        """Whether the quantity is per year: said so, or the size of a works."""
        if quantity.yearly or self._yearly_after.match(low, quantity.end):
            return True
        before = low[max(0, quantity.start - 2 * NEAR) : quantity.start][::-1]
        if self._yearly_before.match(before) or self._yearly_alone.match(before):
            return True
        return quantity.unit.id in {"Wh", "t", "vehicles"} and bool(self._works.match(low, quantity.end))

    def listed(self, low: str, quantity: Quantity, before: Sequence[Amount]) -> bool:
        """Whether the quantity goes on a list that began with a yearly one."""
        last = before[-1] if before else None
        if last is None or not last.unit.endswith("/yr"):
            return False
        gap = low[last.span.end : quantity.start]
        return len(gap) <= LISTED and bool(self._list_joint.match(gap)) and not self._list_end.search(gap)

    def price(self, low: str, quantity: Quantity) -> bool:
        """Whether this is the price of one thing."""
        if not quantity.unit.money:
            return False
        before = low[max(0, quantity.start - NEAR) : quantity.start][::-1]
        return bool(self._price_after.match(low, quantity.end) or self._price_before.match(before))

    def role(self, low: str, quantity: Quantity, before: Sequence[Amount]) -> str:
        """What the amount is there for, where its neighbourhood says so."""
        if quantity.unit.id == "%":
            return self._percent_of(low, quantity, before)
        if not quantity.unit.money:
            return ""
        if self._results_before.match(low[max(0, quantity.start - NEAR) : quantity.start][::-1]):
            return "results"
        if self._results_after.match(low, quantity.end):
            return "results"
        last = before[-1] if before else None
        if last is None or last.unit == quantity.unit.id or last.unit not in self._money:
            return ""
        gap = low[last.span.end : quantity.start]
        return "conversion" if len(gap) <= NEAR and self._conversion.fullmatch(gap) else ""

    @property
    def _money(self) -> frozenset[str]:
        return frozenset(unit.id for unit in self._units.units if unit.money)

    def _percent_of(self, low: str, quantity: Quantity, before: Sequence[Amount]) -> str:
        ahead = _clause_after(low[quantity.end : quantity.end + WHOSE])
        behind = _clause_before(low[max(0, quantity.start - WHOSE) : quantity.start])
        near = [(m.start(), str(m.lastgroup)) for m in self._percent.finditer(ahead)]
        near += [(len(behind) - m.end(), str(m.lastgroup)) for m in self._percent.finditer(behind)]
        if near:
            return min(near)[1]
        last = before[-1] if before else None
        inherits = last is not None and last.unit == "%" and quantity.start - last.span.end <= NEAR
        return last.role if last is not None and inherits else ""

    def ratios(self, text: str, low: str, field: str) -> list[Amount]:
        """Stakes divided as 50:50, one amount for each different part."""
        found: list[Amount] = []
        for match in self._ratio.finditer(low):
            parts = {part: match.span(n + 1) for n, part in enumerate(match.groups()) if part}
            whole = sum(float(part) for part in match.groups() if part)
            factor = 100 / whole if whole in (10, 100) else 0
            around = low[max(0, match.start() - 3 * NEAR) : match.end() + 2 * NEAR]
            if not factor or (whole == 10 and "/" in match[0]) or not self._divided.search(around):
                continue
            for part, (start, end) in parts.items():
                span = Span(field=field, start=start, end=end)
                found.append(
                    Amount(value=float(part) * factor, unit="%", role="stake", span=span, surface=text[start:end])
                )
        return found


def _moved(amount: Amount, by: int) -> Amount:
    span = amount.span
    return replace(amount, span=Span(field=span.field, start=span.start + by, end=span.end + by))


def _works(units: Units) -> str:
    yearly = units.yearly
    bars = "|".join(re.escape(word) for word in (*yearly.works_bar, *yearly.works_never))
    latin = [word for word in yearly.works if word.isascii()]
    hangul = [word for word in yearly.works if "가" <= word[0] <= "힣"]
    han = [word for word in yearly.works if word not in latin and word not in hangul]
    return (
        rf"(?:(?:[ -](?!(?:{bars})\b)[a-z-]+){{0,4}}?[ -]{any_of(latin)}"
        rf"|(?:의| ?규모의?| ?급)?(?: [^ ,.·…]*[^ ,.·…을를에은는이가로서]){{0,4}}? ?{any_of(hangul)}"
        rf"|[^，。；、,;:到给供向用从订采购交]{{0,14}}?{any_of(han)})"
    )


def _reversed(words: Sequence[str]) -> str:
    ordered = sorted({word.lower() for word in words}, key=lambda w: (-len(w), w))
    return "(?:" + "|".join(re.escape(word[::-1]) + edge(word[0]) for word in ordered) + ")"


def _bounded(words: Sequence[str]) -> str:
    latin = "|".join(re.escape(w) for w in sorted(words, key=len, reverse=True) if w.isascii())
    other = "|".join(re.escape(w) for w in sorted(words, key=len, reverse=True) if not w.isascii())
    return f"(?<![a-z])(?:{latin})(?![a-z])|(?:{other})"


def _clause_after(text: str) -> str:
    return re.split(r"[。;；!?]|\. ", text, maxsplit=1)[0]


def _clause_before(text: str) -> str:
    return re.split(r"[。;；!?]|\. ", text)[-1]


def _sanity(quantity: Quantity) -> str:
    low, high = quantity.unit.sane
    if quantity.value > high:
        return f"more than {high:g} {quantity.unit.id}"
    return f"less than {low:g} {quantity.unit.id}" if quantity.value < low else ""


def _checked_per_car(low: str, amounts: tuple[Amount, ...]) -> tuple[Amount, ...]:
    """Flag an energy and a number of vehicles told in one sentence that make an impossible battery."""
    energy = [a for a in amounts if a.unit == "Wh"]
    cars = [a for a in amounts if a.unit == "vehicles"]
    if len(energy) != 1 or len(cars) != 1 or energy[0].value < SMALLEST_FLEET:
        return amounts
    first, last = sorted((energy[0], cars[0]), key=lambda a: a.span.start)
    gap = low[first.span.end : last.span.start]
    each = energy[0].value / cars[0].value / 1000 if cars[0].value else 0.0
    if KWH_PER_CAR[0] <= each <= KWH_PER_CAR[1] or len(gap) > 80 or re.search(r"[。!?]|\. ", gap):
        return amounts
    flag = f"{each:.3g} kWh per vehicle"
    return tuple(replace(a, flag=a.flag or flag) if a in (energy[0], cars[0]) else a for a in amounts)


def convert(amount: Amount, to_currency: str, at: date, rates: Rates) -> Amount | None:
    """The amount in another currency at the rates of `at`; None where either is no currency of the table."""
    here, there = rates.per_dollar(amount.unit, at), rates.per_dollar(to_currency, at)
    if here is None or there is None:
        return None
    factor = there / here
    high = None if amount.high is None else amount.high * factor
    role = "conversion" if to_currency != amount.unit else amount.role
    return replace(amount, value=amount.value * factor, high=high, unit=to_currency, role=role)
