"""Markup in, plain text out."""

from __future__ import annotations

import re
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
        ('<img alt="5 > 4" src=x onerror=alert(1)>seen', "seen"),  # a bracket inside quotes ends no tag
        ("seen <a href='https://paper.example/view", "seen"),  # a summary cut inside a tag
        ("seen <svg/onload=alert(1)>", "seen"),
        ("<ET기자수첩> 배터리 <b>셀</b><!-- x -->", "<ET기자수첩> 배터리 셀"),
        ("cells \ud83d and packs <i", "cells and packs"),  # half a pair of surrogates
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


_PIECES = """\
배터리
cells
<p>
</p>
<b>
</b>
<br/>
<a href='https://x.example/?a=1&amp;b=2'>
</a>
<img src="x.png" alt="cell">
<li class=x>
 5 &lt; 6
<기자수첩>
&amp;quot;
 <
>
""".splitlines(keepends=True)
_SIMPLE = st.lists(st.sampled_from(_PIECES), max_size=30).map("".join)


@given(_SIMPLE)
def test_simple_markup_reads_the_same_by_pattern_and_by_the_library(markup: str) -> None:
    # A comment is not simple markup, so the second text goes through the library.
    assert plain_text(markup, 10_000) == plain_text(markup + "<!-- -->", 10_000)


@given(st.text(alphabet="<>/!-?'\" abpstyle=lgt", max_size=60))
def test_no_element_that_a_browser_knows_is_left(markup: str) -> None:
    left = plain_text(markup, 10_000)
    assert plain_text(left, 10_000) == left
    assert not re.search(r"<(?:p|b|a|s|style|table)[\s/>]", left)


@pytest.mark.parametrize(
    "piece", ["<rt>", "<div>", "<", "<p ", "<!--", "<script", "<script>", "</", "&", "&amp;", "<style></style>"]
)
def test_hostile_markup_costs_little(piece: str) -> None:
    start = time.process_time()
    plain_text(piece * 100_000, 20_000)
    assert time.process_time() - start < 2


@settings(deadline=None, max_examples=200)
@given(st.text(max_size=300))
def test_plain_text_never_fails_and_is_a_line_when_asked(text: str) -> None:
    assert "\n" not in plain_line(text, 200)
    assert len(plain_text(text, 50)) <= 50
