"""The book of runs: when each began and ended, who ran it, and what it did."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Connection, delete, select, update

from monitor.model import RunSummary
from monitor.store.codec import dump, load
from monitor.store.items import DONE
from monitor.store.lease import Worker, is_dead
from monitor.store.schema import item, run


def start(tx: Connection, id_: str, worker: Worker, now: datetime) -> None:
    """Open a run."""
    tx.execute(run.insert().values(id=id_, worker=str(worker), started_at=now))


def end(tx: Connection, summary: RunSummary) -> None:
    """Close a run with its summary."""
    values = {"ended_at": summary.ended_at, "summary": dump(summary)}
    tx.execute(update(run).where(run.c.id == summary.run).values(**values))


def over(tx: Connection, worker: Worker, alive: Callable[[int], bool]) -> tuple[str, ...]:
    """Runs with unfinished items that ended, or whose process on this host is dead."""
    unfinished = select(item.c.run).where(item.c.step != DONE).distinct()
    rows = tx.execute(select(run.c.id, run.c.worker, run.c.ended_at).where(run.c.id.in_(unfinished)))
    return tuple(row.id for row in rows if row.ended_at is not None or is_dead(row.worker, worker, alive))


def forget(tx: Connection, before: datetime) -> None:
    """Drop runs that began before a time and have no unfinished items."""
    unfinished = select(item.c.run).where(item.c.step != DONE).distinct()
    tx.execute(delete(run).where(run.c.started_at < before, run.c.id.not_in(unfinished)))


def last(tx: Connection) -> RunSummary | None:
    """The summary of the run that ended last."""
    newest = select(run.c.summary).where(run.c.summary.is_not(None)).order_by(run.c.started_at.desc()).limit(1)
    text = tx.scalar(newest)
    return load(RunSummary, text) if text is not None else None
