"""What belongs to the Korea–China battery business, and what is a development."""

from __future__ import annotations

import pytest

from monitor.model import Scope
from tests.reading.reading_cases import main, read

CORE = [
    "포스코퓨처엠, CALB에 천연흑연 음극재 공급한다",
    "Chinese firm to build cathode plant in Saemangeum, South Korea, with EcoPro BM",
    "Kia to fit Chinese-made batteries supplied by CATL",
    "容百科技韩国忠州二期正极工厂开工",
]
ADJACENT = [
    "Samsung SDI signs ESS supply contract with Tesla",  # one side
    "亿纬锂能匈牙利工厂投产",  # one side
    "KGM, 체리차와 SUV 공동 개발 협약",  # both sides, no batteries
    "BYD launches hatchback in South Korea",  # cars across the border
]
OUT = [
    "Hyundai Motor opens museum in Ulsan",
    "LG전자, 신형 세탁기 출시",
    "特斯拉下调美国售价",
    "Samsung unveils new memory chip",
]


@pytest.mark.parametrize("title", CORE)
def test_batteries_and_both_sides_are_core(title: str) -> None:
    reading = read(title)
    assert (reading.scope, reading.reportable) == (Scope.CORE, True)


@pytest.mark.parametrize("title", ADJACENT)
def test_half_of_that_is_adjacent(title: str) -> None:
    assert read(title).scope is Scope.ADJACENT


@pytest.mark.parametrize("title", OUT)
def test_everything_else_is_out_and_not_reported(title: str) -> None:
    reading = read(title)
    assert (reading.scope, reading.reportable) == (Scope.OUT, False)
    assert reading.dropped


@pytest.mark.parametrize(
    ("title", "reason"),
    [
        ("LG엔솔 목표주가 상향…CATL 강세에 동반 급등", "share-price"),
        ("LG Energy Solution shares jump as CATL surges", "share-price"),
        ("宁德时代涨超3% LG新能源股价大跌", "share-price"),
        ("[칼럼] 삼성SDI와 CATL 합작이 남긴 숙제", "opinion"),
        ("专访:LG新能源与宁德时代合资的未来", "opinion"),
        ("CATL, BYD extend market share over LG Energy Solution", "no-event"),
        ("What to expect from CATL and Samsung SDI this week", "no-event"),
    ],
)
def test_what_is_no_development_is_dropped_by_its_reason(title: str, reason: str) -> None:
    reading = read(title)
    assert not reading.reportable
    assert reading.dropped == reason


def test_an_item_that_names_nobody_says_so() -> None:
    reading = read("Local school wins robotics prize")
    assert (reading.dropped, reading.reports, reading.scope) == ("no-company", (), Scope.OUT)


def test_a_signed_deal_is_news_even_where_the_title_speaks_of_shares() -> None:
    assert main("Solus shares jump after it signs copper foil supply contract with CATL").reportable


def test_non_chinese_is_no_chinese_party() -> None:
    assert main("엘앤에프, 비중국 LFP 양극재 양산").scope is Scope.ADJACENT


def test_both_sides_named_only_in_general_are_no_deal() -> None:
    assert main("국내 배터리 업체들, 중국 전기차 시장 공략 위해 공장 증설").scope is not Scope.CORE


def test_a_measure_of_another_government_is_not_ours() -> None:
    assert main("EU 배터리 규제 강화에 LG엔솔·CATL 비상").scope is not Scope.CORE


def test_every_reading_gives_its_reasons() -> None:
    for title in (*CORE, *ADJACENT):
        assert all(report.reasons for report in read(title).reports)
