"""The settings of each kind of channel, as they stand under `channels:` in monitor.yaml. Light to import."""

from __future__ import annotations

from email.utils import parseaddr
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, Field

from monitor.config.policy import Shape, Words


def _mailbox(value: str) -> str:
    name, address = parseaddr(value)
    local, at, domain = address.rpartition("@")
    if not (at and local and domain and address.isascii()) or any(c in value for c in "\r\n") or " " in address:
        raise ValueError(f"{value!r} is no email address: write name@example.com or News watch <name@example.com>")
    return f"{name} <{address}>" if name else address


def _mailboxes(values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(_mailbox(v) for v in values)


def _api(value: str) -> str:
    """Slack's SDK joins method names on, so the address must end in a slash; the /api/ is added where it is missing."""
    if not value.startswith(("https://", "http://")):
        raise ValueError(f"{value!r} is no web address: write https://slack.com/api/")
    path = value.rstrip("/")
    return f"{path}/" if path.endswith("/api") else f"{path}/api/"


def _web(value: str) -> str:
    if value and not value.startswith(("https://", "http://")):
        raise ValueError(f"{value!r} is no web address: it must begin with https://")
    return value


Mailbox = Annotated[str, AfterValidator(_mailbox)]
Mailboxes = Annotated[Words, AfterValidator(_mailboxes)]
WebAddress = Annotated[str, AfterValidator(_web)]


class ConsoleSettings(Shape):
    """Digests on the terminal."""


class FilesSettings(Shape):
    """Each digest as a folder of files (page, email, Slack JSON, text) under the out folder."""

    folder: Path | None = Field(default=None, description="where to; default: the out folder")


class FeedsSettings(Shape):
    """Each audience's digests as Atom 1.0 and JSON Feed 1.1 files that feed readers can follow."""

    folder: Path | None = Field(default=None, description="where to; default: feeds/ in the out folder")
    url: WebAddress = Field(default="", description="where the files are served, for the feeds' own links")
    entries: int = Field(default=100, ge=1, le=1000, description="newest entries kept in a feed")


class SlackSettings(Shape):
    """A Slack workspace; the token comes from MONITOR_SLACK_TOKEN (or MONITOR_SLACK_WEBHOOK, with fewer abilities)."""

    channel: str = Field(default="", description="channel id (C0123…) or name, as the bot knows it")
    audiences: dict[str, str] = Field(default_factory=dict, description="another channel for an audience, by its id")
    base_url: Annotated[str, AfterValidator(_api)] = "https://slack.com/api/"
    timeout_s: float = Field(default=20, gt=0, le=120)
    settle_s: int = Field(default=10, ge=0, le=300, description="wait before looking whether a lost post arrived")
    patience_s: float = Field(default=10, ge=0, le=60, description="longest Retry-After that is waited for in place")
    charts: bool = Field(default=True, description="a chart in scheduled digests, where the workspace takes it")
    socket: bool = Field(
        default=False, description="a menu on each card to answer with; the daemon listens (Socket Mode)"
    )


class EmailSettings(Shape):
    """Email over SMTP; server and password come from MONITOR_SMTP_URL."""

    to: Mailboxes = Field(default=(), description="who gets it, one message each")
    audiences: dict[str, Mailboxes] = Field(default_factory=dict, description="other recipients for an audience")
    sender: Mailbox | None = Field(default=None, description="From; News watch <watch@example.com>")
    reply_to: Mailbox | None = None
    unsubscribe_url: WebAddress = Field(default="", description="one-click address; {token} names the recipient")
    timeout_s: float = Field(default=30, gt=0, le=300)
    ca_file: Path | None = Field(default=None, description="certificates to trust besides the system's")


class AppriseSettings(Shape):
    """Digests as text through the Apprise library; the services' addresses come from MONITOR_APPRISE_URLS."""


class WebhookSettings(Shape):
    """Digests as signed JSON to any web address; the key comes from MONITOR_WEBHOOK_SECRET."""

    url: WebAddress = Field(default="", description="where to POST")
    audiences: dict[str, WebAddress] = Field(default_factory=dict, description="another address for an audience")
    timeout_s: float = Field(default=20, gt=0, le=120)
