"""Markup in, plain text out."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.sources.plain import plain_line, plain_text


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<b>Cells</b> for <em>cars</em>", "Cells for cars"),
        ("R&amp;D and R&amp;amp;D", "R&D and R&D"),
        ("&amp;quot;deal&amp;quot;", '"deal"'),
        ("&lt;b&gt;Cells&lt;/b&gt;", "Cells"),  # escaped markup
        ("<기자수첩> 배터리", "<기자수첩> 배터리"),  # a column's name, not a tag
        ("<배터리A사> 5 < 6 GWh > 4", "<배터리A사> 5 < 6 GWh > 4"),
        ("전기차 <script>alert('x')</script>배터리", "전기차 배터리"),
        ("a<!-- hidden -->b", "ab"),
        ("zero\u200bwidth and \u202ebidi\u202c", "zerowidth and bidi"),
        ("two\n\n  lines", "two lines"),
        ("a<br/>b", "a b"),
        ("<img src='x' onerror='y'>seen", "seen"),
        ("", ""),
    ],
)
def test_a_line_is_plain(markup: str, text: str) -> None:
    assert plain_line(markup, 1000) == text


def test_blocks_stand_on_lines_of_their_own() -> None:
    assert plain_text("<p>One.</p><p>Two.</p><ul><li>Three</ul>", 1000) == "One.\nTwo.\nThree"


def test_texts_are_cut_at_the_limit() -> None:
    assert plain_line("x" * 5_000_000, 500) == "x" * 500


def test_what_never_ends_swallows_the_rest() -> None:
    assert plain_line("seen <!-- never closed", 1000) == "seen"
    assert plain_line("seen <style>never closed", 1000) == "seen"


@pytest.mark.parametrize("piece", ["<", "<p ", "<!--", "<script", "<script>", "</", "&", "&amp;", "<style></style>"])
def test_hostile_markup_costs_little(piece: str) -> None:
    start = time.process_time()
    plain_text(piece * 100_000, 20_000)
    assert time.process_time() - start < 2


@settings(deadline=None, max_examples=200)
@given(st.text(max_size=300))
def test_plain_text_never_fails_and_is_a_line_when_asked(text: str) -> None:
    assert "\n" not in plain_line(text, 200)
    assert len(plain_text(text, 50)) <= 50
