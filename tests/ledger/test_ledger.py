"""The ledger is a function of what was reported, not of the order in which it arrived."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.config.identity import Identity
from monitor.ledger.entry import Entry, keys_of
from monitor.ledger.ledger import Held, Ledger
from monitor.model import Amount, ChangeKind, Development
from tests.ledger.world import IDENTITY, RANKS, RULES, amount, entry

GWH8 = amount(8e9, "Wh")
GWH30 = amount(3e10, "Wh")


def ledger_of(*entries: Entry) -> Ledger:
    made = Ledger(IDENTITY)
    for one in entries:
        made.add(one)
    return made


def partition(ledger: Ledger) -> set[frozenset[tuple[str, int]]]:
    """Who is together with whom."""
    helds = [ledger.held(id_) for id_ in ledger.developments]
    return {frozenset((e.report.item, e.report.index) for e in held.entries) for held in helds if held}


def facts(ledger: Ledger) -> set[tuple[object, ...]]:
    """What the ledger says of each development, but for its id."""

    def of(one: Development) -> tuple[object, ...]:
        changes = tuple((c.item, c.index, c.kind, c.moves, c.at) for c in one.changes)
        return (
            one.event,
            one.status,
            one.parties,
            one.amounts,
            one.products,
            one.places,
            one.sources,
            changes,
            one.revision,
        )

    return {of(one) for one in ledger.developments.values()}


# ── what belongs together ────────────────────────────────────────────────────────────────────────────────────────


def test_two_reports_of_one_deal_in_two_languages_are_one_development() -> None:
    english = entry("en1", amounts=(GWH8,), title="Hanbit to supply cells to Jinlong")
    korean = entry("ko1", day=1, amounts=(GWH8,), title="한빛, 진룽에 배터리 공급", language="ko")
    assert partition(ledger_of(english, korean)) == {frozenset({("en1", 0), ("ko1", 0)})}


def test_two_deals_of_one_pair_with_different_amounts_stay_apart() -> None:
    assert len(partition(ledger_of(entry("a", amounts=(GWH8,)), entry("b", day=2, amounts=(GWH30,))))) == 2


def test_two_deals_of_one_pair_in_different_products_stay_apart() -> None:
    foil, cathode = entry("a", products=("copper-foil",)), entry("b", day=2, products=("cathode",))
    assert len(partition(ledger_of(foil, cathode))) == 2


def test_a_deal_with_another_counterparty_is_another_development() -> None:
    assert len(partition(ledger_of(entry("a", "hanbit", "jinlong"), entry("b", "hanbit", "baiyun", day=1)))) == 2


def test_a_subsidiary_stands_for_its_parent() -> None:
    group, unit = entry("a", "hanbit", "jinlong"), entry("b", "hanbit", "jinlong-auto", day=1)
    assert len(partition(ledger_of(group, unit))) == 1


def test_talks_and_signing_are_stages_of_one_development() -> None:
    ledger = ledger_of(
        entry("a", event="talks", status="in-talks"), entry("b", day=20, event="supply-contract", status="signed")
    )
    (one,) = ledger.developments.values()
    assert (one.event, one.status) == ("supply-contract", "signed")
    assert [c.kind for c in one.changes] == [ChangeKind.NEW, ChangeKind.UPDATE]


def test_the_buyer_known_by_country_gets_its_name() -> None:
    ledger = ledger_of(
        entry("a", "hanbit", "CN", amounts=(GWH8,)), entry("b", "hanbit", "jinlong", day=2, amounts=(GWH8,))
    )
    (one,) = ledger.developments.values()
    assert [p.entity for p in one.parties] == ["hanbit", "jinlong"]
    assert [(m.fact, m.before, m.after) for m in one.changes[-1].moves] == [("party", "?CN", "jinlong")]


def test_a_copy_of_the_same_text_joins_although_its_facts_were_missed() -> None:
    title = "Hanbit Materials supplies copper foil to a plant of Jinlong in Hungary"
    full = entry("a", title=title, amounts=(GWH8,))
    bare = entry("b", "hanbit", day=0.1, event="plant", status="considering", title=title)
    assert len(partition(ledger_of(full, bare))) == 1


def test_quarterly_results_of_different_months_stay_apart() -> None:
    spring = entry("a", "hanbit", event="earnings", status="confirmed")
    summer = entry("b", "hanbit", day=90, event="earnings", status="confirmed")
    assert len(partition(ledger_of(spring, summer))) == 2


# ── what is news ─────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_retelling_is_a_repeat_that_adds_a_source() -> None:
    ledger = ledger_of(entry("a", amounts=(GWH8,)))
    change = ledger.add(entry("b", day=1, amounts=(GWH8,)))
    (one,) = ledger.developments.values()
    assert change.kind is ChangeKind.REPEAT
    assert [s.item for s in one.sources] == ["a", "b"]
    assert one.revision == 1


def test_signed_and_announced_are_two_words_for_one_stage() -> None:
    ledger = ledger_of(entry("a", status="signed"))
    assert ledger.add(entry("b", day=1, status="confirmed")).kind is ChangeKind.REPEAT


def test_an_amount_that_was_not_known_is_an_update() -> None:
    ledger = ledger_of(entry("a"))
    change = ledger.add(entry("b", day=1, amounts=(GWH8,)))
    assert change.kind is ChangeKind.UPDATE
    assert [(m.fact, m.after) for m in change.moves] == [("amount", GWH8.surface)]


def test_the_same_sum_in_another_currency_is_no_news() -> None:
    ledger = ledger_of(entry("a", amounts=(amount(1e12, "KRW"),)))
    assert ledger.add(entry("b", day=1, amounts=(amount(7e8, "USD"),))).kind is ChangeKind.REPEAT


def test_the_same_sum_in_another_currency_joins_a_retelling_that_shares_little_else() -> None:
    def won_per_dollar(amount_: Amount, currency: str, _day: date) -> Amount | None:
        factor = {"KRW": 1400, "USD": 1 / 1400}[currency]
        return replace(amount_, value=amount_.value * factor, unit=currency)

    exchange = Identity(RULES, {}, RANKS, convert=won_per_dollar)
    won = entry("a", event="supply-contract", amounts=(amount(1.4e12, "KRW"),))
    dollars = entry("b", day=20, event="joint-venture", amounts=(amount(1.02e9, "USD"),))
    ledger = Ledger(exchange)
    ledger.add(won)
    ledger.add(dollars)
    assert len(partition(ledger)) == 1
    assert len(partition(ledger_of(won, dollars))) == 2


def test_a_denial_is_always_news() -> None:
    ledger = ledger_of(entry("a", status="signed"))
    assert ledger.add(entry("b", day=1, status="denied")).kind is ChangeKind.UPDATE


def test_a_rumour_does_not_revive_what_was_denied() -> None:
    ledger = ledger_of(entry("a", status="in-talks"), entry("b", day=1, status="denied"))
    assert ledger.add(entry("c", day=2, status="rumoured")).kind is ChangeKind.REPEAT


def test_a_revised_amount_replaces_the_old_one() -> None:
    ledger = ledger_of(entry("a", amounts=(GWH8,)))
    change = ledger.add(entry("b", day=5, status="revised", amounts=(GWH30,)))
    (one,) = ledger.developments.values()
    assert one.amounts == (GWH30,)
    assert [(m.fact, m.before, m.after) for m in change.moves if m.fact == "amount"] == [
        ("amount", GWH8.surface, GWH30.surface)
    ]


def test_outlets_that_disagree_on_one_figure_are_in_conflict() -> None:
    mass = amount(5e4, "t")
    ledger = ledger_of(entry("a", amounts=(mass, amount(1.21e12, "KRW"))))
    change = ledger.add(entry("b", day=1, amounts=(mass, amount(1.82e12, "KRW"))))
    (one,) = ledger.developments.values()
    assert change.kind is ChangeKind.CONFLICT
    assert [a.flag for a in one.amounts] == ["", "", "conflict"]


def test_a_late_older_report_extends_the_timeline_and_is_no_news() -> None:
    ledger = ledger_of(entry("b", day=10, status="signed", amounts=(GWH8,)))
    change = ledger.add(entry("a", day=5, event="talks", status="in-talks", amounts=(GWH8,)))
    (one,) = ledger.developments.values()
    assert change.kind is ChangeKind.REPEAT
    assert [s.item for s in one.sources] == ["a", "b"]
    assert [c.kind for c in one.changes] == [ChangeKind.NEW, ChangeKind.UPDATE]
    assert one.status == "signed"


# ── ids ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_id_that_was_given_out_survives_an_earlier_report() -> None:
    ledger = ledger_of(entry("b", day=10, amounts=(GWH8,)))
    (before,) = ledger.developments
    ledger.add(entry("a", day=5, amounts=(GWH8,)))
    assert list(ledger.developments) == [before]


def test_a_withdrawn_report_leaves_no_trace() -> None:
    first, second = entry("a", amounts=(GWH8,)), entry("b", day=1, status="in-production", amounts=(GWH8,))
    ledger = ledger_of(first, second)
    ledger.withdraw([second])
    assert facts(ledger) == facts(ledger_of(first))


# ── order ────────────────────────────────────────────────────────────────────────────────────────────────────────

PAIRS = (
    ("hanbit", "jinlong"),
    ("hanbit", "jinlong-auto"),
    ("hanbit", "CN"),
    ("sori", "baiyun"),
    ("hanbit", "baiyun"),
    ("KR", "CN"),
)
AMOUNTS = ((), (GWH8,), (GWH30,), (amount(1e12, "KRW"),), (amount(7e8, "USD"), GWH8))
STAGES = ("rumoured", "in-talks", "mou", "signed", "denied", "revised", "cancelled")
EVENTS = ("talks", "mou", "supply-contract", "joint-venture", "plant", "earnings", "lawsuit")

worlds = st.lists(
    st.tuples(
        st.sampled_from(PAIRS),
        st.integers(min_value=0, max_value=60),
        st.sampled_from(EVENTS),
        st.sampled_from(STAGES),
        st.sampled_from(AMOUNTS),
        st.sampled_from([(), ("cathode",), ("copper-foil",)]),
        st.sampled_from([(), ("2022",), ("2022/2025",), ("2026/2030",)]),
        st.booleans(),
    ),
    max_size=14,
).map(
    lambda rows: [
        entry(
            f"i{n}", *pair, day=day, event=event, status=status, amounts=amounts, products=products, periods=periods,
            dated=dated, title=f"{pair[0]} {day // 20} {event}",
        )
        for n, (pair, day, event, status, amounts, products, periods, dated) in enumerate(rows)
    ]
)  # fmt: skip


@settings(max_examples=150, deadline=None)
@given(world=worlds, seed=st.integers(min_value=0, max_value=2**32))
def test_any_order_of_arrival_gives_the_same_ledger(world: list[Entry], seed: int) -> None:
    shuffled = list(world)
    random.Random(seed).shuffle(shuffled)
    in_order, as_it_came = ledger_of(*sorted(world, key=lambda e: e.place)), ledger_of(*shuffled)
    assert partition(in_order) == partition(as_it_came)
    assert facts(in_order) == facts(as_it_came)


@settings(max_examples=100, deadline=None)
@given(world=worlds, seed=st.integers(min_value=0, max_value=2**32), cut=st.integers(min_value=1, max_value=5))
def test_any_split_into_batches_gives_the_same_ledger(world: list[Entry], seed: int, cut: int) -> None:
    """Each batch starts with an empty memory and brings in from a store only what it asks for."""
    shuffled = list(world)
    random.Random(seed).shuffle(shuffled)
    stored: dict[str, Held] = {}
    latest = None
    for start in range(0, len(shuffled), cut):
        batch = Ledger(IDENTITY, lambda keys: find(stored, set(keys)), latest=latest)
        for one in shuffled[start : start + cut]:
            batch.add(one)
        for id_ in batch.touched:
            held = batch.held(id_)
            stored.pop(id_, None) if held is None else stored.__setitem__(id_, held)
        latest = max(e.place for held in stored.values() for e in held.entries)
    whole = Ledger(IDENTITY)
    for one in sorted(world, key=lambda e: e.place):
        whole.add(one)
    assert {frozenset(e.report.item for e in held.entries) for held in stored.values()} == {
        frozenset(item for item, _ in group) for group in partition(whole)
    }


def find(stored: dict[str, Held], keys: set[str]) -> list[Held]:
    return [
        held
        for id_, held in stored.items()
        if f"id:{id_}" in keys or any(keys & keys_of(e, IDENTITY) for e in held.entries)
    ]
