"""Whole items: several reports, running text, quantities, bad input."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.model import Report, Scope
from tests.reading.reading_cases import firms, item, main, read, reader

ARTICLE = """Samsung SDI has signed a contract to buy LFP cathode from China's Hunan Yuneng. Under the deal the \
company will take 30,000 tons over three years. Until now, Samsung SDI has bought cathode only from EcoPro BM.

EVE Energy and SK On are in talks to build a joint cell factory in Hungary. The two companies have not chosen a site.

CATL, which opened a Seoul office in May, is expected to seek orders from Hyundai Motor.

Analysts say that demand may recover next year."""


def reports(body: str) -> dict[frozenset[str], Report]:
    """The reported news of a body, by who acts."""
    return {frozenset(firms(r)): r for r in read("", body=body).reports if r.reportable}


def test_an_article_gives_one_report_for_each_piece_of_news() -> None:
    found = reports(ARTICLE)
    assert set(found) == {
        frozenset({"samsung-sdi", "hunan-yuneng"}),
        frozenset({"eve-energy", "sk-on"}),
        frozenset({"catl"}),
    }


def test_each_report_has_its_own_stage_and_quantities() -> None:
    found = reports(ARTICLE)
    deal = found[frozenset({"samsung-sdi", "hunan-yuneng"})]
    talks = found[frozenset({"eve-energy", "sk-on"})]
    assert (deal.event, deal.status) == ("supply-contract", "signed")
    assert [(a.value, a.unit) for a in deal.amounts] == [(30_000, "t")]
    assert (talks.event, talks.status, talks.amounts) == ("joint-venture", "in-talks", ())


def test_spans_of_evidence_and_amounts_point_into_the_original_text() -> None:
    deal = reports(ARTICLE)[frozenset({"samsung-sdi", "hunan-yuneng"})]
    assert [ARTICLE[a.span.start : a.span.end] for a in deal.amounts] == [a.surface for a in deal.amounts]
    assert ARTICLE[deal.evidence[0].start : deal.evidence[0].end] == deal.sentence


def test_a_relative_clause_tells_news_of_its_own_and_an_outlook_tells_none() -> None:
    branch = reports(ARTICLE)[frozenset({"catl"})]
    assert (branch.event, branch.scope) == ("branch", Scope.CORE)
    assert not any("hyundai-motor" in who for who in reports(ARTICLE))


def test_the_past_is_no_news() -> None:
    assert not any("ecopro-bm" in who for who in reports(ARTICLE))
    assert reports("Kia has supplied itself with CATL cells since 2022. Previously it signed a deal with SK On.") == {}


def test_the_company_of_the_next_sentence_is_the_one_before() -> None:
    body = (
        "Solus Advanced Materials runs two foil plants in Hungary. "
        "The company signed a copper foil supply contract with CATL on Monday."
    )
    assert frozenset({"solus-advanced-materials", "catl"}) in reports(body)


def test_headlines_glued_to_the_end_of_an_article_add_nothing() -> None:
    tail = "\nGold rallies as dollar slips\nChipmaker plans Hong Kong IPO worth $2 billion\nOil falls 3%"
    assert set(reports(ARTICLE + tail)) == set(reports(ARTICLE))


@pytest.mark.parametrize(
    ("title", "parties"),
    [
        ("晚报｜某手机厂商发布新机；LG新能源与容百科技签署供货协议；油价下跌", {"lg-energy-solution", "ronbay"}),
        ("海外日报：特斯拉降价，三星SDI与恩捷股份签订隔膜采购合同，苹果发布会定档", {"samsung-sdi", "semcorp"}),
    ],
)
def test_a_round_up_title_is_read_part_by_part(title: str, parties: set[str]) -> None:
    report = main(title)
    assert firms(report) == parties
    assert report.reportable


def test_two_deals_in_one_round_up_are_two_reports() -> None:
    reading = read("早报｜LG新能源与容百科技签署正极供货协议；三星SDI与恩捷股份签订隔膜采购合同")
    assert [firms(r) for r in reading.reports if r.reportable] == [
        {"lg-energy-solution", "ronbay"},
        {"samsung-sdi", "semcorp"},
    ]


def test_quantities_of_the_deal_are_kept_apart_from_those_around_it() -> None:
    report = main(
        "L&F signs 2 trillion won cathode supply contract with Gotion",
        "L&F shares rose 4%. Last year it sold 50,000 tons to SK On.",
    )
    assert [(a.value, a.unit) for a in report.amounts] == [(2e12, "KRW")]


def test_quantities_of_another_firm_are_not_those_of_the_deal() -> None:
    title = "Samsung SDI considers 46-series battery line"
    summary = "Samsung SDI is considering the line for Tesla. LG Energy Solution announced a $300 million line."
    assert main(title, summary).amounts == ()
    plant = "Solus signs copper foil supply contract with CATL in Hungary, where CATL is building a 90 GWh plant"
    assert main(plant).amounts == ()


def test_the_share_bought_is_a_fact_of_an_investment_and_a_share_of_the_market_is_not() -> None:
    assert [a.value for a in main("CNGR buys 20% stake in EcoPro Materials").amounts] == [20]
    assert main("LG엔솔, 점유율 12%…롱바이와 양극재 공급계약 체결").amounts == ()


def test_the_body_gives_the_quantities_that_title_and_lead_leave_out() -> None:
    body = "The deal was signed in Seoul. L&F signed the supply contract with Gotion for 2 trillion won of cathode."
    report = main("L&F signs cathode supply contract with Gotion", "The deal is the first of its kind.", body)
    assert [(a.value, a.unit) for a in report.amounts] == [(2e12, "KRW")]


def test_a_summary_that_retells_its_title_adds_no_report() -> None:
    reading = read(
        "LG화학, 화유코발트와 합작법인 설립",
        "LG화학은 화유코발트와 전구체 합작공장을 착공한다고 밝혔다. LG화학은 화유코발트에 소재를 공급한다.",
    )
    assert len(reading.reports) == 1


@pytest.mark.parametrize(
    ("title", "places"),
    [
        ("China's Chery picks LG Energy Solution as battery supplier", set()),
        ("LG Energy Solution to build battery plant with Geely in China", {"china"}),
        ("SK온, 중국 CATL과 배터리 공급계약 체결", set()),
        ("SK온, 중국에서 CATL과 배터리 합작공장 착공", {"china"}),
        ("韩国SK On与宁德时代签署电池供货协议", set()),
        ("宁德时代与SK On在韩国建设电池工厂", {"south-korea"}),
    ],
)
def test_the_nationality_of_a_firm_is_no_place(title: str, places: set[str]) -> None:
    assert set(main(title).places) & {"china", "south-korea"} == places


def test_products_and_periods_are_read() -> None:
    report = main("엘앤에프, 2028년까지 궈쉬안에 LFP 양극재 공급계약")
    assert {"chem-lfp", "cathode"} <= set(report.products)
    assert "2028" in " ".join(report.periods)


def test_the_main_report_is_the_decision_of_the_item() -> None:
    reading = read("SK온, 롱바이와 양극재 공급계약 체결")
    assert (reading.scope, reading.reportable, reading.dropped) == (Scope.CORE, True, "")
    assert reading.entities == ("ronbay", "sk-on")


@pytest.mark.parametrize(
    "text", ["", " ", "\n\n", "…", "[단독]", "；；｜", "?" * 500, "\ud800", "中" * 50, "SK온" * 200]
)
def test_any_text_can_be_read(text: str) -> None:
    assert read(text, text, text).item == "i"


def test_a_very_long_body_is_read_as_far_as_it_is_an_article() -> None:
    reading = reader().read(item("", body=ARTICLE + "\nFiller about nothing at all." * 80_000))
    assert reading.reportable


FIRMS_KR = ("SK온", "LG에너지솔루션", "삼성SDI")
FIRMS_CN = ("CATL", "CALB", "파라시스")
DEALS = (
    "{kr}, {cn}와 배터리 셀 합작공장 설립 검토",
    "{kr}, {cn} 상대 특허침해 소송 제기",
    "{kr}-{cn}, 전고체 배터리 공동개발 협약 체결",
    "{kr}, {cn}와 ESS 배터리 공급계약 해지",
)


@given(st.sampled_from(DEALS), st.sampled_from(FIRMS_KR), st.sampled_from(FIRMS_CN))
@settings(deadline=None, max_examples=40)
def test_swapping_a_firm_for_another_of_its_kind_changes_nothing_but_the_parties(deal: str, kr: str, cn: str) -> None:
    report, usual = main(deal.format(kr=kr, cn=cn)), main(deal.format(kr=FIRMS_KR[0], cn=FIRMS_CN[0]))
    assert (report.event, report.status, report.scope) == (usual.event, usual.status, usual.scope)
    assert len(firms(report)) == 2


ASIDES = (
    "한편 회사는 지난해 매출이 늘었다고 밝힌 바 있다.",
    "The weather in Seoul was mild on Monday.",
    "업계에서는 하반기 전기차 수요 회복을 기대한다.",
    "此前,公司曾发布年度报告。",
    "Oil prices fell for a third day.",
)
NEWS = (
    "SK온, 롱바이와 양극재 공급계약 체결",
    "Samsung SDI signs separator supply contract with Semcorp",
    "LG新能源起诉欣旺达专利侵权",
    "KG Mobility denies report of BYD battery plant",
)


@given(st.sampled_from(NEWS), st.lists(st.sampled_from(ASIDES), max_size=3))
@settings(deadline=None, max_examples=40)
def test_sentences_about_something_else_do_not_change_the_main_report(news: str, asides: list[str]) -> None:
    alone, among = main(news), main(news, " ".join(asides))
    assert (among.event, among.status, among.scope) == (alone.event, alone.status, alone.scope)
    assert (among.parties, among.amounts) == (alone.parties, alone.amounts)


@given(st.text(max_size=120), st.text(max_size=200))
@settings(deadline=None, max_examples=60)
def test_reading_never_raises(title: str, summary: str) -> None:
    reading = read(title, summary, f"SK온 {summary} CATL {title}")
    assert reading.reportable == any(r.reportable for r in reading.reports)
    assert bool(reading.dropped) != reading.reportable


def test_a_text_too_long_to_be_read_whole_says_what_was_not_read() -> None:
    told = item("LG Energy Solution signs battery supply contract with Chery")
    short, long = (reader().read(replace(told, body="The weather is mild. " * n)) for n in (10, 4000))
    assert not [reason for reason in short.reasons if "were read" in reason]
    assert [reason for reason in long.reasons if "were read" in reason] == [
        "only the first 60,000 of 84,000 characters of the body were read"
    ]


@pytest.mark.parametrize(
    ("title", "pairs"),
    [
        # two lists joined place by place
        (
            "Samsung SDI and SK On sign separator contracts with Senior Technology and Semcorp, respectively",
            [{"samsung-sdi", "senior-technology"}, {"sk-on", "semcorp"}],
        ),
        # one firm with each of two
        (
            "LG엔솔, 中 톈치리튬·야화와 각각 수산화리튬 공급계약",
            [{"lg-energy-solution", "tianqi"}, {"lg-energy-solution", "yahua"}],
        ),
        ("赣锋锂业分别与三星SDI、SK On签订氢氧化锂长单", [{"ganfeng", "samsung-sdi"}, {"ganfeng", "sk-on"}]),
        (
            "KG Mobility in separate talks with CATL and BYD on battery supply",
            [{"kg-mobility", "catl"}, {"kg-mobility", "byd"}],
        ),
        # one name of the second list is not known to us
        ("Samsung SDI and SK On sign deals with Acme and Semcorp, respectively", [{"samsung-sdi", "sk-on", "semcorp"}]),
        # nothing says that they are apart
        ("KG Mobility in talks with CATL and BYD on battery supply", [{"kg-mobility", "catl", "byd"}]),
        # partners of one venture put in their shares each
        ("포스코퓨처엠·CNGR·피노, LFP 합작법인에 각각 출자", [{"posco-future-m", "cngr", "fino"}]),
    ],
)
def test_deals_told_side_by_side_are_reports_of_their_own(title: str, pairs: list[set[str]]) -> None:
    assert [firms(report) for report in read(title).reports] == pairs


def test_deals_told_side_by_side_have_their_own_quantities_and_materials() -> None:
    first, second = read(
        "L&F and Enchem to supply cathodes and electrolyte to Gotion, respectively",
        "L&F and Enchem are to deliver 20,000 tons and 8,000 tons, respectively.",
    ).reports
    assert ([a.value for a in first.amounts], first.products) == ([20_000], ("cathode",))
    assert ([a.value for a in second.amounts], second.products) == ([8_000], ("electrolyte",))


def test_a_material_that_its_supplier_does_not_make_is_flagged() -> None:
    slip = "EcoPro BM signs electrolyte supply contract with CATL"
    assert any(reason.startswith("improbable: ecopro-bm") for reason in main(slip).reasons)
    for title in ("Enchem signs electrolyte supply contract with CATL", "POSCO Future M to supply anodes to CATL"):
        assert not any(reason.startswith("improbable") for reason in main(title).reasons)


def test_while_in_talks_with_some_a_firm_is_also_in_talks_with_others() -> None:
    body = (
        "While in talks with Chinese makers CATL and BYD, KG Mobility Corp. has also been in discussions with LG "
        "Energy Solution and SK On."
    )
    assert set(reports(body)) == {
        frozenset({"catl", "byd", "kg-mobility"}),
        frozenset({"kg-mobility", "lg-energy-solution", "sk-on"}),
    }


def test_what_a_plan_says_with_its_date_is_announced() -> None:
    body = "Starting in the second half of next year, Renault Korea plans to produce the Polestar 5 in Busan."
    assert [report.status for report in reports(body).values()] == ["confirmed"]


def test_the_next_sentence_on_the_same_deal_gives_its_quantities() -> None:
    body = (
        "Samsung SDI has signed a battery supply contract with Geely. Samsung SDI will supply 6 GWh to Geely's unit, "
        "enough to equip about 90,000 cars."
    )
    (deal,) = reports(body).values()
    assert [(a.value, a.unit) for a in deal.amounts] == [(6e9, "Wh"), (90_000, "vehicles")]


@pytest.mark.parametrize(
    ("title", "language", "entities"),
    [
        ("LGエナジーソリューション、CATLと車載電池を供給へ", "ja", ("catl",)),
        ("Samsung SDI liefert Zellen an Geely in Ungarn", "de", ("geely", "samsung-sdi")),
        ("SK On и CATL подписали соглашение", "ru", ("catl", "sk-on")),
        ("บริษัท CATL และ Hyundai Motor ลงนาม", "th", ("catl", "hyundai-motor")),
    ],
)
def test_of_a_text_in_another_language_the_names_are_read_and_it_says_so(
    title: str, language: str, entities: tuple[str, ...]
) -> None:
    reading = reader().read(replace(item(title), language=language))
    assert reading.entities == entities
    assert [reason for reason in reading.reasons if f"({language})" in reason]
    assert not [
        reason for reason in read("Samsung SDI signs cell supply deal with Geely").reasons if "only names" in reason
    ]


def test_an_absurd_amount_is_told_with_its_flag() -> None:
    (absurd,) = main("LG Energy Solution signs 900,000,000 GWh battery supply contract with Chery").amounts
    assert (absurd.value, bool(absurd.flag)) == (9e17, True)


def test_dates_that_contradict_one_another_do_not_make_a_period() -> None:
    title = "Samsung SDI signs battery supply contract with Geely"
    backwards = main(title, "Supply runs from 2031 to 2028, the companies said.")
    assert not any("/" in period for period in backwards.periods)
    past = main(title, "Published on 3 March 2012. Supply starts in 2013.")
    assert past.periods == ()
    assert past.at == backwards.at


@pytest.mark.parametrize(
    ("title", "summary", "amounts"),
    [
        # what a party earned
        ("엔켐, 고션과 800억원 전해액 공급계약", "지난 사업연도 매출액 3657억원의 21.9% 규모다.", [(8e10, "KRW")]),
        (
            "L&F signs 1.2 trillion won cathode deal with SVOLT",
            "That is half of its revenue of 2.4 trillion won.",
            [(1.2e12, "KRW")],
        ),
        ("新宙邦与SK On签订12亿元电解液供货合同", "公司2025年营业收入80亿元。", [(1.2e9, "CNY")]),
        # what a party can make, and what is sold a year
        (
            "Enchem to supply Gotion with 100,000 tons of electrolyte",
            "It will supply 20,000 tons a year. Enchem has a capacity of 150,000 tons.",
            [(1e5, "t"), (2e4, "t/yr")],
        ),
        # what is to come one day
        (
            "포스코퓨처엠-CNGR, 연산 3만t 전구체 합작공장 착공",
            "양사는 향후 11만t으로 늘린다.",
            [(3e4, "t/yr")],
        ),
        # one share for another
        ("SK On swaps 40% stake in Huizhou venture for EVE's 20% stake in Yancheng plant", "", [(40, "%"), (20, "%")]),
    ],
)
def test_quantities_beside_the_deal_are_no_facts_of_it(
    title: str, summary: str, amounts: list[tuple[float, str]]
) -> None:
    assert [(a.value, a.unit) for a in main(title, summary).amounts] == amounts


def test_a_plant_of_a_firm_at_home_in_the_other_country_is_core() -> None:
    assert main("재세능원, 연산 5만t 양극재 공장 착공").scope is Scope.CORE


@pytest.mark.parametrize(
    ("title", "summary"),
    [
        ("SK On to set up joint venture with EVE Energy", "SK On plans to set it up next year in Hungary."),
        ("SK On to set up joint venture with EVE Energy", "The two will work out the terms by the end of the year."),
        ("SK온, EVE에너지와 합작법인 설립", "두 회사는 내년 헝가리에 합작법인을 설립할 계획이다."),
        ("SK On与亿纬锂能成立合资公司", "双方拟于明年在匈牙利设立合资公司。"),
    ],
)
def test_a_venture_still_to_be_set_up_is_planned(title: str, summary: str) -> None:
    report = main(title, summary)
    assert (report.event, report.status) == ("joint-venture", "considering")


def test_a_venture_whose_contract_is_signed_is_signed_whatever_comes_next_year() -> None:
    report = main("SK On to form joint venture with EVE Energy", "They signed in Seoul. Output is planned for 2028.")
    assert (report.event, report.status) == ("joint-venture", "signed")


@pytest.mark.parametrize(
    ("title", "summary", "parties"),
    [
        (
            "K배터리 안방 노리는 중국… 경쟁 격화",
            "LG에너지솔루션은 CNGR을 전구체 공급사로 선정했다.",
            {"lg-energy-solution", "cngr"},
        ),
        (
            "Battery rivalry between Korea and China heats up",
            "SVOLT was selected as battery supplier for Kia's new compact EV, the company said on Monday.",
            {"svolt", "kia"},
        ),
    ],
)
def test_an_award_by_name_outweighs_a_headline_on_rivals(title: str, summary: str, parties: set[str]) -> None:
    reading = read(title, summary)
    assert (reading.scope, reading.reportable) == (Scope.CORE, True)
    assert firms(reading.reports[0]) == parties


def test_a_headline_on_rivals_stays_one_when_the_text_awards_nothing() -> None:
    assert not read("K배터리 안방 노리는 중국… 경쟁 격화", "CATL과 LG에너지솔루션이 유럽에서 맞붙는다.").reportable


@pytest.mark.parametrize(
    ("title", "product", "there"),
    [
        ("LG Chem and Huayou Cobalt sign recycling deal", "metals", False),
        ("LG화학-화유코발트, 배터리 재활용 계약 체결", "metals", False),
        ("SK On and Huayou sign cobalt supply contract", "metals", True),
        ("삼성SDI-CATL, 나트륨 이온 배터리 공동 개발", "chem-sodium", True),
    ],
)
def test_a_product_is_what_is_told_not_a_part_of_a_name(title: str, product: str, there: bool) -> None:
    assert (product in main(title).products) is there


@pytest.mark.parametrize(
    ("title", "told_of"),
    [
        ("LG에너지솔루션, 선도지능에 전극 장비 발주", {"lg-energy-solution", "wuxi-lead"}),
        ("CATL, 하나기술에 조립 장비 300억원어치 발주", {"catl", "hana-technology"}),
    ],
)
def test_equipment_that_is_ordered_is_a_supply_contract(title: str, told_of: set[str]) -> None:
    report = main(title)
    assert (report.event, firms(report)) == ("supply-contract", told_of)


def test_a_late_starter_orders_nothing() -> None:
    assert main("현대차와 BYD, 배터리 후발주자 평가").event != "supply-contract"
