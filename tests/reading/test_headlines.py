"""Headlines by what makes them hard: the class each stands for, and what it tells."""

from __future__ import annotations

import pytest

from monitor.model import UNNAMED, Scope, Side
from tests.reading.reading_cases import firms, main, read, told

CN, KR = UNNAMED[Side.CN], UNNAMED[Side.KR]


@pytest.mark.parametrize(
    ("title", "parties"),
    [
        ("Samsung SDI in talks to buy separators from Chinese scooter parts maker", {"samsung-sdi", CN}),
        ("SungEel HiTech signs MoU with Chinese recycler", {"sungeel-hitech", CN}),
        ("Semcorp to supply separators to Korean power tool cell producer", {"semcorp", KR}),
        ("엔켐, 중국 고체전해질 업체와 합작법인 설립 계약", {"enchem", CN}),
        ("亿纬锂能与韩国电动工具企业签署供货协议", {"eve-energy", KR}),
        ("传韩国铜箔厂商将获大陆电池巨头订单", {KR, CN}),
        ("陆企携韩厂 联合开发固态电池材料", {CN, KR}),
    ],
)
def test_a_firm_told_by_country_and_trade_is_a_party(title: str, parties: set[str]) -> None:
    report = main(title)
    assert (report.scope, report.reportable) == (Scope.CORE, True)
    assert firms(report) == parties


def test_a_local_partner_is_of_the_country_that_is_spoken_of() -> None:
    assert firms(main("L&F sells China cathode arm to local partner")) == {"l-and-f", CN}
    assert firms(main("엘앤에프, 중국 양극재 법인 현지 업체에 매각")) == {"l-and-f", CN}


def test_everybody_but_china_is_no_chinese_firm() -> None:
    assert main("SK온, 비중국 흑연 업체와 공급계약").scope is Scope.ADJACENT
    assert main("SK On signs graphite deal with non-Chinese suppliers").scope is Scope.ADJACENT


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        # what starts with a word of rumour is hearsay as a whole
        ("传三星SDI与贝特瑞签署负极供货协议", "core supply-contract rumoured"),
        ("SK On rumoured to win cathode order from Geely battery arm", "core supply-contract rumoured"),
        # the same letter in other words is no rumour and no denial
        ("传祺搭载LG新能源电池", "adjacent battery-adoption confirmed"),
        ("浦项未来材料与贝特瑞签署石墨供货协议", "core supply-contract signed"),
        # a clause that ends with a word for talks tells how far it has come
        ("삼성SDI-CALB, 각형 배터리 공급 협의", "core supply-contract in-talks"),
        # construction next year is the next step of a venture, not its doubt
        ("엘앤에프, 中 이스프링과 전구체 합작…내년 착공", "core joint-venture signed"),
        # who is picked in the title and signs below it has signed
        ("LG Energy Solution taps Dynanonic for LFP cathode supply", "core supply-contract nominated"),
        # an answer without an answer
        ("中创新航回应起亚订单传闻：不予置评", "core supply-contract denied"),
        ('LG엔솔 "니오 배터리 공급설, 사실 아냐"', "core supply-contract denied"),
    ],
)
def test_the_stage_is_what_the_headline_says_of_itself(title: str, expected: str) -> None:
    assert told(title) == expected


def test_who_is_picked_in_the_title_and_signs_below_has_signed() -> None:
    below = "LG Energy Solution has signed a supply agreement with the Chinese company."
    assert told("LG Energy Solution taps Dynanonic for LFP cathode supply", below) == "core supply-contract signed"


@pytest.mark.parametrize(
    ("title", "event"),
    [
        ("EcoPro BM picked by CATL as cathode supplier", "supply-contract"),  # materials are supplied, not fitted
        ("Kia EV4 launched with CALB cells", "battery-adoption"),
        ("KG모빌리티·체리, 무쏘 후속 공동개발", "vehicle-codev"),  # cars, no batteries
        ("삼성SDI, CALB와 배터리 위탁생산 계약", "supply-contract"),  # batteries, no cars
        ("Toyota Tsusho buys 10% of EcoPro-GEM precursor venture", "investment"),  # shares of what was founded before
        ("롯데에너지머티, 中 눠더 합작법인 지분 30% 인수", "investment"),
        ("POSCO Future M, Easpring tie up to develop LMR cathodes", "rnd-licence"),
        ("Kumyang cancels sale of unit to Gotion", "m-and-a"),
        ("华友钴业携手L&F在韩国建前驱体工厂", "joint-venture"),
        ("SK On terminates equipment contract with Wuxi Lead", "supply-change"),
    ],
)
def test_the_event_follows_what_it_is_about(title: str, event: str) -> None:
    assert main(title).event == event


@pytest.mark.parametrize(
    "title",
    [
        "Prosecutors charge ex-SK On engineer with leaking electrode secrets to Chinese firm",
        "삼성SDI 전고체 기술 중국에 빼돌린 연구원 기소",
        "前LG新能源工程师向中国企业泄露电池技术被捕",
    ],
)
def test_technology_carried_across_the_border_is_a_dispute_of_both_sides(title: str) -> None:
    assert told(title) == "core lawsuit confirmed"


@pytest.mark.parametrize(
    ("title", "event"),
    [
        ("BYD poaches Korean battery engineers with double pay", "branch"),
        ("CATL, 국내 배터리 인력 스카우트 나서", "branch"),
        ("Korea slaps anti-dumping duties on Chinese copper foil", "policy"),
        ("South Korea mulls local content rule for grid batteries to curb Chinese cells", "policy"),
        ("中, LFP 기술 수출통제…국내 배터리 업계 촉각", "export-control"),
        ("韩国拟提高中国产储能电池关税", "policy"),
        ("China approves graphite exports; Korean anode makers relieved", "export-control"),
    ],
)
def test_a_government_or_a_headhunter_relates_both_sides(title: str, event: str) -> None:
    report = main(title)
    assert (report.scope, report.reportable, report.event) == (Scope.CORE, True, event)


@pytest.mark.parametrize(
    "title",
    [
        "SNE：一季度装车量，比亚迪与三星SDI市占率齐升",
        "韩媒：宁德时代、LG新能源上半年装车量榜单出炉",
        "LG엔솔·CATL 2분기 사용량 비교…격차 더 벌어져",
        "다음주 삼성SDI·CATL 실적 발표…관전 포인트는",
    ],
)
def test_lists_of_the_market_and_previews_tell_nothing_though_their_words_contain_an_event(title: str) -> None:
    assert not read(title).reportable


def test_colour_behind_the_news_does_not_drown_it() -> None:
    assert told("고션, 부산에 한국법인 설립…현대차·기아 정조준") == "core branch confirmed"


def test_the_reason_of_a_recall_is_a_party() -> None:
    assert firms(main("Hyundai Motor recalls Kona over CATL cell fault")) == {"hyundai-motor", "catl"}


def test_a_unit_that_sells_to_another_is_not_owned_by_it() -> None:
    assert firms(main("天赐材料：子公司拟向LG新能源供应电解液")) == {"tinci", "lg-energy-solution"}
    assert firms(main("贝特瑞印尼子公司获三星SDI负极订单")) == {"btr", "samsung-sdi"}


@pytest.mark.parametrize(
    ("title", "event"),
    [
        ("Solus copper foil heads to CATL", "supply-contract"),  # goods go down the chain of value
        ("기아 PV7, CALB와 LFP 배터리로 간다", "battery-adoption"),  # cells for a car
        ("当升科技、三星SDI正极新动向", ""),  # nothing joins them
    ],
)
def test_a_title_that_joins_firms_down_the_chain_implies_what_is_between_them(title: str, event: str) -> None:
    assert main(title).event == event


@pytest.mark.parametrize(
    "title",
    [
        "LG Energy Solution regains second place from BYD in battery league",  # equals are rivals
        "Why Hyundai learns from CATL's battery swap",
        "에코프로비엠, CATL에 1위 내준 배터리 업계서 배운다",
        "现代汽车向宁德时代学习电池成本控制",
        "Samsung SDI 'ahead' of Easpring in cathode race, says executive",
    ],
)
def test_firms_that_are_only_compared_imply_nothing(title: str) -> None:
    assert not read(title).reportable


def test_a_firm_in_the_other_country_is_adjacent_only_with_cars_or_an_event() -> None:
    assert read("BYD launches Dolphin in South Korea").scope is Scope.ADJACENT
    assert read("LG Chem bonds upgraded on China petrochemical demand").scope is Scope.OUT
    assert read("포스코, 중국 철강 감산에 숨통").scope is Scope.OUT


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("SK On takes Farasis to court over pouch sealing patents", "core lawsuit confirmed"),
        ("엘앤에프, 中 전구체 합작법인서 철수", "core dissolution cancelled"),  # a venture in the other country is left
        ("消息称LG新能源接近拿下小鹏圆柱电池订单", "core supply-contract in-talks"),
        ("诺德股份与SKC在马来西亚合资建铜箔厂", "core joint-venture signed"),  # 股份 is a part of the name
    ],
)
def test_courts_ventures_abroad_and_what_is_near_are_read(title: str, expected: str) -> None:
    assert told(title) == expected
