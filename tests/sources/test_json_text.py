"""JSON read no further than it counts."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.sources import json_text

PADDING = "x" * json_text.LONG
values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4),
    max_leaves=12,
)


@given(st.dictionaries(st.text(max_size=8), values, max_size=6), st.sampled_from([None, 1]))
def test_a_long_text_holds_what_the_standard_library_finds(members: dict[str, Any], indent: int | None) -> None:
    document = json.dumps({**members, "padding": PADDING}, indent=indent).encode()
    assert json_text.loaded(document, 2_000) == json.loads(document)


def test_a_long_list_is_read_as_far_as_is_asked() -> None:
    document = json.dumps({"version": "1", "items": [{"n": n, "text": "word " * 9} for n in range(30_000)]}).encode()
    assert json_text.loaded(document, 3) == {"version": "1", "items": [{"n": n, "text": "word " * 9} for n in range(3)]}


@pytest.mark.parametrize("start", ["[1, ", '{"a" 1, ', '{"a": ]', '{"a": [1 2], ', "words "])
def test_what_is_no_json_object_is_an_error_of_the_usual_kind(start: str) -> None:
    with pytest.raises(ValueError, match="line 1"):
        json_text.loaded((start + PADDING).encode(), 3)
