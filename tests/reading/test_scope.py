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


@pytest.mark.parametrize(
    "title",
    [
        "What CATL's rise means for Korea's battery industry",
        "Can Korean battery makers survive China's LFP onslaught?",
        "LG Energy Solution, CATL in spotlight ahead of InterBattery",
        "Chinese EV makers gain on Hyundai, Kia in Europe",
        "배터리 3사, CATL·BYD에 밀려 유럽 점유율 30%대로",
        '"배터리 1위 탈환"…LG엔솔, CATL 제치고 북미 선두',
        "전고체 배터리 경쟁, 삼성SDI가 앞서고 CATL이 쫓는다",
        'CATL "2027년 전고체 소량 생산"…삼성SDI와 속도전',
        "현대차 아이오닉 vs BYD 씨라이언, 직접 타보니",
        "韩国电池三巨头为何打不过宁德时代？",
        "宁德时代与LG新能源谁更赚钱",
        "宁德时代、比亚迪市占率再创新高 韩系三强份额下滑",
        "코스피 상승 마감…LG엔솔·삼성SDI 강세",
        "현대차 노조, 임단협 결렬…파업 수순",
    ],
)
def test_rivalry_comparison_outlook_and_markets_are_no_developments(title: str) -> None:
    assert not read(title).reportable


def test_matters_of_staff_and_charity_are_not_battery_business() -> None:
    assert read("삼성SDI, 하반기 신입 채용 실시").scope is Scope.OUT
    assert read("宁德时代向高校捐赠股票").scope is Scope.OUT


def test_a_vague_word_is_enough_only_for_what_is_between_firms() -> None:
    assert read("포스코홀딩스, 中 룽바이와 양극재 사업 협력").reportable
    assert not read("삼성SDI, 中 BYD와 나란히 배터리 생산").reportable
