"""Signed webhooks, against a receiver on loopback."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
from dataclasses import replace

import pytest
from pydantic import ValidationError

from monitor.channels.webhook import WebhookChannel
from monitor.config.channels import WebhookSettings
from monitor.config.secret import Secret
from monitor.model import Rejected, Retry, SendOutcome, Sent, Unknown
from tests.channels.rigs import KEY, Receiver, delivery_of, receiver, send_all
from tests.digest.samples import BOOK, NOW, digest


def to(taken: Receiver, **more: object) -> WebhookChannel:
    own = WebhookSettings(url=f"{taken.url}/hook", timeout_s=5).model_copy(update=more)
    return WebhookChannel(own, Secret(KEY), BOOK, lambda: NOW)


def answer(taken: Receiver, status: int, **headers: str) -> SendOutcome:
    taken.replies.append((status, {k.replace("_", "-"): v for k, v in headers.items()}))
    channel = to(taken)
    return channel.send(delivery_of(channel, digest()), may_have_arrived=False)


def test_a_receiver_can_check_who_sent_a_digest_and_that_it_is_whole() -> None:
    with receiver() as taken:
        send_all(to(taken), digest("ko"))
        (request,) = taken.requests
    headers = request.headers
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + request.body
    expected = hmac.new(base64.b64decode(KEY.removeprefix("whsec_")), signed, hashlib.sha256).digest()
    assert headers["webhook-signature"] == "v1," + base64.b64encode(expected).decode()
    assert headers["idempotency-key"] == headers["webhook-id"]
    assert json.loads(request.body)["cards"][0]["parties"][0]["id"] == "chery"


def test_a_repeat_has_the_same_key_and_body() -> None:
    with receiver() as taken:
        taken.replies = [(500, {}), (204, {})]
        channel = to(taken)
        delivery = delivery_of(channel, digest())
        assert isinstance(channel.send(delivery, may_have_arrived=False), Unknown)
        assert isinstance(channel.send(delivery, may_have_arrived=True), Sent)
        first, second = taken.requests
    assert (first.headers["webhook-id"], first.body) == (second.headers["webhook-id"], second.body)


def test_answers_are_told_apart() -> None:
    with receiver() as taken:
        assert answer(taken, 429, Retry_After="7") == Retry(
            reason="127.0.0.1 asks to come again later (429)", after_s=7
        )
        assert isinstance(answer(taken, 503, Retry_After="9"), Unknown)
        assert isinstance(answer(taken, 410), Rejected)
        assert isinstance(answer(taken, 302, Location="http://127.0.0.1:1/elsewhere"), Rejected)


def test_another_address_can_be_set_for_an_audience() -> None:
    with receiver() as taken:
        channel = to(taken, url="", audiences={"daily": f"{taken.url}/daily"})
        assert channel.targets == (f"{taken.url}/daily",)
        send_all(channel, digest())
        assert channel.prepare(replace(digest(), audience="alerts")) == ()


def test_what_is_no_web_address_is_refused_with_the_settings() -> None:
    with pytest.raises(ValidationError, match="web address"):
        WebhookSettings(url="file:///etc/passwd")


def test_an_open_webhook_is_warned_of_and_one_without_address_is_an_error() -> None:
    with receiver() as taken:
        assert [f.level for f in to(taken).check()] == ["warning"]
        assert [f.level for f in to(taken, url="https://x.example/h").check()] == ["ok"]
        assert [f.level for f in to(taken, url="").check()] == ["error"]
