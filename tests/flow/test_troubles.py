"""Once a week a reader is told which sources bring nothing, with the news of the day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from monitor import pipeline
from monitor.app import App, Knowledge
from monitor.config.settings import load_settings
from monitor.digest.render.text import render_text
from monitor.model import Digest
from tests.flow.rig import DAY_ONE, Mailbox, app_of, load_knowledge, rss, settings_of, write_config
from tests.sources.site import Site, open_site

DAY = timedelta(days=1)
DEALS = (
    "LG Energy Solution signs deal to supply Chery with 8 GWh of batteries",
    "EcoPro BM and CATL sign cathode supply agreement",
    "Solus Advanced Materials signs copper foil supply contract with CATL",
    "SK On and EVE Energy to set up a joint venture for cells in Hungary",
    "Samsung SDI signs separator supply contract with Senior Technology",
)


@pytest.fixture(scope="module")
def knowledge(tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    folder = write_config(tmp_path_factory.mktemp("k") / "config", feeds={"wire": "wire.xml"})
    return load_knowledge(settings_of(folder, "sqlite://"))


@dataclass
class Desk:
    """A reader who is alerted at once, two feeds that work, and one that has been closed to us."""

    site: Site
    base: Path
    database_url: str
    knowledge: Knowledge

    def __post_init__(self) -> None:
        self.folder = write_config(self.base / "config", feeds={"wire": "wire.xml"})
        feeds = "".join(
            f"  - {{id: {id_}, publisher: {id_.title()}, url: '{self.site.url('/' + id_)}', group: test}}\n"
            for id_ in ("wire", "closed")
        )
        (self.folder / "feeds.yaml").write_text(f"groups:\n  test: {{title: t}}\nfeeds:\n{feeds}", encoding="utf-8")
        self.serve("closed", 0, DAY_ONE)

    def serve(self, feed: str, deals: int, at: datetime) -> None:
        """The first so many deals, the last of them as of a moment."""
        items = [(f"{feed}{n}", title, "Details follow.", at) for n, title in enumerate(DEALS[:deals])]
        self.site.serve(f"/{feed}", rss([*items, (feed, "Sunshine", "Mild.", DAY_ONE)]).encode())

    def open(self) -> App:
        environ = {
            "MONITOR_DATABASE_URL": self.database_url,
            "MONITOR_POLICY__POLL__ALLOW_NETWORKS": "127.0.0.0/8",
            "MONITOR_POLICY__ARTICLES__ENABLED": "false",
        }
        settings = load_settings(self.folder, environ)
        return app_of(settings, self.knowledge, Mailbox(self.base / "mailbox.jsonl"))

    def run(self, day: float, deals: int) -> Digest | None:
        """A run on a day, with so many deals in the feed; what the reader was told."""
        now = DAY_ONE + day * DAY
        self.serve("wire", deals, now)
        with self.open() as app:
            told = pipeline.run(app, clock=lambda: now, wait=lambda _: None).digests
        return told[0] if told else None

    def text(self, digest: Digest | None) -> str:
        """What the reader reads."""
        assert digest is not None
        return " ".join(render_text(digest, self.knowledge.book).split())


@pytest.fixture
def desk(tmp_path: Path, database_url: str, knowledge: Knowledge) -> Iterator[Desk]:
    with open_site() as site:
        yield Desk(site, tmp_path, database_url, knowledge)


def test_a_closed_feed_is_named_once_a_week(desk: Desk) -> None:
    assert "in trouble" not in desk.text(desk.run(0, 0))
    assert "in trouble" not in desk.text(desk.run(0.1, 1)), "all is well"
    desk.site.serve("/closed", status=403)
    said = desk.text(desk.run(3, 2))
    assert said.endswith("Sources in trouble: blocked Closed (2 Mar)")
    assert "in trouble" not in desk.text(desk.run(5, 3)), "told this week"
    assert desk.run(6, 3) is None, "nothing new, and nothing said"
    assert "in trouble: blocked Closed (2 Mar)" in desk.text(desk.run(11, 4))
    desk.serve("closed", 0, DAY_ONE)
    assert "in trouble" not in desk.text(desk.run(19, 5)), "it answers again"
