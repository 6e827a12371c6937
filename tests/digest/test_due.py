"""When audiences are due."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from monitor.digest.due import due_slot, in_quiet_hours
from tests.digest.samples import audience


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def test_a_daily_audience_is_due_at_its_local_time_and_not_before() -> None:
    daily = audience()
    last = utc("2026-03-15T23:00")
    assert due_slot(daily, last, utc("2026-03-16T22:59")) is None
    assert due_slot(daily, last, utc("2026-03-16T23:00")) == utc("2026-03-16T23:00")


def test_slots_missed_while_asleep_are_caught_up_once_by_the_newest() -> None:
    daily = audience()
    slot = due_slot(daily, utc("2026-03-10T23:00"), utc("2026-03-16T12:00"))
    assert slot == utc("2026-03-15T23:00")
    assert due_slot(daily, slot, utc("2026-03-16T12:00")) is None


def test_an_audience_that_was_never_told_is_due_at_once() -> None:
    assert due_slot(audience(), None, utc("2026-03-16T12:00")) == utc("2026-03-15T23:00")


@pytest.mark.parametrize("weekday", ["1", "mon"])
def test_monday_is_monday(weekday: str) -> None:
    weekly = audience(schedule=f"0 8 * * {weekday}", zone="UTC")
    slot = due_slot(weekly, None, utc("2026-03-18T12:00"))
    assert slot == utc("2026-03-16T08:00")
    assert slot is not None
    assert f"{slot:%A}" == "Monday"


@pytest.mark.parametrize("sunday", ["0", "7"])
def test_zero_and_seven_are_sunday(sunday: str) -> None:
    slot = due_slot(audience(schedule=f"0 8 * * {sunday}", zone="UTC"), None, utc("2026-03-18T12:00"))
    assert slot == utc("2026-03-15T08:00")


def test_a_wall_time_that_does_not_exist_falls_due_when_the_clocks_have_moved() -> None:
    nightly = audience(schedule="30 2 * * *", zone="Europe/Berlin")
    assert due_slot(nightly, utc("2026-03-28T01:30"), utc("2026-03-29T02:00")) == utc("2026-03-29T01:30")


def test_a_wall_time_that_comes_twice_is_one_slot() -> None:
    nightly = audience(schedule="30 2 * * *", zone="Europe/Berlin")
    first = due_slot(nightly, utc("2026-10-24T00:30"), utc("2026-10-25T00:45"))
    assert first == utc("2026-10-25T00:30")
    assert due_slot(nightly, first, utc("2026-10-25T01:45")) is None


def test_alerts_go_out_at_once_but_travel_together() -> None:
    alerts = audience(schedule="immediate")
    now = utc("2026-03-16T12:00")
    assert due_slot(alerts, None, now) == now
    assert due_slot(alerts, now, now + timedelta(seconds=30)) is None
    assert due_slot(alerts, now, now + timedelta(minutes=3)) == now + timedelta(minutes=3)


def test_without_a_batch_two_alerts_of_one_second_have_slots_of_their_own() -> None:
    alerts, now = audience(schedule="immediate"), utc("2026-03-02 09:00") + timedelta(milliseconds=700)
    first = due_slot(alerts, None, now, batch=timedelta(0))
    assert first == utc("2026-03-02 09:00")
    assert due_slot(alerts, first, now, batch=timedelta(0)) == first + timedelta(seconds=1)


def test_in_quiet_hours_alerts_wait_for_the_morning() -> None:
    alerts = audience(schedule="immediate", quiet=("22:00", "07:00"))
    assert due_slot(alerts, None, utc("2026-03-16T14:00")) is None  # 23:00 in Seoul
    assert due_slot(alerts, None, utc("2026-03-16T21:59")) is None  # 06:59
    assert due_slot(alerts, None, utc("2026-03-16T22:00")) == utc("2026-03-16T22:00")


def test_on_a_holiday_of_the_audience_nothing_is_due_and_the_next_day_catches_up() -> None:
    daily = audience(holidays=("KR",))

    def holiday(country: str, day: date) -> bool:
        return (country, day) == ("KR", date(2026, 3, 17))

    assert due_slot(daily, utc("2026-03-15T23:00"), utc("2026-03-16T23:30"), holiday=holiday) is None
    assert due_slot(daily, utc("2026-03-15T23:00"), utc("2026-03-17T23:30"), holiday=holiday) == utc("2026-03-17T23:00")


@pytest.mark.parametrize(
    ("hour", "start", "end", "quiet"),
    [
        ("23:00", "22:00", "07:00", True),
        ("07:00", "22:00", "07:00", False),
        ("12:30", "12:00", "13:00", True),
        ("13:00", "12:00", "13:00", False),
    ],
)
def test_quiet_hours_may_cross_midnight(hour: str, start: str, end: str, *, quiet: bool) -> None:
    local = datetime.fromisoformat(f"2026-01-01T{hour}").time()
    assert in_quiet_hours(local, start, end) is quiet
