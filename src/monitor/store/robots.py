"""What sites ask of programs, as they last said."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, delete, select

from monitor.model import Robots
from monitor.store.dialect import chunks, upsert
from monitor.store.schema import robots


def known(tx: Connection, sites: Iterable[str], since: datetime) -> dict[str, Robots]:
    """The rules of sites that were asked after `since`."""
    found: dict[str, Robots] = {}
    for part in chunks(sorted(set(sites))):
        rows = tx.execute(select(robots).where(robots.c.site.in_(part), robots.c.at > since))
        found.update({row.site: Robots(site=row.site, at=row.at, rules=row.rules) for row in rows})
    return found


def save(tx: Connection, learned: Iterable[Robots]) -> None:
    """Remember what sites said."""
    for one in learned:
        # A NUL cannot be stored by every database, and no rule holds one.
        values = {"site": one.site, "at": one.at, "rules": one.rules.replace("\x00", "")}
        tx.execute(upsert(tx, robots).values(**values))


def forget(tx: Connection, before: datetime) -> None:
    """Let go of what is believed no longer."""
    tx.execute(delete(robots).where(robots.c.at <= before))
