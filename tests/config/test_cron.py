# ruff: noqa: DTZ001 - cron knows wall-clock times only
from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.config.cron import parse_cron

MONDAY = datetime(2026, 11, 23, 8, 0)


@pytest.mark.parametrize("day", ["1", "mon", "MON"])
def test_weekday_1_is_monday(day: str) -> None:
    cron = parse_cron(f"0 8 * * {day}")

    assert [cron.fires(MONDAY + timedelta(days=n)) for n in range(7)] == [True] + [False] * 6


@pytest.mark.parametrize("day", ["0", "7", "sun"])
def test_weekdays_0_and_7_are_sunday(day: str) -> None:
    assert parse_cron(f"0 8 * * {day}").weekdays == {0}


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("*/15", {0, 15, 30, 45}),
        ("5-20/5", {5, 10, 15, 20}),
        ("50/3", {50, 53, 56, 59}),  # from 50 to the end of the hour
        ("1,2,40", {1, 2, 40}),
    ],
)
def test_steps_ranges_and_lists_name_minutes(text: str, minutes: set[int]) -> None:
    assert parse_cron(f"{text} * * * *").minutes == minutes


def test_a_range_of_weekdays_may_go_over_the_end_of_the_week() -> None:
    assert parse_cron("0 0 * * fri-mon").weekdays == {5, 6, 0, 1}


def test_a_day_and_a_weekday_are_alternatives_when_both_are_restricted() -> None:
    cron = parse_cron("0 8 1 * mon")

    assert cron.fires(MONDAY)  # the 23rd, a Monday
    assert cron.fires(datetime(2026, 12, 1, 8, 0))  # the 1st, a Tuesday
    assert not cron.fires(datetime(2026, 12, 2, 8, 0))


def test_a_star_with_a_step_does_not_make_alternatives() -> None:
    assert not parse_cron("0 8 */2 * mon").either


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("0 8 * *", "five fields"),
        ("60 8 * * *", "use 0 to 59"),
        ("0 24 * * *", "use 0 to 23"),
        ("0 8 * * 8", "use 0 to 7"),
        ("0 8 * * monday", "weekday"),
        ("0 8 20-10 * *", "range"),
        ("*/0 * * * *", "range"),
        ("0 8 30 2 *", "never fires"),
        ("a b c d e", "minute"),
        ("1- * * * *", "minute"),
        ("@daily", "five fields"),
    ],
)
def test_a_mistake_is_named(text: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        parse_cron(text)


def test_the_last_firing_is_this_minute_when_it_fires_now() -> None:
    assert parse_cron("0 8 * * *").last(datetime(2026, 11, 23, 8, 0, 59)) == MONDAY


def test_the_last_firing_may_lie_years_back() -> None:
    assert parse_cron("0 0 29 2 *").last(datetime(2027, 6, 1)) == datetime(2024, 2, 29)


@settings(deadline=None, max_examples=60)
@given(
    st.datetimes(min_value=datetime(2024, 1, 1), max_value=datetime(2030, 1, 1)),
    st.sampled_from(["0 8 * * *", "*/7 3-5 * * *", "30 22 1,15 * fri", "0 0 * 2 1-5", "59 23 31 12 *"]),
)
def test_the_last_firing_fires_and_nothing_fires_after_it(now: datetime, text: str) -> None:
    cron = parse_cron(text)
    last = cron.last(now)

    assert last is not None
    assert last <= now
    assert cron.fires(last)
    after = (last + timedelta(minutes=n) for n in range(1, 3000))
    assert not any(cron.fires(minute) for minute in after if minute <= now)
