"""An article is fetched where its item looks relevant, and the item is read again with it; without it, news goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import event

from monitor import pipeline
from monitor.app import App, Knowledge
from monitor.config.settings import load_settings
from monitor.model import Count, Development, Item, RunSummary
from monitor.store import items, ledger, robots
from tests.flow.rig import DAY_ONE, Mailbox, app_of, load_knowledge, rss, settings_of, write_config
from tests.sources.site import Site, open_site

HOUR = timedelta(hours=1)
OLD = ("old", "LG Energy Solution in talks to supply Chery with batteries", "The two firms negotiate a contract.")
DEAL = ("deal", "EcoPro BM and CATL sign cathode supply agreement", "Details were not given.")
RAIN = ("rain", "Sunshine over the weekend", "Mild and dry.")
TOLD = (
    "EcoPro BM signed an agreement to supply cathode material to CATL of China, the two companies said on Monday.",
    "EcoPro BM will deliver 30,000 tons of cathode material to CATL under the agreement, the companies said.",
    "Shipments start once the customer has approved the material, which both sides expect in the second half.",
)


@pytest.fixture(scope="module")
def knowledge(tmp_path_factory: pytest.TempPathFactory) -> Knowledge:
    folder = write_config(tmp_path_factory.mktemp("k") / "config", feeds={"wire": "wire.xml"})
    return load_knowledge(settings_of(folder, "sqlite://"))


@dataclass
class Paper:
    """A newspaper on the loopback, and a monitor that reads it."""

    site: Site
    base: Path
    database_url: str
    knowledge: Knowledge

    def __post_init__(self) -> None:
        self.folder = write_config(self.base / "config", feeds={"wire": "wire.xml"})
        feed = f"  - {{id: wire, publisher: Wire, url: '{self.site.url('/rss')}', language: en, group: test}}\n"
        (self.folder / "feeds.yaml").write_text(f"groups:\n  test: {{title: t}}\nfeeds:\n{feed}", encoding="utf-8")
        self.publish(OLD)

    def publish(self, *stories: tuple[str, str, str], at: datetime = DAY_ONE) -> None:
        """What the feed shows from now on."""
        text = rss((*story, at) for story in stories).replace("https://example.org", self.site.url(""))
        self.site.serve("/rss", text.encode(), Content_Type="application/rss+xml")

    def print(self, story: str, *paragraphs: str) -> None:
        """The page behind a story."""
        text = "".join(f"<p>{p}</p>" for p in paragraphs)
        html = f"<html><head><title>A story</title></head><body><article><h1>A story</h1>{text}</article></body></html>"
        self.site.serve(f"/{story}", html.encode(), Content_Type="text/html; charset=utf-8")

    def open(self, **environ: str) -> App:
        settings = load_settings(
            self.folder,
            {
                "MONITOR_DATABASE_URL": self.database_url,
                "MONITOR_VAR_DIR": str(self.base / "var"),
                "MONITOR_OUT_DIR": str(self.base / "out"),
                "MONITOR_POLICY__POLL__ALLOW_NETWORKS": "127.0.0.0/8",
                "MONITOR_POLICY__POLL__HOST_DELAY_S": "0",
                **environ,
            },
        )
        return app_of(settings, self.knowledge, Mailbox(self.base / "mailbox.jsonl"))

    def run(self, now: datetime = DAY_ONE, **environ: str) -> RunSummary:
        """One `monitor run` at a moment."""
        with self.open(**environ) as app:
            return pipeline.run(app, clock=lambda: now, wait=lambda _: None)

    def item(self, story: str) -> Item:
        """A story as it is stored."""
        with self.open() as app, app.store.read() as tx:
            found = items.find_by_url(tx, self.site.url(f"/{story}"))
        assert found is not None
        return found

    def deals(self) -> list[Development]:
        """What the ledger holds of the story with an article."""
        with self.open() as app, app.store.read() as tx:
            return [d for d in ledger.developments(tx) if {"ecopro-bm", "catl"} <= {p.entity for p in d.parties}]

    @property
    def asked(self) -> list[str]:
        """The pages that were asked for, but for the feed."""
        return [path for path, _ in self.site.asked if path != "/rss"]


@pytest.fixture
def paper(tmp_path: Path, database_url: str, knowledge: Knowledge) -> Iterator[Paper]:
    with open_site() as site:
        yield Paper(site, tmp_path, database_url, knowledge)


def amounts(told: list[Development]) -> list[tuple[float, str]]:
    return [(a.value, a.unit) for d in told for a in d.amounts]


def test_an_item_is_read_again_with_its_article_and_keeps_where_the_text_stood(paper: Paper) -> None:
    paper.run()
    paper.publish(OLD, DEAL, RAIN)
    paper.print("deal", *TOLD)
    paper.print("rain", *TOLD)
    summary = paper.run(DAY_ONE + HOUR)
    assert summary.articles == (Count(name="ok", n=1),)
    assert summary.conservation.balanced
    assert summary.conservation.waiting == 0
    assert paper.asked == ["/robots.txt", "/deal"], "neither the past nor the weather is asked for"
    item = paper.item("deal")
    assert (item.article, item.body_from) == ("ok", paper.site.url("/deal"))
    assert item.body.splitlines() == list(TOLD)
    assert (30_000.0, "t") in amounts(paper.deals())


@pytest.mark.parametrize("trouble", ["absent", "denied", "empty", "down"])
def test_without_the_article_the_item_is_told_as_its_feed_told_it(paper: Paper, trouble: str) -> None:
    paper.run()
    paper.publish(OLD, DEAL)
    if trouble != "absent":
        paper.print("deal", *(TOLD if trouble != "empty" else ("Please log in.",)))
    if trouble == "denied":
        paper.site.serve("/robots.txt", b"User-agent: *\nDisallow: /")
    if trouble == "down":
        paper.site.serve("/robots.txt", status=503)
    summary = paper.run(DAY_ONE + HOUR)
    word = {"absent": "http-404", "denied": "robots", "empty": "no-text", "down": "robots-unknown"}[trouble]
    assert summary.articles == (Count(name=word, n=1),)
    assert (summary.new, summary.conservation.waiting, summary.failures) == (1, 0, ())
    assert len(paper.deals()) == 1
    assert amounts(paper.deals()) == []
    assert (paper.item("deal").article, paper.item("deal").body) == (word, "")


def test_what_was_tried_is_not_tried_again_until_the_item_is_edited(paper: Paper) -> None:
    paper.run()
    paper.publish(OLD, DEAL)
    paper.run(DAY_ONE + HOUR)
    paper.print("deal", *TOLD)
    assert paper.run(DAY_ONE + 2 * HOUR).articles == ()
    paper.publish(OLD, (DEAL[0], DEAL[1] + " worth more", DEAL[2]))
    assert paper.run(DAY_ONE + 3 * HOUR).articles == (Count(name="ok", n=1),)
    paper.site.serve("/deal", status=500)
    paper.publish(OLD, (DEAL[0], DEAL[1] + " worth even more", DEAL[2]))
    assert paper.run(DAY_ONE + 4 * HOUR).articles == (Count(name="http-5xx", n=1),)
    assert paper.item("deal").body.splitlines() == list(TOLD), "the text of before is better than none"
    assert len(paper.deals()) == 1


def test_rules_are_believed_for_a_day(paper: Paper) -> None:
    paper.run()
    for hours in (1, 2, 26):
        paper.publish(OLD, *((f"deal{n}", f"{DEAL[1]} again {n}", DEAL[2]) for n in range(hours)))
        paper.run(DAY_ONE + hours * HOUR)
    assert paper.asked.count("/robots.txt") == 2
    with paper.open() as app, app.store.read() as tx:
        assert len(robots.known(tx, [paper.site.url("")], DAY_ONE + 25 * HOUR)) == 1


def test_switched_off_nothing_is_asked_for_and_what_waited_goes_on(paper: Paper) -> None:
    paper.run()
    paper.publish(OLD, DEAL)
    with paper.open() as app:
        started = pipeline.start_run(app, DAY_ONE + HOUR)
        pipeline.poll(app, started, DAY_ONE + HOUR, every_feed=True)
        pipeline.read(app, DAY_ONE + HOUR)
    summary = paper.run(DAY_ONE + 2 * HOUR, MONITOR_POLICY__ARTICLES__ENABLED="false")
    assert paper.asked == []
    assert summary.articles == (Count(name="over-limit", n=1),)
    assert summary.conservation.waiting == 0
    assert len(paper.deals()) == 1
    paper.publish(OLD, DEAL, ("next", DEAL[1] + " once more", DEAL[2]))
    assert paper.run(DAY_ONE + 3 * HOUR, MONITOR_POLICY__ARTICLES__ENABLED="false").articles == ()


def test_of_too_many_the_newest_are_fetched_and_the_others_told_without(paper: Paper) -> None:
    paper.run()
    paper.publish(OLD, *((f"deal{n}", f"{DEAL[1]} part {n}", DEAL[2]) for n in range(5)))
    summary = paper.run(DAY_ONE + HOUR, MONITOR_POLICY__ARTICLES__PER_RUN="2")
    assert {count.name: count.n for count in summary.articles} == {"http-404": 2, "over-limit": 3}
    assert summary.conservation.waiting == 0


def test_a_killed_fetch_is_taken_up_by_the_next_run(paper: Paper) -> None:
    paper.run()
    paper.publish(OLD, DEAL)
    paper.print("deal", *TOLD)
    with paper.open() as app:
        started = pipeline.start_run(app, DAY_ONE + HOUR)
        pipeline.poll(app, started, DAY_ONE + HOUR, every_feed=True)
        pipeline.read(app, DAY_ONE + HOUR)
        dead = replace(app.worker, pid=2**22 + 1)  # no process has such a number
        with app.store.write() as tx:
            taken = items.claim_articles(tx, worker=dead, now=DAY_ONE + HOUR, lease_s=600, limit=9)
        assert len(taken) == 1
        assert pipeline.enrich(app, DAY_ONE + HOUR) == (), "another holds it"
        assert pipeline.record(app, started.id) == ()
        with app.store.write() as tx:
            assert not items.save_article(tx, replace(taken[0], article="ok"), app.worker)
    summary = paper.run(DAY_ONE + HOUR)
    assert summary.articles == (Count(name="ok", n=1),)
    assert summary.conservation.waiting == 0
    assert (30_000.0, "t") in amounts(paper.deals())


class KilledError(Exception):
    """The process is gone."""


def arm(app: App, point: int) -> Callable[[], int]:
    """Die at the `point`-th statement or commit from now on; returns how many there were."""
    seen = 0

    def step(*_: object) -> None:
        nonlocal seen
        seen += 1
        if seen == point:
            raise KilledError

    event.listen(app.store.engine, "before_cursor_execute", step)
    event.listen(app.store.engine, "commit", step)
    return lambda: seen


def fetched_until(paper: Paper, point: int) -> int:
    """Everything up to the fetching of articles, which dies at a point; returns how many points it came to."""
    paper.run()
    paper.publish(OLD, DEAL, ("other", DEAL[1] + " and extend it", DEAL[2]))
    paper.print("deal", *TOLD)
    with paper.open() as app:
        started = pipeline.start_run(app, DAY_ONE + HOUR)
        pipeline.poll(app, started, DAY_ONE + HOUR, every_feed=True)
        pipeline.read(app, DAY_ONE + HOUR)
        points = arm(app, point)
        with suppress(KilledError):
            pipeline.enrich(app, DAY_ONE + HOUR)
        return points()


def test_a_fetch_killed_before_any_statement_is_finished_by_the_next_run(tmp_path: Path, knowledge: Knowledge) -> None:
    with open_site() as site:

        def paper(number: int) -> Paper:
            base = tmp_path / str(number)
            return Paper(site, base, f"sqlite:///{base / 'monitor.db'}", knowledge)

        points = fetched_until(paper(0), 0)
        assert points >= 8, "the points were not reached"
        for point in range(1, points + 1):
            killed = paper(point)
            assert fetched_until(killed, point) == point
            summary = killed.run(DAY_ONE + HOUR)
            ends = (killed.item("deal").article, killed.item("other").article, summary.conservation.waiting)
            assert ends == ("ok", "http-404", 0), f"killed at {point}"
            assert (30_000.0, "t") in amounts(killed.deals())
