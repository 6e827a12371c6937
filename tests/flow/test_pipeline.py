"""The main job from a feed's file to a reader's mailbox, on each kind of database."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from monitor import pipeline
from monitor.app import App, Knowledge, Outlets, Reads
from monitor.model import Delivery, DeliveryState, Item, Reading, Retry, RunSummary, SendOutcome
from monitor.store import items as store_items
from monitor.store import ledger, outbox
from tests.flow.rig import DAY_ONE, Mailbox, app_of, load_knowledge, rss, settings_of, write_config

HOUR = timedelta(hours=1)
LGES_CHERY = (
    "a1",
    "LG Energy Solution signs deal to supply Chery with 8 GWh of batteries",
    "LG Energy Solution has signed a contract to supply 8 GWh of cylindrical batteries to China's Chery.",
)
RETOLD = (
    "a2",
    "Chery buys 8 GWh of cylindrical cells from LG Energy Solution",
    "China's Chery signed a contract under which LG Energy Solution supplies 8 GWh of cylindrical batteries.",
)
DENIED = (
    "a3",
    "LG Energy Solution denies 8 GWh battery supply contract with Chery",
    "LG Energy Solution denied that it had signed a contract to supply Chery with 8 GWh of batteries.",
)
SOLUS_CATL = (
    "b1",
    "Solus Advanced Materials signs copper foil supply contract with CATL",
    "Solus Advanced Materials signed a contract to supply battery copper foil to CATL of China.",
)
OPINION = ("c1", "Weather turns mild over the weekend", "Forecasters expect sunshine.")
Story = tuple[str, str, str]


@pytest.fixture(scope="module")
def knowledge(tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    folder = write_config(tmp_path_factory.mktemp("k") / "config", feeds={"wire": "wire.xml"})
    return load_knowledge(settings_of(folder, "sqlite://"))


class House:
    """A monitor, its feed and its reader's mailbox."""

    def __init__(self, base: Path, database_url: str, knowledge: Knowledge) -> None:
        self.folder = write_config(base / "config", feeds={"wire": "../wire.xml"})
        self.feed, self.database_url, self.knowledge = base / "wire.xml", database_url, knowledge
        self.mailbox = Mailbox(base / "mailbox.jsonl")
        self.publish()

    def publish(self, *stories: Story, at: datetime = DAY_ONE) -> None:
        """What the feed shows from now on."""
        self.feed.write_text(rss((*story, at) for story in stories), encoding="utf-8")

    def open(self) -> App:
        return app_of(settings_of(self.folder, self.database_url), self.knowledge, self.mailbox)

    def run(self, now: datetime = DAY_ONE) -> RunSummary:
        """One `monitor run` at a moment."""
        with self.open() as app:
            return pipeline.run(app, clock=lambda: now, wait=lambda _: None)


@pytest.fixture
def house(tmp_path: Path, database_url: str, knowledge: Knowledge) -> House:
    return House(tmp_path, database_url, knowledge)


def told(house: House) -> list[tuple[object, int]]:
    """Kind and number of cards of every message that arrived."""
    return [(line["kind"], len(line["cards"])) for line in house.mailbox.received()]  # type: ignore[arg-type]


def test_the_first_run_sends_one_now_watching_message_instead_of_a_flood(house: House) -> None:
    house.publish(LGES_CHERY, SOLUS_CATL, OPINION)
    summary = house.run()
    assert told(house) == [("watching", 2)]
    assert (summary.new, summary.conservation.items, summary.conservation.reported) == (2, 3, 2)
    assert summary.conservation.balanced


def test_a_second_run_with_nothing_new_sends_nothing(house: House) -> None:
    house.publish(LGES_CHERY)
    house.run()
    summary = house.run(DAY_ONE + HOUR)
    assert len(told(house)) == 1
    assert (summary.conservation.items, summary.digests, summary.deliveries) == (0, (), ())


def test_what_happens_after_the_first_run_is_told_once(house: House) -> None:
    house.publish(LGES_CHERY)
    house.run()
    house.publish(LGES_CHERY, SOLUS_CATL)
    house.run(DAY_ONE + HOUR)
    house.run(DAY_ONE + 2 * HOUR)
    assert told(house) == [("watching", 1), ("alert", 1)]


def test_a_retelling_adds_a_source_and_tells_nobody(house: House) -> None:
    house.publish(LGES_CHERY)
    house.run()
    house.publish(LGES_CHERY, RETOLD)
    summary = house.run(DAY_ONE + HOUR)
    with house.open() as app, app.store.read() as tx:
        (development,) = ledger.developments(tx)
    assert len(development.sources) == 2
    assert summary.conservation.merged == 1
    assert len(told(house)) == 1


def test_a_denial_of_a_known_deal_is_told(house: House) -> None:
    house.publish(LGES_CHERY)
    house.run()
    house.publish(LGES_CHERY, DENIED, at=DAY_ONE + HOUR)
    house.run(DAY_ONE + HOUR)
    with house.open() as app, app.store.read() as tx:
        (development,) = ledger.developments(tx)
    assert development.status == "denied"
    assert told(house) == [("watching", 1), ("alert", 1)]


def test_an_old_story_that_arrives_late_fills_the_ledger_and_is_no_news(house: House) -> None:
    house.publish(LGES_CHERY)
    house.run()
    house.publish(SOLUS_CATL, at=DAY_ONE - timedelta(days=90))
    house.run(DAY_ONE + HOUR)
    with house.open() as app, app.store.read() as tx:
        assert ledger.size(tx) == 2
    assert len(told(house)) == 1


def test_the_first_items_of_a_feed_added_later_are_no_news(house: House, tmp_path: Path) -> None:
    house.publish(LGES_CHERY)
    house.run()
    (tmp_path / "paper.xml").write_text(rss([(*SOLUS_CATL, DAY_ONE)]), encoding="utf-8")
    write_config(house.folder, feeds={"wire": "../wire.xml", "paper": "../paper.xml"})
    summary = house.run(DAY_ONE + HOUR)
    house.run(DAY_ONE + 2 * HOUR)
    assert summary.new == 1
    assert len(told(house)) == 1


def test_an_edited_headline_is_read_again_under_its_old_id(house: House) -> None:
    house.publish(LGES_CHERY)
    house.run()
    edited = (LGES_CHERY[0], LGES_CHERY[1].replace("8 GWh", "30 GWh"), LGES_CHERY[2].replace("8 GWh", "30 GWh"))
    house.publish(edited)
    summary = house.run(DAY_ONE + HOUR)
    with house.open() as app, app.store.read() as tx:
        (development,) = ledger.developments(tx)
    assert summary.feeds[0].revised == 1
    assert [a.value for a in development.amounts] == [3e10]
    assert len(development.sources) == 1


def test_an_article_edited_into_something_else_leaves_its_development(house: House) -> None:
    house.publish(LGES_CHERY, RETOLD)
    house.run()
    house.publish(LGES_CHERY, (RETOLD[0], "Weather turns mild over the weekend", "Forecasters expect sunshine."))
    house.run(DAY_ONE + HOUR)
    house.run(DAY_ONE + 2 * HOUR)
    with house.open() as app, app.store.read() as tx:
        (development,) = ledger.developments(tx)
        (item,) = (source.item for source in development.sources)
        assert [len(ledger.entries_of_item(tx, id_)) for id_ in (item,)] == [1]
        assert len(ledger.find_held(tx, [f"id:{development.id}"])[0].entries) == 1


def test_runs_that_only_poll_leave_what_waits_to_the_run_that_reads(house: House) -> None:
    house.publish(LGES_CHERY)
    with house.open() as app:
        for hour in range(2):
            polled = pipeline.start_run(app, DAY_ONE + hour * HOUR, reads=False)
            pipeline.poll(app, polled, DAY_ONE + hour * HOUR, every_feed=True)
            pipeline.end_run(app, RunSummary(run=polled.id, started_at=polled.at, ended_at=polled.at))
        with app.store.read() as tx:
            assert store_items.conservation(tx, polled.id).items == 0  # the first run's account holds them still
        reading = pipeline.start_run(app, DAY_ONE + 2 * HOUR)
        with app.store.read() as tx:
            assert store_items.conservation(tx, reading.id).waiting == 1


def test_a_preview_stores_and_sends_nothing_and_says_what_will_go_out(house: House) -> None:
    house.publish(LGES_CHERY)
    house.run()
    house.publish(LGES_CHERY, SOLUS_CATL)
    with house.open() as app:
        started = pipeline.start_run(app, DAY_ONE)
        pipeline.poll(app, started, DAY_ONE + HOUR, every_feed=True)
        pipeline.read(app, DAY_ONE + HOUR)
        pipeline.record(app, started.id)
        seen = pipeline.preview(app, DAY_ONE + HOUR)
        assert seen == pipeline.preview(app, DAY_ONE + HOUR)
        assert seen == pipeline.digest(app, DAY_ONE + HOUR)
        with app.store.read() as tx:
            assert [d.state for d in outbox.deliveries(tx)] == [DeliveryState.PENDING, DeliveryState.SENT]


@dataclass(frozen=True, slots=True)
class ShutDoor(Mailbox):
    """A mailbox that refuses, for now."""

    def send(self, delivery: Delivery, *, may_have_arrived: bool) -> SendOutcome:
        return Retry(reason="the door is shut")


def test_a_delivery_that_fails_for_now_is_tried_again_and_one_that_keeps_failing_is_named(house: House) -> None:
    house.publish(LGES_CHERY)
    with house.open() as app:
        outlets = Outlets(channels={"console": ShutDoor(house.mailbox.path)})
        shut = replace(app, outlets=lambda: outlets)
        summary = pipeline.run(shut, clock=lambda: DAY_ONE, wait=lambda _: None)
        assert [(d.state, d.reason) for d in summary.deliveries] == [(DeliveryState.PENDING, "the door is shut")]
        later = [DAY_ONE + timedelta(days=n) for n in range(1, app.settings.policy.deliver.attempts + 1)]
        tried = [result for now in later for result in pipeline.deliver(shut, now)]
        assert [result.state for result in tried][-2:] == [DeliveryState.PENDING, DeliveryState.DEAD]
        with app.store.write() as tx:
            assert outbox.resend(tx, tried[-1].key, later[-1])
        assert [d.state for d in pipeline.deliver(app, later[-1])] == [DeliveryState.SENT]


@dataclass(frozen=True, slots=True)
class Fragile:
    """A reader with a bug."""

    reader: Reads

    def read(self, item: Item) -> Reading:
        if "copper" in item.title:
            raise ValueError("cannot stand copper")
        return self.reader.read(item)


def test_an_item_that_breaks_the_reader_is_named_and_stops_no_other(house: House) -> None:
    house.publish(SOLUS_CATL, LGES_CHERY)
    with house.open() as app:
        fragile = Fragile(app.reader)
        knowledge = replace(app.knowledge(), make_reader=lambda: fragile)
        broken = replace(app, knowledge=lambda: knowledge)
        summary = pipeline.run(broken, clock=lambda: DAY_ONE, wait=lambda _: None)
    assert summary.conservation.reported == 1
    assert [(c.name, c.n) for c in summary.conservation.dropped] == [("unreadable", 1)]
    assert ["1 items broke the reader" in failure for failure in summary.failures] == [True]
