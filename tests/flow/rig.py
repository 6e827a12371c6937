"""A whole monitor on a small configuration: real reader, real database, file feeds, a mailbox to look into."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import format_datetime
from pathlib import Path
from xml.sax.saxutils import escape

from monitor.app import App, Knowledge, Outlets, build_from, load_knowledge
from monitor.channels.channel import Finding, Prepared
from monitor.config.settings import Settings, load_settings
from monitor.model import (
    Delivery,
    Digest,
    FeedState,
    Fetched,
    FetchOutcome,
    FetchRequest,
    Parsed,
    SendOutcome,
    Sent,
)
from monitor.sources.parse import parse_feed

CONFIG = Path(__file__).parents[2] / "config"
DAY_ONE = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
#: What a reader of the whole repository knows: entities and words are the real ones.
SHARED = ("watchlist.yaml", "vocabulary")


def write_config(folder: Path, *, feeds: dict[str, str], audiences: str = "", channels: str = "") -> Path:
    """A configuration of its own: `feeds` maps ids to file names beside it; the knowledge is the repository's."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in CONFIG.iterdir():
        if path.name not in ("monitor.yaml", "feeds.yaml") and not (folder / path.name).exists():
            (folder / path.name).symlink_to(path)
    entries = "".join(
        f"  - {{id: {id_}, publisher: {id_}, title: {id_}, url: {name}, kind: file, language: en, group: test}}\n"
        for id_, name in feeds.items()
    )
    (folder / "feeds.yaml").write_text(
        f"groups:\n  test: {{title: test, enabled: true}}\nfeeds:\n{entries}", encoding="utf-8"
    )
    (folder / "monitor.yaml").write_text(
        f"audiences:\n{audiences or DESK}channels:\n{channels or '  console: {}'}\n", encoding="utf-8"
    )
    return folder


DESK = """\
  desk:
    title: Desk
    schedule: immediate
    zone: UTC
    language: en
    channels: [console]
    filter: {scopes: [core, adjacent]}
"""


def settings_of(folder: Path, database_url: str) -> Settings:
    """Settings of a configuration folder with a database and nothing else from the environment."""
    base = folder.parent
    return load_settings(
        folder,
        {
            "MONITOR_DATABASE_URL": database_url,
            "MONITOR_VAR_DIR": str(base / "var"),
            "MONITOR_OUT_DIR": str(base / "out"),
        },
    )


def rss(items: Iterable[tuple[str, str, str, datetime]]) -> str:
    """An RSS feed of (id, title, description, publication)."""
    entries = "".join(
        f"<item><guid isPermaLink='false'>{escape(id_)}</guid><link>https://example.org/{escape(id_)}</link>"
        f"<title>{escape(title)}</title><description>{escape(text)}</description>"
        f"<pubDate>{format_datetime(at)}</pubDate></item>"
        for id_, title, text, at in items
    )
    return (
        f"<?xml version='1.0' encoding='utf-8'?><rss version='2.0'><channel><title>t</title>{entries}</channel></rss>"
    )


@dataclass(frozen=True, slots=True)
class InlineParsers:
    """Parses in this process, one body after the other."""

    def parse_all(
        self,
        pairs: Iterable[tuple[FetchRequest, FetchOutcome]],
        state_of: Callable[[str], FeedState | None],
        now: datetime,
    ) -> Iterator[tuple[FetchRequest, FetchOutcome, Parsed | None]]:
        """What the worker processes would say."""
        for request, outcome in pairs:
            state = state_of(request.feed.id)
            assert state is not None
            parsed = parse_feed(outcome, request.feed, state, now) if isinstance(outcome, Fetched) else None
            yield request, outcome, parsed

    def close(self) -> None:
        """Nothing runs."""


@dataclass(frozen=True, slots=True)
class Mailbox:
    """A channel that keeps what it is sent as lines of a file, and looks there before it sends again when told to."""

    path: Path
    name: str = "console"
    targets: tuple[str, ...] = ("reader",)

    def prepare(self, digest: Digest) -> tuple[Prepared, ...]:
        """One message a digest: its kind and the ids of its developments."""
        cards = [card.development.id for card in digest.cards]
        return (("reader", json.dumps({"kind": digest.kind.value, "cards": cards}), ""),)

    def send(self, delivery: Delivery, *, may_have_arrived: bool) -> SendOutcome:
        """Append one line, unless it is there and we were told to look."""
        if not (may_have_arrived and delivery.key in {line["key"] for line in self.received()}):
            with self.path.open("a", encoding="utf-8") as out:
                out.write(json.dumps({"key": delivery.key, **json.loads(delivery.payload)}) + "\n")
        return Sent(receipt=delivery.key)

    def check(self) -> tuple[Finding, ...]:
        """Always well."""
        return ()

    def received(self) -> list[dict[str, object]]:
        """Every message, in the order in which it came."""
        if not self.path.exists():
            return []
        return [json.loads(line) for line in self.path.read_text(encoding="utf-8").splitlines()]


def app_of(settings: Settings, knowledge: Knowledge, mailbox: Mailbox) -> App:
    """A monitor with real parts but for the mailbox and the parser processes."""
    outlets = Outlets(channels={"console": mailbox})
    return replace(build_from(settings, lambda: knowledge), outlets=lambda: outlets, parsers=InlineParsers())


__all__ = ["CONFIG", "DAY_ONE", "Mailbox", "app_of", "load_knowledge", "rss", "settings_of", "write_config"]
