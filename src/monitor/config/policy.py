"""How hard, how long, how often: the `policy` and `serve` keys of monitor.yaml as frozen values with defaults."""

from __future__ import annotations

import ipaddress
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

HOUR, DAY = 3600, 86400


def _words(value: Any) -> Any:
    """Let a list be given as one comma-separated string, which is all an environment variable can hold."""
    return tuple(word.strip() for word in value.split(",") if word.strip()) if isinstance(value, str) else value


def _networks(value: tuple[str, ...]) -> tuple[str, ...]:
    for text in value:
        ipaddress.ip_network(text)  # its ValueError is the message a user reads
    return value


Words = Annotated[tuple[str, ...], BeforeValidator(_words)]
Networks = Annotated[Words, AfterValidator(_networks)]


class Shape(BaseModel):
    """A frozen part of monitor.yaml: unknown keys are mistakes."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class PollPolicy(Shape):
    """Fetching feeds. Times in seconds."""

    concurrency: int = Field(default=32, ge=1, le=1000, description="fetches in flight")
    per_host: int = Field(default=2, ge=1, le=32, description="fetches in flight at one host")
    host_delay_s: float = Field(default=0.5, ge=0, le=600, description="pause between two requests to one host")
    connect_s: float = Field(default=10, gt=0, le=120, description="to open a connection")
    deadline_s: float = Field(
        default=30, gt=0, le=600, description="for one fetch from first to last byte, redirects included"
    )
    max_body_mb: float = Field(default=8, gt=0, le=512, description="decompressed size of a body")
    redirects: int = Field(default=5, ge=0, le=20)
    user_agent: str = Field(default="monitor/0.1 (news watch; +https://example.org/monitor)", min_length=1)
    allow_networks: Networks = Field(
        default=(), description="private networks (CIDR) that may be fetched; default: none"
    )
    interval_s: int = Field(
        default=600, ge=30, le=DAY, description="between two polls of a feed, before its rhythm is known"
    )
    min_interval_s: int = Field(default=300, ge=30, le=DAY)
    max_interval_s: int = Field(default=4 * HOUR, ge=60, le=7 * DAY)
    max_backoff_s: int = Field(default=6 * HOUR, ge=60, le=7 * DAY, description="longest pause after failures")
    jitter: float = Field(default=0.1, ge=0, le=0.5, description="share of the interval drawn at random")
    lease_s: int = Field(default=300, ge=10, le=HOUR, description="a claim is given up after this long")
    batch: int = Field(default=200, ge=1, le=10000, description="feeds claimed at once")


class ArticlePolicy(Shape):
    """Fetching the articles of items that look relevant. Manners and addresses are those of `poll`."""

    enabled: bool = Field(default=True, description="fetch them at all")
    per_run: int = Field(default=40, ge=1, le=1000, description="articles fetched at once; the newest first")
    per_host: int = Field(default=5, ge=1, le=100, description="of these, at most so many of one host")
    deadline_s: float = Field(default=15, gt=0, le=120, description="for one page from first to last byte")
    max_mb: float = Field(default=2, gt=0, le=32, description="decompressed size of a page")
    chars: int = Field(default=20_000, ge=500, le=60_000, description="of a text, kept and read")
    lease_s: int = Field(
        default=600, ge=60, le=HOUR, description="another worker may take over a claim after this long"
    )


class RecordPolicy(Shape):
    """Reading items and recording them in the ledger."""

    lease_s: int = Field(default=300, ge=10, le=HOUR)
    batch: int = Field(default=500, ge=1, le=10000, description="items claimed at once")


class DeliverPolicy(Shape):
    """Sending what the outbox holds. Times in seconds."""

    lease_s: int = Field(default=120, ge=10, le=HOUR)
    attempts: int = Field(default=8, ge=1, le=100, description="sends before a delivery is given up (dead)")
    backoff_s: int = Field(default=30, ge=1, le=HOUR, description="first pause after a failed send; doubles")
    max_backoff_s: int = Field(default=HOUR, ge=1, le=DAY)
    settle_s: float = Field(
        default=10, ge=0, le=300, description="wait before looking whether a message arrived whose sender was killed"
    )


class Policy(Shape):
    """The `policy` key."""

    news_age_days: float = Field(
        default=7, gt=0, le=3650, description="what moved longer ago fills the ledger and is told to nobody"
    )
    poll: PollPolicy = PollPolicy()
    articles: ArticlePolicy = ArticlePolicy()
    record: RecordPolicy = RecordPolicy()
    deliver: DeliverPolicy = DeliverPolicy()


class ServePolicy(Shape):
    """The `serve` key: how often the daemon looks, and where it answers."""

    poll_s: int = Field(default=60, ge=1, le=HOUR, description="how often due feeds are polled and read")
    digest_s: int = Field(default=30, ge=1, le=HOUR, description="how often audiences are looked at")
    deliver_s: int = Field(default=15, ge=1, le=HOUR, description="how often the outbox is looked at")
    drain_s: int = Field(default=8, ge=0, le=HOUR, description="how long running steps may take to end on SIGTERM")
    host: str = Field(default="127.0.0.1", description="address of /livez, /readyz and /metrics")
    port: int = Field(default=8765, ge=0, le=65535, description="0 = any free port")
