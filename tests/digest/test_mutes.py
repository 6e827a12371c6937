"""What is left out because a reader muted it, and which waiting deliveries are void."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from monitor.digest.compose import compose
from monitor.digest.mutes import NO_MUTES, Mutes, mutes_of, why_muted, why_void
from monitor.digest.summary import footnote
from monitor.ledger.change import moves_between
from monitor.model import Card, ChangeKind, Delivery, Development, Digest, DigestKind, Feedback, FeedbackKind
from tests.digest.samples import ELECTROLYTE, NOW, SUPPLY, TALKS, audience

DAY = timedelta(days=1)


def mute(development: str = "", entity: str = "", until: datetime | None = NOW + DAY) -> Feedback:
    kind = FeedbackKind.MUTE_DEVELOPMENT if development else FeedbackKind.MUTE_COMPANY
    return Feedback(
        id=f"{development}{entity}{until}",
        at=NOW,
        who="kim",
        kind=kind,
        development=development,
        entity=entity,
        until=until,
    )


def mutes(*said: Feedback) -> Mutes:
    return mutes_of(said, NOW)


def made(*developments: Development, kind: DigestKind = DigestKind.ALERT, key: str = "desk-1") -> Digest:
    cards = tuple(Card(development=d, kind=ChangeKind.NEW, moves=(), importance=1, why=()) for d in developments)
    return Digest(key=key, audience="desk", title="Desk", kind=kind, language="en", zone="UTC", at=NOW, cards=cards)


def waiting(key: str = "k1", *, thread: str = "", attempts: int = 0, target: str = "#c") -> Delivery:
    return Delivery(
        key=key,
        digest="desk-1",
        audience="desk",
        channel="slack",
        target=target,
        payload="{}",
        thread=thread,
        attempts=attempts,
        not_before=NOW,
    )


def test_a_muted_development_is_left_out_and_counted() -> None:
    got = compose(
        audience(), NOW, [SUPPLY, ELECTROLYTE], {}, moves=moves_between, now=NOW, mutes=mutes(mute(SUPPLY.id))
    )
    assert got is not None
    assert [c.development.id for c in got.cards] == [ELECTROLYTE.id]
    assert (got.muted, footnote(got)) == (1, "1 muted")


def test_a_muted_company_silences_every_development_it_is_party_to() -> None:
    firm = SUPPLY.parties[0].entity
    silent = mutes(mute(entity=firm))
    assert why_muted(SUPPLY, silent) == f"{firm} is muted until 2026-03-17 23:00 UTC"
    assert compose(audience(), NOW, [SUPPLY], {}, moves=moves_between, now=NOW, mutes=silent) is None


def test_a_mute_that_ended_silences_nothing() -> None:
    assert why_muted(SUPPLY, mutes(mute(SUPPLY.id, until=NOW))) == ""
    assert not mutes(mute(SUPPLY.id, until=NOW))


@pytest.mark.parametrize("other", [NOW + 2 * DAY, None])
def test_of_several_mutes_the_longest_counts(other: datetime | None) -> None:
    for said in ((mute("d"), mute("d", until=other)), (mute("d", until=other), mute("d"))):
        assert mutes(*said).developments == {"d": other}


def test_a_judgement_mutes_nothing() -> None:
    said = replace(mute(SUPPLY.id), kind=FeedbackKind.NOT_SAME)
    assert mutes(said) == NO_MUTES


def test_a_waiting_delivery_is_void_when_all_it_tells_is_muted() -> None:
    both = made(SUPPLY, ELECTROLYTE)
    half = mutes(mute(SUPPLY.id))
    assert why_void(waiting(), both, half, ()) == ""
    assert "is muted" in why_void(waiting(), both, mutes(mute(SUPPLY.id), mute(ELECTROLYTE.id)), ())
    assert "is muted" in why_void(waiting(thread=SUPPLY.id), both, half, ())
    assert why_void(waiting(thread=ELECTROLYTE.id), both, half, ()) == ""


def test_the_first_message_of_an_audience_is_never_void() -> None:
    assert why_void(waiting(), made(SUPPLY, kind=DigestKind.WATCHING), mutes(mute(SUPPLY.id)), ()) == ""


def test_what_failed_is_void_when_something_later_tells_all_of_it_again() -> None:
    older, newer = made(SUPPLY), made(SUPPLY, TALKS, key="desk-2")
    reason = why_void(waiting(attempts=2), older, NO_MUTES, [(waiting("k2"), newer)])
    assert reason == "superseded by k2 of desk-2, which tells the latest state"


def test_what_was_not_tried_yet_or_is_told_elsewhere_or_only_in_part_is_not_superseded() -> None:
    older, newer = made(SUPPLY, ELECTROLYTE), made(SUPPLY, ELECTROLYTE, key="desk-2")
    assert why_void(waiting(), older, NO_MUTES, [(waiting("k2"), newer)]) == ""
    assert why_void(waiting(attempts=1), older, NO_MUTES, [(waiting("k2", target="#d"), newer)]) == ""
    assert why_void(waiting(attempts=1), older, NO_MUTES, [(waiting("k2"), made(SUPPLY, key="desk-2"))]) == ""


def test_the_parts_of_one_digest_do_not_supersede_each_other() -> None:
    long = made(SUPPLY, ELECTROLYTE, kind=DigestKind.DIGEST)
    first, second = waiting(thread="desk-1", attempts=1), waiting("k2", thread="desk-1")
    assert why_void(first, long, NO_MUTES, [(second, long)]) == ""
