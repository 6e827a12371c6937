"""Every channel with something to talk to, so that one suite can ask the same of all of them."""

from __future__ import annotations

import io
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

from rich.console import Console

from monitor.channels.apprise import AppriseChannel
from monitor.channels.channel import Channel
from monitor.channels.console import ConsoleChannel, Terminal
from monitor.channels.email import EmailChannel, parse_relay
from monitor.channels.feeds import FeedsChannel
from monitor.channels.files import FilesChannel
from monitor.channels.slack import SlackChannel
from monitor.channels.slack_webhook import SlackWebhookChannel
from monitor.channels.webhook import WebhookChannel
from monitor.config.channels import EmailSettings, FeedsSettings, SlackSettings, WebhookSettings
from monitor.config.secret import Secret
from monitor.model import Delivery, Digest, Sent
from tests.channels.mail_server import PASSWORD, USER, authority, mail_server
from tests.channels.slack_double import HOOK, TOKEN, slack_double
from tests.digest.samples import BOOK, NOW

KEY = "whsec_bG9vcGJhY2sta2V5LWxvb3BiYWNrLWtleQ=="


@dataclass(frozen=True, slots=True)
class Rig:
    """A channel; `arrived` names what a reader has, the same name for the same message; `broken` is the same channel
    with nothing at the other end; `looks`: it can tell whether a message arrived."""

    channel: Channel
    arrived: Callable[[], list[str]]
    broken: Channel
    secrets: tuple[str, ...] = ()
    looks: bool = True


def delivery_of(channel: Channel, digest: Digest, number: int = 0, parent: str = "", key: str = "") -> Delivery:
    """One of the deliveries of a digest, as the outbox would hold it."""
    target, payload, thread = channel.prepare(digest)[number]
    return Delivery(
        key=key or f"{digest.key}/{channel.name}/{number}",
        digest=digest.key,
        audience=digest.audience,
        channel=channel.name,
        target=target,
        payload=payload,
        not_before=digest.at,
        thread=thread,
        parent=parent,
    )


def send_all(channel: Channel, digest: Digest) -> list[Sent]:
    """Send every message of a digest as the outbox would, which must succeed."""
    receipts: list[Sent] = []
    for number in range(len(channel.prepare(digest))):
        parent = receipts[0].receipt if receipts else ""
        outcome = channel.send(delivery_of(channel, digest, number, parent), may_have_arrived=False)
        assert isinstance(outcome, Sent), outcome
        receipts.append(outcome)
    return receipts


@contextmanager
def console_rig(_folder: Path) -> Iterator[Rig]:
    """The terminal."""
    out = io.StringIO()
    full = Terminal(file=_Full())
    yield Rig(
        ConsoleChannel(BOOK, Console(file=out, width=100)),
        lambda: [out.getvalue()] if out.getvalue() else [],
        ConsoleChannel(BOOK, full),
        looks=False,
    )


class _Full(io.StringIO):
    """A pipe whose reader has gone."""

    def write(self, text: str) -> int:
        """Fail as a broken pipe does."""
        raise BrokenPipeError(32, "Broken pipe")


@contextmanager
def files_rig(folder: Path) -> Iterator[Rig]:
    """The out folder."""
    out, file = folder / "out", folder / "file"
    file.write_text("in the way")
    yield Rig(FilesChannel(out, BOOK), lambda: [p.name for p in out.iterdir()], FilesChannel(file / "out", BOOK))


@contextmanager
def feeds_rig(folder: Path) -> Iterator[Rig]:
    """The feed files."""
    out, file = folder / "feeds", folder / "file"
    file.write_text("in the way")
    settings = FeedsSettings(url="https://news.example.org/feeds")

    def arrived() -> list[str]:
        feed = json.loads((out / "daily.json").read_text())
        return [item["id"] for item in feed["items"] if item["id"].endswith("d-cells")]

    yield Rig(FeedsChannel(settings, out, BOOK), arrived, FeedsChannel(settings, file / "feeds", BOOK))


@contextmanager
def slack_rig(_folder: Path) -> Iterator[Rig]:
    """Slack by bot token."""
    with slack_double() as slack:
        settings = SlackSettings(channel="C0000001", base_url=slack.base_url, timeout_s=5, settle_s=0)
        nobody = settings.model_copy(update={"base_url": "http://127.0.0.1:1/api/"})
        yield Rig(
            SlackChannel(settings, Secret(TOKEN), BOOK),
            lambda: [m["ts"] for m in slack.workspace.posts],
            SlackChannel(nobody, Secret(TOKEN), BOOK),
            secrets=(TOKEN,),
        )


@contextmanager
def slack_webhook_rig(_folder: Path) -> Iterator[Rig]:
    """Slack by incoming webhook."""
    with slack_double() as slack:
        yield Rig(
            SlackWebhookChannel(SlackSettings(), Secret(slack.hook_url), BOOK),
            lambda: [m["ts"] for m in slack.workspace.posts],
            SlackWebhookChannel(SlackSettings(), Secret(f"http://127.0.0.1:1{HOOK}"), BOOK),
            secrets=(HOOK,),
            looks=False,
        )


@contextmanager
def email_rig(folder: Path) -> Iterator[Rig]:
    """Email, with STARTTLS and a password."""
    signed = authority(folder)
    with mail_server(signed, auth=True) as mail:
        settings = EmailSettings(
            to=("reader@example.com",), sender="News watch <watch@example.com>", ca_file=signed.file
        )
        url = f"smtp+starttls://{USER}:p%40ss%2Fword%3A1@127.0.0.1:"
        yield Rig(
            EmailChannel(settings, parse_relay(Secret(f"{url}{mail.port}")), BOOK),
            lambda: sorted({m["Message-ID"] for m in mail.messages()}),
            EmailChannel(settings, parse_relay(Secret(f"{url}1")), BOOK),
            secrets=(PASSWORD, "p%40ss%2Fword%3A1"),
        )


@contextmanager
def webhook_rig(_folder: Path) -> Iterator[Rig]:
    """A signed webhook."""
    with receiver() as taken:
        address = WebhookSettings(url=f"{taken.url}/hooks/s3cr3t-path", timeout_s=5)
        nobody = WebhookSettings(url="http://127.0.0.1:1/hooks/s3cr3t-path", timeout_s=5)
        yield Rig(
            WebhookChannel(address, Secret(KEY), BOOK, lambda: NOW),
            lambda: sorted({request.headers["webhook-id"] for request in taken.requests}),
            WebhookChannel(nobody, Secret(KEY), BOOK, lambda: NOW),
            secrets=(KEY, "s3cr3t-path"),
        )


@dataclass(frozen=True, slots=True)
class Request:
    """A request as it came."""

    headers: dict[str, str]
    body: bytes


@dataclass(slots=True)
class Receiver:
    """A web address that takes anything; `replies` are status codes to answer with, 204 when there are none left."""

    url: str
    requests: list[Request]
    replies: list[tuple[int, dict[str, str]]]


@contextmanager
def receiver() -> Iterator[Receiver]:
    """A receiver of webhooks on loopback."""
    taken = Receiver("", [], [])

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            taken.requests.append(Request({k.lower(): v for k, v in self.headers.items()}, body))
            status, headers = taken.replies.pop(0) if taken.replies else (204, {})
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class names it so
            """Keep quiet."""

    server = HTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    taken.url = f"http://127.0.0.1:{server.server_port}"
    try:
        yield taken
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


@contextmanager
def apprise_rig(_folder: Path) -> Iterator[Rig]:
    """Apprise, with its plain JSON service."""
    with receiver() as taken:
        there = taken.url.replace("http://", "json://") + "/hidden-path"
        yield Rig(
            AppriseChannel(Secret(there), BOOK),
            lambda: [request.body.decode() for request in taken.requests],
            AppriseChannel(Secret("json://127.0.0.1:1/hidden-path"), BOOK),
            secrets=("hidden-path",),
            looks=False,
        )


RIGS = {
    "apprise": apprise_rig,
    "console": console_rig,
    "files": files_rig,
    "feeds": feeds_rig,
    "slack": slack_rig,
    "slack by webhook": slack_webhook_rig,
    "email": email_rig,
    "webhook": webhook_rig,
}
