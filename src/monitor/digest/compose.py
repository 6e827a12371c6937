"""Which developments one audience is told, in which order, and why."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final

from monitor.digest.due import IMMEDIATE
from monitor.digest.importance import Weights, importance
from monitor.digest.mutes import NO_MUTES, Mutes, why_muted
from monitor.model import (
    Audience,
    Card,
    ChangeKind,
    Development,
    Digest,
    DigestKind,
    Filter,
    Move,
    Side,
    SourceCount,
)

Moves = Callable[[Development | None, Development], tuple[Move, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ComposePolicy:
    """`news_age`: what moved longer ago is no news. `watching_cards`: developments shown in the first message."""

    news_age: timedelta = timedelta(days=3)
    watching_cards: int = 5
    weights: Weights = field(default_factory=Weights)


DEFAULT: Final = ComposePolicy()


def compose(
    audience: Audience,
    slot: datetime,
    developments: Sequence[Development],
    told: Mapping[str, Development],
    *,
    moves: Moves,
    now: datetime,
    first: bool = False,
    feeds: Sequence[SourceCount] = (),
    ledger: int = 0,
    policy: ComposePolicy = DEFAULT,
    mutes: Mutes = NO_MUTES,
) -> Digest | None:
    """The digest of `slot`, or None when there is nothing new for this audience.

    `told[id]` is the development as this audience was last told; whatever `moves` finds between the two is shown.
    `first`: the audience was never told anything; it gets one "now watching" message instead of a flood.
    What is muted is left out and counted; it does not count as told.
    """
    wanted = [d for d in developments if wants(audience.filter, d)]
    fresh = wanted if first else [d for d in wanted if now - d.moved_at <= policy.news_age]
    cards = [_card(d, told.get(d.id), moves, now, policy.weights) for d in fresh]
    worth = [c for c in cards if c.moves and c.importance >= audience.filter.min_importance]
    audible = [c for c in worth if not why_muted(c.development, mutes)]
    if not audible and not first:
        return None
    made = _digest(audience, slot, audible, first=first, feeds=feeds, ledger=ledger, policy=policy)
    return replace(made, muted=len(worth) - len(audible))


def digest_key(audience: Audience, slot: datetime, kind: DigestKind) -> str:
    """The name of a digest: the same however often it is composed, and safe as a file name."""
    return f"{audience.id}-{slot:%Y%m%dT%H%M%SZ}-{kind}"


def wants(wanted: Filter, development: Development) -> bool:
    """Whether a filter lets a development through."""
    parties = {p.entity for p in development.parties}
    sides = {p.side for p in development.parties}
    if Side.JOINT in sides:
        sides |= {Side.KR, Side.CN}
    return (
        _meets(wanted.scopes, {development.scope})
        and _meets(wanted.parties, parties)
        and _meets(wanted.sides, sides)
        and _meets(wanted.events, {development.event})
        and _meets(wanted.stages, {development.status})
        and _meets(wanted.languages, {s.language for s in development.sources})
    )


def _meets(wanted: tuple[str, ...], have: AbstractSet[str]) -> bool:
    return not wanted or not have.isdisjoint(wanted)


def _card(development: Development, before: Development | None, moves: Moves, now: datetime, weights: Weights) -> Card:
    moved = moves(before, development)
    kind = _kind(before, development)
    rank = importance(development, kind, moved, now=now, weights=weights)
    return Card(development=development, kind=kind, moves=moved, importance=rank.points, why=rank.why)


def _kind(before: Development | None, development: Development) -> ChangeKind:
    if before is None:
        return ChangeKind.NEW
    disputed = bool(development.changes) and development.changes[-1].kind is ChangeKind.CONFLICT
    return ChangeKind.CONFLICT if disputed else ChangeKind.UPDATE


def _digest(
    audience: Audience,
    slot: datetime,
    cards: list[Card],
    *,
    first: bool,
    feeds: Sequence[SourceCount],
    ledger: int,
    policy: ComposePolicy,
) -> Digest:
    kind = _digest_kind(audience, first=first)
    limit = min(policy.watching_cards, audience.max_cards) if first else audience.max_cards
    ranked = sorted(cards, key=_latest if first else _weightiest)
    shown, rest = ranked[:limit], ranked[limit:]
    return Digest(
        key=digest_key(audience, slot, kind),
        audience=audience.id,
        title=audience.title,
        kind=kind,
        language=audience.language,
        zone=audience.zone,
        at=slot,
        cards=tuple(sorted(shown, key=_weightiest)),
        rest=() if first else tuple(rest),
        more=len(rest),
        ledger=ledger,
        feeds=tuple(feeds) if first else (),
    )


def _digest_kind(audience: Audience, *, first: bool) -> DigestKind:
    if first:
        return DigestKind.WATCHING
    return DigestKind.ALERT if audience.schedule == IMMEDIATE else DigestKind.DIGEST


def _weightiest(card: Card) -> tuple[int, float, str]:
    return -card.importance, -card.development.moved_at.timestamp(), card.development.id


def _latest(card: Card) -> tuple[float, str]:
    return -card.development.moved_at.timestamp(), card.development.id
