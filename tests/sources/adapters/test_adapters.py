"""Sources that are no ordinary feeds, on answers of the documented shapes in our own words."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.config.feeds import KINDS
from monitor.model import Item, Parsed
from monitor.sources.adapters.opendart import report_name
from monitor.sources.adapters.registry import ADAPTERS
from monitor.sources.parse import parse_feed
from tests.sources.samples import NOW, SEOUL, feed, fetched, fresh, item_xml, rss


def parse(kind: str, answer: object, *, zone: str = SEOUL, title: str = "") -> Parsed:
    """The answer of a source of this kind, read as a feed is."""
    body = answer if isinstance(answer, bytes) else json.dumps(answer).encode()
    return parse_feed(fetched(body), replace(feed(kind=kind, zone=zone), title=title), fresh(), NOW)


def only(parsed: Parsed) -> Item:
    """The one item."""
    (item,) = parsed.items
    return item


def cls(**row: object) -> object:
    """An answer of 财联社 with one flash."""
    flash = {"id": 2210001, "title": "", "brief": "", "content": "", "type": -1, "ctime": 1790503200, **row}
    return {"error": 0, "data": {"roll_data": [flash]}}


def test_a_flash_headed_in_brackets_gets_that_title() -> None:
    item = only(parse("cls", cls(content="【电池厂与韩企签约】财联社9月27日电，双方将合建工厂。年产能十万吨。")))
    assert item.title == "电池厂与韩企签约"
    assert item.summary == "双方将合建工厂。年产能十万吨。"
    assert item.url == "https://www.cls.cn/detail/2210001"
    assert item.published_at == datetime(2026, 9, 27, 10, tzinfo=UTC)
    assert item.language == "zh"


def test_a_flash_without_any_title_gets_its_first_sentence() -> None:
    assert only(parse("cls", cls(content="财联社9月27日电，双方将合建工厂。年产能十万吨。"))).title == "双方将合建工厂"


@pytest.mark.parametrize(
    "row", [{"type": 20015, "content": "x"}, {"id": 0, "content": "x"}, {"id": -5, "content": "x"}]
)
def test_advertisements_and_placeholders_are_no_flashes(row: dict[str, object]) -> None:
    assert parse("cls", cls(**row)).items == ()


def test_gdelt_names_the_publisher_by_its_domain() -> None:
    row = {
        "url": "https://www.paper.example/a",
        "title": "Cell maker , says paper : deal signed",
        "domain": "www.paper.example",
        "seendate": "20260927T100000Z",
    }
    item = only(parse("gdelt", {"articles": [row]}, zone="UTC"))
    assert (item.title, item.publisher) == ("Cell maker, says paper: deal signed", "paper.example")
    assert item.published_at == datetime(2026, 9, 27, 10, tzinfo=UTC)


def test_gdelts_control_characters_and_error_pages_are_survived() -> None:
    assert only(parse("gdelt", b'{"articles": [{"title": "two\nlines\x01", "url": "https://paper.example/a"}]}')).title
    assert "HTML" in parse("gdelt", b"<html>bad query</html>").problem


@pytest.mark.parametrize("kind", ["naver", "naver-old"])
def test_naver_items_belong_to_the_paper_and_not_to_the_portal(kind: str) -> None:
    row = {
        "title": "<b>배터리</b> 공급 &quot;계약&quot;",
        "originallink": "https://www.paper.example/view?idxno=7",
        "link": "https://n.news.naver.com/mnews/article/001/0000007",
        "description": "<b>배터리</b> 업체가 계약했다.",
        "pubDate": "Sun, 27 Sep 2026 19:00:00 +0900",
    }
    item = only(parse(kind, {"items": [row]}))
    assert (item.title, item.url) == ('배터리 공급 "계약"', "https://www.paper.example/view?idxno=7")
    assert item.publisher == "paper.example"


def dart(report: str) -> object:
    """An answer of OpenDART with one filing."""
    row = {"corp_name": "한빛셀", "report_nm": report, "rcept_no": "20260927000123", "rcept_dt": "20260927"}
    return {"status": "000", "message": "정상", "list": [row]}


def test_a_filing_is_titled_by_company_and_report() -> None:
    item = only(parse("opendart", dart("단일판매ㆍ공급계약체결              ")))
    assert item.title == "한빛셀 단일판매·공급계약체결"
    assert item.url == "https://dart.fss.or.kr/dsaf001/main.do?rcpNo=20260927000123"
    assert item.published_at == datetime(2026, 9, 26, 15, tzinfo=UTC)  # the day begins in Seoul


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("[기재정정]단일판매ㆍ공급계약체결   ", "단일판매·공급계약체결 (기재정정)"),
        ("단일판매・공급계약해지", "단일판매·공급계약해지"),
        ("[첨부추가]사업보고서 (2026.06)", "[첨부추가]사업보고서 (2026.06)"),
    ],
)
def test_corrections_and_cancellations_stay_kinds_of_their_own(name: str, plain: str) -> None:
    assert report_name(name) == plain


def test_no_filings_are_no_problem_and_a_used_up_key_is() -> None:
    nothing = parse("opendart", {"status": "013", "message": "조회된 데이타가 없습니다."})
    assert (nothing.entries, nothing.problem) == (0, "")
    assert parse("opendart", {"status": "020", "message": "요청 제한"}).problem == "OpenDART answers 020: 요청 제한"


@pytest.mark.parametrize("mark", ["[유]", "[코]", "[넥]", ""])
def test_kind_titles_lose_the_mark_of_the_market(mark: str) -> None:
    item = only(parse("kind", rss([item_xml(1, title=f"{mark}한빛셀 단일판매ㆍ공급계약체결")])))
    assert item.title == "한빛셀 단일판매·공급계약체결"


def test_a_thousand_rows_are_read() -> None:
    assert len(parse("kind", rss([item_xml(n) for n in range(1000)])).items) == 1000


def test_sec_filings_name_the_company() -> None:
    item = only(parse("sec", rss([item_xml(1, title="8-K  - Current report")]), title="Motor Works Inc."))
    assert item.title == "Motor Works Inc.: 8-K - Current report"


def test_every_adapter_is_a_kind_that_settings_may_name() -> None:
    assert set(ADAPTERS) <= set(KINDS)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["data", "roll_data", "items", "articles", "list", "status", "id", "title", "url"]), inner
        )
    ),
    max_leaves=12,
)


@settings(deadline=None, max_examples=100)
@given(st.sampled_from(sorted(ADAPTERS)), _JSON)
def test_no_answer_breaks_an_adapter(kind: str, answer: object) -> None:
    parse(kind, answer)
