"""Dates as feeds write them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.sources.dates import parse_date, settle_date
from tests.sources.samples import NOW, SEOUL

TEN = datetime(2026, 9, 27, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "Sun, 27 Sep 2026 10:00:00 GMT",
        "Sun, 27 Sep 2026 19:00:00 +0900",
        "Sun, 27 Sep 2026 19:00:00 +09:00",  # colon in the offset
        "Sun,27 Sep 2026 19:00:00 +0900",  # no blank after the comma
        "Sun, 27 Sep  2026 19:00:00 +0900",  # two blanks
        "Sun, 27 09 2026 19:00:00 +0900",  # the month as a number
        "27 09 2026 19:00:00",
        "27 Sep 2026 19:00",
        "27-Sep-26 19:00 KST",
        "Sun, 27 Sep 2026 19:00:00 +0900 (KST)",
        "Sunday, September 27, 2026 7:00 PM",
        "Sep 27, 2026 at 19:00",
        "Sun Sep 27 19:00:00 KST 2026",
        "2026-09-27 19:00:00",  # no zone: the feed's
        "2026-09-27 19:00:00.0",
        "2026-09-27  19:00:00  +0900",  # two blanks before the zone
        "2026-09-27T10:00:00Z",
        "2026-09-27T10:00:00.123456+00:00",
        "2026.09.27 19:00",
        "2026. 9. 27. 오후 7:00",
        "2026-09-27 오후 7:00:00",
        "2026년 9월 27일 19시 00분",
        "2026年9月27日 19:00",
        "2026年9月27日 下午7:00",
        "27/09/2026 19:00",
        "202609271900",
        "20260927190000",
        "1790503200",
        "1790503200000",
    ],
)
def test_a_moment_is_read_in_every_form_seen_in_feeds(text: str) -> None:
    read = parse_date(text, SEOUL)
    assert read is not None
    assert read.replace(microsecond=0) == TEN


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("2026-09-27 오전 12:30", 15),
        ("2026-09-27 오후 12:30", 3),
        ("2026-09-27 12:30 am", 15),
        ("2026-09-27 24:30", 15),
    ],
)
def test_noon_and_midnight_are_told_apart(text: str, hour: int) -> None:
    read = parse_date(text, SEOUL)
    assert read is not None
    assert (read.hour, read.minute) == (hour, 30)


def test_a_date_alone_is_the_start_of_the_local_day() -> None:
    assert parse_date("2026-09-27", SEOUL) == datetime(2026, 9, 26, 15, tzinfo=UTC)


def test_cst_is_chinese_in_an_asian_feed_and_american_elsewhere() -> None:
    assert parse_date("27 Sep 2026 18:00 CST", "Asia/Shanghai") == TEN
    assert parse_date("27 Sep 2026 04:00 CST", "UTC") == TEN


@pytest.mark.parametrize("text", ["", "soon", "2026-13-41", "31 Feb 2026 10:00", "0000-00-00 00:00", "1850-01-01"])
def test_what_is_no_date_is_none(text: str) -> None:
    assert parse_date(text, SEOUL) is None


def test_a_date_a_little_ahead_becomes_now() -> None:
    assert settle_date(NOW + timedelta(hours=9), NOW) == NOW


def test_a_date_far_ahead_is_no_date() -> None:
    assert settle_date(NOW + timedelta(days=400), NOW) is None


def test_a_past_date_stays() -> None:
    assert settle_date(NOW - timedelta(days=400), NOW) == NOW - timedelta(days=400)


@settings(deadline=None, max_examples=300)
@given(st.text(alphabet="0123456789-/:. ,TZ+오전후년월일년SepSunGMTam", max_size=40))
def test_reading_a_date_never_fails(text: str) -> None:
    read = parse_date(text, SEOUL)
    assert read is None or read.tzinfo is UTC


@pytest.mark.parametrize("text", ["4244820000", "0000000000", "9999999999999"])
def test_a_number_that_would_be_a_moment_of_another_age_is_none(text: str) -> None:
    assert parse_date(text, SEOUL) is None
