"""A reader's mute from the table to the mailbox, on each kind of database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest

from monitor import pipeline
from monitor.app import App, Knowledge, load_knowledge
from monitor.model import Delivery, DeliveryResult, DeliveryState, Feedback, FeedbackKind, Retry, SendOutcome
from monitor.store import feedback, outbox
from tests.flow.rig import DAY_ONE, Mailbox, settings_of, write_config
from tests.flow.test_pipeline import LGES_CHERY, SOLUS_CATL, House, told

HOUR = timedelta(hours=1)
TALKS = (
    "t1",
    "LG Energy Solution in talks to supply Chery with batteries",
    "The two firms negotiate a supply contract.",
)


@pytest.fixture(scope="module")
def knowledge(tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    folder = write_config(tmp_path_factory.mktemp("k") / "config", feeds={"wire": "wire.xml"})
    return load_knowledge(settings_of(folder, "sqlite://"))


@pytest.fixture
def house(tmp_path: Path, database_url: str, knowledge: Knowledge) -> House:
    return House(tmp_path, database_url, knowledge)


def mute(house: House, company: str) -> None:
    kind = FeedbackKind.MUTE_COMPANY
    said = Feedback(id=company, at=DAY_ONE, who="kim", kind=kind, entity=company, until=DAY_ONE + 5 * HOUR)
    with house.open() as app, app.store.write() as tx:
        feedback.add(tx, said)


@dataclass(frozen=True, slots=True)
class Closed(Mailbox):
    """A mailbox that takes nothing for now."""

    def send(self, delivery: Delivery, *, may_have_arrived: bool) -> SendOutcome:
        return Retry(reason="closed for lunch", after_s=60)


def shut(house: House) -> None:
    house.mailbox = Closed(house.mailbox.path)


def deliver(app: App, at_hour: float) -> list[tuple[DeliveryState, str]]:
    results: tuple[DeliveryResult, ...] = pipeline.deliver(app, DAY_ONE + at_hour * HOUR)
    return [(one.state, one.reason) for one in results]


def test_what_is_muted_is_not_told_until_the_mute_ends(house: House) -> None:
    house.run()
    mute(house, "catl")
    house.publish(SOLUS_CATL, LGES_CHERY)
    (digest,) = house.run(DAY_ONE + HOUR).digests
    assert (len(digest.cards), digest.muted) == (1, 1)
    assert house.run(DAY_ONE + 2 * HOUR).digests == ()
    (late,) = house.run(DAY_ONE + 6 * HOUR).digests
    assert {p.entity for card in late.cards for p in card.development.parties} >= {"catl"}
    assert told(house) == [("watching", 0), ("alert", 1), ("alert", 1)]


def test_what_waits_and_is_muted_meanwhile_is_closed_with_the_reason(house: House) -> None:
    house.run()
    house.publish(SOLUS_CATL)
    open_for_now = house.mailbox
    shut(house)
    house.run(DAY_ONE + HOUR)
    mute(house, "catl")
    house.mailbox = open_for_now
    with house.open() as app:
        ((state, reason),) = deliver(app, 2)
        assert (state, reason) == (DeliveryState.CLOSED, "catl is muted until 2026-03-02 14:00 UTC")
        assert deliver(app, 3) == []
        with app.store.read() as tx:
            assert len(outbox.deliveries(tx, DeliveryState.CLOSED)) == 1
    assert told(house) == [("watching", 0)]


def test_what_failed_and_was_overtaken_is_closed_and_only_the_latest_is_told(house: House) -> None:
    house.run()
    open_for_now = house.mailbox
    shut(house)
    house.publish(TALKS)
    house.run(DAY_ONE + HOUR)
    house.publish(LGES_CHERY, TALKS)
    house.run(DAY_ONE + 2 * HOUR)
    house.mailbox = open_for_now
    with house.open() as app:
        states = [state for state, _ in deliver(app, 3)]
    assert states.count(DeliveryState.SENT) == 1
    assert told(house) == [("watching", 0), ("alert", 1)]
    with house.open() as app, app.store.read() as tx:
        (closed,) = outbox.deliveries(tx, DeliveryState.CLOSED)
        assert closed.reason.startswith("superseded by ")
