"""Leases: how several workers share one table, and how a dead worker's rows come free.

A claim is one UPDATE whose WHERE repeats the state and the lease, over rows picked with SKIP LOCKED (which SQLite
does without: there a writing transaction is alone). So no row goes to two workers on either database.
"""

from __future__ import annotations

import os
import secrets
import socket
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Table, and_, or_, select, update

from monitor.model import value


@value
class Worker:
    """One process: where it runs and which incarnation of its number it is."""

    host: str
    pid: int
    nonce: str

    def __str__(self) -> str:
        return f"{self.host}/{self.pid}/{self.nonce}"


def this_worker() -> Worker:
    """The worker this process is."""
    return Worker(host=socket.gethostname(), pid=os.getpid(), nonce=secrets.token_hex(4))


def is_free(table: Table, now: datetime) -> ColumnElement[bool]:
    """Rows nobody holds, or whose holder has been silent for too long."""
    return or_(table.c.leased_until.is_(None), table.c.leased_until <= now)


def claim(
    tx: Connection,
    table: Table,
    wanted: ColumnElement[bool],
    order: tuple[ColumnElement[Any], ...],
    *,
    worker: Worker,
    now: datetime,
    lease_s: int,
    limit: int,
) -> list[Row[Any]]:
    """Take up to `limit` wanted free rows for `worker`; returns them in `order`."""
    key = table.primary_key.columns[0]
    free = and_(wanted, is_free(table, now))
    picked = select(key).where(free).order_by(*order).limit(limit).with_for_update(skip_locked=True).cte("picked")
    taken = (
        update(table)
        .where(key.in_(select(picked.c[key.name])), free)
        .values(leased_by=str(worker), leased_until=now + timedelta(seconds=lease_s))
        .returning(key)
    )
    keys = [row[0] for row in tx.execute(taken)]
    if not keys:
        return []
    return list(tx.execute(select(table).where(key.in_(keys)).order_by(*order)))


def is_mine(table: Table, worker: Worker) -> ColumnElement[bool]:
    """Rows the worker still holds; a result is saved only on these."""
    holds: ColumnElement[bool] = table.c.leased_by == str(worker)
    return holds


#: Values that give a row back.
FREED = {"leased_by": None, "leased_until": None}


def free_orphans(tx: Connection, tables: tuple[Table, ...], worker: Worker, alive: Callable[[int], bool]) -> int:
    """Give back what dead processes of this host hold, so that a restart need not wait for their leases."""
    freed = 0
    for table in tables:
        dead = dead_holders(tx, table, worker, alive)
        if dead:
            freed += tx.execute(update(table).where(table.c.leased_by.in_(dead)).values(FREED)).rowcount
    return freed


def dead_holders(tx: Connection, table: Table, worker: Worker, alive: Callable[[int], bool]) -> list[str]:
    """The dead processes of this host that hold rows."""
    holders = tx.scalars(select(table.c.leased_by).distinct().where(table.c.leased_by.is_not(None)))
    return [h for h in holders if is_dead(h, worker, alive)]


def is_dead(holder: str, worker: Worker, alive: Callable[[int], bool]) -> bool:
    """Whether a holder (a `str(Worker)`) surely runs no more: of this host, and its number is free or now ours."""
    if holder == str(worker):
        return False
    host, pid, _ = holder.rsplit("/", 2)
    return host == worker.host and (int(pid) == worker.pid or not alive(int(pid)))


def process_is_alive(pid: int) -> bool:
    """Whether a process of this number runs on this host."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
