"""Which facts make two reports one development, and which keep them apart."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from monitor.config.files import ConfigError
from monitor.config.identity import load_identity
from monitor.ledger.entry import LIST_FROM, Entry, keys_of, lookup_keys
from monitor.ledger.ledger import Ledger
from monitor.model import Entity, Party, Scope, Side, Watchlist
from tests.ledger.world import IDENTITY, amount, entry

CONFIG = Path(__file__).parents[2] / "config"
GWH8 = amount(8e9, "Wh")
MASS = amount(48_000, "t")


def one(*entries: Entry) -> bool:
    """Whether all entries end in one development."""
    ledger = Ledger(IDENTITY)
    for each in entries:
        ledger.add(each)
    return len(ledger.developments) == 1


# ── who ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_two_firms_that_rarely_meet_are_enough_to_know_an_undated_report() -> None:
    assert one(entry("a"), entry("b", day=200, dated=False))


def test_two_firms_that_do_many_deals_are_not() -> None:
    assert not one(entry("a", "sori", "baiyun"), entry("b", "sori", "baiyun", day=200, dated=False))


def test_a_shared_fact_ties_an_undated_report_to_a_deal_of_busy_firms() -> None:
    told = entry("a", "sori", "baiyun", amounts=(GWH8,))
    assert one(told, entry("b", "sori", "baiyun", day=200, dated=False, amounts=(GWH8,)))


def test_busy_firms_are_told_of_together_within_days() -> None:
    assert one(entry("a", "sori", "baiyun"), entry("b", "sori", "baiyun", day=2))


def test_three_busy_firms_are_telling() -> None:
    three = ("sori", "baiyun", "hanbit")
    assert one(entry("a", *three), entry("b", *three, day=200, dated=False))


def test_a_parent_and_its_subsidiary_may_do_deals_of_their_own() -> None:
    parent, unit = entry("a", "hanbit", "jinlong"), entry("b", "hanbit", "jinlong-auto", day=200, dated=False)
    assert not one(parent, unit)


def test_the_firm_that_is_bought_ties_reports_that_name_one_buyer_or_seller_each() -> None:
    sold = entry("a", "hanbit", "target", event="joint-venture")
    bought = entry("b", "jinlong", "target", day=1, event="joint-venture")
    assert one(sold, bought)


def test_a_deal_of_one_country_is_not_a_deal_of_two_with_a_party_left_out() -> None:
    both = entry("a", "sori", "jinlong", event="supply-contract")
    alone = entry("b", "jinlong", day=0.5, event="joint-venture", status="confirmed", scope=Scope.ADJACENT)
    left_out = entry("c", "jinlong", day=0.5, event="supply-contract")
    assert not one(both, alone)
    assert one(both, left_out)


def test_who_names_nobody_is_understood_by_what_it_is_about() -> None:
    named = entry("a", "hanbit", "jinlong", products=("chem-sodium",), event="joint-venture")
    for nameless in (("CN",), ("KR", "CN")):
        bare = entry("b", *nameless, day=4, products=("chem-sodium",), event="joint-venture")
        other = entry("c", *nameless, day=4, products=("cathode",), event="joint-venture")
        assert one(named, bare)
        assert one(bare, named)
        assert not one(named, other)


def test_who_names_nobody_of_one_country_tells_no_deal_of_two() -> None:
    named = entry("a", "hanbit", "jinlong", products=("chem-sodium",))
    assert not one(named, entry("b", "CN", day=4, products=("chem-sodium",), scope=Scope.ADJACENT))


def test_the_names_come_to_a_deal_that_was_told_without_them() -> None:
    ledger = Ledger(IDENTITY)
    ledger.add(entry("a", "CN", products=("chem-sodium",)))
    ledger.add(entry("b", "hanbit", "jinlong", day=2, products=("chem-sodium",)))
    (development,) = ledger.developments.values()
    assert {p.entity for p in development.parties} == {"hanbit", "jinlong"}


# ── what ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_the_same_tonnage_outweighs_another_event() -> None:
    told = entry("a", event="supply-contract", amounts=(MASS,))
    assert one(told, entry("b", day=200, dated=False, event="joint-venture", amounts=(MASS,)))


def test_the_same_share_alone_does_not() -> None:
    half = (amount(49, "%"),)
    told = entry("a", event="supply-contract", amounts=half)
    assert not one(told, entry("b", day=200, dated=False, event="joint-venture", amounts=half))


def test_what_a_firm_always_makes_says_nothing_of_a_deal() -> None:
    usual, telling = ("copper-foil",), ("cathode",)
    assert not one(entry("a", products=usual), entry("b", day=40, products=usual))
    assert one(entry("a", products=telling), entry("b", day=40, products=telling))


def test_plant_and_venture_are_two_words_within_days_and_two_deals_after_weeks() -> None:
    venture = entry("a", "sori", "baiyun", event="joint-venture")
    assert one(venture, entry("b", "sori", "baiyun", day=1, event="plant"))
    assert not one(venture, entry("c", "sori", "baiyun", day=20, event="plant"))


def test_a_memorandum_is_named_after_whatever_it_may_become() -> None:
    supply = entry("a", event="supply-contract", status="mou")
    assert one(supply, entry("b", day=1, event="joint-venture", status="mou"))
    assert not one(supply, entry("c", day=1, event="joint-venture", status="in-talks"))


def test_products_of_one_figure_are_one_deal_told_twice() -> None:
    cathode = entry("a", products=("cathode",), amounts=(MASS,))
    assert one(cathode, entry("b", day=1, products=("copper-foil",), amounts=(MASS,)))


def test_contracts_whose_terms_do_not_overlap_are_two() -> None:
    first = entry("a", periods=("2022/2025",))
    assert not one(first, entry("b", day=1, periods=("2026/2030",)))
    assert one(first, entry("c", day=1, periods=("2024/2028",)))


# ── when and where ───────────────────────────────────────────────────────────────────────────────────────────────


def test_suits_of_one_pair_need_a_date_or_a_fact_in_common() -> None:
    suit = entry("a", event="lawsuit", status="confirmed")
    assert one(suit, entry("b", day=1, event="lawsuit", status="confirmed"))
    assert not one(suit, entry("c", day=200, event="lawsuit", status="confirmed", dated=False))


def test_without_dates_reports_of_distant_stages_are_of_two_deals() -> None:
    early = entry("a", status="rumoured")
    assert not one(early, entry("b", day=200, dated=False, status="in-production"))


def test_without_dates_other_years_tell_two_deals() -> None:
    first = entry("a", periods=("2022",))
    assert not one(first, entry("b", day=200, dated=False, periods=("2026",)))


def test_places_that_differ_tell_deals_apart_once_the_news_is_old() -> None:
    here = entry("a", "sori", "baiyun", places=("hungary",))
    assert one(here, entry("b", "sori", "baiyun", day=1, places=("debrecen",)))
    assert not one(here, entry("c", "sori", "baiyun", day=9, places=("morocco",), event="plant"))


def test_after_a_year_the_next_stage_is_another_development() -> None:
    promised = entry("a", status="mou", amounts=(MASS,), places=("hungary",))
    assert one(promised, entry("b", day=300, status="signed", amounts=(MASS,), places=("hungary",)))
    assert not one(promised, entry("c", day=400, status="signed", amounts=(MASS,), places=("hungary",)))


def test_a_cancellation_finds_the_deal_after_months() -> None:
    signed = entry("a", status="signed", products=("cathode",), amounts=(GWH8,))
    called_off = entry("b", day=170, status="cancelled", products=("cathode",))
    assert one(signed, called_off)


# ── look-up ──────────────────────────────────────────────────────────────────────────────────────────────────────


def listing(item: str, size: int, day: float = 0) -> Entry:
    """A report that names so many firms of both sides."""
    base = entry(item, day=day, amounts=(GWH8,))
    firms = tuple(Party(entity=f"firm-{n:03}", side=Side.KR if n % 2 else Side.CN) for n in range(size))
    return replace(base, report=replace(base.report, parties=firms))


def test_every_party_of_a_long_list_leads_to_it() -> None:
    long = listing("a", 40)
    leads = [replace(long, report=replace(long.report, parties=(party,))) for party in long.report.parties]
    assert len(leads) == 40
    assert all(lookup_keys(lead, IDENTITY) & keys_of(long, IDENTITY) for lead in leads)


def test_the_keys_of_a_list_grow_with_its_length_not_with_its_square() -> None:
    short, long = (len(lookup_keys(listing("a", size), IDENTITY)) for size in (LIST_FROM, 10 * LIST_FROM))
    assert long == 10 * short


def test_a_short_report_is_filed_under_every_pair_of_its_parties() -> None:
    pairs = {key for key in keys_of(listing("a", LIST_FROM - 1), IDENTITY) if key.startswith("pair:")}
    assert len(pairs) == (LIST_FROM - 1) * (LIST_FROM - 2) // 2


# ── the rules as data ────────────────────────────────────────────────────────────────────────────────────────────


def test_a_busy_firm_that_nobody_knows_is_a_mistake_with_its_line() -> None:
    nobody = Watchlist(entities=(Entity(id="hanbit", name="Hanbit", kind="company", country="KR", side=Side.KR),))
    with pytest.raises(ConfigError, match=r"identity\.yaml:\d+: busy_firms: nobody on the watchlist is"):
        load_identity(CONFIG, nobody, {})
