"""Public holidays."""

from __future__ import annotations

from datetime import date

import pytest

from monitor.digest.holidays import is_holiday


@pytest.mark.parametrize(
    ("country", "day", "rest"),
    [
        ("KR", date(2026, 2, 17), True),  # Seollal, a lunar day
        ("CN", date(2026, 2, 17), True),  # Spring Festival
        ("KR", date(2026, 3, 2), True),  # substitute for 1 March, a Sunday
        ("KR", date(2026, 10, 1), False),  # National Day is China's
        ("CN", date(2026, 10, 1), True),
        ("KR", date(2026, 3, 17), False),
    ],
)
def test_the_calendars_know_lunar_and_substitute_days(country: str, day: date, *, rest: bool) -> None:
    assert is_holiday(country, day) is rest
