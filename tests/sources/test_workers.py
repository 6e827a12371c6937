"""Parsing in processes that can be killed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from monitor.model import FetchFailed, FetchOutcome, FetchRequest, NotModified
from monitor.sources.parse import parse_feed
from monitor.sources.workers import Parsers
from tests.sources.samples import NOW, feed, fetched, fresh, item_xml, known, rss


@pytest.fixture(scope="module")
def parsers() -> Iterator[Parsers]:
    """Two workers for the module's tests."""
    with Parsers(processes=2) as pool:
        yield pool


def request(number: int = 0) -> FetchRequest:
    """A request for the feed of this number."""
    one = feed(f"paper-{number}")
    return FetchRequest(feed=one, url=one.url)


def test_a_worker_reads_what_this_process_would_read(parsers: Parsers) -> None:
    body = fetched(rss([item_xml(n) for n in range(5)]))
    assert parsers.parse(body, feed(), fresh(), NOW) == parse_feed(body, feed(), fresh(), NOW)


def test_many_answers_come_back_each_with_its_own_items(parsers: Parsers) -> None:
    answers: list[tuple[FetchRequest, FetchOutcome]] = [(request(n), fetched(rss([item_xml(n)]))) for n in range(30)]
    answers += [(request(98), NotModified()), (request(99), FetchFailed(kind="timeout", detail="x"))]
    results = {r.feed.id: parsed for r, _, parsed in parsers.parse_all(answers, lambda _: None, NOW)}
    assert len(results) == 32
    assert results["paper-98"] is results["paper-99"] is None
    assert all(results[f"paper-{n}"].items[0].guid == f"paper-{n}" for n in range(30))  # type: ignore[union-attr]  # a miss fails the test


def test_a_state_that_makes_the_cut_document_disappoint_still_yields_every_item(parsers: Parsers) -> None:
    body = rss([item_xml(1), "<item><item>nested</item></item>", item_xml(2)])
    first = parsers.parse(fetched(body), feed(), fresh(), NOW)
    state = known(seen=first.seen[:1], entries=first.entries)
    again = parsers.parse(fetched(body), feed(), state, NOW)
    assert {item.guid for item in again.items} >= {"paper-2"}


def test_a_large_body_is_read_alone_and_no_second_is_taken_before_it() -> None:
    large = rss([item_xml(n, extra=f"<x>{'y' * 300_000}</x>") for n in range(2)])
    bodies = [rss([item_xml(n)]) for n in range(20)] + [large] * 2 + [rss([item_xml(n)]) for n in range(20, 24)]
    taken: list[int] = []

    def answers() -> Iterator[tuple[FetchRequest, FetchOutcome]]:
        for n, body in enumerate(bodies):
            taken.append(n)
            yield request(n), fetched(body)

    with Parsers(processes=2) as pool:
        done: list[int] = []
        for one, _, parsed in pool.parse_all(answers(), lambda _: None, NOW):
            assert parsed is not None
            assert len(parsed.items) == (2 if one.feed.id in ("paper-20", "paper-21") else 1)
            done.append(int(one.feed.id.removeprefix("paper-")))
            assert max(taken) <= 20 or set(range(21)) <= set(done)  # all before, and itself, come first
    assert sorted(done) == list(range(26))


def test_a_body_that_takes_too_long_costs_one_worker_and_is_named() -> None:
    with Parsers(processes=1, cpu_s=1, wall_s=0.2) as pool:
        pool.parse(fetched(rss([item_xml(1)])), feed(), fresh(), NOW)  # the worker is up
        slow = fetched(rss([item_xml(n, extra="<b>x</b>" * 300) for n in range(1500)]))
        assert "given up" in pool.parse(slow, feed(), fresh(), NOW).problem
        assert pool.parse(fetched(rss([item_xml(1)])), feed(), fresh(), NOW).items


def test_a_worker_that_dies_of_its_memory_is_replaced() -> None:
    with Parsers(processes=1, memory_mb=200) as pool:
        huge = fetched(rss([item_xml(1, title="&lt;" + "x" * 30_000_000)]))
        assert pool.parse(huge, feed(), fresh(), NOW).problem
        assert pool.parse(fetched(rss([item_xml(1)])), feed(), fresh(), NOW).items


def test_closing_ends_the_processes() -> None:
    pool = Parsers(processes=1)
    pool.parse(fetched(rss([item_xml(1)])), feed(), fresh(), NOW)
    pool.close()
    pool.close()
    assert pool.parse(fetched(rss([item_xml(1)])), feed(), fresh(), NOW).items  # and it can be used again
    pool.close()
