"""Ampersands put right, and nothing else touched."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.sources.repair import repaired


@pytest.mark.parametrize(
    ("broken", "right"),
    [
        (b"AT&T & R&D", b"AT&amp;T &amp; R&amp;D"),
        (b"a &amp; b &lt; &#44; &#x2C;", b"a &amp; b &lt; &#44; &#x2C;"),
        (b"caf&eacute;&nbsp;x", b"caf&#233;&#160;x"),
        (b"&unknown; &;", b"&amp;unknown; &amp;;"),
        (b"<![CDATA[R&D]]> R&D", b"<![CDATA[R&D]]> R&amp;D"),
        (b"<![CDATA[R&D", b"<![CDATA[R&D"),
        (b"a&#0;b&#99999999999;c&#xD800;d&#x1F50B;", b"abcd&#x1F50B;"),
        ("배터리&소재".encode(), "배터리&amp;소재".encode()),
    ],
)
def test_ampersands_are_put_right(broken: bytes, right: bytes) -> None:
    assert repaired(broken) == right


@settings(deadline=None, max_examples=100)
@given(st.binary(max_size=200))
def test_repairing_twice_changes_nothing_more(noise: bytes) -> None:
    assert repaired(repaired(noise)) == repaired(noise)
