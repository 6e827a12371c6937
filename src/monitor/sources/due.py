"""When to ask a feed again, and what its answers say of its health. Pure: a poll's outcome in, the next state out."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from monitor.config.policy import PollPolicy
from monitor.model import Feed, FeedState, Fetched, FetchFailed, FetchOutcome, Health, NotModified, Parsed
from monitor.sources.answer import max_age

#: The next interval as a share of this one: (smallest share of the entries that are new, factor).
_PACE: Final = ((0.5, 0.33), (0.2, 0.6), (0.0, 0.85))
_QUIET: Final = 1.25
#: A publisher may ask us to come less often, but not less often than this.
_LONGEST_WISH_S: Final = 3600
#: A feed without a new item for this long, though it answers, is a fossil.
FOSSIL_AFTER: Final = timedelta(days=30)
#: A permanent redirect is believed after so many polls that saw it.
_SIGHTINGS: Final = 3
_DAY_S: Final = 86_400
#: 410 retires a feed: it is asked weekly, in case the answer was a mistake.
_GONE_S: Final = 7 * _DAY_S
_OFFLINE_S: Final = 60
#: Failures of one feed before its health says so: one lost poll is weather.
_FAILING_AFTER: Final = 2
#: … and before a run that asks every feed leaves it out while it backs off.
_TIRED_AFTER: Final = 3
_BLOCKED: Final = "blocked"


def first_state(feed: Feed, now: datetime) -> FeedState:
    """The state of a feed never polled: due at once."""
    return FeedState(feed=feed.id, due_at=now)


def told_to_wait(state: FeedState, now: datetime) -> bool:
    """Whether a poll of every feed must leave this one out: its server asked for rest, or it failed again and again."""
    return state.rest_until is not None and state.rest_until > now


def next_state(
    state: FeedState,
    feed: Feed,
    outcome: FetchOutcome,
    parsed: Parsed | None,
    new_items: int,
    now: datetime,
    policy: PollPolicy,
) -> FeedState:
    """What to remember of a poll. `new_items` counts the items the store did not have."""
    if isinstance(outcome, FetchFailed):
        return _after_failure(state, feed, outcome, now, policy)
    if isinstance(outcome, NotModified):
        return _after_success(state, feed, state.entries, 0, None, now, policy)
    if parsed is None or (parsed.problem and not parsed.entries):
        detail = parsed.problem if parsed else "the body was not read"
        return _after_failure(state, feed, FetchFailed(kind="not-a-feed", detail=detail), now, policy)
    headers = dict(outcome.headers)
    remembered = replace(
        _moved(state, feed, outcome),
        etag=headers.get("etag"),
        last_modified=headers.get("last-modified"),
        body_hash=parsed.body_hash,
        seen=parsed.seen,
        entries=parsed.entries,
    )
    wish = max(parsed.ttl_s or 0, max_age(headers.get("cache-control")) or 0)
    return _after_success(remembered, feed, parsed.entries, new_items, (wish, parsed), now, policy)


def _after_success(
    state: FeedState,
    feed: Feed,
    entries: int,
    new_items: int,
    told: tuple[int, Parsed] | None,
    now: datetime,
    policy: PollPolicy,
) -> FeedState:
    wish, parsed = told or (0, None)
    first = state.last_success_at is None
    interval = policy.interval_s if first else paced(state.interval_s, new_items, entries, policy)
    last_new = _last_new(state, parsed, new_items, now)
    health, reason = _health(feed, entries, last_new, now)
    moved = bool(state.address) and health is Health.OK
    return replace(
        state,
        due_at=now + _spread(feed.id, now, max(interval, min(wish, _LONGEST_WISH_S)), policy.jitter),
        interval_s=interval,
        rest_until=None,
        failures=0,
        health=Health.MOVED if moved else health,
        reason=f"moved for good to {state.address}" if moved else reason,
        last_polled_at=now,
        last_success_at=now,
        last_new_at=last_new,
    )


def paced(interval_s: int, new_items: int, entries: int, policy: PollPolicy) -> int:
    """The feed's own rhythm: faster the larger the share of new items was, slower after a poll without."""
    share = new_items / max(entries, 1)
    factor = next(factor for least, factor in _PACE if share >= least) if new_items else _QUIET
    return int(min(max(interval_s * factor, policy.min_interval_s), policy.max_interval_s))


def _last_new(state: FeedState, parsed: Parsed | None, new_items: int, now: datetime) -> datetime | None:
    """When the feed last had something new: at first sight, the date of its newest item."""
    if not new_items or parsed is None:
        return state.last_new_at
    if state.last_success_at is None:
        return parsed.newest_at or now
    return now


def _health(feed: Feed, entries: int, last_new: datetime | None, now: datetime) -> tuple[Health, str]:
    """A file on the disk has no rhythm: it is never a fossil."""
    if entries == 0:
        return Health.EMPTY, "it answers, with no items"
    if feed.kind != "file" and last_new is not None and now - last_new > FOSSIL_AFTER:
        return Health.FOSSIL, f"it answers, with nothing new since {last_new:%Y-%m-%d}"
    return Health.OK, ""


def _after_failure(state: FeedState, feed: Feed, failure: FetchFailed, now: datetime, policy: PollPolicy) -> FeedState:
    if failure.kind in ("deferred", "offline"):  # not the feed's fault: nothing is held against it
        wait = failure.retry_after_s if failure.kind == "deferred" else _OFFLINE_S
        return replace(state, due_at=now + timedelta(seconds=wait or _OFFLINE_S))
    if failure.kind == "no-key":
        return replace(state, due_at=now + timedelta(seconds=policy.max_interval_s), reason=failure.detail)
    failures = state.failures + 1
    pause = _pause(failure, failures, policy)
    due = now + max(_spread(feed.id, now, pause, policy.jitter), timedelta(seconds=failure.retry_after_s or 0))
    asked_for_rest = failure.retry_after_s is not None or failure.kind in ("gone", _BLOCKED)
    return replace(
        state,
        due_at=due,
        rest_until=due if asked_for_rest or failures >= _TIRED_AFTER else None,
        failures=failures,
        health=_health_of_failure(failure, failures, state.health),
        reason=failure.detail,
        last_polled_at=now,
        moving_to=None,
        moving_seen=0,
        address=None if failures >= _SIGHTINGS else state.address,  # back to the address of the settings
    )


def _pause(failure: FetchFailed, failures: int, policy: PollPolicy) -> int:
    """Seconds to stay away: doubling from the base interval, long for a feed that is gone."""
    if failure.kind == "gone":
        return _GONE_S
    start = 4 * policy.interval_s if failure.kind == _BLOCKED else policy.interval_s
    return int(min(start * 2 ** min(failures - 1, 16), policy.max_backoff_s))


def _health_of_failure(failure: FetchFailed, failures: int, before: Health) -> Health:
    if failure.kind == "gone":
        return Health.GONE
    if failure.kind == _BLOCKED:
        return Health.BLOCKED
    first_trouble = failures < _FAILING_AFTER and before is not Health.UNKNOWN
    return before if first_trouble else Health.FAILING


def _moved(state: FeedState, feed: Feed, outcome: Fetched) -> FeedState:
    """Believe a permanent redirect once several polls running have found the feed behind it."""
    asked = state.address or feed.url
    target = outcome.moved_to
    if target is None or target == asked:
        return replace(state, moving_to=None, moving_seen=0)
    seen = state.moving_seen + 1 if target == state.moving_to else 1
    if seen < _SIGHTINGS:
        return replace(state, moving_to=target, moving_seen=seen)
    return replace(state, address=target, moving_to=None, moving_seen=0)


def _spread(feed: str, now: datetime, seconds: float, jitter: float) -> timedelta:
    """`seconds` more or less: by the feed's name and the hour, so that a poll decided twice is decided alike."""
    key = f"{feed}\x1f{int(now.timestamp()) // 60}".encode()
    unit = int.from_bytes(hashlib.blake2b(key, digest_size=4).digest(), "big") / 0xFFFFFFFF
    return timedelta(seconds=seconds * (1 + jitter * (2 * unit - 1)))
