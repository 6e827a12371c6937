"""Cars put on sale: told by their maker, their name and their price, with or without a verb."""

from __future__ import annotations

import pytest

from tests.reading.reading_cases import firms, main, told


@pytest.mark.parametrize(
    ("title", "summary", "maker"),
    [
        ("지커, 5300만원대 7X 국내 고객 만난다", "V2L 기능으로 외부 기기에 전력을 공급한다.", "zeekr"),
        ("Geely's EX5 lands in Seoul from $29,900", "", "geely"),
        ("起亚EV5在华14.98万元起", "", "kia"),
        ("BYD, 돌핀 2450만원… 한국 경차 시장 정조준", "", "byd"),
        ("[현장] 체리 티고 8, 국내 SUV 시장 공략", "", "chery"),  # a model beside a word of advertising
    ],
)
def test_a_maker_with_its_car_and_a_price_tells_a_launch(title: str, summary: str, maker: str) -> None:
    report = main(title, summary)
    assert (report.event, report.reportable) == ("launch", True)
    assert firms(report) == {maker}


@pytest.mark.parametrize(
    "title",
    [
        "BYD, 3000만원대 할인 프로모션",  # a discount
        "3000만원 지커 7X, 국산 전기차 위협하나",  # only asked
        "현대차, 중국 전기차 시장 공략",  # no model
        "Hyundai wonders at Chinese prices as Ford shows a $30K electric car",  # the price of another's car
        "기아, 전기차 연구에 3조원",  # no price of a car
        "Kia to invest $30,000 in EV charging research",  # what is put into something
    ],
)
def test_a_price_or_a_car_alone_is_no_launch(title: str) -> None:
    assert main(title).event != "launch" or not main(title).reportable


def test_rivals_a_price_aims_at_are_no_parties() -> None:
    assert firms(main("'2990만원' BYD 전기 SUV…현대차·기아 정조준")) == {"byd"}


@pytest.mark.parametrize(
    ("title", "summary"),
    [
        ("BYD 씰, 한국에 출시", "차 밖으로 전력을 공급하는 기능을 갖췄다."),
        ("Zeekr unveils 7X for Korea", "The car supplies power to household appliances."),
        ("吉利在韩国推出EX5", "新车可对外供电。"),
    ],
)
def test_electricity_out_of_a_car_is_no_supply_contract(title: str, summary: str) -> None:
    assert main(title, summary).event == "launch"


@pytest.mark.parametrize(
    "title", ["CATL supplies power batteries to Hyundai Motor", "宁德时代向现代汽车供电池，签署供货协议"]
)
def test_power_batteries_are_goods_all_the_same(title: str) -> None:
    assert told(title).split()[:2] in (["core", "supply-contract"], ["core", "battery-adoption"])
