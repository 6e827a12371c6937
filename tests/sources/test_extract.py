"""The main text of a page, whatever surrounds it, and what a robots.txt allows."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.sources.extract import allowed, answer, html_of, main_text, tidied
from monitor.sources.page import Allowed, MainText, Page, Rules
from tests.sources.pages import CLUTTER, LAYOUTS, TEXT, TITLE, paid, semantic

HTML = "text/html; charset=utf-8"


def read(html: str | bytes, content_type: str = HTML, **more: object) -> MainText:
    body = html.encode() if isinstance(html, str) else html
    return main_text(Page(body=body, content_type=content_type, url="https://paper.example/1", **more))  # type: ignore[arg-type]


@pytest.mark.parametrize("language", ["en", "ko", "zh"])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_text_is_found_whole_and_alone(layout: str, language: str) -> None:
    found = read(LAYOUTS[layout](language))
    assert found.text.splitlines() == list(TEXT[language])
    assert not [word for word in CLUTTER[language] if word in found.text]


@pytest.mark.parametrize(
    ("language", "charset", "content_type"),
    [
        ("ko", "euc-kr", "text/html"),  # only the page says it
        ("ko", "cp949", "text/html; charset=EUC-KR"),  # only the header says it
        ("ko", "euc-kr", "text/html; charset=utf-8"),  # the header is wrong
        ("zh", "gbk", "text/html"),
        ("zh", "gb2312", "text/html; charset=gb2312"),
        ("zh", "big5", "text/html"),
    ],
)
def test_old_charsets_are_read_by_header_or_by_the_page_itself(language: str, charset: str, content_type: str) -> None:
    words = TEXT[language][0] if charset != "big5" else "台灣一家電池材料公司宣布與海外夥伴共同建設電芯產線。"
    page = f'<html><head><meta http-equiv="Content-Type" content="text/html; charset={charset}"></head><p>{words}</p>'
    assert words in html_of(page.encode(charset), content_type)


@pytest.mark.parametrize(
    ("html", "content_type", "problem"),
    [
        ("%PDF-1.7 …", "application/pdf", "not-html"),
        ("plain words " * 40, "text/plain", "not-html"),
        ('{"html": "<p>no</p>"}', "application/json", "not-html"),
        ("", HTML, "no-text"),
        ("<html><body></body></html>", HTML, "no-text"),
        (f"<html><body>{'<a href=x>Section</a> ' * 50}</body></html>", HTML, "no-text"),
        ("<html><body><p>Please enable scripts.</p></body></html>", HTML, "no-text"),
        (paid("en"), HTML, "paywall"),
        (paid("ko"), HTML, "paywall"),
        ("<" * 5000, HTML, "no-text"),
        ("<div>" * 20_000, HTML, "no-text"),
    ],
)
def test_a_page_without_a_text_says_what_it_is_instead(html: str, content_type: str, problem: str) -> None:
    assert read(html, content_type) == MainText(problem=problem)


def test_a_page_that_says_nothing_of_its_kind_is_read_when_it_looks_like_one() -> None:
    assert read(semantic("en"), "").text
    assert read(semantic("en"), "application/octet-stream").text


def test_a_text_that_is_sold_and_given_all_the_same_is_kept() -> None:
    html = paid("en").replace(TEXT["en"][0], "</p><p>".join(TEXT["en"] * 4))
    assert TEXT["en"][1] in read(html).text


def test_a_long_text_is_cut_and_its_own_title_left_out() -> None:
    assert len(read(semantic("ko"), chars=600, title=TITLE["ko"]).text) <= 600
    assert read(semantic("en"), chars=50).text == ""  # what is left is no text
    assert tidied("Cells: A Line!\n\n  One   two \n", "Cells — a line") == "One two"
    assert tidied("\n", "") == ""


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=400), st.sampled_from(["text/html", "text/html; charset=euc-kr", "", "text/html; charset=x"]))
def test_no_page_breaks_the_reading(body: bytes, content_type: str) -> None:
    found = answer(Page(body=b"<html><p>" + body, content_type=content_type, url="https://paper.example/1"))
    assert isinstance(found, MainText)
    assert bool(found.text) is not bool(found.problem)


# ── robots.txt ───────────────────────────────────────────────────────────────────────────────────────────────────

RULES = """\
User-agent: *
Disallow: /private/
Allow: /private/open/
Disallow: /*.pdf$

User-agent: monitor
Disallow: /ours/
Crawl-delay: 3
"""


def may(text: str, *paths: str, agent: str = "monitor") -> Allowed:
    return allowed(Rules(text=text, agent=agent, urls=tuple(f"https://paper.example{path}" for path in paths)))


def test_the_group_that_names_us_is_the_one_that_counts() -> None:
    assert may(RULES, "/ours/1", "/private/1") == Allowed(urls=(False, True), delay_s=3.0)


def test_others_are_told_by_the_group_for_all() -> None:
    verdict = may(RULES, "/ours/1", "/private/1", "/private/open/1", "/a.pdf", "/a.pdf?x=1", agent="someone")
    assert verdict == Allowed(urls=(True, False, True, False, True), delay_s=0.0)


def test_rules_without_sense_forbid_nothing() -> None:
    assert may("<html>Not found</html>", "/1").urls == (True,)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=300), st.text(max_size=50))
def test_no_rules_break_the_judgement(text: str, path: str) -> None:
    found = answer(
        Rules(text=f"User-agent: *\nDisallow: /{text}", agent="monitor", urls=(f"https://a.example/{path}",))
    )
    assert isinstance(found, Allowed)
    assert len(found.urls) == 1
