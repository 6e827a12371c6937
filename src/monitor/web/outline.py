"""A development without its texts: what lists, counts and charts need of it. The whole ledger fits in memory so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from monitor.digest.voices import voices
from monitor.model import UNNAMED, Amount, Development, Party, Side, value

_UNNAMED = frozenset(UNNAMED.values())


@value
class Told:
    """When a language first told a development, by a dated source."""

    language: str
    at: datetime


@value
class Outline:
    """One development. `entities`: the parties that are named. `reached`: every stage it was ever at, as its timeline
    says, and the present one."""

    id: str
    event: str
    status: str
    scope: str
    parties: tuple[Party, ...]
    entities: tuple[str, ...]
    opened_at: datetime
    moved_at: datetime
    reached: tuple[str, ...]
    amounts: tuple[Amount, ...]
    told: tuple[Told, ...]
    publishers: int
    moves: int


@value
class Pair:
    """A Korean and a Chinese party of one development. A joint venture stands for the side the other is not on."""

    korean: str
    chinese: str


def outline_of(one: Development) -> Outline:
    """The outline of a development."""
    stages = [m.after for c in one.changes for m in c.moves if m.fact == "status" and m.after]
    return Outline(
        id=one.id,
        event=one.event,
        status=one.status,
        scope=one.scope,
        parties=one.parties,
        entities=named(one.parties),
        opened_at=one.opened_at,
        moved_at=one.moved_at,
        reached=tuple(dict.fromkeys((*stages, one.status))),
        amounts=tuple(a for a in one.amounts if a.flag != "conflict" and a.role in ("", "value")),
        told=_told(one),
        publishers=len(voices(one.sources)),
        moves=len(one.changes),
    )


def named(parties: Iterable[Party]) -> tuple[str, ...]:
    """The entities among parties; one of which only its country is known is none."""
    return tuple(dict.fromkeys(p.entity for p in parties if p.entity not in _UNNAMED))


def _told(one: Development) -> tuple[Told, ...]:
    first: dict[str, datetime] = {}
    for source in one.sources:
        if source.dated:
            first[source.language] = min(first.get(source.language, source.at), source.at)
    return tuple(sorted((Told(language=code, at=at) for code, at in first.items()), key=lambda t: (t.at, t.language)))


def pairs_of(one: Outline) -> Iterator[Pair]:
    """Every pairing of a named Korean with a named Chinese party."""
    sides = {p.entity: p.side for p in one.parties if p.entity not in _UNNAMED}
    for korean, k in sides.items():
        for chinese, c in sides.items():
            if (k, c) in ((Side.KR, Side.CN), (Side.KR, Side.JOINT), (Side.JOINT, Side.CN)):
                yield Pair(korean=korean, chinese=chinese)
