"""Amounts as headlines print them, in three languages. Each row carries why it is there."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from monitor.model import Amount, Span
from monitor.reading.amounts import convert, find_amounts, format_amount
from tests.reading.amount_cases import finder, found, rates, told, units

KOREAN = [
    ("배터리 공장에 1조2100억원을 투자", ["1210000000000 KRW"]),  # two groups in one number
    ("1조 2,100억 원 규모 계약", ["1210000000000 KRW"]),  # spaces and a comma inside
    ("약 2조원대 수주", ["2000000000000..3000000000000 KRW about"]),  # a level is a range
    ("수천억원 규모", ["100000000000..1000000000000 KRW several"]),  # several hundreds of billions: no value
    ("수십 GWh 공급", ["10000000000..100000000000 Wh several"]),  # the same of energy
    ("각각 천34억 원씩 출자", ["103400000000 KRW"]),  # a scale word opens the number
    ("5천억 지분 인수", ["500000000000 KRW"]),  # no unit: money
    ("설비에 8200억 투자", ["820000000000 KRW"]),  # no unit, verb behind
    ("고객 3억 명", []),  # no unit, but people
    ("10억 링깃", []),  # a currency we do not follow
    ("40조 원전 수주", ["40000000000000 KRW"]),  # 원전 is a power plant, not won
    ("수천억대 자산", ["100000000000..1000000000000 KRW several"]),  # a level, no vehicles
    ("10억분의 1 수준의 불량률", []),  # a fraction
    ("전구체 5만4000t 공급", ["54000 t"]),  # digits behind the scale word, unit glued
    ("총 11만 톤의 양극재", ["110000 t"]),  # unit apart
    ("동박 3만여t", ["30000 t over"]),  # a little more than
    ("분리막 12억㎡", ["1200000000 m2"]),  # separator comes by the square metre
    ("부지 50만㎡", ["500000 m2"]),  # so does land
    ("전기차 3만8000대 분량", ["38000 vehicles"]),  # vehicles
    ("전기차 10만대분 배터리", ["100000 vehicles"]),  # enough for so many
    ("30대 그룹, 4대 소재", []),  # the top thirty, the four materials
    ("30기가와트시(GWh) 규모 계약", ["30000000000 Wh"]),  # unit in words, repeated in brackets
    ("8GWh 배터리를 6년간", ["8000000000 Wh"]),  # years are no amount
    ("1GW 태양광", ["1000000000 W"]),  # power is not energy
    ("에너지밀도 300Wh/kg", []),  # a density
    ("연산 3만톤 규모", ["30000 t/yr"]),  # yearly
    ("연 10GWh 생산", ["10000000000 Wh/yr"]),  # yearly, a word of its own
    ("2025년 10GWh 공급", ["10000000000 Wh"]),  # the year in front is not "a year"
    ("연간 최대 5만t", ["50000 t/yr up-to"]),  # yearly and bounded
    ("연간 매출 5조원", ["5000000000000 KRW results"]),  # money is never per year
    ("4600t 규모 전구체와 양극재 공장", ["4600 t/yr"]),  # the size of a works is yearly
    ("20GWh 배터리를 헝가리 공장에 공급", ["20000000000 Wh"]),  # what goes to a works is not
    ("연산 3만t, 2단계 5만t", ["30000 t/yr", "50000 t/yr"]),  # a list goes on per year
    ("연산 3만t, 총 20만t 공급", ["30000 t/yr", "200000 t"]),  # until a total is told
    ("최소 3조원 이상", ["3000000000000 KRW over"]),  # bounded on both sides of the number
    ("1조원을 넘는 계약", ["1000000000000 KRW over"]),  # bounded behind a particle
    ("10GWh 안팎", ["10000000000 Wh about"]),  # about, behind
    ("최대 약 10조원", ["10000000000000 KRW up-to"]),  # the stronger bound wins
    ("10~15GWh", ["10000000000..15000000000 Wh"]),  # a range with one unit
    ("3~4조원", ["3000000000000..4000000000000 KRW"]),  # the scale word serves both ends
    ("3조~4조원", ["3000000000000..4000000000000 KRW"]),  # each end has its own
    ("500~2천억원", ["50000000000..200000000000 KRW"]),  # the smaller scale fits
    ("5000~1만2000대", ["5000..12000 vehicles"]),  # and here none does
    ("2만t에서 5만t으로 늘린다", ["20000 t", "50000 t"]),  # a change is not a range
    ("10억달러(약 1조4000억원)", ["1000000000 USD", "1400000000000 KRW about conversion"]),  # told again in won
    ("140억위안", ["14000000000 CNY"]),  # 위안 is yuan
    ("3억5천만 달러", ["350000000 USD"]),  # small scale inside a group
    ("1억불 수출", ["100000000 USD"]),  # the short dollar
    ("100억엔, 2억 유로", ["10000000000 JPY", "200000000 EUR"]),  # yen and euro
    ("지분 9% 취득", ["9 % stake"]),  # a stake
    ("A사 51%, B사 25%로 지분 재편", ["51 % stake", "25 % stake"]),  # the list shares its noun
    ("전년 대비 13.5% 증가", ["13.5 % change"]),  # growth
    ("점유율 39%", ["39 % share"]),  # market share
    ("관세율 25%", ["25 % rate"]),  # a rate
    ("3.0%포인트 상승", []),  # points are no percentage
    ("합작법인 지분은 50대 50", ["50 % stake"]),  # halves, once
    ("지분 5대5 합작", ["50 % stake"]),  # halves by tenths
    ("3원계 배터리, 2차전지, 3사, 1위", []),  # ternary, secondary, ordinals
    ("주당 5만원", []),  # a price
    ("kWh당 110달러", []),  # a price
]

CHINESE = [
    ("514.06亿韩元", ["51406000000 KRW"]),  # won, not yuan
    ("合同金额140亿元", ["14000000000 CNY"]),  # yuan
    ("合同金額140億元", ["14000000000 CNY"]),  # the same in traditional characters
    ("3.8万亿韩元", ["3800000000000 KRW"]),  # two scale words in a row
    ("1兆韓元", ["1000000000000 KRW"]),  # in Taiwan 兆 is 10^12
    ("100兆瓦时", ["100000000 Wh"]),  # in mainland units it is a million
    ("80亿Wh", ["8000000000 Wh"]),  # eight gigawatt-hours
    ("30万千瓦时", ["300000000 Wh"]),  # 千 belongs to the unit
    ("供应11万吨", ["110000 t"]),  # tons
    ("11萬噸", ["110000 t"]),  # in traditional characters
    ("4.5万吨/年", ["45000 t/yr"]),  # yearly, behind
    ("年产能为300吨、2027年20000吨", ["300 t/yr", "20000 t/yr"]),  # a list goes on per year
    ("年产商用储能电池1万台，储能规模近40GWh", ["10000 vehicles/yr", "40000000000 Wh/yr about"]),  # again
    ("产能将从10GWh扩大到20GWh", ["10000000000 Wh/yr", "20000000000 Wh/yr"]),  # both ends of a change
    ("建设60GWh大容量储能电池工厂", ["60000000000 Wh/yr"]),  # the size of a works
    ("向工厂供应60GWh", ["60000000000 Wh"]),  # what goes to a works
    ("三万吨氢氧化锂", ["30000 t"]),  # written digits
    ("三元电池", []),  # a chemistry
    ("两亿元", ["200000000 CNY"]),  # two
    ("数百亿元", ["10000000000..100000000000 CNY several"]),  # no value
    ("10亿多元", ["1000000000 CNY over"]),  # more than
    ("不低于51%的股权", ["51 % over stake"]),  # at least
    ("累计不超过2.4亿元", ["240000000 CNY up-to"]),  # at most
    ("约1000辆以上", ["1000 vehicles over"]),  # the stronger bound wins
    ("规划20GWh", ["20000000000 Wh planned"]),  # planned
    ("5亿元-8亿元", ["500000000..800000000 CNY"]),  # a range, each end with its unit
    ("5亿至8亿美元", ["500000000..800000000 USD"]),  # the unit of the upper end serves both
    ("从3亿元到5亿元", ["300000000..500000000 CNY"]),  # a range in words
    ("5800亿韩元（约合30亿元人民币）", ["580000000000 KRW", "3000000000 CNY about conversion"]),  # told again
    ("花300亿采购电池", ["30000000000 CNY"]),  # no unit: money
    ("2亿用户", []),  # no unit, but users
    ("1.88億美元", ["188000000 USD"]),  # dollars
    ("357亿港元", ["35700000000 HKD"]),  # neither dollar nor yuan
    ("百分之百股权", ["100 % stake"]),  # in words
    ("百分之五十一", ["51 %"]),  # in words
    ("双方持股比例为50:50", ["50 % stake"]),  # a division of stakes
    ("比赛以50:50结束", []),  # not of stakes
    ("提升1.7个百分点", []),  # points
    ("第16万辆下线", []),  # an ordinal
    ("每股678元", []),  # a price
    ("373.1元/股", []),  # a price
    ("２０ＧＷｈ".replace("ＧＷｈ", "GWh"), ["20000000000 Wh"]),  # full-width digits
]

ENGLISH = [
    ("8 GWh, 8GWh", ["8000000000 Wh", "8000000000 Wh"]),  # with and without a space
    ("8 gigawatt-hours' worth", ["8000000000 Wh"]),  # in words
    ("30 gigawatt hours", ["30000000000 Wh"]),  # without the hyphen
    ("a 250 MW/500 MWh project", ["250000000 W", "500000000 Wh"]),  # power and energy
    ("$726 million", ["726000000 USD"]),  # a sign in front
    ("US$1.2bn", ["1200000000 USD"]),  # short scale
    ("$5B deal", ["5000000000 USD"]),  # shorter
    ("HK$35.7 billion", ["35700000000 HKD"]),  # neither dollar nor yuan
    ("€300m", ["300000000 EUR"]),  # euro
    ("RMB 14 billion, RMB14bn", ["14000000000 CNY", "14000000000 CNY"]),  # letters for a sign
    ("1.5 trillion won", ["1500000000000 KRW"]),  # won
    ("in 2023 won a prize", []),  # a verb
    ("a $2.9-billion order", ["2900000000 USD"]),  # hyphens
    ("the billion-dollar question", []),  # no number
    ("several billion dollars", ["1000000000..10000000000 USD several"]),  # no value
    ("hundreds of millions of dollars", ["100000000..1000000000 USD several"]),  # no value
    ("two million vehicles", ["2000000 vehicles"]),  # number in words
    ("over six years", []),  # years are no amount
    ("a 110,000-ton order", ["110000 t"]),  # hyphen
    ("1.1 million vehicles", ["1100000 vehicles"]),  # scale word
    ("120,000 electric vehicles", ["120000 vehicles"]),  # an adjective between
    ("2026 vehicles", []),  # a year
    ("Polestar 4 vehicles", []),  # a model
    ("46-series 4680 cells for the PV5", []),  # names
    ("F100 units, NCM811 tons", []),  # glued to a name
    ("annual production capacity of up to 10 GWh", ["10000000000 Wh/yr up-to"]),  # yearly in front
    ("40,000 tpa, 120 ktpa", ["40000 t/yr", "120000 t/yr"]),  # the unit says so
    ("30,000 tons a year", ["30000 t/yr"]),  # yearly behind
    ("its 2GWh all-solid-state battery production line", ["2000000000 Wh/yr"]),  # the size of a works
    ("20,000 tons of foil to a battery maker building a plant", ["20000 t"]),  # not of the works
    ("a 500 MWh storage plant", ["500000000 Wh"]),  # works that store make nothing
    ("more than 1 trillion won", ["1000000000000 KRW over"]),  # bound
    ("at least $10 billion", ["10000000000 USD over"]),  # bound before the sign
    ("worth up to $5 billion", ["5000000000 USD up-to"]),  # bound
    ("about 46 percent", ["46 % about"]),  # bound
    ("a planned 30 GWh", ["30000000000 Wh planned"]),  # bound
    ("10-15 GWh", ["10000000000..15000000000 Wh"]),  # range
    ("$3-4 billion, $3-$4 billion", ["3000000000..4000000000 USD"] * 2),  # the sign serves both ends
    ("between 3 and 4 trillion won", ["3000000000000..4000000000000 KRW"]),  # range in words
    ("20 GWh and 30 GWh", ["20000000000 Wh", "30000000000 Wh"]),  # two amounts
    ("expanding from 20 GWh to 30 GWh", ["20000000000 Wh", "30000000000 Wh"]),  # a change
    ("72.2 billion yuan (US$10.4 billion)", ["72200000000 CNY", "10400000000 USD conversion"]),  # told again
    ("a 9 percent stake", ["9 % stake"]),  # stake
    ("profit up 39%", ["39 % change"]),  # growth
    ("a 65/35 joint venture", ["65 % stake", "35 % stake"]),  # a division of stakes
    ("$110 per kWh", []),  # a price
    ("call 02-1234-5678 about KRX 373220 on 2025-07-09", []),  # telephone, stock code, date
]


@pytest.mark.parametrize(("text", "expected"), [*KOREAN, *CHINESE, *ENGLISH])
def test_amounts_are_read_as_written(text: str, expected: list[str]) -> None:
    assert told(text) == expected


@pytest.mark.parametrize(("text", "_"), [*KOREAN, *CHINESE, *ENGLISH])
def test_spans_slice_the_original_text(text: str, _: list[str]) -> None:
    for amount in found(text):
        assert text[amount.span.start : amount.span.end] == amount.surface


def test_spans_hold_where_lower_case_is_longer_than_upper_case() -> None:
    assert [a.surface for a in found("İİ signs 8 GWh")] == ["8 GWh"]


def test_the_field_is_carried_and_the_convenience_function_agrees() -> None:
    assert find_amounts("8 GWh", "summary", units()) == finder().find("8 GWh", "summary")
    assert find_amounts("8 GWh", "summary", units())[0].span.field == "summary"


# ── sanity ───────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_impossible_battery_is_flagged_and_kept() -> None:
    amounts = found("30GWh로 전기차 3만8000대를 만들 수 있다")
    assert [a.flag for a in amounts] == ["789 kWh per vehicle"] * 2


def test_a_possible_battery_is_not_flagged() -> None:
    assert [a.flag for a in found("8 GWh, enough for 120,000 electric vehicles")] == ["", ""]


def test_energy_and_vehicles_of_two_sentences_are_not_compared() -> None:
    assert [a.flag for a in found("It will buy 30 GWh. It sold 38,000 vehicles.")] == ["", ""]


def test_the_battery_of_one_car_is_not_spread_over_a_fleet() -> None:
    assert [a.flag for a in found("1000대 판매, 75kWh 배터리")] == ["", ""]


@pytest.mark.parametrize("text", ["9,000,000 GWh", "5000조원 투자", "$3"])
def test_absurd_amounts_are_flagged_and_kept(text: str) -> None:
    assert [bool(a.flag) for a in found(text)] == [True]


# ── bad input ────────────────────────────────────────────────────────────────────────────────────────────────────────


RUNS = [
    "1",
    "1,234",
    "1만",
    "一万",
    "천",
    "1 ",
    "1~",
    "tens of ",
    "1m",
    "약 최대 ",
    "1조",
    "가나다 ",
    "年产",
    "50:",
    "(",
]


@pytest.mark.parametrize("part", RUNS)
def test_a_long_run_of_anything_is_survived(part: str) -> None:
    assert isinstance(found(part * 20_000), tuple)


def test_a_number_of_a_thousand_digits_is_no_amount() -> None:
    assert told("9" * 1000 + " GWh and 8 GWh") == ["8000000000 Wh"]


SCRAPS = "0123456789.,~-–%$€원조억만천亿万元千数수약대톤t吨GgWwh年연 （(:/am"


@given(st.text(alphabet=st.sampled_from(SCRAPS), max_size=40))
@settings(deadline=None, max_examples=300)
def test_whatever_is_written_the_result_is_sane(text: str) -> None:
    for amount in found(text):
        assert text[amount.span.start : amount.span.end] == amount.surface != ""
        assert amount.value >= 0
        assert amount.high is None or amount.high > amount.value


# ── other currencies ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_money_is_converted_at_the_rate_of_its_day() -> None:
    (won,) = found("1조원")
    old, new = (convert(won, "USD", day, rates()) for day in (date(2014, 6, 1), date(2025, 7, 9)))
    assert old is not None
    assert new is not None
    assert new.value == pytest.approx(726e6, rel=0.03)
    assert old.value > new.value
    assert (new.unit, new.role, new.surface) == ("USD", "conversion", "1조원")


def test_a_range_is_converted_at_both_ends_and_back() -> None:
    (won,) = found("3~4조원")
    there = convert(won, "CNY", date(2025, 3, 1), rates())
    assert there is not None
    back = convert(there, "KRW", date(2025, 3, 1), rates())
    assert back is not None
    assert (back.value, back.high) == pytest.approx((3e12, 4e12))


def test_what_is_no_money_is_not_converted() -> None:
    (energy,) = found("8 GWh")
    assert convert(energy, "USD", date(2025, 3, 1), rates()) is None


def test_money_without_a_rate_is_not_converted() -> None:
    (won,) = found("1조원")
    assert convert(won, "XAU", date(2025, 3, 1), rates()) is None


# ── in words and back ────────────────────────────────────────────────────────────────────────────────────────────────

THINGS = ["Wh", "Wh/yr", "W", "t", "t/yr", "m2", "m2/yr", "vehicles", "vehicles/yr"]
MONEY = ["KRW", "CNY", "USD", "EUR", "JPY", "HKD"]
FLEET = 9e7  # more vehicles than this nobody tells of
BOUNDS = ["", "about", "over", "up-to"]


def amount(value: float, unit: str, qualifier: str = "", high: float | None = None) -> Amount:
    span = Span(field="title", start=0, end=0)
    return Amount(value=value, high=high, unit=unit, qualifier=qualifier, span=span, surface="")


def back(printed: str) -> list[tuple[float, float | None, str, str]]:
    return [(a.value, a.high, a.unit, a.qualifier) for a in found(printed)]


@st.composite
def values(draw: st.DrawFn) -> float:
    """Numbers of up to five digits, from 10^4 to some 10^14."""
    return float(draw(st.integers(100, 99_999))) * 10.0 ** draw(st.integers(2, 10))


@given(values(), st.sampled_from([*THINGS, *MONEY, "%"]), st.sampled_from(BOUNDS), st.sampled_from(["en", "ko", "zh"]))
@settings(deadline=None, max_examples=500)
def test_what_is_printed_reads_as_the_same_amount(value: float, unit: str, bound: str, language: str) -> None:
    value = round(value % 100_000 / 1000, 2) + 1 if unit == "%" else value
    assume(value < FLEET or not unit.startswith("vehicles"))
    printed = format_amount(amount(value, unit, bound), language)
    assert back(printed) == [(float(f"{value:.12g}"), None, unit, bound)], printed


@given(values(), st.integers(2, 90), st.sampled_from(THINGS + MONEY), st.sampled_from(["en", "ko", "zh"]))
@settings(deadline=None, max_examples=300)
def test_a_printed_range_reads_as_the_same_range(low: float, more: int, unit: str, language: str) -> None:
    high = float(f"{low * (1 + more / 10):.5g}")
    assume(high < FLEET or not unit.startswith("vehicles"))
    printed = format_amount(amount(low, unit, "", high), language)
    assert back(printed) == [(low, high, unit, "")], printed


@pytest.mark.parametrize("language", ["en", "ko", "zh"])
@pytest.mark.parametrize("unit", ["KRW", "CNY", "USD", "t", "Wh"])
@pytest.mark.parametrize("exponent", [9, 10, 11])
def test_an_amount_without_a_value_is_printed_and_read_as_one(language: str, unit: str, exponent: int) -> None:
    several = amount(10.0**exponent, unit, "several", 10.0 ** (exponent + 1))
    assert back(format_amount(several, language)) == [(10.0**exponent, 10.0 ** (exponent + 1), unit, "several")]


@pytest.mark.parametrize(
    ("unit", "value", "bound", "expected"),
    [
        ("KRW", 1.21e12, "about", ("about 1.21 trillion won", "약 1조2100억원", "约1.21万亿韩元")),  # groups
        ("CNY", 1.4e10, "", ("14 billion yuan", "140억위안", "140亿元")),  # the plain yuan in Chinese
        ("USD", 7.26e8, "over", ("over $726 million", "7억2600만달러 이상", "超过7.26亿美元")),  # bound behind
        ("t", 1.1e5, "", ("110,000 t", "11만t", "11万吨")),  # thousands against ten thousands
        ("t/yr", 3e4, "up-to", ("up to 30,000 t a year", "연간 최대 3만t", "每年最多3万吨")),  # per year
        ("Wh", 8e9, "", ("8 GWh", "8GWh", "8GWh")),  # energy by its own prefixes
        ("vehicles", 38_000, "", ("38,000 vehicles", "3만8000대", "3.8万辆")),  # digits behind the scale word
        ("%", 49, "", ("49%", "49%", "49%")),  # the same everywhere
        ("KRW", 1.23456789e12, "", ("1.2346 trillion won", "1조2346억원", "1.2346万亿韩元")),  # five digits are enough
    ],
)
def test_amounts_are_printed_as_each_press_prints_them(
    unit: str, value: float, bound: str, expected: tuple[str, str, str]
) -> None:
    assert tuple(format_amount(amount(value, unit, bound), language) for language in ("en", "ko", "zh")) == expected


def test_an_unknown_language_is_printed_in_english() -> None:
    assert format_amount(amount(8e9, "Wh"), "ja") == "8 GWh"


@pytest.mark.parametrize(
    "text",
    ["매출 1조346억원", "revenue of $2 billion", "营业收入78.47亿元", "$3 billion in sales", "시가총액은 10조원"],
)
def test_money_that_somebody_earned_says_so(text: str) -> None:
    assert [a.role for a in found(text)] == ["results"]


@pytest.mark.parametrize(
    "text", ["736억원 규모 공급계약", "a contract worth 2 billion won", "51亿元合同", "매출 대비 13%인 736억원"]
)
def test_money_of_a_deal_is_not_taken_for_results(text: str) -> None:
    assert [a.role for a in found(text) if a.unit != "%"] == [""]
