"""Public holidays of the countries an audience may rest with."""

from __future__ import annotations

from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import holidays


def is_holiday(country: str, day: date) -> bool:
    """Whether `day` is a public holiday of a country ("KR", "CN"), the lunar ones and substitute days included."""
    return day in _calendar(country, day.year)


@lru_cache(maxsize=16)
def _calendar(country: str, year: int) -> holidays.HolidayBase:
    import holidays  # noqa: PLC0415 - few steps ask for holidays, and all import this

    return holidays.country_holidays(country, years=year)
