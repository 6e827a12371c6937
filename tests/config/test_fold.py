"""The normal form and the way back from it."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.config.fold import Fold

FOLD = Fold({"韓": "韩", "寧": "宁"})


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("LG Energy-Solution", "lgenergysolution"),
        ("ＬＧ　Ｅｎｅｒｇｙ", "lgenergy"),
        ("韓·寧", "韩宁"),
        ("K\u200bi\u00ada", "kia"),
        ("L\tG_E\u0387S", "lges"),
        (unicodedata.normalize("NFD", "기아 é"), "기아é"),
        ("Straße ﬁ ㎾h", "strassefikwh"),
        ("𝐁𝐘𝐃", "byd"),
        ("L&F ＆", "l&f&"),
        ("a\nb，c", "a\nb，c"),
        ("\ud800x", "\ufffdx"),
        ("ㅋㅋ", "ㅋㅋ"),
        ("", ""),
    ],
)
def test_what_does_not_distinguish_names_is_folded_away(text: str, folded: str) -> None:
    assert FOLD.of(text) == folded == FOLD(text).text


@settings(deadline=None, max_examples=300)
@given(
    st.text(
        st.characters() | st.sampled_from("aB 韓-·_\t\n\u0387\u200bㅎ\u1112\u1161\u11ab\u0301ﬁİ\ud800"), max_size=40
    )
)
def test_every_stretch_of_the_normal_form_comes_from_a_stretch_of_the_text(text: str) -> None:
    folded = FOLD(text)
    before = 0
    for at in range(len(folded.text)):
        start, end = folded.span(at, at + 1)
        assert 0 <= start < end <= len(text)
        assert before <= start
        assert folded.text[at] in FOLD.of(text[start:end])
        before = start


@settings(deadline=None, max_examples=300)
@given(
    st.text(st.sampled_from("ab 韓국-·\u200b\u1112\u1161"), min_size=1, max_size=60),
    st.lists(st.integers(0, 59), max_size=12),
)
def test_a_place_is_the_same_in_whatever_order_places_are_asked_for(text: str, asked: list[int]) -> None:
    folded = FOLD(text)
    for at in asked:
        for end in range(at + 1, min(at + 4, len(folded.text)) + 1):
            (start, _), (_, stop) = FOLD(text).span(at, at + 1), FOLD(text).span(end - 1, end)
            assert folded.span(at, end) == (start, stop)


@pytest.mark.parametrize(
    ("text", "part", "unbroken"),
    [
        ("LG Energy", "energy", True),
        ("LG Energy", "lgenergy", False),
        ("기 아", "기아", False),
        ("K\u200bia 韓", "kia", True),
    ],
)
def test_a_part_is_known_to_be_broken_where_only_common_separators_were_left_out(
    text: str, part: str, *, unbroken: bool
) -> None:
    assert FOLD(text).unbroken(part) is unbroken


def test_words_keep_one_space_between_them() -> None:
    assert FOLD.words("LG－Energy  韓·X") == "lg energy  韩 x"
