"""Whose words an item holds."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.config.publishers import Publishers, load_publishers
from monitor.model import Item
from monitor.reading.origin import Origin, OriginFinder

CONFIG = Path(__file__).parents[2] / "config"
OWN = "A maker of cells said on Monday that it had begun to build a line."


@cache
def finder() -> OriginFinder:
    return OriginFinder(load_publishers(CONFIG))


def item(publisher: str = "Some Daily", url: str = "https://some-daily.example/1", **texts: str) -> Item:
    seen = datetime(2026, 3, 1, tzinfo=UTC)
    return Item(id="1", feed="f", seen_at=seen, publisher=publisher, url=url, **{"title": "Cells", **texts})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("publisher", "url", "family"),
    [
        ("Yonhap News Agency", "https://en.yna.co.kr/view/1", "yonhap"),
        ("연합뉴스", "https://www.yna.co.kr/view/1", "yonhap"),
        ("韩联社", "https://cn.yna.co.kr/view/1", "yonhap"),
        ("THE ELEC (English)", "https://www.thelec.net/1", "thelec"),
        ("디일렉", "https://www.thelec.kr/1", "thelec"),
        ("Naver", "https://n.news.naver.com/mnews/article/009/0001", "maeil"),  # the portal's copy
        ("naver.com", "https://n.news.naver.com/article/001/0001", "yonhap"),
        ("mk.co.kr", "", "maeil"),  # services that know only the host
        ("조선비즈", "https://biz.chosun.com/1", "chosunbiz"),  # another newsroom under the roof of one group
        ("Reuters", "https://finance.example/1", "reuters"),  # hosted elsewhere
        ("Unheard Of", "https://unheard.example/1", ""),
        ("", "no address", ""),
    ],
)
def test_a_newsroom_is_known_by_its_name_its_host_or_its_number_at_a_portal(
    publisher: str, url: str, family: str
) -> None:
    assert finder().of(item(publisher, url)).family == family


@pytest.mark.parametrize(
    ("text", "wire"),
    [
        ("SEOUL, March 2 (Yonhap) -- A maker signed a contract.", "yonhap"),
        ("BEIJING, March 2 (Xinhua) -- A maker opened a plant.", "xinhua"),
        ("March 2 (Reuters) - A maker said it would build a plant.", "reuters"),
        ("(서울=연합뉴스) 홍길동 기자 = 한 업체가 계약을 맺었다.", "yonhap"),
        ("(베이징 교도=연합뉴스) 한 업체가 계약을 맺었다.", "yonhap"),
        ("[서울=뉴시스] 홍길동 기자 = 한 업체가 계약을 맺었다.", "newsis"),
        ("[닝더=신화/뉴시스] 공장 전경이다.", "newsis"),
        ("财联社3月2日电，某公司签署合同。", "cls"),
        ("【财联社3月2日讯】某公司签署合同。", "cls"),
        ("新华社北京3月2日电 某公司签署合同。", "xinhua"),
        ("据路透社报道，某公司正在洽谈。", "reuters"),
        ("据 韩联社 消息，某公司正在洽谈。", "yonhap"),
        ("블룸버그통신은 2일 한 업체가 협의 중이라고 보도했다.", "bloomberg"),
        ("로이터에 따르면 한 업체가 협의 중이다.", "reuters"),
        ("A maker is in talks, Bloomberg reported on Monday.", "bloomberg"),
        ("A maker is in talks, according to Reuters.", "reuters"),
    ],
)
def test_a_copy_of_a_wire_says_so(text: str, wire: str) -> None:
    assert finder().of(item(summary=text)) == Origin(family="", wire=wire)
    assert finder().of(item(summary="", body=text + " " + OWN * 10)).wire == wire


def test_the_mark_may_stand_at_the_end_or_on_the_title() -> None:
    footer = OWN * 10 + "\n<저작권자(c) 연합뉴스, 무단 전재-재배포 금지>"
    assert finder().of(item(body=footer)).wire == "yonhap"
    assert finder().of(item(body=OWN * 10 + " Reporting by A. Writer; Editing by B. Reader")).wire == "reuters"
    assert finder().of(item(title="A maker to build a plant in Hungary - Reuters")).wire == "reuters"
    assert finder().of(item(title="某公司将在匈牙利建厂——路透社")).wire == "reuters"


def test_a_wire_is_no_copy_of_itself() -> None:
    own = item("연합뉴스", "https://www.yna.co.kr/1", summary="(서울=연합뉴스) 홍길동 기자 = 한 업체가 계약을 맺었다.")
    assert finder().of(own) == Origin(family="yonhap", wire="")


@pytest.mark.parametrize(
    "text",
    [
        OWN,
        "유럽연합에 따르면 관세가 오른다.",  # the European Union
        "The unit's maps show the site.",  # ap
        "공장 전경 (사진=연합뉴스)",  # a photograph is no text
        OWN * 10 + " Reuters was founded long ago. " + OWN * 10,  # a name in passing
        "A Bloomberg terminal stood in the room. " + OWN,
        "据悉，某公司签署合同。",
    ],
)
def test_a_name_in_passing_makes_no_copy(text: str) -> None:
    assert finder().of(item(summary=text)).wire == ""


def test_without_a_list_everyone_speaks_for_themselves() -> None:
    assert OriginFinder(Publishers()).of(item("Reuters", summary="(Reuters) - A maker.")) == Origin()


@given(st.text(), st.text(), st.text())
def test_any_text_has_an_origin_of_the_list_or_none(publisher: str, title: str, text: str) -> None:
    found = finder().of(item(publisher, text, title=title, summary=text, body=f"(\ue0ff) - {text}"))
    assert {found.family, found.wire} - {""} <= set(load_publishers(CONFIG).newsrooms)
