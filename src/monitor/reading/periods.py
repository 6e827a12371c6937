"""When a deal runs or a result is of: "2026", "2026-Q2", "2026-H2", "2026-03", "2026/2030".

The calendar words of three languages are a closed grammar and stand here. Relative words are taken from the day the
item was published where its readers live (Korea UTC+9, China UTC+8). What lies in the past is background, unless it
is a quarter, a half or a fiscal year, which results are told of.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Final

from monitor.reading.quantity import plain

_MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_YEARS_AWAY: Final = {
    **dict.fromkeys(("올해", "금년", "연내", "연말", "올 "), 0),
    **dict.fromkeys(("今年", "本年", "年内", "年底", "this year", "the year", "year-end"), 0),
    **dict.fromkeys(("내년", "이듬해", "明年", "next year"), 1),
    **dict.fromkeys(("내후년", "后年", "後年", "year after next"), 2),
    **dict.fromkeys(("지난해", "작년", "去年", "last year"), -1),
}
_ORDINALS: Final = {
    **{word: n for n, word in enumerate("一二三四", 1)},
    **{word: n for n, word in enumerate(("first", "second", "third", "fourth"), 1)},
    **dict.fromkeys(("上", "상"), 1),
    **dict.fromkeys(("下", "하"), 2),
}
_NUMBERS: Final = {
    **{word: n for n, word in enumerate(("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"), 2)},
    **{word: n for n, word in enumerate("两三四五六七八九十", 2)},
}
_YEARS_AHEAD: Final = 25  # how far ahead a deal may be told of

# A text without one of these tells of no period.
_HINTS: Final = (
    *("20", "분기", "반기", "季度", "半年", "quarter", "half", "fy", "달", "下月", "下个月", "next month"),
    *(f"{n}{letter}" for n in (1, 2, 3, 4) for letter in "qh"),
    *_YEARS_AWAY,
)
# What makes the digits of a year a count.
_COUNTED = (
    r"(?!\s?(?:대|명|개|억|만|조|亿|万|台|辆|[gmkt]?wh|t\b|ton|unit|vehicle|car|won|원|달러|元|%|mm|km|周年|주년))"
)
_YEAR = rf"(?<![0-9a-z$€₩¥£])(?<![0-9][.,])20[1-4][0-9](?![0-9]|[.,][0-9]{{3}}){_COUNTED}"
_AWAY = "|".join(sorted(map(re.escape, _YEARS_AWAY), key=len, reverse=True))
_NTH = "1st|2nd|3rd|4th|first|second|third|fourth"
_NAME = rf"(?<![a-z])(?:{'|'.join(_MONTHS)})[a-z]{{0,6}}\.?"
_DAY = r"(?:[0-3]?[0-9](?:st|nd|rd|th)?,? ?)?"
_TOKEN: Final = re.compile(
    r"(?P<iso>(?<![0-9])20[1-4][0-9])[-./](?P<iso_month>0[1-9]|1[0-2])[-./][0-3][0-9](?![0-9])"
    r"|(?<![0-9a-z.])(?P<short>(?:[1-4]q|q[1-4]|[12]h|h[12]) ?'?(?P<short_year>[1-4][0-9]))(?![0-9])"
    rf"|(?P<fiscal>(?<![a-z])fy ?(?:20)?[1-4][0-9](?![0-9])"
    rf"|{_YEAR}(?=年(?:年报|全年|度)|년 연간| full[ -]year| annual))"
    rf"|(?P<year>{_YEAR})|(?P<away>(?<![0-9一-十])(?:{_AWAY}))"
    r"|(?P<quarter>[1-4](?=분기)|(?<=第)[一二三四1-4](?=季度)|(?<![一-龥])[一二三四](?=季度)"
    rf"|(?<![a-z0-9])q[1-4](?![0-9])|(?<![0-9a-z.])[1-4]q(?![a-z])|(?:{_NTH})(?=[ -]quarter))"
    r"|(?P<half>[상하](?=반기)|[上下](?=半年)|(?<![a-z0-9])h[12](?= 20)|(?<=20[1-4][0-9][ -])h[12]"
    rf"|(?:{_NTH})(?=[ -]half))"
    rf"|(?P<month>(?<![0-9])(?:1[0-2]|0?[1-9])(?=[월月]))|(?P<name>{_NAME}(?= ?{_DAY}20[1-4][0-9]))"
    r"|(?P<next_month>다음 ?달|내달|下个?月|next month)"
)
_LASTING: Final = re.compile(
    r"(?<![0-9.])([1-9]|1[0-9]|20) ?(?:년 ?(?:간|동안)|年(?:期|内|间)?(?![0-9])|[ -]years?)"
    rf"|(?<![a-z])({'|'.join(w for w in _NUMBERS if w.isascii())})[ -]years?|([两三四五六七八九十])年(?:期|内|间)?"
)
_STARTING: Final = re.compile(r"(?:년|年)? ?(?:초|말|[0-9]{1,2}[월月])? ?(?:부터|起|开始)")
_STARTS_BEFORE: Final = re.compile(
    r"(?:from|starting|beginning|starts?|自|从)(?: in| from)?(?: early| late| mid)?[ -]?$"
)
# Behind one of these a year needs no word for "year": "by 2027", but not "the 2027 model".
_SAID_OF_YEAR: Final = re.compile(
    r"(?<![a-z])(?:in|by|of|to|from|for|until|till|since|through|during|early|late|mid|and|or|year|starting|beginning"
    r"|before|after|around|end)[ -]$"
)
_TO: Final = re.compile(
    r"(?:년|年)?(?:[ 0-9]{0,3}[월月])?(?:초|말|底|初)?(?:부터| ?[~–—-]|至|到|에서| to| until| through| till| and)"
    rf" ?(?:오는|the end of|end of|early|late|mid-?|year-end|{_DAY})? ?"
)
_TO_PART: Final = re.compile(r"(?:년|年)?(?:的|의|度)?[ ,']{0,2}(?:第|in the |the )?$")
_PART_OF: Final = re.compile(rf"(?:[ -]?(?:quarter|half))?,? ?{_DAY}(?:(?:of|in) )?(?:the )?(?:fiscal )?(?:year )?'?$")


@dataclass(frozen=True, slots=True)
class _Mark:
    """A time word at `start`–`end`: a year (0: none of its own) with at most one part (Q2, H1, 03)."""

    start: int
    end: int
    year: int = 0
    part: str = ""
    fiscal: bool = False
    until: int = 0  # the last year of a range, 0: no range
    loose: bool = False  # digits that may be a model's year


def find_periods(text: str, at: datetime) -> tuple[str, ...]:
    """The periods `text` tells of, in order, each once. `at`: when the item was published (aware)."""
    low = plain(text)
    if not any(map(low.__contains__, _HINTS)):
        return ()
    today = _local_day(low, at)
    marks = list(_joined(low, list(_marks(low, today))))
    found = [_lasting(low, ranged, today) for ranged in _ranges(low, marks)]
    return tuple(dict.fromkeys(period for mark in found if (period := _period(mark, today))))


def _local_day(low: str, at: datetime) -> date:
    if re.search("[가-힣]", low):
        return (at + timedelta(hours=9)).date()
    return (at + timedelta(hours=8)).date() if re.search("[一-龥]", low) else at.date()


def _marks(low: str, today: date) -> Iterator[_Mark]:
    for match in _TOKEN.finditer(low):
        year, part = _read(match, today)
        loose = match["year"] is not None and _is_loose(low, match.start(), match.end())
        yield _Mark(match.start(), match.end(), year, part, fiscal=match["fiscal"] is not None, loose=loose)


def _is_loose(low: str, start: int, end: int) -> bool:
    return not (
        low[end : end + 2].lstrip()[:1] in ("년", "年") or _SAID_OF_YEAR.search(low[max(0, start - 12) : start])
    )


def _read(match: re.Match[str], today: date) -> tuple[int, str]:
    """Year (0: none) and part ("": none) of one time word."""
    word, kind = match[0], str(match.lastgroup)
    if kind in {"fiscal", "year"}:
        return 2000 + int(word[-2:]), ""
    if kind == "away":
        return today.year + _YEARS_AWAY[word], ""
    if kind == "iso_month":
        return int(match["iso"]), match["iso_month"]
    if kind == "next_month":
        then = (today.replace(day=1) + timedelta(days=32)).replace(day=1)
        return then.year, f"{then.month:02}"
    if kind in {"month", "name"}:
        return 0, f"{int(word) if kind == 'month' else _MONTHS.index(word[:3]) + 1:02}"
    part = "Q" if kind == "quarter" or "q" in word else "H"
    return 2000 + int(match["short_year"]) if match["short"] else 0, f"{part}{_number(word[:5])}"


def _number(word: str) -> int:
    found = next((n for name, n in _ORDINALS.items() if word.startswith(name[:5])), 0)
    return found or int(re.sub("[^1-4]", "", word)[:1])


def _joined(low: str, marks: list[_Mark]) -> Iterator[_Mark]:
    """Marks with the parts put to their years: "2분기" behind "2026년", "second half" in front of "of this year"."""
    here = 0
    while here < len(marks):
        mark = marks[here]
        following = marks[here + 1] if here + 1 < len(marks) else None
        pair = _pair(low, mark, following) if following else None
        yield pair or mark
        here += 2 if pair else 1


def _pair(low: str, first: _Mark, second: _Mark) -> _Mark | None:
    gap = low[first.end : second.start]
    if len(gap) > 20 or bool(first.year) == bool(second.year) or (first.part and second.part):
        return None
    fits = _TO_PART.match(gap) if first.year else _PART_OF.match(gap)
    year, part = (first, second) if first.year else (second, first)
    return _Mark(first.start, second.end, year.year, part.part) if fits else None


def _ranges(low: str, marks: list[_Mark]) -> Iterator[_Mark]:
    """Two years joined by "to" become one mark."""
    here = 0
    while here < len(marks):
        mark = marks[here]
        following = marks[here + 1] if here + 1 < len(marks) else None
        if following and _spans(low, mark, following):
            yield _Mark(mark.start, following.end, mark.year, until=following.year)
            here += 1
        else:
            yield mark
        here += 1


def _spans(low: str, first: _Mark, second: _Mark) -> bool:
    gap = low[first.end : second.start]
    if len(gap) > 24 or not 0 < first.year < second.year or not _TO.fullmatch(gap):
        return False
    return "and" not in gap or low[: first.start].rstrip().endswith("between")


def _lasting(low: str, mark: _Mark, today: date) -> _Mark:
    """A start with a duration near it is a range: 내년부터 5년간."""
    if mark.until or not mark.year or mark.year < today.year:
        return mark
    before, after = low[max(0, mark.start - 40) : mark.start], low[mark.end : mark.end + 40]
    if not (_STARTING.match(after) or _STARTS_BEFORE.search(before)):
        return mark
    length = _LASTING.search(after) or _LASTING.search(before)
    if length is None:
        return mark
    word = next(group for group in length.groups() if group)
    years = _NUMBERS.get(word) or int(word)
    return replace(mark, part="", until=mark.year + years - 1) if years > 1 else mark


def _period(mark: _Mark, today: date) -> str:
    """How the period is written; "" where it is of no use: past, far away, or a month of no year."""
    if mark.until:
        return f"{mark.year}/{mark.until}" if today.year <= mark.until <= mark.year + _YEARS_AHEAD else ""
    if mark.part[:1] in ("Q", "H"):
        year = mark.year or _nearest_year(mark.part, today)
        return f"{year}-{mark.part}" if -1 <= year - today.year <= _YEARS_AHEAD else ""
    if mark.part:
        return (
            f"{mark.year}-{mark.part}" if mark.year and (mark.year, int(mark.part)) > (today.year, today.month) else ""
        )
    if mark.loose:
        return ""
    oldest = today.year - 1 if mark.fiscal else today.year
    return str(mark.year) if oldest <= mark.year <= today.year + _YEARS_AHEAD else ""


def _nearest_year(part: str, today: date) -> int:
    """The year of a quarter or half told without one: January's "fourth quarter" is last year's."""
    months = 3 if part[0] == "Q" else 6
    first = (int(part[1]) - 1) * months + 1
    if first - today.month > 7:
        return today.year - 1
    return today.year + 1 if today.month - (first + months - 1) > 8 else today.year
