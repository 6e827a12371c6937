"""What the pages ask of the tables beyond what the steps ask: small rows, without payloads."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Connection, func, select

from monitor.model import Conservation, Count, Digest, value
from monitor.store.codec import load
from monitor.store.items import DROPPED, MERGED, REPORTED
from monitor.store.outbox import NOTHING
from monitor.store.schema import delivery, digest, item, merged, told


@value
class DeliveryRow:
    """A delivery without what it carries."""

    digest: str
    channel: str
    target: str
    state: str
    attempts: int
    reason: str


@value
class ToldRow:
    """That an audience was last told a development by a digest, and where that went."""

    audience: str
    digest: str
    slot: datetime | None
    deliveries: tuple[DeliveryRow, ...]


def deliveries_of(tx: Connection, digests: Iterable[str]) -> tuple[DeliveryRow, ...]:
    """The deliveries of some digests, in the order they were made."""
    columns = (delivery.c.digest, delivery.c.channel, delivery.c.target, delivery.c.state, delivery.c.attempts)
    wanted = delivery.c.digest.in_(list(digests))
    rows = tx.execute(select(*columns, delivery.c.reason).where(wanted).order_by(delivery.c.position))
    return tuple(DeliveryRow(**row) for row in rows.mappings())


def told_of(tx: Connection, development: str) -> tuple[ToldRow, ...]:
    """Whom a development was told, and by which digest last."""
    rows = list(
        tx.execute(
            select(told.c.audience, told.c.digest, digest.c.slot)
            .outerjoin(digest, digest.c.key == told.c.digest)
            .where(told.c.development == development)
            .order_by(told.c.audience)
        )
    )
    sent = deliveries_of(tx, [row.digest for row in rows if row.digest])
    return tuple(
        ToldRow(
            audience=row.audience,
            digest=row.digest if row.slot else "",
            slot=row.slot,
            deliveries=tuple(d for d in sent if d.digest == row.digest),
        )
        for row in rows
    )


def digests(tx: Connection, *, limit: int, offset: int = 0) -> tuple[tuple[Digest, ...], int]:
    """A page of the archive, the latest first, and how many there are."""
    kept = digest.c.kind != NOTHING
    page = select(digest.c.digest).where(kept).order_by(digest.c.slot.desc(), digest.c.key).limit(limit).offset(offset)
    total = tx.scalar(select(func.count()).select_from(digest).where(kept)) or 0
    return tuple(load(Digest, text) for text in tx.scalars(page)), total


def one_digest(tx: Connection, key: str) -> Digest | None:
    """A digest by its key."""
    text = tx.scalar(select(digest.c.digest).where(digest.c.key == key, digest.c.kind != NOTHING))
    return load(Digest, text) if text else None


def merged_into(tx: Connection, id_: str) -> str | None:
    """Where the entries of a development went whose id is no more."""
    into: str | None = tx.scalar(select(merged.c.into).where(merged.c.id == id_))
    return into


def moved(tx: Connection) -> dict[str, str]:
    """Every id that is no more, and the one that has its entries now."""
    into: dict[str, str] = {row.id: row.into for row in tx.execute(select(merged))}
    return {id_: _end(id_, into) for id_ in into}


def _end(id_: str, into: dict[str, str]) -> str:
    """Where a chain of mergers ends; a circle, which cannot be, ends where it began."""
    seen = {id_}
    while id_ in into and into[id_] not in seen:
        id_ = into[id_]
        seen.add(id_)
    return id_


def conservation(tx: Connection) -> Conservation:
    """Where all items went that were ever taken in and are still kept."""
    n = func.count().label("n")
    counts = select(item.c.outcome, item.c.reason, n).group_by(item.c.outcome, item.c.reason).order_by(n.desc())
    rows = list(tx.execute(counts))
    of = {name: sum(row.n for row in rows if row.outcome == name) for name in (REPORTED, MERGED, "")}
    return Conservation(
        items=sum(row.n for row in rows),
        reported=of[REPORTED],
        merged=of[MERGED],
        dropped=tuple(Count(name=row.reason, n=row.n) for row in rows if row.outcome == DROPPED),
        waiting=of[""],
    )
