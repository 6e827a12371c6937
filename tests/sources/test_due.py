"""When to ask again, and what a feed's answers say of its health."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.config.policy import PollPolicy
from monitor.model import FeedState, Fetched, FetchFailed, FetchOutcome, Health, NotModified, Parsed
from monitor.sources.due import first_state, next_state, paced, told_to_wait
from tests.sources.samples import NOW, feed, fetched, fresh, known

POLICY = PollPolicy(jitter=0)


def parsed(
    entries: int = 20, *, problem: str = "", newest_at: datetime | None = None, ttl_s: int | None = None
) -> Parsed:
    """A parse of a body with so many entries."""
    return Parsed(
        items=(), seen=("s",), entries=entries, body_hash="h", problem=problem, newest_at=newest_at, ttl_s=ttl_s
    )


def after(state: FeedState, outcome: FetchOutcome, made: Parsed | None = None, new: int = 0) -> FeedState:
    """The next state under a policy without jitter."""
    return next_state(state, feed(), outcome, made, new, NOW, POLICY)


def wait(state: FeedState) -> float:
    """Seconds until the feed is due."""
    return (state.due_at - NOW).total_seconds()


def fail(kind: str, retry_after_s: int | None = None) -> FetchFailed:
    """A failure of this kind."""
    return FetchFailed(kind=kind, detail=f"it is {kind}", retry_after_s=retry_after_s)


def test_a_feed_never_polled_is_due_now() -> None:
    assert first_state(feed(), NOW) == FeedState(feed="paper", due_at=NOW)


def test_a_success_keeps_what_the_next_request_needs() -> None:
    state = after(fresh(), fetched(b"", etag='"1"', last_modified="yesterday"), parsed(), new=20)
    assert (state.etag, state.last_modified, state.body_hash, state.seen) == ('"1"', "yesterday", "h", ("s",))
    assert (state.health, state.failures, state.last_success_at) == (Health.OK, 0, NOW)
    assert wait(state) == POLICY.interval_s


def test_a_busy_feed_is_asked_sooner_and_a_quiet_one_later() -> None:
    assert paced(600, 15, 20, POLICY) == 300  # at the bound: more than half was new
    assert paced(4000, 15, 20, POLICY) == 1320
    assert paced(4000, 1, 20, POLICY) == 3400
    assert paced(600, 0, 20, POLICY) == 750
    assert paced(14_000, 0, 20, POLICY) == POLICY.max_interval_s


def test_not_modified_keeps_the_validators_and_slows_down() -> None:
    state = after(replace(known(entries=5), etag='"1"'), NotModified())
    assert (state.etag, state.health, wait(state)) == ('"1"', Health.OK, 750)


def test_an_answer_without_items_is_empty_and_differs_from_not_modified() -> None:
    assert after(known(entries=5), fetched(b""), parsed(0)).health is Health.EMPTY
    assert after(known(entries=5), NotModified()).health is Health.OK


def test_a_page_that_is_no_feed_is_a_failure_and_its_validators_are_not_kept() -> None:
    made = parsed(0, problem="not a feed: an HTML page")
    state = after(replace(known(), etag='"old"'), fetched(b"", etag='"new"'), made)
    assert (state.etag, state.failures) == ('"old"', 1)
    assert state.reason == "not a feed: an HTML page"


def test_failures_double_the_pause_up_to_six_hours() -> None:
    state, waits = known(), []
    for _ in range(8):
        state = after(state, fail("timeout"))
        waits.append(wait(state))
    assert waits == [600, 1200, 2400, 4800, 9600, 19_200, 21_600, 21_600]


def test_one_lost_poll_is_weather_and_two_are_a_failing_feed() -> None:
    once = after(replace(known(), health=Health.OK), fail("timeout"))
    assert once.health is Health.OK
    assert after(once, fail("timeout")).health is Health.FAILING
    assert after(fresh(), fail("timeout")).health is Health.FAILING


@pytest.mark.parametrize(("kind", "health"), [("blocked", Health.BLOCKED), ("gone", Health.GONE)])
def test_refusals_have_health_states_of_their_own_and_are_still_asked_again(kind: str, health: Health) -> None:
    state = after(known(), fail(kind))
    assert state.health is health
    assert 600 < wait(state) <= 7 * 86_400


def test_a_file_on_the_disk_is_never_a_fossil() -> None:
    local = replace(feed(), kind="file")
    old = parsed(newest_at=NOW - timedelta(days=900))
    assert next_state(fresh(), local, fetched(b""), old, 20, NOW, POLICY).health is Health.OK


def test_success_clears_the_failures() -> None:
    state = after(after(known(), fail("timeout")), fetched(b""), parsed())
    assert (state.failures, state.reason, state.health) == (0, "", Health.OK)


def test_retry_after_is_honoured() -> None:
    assert wait(after(known(), fail("rate-limited", retry_after_s=7200))) == 7200


def test_a_feed_in_its_pause_is_left_alone_even_when_every_feed_is_asked() -> None:
    limited = after(known(), fail("rate-limited", retry_after_s=7200))
    assert told_to_wait(limited, NOW + timedelta(seconds=7199))
    assert not told_to_wait(limited, NOW + timedelta(seconds=7201))
    assert not told_to_wait(after(known(), NotModified()), NOW)


def test_a_feed_that_failed_once_is_asked_again_when_every_feed_is_asked_and_one_that_keeps_failing_is_not() -> None:
    once = after(known(), fail("refused"))
    often = after(after(once, fail("refused")), fail("refused"))
    assert not told_to_wait(once, NOW)
    assert told_to_wait(often, NOW)
    assert not told_to_wait(after(often, NotModified()), NOW)


def test_a_wish_for_rest_is_honoured_up_to_an_hour() -> None:
    assert wait(after(known(), fetched(b"", cache_control="public, max-age=1800"), parsed(), new=1)) == 1800
    assert wait(after(known(), fetched(b""), parsed(ttl_s=86_400), new=1)) == 3600


@pytest.mark.parametrize("kind", ["offline", "deferred"])
def test_what_is_not_the_feeds_fault_is_not_held_against_it(kind: str) -> None:
    before = replace(known(), health=Health.OK)
    state = after(before, fail(kind, retry_after_s=90))
    assert replace(state, due_at=before.due_at) == before
    assert 0 < wait(state) <= 90


def test_a_redirect_is_believed_at_the_third_sight() -> None:
    moved = Fetched(url="https://new.example/", status=200, body=b"", moved_to="https://new.example/")
    state = known()
    for _ in range(2):
        state = after(state, moved, parsed())
        assert state.address is None
    state = after(state, moved, parsed())
    assert state.address == "https://new.example/"
    assert state.health is Health.MOVED


def test_a_redirect_to_something_else_starts_the_count_again() -> None:
    one = Fetched(url="https://a.example/", status=200, body=b"", moved_to="https://a.example/")
    two = replace(one, moved_to="https://b.example/")
    state = after(after(after(known(), one, parsed()), one, parsed()), two, parsed())
    assert (state.address, state.moving_to, state.moving_seen) == (None, "https://b.example/", 1)


def test_a_redirect_to_what_is_no_feed_is_never_believed() -> None:
    moved = Fetched(url="https://new.example/", status=200, body=b"", moved_to="https://new.example/")
    state = known()
    for _ in range(5):
        state = after(state, moved, parsed(0, problem="not a feed: an HTML page"))
    assert state.address is None


def test_a_new_address_that_keeps_failing_is_given_up() -> None:
    state = replace(known(), address="https://new.example/")
    for _ in range(3):
        state = after(state, fail("http-404"))
    assert state.address is None


def test_a_feed_whose_newest_item_is_old_is_a_fossil_from_the_first_poll_on() -> None:
    state = after(fresh(), fetched(b""), parsed(newest_at=NOW - timedelta(days=400)), new=20)
    assert state.health is Health.FOSSIL
    assert "2025-10-18" in state.reason
    assert after(state, NotModified()).health is Health.FOSSIL


def test_jitter_spreads_feeds_and_is_the_same_when_decided_twice() -> None:
    policy = PollPolicy(jitter=0.1)
    waits = set()
    for number in range(50):
        of = feed(f"paper-{number}")
        one, two = (next_state(known(of.id), of, NotModified(), None, 0, NOW, policy) for _ in range(2))
        assert one == two
        waits.add(wait(one))
    assert len(waits) > 40
    assert all(675 <= w <= 825 for w in waits)


_OUTCOMES = st.sampled_from(
    [NotModified(), fetched(b""), *(fail(k) for k in ("timeout", "blocked", "gone", "offline", "deferred", "http-5xx"))]
)


@settings(deadline=None, max_examples=100)
@given(st.lists(st.tuples(_OUTCOMES, st.integers(0, 50)), max_size=20))
def test_whatever_happens_a_feed_is_asked_again_within_bounds(history: list[tuple[FetchOutcome, int]]) -> None:
    state = fresh()
    for outcome, new in history:
        state = after(state, outcome, parsed() if isinstance(outcome, Fetched) else None, new)
        assert 0 < wait(state) <= 7 * 86_400
        assert POLICY.min_interval_s <= state.interval_s <= POLICY.max_interval_s
