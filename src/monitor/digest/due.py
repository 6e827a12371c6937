"""When an audience is due: the newest slot of its schedule that it was not told at."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from monitor.config.cron import parse_cron
from monitor.model import Audience

IMMEDIATE: Final = "immediate"

#: Alerts that come within this time of each other travel together.
BATCH: Final = timedelta(minutes=2)

Holiday = Callable[[str, date], bool]


def no_holidays(_country: str, _day: date) -> bool:
    """The calendar of someone who never rests."""
    return False


def due_slot(
    audience: Audience,
    last: datetime | None,
    now: datetime,
    *,
    holiday: Holiday = no_holidays,
    batch: timedelta = BATCH,
) -> datetime | None:
    """The slot at which `audience` is to be told now, or None.

    Slots missed while nothing ran are caught up once, by the newest of them. `last` is the slot it was last told at
    (None: never). An immediate audience is due at any time but its quiet hours and holidays, at most once per `batch`.
    """
    slot = _immediate(audience, last, now, batch) if audience.schedule == IMMEDIATE else _newest(audience, now)
    if slot is None or (last is not None and slot <= last):
        return None
    day = slot.astimezone(ZoneInfo(audience.zone)).date()
    return None if any(holiday(country, day) for country in audience.holidays) else slot


def _immediate(audience: Audience, last: datetime | None, now: datetime, batch: timedelta) -> datetime | None:
    local = now.astimezone(ZoneInfo(audience.zone)).time()
    if audience.quiet is not None and in_quiet_hours(local, *audience.quiet):
        return None
    if last is not None and now - last < batch:
        return None
    slot = now.replace(microsecond=0)
    return slot if last is None or slot > last else last + timedelta(seconds=1)  # two messages in one second


def _newest(audience: Audience, now: datetime) -> datetime | None:
    zone = ZoneInfo(audience.zone)
    wall = parse_cron(audience.schedule).last(now.astimezone(zone).replace(tzinfo=None))
    if wall is None:
        return None
    # fold=0: where clocks are put back, of a wall time that comes twice the first is the slot. Where they are put
    # forward, a wall time that does not exist falls due when the clocks have moved.
    slot = wall.replace(tzinfo=zone, fold=0).astimezone(now.tzinfo)
    return slot if slot <= now else None


def in_quiet_hours(local: time, start: str, end: str) -> bool:
    """Whether a wall-clock time lies in [start, end), given as "22:00"; the stretch may cross midnight."""
    first, last = time.fromisoformat(start), time.fromisoformat(end)
    if first <= last:
        return first <= local < last
    return local >= first or local < last
