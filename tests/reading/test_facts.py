"""Events and stages by family of grammar, in three languages. Every sentence is our own."""

from __future__ import annotations

import pytest

from tests.reading.reading_cases import main, told

EVENTS = [
    # supply
    ("L&F clinches five-year cathode order from China's Gotion", "core supply-contract signed"),
    ("엘앤에프, 中 궈쉬안과 3조원 규모 양극재 공급계약", "core supply-contract signed"),
    ("当升科技与SK On签署1.7万吨正极材料供货协议", "core supply-contract signed"),
    # joint ventures and plants
    ("SK On and EVE Energy weigh joint cell factory in Hungary", "core joint-venture considering"),
    ("LG화학·화유코발트, 모로코에 LFP 양극재 합작공장 검토", "core joint-venture considering"),
    ("华友钴业拟与LG化学在摩洛哥合资建厂", "core joint-venture considering"),
    ("Ronbay breaks ground on second Korean cathode plant in Chungju", "core plant under-construction"),
    ("롱바이, 충주에 양극재 2공장 착공", "core plant under-construction"),
    ("容百科技韩国忠州二期正极工厂开工", "core plant under-construction"),
    # adoption
    ("KG Mobility's next pickup to use BYD blade batteries", "core battery-adoption confirmed"),
    ("현대차, 차기 아이오닉에 CATL 배터리 채택 검토", "core battery-adoption considering"),
    ("起亚EV5韩国版搭载宁德时代三元电池", "core battery-adoption confirmed"),
    # licences, papers, disputes
    ("Samsung SDI and Farasis to co-develop semi-solid cells", "core rnd-licence signed"),
    ("삼성SDI, 파라시스와 전고체 배터리 공동개발", "core rnd-licence signed"),
    ("三星SDI与孚能科技联合开发半固态电池", "core rnd-licence signed"),
    ("EcoPro BM signs MoU with Gotion on LFP cathode", "core mou mou"),
    ("에코프로비엠-궈쉬안, LFP 양극재 협력 맞손", "core mou mou"),
    ("国轩高科与EcoPro BM签署战略合作备忘录", "core mou mou"),
    ("LG Energy Solution sues Sunwoda over electrode patents in Germany", "core lawsuit confirmed"),
    ("LG에너지솔루션, 신왕다 상대 특허침해 소송 제기", "core lawsuit confirmed"),
    ("LG新能源起诉欣旺达专利侵权", "core lawsuit confirmed"),
    # entering a country, governments
    ("Gotion sets up Korean unit", "core branch confirmed"),
    ("贝特瑞设立韩国子公司", "core branch confirmed"),
    ("China tightens graphite exports, Korean battery makers on alert", "core export-control confirmed"),
    ("中 정부, LG엔솔 배터리 탑재 차량 보조금 목록서 제외", "core policy confirmed"),
    ("工信部新目录纳入搭载三星SDI电池车型", "core policy confirmed"),
]


@pytest.mark.parametrize(("title", "expected"), EVENTS, ids=[title for title, _ in EVENTS])
def test_the_event_and_its_stage_are_told_in_one_headline(title: str, expected: str) -> None:
    assert told(title) == expected


@pytest.mark.parametrize(
    "title",
    [
        "Hyundai Motor denies report of CALB battery order",
        "Hyundai Motor would not confirm CALB battery order",
        '현대차 "CALB 배터리 공급계약, 사실무근"',
        '에코프로비엠, CATL 양극재 공급설에 "확정된 바 없다"',
        "现代汽车否认与中创新航签订30GWh电池合同",
    ],
)
def test_a_denial_wins_over_the_claim_it_denies(title: str) -> None:
    report = main(title)
    assert (report.status, report.modality) == ("denied", "denial")
    assert report.reportable


@pytest.mark.parametrize(
    "title",
    [
        "LG Chem scraps cathode joint venture with Huayou",
        "Enchem terminates electrolyte supply contract with CATL",
        "엔켐, CATL 전해액 공급계약 해지",
        "화유코발트, 새만금 전구체 투자 철회",
        "中伟股份终止与浦项控股的镍合资项目",
    ],
)
def test_what_is_called_off_is_cancelled_and_news(title: str) -> None:
    report = main(title)
    assert report.status == "cancelled"
    assert report.reportable


@pytest.mark.parametrize(
    ("title", "status"),
    [
        ("SK On set to sign cathode supply contract with Ronbay", "considering"),
        ("SK On signs cathode supply contract with Ronbay", "signed"),
        ("SK온, 롱바이와 양극재 공급계약 체결 앞둬", "in-talks"),
        ("SK온, 롱바이와 양극재 공급계약 체결", "signed"),
        ("SK On即将与容百科技签署正极供货协议", "in-talks"),
        ("SK On与容百科技签署正极供货协议", "signed"),
    ],
)
def test_a_signature_still_to_come_is_not_a_signature(title: str, status: str) -> None:
    report = main(title)
    assert report.event == "supply-contract"
    assert report.status in (status, "considering") if status == "in-talks" else report.status == status


@pytest.mark.parametrize(
    ("title", "status"),
    [
        ("Ronbay plans to begin mass production at Korean cathode plant next year", "considering"),
        ("Ronbay opens Korean cathode plant", "in-production"),
        ("롱바이 충주 양극재 공장, 내년 가동 예정", "considering"),
        ("롱바이 충주 양극재 공장 준공", "in-production"),
        ("容百科技韩国正极工厂计划明年投产", "considering"),
        ("容百科技韩国正极工厂正式投产", "in-production"),
    ],
)
def test_production_still_to_come_is_a_plan(title: str, status: str) -> None:
    assert main(title).status == status


@pytest.mark.parametrize(
    "title",
    [
        "Kia reportedly to buy more CATL cells for small cars",
        "기아, CATL 배터리 공급 확대할 것으로 알려졌다",
        "据传起亚将向宁德时代采购更多电池",
    ],
)
def test_hearsay_is_marked_as_hearsay(title: str) -> None:
    assert main(title).modality == "hearsay"


def test_a_memorandum_is_what_was_signed_when_both_words_stand_there() -> None:
    assert told("SK On signs memorandum of understanding with Gotion on LFP cells") == "core mou mou"


def test_the_text_below_hardens_a_soft_title() -> None:
    report = main(
        "SK On plans LFP cell venture with EVE Energy",
        "SK On said on Monday it had signed a joint venture agreement with EVE Energy.",
    )
    assert (report.event, report.status) == ("joint-venture", "signed")


def test_a_soft_word_about_something_else_below_does_not_soften_the_title() -> None:
    report = main("SK온, 롱바이와 양극재 공급계약 체결", "회사는 내년 신규 공장 건설도 검토 중이다.")
    assert report.status == "signed"


def test_an_aim_is_not_what_happened() -> None:
    report = main("宁德时代在韩国设立分公司,为向现代汽车供应电池提供支持")
    assert report.event == "branch"


def test_whose_joint_venture_it_is_does_not_make_a_joint_venture() -> None:
    assert main("Beijing Hyundai, Hyundai Motor's joint venture, opts for CATL batteries").event == "battery-adoption"


def test_a_plant_built_by_a_joint_venture_is_a_plant() -> None:
    assert told("포스코퓨처엠·CNGR 합작사, 포항 전구체 공장 준공") == "core plant in-production"


@pytest.mark.parametrize(
    "title",
    [
        "No contract has been signed between SK On and Ronbay on cathode supply",
        "Nothing has been signed on cathode supply between SK On and Ronbay",
        "SK On, Ronbay cathode supply agreement not signed yet",
        "SK On与容百科技尚未签署正极供货协议",
    ],
)
def test_what_is_not_signed_is_not_signed(title: str) -> None:
    assert main(title).status not in ("signed", "confirmed", "in-production")


def test_a_negation_does_not_reach_over_a_conjunction() -> None:
    title = "SK On did not name a price but signed cathode supply contract with Ronbay"
    assert main(title).status == "signed"


@pytest.mark.parametrize(
    "title",
    [
        "L&F and Gotion halve cathode order",
        "엘앤에프-궈쉬안 양극재 공급계약 규모 반토막",
        "L&F与国轩高科缩减正极供货合同",
    ],
)
def test_a_contract_made_smaller_is_revised(title: str) -> None:
    assert main(title).status == "revised"


@pytest.mark.parametrize(
    "title",
    [
        "Will Kia adopt CATL batteries in its next small car?",
        "기아, 차기 소형차에 CATL 배터리 탑재하나",
        "起亚下一代小型车会搭载宁德时代电池吗？",
    ],
)
def test_a_title_that_only_asks_is_a_rumour(title: str) -> None:
    report = main(title)
    assert (report.event, report.status, report.modality) == ("battery-adoption", "rumoured", "question")


def test_a_title_that_asks_why_takes_the_fact_for_granted() -> None:
    assert main("기아가 CATL 배터리 탑재한 이유는?").status != "rumoured"


@pytest.mark.parametrize(
    ("title", "event"),
    [
        ("CATL unveils sodium-ion battery", "technology"),
        ("CATL, 신형 나트륨이온 배터리 공개", "technology"),
        ("BYD unveils electric SUV in Korea", "launch"),
        ("BYD, 국내 전기차 신차 출시", "launch"),
    ],
)
def test_a_battery_shown_is_technology_and_a_car_shown_is_a_launch(title: str, event: str) -> None:
    assert main(title).event == event
