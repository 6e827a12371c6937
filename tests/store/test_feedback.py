"""Feedback in each database: stored once, muting while it lasts, lifted, and following what was merged."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from monitor.model import Delivery, DeliveryState, Digest, DigestKind, Feedback, FeedbackKind
from monitor.store import feedback, outbox
from monitor.store.lease import Worker
from monitor.store.store import Store

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
DAY = timedelta(days=1)
ALICE = Worker(host="here", pid=11, nonce="a")


def said(id_: str, kind: FeedbackKind = FeedbackKind.MUTE_DEVELOPMENT, **more: object) -> Feedback:
    return Feedback(id=id_, at=NOW, who="kim", kind=kind, **more)  # type: ignore[arg-type]


def test_the_same_feedback_is_stored_once_and_comes_back_as_it_was(store: Store) -> None:
    one = said("f1", development="d1", until=NOW + DAY, note="다 알아요", source="slack")
    with store.write() as tx:
        assert [feedback.add(tx, one), feedback.add(tx, one)] == [True, False]
    with store.read() as tx:
        assert feedback.every(tx) == (one,)
        assert feedback.every(tx, FeedbackKind.SAME) == ()


def test_mutes_are_in_force_until_they_end_or_are_lifted(store: Store) -> None:
    with store.write() as tx:
        feedback.add(tx, said("f1", development="d1", until=NOW + DAY))
        feedback.add(tx, said("f2", FeedbackKind.MUTE_COMPANY, entity="catl"))
        feedback.add(tx, said("f3", FeedbackKind.WRONG_COMPANY, development="d1", entity="catl"))
    with store.read() as tx:
        assert [one.id for one in feedback.mutes(tx, NOW)] == ["f1", "f2"]
        assert [one.id for one in feedback.mutes(tx, NOW + DAY)] == ["f2"]
    with store.write() as tx:
        assert [feedback.lift(tx, "catl", NOW), feedback.lift(tx, "catl", NOW)] == [1, 0]
        assert [one.id for one in feedback.mutes(tx, NOW)] == ["f1"]
        assert len(feedback.every(tx)) == 3


def test_a_mute_follows_a_development_that_was_merged(store: Store) -> None:
    with store.write() as tx:
        feedback.add(tx, said("f1", development="old"))
        feedback.add(tx, said("f2", FeedbackKind.SAME, development="old", other="new"))
        feedback.move(tx, {"old": "new"})
    with store.read() as tx:
        assert {one.id: one.development for one in feedback.every(tx)} == {"f1": "new", "f2": "old"}


def outbox_of(store: Store, *keys: str) -> None:
    made = Digest(
        key="d1", audience="desk", title="Desk", kind=DigestKind.ALERT, language="en", zone="UTC", at=NOW, cards=()
    )
    waiting = [
        Delivery(key=k, digest="d1", audience="desk", channel="slack", target="#c", payload="{}", not_before=NOW)
        for k in keys
    ]
    with store.write() as tx:
        outbox.save_digest(tx, made, waiting)


def test_open_deliveries_come_with_their_digest_in_order(store: Store) -> None:
    outbox_of(store, "k2", "k1")
    with store.read() as tx:
        assert [(one.key, told.key) for one, told in outbox.waiting(tx)] == [("k2", "d1"), ("k1", "d1")]


def test_a_delivery_is_closed_with_its_reason_and_then_never_sent(store: Store) -> None:
    outbox_of(store, "k1")
    with store.write() as tx:
        assert outbox.close(tx, "k1", "muted", NOW)
    with store.write() as tx:
        assert outbox.claim_due(tx, ["slack"], worker=ALICE, now=NOW, lease_s=60) is None
        assert outbox.waiting(tx) == ()
        (one,) = outbox.deliveries(tx)
    assert (one.state, one.reason) == (DeliveryState.CLOSED, "muted")


def test_a_delivery_that_may_have_gone_out_is_not_closed(store: Store) -> None:
    outbox_of(store, "k1")
    with store.write() as tx:
        claimed = outbox.claim_due(tx, ["slack"], worker=ALICE, now=NOW, lease_s=60)
        assert not outbox.close(tx, "k1", "muted", NOW + DAY)
    assert claimed is not None
    with store.write() as tx:
        outbox.save_sent(tx, _pending(claimed[0]), ALICE, unsure=True)
        assert not outbox.close(tx, "k1", "muted", NOW)


def _pending(one: Delivery) -> Delivery:
    return Delivery(
        key=one.key, digest="d1", audience="desk", channel="slack", target="#c", payload="{}", not_before=NOW
    )
