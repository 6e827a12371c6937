"""Who acts, on which side, and in which role."""

from __future__ import annotations

import pytest

from monitor.model import UNNAMED, Side
from tests.reading.reading_cases import firms, main, roles


@pytest.mark.parametrize(
    ("title", "supplier", "buyer"),
    [
        ("Solus Advanced Materials to supply copper foil to CATL", "solus-advanced-materials", "catl"),
        ("CATL to buy copper foil from Solus Advanced Materials", "solus-advanced-materials", "catl"),  # reversed
        ("현대차, CATL 배터리 탑재", "catl", "hyundai-motor"),
        ("CATL, 현대차에 배터리 공급한다", "catl", "hyundai-motor"),
        ("SK On向容百科技采购正极材料 签署供货协议", "ronbay", "sk-on"),
    ],
)
def test_who_sells_and_who_buys_follows_the_chain_of_value(title: str, supplier: str, buyer: str) -> None:
    assert roles(main(title)) == {supplier: "supplier", buyer: "buyer"}


def test_between_equals_a_passive_turns_the_roles_round() -> None:
    assert roles(main("LG Energy Solution supplies battery cells to BYD"))["lg-energy-solution"] == "supplier"
    assert roles(main("LG Energy Solution sources battery cells from BYD"))["lg-energy-solution"] == "buyer"


def test_who_sues_is_the_plaintiff() -> None:
    found = roles(main("LG Energy Solution sues Sunwoda over electrode patents"))
    assert found == {"lg-energy-solution": "plaintiff", "sunwoda": "defendant"}


@pytest.mark.parametrize(
    ("title", "unnamed"),
    [
        ("CIS signs battery equipment supply contract with Chinese battery maker", Side.CN),
        ("씨아이에스, 中 배터리사와 200억 규모 장비 공급계약 체결", Side.CN),
        ("容百科技与韩国电池企业签署正极供货协议", Side.KR),
    ],
)
def test_a_firm_known_only_by_its_country_is_a_party(title: str, unnamed: Side) -> None:
    report = main(title)
    assert UNNAMED[unnamed] in firms(report)
    assert report.reportable


def test_a_country_mark_gives_way_to_the_name_below_it() -> None:
    report = main("씨아이에스, 中 배터리사와 장비 공급계약", "씨아이에스는 CALB와 장비 공급계약을 체결했다고 밝혔다.")
    assert firms(report) == {"cis-korea", "calb"}


@pytest.mark.parametrize(
    ("title", "left_out"),
    [
        ("현대차, LG엔솔 대신 CATL 배터리 탑재", "lg-energy-solution"),
        ("CATL sets up Korean subsidiary for customer Hyundai Motor", "hyundai-motor"),
        ("Unlike LG Energy Solution, SK On signs cathode supply contract with Ronbay", "lg-energy-solution"),
    ],
)
def test_who_is_replaced_compared_or_only_the_reason_does_not_act(title: str, left_out: str) -> None:
    assert left_out not in firms(main(title))


def test_of_an_owner_and_its_subsidiary_the_subsidiary_acts() -> None:
    assert firms(main("에코프로 자회사 에코프로비엠, 궈쉬안과 양극재 공급계약 체결")) == {"ecopro-bm", "gotion"}


def test_a_conjunction_makes_both_act() -> None:
    report = main("格林美与EcoPro及其下属公司EcoPro BM签署战略合作备忘录")
    assert {"gem", "ecopro", "ecopro-bm"} <= firms(report)


def test_a_model_stands_for_its_maker_when_no_firm_of_that_side_is_named() -> None:
    assert firms(main("PV5, CATL 배터리 탑재하고 출시")) == {"kia", "catl"}


def test_a_site_does_not_make_its_owner_act() -> None:
    report = main("", body="CATL plans to operate a large plant in Hungary. It will open by the end of the year.")
    assert "solus-advanced-materials" not in firms(report)


def test_a_joint_venture_of_both_sides_keeps_its_side() -> None:
    report = main("Beijing Hyundai to use CATL batteries in new SUV")
    assert {p.entity: p.side for p in report.parties} == {"beijing-hyundai": Side.JOINT, "catl": Side.CN}


def test_the_body_that_acts_for_a_government_is_a_party() -> None:
    assert "miit" in firms(main("中 정부, 삼성SDI 배터리 탑재 차량 보조금 목록서 제외"))


@pytest.mark.parametrize(
    ("title", "side"),
    [
        ("L&F scraps recycling joint venture with China's Mico", Side.CN),
        ("엘앤에프, 中 미코와 폐배터리 재활용 합작 검토", Side.CN),
        ("CATL signs electrolyte supply contract with Korea's Daeyang Chem", Side.KR),
    ],
)
def test_a_name_we_do_not_know_behind_its_country_is_a_party(title: str, side: Side) -> None:
    report = main(title)
    assert UNNAMED[side] in firms(report)
    assert report.reportable


@pytest.mark.parametrize(
    "title",
    [
        "Samsung SDI signs ESS supply contract as China's Xi visits Seoul",
        "LG Energy Solution signs supply contract with Tesla despite China's Battery Export Rules",
        "삼성SDI, 中 시장과 별개로 테슬라와 ESS 공급계약",
    ],
)
def test_a_country_before_another_word_is_no_party(title: str) -> None:
    assert UNNAMED[Side.CN] not in firms(main(title))


@pytest.mark.parametrize(
    "title",
    [
        "Toyota Tsusho takes 25% of the LG-HY BCM cathode venture from LG Chem and Huayou Cobalt",
        "LG Chem sells 24% stake in LG-HY BCM to Toyota Tsusho, Huayou Cobalt keeps its share",
        "LG화학과 화유코발트의 구미 양극재 합작사 LG-HY BCM 지분 25%를 토요타통상이 인수",
        "토요타통상, LG화학·화유코발트 합작 LG-HY BCM 지분 25% 인수",
        "丰田通商收购LG化学与华友钴业合资公司LG-HY BCM 25%股权",
    ],
)
def test_of_several_in_a_sale_of_shares_the_buyer_buys_and_the_venture_is_bought(title: str) -> None:
    assert roles(main(title)) == {
        "toyota-tsusho": "investor",
        "lg-hy-bcm": "target",
        "lg-chem": "actor",
        "huayou-cobalt": "actor",
    }


@pytest.mark.parametrize(
    ("title", "buyer", "target"),
    [
        ("Samsung SDI stake acquired by Gotion High-Tech", "gotion", "samsung-sdi"),
        ("格林美转让印尼镍项目股权给ECOPRO", "ecopro", "gem"),
        ("CATL acquires stake in POSCO Future M", "catl", "posco-future-m"),
    ],
)
def test_who_buys_follows_the_verb_not_the_order_of_names(title: str, buyer: str, target: str) -> None:
    assert roles(main(title)) == {buyer: "investor", target: "target"}


@pytest.mark.parametrize(
    ("title", "left_out"),
    [
        ("BYD launches the Seal in Korea: can it rival Hyundai and Kia?", {"hyundai-motor", "kia"}),
        ("SK On signs LFP cathode deal with Hunan Yuneng, ahead of rivals LG Chem and L&F", {"lg-chem", "landf"}),
    ],
)
def test_a_row_of_rivals_has_no_part_in_it(title: str, left_out: set[str]) -> None:
    assert not firms(main(title)) & left_out


def test_another_story_opened_by_plus_brings_no_party_into_the_first() -> None:
    report = main(
        "CATL signs supply contract with Hyundai Motor", "Plus, SK On and EVE Energy have parted ways in Huizhou."
    )
    assert firms(report) == {"catl", "hyundai-motor"}


def test_the_ministry_that_controls_exports_is_named_where_nobody_else_is() -> None:
    rule = "The commerce ministry said exporters need a licence for synthetic graphite from May."
    assert firms(main("China widens graphite curbs", rule)) == {"mofcom"}


def test_a_government_that_is_dealt_with_does_not_act() -> None:
    hope = "Managers hope for better relations with Beijing while American tariffs weigh on them."
    assert not main("Firms hope for a thaw between Seoul and its neighbour", hope).reportable
