"""The whole path from a feed server to Slack and email, all on loopback, by the command alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from tests.channels.mail_server import MailServer, mail_server
from tests.channels.slack_double import TOKEN, Channel, SlackDouble, slack_double
from tests.cli.house import STORIES, Call, House, rss
from tests.sources.site import Site, open_site

Run = Callable[..., Call]
MORE = (("four", "BYD and SK On sign contract for a joint battery plant", "Wed, 11 Nov 2026 01:00:00 GMT"),)
SETTINGS = """\
audiences:
  desk:
    title: The desk
    schedule: immediate
    channels: [slack, email]
channels:
  slack: {channel: C0000001}
  email: {to: [desk@example.org], sender: News watch <watch@example.org>}
policy:
  news_age_days: 3650
"""


@pytest.fixture
def slack() -> Iterator[SlackDouble]:
    """A Slack workspace on loopback."""
    with slack_double() as double:
        double.workspace.channels["C0000001"] = Channel("desk")
        yield double


@pytest.fixture
def mail() -> Iterator[MailServer]:
    """A mail server on loopback."""
    with mail_server() as server:
        yield server


@pytest.fixture
def site() -> Iterator[Site]:
    """A web site on loopback that carries the feed."""
    with open_site() as opened:
        opened.serve("/rss", rss().encode(), Content_Type="application/rss+xml")
        yield opened


@pytest.fixture
def wired(house: House, slack: SlackDouble, mail: MailServer, site: Site) -> House:
    """The household, told of all three."""
    house.write(SETTINGS)
    (house.config / "feeds.yaml").write_text(f"feeds:\n  - {{id: wire, url: '{site.url('/rss')}', publisher: Wire}}\n")
    (house.root / "token").write_text(TOKEN + "\n")
    house.environ |= {
        "MONITOR_SLACK_TOKEN_FILE": str(house.root / "token"),
        "MONITOR_SLACK_BASE_URL": slack.base_url,
        "MONITOR_SMTP_URL": f"smtp://{mail.host}:{mail.port}",
        "MONITOR_POLICY__POLL__ALLOW_NETWORKS": "127.0.0.0/8",
    }
    return house


def posts(slack: SlackDouble) -> int:
    return len(slack.workspace.channels["C0000001"].messages)


def test_what_a_feed_brings_reaches_slack_and_email_once(
    wired: House, monitor: Run, slack: SlackDouble, mail: MailServer
) -> None:
    first, again = monitor("run"), monitor("run")

    assert (first.code, again.code) == (0, 0), first.err + again.err
    assert again.out.startswith("nothing new: ")
    assert posts(slack) == 1
    assert [to for to, _ in mail.taken] == ["desk@example.org"]


def test_later_news_is_told_on_top_and_only_that(
    wired: House, monitor: Run, slack: SlackDouble, mail: MailServer, site: Site
) -> None:
    monitor("run")
    site.serve("/rss", rss(STORIES + MORE).encode())
    monitor("run")
    body = mail.messages()[1].get_body(("plain",))

    assert posts(slack) == 2
    assert body is not None
    assert "BYD" in body.get_content()
    assert "Huayou" not in body.get_content()


def test_a_refused_token_is_named_the_mail_goes_out_and_slack_is_made_good_later(
    wired: House, monitor: Run, slack: SlackDouble, mail: MailServer
) -> None:
    slack.workspace.fault = lambda _method, _n: "token_revoked"
    refused = monitor("run")
    slack.workspace.fault = lambda _method, _n: None
    dead = monitor("deliveries", "--state", "dead", "--json").json
    resent = [monitor("deliveries", "resend", delivery["key"]).code for delivery in dead]
    sent = monitor("deliver")

    assert refused.code == 3
    assert "slack" in refused.err
    assert TOKEN not in refused.err + refused.out
    assert len(mail.taken) == 1
    assert resent == [0]
    assert sent.code == 0
    assert posts(slack) == 1
    assert monitor("deliveries", "resend", "no-such-key").code == 3


def test_a_mail_server_that_is_away_makes_the_run_fail_and_the_next_one_sends(
    wired: House, monitor: Run, mail: MailServer
) -> None:
    there = wired.environ["MONITOR_SMTP_URL"]
    wired.environ["MONITOR_SMTP_URL"] = "smtp://127.0.0.1:9"
    wired.environ["MONITOR_POLICY__DELIVER__BACKOFF_S"] = "1"
    away = monitor("run")
    wired.environ["MONITOR_SMTP_URL"] = there
    back = monitor("run")

    assert away.code == 3
    assert "it is tried again by the next run" in away.err
    assert back.code == 0
    assert len(mail.taken) == 1
