"""Dates as feeds write them: RFC 822 and nearly, ISO and nearly, Korean and Chinese forms, with a zone or without."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from functools import lru_cache
from typing import Final
from zoneinfo import ZoneInfo

_DAY: Final = r"(?P<d>\d{1,2})"
_YEAR: Final = r"(?P<y>\d{4})"
_CLOCK: Final = (
    r"(?P<half>오전|오후|上午|下午|am|pm)?\s*(?P<h>\d{1,2})[:시时時]\s?(?P<min>\d{2})(?:분|分)?"
    r"(?:[:\s]\s?(?P<s>\d{2})(?:초|秒)?(?:[.,]\d+)?)?\s*(?P<half2>am|pm)?"
)
_ZONE: Final = r"(?P<zone>z|[a-z]{2,5}|(?:gmt|utc)?\s?[+-]\d{1,2}:?\d{0,2})?"
_WEEKDAY: Final = r"(?:[a-z]{3,9}\.?,?\s*|\(?[일월화수목금토]\)?,?\s+)?"
_COMMENT: Final = re.compile(r"\s*\([^)]*\)\s*$")
_FORMS: Final = tuple(
    re.compile(pattern, flags=re.IGNORECASE)
    for pattern in (
        # 2026-09-27T19:00:00+09:00, 2026.09.27 19:00, 2026年9月27日 19:00, 2026. 9. 27. 오후 7:00, 2026-09-27
        rf"{_YEAR}\s?[-./년年]\s?(?P<m>\d{{1,2}})\s?[-./월月]\s?{_DAY}\s?[.일日]?(?:[T,\s]*{_CLOCK})?\s*{_ZONE}",
        # Sun, 27 Sep 2026 19:00:00 +0900, Sat, 16 07 2022 10:35:04 +0900, Sun,27 Sep 2026, 27-Sep-26 19:00 GMT
        rf"{_WEEKDAY}{_DAY}[\s\-](?P<m>[a-z]{{3,9}}\.?|\d{{1,2}})[\s\-](?P<y>\d{{4}}|\d{{2}})(?:,?\s+{_CLOCK})?\s*{_ZONE}",
        # Sep 27, 2026 7:00 PM
        rf"{_WEEKDAY}(?P<m>[a-z]{{3,9}})\.?\s+{_DAY},?\s+{_YEAR}(?:,?\s+(?:at\s+)?{_CLOCK})?\s*{_ZONE}",
        # Sun Sep 27 19:00:00 KST 2026
        rf"{_WEEKDAY}(?P<m>[a-z]{{3}})\s+{_DAY}\s+{_CLOCK}\s+{_ZONE}\s*{_YEAR}",
        # 17/07/2026 08:13: the day comes first where this form is in use
        rf"{_DAY}/(?P<m>\d{{1,2}})/{_YEAR}(?:,?\s+{_CLOCK})?\s*{_ZONE}",
        # 202609271900, 20260927190000, 20260927
        rf"{_YEAR}(?P<m>\d{{2}})(?P<d>\d{{2}})(?:T?(?P<h>\d{{2}})(?P<min>\d{{2}})(?P<s>\d{{2}})?)?\s*{_ZONE}",
    )
)
_EPOCH: Final = re.compile(r"\d{10}(?:\d{3})?")
_MONTHS: Final = {
    name: number
    for number, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), start=1)  # noqa: SIM905
}
_HOURS: Final = {
    "z": 0, "ut": 0, "utc": 0, "gmt": 0, "kst": 9, "jst": 9, "hkt": 8, "sgt": 8, "cet": 1, "cest": 2, "bst": 1,
    "eet": 2, "eest": 3, "msk": 3, "edt": -4, "est": -5, "cdt": -5, "mdt": -6, "mst": -7, "pdt": -7, "pst": -8,
}  # fmt: skip
_CST_CHINA, _CST_AMERICA = 8, -6
_AFTERNOON: Final = frozenset({"오후", "下午", "pm"})
_YEARS: Final = range(1990, 2101)


def parse_date(text: str, zone: str) -> datetime | None:
    """The moment `text` names, in UTC; `zone` (IANA) is used when it carries none. None if it cannot be read."""
    text = _COMMENT.sub("", " ".join(text.split())[:80])
    if _EPOCH.fullmatch(text):
        at = datetime.fromtimestamp(int(text[:10]), UTC)
        return at if at.year in _YEARS else None
    for form in _FORMS:
        if found := form.fullmatch(text):
            return _moment(found, zone)
    return None


def settle_date(at: datetime | None, now: datetime) -> datetime | None:
    """A date that may be believed: up to a day ahead is a wrong clock or zone and becomes `now`; more is no date."""
    if at is None or at - now > timedelta(days=1):
        return None
    return min(at, now)


def _moment(found: re.Match[str], zone: str) -> datetime | None:
    part = found.groupdict()
    try:
        local = datetime(  # noqa: DTZ001 - the zone is added below
            _year(part["y"]), _month(part["m"]), int(part["d"]), _hour(part), int(part["min"] or 0), _second(part["s"])
        )
        return _checked(local.replace(tzinfo=_zone_of(part["zone"], zone)).astimezone(UTC)) + _day_carry(part)
    except (ValueError, OverflowError):
        return None


def _year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)


def _month(text: str) -> int:
    return int(text) if text.isdecimal() else _MONTHS.get(text[:3].lower(), 0)


def _hour(part: dict[str, str | None]) -> int:
    hour = int(part["h"] or 0)
    half = (part.get("half") or part.get("half2") or "").lower()
    if half and hour <= 12:
        return hour % 12 + (12 if half in _AFTERNOON else 0)
    return hour % 24 if hour == 24 else hour


def _day_carry(part: dict[str, str | None]) -> timedelta:
    return timedelta(days=1 if part["h"] == "24" else 0)


def _second(text: str | None) -> int:
    return min(int(text or 0), 59)  # a leap second is not worth an error


def _zone_of(text: str | None, default: str) -> tzinfo:
    name = (text or "").strip().lower()
    if offset := re.search(r"([+-])(\d{1,2}):?(\d{2})?$", name):
        minutes = int(offset.group(2)) * 60 + int(offset.group(3) or 0)
        return timezone(timedelta(minutes=minutes if offset.group(1) == "+" else -minutes))
    if name == "cst":
        return timezone(timedelta(hours=_CST_CHINA if default.startswith("Asia/") else _CST_AMERICA))
    hours = _HOURS.get(name)
    return _zone(default) if hours is None else timezone(timedelta(hours=hours))


@lru_cache(maxsize=64)
def _zone(name: str) -> ZoneInfo:
    return ZoneInfo(name)


def _checked(at: datetime) -> datetime:
    if at.year not in _YEARS:
        raise ValueError(f"the year {at.year} is no year of news")
    return at
