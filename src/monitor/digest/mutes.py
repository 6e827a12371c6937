"""What is not told, or told no more: muted by a reader, or overtaken by what is told later."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Final

from monitor.model import Delivery, Development, Digest, DigestKind, Feedback, FeedbackKind, value

Ends = Mapping[str, datetime | None]


@value
class Mutes:
    """Until when each id is muted; None: until it is lifted."""

    developments: Ends
    companies: Ends

    def __bool__(self) -> bool:
        return bool(self.developments or self.companies)


NO_MUTES: Final = Mutes(developments={}, companies={})


def mutes_of(said: Iterable[Feedback], now: datetime) -> Mutes:
    """The mutes that are in force at `now`; of several on one thing the longest counts."""
    ends: dict[FeedbackKind, dict[str, datetime | None]] = {
        FeedbackKind.MUTE_DEVELOPMENT: {},
        FeedbackKind.MUTE_COMPANY: {},
    }
    for one in said:
        if one.kind in ends and (one.until is None or one.until > now):
            _keep_longest(ends[one.kind], one.development or one.entity, one.until)
    return Mutes(
        developments=ends[FeedbackKind.MUTE_DEVELOPMENT],
        companies=ends[FeedbackKind.MUTE_COMPANY],
    )


def _keep_longest(ends: dict[str, datetime | None], id_: str, until: datetime | None) -> None:
    known = ends.get(id_, until)
    ends[id_] = None if known is None or until is None else max(known, until)


def why_muted(development: Development, mutes: Mutes) -> str:
    """Why a development is not told, in words; "" when it is."""
    if development.id in mutes.developments:
        return f"development {development.id} is muted {_end(mutes.developments[development.id])}"
    muted = sorted(p.entity for p in development.parties if p.entity in mutes.companies)
    return f"{muted[0]} is muted {_end(mutes.companies[muted[0]])}" if muted else ""


def _end(until: datetime | None) -> str:
    return f"until {until:%Y-%m-%d %H:%M} UTC" if until else "until it is lifted"


# ── deliveries that wait ─────────────────────────────────────────────────────────────────────────────────────────


def why_void(delivery: Delivery, digest: Digest, mutes: Mutes, later: Iterable[tuple[Delivery, Digest]]) -> str:
    """Why a delivery that surely did not go out need not go out any more; "" when it must.

    It is void when every development it tells is muted, or when it failed and something later that waits for the same
    reader tells all of them again, in their latest state. `later`: what waits besides, made after it.
    """
    told = told_by(delivery, digest)
    if digest.kind is DigestKind.WATCHING or not told:
        return ""
    reasons = [why_muted(one, mutes) for one in told.values()]
    if all(reasons):
        return reasons[0] if len(reasons) == 1 else f"everything in it is muted: {reasons[0]}, …"
    if delivery.attempts == 0:
        return ""
    for newer, of in later:
        again = of.key != digest.key and _same_reader(delivery, newer)
        if again and told.keys() <= told_by(newer, of).keys():
            return f"superseded by {newer.key} of {of.key}, which tells the latest state"
    return ""


def told_by(delivery: Delivery, digest: Digest) -> dict[str, Development]:
    """The developments one delivery tells: those of its thread where it has one, else all of its digest."""
    every = {card.development.id: card.development for card in (*digest.cards, *digest.rest)}
    return {delivery.thread: every[delivery.thread]} if delivery.thread in every else every


def _same_reader(one: Delivery, other: Delivery) -> bool:
    return (one.audience, one.channel, one.target) == (other.audience, other.channel, other.target)
