"""Five-field cron strings, meaning what cron means: 0 and 7 are Sunday; a restricted day of the month and a restricted
weekday are alternatives."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
WEEKDAYS: Final = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")  # cron's own order

#: A schedule that fires on 29 February only is silent for up to eight years (1900-like years left out).
_HORIZON: Final = timedelta(days=366 * 8)
_PART: Final = re.compile(r"(?P<first>\*|\w+)(?:-(?P<last>\w+))?(?:/(?P<step>\d+))?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field: its name, its range, and the words that may stand for numbers."""

    name: str
    low: int
    high: int
    words: tuple[str, ...] = ()


_FIELDS: Final = (
    Field(name="minute", low=0, high=59),
    Field(name="hour", low=0, high=23),
    Field(name="day of month", low=1, high=31),
    Field(name="month", low=1, high=12, words=MONTHS),
    Field(name="weekday", low=0, high=7, words=WEEKDAYS),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cron:
    """The minutes at which a schedule fires. `weekdays`: 0 = Sunday. `either`: a day or a weekday is enough."""

    minutes: frozenset[int]
    hours: frozenset[int]
    days: frozenset[int]
    months: frozenset[int]
    weekdays: frozenset[int]
    either: bool

    def on(self, day: datetime) -> bool:
        """Whether the schedule fires at all on this local day."""
        by_day, by_weekday = day.day in self.days, day.isoweekday() % 7 in self.weekdays
        return day.month in self.months and (by_day or by_weekday if self.either else by_day and by_weekday)

    def fires(self, local: datetime) -> bool:
        """Whether the schedule fires in this local minute."""
        return local.minute in self.minutes and local.hour in self.hours and self.on(local)

    def last(self, local: datetime) -> datetime | None:
        """The newest wall-clock minute not after `local` (a naive time) at which the schedule fires."""
        day, limit = local.replace(second=0, microsecond=0), local - _HORIZON
        latest = (day.hour, day.minute)
        while day > limit:
            if self.on(day):
                times = [(h, m) for h in self.hours for m in self.minutes if (h, m) <= latest]
                if times:
                    return day.replace(hour=max(times)[0], minute=max(times)[1])
            day, latest = day - timedelta(days=1), (23, 59)
        return None


def parse_cron(text: str) -> Cron:
    """A five-field cron string as the minutes it names.

    Raises:
        ValueError: not five fields, a number out of range, an unknown name, or a day that never comes.
    """
    parts = text.lower().split()
    if len(parts) != len(_FIELDS):
        raise ValueError(f"a cron string has five fields (minute hour day month weekday), {text!r} has {len(parts)}")
    minutes, hours, days, months, weekdays = (_parse(part, f) for part, f in zip(parts, _FIELDS, strict=True))
    cron = Cron(
        minutes=minutes,
        hours=hours,
        days=days,
        months=months,
        weekdays=frozenset(d % 7 for d in weekdays),
        either=not parts[2].startswith("*") and not parts[4].startswith("*"),
    )
    if cron.last(datetime(2032, 12, 31, 23, 59)) is None:  # noqa: DTZ001 - any long enough stretch of days will do
        raise ValueError(f"{text!r} never fires: no such day exists")
    return cron


def _parse(text: str, shape: Field) -> frozenset[int]:
    found: set[int] = set()
    for part in text.split(","):
        match = _PART.fullmatch(part)
        if match is None:
            raise ValueError(f"{part!r} is no {shape.name} of a cron string")
        found.update(_range(match, shape))
    return frozenset(found)


def _range(match: re.Match[str], shape: Field) -> range:
    first, last, step = match["first"], match["last"], int(match["step"] or 1)
    if first == "*":
        low, high = shape.low, shape.high - (shape.high == 7)
    else:
        low = _number(first, shape)
        high = _number(last, shape) if last else shape.high if match["step"] else low
        high += 7 * (shape.high == 7 and high < low)  # sat-mon goes over the end of the week
    if step < 1 or high < low or (first == "*" and last):
        raise ValueError(f"{match[0]!r} is no range of a {shape.name}")
    return range(low, high + 1, step)


def _number(text: str, shape: Field) -> int:
    if text in shape.words:
        return shape.words.index(text) + shape.low
    if not text.isdecimal() or not shape.low <= int(text) <= shape.high:
        raise ValueError(f"{text!r} is no {shape.name}: use {shape.low} to {shape.high}")
    return int(text)
