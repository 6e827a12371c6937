"""The weekly word on sources: what brings nothing is named, what only stumbled is not."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from monitor.digest.render.data import render_data
from monitor.digest.render.email import render_email
from monitor.digest.render.slack import render_slack, render_slack_alerts
from monitor.digest.render.text import render_text
from monitor.digest.render.web import render_web
from monitor.digest.summary import footnote
from monitor.digest.troubles import troubles_line, troubles_of
from monitor.model import Feed, FeedState, FeedTrouble, Health
from tests.digest.samples import BOOK, NOW, digest

DAY = timedelta(days=1)


def feed(id_: str, publisher: str, **more: object) -> Feed:
    return Feed(id=id_, url=f"https://{id_}.example/rss", publisher=publisher, **more)  # type: ignore[arg-type]


def state(id_: str, health: Health, success: datetime | None = NOW - 9 * DAY, new: datetime | None = None) -> FeedState:
    return FeedState(feed=id_, due_at=NOW, health=health, last_success_at=success, last_new_at=new)


def named(*pairs: tuple[Feed, FeedState]) -> list[tuple[str, str]]:
    found = troubles_of([one for one, _ in pairs], {known.feed: known for _, known in pairs}, NOW)
    return [(one.name, one.state) for one in found]


def test_feeds_that_are_gone_blocked_failing_or_silent_are_named_in_this_order() -> None:
    pairs = [
        (feed(health.value, health.value.title()), state(health.value, health))
        for health in (Health.FOSSIL, Health.FAILING, Health.BLOCKED, Health.GONE)
    ]
    assert named(*pairs) == [("Gone", "gone"), ("Blocked", "blocked"), ("Failing", "failing"), ("Fossil", "fossil")]


@pytest.mark.parametrize("health", [Health.OK, Health.UNKNOWN, Health.EMPTY, Health.MOVED])
def test_feeds_that_answer_are_not_named(health: Health) -> None:
    assert named((feed("a", "A"), state("a", health))) == []


def test_a_feed_that_answered_within_a_day_only_stumbled() -> None:
    assert named((feed("a", "A"), state("a", Health.FAILING, NOW - 23 * DAY / 24))) == []
    assert named((feed("a", "A"), state("a", Health.FAILING, NOW - DAY))) == [("A", "failing")]
    assert named((feed("a", "A"), state("a", Health.FAILING, None))) == [("A", "failing")]


def test_feeds_that_are_switched_off_or_never_polled_are_not_named() -> None:
    assert named((feed("a", "A", enabled=False), state("a", Health.GONE))) == []
    assert troubles_of([feed("a", "A")], {}, NOW) == ()


def test_one_of_several_feeds_of_a_publisher_is_named_by_its_title() -> None:
    first, second = feed("a", "A", title="Economy"), feed("b", "A")
    assert named((first, state("a", Health.GONE)), (second, state("b", Health.GONE))) == [
        ("A: Economy", "gone"),
        ("A: b", "gone"),
    ]


TROUBLES = (
    FeedTrouble(name="Daily Cell", state="blocked", since=NOW - 3 * DAY),
    FeedTrouble(name="Foil <b>Post", state="failing", since=datetime(2025, 3, 2, tzinfo=NOW.tzinfo)),
    FeedTrouble(name="Salt Times", state="failing"),
)


@pytest.mark.parametrize(
    ("language", "line"),
    [
        ("en", "Sources in trouble: blocked Daily Cell (14 Mar); failing Foil <b>Post (2 Mar 2025), Salt Times"),
        ("ko", "문제가 있는 소스: 차단 Daily Cell (3월 14일); 오류 Foil <b>Post (2025.3.2), Salt Times"),
        ("zh", "有问题的信息源：被拒 Daily Cell (3月14日); 出错 Foil <b>Post (2025年3月2日)、Salt Times"),
    ],
)
def test_the_line_says_state_name_and_since_when(language: str, line: str) -> None:
    made = replace(digest(language), troubles=TROUBLES)
    assert troubles_line(made) == line
    assert footnote(made).endswith(line)
    assert troubles_line(digest(language)) == ""


def test_of_many_the_first_are_named_and_the_others_counted() -> None:
    many = tuple(FeedTrouble(name=f"Feed {n}", state="failing") for n in range(9))
    assert troubles_line(replace(digest("en"), troubles=many)).endswith("Feed 4, Feed 5, +3")


def test_every_rendering_has_the_line_and_takes_no_name_for_markup() -> None:
    made = replace(digest("en"), troubles=TROUBLES)
    html = "failing Foil &lt;b&gt;Post"
    assert "failing Foil <b>Post" in " ".join(render_text(made, BOOK).split())
    assert html in render_web(made, BOOK)
    assert html in render_email(made, BOOK).html
    assert html in json.dumps(list(render_slack(made, BOOK)), default=str)
    assert json.loads(render_data(made, BOOK))["troubles"][0] == {"source": "Daily Cell", "state": "blocked"}


def test_of_several_alerts_the_last_one_has_the_line() -> None:
    alerts = render_slack_alerts(replace(digest("en"), troubles=TROUBLES), BOOK)
    assert ["in trouble" in json.dumps(a.post, default=str) for a in alerts] == [False] * (len(alerts) - 1) + [True]
    assert "in trouble" in json.dumps(alerts[-1].reply, default=str)
    assert not any("in trouble" in json.dumps(a.post, default=str) for a in render_slack_alerts(digest("en"), BOOK))
