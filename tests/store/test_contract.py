"""What every database must do: the same suite runs on SQLite and on PostgreSQL."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from monitor.model import Delivery, DeliveryState, Digest, DigestKind, FeedState, Item, Reading
from monitor.store import feeds, items, outbox, revision
from monitor.store.lease import Worker, free_orphans, this_worker
from monitor.store.schema import delivery, feed_state, item, metadata
from monitor.store.store import Store, open_store

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LEASE_S = 60
ALICE = Worker(host="here", pid=11, nonce="a")
BOB = Worker(host="here", pid=12, nonce="b")


def an_item(id_: str, title: str = "A plant is planned", feed: str = "wire") -> Item:
    return Item(id=id_, feed=feed, title=title, seen_at=NOW)


def a_digest(key: str) -> Digest:
    return Digest(
        key=key, audience="desk", title="Desk", kind=DigestKind.ALERT, language="en", zone="UTC", at=NOW, cards=()
    )


def a_delivery(key: str, thread: str = "") -> Delivery:
    return Delivery(
        key=key, digest="d1", audience="desk", channel="slack", target="#c", payload="{}", thread=thread, not_before=NOW
    )


def test_the_migrations_build_exactly_the_tables_the_code_describes(store: Store) -> None:
    def is_portable(_object: object, name: str | None, *_: object) -> bool:
        """What only one kind of database has stands in migration 0002 alone."""
        return name is None or not name.startswith(("search_index", "ix_search_text"))

    with store.read() as tx:
        ours = MigrationContext.configure(tx, opts={"include_object": is_portable})
        assert compare_metadata(ours, metadata) == []


def test_the_newest_migration_is_the_one_the_library_calls_head(store: Store) -> None:
    config = Config()
    config.set_main_option("script_location", str(revision.MIGRATIONS))
    with store.read() as tx:
        assert ScriptDirectory.from_config(config).get_current_head() == revision.newest() == revision.current(tx)


def test_opening_a_database_twice_leaves_it_as_it_is(store: Store, database_url: str) -> None:
    with store.write() as tx:
        items.add(tx, [an_item("a")], "run1")
    again = open_store(database_url)
    with again.read() as tx:
        assert items.get(tx, "a") == an_item("a")
    again.close()


def test_a_failed_transaction_leaves_nothing_behind(store: Store) -> None:
    def write_and_fail() -> None:
        with store.write() as tx:
            items.add(tx, [an_item("a")], "run1")
            raise RuntimeError("power cut")

    with pytest.raises(RuntimeError, match="power"):
        write_and_fail()
    with store.read() as tx:
        assert items.get(tx, "a") is None


def test_times_come_back_as_the_same_instant_in_utc(store: Store) -> None:
    with store.write() as tx:
        feeds.add_missing(tx, [FeedState(feed="f", due_at=NOW + timedelta(microseconds=7))])
    with store.read() as tx:
        assert tx.scalar(feed_state.select().with_only_columns(feed_state.c.due_at)) == NOW + timedelta(microseconds=7)


# ── feeds ────────────────────────────────────────────────────────────────────────────────────────────────────────


def claim_feed(store: Store, worker: Worker, now: datetime = NOW) -> tuple[FeedState, ...]:
    with store.write() as tx:
        return feeds.claim_due(tx, ["f"], worker=worker, now=now, lease_s=LEASE_S, limit=10)


def test_a_claimed_feed_is_nobody_elses_until_its_lease_ends(store: Store) -> None:
    with store.write() as tx:
        feeds.add_missing(tx, [FeedState(feed="f", due_at=NOW)])
    assert [s.feed for s in claim_feed(store, ALICE)] == ["f"]
    assert claim_feed(store, BOB) == ()
    assert [s.feed for s in claim_feed(store, BOB, NOW + timedelta(seconds=LEASE_S))] == ["f"]


def test_a_feed_that_is_not_due_is_left_alone_unless_all_are_asked_for(store: Store) -> None:
    with store.write() as tx:
        feeds.add_missing(tx, [FeedState(feed="f", due_at=NOW + timedelta(seconds=1))])
    assert claim_feed(store, ALICE) == ()
    with store.write() as tx:
        every = feeds.claim_due(tx, ["f"], worker=ALICE, now=NOW, lease_s=LEASE_S, limit=10, all_=True)
    assert [s.feed for s in every] == ["f"]


def test_a_worker_that_lost_its_lease_cannot_save(store: Store) -> None:
    with store.write() as tx:
        feeds.add_missing(tx, [FeedState(feed="f", due_at=NOW)])
    claim_feed(store, ALICE)
    claim_feed(store, BOB, NOW + timedelta(seconds=LEASE_S))
    with store.write() as tx:
        assert feeds.save_polled(tx, [FeedState(feed="f", due_at=NOW, etag="alice")], ALICE) == 0
        assert feeds.save_polled(tx, [FeedState(feed="f", due_at=NOW, etag="bob")], BOB) == 1
    with store.read() as tx:
        assert feeds.states(tx)["f"].etag == "bob"


def test_rows_of_a_dead_process_of_this_host_come_free_at_once(store: Store) -> None:
    me = this_worker()
    dead = Worker(host=me.host, pid=me.pid, nonce="an earlier process of the same number")
    with store.write() as tx:
        feeds.add_missing(tx, [FeedState(feed="f", due_at=NOW)])
    claim_feed(store, dead)
    with store.write() as tx:
        assert free_orphans(tx, (feed_state, item, delivery), me, lambda _pid: True) == 1
    assert [s.feed for s in claim_feed(store, me)] == ["f"]


def test_rows_of_living_processes_and_of_other_hosts_are_left_to_them(store: Store) -> None:
    with store.write() as tx:
        feeds.add_missing(tx, [FeedState(feed="f", due_at=NOW)])
    claim_feed(store, BOB)
    elsewhere = Worker(host="there", pid=12, nonce="c")
    with store.write() as tx:
        assert free_orphans(tx, (feed_state,), ALICE, lambda pid: pid == BOB.pid) == 0
        assert free_orphans(tx, (feed_state,), elsewhere, lambda _pid: False) == 0


# ── items ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_an_item_is_new_once_and_a_revision_when_its_own_feed_edits_it(store: Store) -> None:
    with store.write() as tx:
        assert items.add(tx, [an_item("a")], "run1") == items.Added(new=1)
        assert items.add(tx, [an_item("a")], "run1") == items.Added(seen_before=1)
        assert items.add(tx, [an_item("a", title="A plant is built")], "run2") == items.Added(revised=1)
        assert items.add(tx, [an_item("a", title="Told otherwise", feed="paper")], "run2") == items.Added(seen_before=1)
        found = items.get(tx, "a")
    assert found is not None
    assert found.title == "A plant is built"


def test_an_article_that_two_feeds_bring_at_once_is_the_first_ones(store: Store) -> None:
    with store.write() as tx:
        items.add(tx, [an_item("old")], "run1")
        parts: tuple[list[Item], ...] = (
            [an_item("a"), an_item("old")],
            [],
            [an_item("a", feed="paper"), an_item("b", feed="paper")],
        )
        added = items.add_each(tx, parts, "run1")
        assert added == (items.Added(new=1, seen_before=1), items.Added(), items.Added(new=1, seen_before=1))
        assert items.get(tx, "a") == an_item("a")


def test_resting_feeds_are_found_without_unpacking_the_others(store: Store) -> None:
    tired = FeedState(feed="tired", due_at=NOW, rest_until=NOW + timedelta(hours=1))
    with store.write() as tx:
        feeds.add_missing(tx, [tired, FeedState(feed="fresh", due_at=NOW, reason='said "rest_until":"now"')])
        assert feeds.known(tx) == {"tired", "fresh"}
        assert feeds.resting(tx) == (tired,)


def test_one_statement_saves_the_polls_of_many_feeds(store: Store) -> None:
    polled = [FeedState(feed=f"f{n}", due_at=NOW + timedelta(hours=1), etag=str(n)) for n in range(3)]
    with store.write() as tx:
        feeds.add_missing(tx, [FeedState(feed=f"f{n}", due_at=NOW) for n in range(3)])
        feeds.claim_due(tx, ["f0", "f1"], worker=ALICE, now=NOW, lease_s=60, limit=5)
        assert feeds.save_polled(tx, polled, ALICE) == 2  # the third was not hers
        assert [state.etag for _, state in sorted(feeds.states(tx).items())] == ["0", "1", None]
        assert feeds.save_polled(tx, [], ALICE) == 0


def test_the_database_stays_open_between_transactions_when_asked_to(store: Store) -> None:
    with store.kept_open():
        with store.write() as tx:
            items.add(tx, [an_item("a")], "run1")
        with store.read() as tx:
            assert items.get(tx, "a") == an_item("a")


def test_every_item_of_a_run_is_accounted_for_in_exactly_one_place(store: Store) -> None:
    with store.write() as tx:
        items.add(tx, [an_item(name) for name in "abcde"], "run1")
        items.finish(tx, "a", items.REPORTED)
        items.finish(tx, "b", items.MERGED)
        items.finish(tx, "c", items.DROPPED, "opinion")
        items.finish(tx, "d", items.DROPPED, "opinion")
        book = items.conservation(tx, "run1")
    assert (book.items, book.reported, book.merged, book.waiting) == (5, 1, 1, 1)
    assert [(c.name, c.n) for c in book.dropped] == [("opinion", 2)]
    assert book.balanced


def test_a_reading_moves_its_item_on_only_for_the_worker_that_holds_it(store: Store) -> None:
    with store.write() as tx:
        items.add(tx, [an_item("a")], "run1")
        claimed = items.claim_new(tx, worker=ALICE, now=NOW, lease_s=LEASE_S, limit=5)
        items.save_readings(tx, [Reading(item="a", language="en")], BOB)
        assert items.waiting_for_ledger(tx, 5) == ()
        items.save_readings(tx, [Reading(item="a", language="en")], ALICE)
        assert items.waiting_for_ledger(tx, 5) == ((claimed[0], Reading(item="a", language="en")),)


# ── outbox ───────────────────────────────────────────────────────────────────────────────────────────────────────


def claim_delivery(store: Store, worker: Worker = ALICE, now: datetime = NOW) -> tuple[Delivery, bool] | None:
    with store.write() as tx:
        return outbox.claim_due(tx, ["slack"], worker=worker, now=now, lease_s=LEASE_S)


def put(store: Store, *deliveries: Delivery, key: str = "d1") -> bool:
    with store.write() as tx:
        return outbox.save_digest(tx, a_digest(key), deliveries)


def test_a_digest_is_stored_once_however_often_it_is_composed(store: Store) -> None:
    assert put(store, a_delivery("k1"))
    assert not put(store, a_delivery("k1"))
    with store.read() as tx:
        assert [d.key for d in outbox.deliveries(tx)] == ["k1"]
        assert outbox.was_told(tx, "desk")
        assert outbox.last_slot(tx, "desk") == NOW


def test_a_delivery_whose_sender_died_may_have_arrived(store: Store) -> None:
    put(store, a_delivery("k1"))
    first = claim_delivery(store)
    assert first is not None
    assert (first[0].key, first[1]) == ("k1", False)
    assert claim_delivery(store, BOB) is None
    again = claim_delivery(store, BOB, NOW + timedelta(seconds=LEASE_S))
    assert again is not None
    assert (again[0].attempts, again[1]) == (2, True)


def test_deliveries_of_one_thread_go_out_in_order_and_know_their_parent(store: Store) -> None:
    put(store, a_delivery("k1", thread="t"), a_delivery("k2", thread="t"), a_delivery("k3"))
    first = claim_delivery(store)
    assert first is not None
    other = claim_delivery(store, BOB)
    assert other is not None
    assert (first[0].key, other[0].key) == ("k1", "k3")
    assert claim_delivery(store, BOB) is None
    with store.write() as tx:
        sent = replace(first[0], state=DeliveryState.SENT, receipt="171.5")
        assert outbox.save_sent(tx, sent, ALICE, unsure=False)
    second = claim_delivery(store)
    assert second is not None
    assert (second[0].key, second[0].parent) == ("k2", "171.5")


def test_a_dead_delivery_can_be_sent_again_and_others_cannot(store: Store) -> None:
    put(store, a_delivery("k1"), a_delivery("k2"))
    claimed = claim_delivery(store)
    assert claimed is not None
    with store.write() as tx:
        dead = replace(claimed[0], state=DeliveryState.DEAD)
        outbox.save_sent(tx, dead, ALICE, unsure=False)
        assert outbox.resend(tx, "k1", NOW)
        assert not outbox.resend(tx, "k2", NOW)
        assert [d.state for d in outbox.deliveries(tx)] == [DeliveryState.PENDING] * 2


# ── many processes ───────────────────────────────────────────────────────────────────────────────────────────────

PROCESSES, ROWS = 8, 120


def test_eight_processes_never_get_the_same_row_and_leave_none(store: Store, database_url: str) -> None:
    with store.write() as tx:
        feeds.add_missing(tx, [FeedState(feed=f"f{n}", due_at=NOW) for n in range(ROWS)])
        items.add(tx, [an_item(f"i{n}") for n in range(ROWS)], "run1")
        outbox.save_digest(tx, a_digest("d1"), [a_delivery(f"k{n}") for n in range(ROWS)])
    command = [sys.executable, str(Path(__file__).parent / "claimer.py"), database_url, str(ROWS)]
    workers = [subprocess.Popen([*command, str(n)], stdout=subprocess.PIPE, text=True) for n in range(PROCESSES)]
    outputs = [worker.communicate(timeout=120)[0] for worker in workers]
    taken = Counter(name for output in outputs for name in json.loads(output))
    assert len(taken) == 3 * ROWS
    assert max(taken.values()) == 1


def test_what_a_dead_worker_was_sending_is_left_alone_until_it_settled(store: Store) -> None:
    with store.write() as tx:
        outbox.save_digest(tx, a_digest("d1"), [a_delivery("k1"), a_delivery("k2")])
        outbox.claim_due(tx, ["slack"], worker=ALICE, now=NOW, lease_s=LEASE_S)
        assert outbox.let_settle(tx, [], NOW) == 0
        assert outbox.let_settle(tx, [str(ALICE)], NOW + timedelta(seconds=10)) == 1
        free_orphans(tx, (delivery,), BOB, lambda pid: pid == BOB.pid)
    later = (NOW, NOW, NOW + timedelta(seconds=10))
    with store.write() as tx:
        got = [outbox.claim_due(tx, ["slack"], worker=BOB, now=at, lease_s=LEASE_S) for at in later]
    assert [(one[0].key, one[1]) if one else None for one in got] == [("k2", False), None, ("k1", True)]
