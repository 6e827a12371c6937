"""A bounded search for inputs that break a promise, in every test run; `fuzz.py` searches longer, and by coverage."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.fuzz.targets import TARGETS, Broken, promise, seeds


@pytest.mark.parametrize("name", TARGETS)
def test_the_inputs_to_begin_with_break_nothing(name: str) -> None:
    for seed in seeds():
        TARGETS[name](seed)


@pytest.mark.parametrize("name", TARGETS)
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.binary(max_size=200))
def test_no_bytes_break_a_promise(name: str, data: bytes) -> None:
    TARGETS[name](data)


def test_a_broken_promise_is_seen() -> None:
    with pytest.raises(Broken, match="one is two"):
        promise(False, "one is two")
