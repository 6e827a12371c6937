from __future__ import annotations

from datetime import UTC, datetime

from monitor.metrics import Metrics
from monitor.model import Change, ChangeKind, DeliveryResult, DeliveryState, FeedResult, FeedState, Health

AT = datetime(2026, 11, 22, tzinfo=UTC)


def test_everything_counted_is_on_the_page() -> None:
    metrics = Metrics()
    metrics.step("news", "ok", 0.2, 1_700_000_000)
    metrics.step("news", "failed", 0.2, 1_800_000_000)
    metrics.polled([FeedResult(feed="a", outcome="ok", new=2), FeedResult(feed="b", outcome="dns")])
    metrics.recorded([Change(development="d", item="i", index=0, kind=ChangeKind.NEW, at=AT)])
    metrics.delivered([DeliveryResult(key="k", channel="slack", target="#x", state=DeliveryState.SENT)])
    page = metrics.text().decode()

    assert 'monitor_steps_total{outcome="ok",step="news"} 1.0' in page
    assert 'monitor_last_success_timestamp_seconds{step="news"} 1.7e+09' in page  # a failure does not move it
    assert 'monitor_polls_total{outcome="dns"} 1.0' in page
    assert "monitor_items_total 2.0" in page
    assert 'monitor_changes_total{kind="new"} 1.0' in page
    assert 'monitor_deliveries_total{channel="slack",state="sent"} 1.0' in page


def test_the_health_of_feeds_is_as_it_stands_now() -> None:
    metrics = Metrics()
    metrics.feeds([FeedState(feed="a", due_at=AT, health=Health.FAILING)])
    metrics.feeds([FeedState(feed="a", due_at=AT, health=Health.OK)])
    page = metrics.text().decode()

    assert 'monitor_feeds{health="ok"} 1.0' in page
    assert "failing" not in page
