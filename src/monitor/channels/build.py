"""The channels that the settings ask for, and those that are off, with the reason."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from monitor.channels.apprise import AppriseChannel, is_installed
from monitor.channels.channel import Channel, Listener, Off
from monitor.channels.console import ConsoleChannel
from monitor.channels.email import EmailChannel, parse_relay
from monitor.channels.feeds import FeedsChannel
from monitor.channels.files import FilesChannel
from monitor.channels.slack import SlackChannel
from monitor.channels.slack_socket import SlackSocket
from monitor.channels.slack_webhook import SlackWebhookChannel
from monitor.channels.webhook import WebhookChannel
from monitor.config.channels import EmailSettings, FeedsSettings, FilesSettings, SlackSettings, WebhookSettings
from monitor.config.settings import Secrets, Settings
from monitor.digest.book import Book


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What channels are built from besides their own settings."""

    secrets: Secrets
    book: Book
    out_dir: Path
    clock: Callable[[], datetime]


def _console(_settings: object, around: Surroundings) -> Channel | str:
    return ConsoleChannel(around.book)


def _files(settings: FilesSettings, around: Surroundings) -> Channel | str:
    return FilesChannel(settings.folder or around.out_dir, around.book)


def _feeds(settings: FeedsSettings, around: Surroundings) -> Channel | str:
    return FeedsChannel(settings, settings.folder or around.out_dir / "feeds", around.book)


def _slack(settings: SlackSettings, around: Surroundings) -> Channel | str:
    token, webhook = around.secrets.slack_token, around.secrets.slack_webhook
    if token:
        channel = SlackChannel(
            settings, token, around.book, menus=settings.socket and bool(around.secrets.slack_app_token)
        )
        return channel if channel.targets else "no channel is named (MONITOR_SLACK_CHANNEL)"
    if webhook:
        return SlackWebhookChannel(settings, webhook, around.book)
    return "there is no token (MONITOR_SLACK_TOKEN)"


def _email(settings: EmailSettings, around: Surroundings) -> Channel | str:
    url = around.secrets.smtp_url
    if not url:
        return "there is no mail server (MONITOR_SMTP_URL)"
    if not settings.to and not settings.audiences:
        return "there are no recipients (MONITOR_EMAIL_TO)"
    if settings.sender is None:
        return "there is no sender (MONITOR_EMAIL_FROM)"
    try:
        return EmailChannel(settings, parse_relay(url), around.book)
    except ValueError as error:
        return str(error)


def _webhook(settings: WebhookSettings, around: Surroundings) -> Channel | str:
    if not settings.url and not settings.audiences:
        return "there is no address (channels.webhook.url)"
    if not around.secrets.webhook_secret:
        return "there is no key to sign with (MONITOR_WEBHOOK_SECRET)"
    return WebhookChannel(settings, around.secrets.webhook_secret, around.book, around.clock)


def _apprise(_settings: object, around: Surroundings) -> Channel | str:
    if not around.secrets.apprise_urls:
        return "there are no addresses (MONITOR_APPRISE_URLS)"
    if not is_installed():
        return "the Apprise library is not installed (pip install monitor[apprise])"
    return AppriseChannel(around.secrets.apprise_urls, around.book)


#: Every kind of channel. A builder returns the channel, or why it is off.
KINDS: Final[Mapping[str, Callable[[Any, Surroundings], Channel | str]]] = {
    "console": _console,
    "files": _files,
    "feeds": _feeds,
    "slack": _slack,
    "email": _email,
    "webhook": _webhook,
    "apprise": _apprise,
}


def _now() -> datetime:
    return datetime.now(UTC)


def build_channels(
    settings: Settings, book: Book, *, clock: Callable[[], datetime] = _now
) -> tuple[dict[str, Channel], tuple[Off, ...]]:
    """The channels by name, and those that are configured or could be but are off."""
    around = Surroundings(secrets=settings.secrets, book=book, out_dir=settings.out_dir, clock=clock)
    built: dict[str, Channel] = {}
    off: list[Off] = []
    for name, build in KINDS.items():
        own = getattr(settings.channels, name)
        if own is None:
            continue
        channel = build(own, around)
        if isinstance(channel, str):
            off.append(Off(name=name, reason=channel))
        else:
            built[name] = channel
    return built, tuple(off)


def build_listeners(settings: Settings, *, clock: Callable[[], datetime] = _now) -> tuple[tuple[Listener, ...], str]:
    """Who hears what readers answer, and why nobody does where someone should."""
    slack, token = settings.channels.slack, settings.secrets.slack_app_token
    if slack is None or not slack.socket or not settings.secrets.slack_token:
        return (), ""
    if not token:
        return (), "slack: nobody listens to answers, because there is no app token (MONITOR_SLACK_APP_TOKEN)"
    return (SlackSocket(slack, token, clock),), ""
