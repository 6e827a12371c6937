"""How quantities are written (`vocabulary/units.yaml`) and what money was worth (`vocabulary/rates.yaml`)."""

from __future__ import annotations

import math
import re
from bisect import bisect_right
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

from monitor.config.files import checked, load_document

Word = Annotated[str, StringConstraints(min_length=1)]
Words = tuple[Word, ...]
Factor = Annotated[float, Field(gt=0)]


class _Shape(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Scales(_Shape):
    """Words that multiply a number. `small` stand inside a group, `big` close one; `several` stand for no value."""

    small: dict[Word, Factor]
    big: dict[Word, Factor]
    english: dict[Word, Factor]
    digits: dict[Word, Factor]
    words: dict[Word, Factor]
    several: Words
    several_english: dict[Word, Factor]
    inside: dict[Word, Word]


class Bare(_Shape):
    """Which currency a large number without a unit is in, unless one of `counters` follows."""

    money: dict[Word, Word]
    counters: Words


class Form(_Shape):
    """Ways to write a unit: `factor` base units each. Outside `least`–`most` a number means something else. `scaled`:
    only behind a scale word or a thousands comma. `yearly`: says "per year". `never_before`: what must not follow."""

    text: Words
    factor: Factor
    least: float = 0
    most: float = math.inf
    scaled: bool = False
    yearly: bool = False
    never_before: Words = ()


class Unit(_Shape):
    """A base unit with its forms. `sane` is the range (base units) outside which an amount is flagged."""

    id: Word
    forms: tuple[Form, ...]
    sane: tuple[float, float]
    money: bool = False
    yearly: bool = False  # may be a quantity per year
    whole: bool = False  # comes in whole numbers
    prefix: Words = ()  # signs in front of the number
    exact: Words = ()  # forms whose letter case counts
    never_before: Words = ()

    @model_validator(mode="after")
    def _range_is_a_range(self) -> Unit:
        if self.sane[0] >= self.sane[1]:
            raise ValueError(f"sane: {self.sane[0]:g} must be below {self.sane[1]:g}")
        return self


class Around(_Shape):
    """Words in front of a number and behind a unit."""

    before: Words = ()
    after: Words = ()


class Yearly(Around):
    """What makes a quantity a yearly capacity."""

    alone: Words = ()
    list_joints: Words = ()
    list_ends: Words = ()
    works: Words = ()
    works_never: Words = ()
    works_bar: Words = ()


class Percent(_Shape):
    """What a percentage may be of; `ratio`: words near which 50:50 divides stakes."""

    stake: Words
    share: Words
    change: Words
    rate: Words
    ratio: Words


class Range(_Shape):
    """What joins the two ends of a range, and what makes them the two ends of a change."""

    separators: Words
    between: dict[Word, Word]
    change_before: Words
    change_after: Words


class Units(_Shape):
    """Everything `units.yaml` says. Compared by identity: it is built once and keys the compiled patterns."""

    scales: Scales
    bare: Bare
    units: tuple[Unit, ...]
    qualifiers: dict[Word, Around]
    between: Words
    yearly: Yearly
    percent: Percent
    price: Around
    results: Around
    conversion: Words
    range: Range

    __hash__ = object.__hash__

    def __eq__(self, other: object) -> bool:
        return self is other


class Rates(_Shape):
    """What one US dollar cost, by quarter. Averages, good to a few per cent: for comparing, not for accounting."""

    base: Word
    quarters: dict[str, dict[Word, Factor]]

    __hash__ = object.__hash__

    def __eq__(self, other: object) -> bool:
        return self is other

    @cached_property
    def _starts(self) -> tuple[date, ...]:
        return tuple(_quarter_start(name) for name in self.quarters)

    def per_dollar(self, currency: str, at: date) -> float | None:
        """Units of `currency` for one dollar in the quarter of `at`; the nearest quarter of the table outside it."""
        if currency == self.base:
            return 1.0
        place = max(0, bisect_right(self._starts, at) - 1)
        return list(self.quarters.values())[place].get(currency)


def _quarter_start(name: str) -> date:
    year, quarter = name.split("-Q")
    return date(int(year), 3 * int(quarter) - 2, 1)


def load_units(folder: Path) -> Units:
    """Read `vocabulary/units.yaml` of the configuration folder.

    Raises:
        ConfigError: the file is missing or wrong, by file and line.
    """
    document = load_document(folder / "vocabulary" / "units.yaml")
    units = checked(document, Units)
    owners: dict[str, str] = {}
    for number, unit in enumerate(units.units):
        for place, form in enumerate(unit.forms):
            for text in form.text:
                if (owner := owners.setdefault(text.lower(), unit.id)) != unit.id:
                    what = f"the form {text!r} stands for both {owner} and {unit.id}"
                    raise document.error(what, "units", number, "forms", place, fix="remove it from one of them")
    return units


def load_rates(folder: Path) -> Rates:
    """Read `vocabulary/rates.yaml` of the configuration folder.

    Raises:
        ConfigError: the file is missing or wrong, by file and line.
    """
    document = load_document(folder / "vocabulary" / "rates.yaml")
    rates, previous = checked(document, Rates), ""
    for name in rates.quarters:
        if not re.fullmatch(r"(19|20)\d\d-Q[1-4]", name):
            raise document.error(f"quarters: {name!r} is not a quarter", "quarters", name, fix="write it like 2026-Q2")
        if name <= previous:
            what = f"quarters: {name} must come after {previous}"
            raise document.error(what, "quarters", name, fix="put the quarters in order")
        previous = name
    return rates
