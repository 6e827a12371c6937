"""What audiences were told, and the deliveries that tell them. A digest, its deliveries and the new "told" commit
together, so nothing is told twice and nothing is forgotten."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, and_, func, or_, select, text, true, update

from monitor.model import Delivery, DeliveryState, Development, Digest
from monitor.store.codec import dump, load
from monitor.store.dialect import insert, inserted, upsert
from monitor.store.lease import FREED, Worker, claim, is_free, is_mine
from monitor.store.schema import delivery, digest, told

#: `digest.kind` of a slot at which there was nothing to tell.
NOTHING = "nothing"
_OPEN = (DeliveryState.PENDING.value, DeliveryState.SENDING.value)


def lock_audience(tx: Connection, audience: str) -> None:
    """Be alone in telling an audience until the transaction ends (on SQLite every writer is alone already)."""
    if tx.dialect.name == "postgresql":
        tx.execute(text("SELECT pg_advisory_xact_lock(hashtext(:name))"), {"name": f"audience:{audience}"})


def last_slot(tx: Connection, audience: str) -> datetime | None:
    """The latest slot an audience was told at, or at which there was nothing to tell; None when never."""
    slot: datetime | None = tx.scalar(select(func.max(digest.c.slot)).where(digest.c.audience == audience))
    return slot


def was_told(tx: Connection, audience: str) -> bool:
    """Whether an audience has ever been told anything."""
    heard = select(digest.c.key).where(digest.c.audience == audience, digest.c.kind != NOTHING).limit(1)
    return tx.scalar(heard) is not None


def told_of(tx: Connection, audience: str, ids: Iterable[str]) -> dict[str, Development]:
    """The developments among `ids` as the audience was last told them."""
    mine = select(told.c.development, told.c.snapshot).where(told.c.audience == audience)
    wanted = set(ids)
    return {row.development: load(Development, row.snapshot) for row in tx.execute(mine) if row.development in wanted}


def save_told(tx: Connection, audience: str, developments: Iterable[Development], key: str) -> None:
    """Remember what an audience now knows; sources and timeline are not part of that."""
    for one in developments:
        snapshot = dump(replace(one, sources=(), changes=()))
        tx.execute(upsert(tx, told).values(audience=audience, development=one.id, snapshot=snapshot, digest=key))


def move_told(tx: Connection, merged: dict[str, str]) -> None:
    """Follow developments that were merged: what was told of one counts for the one that has its entries."""
    for old, new in merged.items():
        for row in tx.execute(select(told).where(told.c.development == old)):
            values = {"audience": row.audience, "development": new, "snapshot": row.snapshot, "digest": row.digest}
            tx.execute(insert(tx, told).values(**values).on_conflict_do_nothing())


def told_of_troubles(tx: Connection, audience: str, since: datetime) -> bool:
    """Whether a digest of this audience after `since` named sources that bring nothing."""
    named = digest.c.digest.contains('"troubles":[{')
    found = select(digest.c.key).where(digest.c.audience == audience, digest.c.slot > since, named).limit(1)
    return tx.scalar(found) is not None


def save_digest(tx: Connection, one: Digest, deliveries: Sequence[Delivery]) -> bool:
    """Store a digest with its deliveries; False when another worker has composed it already."""
    row = {"key": one.key, "audience": one.audience, "kind": one.kind.value, "slot": one.at}
    values = {**row, "digest": dump(one)}
    if not inserted(tx, digest, values):
        return False
    position = (tx.scalar(select(func.max(delivery.c.position))) or 0) + 1
    for offset, each in enumerate(deliveries):
        tx.execute(insert(tx, delivery).values({**_row(each), "position": position + offset}).on_conflict_do_nothing())
    return True


def save_nothing(tx: Connection, audience: str, slot: datetime) -> None:
    """Remember that a slot passed with nothing to tell."""
    key = f"{audience}-{slot:%Y%m%dT%H%M%SZ}-{NOTHING}"
    row = {"key": key, "audience": audience, "kind": NOTHING, "slot": slot, "digest": ""}
    tx.execute(insert(tx, digest).values(**row).on_conflict_do_nothing())


def _row(one: Delivery) -> dict[str, Any]:
    return {
        "key": one.key,
        "digest": one.digest,
        "audience": one.audience,
        "channel": one.channel,
        "target": one.target,
        "thread": one.thread,
        "payload": one.payload,
        "state": one.state.value,
        "attempts": one.attempts,
        "not_before": one.not_before,
        "unsure": False,
        "receipt": one.receipt,
        "reason": one.reason,
    }


# ── sending ──────────────────────────────────────────────────────────────────────────────────────────────────────


def claim_due(
    tx: Connection, channels: Sequence[str], *, worker: Worker, now: datetime, lease_s: int
) -> tuple[Delivery, bool] | None:
    """Take the next due delivery and mark it as being sent; with it, whether it may have arrived before.

    The rows of one thread go out in the order they were made: one waits while an earlier one is open.
    """
    rows = claim(tx, delivery, _due(channels, now), _ORDER, worker=worker, now=now, lease_s=lease_s, limit=1)
    if not rows:
        return None
    row = rows[0]
    unsure = bool(row.unsure) or row.state == DeliveryState.SENDING.value
    marked = {"state": DeliveryState.SENDING.value, "attempts": row.attempts + 1, "unsure": unsure}
    tx.execute(update(delivery).where(delivery.c.key == row.key).values(**marked))
    sending = replace(_delivery(row), state=DeliveryState.SENDING, attempts=row.attempts + 1, parent=_parent(tx, row))
    return sending, unsure


_ORDER = (delivery.c.position, delivery.c.key)


def _due(channels: Sequence[str], now: datetime) -> ColumnElement[bool]:
    earlier = delivery.alias("earlier")
    blocked = (
        select(earlier.c.key)
        .where(
            earlier.c.thread == delivery.c.thread,
            earlier.c.channel == delivery.c.channel,
            earlier.c.target == delivery.c.target,
            earlier.c.position < delivery.c.position,
            earlier.c.state.in_(_OPEN),
        )
        .exists()
    )
    in_turn = or_(delivery.c.thread == "", ~blocked)
    known = delivery.c.channel.in_(list(channels))
    return and_(delivery.c.state.in_(_OPEN), delivery.c.not_before <= now, known, in_turn)


def _parent(tx: Connection, row: Row[Any]) -> str:
    """The receipt of the first delivery of the same thread that arrived."""
    if not row.thread:
        return ""
    first = (
        select(delivery.c.receipt)
        .where(
            delivery.c.thread == row.thread,
            delivery.c.channel == row.channel,
            delivery.c.target == row.target,
            delivery.c.state == DeliveryState.SENT.value,
        )
        .order_by(delivery.c.position)
        .limit(1)
    )
    return tx.scalar(first) or ""


def let_settle(tx: Connection, holders: Sequence[str], until: datetime) -> int:
    """Leave what dead holders were sending alone until the other side's records show whether it arrived."""
    sending = and_(delivery.c.leased_by.in_(list(holders)), delivery.c.state == DeliveryState.SENDING.value)
    return tx.execute(update(delivery).where(sending).values(not_before=until)).rowcount if holders else 0


def waiting(tx: Connection) -> tuple[tuple[Delivery, Digest], ...]:
    """Every open delivery with its digest, in the order in which they were made."""
    rows = tx.execute(
        select(delivery, digest.c.digest.label("told_in"))
        .join(digest, digest.c.key == delivery.c.digest)
        .where(delivery.c.state.in_(_OPEN))
        .order_by(*_ORDER)
    )
    return tuple((_delivery(row), load(Digest, row.told_in)) for row in rows)


def close(tx: Connection, key: str, reason: str, now: datetime) -> bool:
    """Close a delivery that no longer applies; False when it may have gone out, or someone holds it."""
    unsent = and_(
        delivery.c.key == key,
        delivery.c.state == DeliveryState.PENDING.value,
        delivery.c.unsure.is_(False),
        is_free(delivery, now),
    )
    closed = {"state": DeliveryState.CLOSED.value, "reason": reason}
    return tx.execute(update(delivery).where(unsent).values(**closed)).rowcount == 1


def save_sent(tx: Connection, one: Delivery, worker: Worker, *, unsure: bool) -> bool:
    """Store how sending went and give the row back; False when the lease was lost meanwhile."""
    values = {
        "state": one.state.value,
        "not_before": one.not_before,
        "receipt": one.receipt,
        "reason": one.reason,
        "unsure": unsure,
        **FREED,
    }
    mine = and_(delivery.c.key == one.key, is_mine(delivery, worker))
    return tx.execute(update(delivery).where(mine).values(**values)).rowcount == 1


def next_due(tx: Connection, channels: Sequence[str], now: datetime) -> datetime | None:
    """When the next open delivery may be tried; None when there is none."""
    wanted = and_(delivery.c.state.in_(_OPEN), delivery.c.channel.in_(list(channels)), is_free(delivery, now))
    at: datetime | None = tx.scalar(select(func.min(delivery.c.not_before)).where(wanted))
    return at


def deliveries(
    tx: Connection, state: DeliveryState | None = None, digest_key: str | None = None
) -> tuple[Delivery, ...]:
    """Deliveries, the latest first."""
    wanted = true() if state is None else delivery.c.state == state.value
    of_digest = true() if digest_key is None else delivery.c.digest == digest_key
    rows = tx.execute(select(delivery).where(wanted, of_digest).order_by(delivery.c.position.desc()))
    return tuple(_delivery(row) for row in rows)


def resend(tx: Connection, key: str, now: datetime) -> bool:
    """Try a dead delivery again; one that may have arrived is looked up first."""
    dead = and_(delivery.c.key == key, delivery.c.state == DeliveryState.DEAD.value)
    again = {"state": DeliveryState.PENDING.value, "attempts": 0, "not_before": now, "reason": ""}
    return tx.execute(update(delivery).where(dead).values(**again)).rowcount == 1


def digests(tx: Connection, audience: str | None = None, limit: int = 50) -> tuple[Digest, ...]:
    """Digests that were composed, the latest first."""
    mine = true() if audience is None else digest.c.audience == audience
    rows = tx.scalars(
        select(digest.c.digest).where(digest.c.kind != NOTHING, mine).order_by(digest.c.slot.desc()).limit(limit)
    )
    return tuple(load(Digest, text_) for text_ in rows)


def _delivery(row: Row[Any]) -> Delivery:
    return Delivery(
        key=row.key,
        digest=row.digest,
        audience=row.audience,
        channel=row.channel,
        target=row.target,
        thread=row.thread,
        payload=row.payload,
        state=DeliveryState(row.state),
        attempts=row.attempts,
        not_before=row.not_before,
        receipt=row.receipt,
        reason=row.reason,
    )
