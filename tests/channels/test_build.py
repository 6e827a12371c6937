"""Which channels are on, and why others are off."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.channels.build import build_channels
from monitor.channels.slack import SlackChannel
from monitor.channels.slack_webhook import SlackWebhookChannel
from monitor.config.channels import SlackSettings
from monitor.config.settings import load_settings
from tests.digest.samples import BOOK

CONFIG = """
audiences:
  daily: {title: Daily, schedule: daily, zone: Asia/Seoul, channels: [console]}
channels:
  console: {}
  files: {}
  feeds: {}
  slack: {channel: C0000001}
  email: {to: [a@example.org], sender: b@example.org}
  webhook: {url: "https://x.example/hook"}
"""


@pytest.fixture
def config(tmp_path: Path) -> Path:
    """A configuration folder with every channel; the rest is the shipped one."""
    shipped = Path(__file__).parents[2] / "config"
    for part in shipped.iterdir():
        if part.name != "monitor.yaml":
            (tmp_path / part.name).symlink_to(part)
    (tmp_path / "monitor.yaml").write_text(CONFIG)
    return tmp_path


def test_without_credentials_channels_are_off_with_the_reason(config: Path) -> None:
    built, off = build_channels(load_settings(config, {}), BOOK)
    assert set(built) == {"console", "files", "feeds"}
    assert {o.name: "MONITOR_" in o.reason for o in off} == {"slack": True, "email": True, "webhook": True}


def test_with_credentials_they_are_on_and_a_bot_token_wins_over_a_webhook(config: Path) -> None:
    environ = {
        "MONITOR_SLACK_TOKEN": "xoxb-1",
        "MONITOR_SLACK_WEBHOOK": "https://hooks.example/x",
        "MONITOR_SMTP_URL": "smtps://h",
        "MONITOR_WEBHOOK_SECRET": "k",
    }
    built, off = build_channels(load_settings(config, environ), BOOK)
    assert off == ()
    assert isinstance(built["slack"], SlackChannel)
    del environ["MONITOR_SLACK_TOKEN"]
    assert isinstance(build_channels(load_settings(config, environ), BOOK)[0]["slack"], SlackWebhookChannel)


def test_a_mail_server_that_is_none_turns_email_off_and_nothing_else(config: Path) -> None:
    built, off = build_channels(load_settings(config, {"MONITOR_SMTP_URL": "nonsense"}), BOOK)
    assert "files" in built
    assert any(o.name == "email" and o.reason.startswith("MONITOR_SMTP_URL is no mail server") for o in off)


@pytest.mark.parametrize(
    ("line", "variable"), [("to: [a@example.org], ", "EMAIL_TO"), (", sender: b@example.org", "EMAIL_FROM")]
)
def test_email_without_recipients_or_sender_is_off(config: Path, line: str, variable: str) -> None:
    (config / "monitor.yaml").write_text(CONFIG.replace(line, ""))
    _, off = build_channels(load_settings(config, {"MONITOR_SMTP_URL": "smtps://h"}), BOOK)
    assert any(o.name == "email" and f"MONITOR_{variable}" in o.reason for o in off)


@pytest.mark.parametrize(
    "url", ["https://slack.com/api/", "https://slack.com/api", "https://slack.com", "https://slack.com/"]
)
def test_slacks_address_may_be_given_in_any_of_its_forms(url: str) -> None:
    assert SlackSettings(base_url=url).base_url == "https://slack.com/api/"
