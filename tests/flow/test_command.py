"""`monitor run` as a user runs it: a process of its own, feeds over HTTP, Slack's API and a mail server on loopback."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.channels.mail_server import MailServer, mail_server
from tests.channels.slack_double import TOKEN, SlackDouble, slack_double
from tests.flow.rig import rss, write_config
from tests.sources.site import Site, open_site

AUDIENCES = """\
  desk:
    title: Desk
    schedule: immediate
    zone: UTC
    language: en
    channels: [slack, files]
    filter: {scopes: [core, adjacent]}
  daily:
    title: Daily
    schedule: "0 8 * * *"
    zone: Asia/Seoul
    language: ko
    channels: [email]
    filter: {scopes: [core]}
"""
CHANNELS = """\
  files: {}
  slack: {channel: battery-news}
  email: {sender: watch@example.org, to: [kim@example.org, "Li <li@example.org>"]}
"""
TALKS = ("a1", "LG Energy Solution in talks to supply Chery with batteries", "A supply contract is negotiated.")
SIGNED = ("a2", "LG Energy Solution signs 8 GWh battery supply contract with Chery", "The contract was signed.")
KOREAN = (
    "b1",
    "솔루스첨단소재, 中 CATL에 동박 공급계약 체결",
    "솔루스첨단소재가 CATL과 전지박 공급계약을 체결했다고 밝혔다.",
)


class Desk:
    """A configuration whose feed, Slack and mail server all answer on loopback."""

    def __init__(self, base: Path, site: Site, slack: SlackDouble, mail: MailServer, database_url: str) -> None:
        self.site, self.base = site, base
        self.config = write_config(base / "config", feeds={}, audiences=AUDIENCES, channels=CHANNELS)
        (self.config / "feeds.yaml").write_text(
            "groups:\n  test: {title: test, enabled: true}\nfeeds:\n"
            f"  - {{id: wire, publisher: Wire, title: Wire, url: '{site.url('/feed.xml')}', kind: rss, group: test}}\n",
            encoding="utf-8",
        )
        self.environment = {
            **os.environ,
            "MONITOR_DATABASE_URL": database_url,
            "MONITOR_VAR_DIR": str(base / "var"),
            "MONITOR_OUT_DIR": str(base / "out"),
            "MONITOR_SLACK_TOKEN": TOKEN,
            "MONITOR_SLACK_BASE_URL": slack.base_url,
            "MONITOR_SMTP_URL": f"smtp://{mail.host}:{mail.port}",
            "MONITOR_POLICY__POLL__ALLOW_NETWORKS": "127.0.0.0/8",
            "MONITOR_POLICY__DELIVER__SETTLE_S": "0",  # the double shows every post at once
        }

    def publish(self, *stories: tuple[str, str, str]) -> None:
        now = datetime.now(UTC)
        self.site.serve("/feed.xml", rss((*story, now) for story in stories).encode())

    def command(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "monitor", "--config", str(self.config), *words]

    def run(self, *words: str) -> subprocess.CompletedProcess[str]:
        """One call of the command line."""
        return subprocess.run(
            self.command(*(words or ("run",))), env=self.environment, capture_output=True, text=True, timeout=120
        )


@pytest.fixture
def slack():  # type: ignore[no-untyped-def]
    with slack_double() as double:
        yield double


@pytest.fixture
def mail():  # type: ignore[no-untyped-def]
    with mail_server() as server:
        yield server


@pytest.fixture
def site():  # type: ignore[no-untyped-def]
    with open_site() as opened:
        yield opened


@pytest.fixture
def desk(tmp_path: Path, site: Site, slack: SlackDouble, mail: MailServer, database_url: str) -> Desk:
    return Desk(tmp_path, site, slack, mail, database_url)


def posted(slack: SlackDouble) -> list[dict[str, object]]:
    (channel,) = slack.workspace.channels.values()
    return channel.messages


def test_news_goes_from_a_feed_to_slack_and_mail_once(desk: Desk, slack: SlackDouble, mail: MailServer) -> None:
    desk.publish(TALKS)
    first = desk.run()
    assert (first.returncode, first.stderr) == (0, "")
    assert len(posted(slack)) == 1
    assert sorted(to for to, _ in mail.taken) == ["kim@example.org", "li@example.org"]

    desk.publish(TALKS, KOREAN)
    assert desk.run().returncode == 0
    assert "CATL" in str(posted(slack)[-1])
    told = len(posted(slack))

    desk.publish(TALKS, KOREAN)
    quiet = desk.run()
    assert quiet.stdout.startswith("nothing new")
    assert len(quiet.stdout.splitlines()) == 1
    assert len(posted(slack)) == told
    assert len(mail.taken) == 2


def test_a_later_stage_of_a_told_deal_is_told_with_what_moved(desk: Desk, slack: SlackDouble) -> None:
    desk.publish(TALKS)
    desk.run()
    desk.publish(TALKS, SIGNED)
    assert desk.run().returncode == 0
    said = str(posted(slack)[1:])
    assert "In talks" in said
    assert "Signed" in said


def test_a_run_that_is_killed_outright_is_finished_by_the_next(
    desk: Desk, slack: SlackDouble, mail: MailServer
) -> None:
    desk.publish(TALKS, KOREAN)
    first = subprocess.Popen(desk.command("run"), env=desk.environment, stdout=subprocess.DEVNULL)
    slack.workspace.fault = lambda _method, n: kill(first) if n == 0 else None
    first.wait(timeout=60)
    assert first.returncode == -signal.SIGKILL
    slack.workspace.fault = lambda _method, _n: None
    assert desk.run().returncode == 0
    assert len([m for m in posted(slack) if "thread_ts" not in m]) == 1
    assert len(mail.taken) == 2


def kill(process: subprocess.Popen[bytes]) -> str | None:
    """The other side has the request; the sender dies before it learns of it."""
    process.kill()
    return None
