"""Developments in one line, from their facts alone."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.digest import gloss_words
from monitor.digest.book import Book
from monitor.digest.gloss import gloss
from monitor.model import Amount, Development, Party, Scope, Side, Span
from monitor.reading.amounts import format_amount

NAMES = {
    "lges": {"en": "LG Energy Solution", "ko": "LG에너지솔루션", "zh": "LG新能源"},
    "chery": {"en": "Chery", "ko": "체리자동차", "zh": "奇瑞汽车"},
    "catl": {"en": "CATL", "ko": "CATL", "zh": "宁德时代"},
    "kia": {"en": "Kia", "ko": "기아", "zh": "起亚"},
    "posco": {"en": "POSCO Future M", "ko": "포스코퓨처엠", "zh": "浦项未来M"},
    "cngr": {"en": "CNGR", "ko": "CNGR", "zh": "中伟股份"},
    "fino": {"en": "FINO", "ko": "피노", "zh": "FINO"},
    "solus": {"en": "Solus", "ko": "솔루스첨단소재", "zh": "Solus"},
}
EVENTS = {
    "supply-contract": {"en": "supply contract", "ko": "공급계약", "zh": "供货合同"},
    "plant": {"en": "plant", "ko": "공장", "zh": "建厂"},
    "lawsuit": {"en": "dispute", "ko": "분쟁", "zh": "诉讼"},
    "mou": {"en": "MoU or partnership", "ko": "양해각서", "zh": "备忘录"},
}
STAGES = {
    "in-production": {"en": "in production", "ko": "양산 중", "zh": "已投产"},
    "confirmed": {"en": "announced", "ko": "발표", "zh": "已公布"},
    "background": {"en": "background", "ko": "배경", "zh": "背景"},
}
PRODUCTS = {
    "form-cylindrical": {"en": "cylindrical", "ko": "원통형", "zh": "圆柱"},
    "chem-solid-state": {"en": "solid-state", "ko": "전고체", "zh": "固态电池"},
    "chem-lfp": {"en": "LFP", "ko": "LFP", "zh": "磷酸铁锂"},
    "cathode": {"en": "cathode material", "ko": "양극재", "zh": "正极材料"},
    "copper-foil": {"en": "copper foil", "ko": "동박", "zh": "铜箔"},
}
PLACES = {"hungary": {"en": "Hungary", "ko": "헝가리", "zh": "匈牙利"}}
BOOK = Book(
    names=NAMES,
    countries={},
    events=EVENTS,
    stages=STAGES,
    products=PRODUCTS,
    places=PLACES,
    format_amount=format_amount,
)
NOON = datetime(2025, 7, 9, 3, tzinfo=UTC)


def amount(value: float, unit: str, qualifier: str = "", role: str = "", flag: str = "") -> Amount:
    span = Span(field="title", start=0, end=0)
    return Amount(value=value, unit=unit, qualifier=qualifier, role=role, flag=flag, span=span, surface="")


def development(
    event: str,
    status: str,
    *parties: tuple[str, str],
    amounts: tuple[Amount, ...] = (),
    products: tuple[str, ...] = (),
    places: tuple[str, ...] = (),
    periods: tuple[str, ...] = (),
) -> Development:
    return Development(
        id="d",
        event=event,
        status=status,
        parties=tuple(Party(entity=entity, side=Side.KR, role=role) for entity, role in parties),
        scope=Scope.CORE,
        opened_at=NOON,
        moved_at=NOON,
        amounts=amounts,
        products=products,
        places=places,
        periods=periods,
    )


def told(one: Development) -> tuple[str, str, str]:
    return gloss(one, "en", BOOK), gloss(one, "ko", BOOK), gloss(one, "zh", BOOK)


SUPPLY = development(
    "supply-contract",
    "signed",
    ("lges", "supplier"),
    ("chery", "buyer"),
    amounts=(amount(8e9, "Wh"), amount(1e12, "KRW", "over"), amount(7.26e8, "USD", role="conversion")),
    products=("battery-general", "form-cylindrical"),
    places=("hungary",),
    periods=("2026/2031",),
)


def test_a_supply_contract_is_told_with_who_what_how_much_where_and_when() -> None:
    english, korean, chinese = told(SUPPLY)
    assert english == (
        "LG Energy Solution has signed a contract to supply Chery with 8 GWh of cylindrical batteries "
        "(over 1 trillion won; Hungary; 2026–2031)."
    )
    assert korean == (
        "LG에너지솔루션은 체리자동차에 원통형 배터리 8GWh를 공급하는 계약을 체결했다 (1조원 이상, 헝가리, 2026–2031년)."
    )
    assert chinese == "LG新能源签署合同，将向奇瑞汽车供应8GWh圆柱电池（超过1万亿韩元，匈牙利，2026–2031年）。"


def test_the_adopter_of_a_battery_stands_first() -> None:
    one = development(
        "battery-adoption", "in-production", ("catl", "supplier"), ("kia", "buyer"), products=("chem-lfp",)
    )
    assert told(one) == (
        "Kia has begun to use LFP batteries made by CATL.",
        "기아는 CATL의 LFP 배터리를 채택하는 사업을 시작했다.",
        "起亚已开始采用宁德时代的磷酸铁锂电池。",
    )


def test_partners_stand_together_and_agree_in_number() -> None:
    parties = (("posco", "partner"), ("cngr", "partner"), ("fino", "partner"))
    one = development("mou", "mou", *parties, amounts=(amount(5e4, "t"),), products=("chem-lfp", "cathode"))
    assert told(one) == (
        "POSCO Future M, CNGR and FINO have signed an MoU to work together on LFP cathode material (50,000 t).",
        "포스코퓨처엠, CNGR과 피노는 LFP 양극재 분야에서 협력하는 양해각서를 맺었다 (5만t).",
        "浦项未来M、中伟股份与FINO签署备忘录，拟开展磷酸铁锂正极材料领域的合作（5万吨）。",
    )


def test_a_plant_is_told_with_its_yearly_capacity() -> None:
    capacity = amount(8e4, "t/yr")
    one = development("plant", "under-construction", ("cngr", "actor"), amounts=(capacity,), products=("cathode",))
    assert told(one) == (
        "CNGR has started work to build a plant for cathode material (80,000 t a year).",
        "CNGR은 양극재 공장을 짓는 사업에 착수했다 (연간 8만t).",
        "中伟股份已动工建设正极材料工厂（每年8万吨）。",
    )


def test_a_stake_is_told_where_it_is_acquired_and_beside_an_investment() -> None:
    stake, parties = amount(9, "%", role="stake"), (("solus", "investor"), ("cngr", "target"))
    bought = development("m-and-a", "signed", *parties, amounts=(stake,))
    invested = development("investment", "considering", *parties, amounts=(stake,))
    assert [gloss(one, "en", BOOK) for one in (bought, invested)] == [
        "Solus has signed a contract to acquire 9% of CNGR.",
        "Solus plans to invest in CNGR (9% stake).",
    ]
    assert gloss(bought, "ko", BOOK) == "솔루스첨단소재는 CNGR 지분 9%를 인수하는 계약을 체결했다."
    assert gloss(invested, "zh", BOOK) == "Solus计划投资中伟股份（9%股权）。"


def test_a_denial_names_no_denier() -> None:
    one = development("supply-contract", "denied", ("kia", "buyer"), ("catl", "supplier"))
    assert told(one) == (
        "That CATL will supply Kia with batteries has been denied or is not final.",
        "CATL이 기아에 배터리를 공급하는 방안은 부인됐거나 확정되지 않았다.",
        "宁德时代将向起亚供应电池一事被否认或尚未确定。",
    )


def test_what_has_no_phrase_is_named_by_its_labels() -> None:
    one = development("lawsuit", "confirmed", ("lges", "plaintiff"), ("cngr", "defendant"), products=("cathode",))
    assert told(one) == (
        "LG Energy Solution and CNGR: dispute, announced (cathode material).",
        "LG에너지솔루션과 CNGR, 분쟁 · 발표 (양극재).",
        "LG新能源与中伟股份：诉讼，已公布（正极材料）。",
    )


def test_a_plant_in_production_is_not_said_to_be_building() -> None:
    one = development("plant", "in-production", ("cngr", "actor"))
    assert gloss(one, "en", BOOK) == "CNGR: plant, in production."


def test_a_supplier_without_a_buyer_is_named_by_labels() -> None:
    assert gloss(development("supply-contract", "confirmed", ("solus", "actor")), "en", BOOK).startswith(
        "Solus: supply"
    )


def test_an_unnamed_party_opens_a_sentence_with_a_capital() -> None:
    one = development("supply-contract", "in-talks", ("?CN", "supplier"), ("kia", "buyer"))
    assert gloss(one, "en", BOOK) == "A Chinese company is in talks to supply Kia with batteries."


def test_disputed_and_converted_amounts_are_left_out() -> None:
    amounts = (
        amount(3e10, "Wh", flag="conflict"),
        amount(1e9, "USD", role="conversion"),
        amount(39, "%", role="change"),
    )
    one = development("supply-contract", "signed", ("lges", "supplier"), ("kia", "buyer"), amounts=amounts)
    assert gloss(one, "en", BOOK) == "LG Energy Solution has signed a contract to supply Kia with batteries."


def test_a_kind_of_cell_that_says_cell_is_not_doubled() -> None:
    one = development(
        "supply-contract", "signed", ("lges", "supplier"), ("kia", "buyer"), products=("chem-solid-state",)
    )
    assert gloss(one, "zh", BOOK) == "LG新能源签署合同，将向起亚供应固态电池。"


@pytest.mark.parametrize(
    ("period", "expected"),
    [
        ("2026", ("2026", "2026년", "2026年")),  # a year
        ("2026-Q2", ("Q2 2026", "2026년 2분기", "2026年第二季度")),  # a quarter
        ("2026-03", ("2026-03", "2026년 3월", "2026年3月")),  # a month
    ],
)
def test_periods_are_said_as_each_language_says_them(period: str, expected: tuple[str, str, str]) -> None:
    one = development("plant", "considering", ("cngr", "actor"), periods=(period,))
    for line, said in zip(told(one), expected, strict=True):
        assert re.search(rf"[(（]{re.escape(said)}[)）]", line)


def test_every_phrase_can_be_put_into_every_stage_it_fits() -> None:
    roles = {"supplier": "buyer", "buyer": "supplier", "investor": "target", "actor": "actor"}
    for language, phrases in gloss_words.EVENTS.items():
        for event, phrase in phrases.items():
            first = phrase.subject[0]
            for status in gloss_words.STAGES[event]:
                line = gloss(development(event, status, ("lges", first), ("chery", roles[first])), language, BOOK)
                assert NAMES["lges"][language] in line
                assert not re.search(r"[{}]|\s[.,;)]", line), line


def test_a_language_that_is_not_spoken_reads_as_english() -> None:
    assert gloss(SUPPLY, "ja", BOOK) == gloss(SUPPLY, "en", BOOK)


def test_names_from_outside_cannot_steer_the_line() -> None:
    book = Book(names={"x": {"en": "Evil\n\u202eCo {has}"}}, countries={})
    assert gloss(development("plant", "considering", ("x", "actor")), "en", book).startswith("Evil Co {has} plans")


UNITS = ["Wh", "Wh/yr", "t", "t/yr", "vehicles", "KRW", "CNY", "USD", "%"]


@st.composite
def developments(draw: st.DrawFn) -> Development:
    """Anything the ledger may hold."""
    roles = st.sampled_from(["supplier", "buyer", "partner", "investor", "target", "plaintiff", "actor"])
    parties = draw(st.lists(st.tuples(st.sampled_from([*NAMES, "?KR", "?CN"]), roles), min_size=1, max_size=5))
    values = st.integers(1, 9999).map(lambda n: n * 1e6)
    amounts = st.builds(amount, values, st.sampled_from(UNITS), st.sampled_from(["", "about", "over", "several"]))
    return development(
        draw(st.sampled_from([*gloss_words.STAGES, "lawsuit", "earnings", ""])),
        draw(st.sampled_from([*gloss_words.FRAMES["en"], "background", ""])),
        *parties,
        amounts=tuple(draw(st.lists(amounts, max_size=3))),
        products=tuple(draw(st.lists(st.sampled_from([*PRODUCTS, "battery-general"]), max_size=3, unique=True))),
        places=tuple(draw(st.lists(st.sampled_from(["hungary", "pohang"]), max_size=2, unique=True))),
        periods=tuple(draw(st.lists(st.sampled_from(["2026", "2026-Q2", "2026/2030", "2025-07"]), max_size=2))),
    )


@given(developments(), st.sampled_from(["en", "ko", "zh"]))
@settings(deadline=None, max_examples=300)
def test_every_figure_is_one_of_the_facts(one: Development, language: str) -> None:
    line = gloss(one, language, BOOK)
    facts = " ".join([*(format_amount(a, language) for a in one.amounts), *one.periods])
    known = set(re.findall(r"[0-9]+", facts)) | {str(int(n)) for n in re.findall(r"[0-9]+", facts)}
    assert set(re.findall(r"[0-9]+", line)) <= known
    assert "\n" not in line
    assert line[-1] in ".。"
