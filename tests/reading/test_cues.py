"""Finding the words of the vocabulary."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.reading.cues import Plain
from tests.reading.reading_cases import cues, names


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("samsung sdi to jointly establish a plant", "joint-venture"),  # phrase
        ("the two firms broke ground", "plant"),
        ("lg chem files lawsuits", "lawsuit"),  # open ending
        ("A사, B사와 공급 계약", "supply-contract"),  # blank written
        ("A사, B사와 공급계약", "supply-contract"),  # blank left out
        ("双方签订供货协议", "supply-contract"),
        ("雙方簽訂供貨協議", "supply-contract"),  # traditional
        ("they build a large cathode plant", "plant"),  # parts apart
    ],
)
def test_an_event_is_found_however_its_word_is_written(text: str, event: str) -> None:
    assert event in names(text, "event")


@pytest.mark.parametrize(
    ("text", "event"),
    [
        ("a report on reporting", "exec-meeting"),
        ("the mouse and the amount", "mou"),  # mou inside a word
        ("plant a tree, then build", "joint-venture"),
    ],
)
def test_a_latin_word_inside_another_is_not_found(text: str, event: str) -> None:
    assert event not in names(text, "event")


def test_the_parts_of_a_term_must_stand_in_order() -> None:
    assert "plant" in names("build one more battery plant", "event")
    assert not any(c.name == "plant" and c.strength == 2 for c in cues("after the plant they build cars"))


def test_parts_too_far_apart_do_not_make_a_term() -> None:
    near, far = "supply foil to", "supply " + "of this and that, " * 12 + "to"
    assert "supply-contract" in names(near, "event")
    assert not any(c.name == "supply-contract" and c.strength == 2 for c in cues(far))


def test_an_open_ending_inside_a_phrase_takes_every_form_of_the_word() -> None:
    for form in ("enter", "enters", "entered"):
        assert "signed" in names(f"they {form} into a supply contract", "stage")


def test_a_longer_word_hides_the_shorter_one_inside_it() -> None:
    assert "signed" not in names("업무협약", "stage")
    assert "mou" in names("업무협약", "stage")


def test_korean_uses_of_han_characters_do_not_count_in_chinese_text() -> None:
    assert "CN" in names("中 배터리사", "country")
    assert "CN" not in names("其中包括", "country")


@given(st.text(max_size=60))
@settings(deadline=None, max_examples=60)
def test_folding_keeps_every_character_in_its_place(text: str) -> None:
    assert len(Plain({"電": "电"})(text)) == len(text)


@given(st.text(alphabet="공급계약 체결 signed MOU 签署供货…?", max_size=60))
@settings(deadline=None, max_examples=60)
def test_cues_lie_inside_the_text_in_order(text: str) -> None:
    found = cues(text)
    assert all(0 <= cue.start < cue.end <= len(text) for cue in found)
    assert list(found) == sorted(found)
