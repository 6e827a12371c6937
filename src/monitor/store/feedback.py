"""What readers said: kept for ever, applied only where it mutes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, and_, or_, select, true, update

from monitor.model import Feedback, FeedbackKind
from monitor.store.dialect import inserted
from monitor.store.schema import feedback

_MUTES = (FeedbackKind.MUTE_DEVELOPMENT.value, FeedbackKind.MUTE_COMPANY.value)


def add(tx: Connection, one: Feedback) -> bool:
    """Store a piece of feedback; False when it is there already."""
    return inserted(tx, feedback, {**asdict(one), "kind": one.kind.value})


def every(tx: Connection, kind: FeedbackKind | None = None) -> tuple[Feedback, ...]:
    """What was said, the latest first."""
    wanted = true() if kind is None else feedback.c.kind == kind.value
    rows = tx.execute(select(feedback).where(wanted).order_by(feedback.c.at.desc(), feedback.c.id))
    return tuple(_feedback(row) for row in rows)


def mutes(tx: Connection, now: datetime) -> tuple[Feedback, ...]:
    """The mutes in force."""
    rows = tx.execute(select(feedback).where(_in_force(now)).order_by(feedback.c.at, feedback.c.id))
    return tuple(_feedback(row) for row in rows)


def lift(tx: Connection, id_: str, now: datetime) -> int:
    """End every mute of a development or company; returns how many were in force."""
    of = or_(
        and_(feedback.c.kind == FeedbackKind.MUTE_DEVELOPMENT.value, feedback.c.development == id_),
        and_(feedback.c.kind == FeedbackKind.MUTE_COMPANY.value, feedback.c.entity == id_),
    )
    return tx.execute(update(feedback).where(_in_force(now), of).values(until=now)).rowcount


def move(tx: Connection, merged: Mapping[str, str]) -> None:
    """Follow developments that were merged: who muted one of them muted the whole."""
    for old, new in merged.items():
        of = and_(feedback.c.kind == FeedbackKind.MUTE_DEVELOPMENT.value, feedback.c.development == old)
        tx.execute(update(feedback).where(of).values(development=new))


def _in_force(now: datetime) -> Any:
    return and_(feedback.c.kind.in_(_MUTES), or_(feedback.c.until.is_(None), feedback.c.until > now))


def _feedback(row: Row[Any]) -> Feedback:
    return Feedback(**{**row._mapping, "kind": FeedbackKind(row.kind)})  # noqa: SLF001 - the documented way to a mapping
