"""What an answer's status and headers mean."""

from __future__ import annotations

import pytest

from monitor.sources.answer import failure_of_status, max_age, retry_after
from tests.sources.samples import NOW


@pytest.mark.parametrize(
    ("text", "seconds"),
    [
        ("120", 120),
        ("Sun, 22 Nov 2026 03:10:00 GMT", 600),
        ("Sun, 22 Nov 2026 02:00:00 GMT", 0),  # already over
        ("999999999999", 86_400),  # a day is the longest we believe
        ("Sun, 22 Nov 2093 02:00:00 GMT", 86_400),
        ("soon", None),
        ("-5", None),
        ("", None),
        (None, None),
    ],
)
def test_retry_after_is_seconds_or_a_date(text: str | None, seconds: int | None) -> None:
    assert retry_after(text, NOW) == seconds


@pytest.mark.parametrize(
    ("text", "seconds"),
    [("max-age=60", 60), ("public, Max-Age = 60", 60), ("s-maxage=60", None), ("no-cache", None), (None, None)],
)
def test_max_age_is_read(text: str | None, seconds: int | None) -> None:
    assert max_age(text) == seconds


def test_an_odd_status_is_still_a_failure() -> None:
    failure = failure_of_status(599, None)
    assert failure is not None
    assert (failure.kind, failure.detail) == ("http-5xx", "the server answers 599 (no standard meaning)")
    assert failure_of_status(204, None) is None
