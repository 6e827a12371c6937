"""What a report does to a development it belongs to: amendments, denials, cancellations, bounds, contradictions."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from monitor.config.identity import Identity
from monitor.ledger.amounts import Agreement, agreement
from monitor.ledger.change import CONFLICT
from monitor.ledger.entry import Entry
from monitor.ledger.ledger import Ledger
from monitor.model import Amount, ChangeKind, Development, Move
from tests.ledger.world import DAY_ZERO, IDENTITY, RANKS, RULES, amount, entry

T35 = amount(350_000, "t")
T45 = amount(450_000, "t")


def won_per_dollar(sum_: Amount, currency: str, _day: date) -> Amount | None:
    factor = {"KRW": 1400, "USD": 1 / 1400}[currency]
    return replace(sum_, value=sum_.value * factor, unit=currency)


EXCHANGE = Identity(RULES, {}, RANKS, convert=won_per_dollar)


def told(*entries: Entry, identity: Identity = IDENTITY) -> tuple[Development, list[ChangeKind]]:
    """The one development that the entries make, and what each of them was when it came."""
    ledger = Ledger(identity)
    kinds = [ledger.add(one).kind for one in entries]
    (development,) = ledger.developments.values()
    return development, kinds


def amounts_moved(development: Development) -> list[tuple[str, str]]:
    moves: list[Move] = [m for m in development.changes[-1].moves if m.fact == "amount"]
    return [(m.before, m.after) for m in moves]


# ── amendments ───────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_amendment_that_prints_both_figures_moves_from_the_old_one_to_the_new_one() -> None:
    one, _ = told(entry("a", amounts=(T35,)), entry("b", day=40, status="revised", amounts=(T45, T35)))
    assert one.amounts == (T45,)
    assert amounts_moved(one) == [(T35.surface, T45.surface)]


def test_a_change_of_a_contract_alters_its_figures_whatever_stage_is_read() -> None:
    one, _ = told(entry("a", amounts=(T35,)), entry("b", day=4, event="supply-change", amounts=(T45,)))
    assert one.amounts == (T45,)


def test_the_figure_before_the_amendment_is_history_and_no_contradiction() -> None:
    one, kinds = told(
        entry("a", amounts=(T35,)),
        entry("b", day=4, status="revised", amounts=(T45,)),
        entry("c", day=5, amounts=(T35,)),
    )
    assert kinds[-1] is ChangeKind.REPEAT
    assert one.amounts == (T45,)


def test_retelling_the_signature_of_an_amended_deal_is_no_news() -> None:
    one, kinds = told(entry("a"), entry("b", day=4, status="revised"), entry("c", day=5, status="signed"))
    assert kinds[-1] is ChangeKind.REPEAT
    assert one.status == "revised"


def test_an_amended_deal_goes_on_from_the_stage_it_had() -> None:
    one, kinds = told(entry("a"), entry("b", day=4, status="revised"), entry("c", day=9, status="in-production"))
    assert kinds[-1] is ChangeKind.UPDATE
    assert one.status == "in-production"


def test_a_second_amendment_is_news_again() -> None:
    _, kinds = told(
        entry("a", amounts=(T35,)),
        entry("b", day=4, status="revised", amounts=(T45,)),
        entry("c", day=30, status="revised", amounts=(amount(600_000, "t"),)),
    )
    assert kinds == [ChangeKind.NEW, ChangeKind.UPDATE, ChangeKind.UPDATE]


# ── reversals ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_cancellation_months_later_is_news_of_the_same_deal_whatever_it_is_called() -> None:
    one, kinds = told(entry("a", amounts=(T35,)), entry("b", day=150, event="supply-change", status="cancelled"))
    assert kinds[-1] is ChangeKind.UPDATE
    assert one.status == "cancelled"


def test_who_repeats_a_cancellation_or_a_denial_says_nothing_new() -> None:
    for reversal in ("denied", "cancelled"):
        _, kinds = told(entry("a"), entry("b", day=1, status=reversal), entry("c", day=2, status=reversal))
        assert kinds[1:] == [ChangeKind.UPDATE, ChangeKind.REPEAT]


def test_what_was_denied_is_believed_again_when_it_is_signed() -> None:
    one, kinds = told(
        entry("a", status="rumoured"), entry("b", day=1, status="denied"), entry("c", day=9, status="signed")
    )
    assert kinds[-1] is ChangeKind.UPDATE
    assert one.status == "signed"


# ── figures that do not agree ────────────────────────────────────────────────────────────────────────────────────


def test_two_currencies_that_no_rate_explains_are_in_conflict() -> None:
    energy = amount(8e9, "Wh")
    won, dollars = amount(1e12, "KRW"), amount(9.5e8, "USD")
    one, kinds = told(
        entry("a", amounts=(energy, won)), entry("b", day=1, amounts=(energy, dollars)), identity=EXCHANGE
    )
    assert kinds[-1] is ChangeKind.CONFLICT
    assert [(a.unit, a.flag) for a in one.amounts] == [("Wh", ""), ("KRW", ""), ("USD", CONFLICT)]
    assert amounts_moved(one) == [(won.surface, dollars.surface)]


def test_two_currencies_that_a_rate_of_the_time_explains_are_not() -> None:
    energy = amount(8e9, "Wh")
    for dollars in (6.6e8, 7.14e8, 7.9e8):
        _, kinds = told(
            entry("a", amounts=(energy, amount(1e12, "KRW"))),
            entry("b", day=1, amounts=(energy, amount(dollars, "USD"))),
            identity=EXCHANGE,
        )
        assert kinds[-1] is ChangeKind.REPEAT


def test_a_sum_repeated_in_a_second_currency_by_the_outlet_itself_never_contradicts() -> None:
    converted = replace(amount(9.5e8, "USD"), role="conversion")
    _, kinds = told(
        entry("a", amounts=(amount(8e9, "Wh"), amount(1e12, "KRW"))),
        entry("b", day=1, amounts=(amount(8e9, "Wh"), converted)),
        identity=EXCHANGE,
    )
    assert kinds[-1] is ChangeKind.REPEAT


def test_a_figure_behind_a_bound_sharpens_it_and_contradicts_nothing() -> None:
    one, kinds = told(
        entry("a", amounts=(amount(1e12, "KRW", "over"),)), entry("b", day=1, amounts=(amount(1.6e12, "KRW"),))
    )
    assert kinds[-1] is ChangeKind.UPDATE
    assert [a.value for a in one.amounts] == [1.6e12]


def test_a_bound_around_a_known_figure_adds_nothing() -> None:
    one, kinds = told(
        entry("a", amounts=(amount(1.6e12, "KRW"),)), entry("b", day=1, amounts=(amount(1e12, "KRW", "over"),))
    )
    assert kinds[-1] is ChangeKind.REPEAT
    assert [a.value for a in one.amounts] == [1.6e12]


def test_a_figure_that_a_bound_cannot_reach_is_of_another_deal() -> None:
    ledger = Ledger(IDENTITY)
    ledger.add(entry("a", amounts=(amount(1e12, "KRW", "over"),)))
    ledger.add(entry("b", day=1, amounts=(amount(5e12, "KRW"),)))
    assert len(ledger.developments) == 2


def test_hundreds_of_something_only_hint_at_a_deal() -> None:
    vague = replace(amount(1e11, "KRW", "several"), high=1e12)
    assert agreement((vague,), (amount(5e11, "KRW"),), IDENTITY, DAY_ZERO.date()) is Agreement.HINTS


QUALIFIERS = st.sampled_from(["", "about", "over", "up-to", "planned", "several"])
FIGURES = st.builds(
    amount, st.floats(min_value=1, max_value=1e15), st.sampled_from(["t", "Wh", "KRW", "USD", "%"]), QUALIFIERS
)


@given(a=st.lists(FIGURES, max_size=3), b=st.lists(FIGURES, max_size=3))
def test_agreement_does_not_depend_on_who_speaks_first(a: list[Amount], b: list[Amount]) -> None:
    day = DAY_ZERO.date()
    there, back = (agreement(tuple(x), tuple(y), IDENTITY, day) for x, y in ((a, b), (b, a)))
    assert there is back


@given(figures=st.lists(FIGURES, min_size=1, max_size=4))
def test_what_is_said_twice_never_contradicts(figures: list[Amount]) -> None:
    said = tuple(figures)
    assert agreement(said, said, IDENTITY, DAY_ZERO.date()) in (Agreement.AGREES, Agreement.HINTS)
