"""The same proof against a Slack that others wrote: npm's `emulate@0.12.2` behind a proxy that loses replies.

Runs where MONITOR_TEST_EMULATE names one: `npx emulate@0.12.2 start --service slack --port 4003` (Node 22.15 or later)
and MONITOR_TEST_EMULATE=http://127.0.0.1:4003. It enforces no limits and has no lag; the double of our own does.
"""

from __future__ import annotations

import http.client
import os
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from random import Random
from urllib.parse import urlsplit

import pytest
from slack_sdk import WebClient

from monitor.channels.slack import SlackChannel
from monitor.config.channels import SlackSettings
from monitor.config.secret import Secret
from monitor.model import Digest, DigestKind, Sent
from tests.channels.rigs import delivery_of
from tests.digest.samples import BOOK, CARDS, digest

ADDRESS = os.environ.get("MONITOR_TEST_EMULATE", "")
TOKEN = "xoxb-loopback"
DIGESTS = 100

pytestmark = pytest.mark.skipif(not ADDRESS, reason="MONITOR_TEST_EMULATE names no running emulate@0.12.2")


@contextmanager
def losing_proxy(dice: Random) -> Iterator[str]:
    """A proxy to the emulator that loses or spoils nearly half of all answers to posts, before or after the post."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            hit = "/chat." in self.path and dice.random() < 0.45
            fault = dice.choice(("before", "after", "500")) if hit else ""
            self.close_connection = True
            if fault == "before":
                self.connection.shutdown(socket.SHUT_RDWR)
                return
            status, kind, answer = self._ask(body)
            if fault == "after":
                self.connection.shutdown(socket.SHUT_RDWR)
                return
            self.send_response(500 if fault else status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        do_GET = do_POST  # noqa: N815 - the base class names it so

        def _ask(self, body: bytes) -> tuple[int, str, bytes]:
            connection = http.client.HTTPConnection(urlsplit(ADDRESS).netloc)
            passed = {k: v for k, v in self.headers.items() if k.lower() in ("authorization", "content-type")}
            connection.request(self.command, self.path, body, passed)
            answer = connection.getresponse()
            try:
                return answer.status, answer.getheader("Content-Type", ""), answer.read()
            finally:
                connection.close()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
            """Keep quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/api/"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_through_lost_replies_and_crashes_each_digest_stands_there_once() -> None:
    dice, run = Random(11), f"{time.time_ns():x}"
    client = WebClient(token=TOKEN, base_url=f"{ADDRESS}/api/")
    target = client.conversations_list()["channels"][0]["id"]
    with losing_proxy(dice) as base_url:
        settings = SlackSettings(channel=target, base_url=base_url, settle_s=0, timeout_s=5)
        channel = SlackChannel(settings, Secret(TOKEN), BOOK)
        for number in range(DIGESTS):
            made = replace(digest(kind=DigestKind.DIGEST), key=f"{run}-{number}", cards=CARDS[:1], rest=(), more=0)
            _deliver(channel, replace(made, at=datetime.now(UTC)), dice)
    found: Counter[str] = Counter()
    for page in client.conversations_history(channel=target, include_all_metadata=True, limit=200):
        found.update(m.get("metadata", {}).get("event_payload", {}).get("key", "") for m in page["messages"])
    assert {k: n for k, n in found.items() if k.startswith(run)} == {f"{run}-{n}": 1 for n in range(DIGESTS)}


def _deliver(channel: SlackChannel, made: Digest, dice: Random) -> None:
    """Send until it is recorded; one success in twenty is lost in a crash."""
    delivery, unsure = delivery_of(channel, made, key=made.key), False
    while not isinstance(channel.send(delivery, may_have_arrived=unsure), Sent) or dice.random() < 0.05:
        unsure = True
