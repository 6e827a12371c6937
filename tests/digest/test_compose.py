"""What an audience is told, in which order."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.digest.compose import ComposePolicy, compose, wants
from monitor.digest.importance import Weights, importance
from monitor.model import Audience, ChangeKind, Development, Digest, DigestKind, Filter, Move, Scope, Side, SourceCount
from tests.digest.samples import ELECTROLYTE, NOW, SUPPLY, TALKS, VENTURE, amount, audience, party, source, stage

ALL = (SUPPLY, ELECTROLYTE, VENTURE, TALKS)


def moves(before: Development | None, after: Development) -> tuple[Move, ...]:
    """The ledger's comparison in small: the stage."""
    old = before.status if before else ""
    return () if old == after.status else (stage(old, after.status),)


def composed(
    *developments: Development, to: Audience | None = None, told: dict[str, Development] | None = None, **more: object
) -> Digest | None:
    return compose(to or audience(), NOW, developments, told or {}, moves=moves, now=NOW, **more)  # type: ignore[arg-type]


def test_only_what_moved_since_the_audience_was_told_is_shown() -> None:
    told = {SUPPLY.id: SUPPLY, ELECTROLYTE.id: replace(ELECTROLYTE, status="in-talks")}
    made = composed(SUPPLY, ELECTROLYTE, told=told)
    assert made is not None
    assert [(c.development.id, c.moves) for c in made.cards] == [(ELECTROLYTE.id, (stage("in-talks", "signed"),))]


def test_with_nothing_new_there_is_no_digest() -> None:
    assert composed(SUPPLY, told={SUPPLY.id: SUPPLY}) is None


def test_what_moved_too_long_ago_is_no_news() -> None:
    old = replace(SUPPLY, moved_at=NOW - timedelta(days=9))
    assert composed(old) is None
    assert composed(old, policy=ComposePolicy(news_age=timedelta(days=10))) is not None


def test_the_first_message_shows_the_latest_of_the_ledger_and_no_flood() -> None:
    many = tuple(replace(SUPPLY, id=f"d{n}", moved_at=NOW - timedelta(days=n)) for n in range(40))
    made = composed(*many, first=True, ledger=40, feeds=(SourceCount(state="ok", feeds=3),))
    assert made is not None
    assert made.kind is DigestKind.WATCHING
    assert {c.development.id for c in made.cards} == {f"d{n}" for n in range(5)}
    assert (made.more, made.rest, made.ledger) == (35, (), 40)


def test_the_first_message_comes_even_where_the_ledger_is_empty() -> None:
    made = composed(first=True)
    assert made is not None
    assert made.cards == ()


def test_beyond_the_limit_developments_are_told_in_one_line_each() -> None:
    many = tuple(replace(SUPPLY, id=f"d{n:02}") for n in range(20))
    made = composed(*many, to=audience(max_cards=12))
    assert made is not None
    assert (len(made.cards), len(made.rest), made.more) == (12, 8, 8)


def test_the_key_names_audience_slot_and_kind_and_is_safe_as_a_file_name() -> None:
    made = composed(SUPPLY)
    assert made is not None
    assert made.key == "daily-20260316T230000Z-digest"


@settings(deadline=None, max_examples=30)
@given(st.permutations(ALL))
def test_the_order_in_which_developments_come_does_not_matter(order: list[Development]) -> None:
    assert composed(*order) == composed(*ALL)


def test_a_disputed_development_is_marked_as_such() -> None:
    disputed = replace(
        ELECTROLYTE, changes=(*ELECTROLYTE.changes[:-1], replace(ELECTROLYTE.changes[-1], kind=ChangeKind.CONFLICT))
    )
    made = composed(disputed, told={disputed.id: replace(disputed, status="in-talks")})
    assert made is not None
    assert made.cards[0].kind is ChangeKind.CONFLICT


def test_filters_let_through_what_they_name() -> None:
    assert wants(Filter(sides=("KR",)), VENTURE)
    assert wants(Filter(parties=("fino", "catl")), VENTURE)
    assert not wants(Filter(parties=("catl",)), VENTURE)
    assert not wants(Filter(events=("lawsuit",)), VENTURE)
    assert not wants(Filter(stages=("signed",)), VENTURE)
    assert not wants(Filter(languages=("en",)), VENTURE)
    assert not wants(Filter(), replace(VENTURE, scope=Scope.ADJACENT))


def test_a_joint_venture_counts_as_either_side() -> None:
    joint = replace(VENTURE, parties=(party("fino"),))
    assert joint.parties[0].side is Side.JOINT
    assert wants(Filter(sides=("CN",)), joint)


def test_what_matters_too_little_is_left_out() -> None:
    assert composed(TALKS, to=audience(filter=Filter(min_importance=90))) is None


# ── the ranking ──────────────────────────────────────────────────────────────────────────────────────────────────


def points(development: Development, kind: ChangeKind = ChangeKind.NEW, *moved: Move) -> int:
    return importance(development, kind, moved, now=NOW, weights=Weights()).points


def test_relation_and_stage_weigh_more_than_being_told_often() -> None:
    loud = replace(TALKS, sources=tuple(source(f"s{n}", f"Paper {n}", "ko", NOW, "같은 소식이다.") for n in range(200)))
    quiet = replace(SUPPLY, sources=SUPPLY.sources[:1], amounts=())
    assert points(quiet) > points(loud)


def test_both_sides_weigh_more_than_one() -> None:
    assert points(SUPPLY) > points(replace(SUPPLY, parties=SUPPLY.parties[:1]))


def test_a_larger_amount_a_stage_move_and_a_primary_source_weigh_more() -> None:
    small, large = (replace(SUPPLY, amounts=(amount(v, "KRW"),)) for v in (1e9, 5e12))
    assert points(large) > points(small)
    by_stage = points(SUPPLY, ChangeKind.UPDATE, stage("mou", "signed"))
    assert by_stage > points(SUPPLY, ChangeKind.UPDATE, Move(fact="place", before="", after="hungary"))
    weights = Weights(primary=frozenset({"Daily Cell"}))
    primary = importance(SUPPLY, ChangeKind.NEW, (), now=NOW, weights=weights)
    assert primary.points > points(SUPPLY)
    assert "primary source +4" in primary.why


def test_the_reasons_add_up_to_the_points_and_come_largest_first() -> None:
    rank = importance(SUPPLY, ChangeKind.NEW, (), now=NOW, weights=Weights())
    given_for = [int(reason.rpartition("+")[2]) for reason in rank.why]
    assert sum(given_for) == rank.points <= 100
    assert given_for == sorted(given_for, reverse=True)


def test_a_full_house_stays_within_a_hundred() -> None:
    best = replace(
        SUPPLY,
        amounts=(amount(1e15, "KRW"),),
        sources=tuple(source(f"s{n}", f"Paper {n}", "ko", NOW, "소식이다.") for n in range(500)),
    )
    rank = importance(best, ChangeKind.NEW, (), now=NOW, weights=Weights(primary=frozenset({"Paper 1"})))
    assert rank.points <= 100
