"""The weekly word on sources: which feeds bring nothing, so that silence is not taken for peace."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from itertools import groupby
from typing import Final
from zoneinfo import ZoneInfo

from monitor.digest.plain import clean
from monitor.digest.wording import day, phrase
from monitor.model import Digest, Feed, FeedState, FeedTrouble, Health

#: How often an audience is told.
EVERY: Final = timedelta(days=7)
#: A feed that answered within this time only stumbled.
_STUMBLED: Final = timedelta(days=1)
#: In the order in which they are told.
_ILL: Final = (Health.GONE, Health.BLOCKED, Health.FAILING, Health.FOSSIL)
_SHOWN: Final = 6


def troubles_of(feeds: Iterable[Feed], states: Mapping[str, FeedState], now: datetime) -> tuple[FeedTrouble, ...]:
    """The feeds that are gone, blocked, failing for a day or more, or silent for far longer than their rhythm."""
    used = [feed for feed in feeds if feed.enabled]
    feeds_of = Counter(feed.publisher for feed in used)
    found = []
    for feed in used:
        state = states.get(feed.id)
        if state is not None and _is_ill(state, now):
            name = feed.publisher if feeds_of[feed.publisher] == 1 else f"{feed.publisher}: {feed.title or feed.id}"
            since = state.last_new_at if state.health is Health.FOSSIL else state.last_success_at
            found.append(FeedTrouble(name=name, state=state.health, since=since))
    return tuple(sorted(found, key=lambda one: (_ILL.index(Health(one.state)), one.name)))


def _is_ill(state: FeedState, now: datetime) -> bool:
    if state.health is not Health.FAILING:
        return state.health in _ILL
    return state.last_success_at is None or now - state.last_success_at >= _STUMBLED


def troubles_line(digest: Digest) -> str:
    """ "Sources in trouble: blocked Daily Cell (3 Mar); failing Salt Times, +2"; "" where all is well."""
    language = digest.language
    told = []
    for state, group in groupby(digest.troubles, key=lambda one: one.state):
        names = [_name(one, digest) for one in group]
        left = [f"+{len(names) - _SHOWN}"] if len(names) > _SHOWN else []
        told.append(f"{phrase(language, f'state_{state}')} {phrase(language, 'comma').join(names[:_SHOWN] + left)}")
    return phrase(language, "troubles", "; ".join(told)) if told else ""


def _name(one: FeedTrouble, digest: Digest) -> str:
    name = clean(one.name)
    if one.since is None:
        return name
    zone = ZoneInfo(digest.zone)
    since = one.since.astimezone(zone)
    return f"{name} ({day(since.date(), digest.language, year=since.year != digest.at.astimezone(zone).year)})"
