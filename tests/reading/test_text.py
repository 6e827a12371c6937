"""Language, sentences and press marks."""

from __future__ import annotations

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.reading.text import PlainTitle, language_of, plain_title, sentences


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("BYD opens a plant", "en"),
        ("BYD, 공장 연다", "ko"),
        ("比亚迪建厂", "zh"),
        ("CATL 与 BMW 合作", "zh"),
        ("トヨタが電池工場を建設", "ja"),
        ("The 宁王 nickname, explained", "en"),
        ("", "en"),
        ("2026 !!", "en"),
    ],
)
def test_the_language_is_told_by_script(text: str, language: str) -> None:
    assert language_of(text) == language


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("One deal. Another deal!", ["One deal.", "Another deal!"]),
        ("Sales rose 3.5 percent. Costs fell.", ["Sales rose 3.5 percent.", "Costs fell."]),
        ("Acme Co. Ltd. signed in the U.S. market. It paid.", ["Acme Co. Ltd. signed in the U.S. market.", "It paid."]),
        ("공장을 짓는다. 투자는 1.2조원이다.", ["공장을 짓는다.", "투자는 1.2조원이다."]),
        ("계약했다.\n공시했다", ["계약했다.", "공시했다"]),
        ("公司签约。产能翻倍！何时投产？", ["公司签约。", "产能翻倍！", "何时投产？"]),
        ("他说：“合作。很好。”随后离开。", ["他说：“合作。很好。”", "随后离开。"]),
        ("没有结尾", ["没有结尾"]),
        ("  \n ", []),
    ],
)
def test_sentences_end_where_a_reader_would_end_them(text: str, parts: list[str]) -> None:
    assert [text[start:end] for start, end in sentences(text)] == parts


@settings(deadline=None, max_examples=200)
@given(st.text(max_size=80) | st.lists(st.sampled_from("aB다。.!?“”」(（\n 3,"), max_size=60).map("".join))
def test_sentences_are_in_order_and_hold_all_that_is_not_space(text: str) -> None:
    spans = sentences(text)
    assert all(start < end for start, end in spans)
    assert all(a[1] <= b[0] for a, b in itertools.pairwise(spans))
    kept = "".join("".join(text[start:end].split()) for start, end in spans)
    assert kept == "".join(text.split())


@pytest.mark.parametrize(
    ("title", "publisher", "plain", "marks"),
    [
        ("[단독] 배터리 합작 추진", "", "배터리 합작 추진", ("단독",)),
        ("[특징주][속보] 전구체 강세", "", "전구체 강세", ("특징주", "속보")),
        ("(LEAD) Cell makers meet", "", "Cell makers meet", ("LEAD",)),
        ("Cell makers meet (2nd LD)", "", "Cell makers meet", ("2nd LD",)),
        ("합작 공장 착공(종합2보)", "", "합작 공장 착공", ("종합2보",)),
        ("【快讯】电池厂投产", "", "电池厂投产", ("快讯",)),
        ("UPDATE 2 - Plant delayed", "", "Plant delayed", ("UPDATE 2",)),
        ("Plant delayed - The Morning Herald", "", "Plant delayed", ("The Morning Herald",)),
        ("Plant delayed - Somewhere Else", "Somewhere Else", "Plant delayed", ("Somewhere Else",)),
        ("공장 지연 - 아침일보", "", "공장 지연", ("아침일보",)),
        ("Plant - and more to come", "", "Plant - and more to come", ()),
        ("A (very) long day", "", "A (very) long day", ()),
        ("[전문]", "", "[전문]", ()),
    ],
)
def test_press_marks_are_kept_apart_from_what_a_title_says(
    title: str, publisher: str, plain: str, marks: tuple[str, ...]
) -> None:
    assert plain_title(title, publisher) == PlainTitle(text=plain, marks=marks)
