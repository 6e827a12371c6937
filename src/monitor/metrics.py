"""What the daemon counts, for Prometheus. Labels are bounded words: never an address, never a title."""

from __future__ import annotations

from collections import Counter as Tally
from collections.abc import Iterable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from monitor.model import Change, Count, DeliveryResult, Digest, FeedResult, FeedState

_SECONDS = (0.01, 0.05, 0.1, 0.5, 1, 5, 10, 30, 60, 300)


class Metrics:
    """One registry of the daemon's own; `text` is the page /metrics shows."""

    def __init__(self) -> None:
        self._registry = of = CollectorRegistry()
        self._steps = Counter("monitor_steps", "Steps run, by outcome", ("step", "outcome"), registry=of)
        self._seconds = Histogram("monitor_step_seconds", "Time a step took", ("step",), buckets=_SECONDS, registry=of)
        self._success = Gauge(
            "monitor_last_success_timestamp_seconds", "When a step last ended well", ("step",), registry=of
        )
        self._polls = Counter("monitor_polls", "Feeds polled, by outcome", ("outcome",), registry=of)
        self._items = Counter("monitor_items", "New items stored", registry=of)
        self._articles = Counter("monitor_articles", "Articles wanted, by outcome", ("outcome",), registry=of)
        self._changes = Counter("monitor_changes", "Changes to the ledger, by kind", ("kind",), registry=of)
        self._digests = Counter("monitor_digests", "Digests composed, by audience", ("audience",), registry=of)
        self._deliveries = Counter(
            "monitor_deliveries", "Sends, by channel and state", ("channel", "state"), registry=of
        )
        self._feeds = Gauge("monitor_feeds", "Feeds by health", ("health",), registry=of)

    def step(self, name: str, outcome: str, seconds: float, ended: float) -> None:
        """A step ended; `ended` is a Unix time."""
        self._steps.labels(name, outcome).inc()
        self._seconds.labels(name).observe(seconds)
        if outcome == "ok":
            self._success.labels(name).set(ended)

    def polled(self, results: Iterable[FeedResult]) -> None:
        """Feeds were polled."""
        for result in results:
            self._polls.labels(result.outcome).inc()
            self._items.inc(result.new)

    def enriched(self, articles: Iterable[Count]) -> None:
        """Articles were fetched, or not."""
        for count in articles:
            self._articles.labels(count.name).inc(count.n)

    def recorded(self, changes: Iterable[Change]) -> None:
        """The ledger took changes."""
        for change in changes:
            self._changes.labels(str(change.kind)).inc()

    def composed(self, digests: Iterable[Digest]) -> None:
        """Digests went into the outbox."""
        for digest in digests:
            self._digests.labels(digest.audience).inc()

    def delivered(self, results: Iterable[DeliveryResult]) -> None:
        """Deliveries were tried."""
        for result in results:
            self._deliveries.labels(result.channel, str(result.state)).inc()

    def feeds(self, states: Iterable[FeedState]) -> None:
        """The health of all feeds, as it stands."""
        self._feeds.clear()
        for health, n in Tally(str(state.health) for state in states).items():
            self._feeds.labels(health).set(n)

    def text(self) -> bytes:
        """The page, in Prometheus' text format."""
        return generate_latest(self._registry)
