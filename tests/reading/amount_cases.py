"""What the tables of amounts are written in: "1210000000000 KRW about" for value, unit, bound and role."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from monitor.config.units import Rates, Units, load_rates, load_units
from monitor.model import Amount
from monitor.reading.amounts import AmountFinder

CONFIG = Path(__file__).parents[2] / "config"


@lru_cache
def units() -> Units:
    return load_units(CONFIG)


@lru_cache
def rates() -> Rates:
    return load_rates(CONFIG)


@lru_cache
def finder() -> AmountFinder:
    return AmountFinder(units())


def found(text: str) -> tuple[Amount, ...]:
    return finder().find(text, "title")


def told(text: str) -> list[str]:
    """The amounts of `text`, each in words."""
    return [in_words(amount) for amount in found(text)]


def in_words(amount: Amount) -> str:
    value = f"{amount.value:.15g}" + (f"..{amount.high:.15g}" if amount.high is not None else "")
    return " ".join(part for part in (value, amount.unit, amount.qualifier, amount.role) if part)
