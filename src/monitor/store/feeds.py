"""Feed states: which feeds are due, who polls them, what came of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, bindparam, select, true, update

from monitor.model import FeedState
from monitor.store.codec import dump, load
from monitor.store.dialect import insert
from monitor.store.lease import FREED, Worker, claim
from monitor.store.schema import feed_state

_SAVED: Final = (
    update(feed_state)
    .where(feed_state.c.feed == bindparam("id"), feed_state.c.leased_by == bindparam("worker"))
    .values(due_at=bindparam("due"), state=bindparam("found"), **FREED)
)


def add_missing(tx: Connection, states: Iterable[FeedState]) -> None:
    """Make a first state for feeds that have none; known ones stay as they are."""
    rows = [{"feed": s.feed, "due_at": s.due_at, "state": dump(s)} for s in states]
    if rows:
        tx.execute(insert(tx, feed_state).on_conflict_do_nothing(), rows)


def claim_due(
    tx: Connection, feeds: Iterable[str], *, worker: Worker, now: datetime, lease_s: int, limit: int, all_: bool = False
) -> tuple[FeedState, ...]:
    """Take the due ones of `feeds` (with `all_`, whether due or not), the longest due first."""
    due = true() if all_ else feed_state.c.due_at <= now
    wanted = due & feed_state.c.feed.in_(list(feeds))
    order = (feed_state.c.due_at, feed_state.c.feed)
    rows = claim(tx, feed_state, wanted, order, worker=worker, now=now, lease_s=lease_s, limit=limit)
    return tuple(load(FeedState, row.state) for row in rows)


def save_polled(tx: Connection, states: Iterable[FeedState], worker: Worker) -> int:
    """Store what polls found and give the feeds back; how many there were, without those lost to others meanwhile."""
    rows = [{"id": one.feed, "due": one.due_at, "found": dump(one)} for one in states]
    return tx.execute(_SAVED, [{**row, "worker": str(worker)} for row in rows]).rowcount if rows else 0


def known(tx: Connection) -> set[str]:
    """The ids of the feeds that have a state."""
    return set(tx.scalars(select(feed_state.c.feed)))


def resting(tx: Connection) -> tuple[FeedState, ...]:
    """The states that name a time of rest, past or to come; the others are not even unpacked."""
    named = feed_state.c.state.like('%"rest_until":"%')
    return tuple(load(FeedState, text) for text in tx.scalars(select(feed_state.c.state).where(named)))


def states(tx: Connection) -> dict[str, FeedState]:
    """All feed states by feed id."""
    return {row.feed: load(FeedState, row.state) for row in tx.execute(select(feed_state))}
