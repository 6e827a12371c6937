from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from monitor.model import Amount, Change, ChangeKind, Party, Reading, Report, Scope, Side, Span
from monitor.replay.decide import decision, printed

AT = datetime(2026, 11, 22, tzinfo=UTC)
SPAN = Span(field="title", start=0, end=1)


def amount(value: float, unit: str) -> Amount:
    return Amount(value=value, unit=unit, span=SPAN, surface="")


REPORT = Report(
    item="a",
    index=0,
    event="joint-venture",
    status="signed",
    parties=(
        Party(entity="lg-chem", side=Side.KR),
        Party(entity="?CN", side=Side.CN),
        Party(entity="huayou", side=Side.CN),
    ),
    at=AT,
    amounts=(amount(5.2e4, "t/yr"), amount(8e9, "Wh")),
    scope=Scope.CORE,
    reportable=True,
    reasons=("strong word",),
)
READING = Reading(
    item="a", language="ko", entities=("huayou", "lg-chem"), reports=(REPORT,), scope=Scope.CORE, reportable=True
)


def change(kind: ChangeKind, index: int = 0) -> Change:
    return Change(development=f"dev-{index}", item="a", index=index, kind=kind, at=AT, reason="because")


def test_a_decision_has_the_agreed_keys_and_values() -> None:
    assert decision("a", READING, (change(ChangeKind.NEW),)) == {
        "id": "a",
        "language": "ko",
        "entities": ["huayou", "lg-chem"],
        "scope": "core",
        "reportable": True,
        "event": "joint-venture",
        "status": "signed",
        "parties": ["huayou", "lg-chem"],  # sorted, without the unnamed
        "amounts": [{"value": 52000, "unit": "t/yr"}, {"value": 8, "unit": "GWh"}],
        "development": "dev-0",
        "change": "new",
        "reasons": ["strong word", "ledger: new because"],
    }


def test_an_item_that_says_nothing_is_all_null() -> None:
    line = decision("b", Reading(item="b", language="en", dropped="no-company"), ())

    assert json.loads(json.dumps(line)) == {
        "id": "b",
        "language": "en",
        "entities": [],
        "scope": "out",
        "reportable": False,
        "event": None,
        "status": None,
        "parties": [],
        "amounts": [],
        "development": None,
        "change": "none",
        "reasons": ["dropped: no-company"],
    }


def test_a_report_without_event_or_stage_gives_null() -> None:
    line = decision("a", replace(READING, reports=(replace(REPORT, event="", status=""),)), ())

    assert (line["event"], line["status"]) == (None, None)


@pytest.mark.parametrize(
    ("kind", "word"),
    [
        (ChangeKind.NEW, "new"),
        (ChangeKind.UPDATE, "update"),
        (ChangeKind.REPEAT, "repeat"),
        (ChangeKind.CONFLICT, "update"),
    ],
)
def test_every_kind_of_change_has_its_word(kind: ChangeKind, word: str) -> None:
    assert decision("a", READING, (change(kind),))["change"] == word


def test_the_development_is_that_of_the_main_report() -> None:
    assert decision("a", READING, (change(ChangeKind.NEW, 1), change(ChangeKind.REPEAT, 0)))["development"] == "dev-0"
    assert decision("a", READING, (change(ChangeKind.NEW, 1),))["development"] == "dev-1"


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        (3.2e7, "Wh", {"value": 0.032, "unit": "GWh"}),
        (4e10, "Wh/yr", {"value": 40, "unit": "GWh/yr"}),
        (1.5e9, "W", {"value": 1.5, "unit": "GW"}),
        (1.21e12, "KRW", {"value": 1210000000000, "unit": "KRW"}),
        (50.5, "%", {"value": 50.5, "unit": "%"}),
    ],
)
def test_amounts_are_printed_in_the_agreed_units(value: float, unit: str, shown: dict[str, object]) -> None:
    assert printed(amount(value, unit)) == shown
    assert json.dumps(printed(amount(value, unit))) == json.dumps(shown)  # 8, not 8.0


def test_an_amount_without_a_value_is_left_out() -> None:
    vague = replace(amount(1e11, "KRW"), high=1e12, qualifier="several")

    assert decision("a", replace(READING, reports=(replace(REPORT, amounts=(vague,)),)), ())["amounts"] == []
