"""Judgements of readers as changes someone may make to the configuration. Nothing here is applied by itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from monitor.model import Development, Feedback, FeedbackKind, Item, Mention, value

_WORD: Final = re.compile(r"[^\W_]+(?:[-&'’.][^\W_]+)*")
#: Letters a longer word may have besides the name; Chinese runs on without blanks.
_LONGEST_TAIL: Final = 8
_NEIGHBOURS: Final = 2
_WATCHLIST: Final = "watchlist.yaml"
_DECOYS: Final = "vocabulary/decoys.yaml"
_IDENTITY: Final = "vocabulary/identity.yaml"


@value
class Sighting:
    """Where a name was read as an entity: the text, the name in it, and every other name found there."""

    item: Item
    mention: Mention
    others: tuple[Mention, ...] = ()


@value
class Suggestion:
    """A change to review. `file` lies in the configuration folder; `feedback` are the ids of what was said."""

    file: str
    change: Mapping[str, Any]
    because: str
    feedback: tuple[str, ...]


def suggestions(
    said: Iterable[Feedback],
    sightings: Mapping[str, Iterable[Sighting]],
    developments: Mapping[str, Development],
) -> tuple[Suggestion, ...]:
    """What follows from feedback, one suggestion a name or pair, in the order in which it was said.

    Args:
        said: mutes among it are passed over.
        sightings: by id of a wrong-company feedback, where the company was read in the development's sources.
        developments: by id, those that are named.
    """
    found: dict[str, Suggestion] = {}
    for one in said:
        for made in _of(one, sightings, developments):
            key = f"{made.file}{made.change}"
            known = found.get(key, made)
            found[key] = _with(known, one.id)
    return tuple(found.values())


def _with(one: Suggestion, id_: str) -> Suggestion:
    ids = tuple(dict.fromkeys((*one.feedback, id_)))
    return Suggestion(file=one.file, change=one.change, because=one.because, feedback=ids)


def _of(
    one: Feedback, sightings: Mapping[str, Iterable[Sighting]], developments: Mapping[str, Development]
) -> Iterator[Suggestion]:
    if one.kind is FeedbackKind.WRONG_COMPANY:
        for sighting in sightings.get(one.id, ()):
            yield _against(one, sighting)
    elif one.kind in (FeedbackKind.SAME, FeedbackKind.NOT_SAME):
        yield _pair(one, developments)


def _against(one: Feedback, sighting: Sighting) -> Suggestion:
    """A longer word becomes a decoy; a bare name gets words that forbid it, for someone to choose from."""
    text, mention = getattr(sighting.item, sighting.mention.span.field), sighting.mention
    because = f"{one.who}: {mention.surface!r} is not {mention.entity} in “{text[:200]}” ({sighting.item.url})"
    word = _word_around(text, mention)
    if word != mention.surface:
        return Suggestion(file=_DECOYS, change={"decoy": word}, because=because, feedback=(one.id,))
    forbid = _neighbours(text, sighting)
    rule = {"entity": mention.entity, "rule": {"for": mention.alias, "forbid": forbid}}
    return Suggestion(file=_WATCHLIST, change=rule, because=because, feedback=(one.id,))


def _word_around(text: str, mention: Mention) -> str:
    """The word that holds a name; the name itself where the word runs on too long to be one."""
    for match in _WORD.finditer(text):
        if match.start() <= mention.span.start and mention.span.end <= match.end():
            fits = len(match[0]) - len(mention.surface) <= _LONGEST_TAIL
            return match[0] if fits else mention.surface
    return mention.surface


def _neighbours(text: str, sighting: Sighting) -> list[str]:
    """The nearest words on both sides that are no names themselves."""
    taken = [m.span for m in (sighting.mention, *sighting.others) if m.span.field == sighting.mention.span.field]
    free = [w for w in _WORD.finditer(text) if not any(w.start() < s.end and s.start < w.end() for s in taken)]
    before = [w[0] for w in free if w.end() <= sighting.mention.span.start][-_NEIGHBOURS:]
    after = [w[0] for w in free if w.start() >= sighting.mention.span.end][:_NEIGHBOURS]
    return [*before, *after]


def _pair(one: Feedback, developments: Mapping[str, Development]) -> Suggestion:
    """Two developments with what they say, for whoever tunes the rules of identity."""
    ids = [id_ for id_ in (one.development, one.other) if id_]
    change = {"verdict": one.kind.value, "developments": {id_: _told(developments.get(id_)) for id_ in ids}}
    because = f"{one.who}: {one.note or 'no note'}"
    return Suggestion(file=_IDENTITY, change=change, because=because, feedback=(one.id,))


def _told(one: Development | None) -> dict[str, Any]:
    if one is None:
        return {"is": "no longer in the ledger"}
    return {
        "event": one.event,
        "stage": one.status,
        "parties": [p.entity for p in one.parties],
        "amounts": [a.surface for a in one.amounts],
        "titles": list(dict.fromkeys(s.title for s in one.sources)),
    }
