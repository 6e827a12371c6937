"""When a deal runs, as three languages tell it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.reading.periods import find_periods

JULY_2025 = datetime(2025, 7, 9, 10, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        # Korean
        ("내년 초 공급 개시", ["2026"]),  # next year, whichever part of it
        ("올해 하반기 양산", ["2025-H2"]),  # this year's second half
        ("올 하반기 가동", ["2025-H2"]),  # the short form
        ("내후년 가동", ["2027"]),  # the year after next
        ("2026년부터 2030년까지 5년간", ["2026/2030"]),  # a range, said twice
        ("내년 초부터 6년간 공급", ["2026/2031"]),  # a start and a duration
        ("2026~2030년", ["2026/2030"]),  # a range in digits
        ("올해부터 오는 2027년까지", ["2025/2027"]),  # a relative start
        ("2분기 영업이익", ["2025-Q2"]),  # the quarter of results just told
        ("2026년 2분기부터 공급", ["2026-Q2"]),  # a quarter with its year
        ("지난해 4분기 실적", ["2024-Q4"]),  # last year's quarter is kept
        ("2024년 연간 실적", ["2024"]),  # so is its full year
        ("2026년 2월 28일 종결", ["2026-02"]),  # a day to come, by month
        ("다음 달 착공", ["2025-08"]),  # next month
        ("연내 가동", ["2025"]),  # before the year is out
        ("2021년부터 협력해 온", []),  # background
        ("지난달 계약을 체결", []),  # background
        ("3년 연속", []),  # a duration alone
        ("2,026억원과 2026대", []),  # amounts
        # Chinese
        ("明年上半年投产", ["2026-H1"]),  # next year's first half
        ("2026年起供货", ["2026"]),  # from a year on
        ("自2026年起五年内", ["2026/2030"]),  # a start and a duration
        ("2025-2027年供应正极材料", ["2025/2027"]),  # a range in digits
        ("根据协议,2025-2027年供应", ["2025/2027"]),  # behind a comma
        ("2026年1月至2028年12月", ["2026/2028"]),  # a range by month
        ("2026年第二季度", ["2026-Q2"]),  # a quarter with its year
        ("第二季度净利润", ["2025-Q2"]),  # the quarter of results just told
        ("2025年上半年营收", ["2025-H1"]),  # a half
        ("2028年底前建成", ["2028"]),  # the end of that year, not of this one
        ("年底前建成", ["2025"]),  # the end of this one
        ("去年第四季度", ["2024-Q4"]),  # last year's quarter
        ("2022年11月签约", []),  # background
        # English
        ("by the end of 2027", ["2027"]),  # a year
        ("Q2 2026, 2Q26 and the second quarter of 2026", ["2026-Q2"]),  # three ways to say it
        ("1H26", ["2026-H1"]),  # a half
        ("in the second half of this year", ["2025-H2"]),  # a half of a relative year
        ("over six years, starting early next year", ["2026/2031"]),  # the duration comes first
        ("from 1 Jan 2026 through 31 December 2027", ["2026/2027"]),  # days
        ("between 2026 and 2030", ["2026/2030"]),  # a range in words
        ("in 2026 and 2030", ["2026", "2030"]),  # two years
        ("until 2030", ["2030"]),  # an end
        ("FY2026", ["2026"]),  # a fiscal year
        ("closing on 28 February 2026", ["2026-02"]),  # a day to come
        ("Q4 2025, Q1 2026", ["2025-Q4", "2026-Q1"]),  # in order
        ("the 2027 model year of the Kona, a 2026 sedan", []),  # models
        ("over the next six years", []),  # no start
        ("2026 vehicles and 2030 GWh", []),  # amounts
        ("as of 2025-07-09", []),  # the day of the item itself
        ("on 2026-01-15", ["2026-01"]),  # a day to come
        ("H2 and Q5, 4680 cells", []),  # hydrogen, no quarter, a cell
    ],
)
def test_periods_are_read_from_the_day_of_the_item(text: str, expected: list[str]) -> None:
    assert list(find_periods(text, JULY_2025)) == expected


def test_january_tells_of_the_fourth_quarter_of_last_year() -> None:
    assert find_periods("4분기 영업이익", datetime(2026, 1, 9, tzinfo=UTC)) == ("2025-Q4",)


def test_december_tells_of_the_first_quarter_of_next_year() -> None:
    assert find_periods("1분기 착공", datetime(2025, 12, 9, tzinfo=UTC)) == ("2026-Q1",)


@pytest.mark.parametrize(("text", "expected"), [("올해 양산", "2026"), ("今年量产", "2026"), ("this year", "2025")])
def test_the_day_is_that_of_the_readers_clock(text: str, expected: str) -> None:
    assert find_periods(text, datetime(2025, 12, 31, 17, tzinfo=UTC)) == (expected,)


@given(st.text(alphabet="0123456789 년年월月분기季度第上下半초부터까지~-toq'h年间5", max_size=60))
@settings(deadline=None, max_examples=300)
def test_whatever_is_written_the_periods_are_well_formed(text: str) -> None:
    for period in find_periods(text, JULY_2025):
        first, _, last = period.partition("/")
        assert 2020 <= int(first[:4]) <= 2050
        assert last == "" or int(last) > int(first)
        assert period[4:5] in ("", "-", "/")


@pytest.mark.parametrize("part", ["2026", "2026년", "2026~", "Q2 ", "年底", "내년", "from 2026 to "])
def test_a_long_run_of_anything_is_survived(part: str) -> None:
    assert len(find_periods(part * 20_000, JULY_2025)) <= 2
