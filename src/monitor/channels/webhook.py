"""Digests as signed JSON to any web address, in the way of the Standard Webhooks convention.

`webhook-id` (and `Idempotency-Key`) is the delivery's key: a receiver that keeps the keys it has seen gets every
digest once, however often a lost reply makes us repeat it.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Callable
from datetime import datetime
from typing import Final
from urllib.parse import urlsplit

from monitor.channels.channel import Finding, Prepared
from monitor.channels.post import Answer, NoAnswer, post
from monitor.config.channels import WebhookSettings
from monitor.config.secret import Secret
from monitor.digest.book import Book
from monitor.digest.render.data import render_data
from monitor.model import Delivery, Digest, Rejected, Retry, SendOutcome, Sent, Unknown


class WebhookChannel:
    """Any number of addresses, one key."""

    name: Final = "webhook"

    def __init__(self, settings: WebhookSettings, secret: Secret, book: Book, clock: Callable[[], datetime]) -> None:
        self._settings, self._secret, self._book, self._clock = settings, secret, book, clock

    @property
    def targets(self) -> tuple[str, ...]:
        """The address, and those of single audiences."""
        return tuple(dict.fromkeys(t for t in (self._settings.url, *self._settings.audiences.values()) if t))

    def prepare(self, digest: Digest) -> tuple[Prepared, ...]:
        """The digest as JSON."""
        target = self._settings.audiences.get(digest.audience) or self._settings.url
        return ((target, render_data(digest, self._book), ""),) if target else ()

    def send(self, delivery: Delivery, *, may_have_arrived: bool) -> SendOutcome:
        """POST it; the same key every time, so a repeat is harmless."""
        del may_have_arrived
        body = delivery.payload.encode()
        stamp = str(int(self._clock().timestamp()))
        headers = {
            "content-type": "application/json; charset=utf-8",
            "idempotency-key": delivery.key,
            "webhook-id": delivery.key,
            "webhook-timestamp": stamp,
            "webhook-signature": signature(self._secret, delivery.key, stamp, body),
        }
        try:
            answer = post(delivery.target, body, headers, self._settings.timeout_s)
        except ValueError:
            return Rejected(reason="channels.webhook.url is no web address: correct it")
        return _outcome(answer, delivery)

    def check(self) -> tuple[Finding, ...]:
        """Whether an address is set; nothing is sent, for a receiver cannot tell a trial from a digest."""
        if not self.targets:
            return (Finding(level="error", what="no webhook address is named", fix="set channels.webhook.url"),)
        return tuple(
            Finding(level="warning", what=f"the webhook {_host(t)} is not encrypted", fix="use https://")
            if t.startswith("http://")
            else Finding(level="ok", what=f"digests go to the webhook {_host(t)}")
            for t in self.targets
        )


def signature(secret: Secret, key: str, stamp: str, body: bytes) -> str:
    """The signature of a request: "v1," and base64 of HMAC-SHA256 over id.timestamp.body."""
    signed = f"{key}.{stamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(_key(secret), signed, hashlib.sha256)).decode()


def _key(secret: Secret) -> bytes:
    """The bytes of a key; the convention writes keys as "whsec_" and base64, any other text stands for itself."""
    text = secret.reveal()
    try:
        return (
            base64.b64decode(text.removeprefix("whsec_"), validate=True) if text.startswith("whsec_") else text.encode()
        )
    except ValueError:
        return text.encode()


def _outcome(answer: Answer | NoAnswer, delivery: Delivery) -> SendOutcome:
    host = _host(delivery.target)
    if isinstance(answer, NoAnswer):
        return _unanswered(answer, host)
    status = answer.status
    if status // 100 == 2:
        return Sent(receipt=delivery.key)
    if status in (408, 425, 429):
        return Retry(reason=f"{host} asks to come again later ({status})", after_s=answer.retry_after_s)
    if status >= 500:
        return Unknown(reason=f"{host} had a fault of its own ({status})", after_s=answer.retry_after_s)
    return Rejected(reason=f"{host} refused the digest ({status}): check channels.webhook and the receiver's key")


def _unanswered(answer: NoAnswer, host: str) -> SendOutcome:
    if answer.untrusted:
        return Rejected(reason=f"{host}: {answer.what}: correct channels.webhook.url or the receiver's certificate")
    return Unknown(reason=f"{host}: {answer.what}") if answer.sent else Retry(reason=f"{host}: {answer.what}")


def _host(url: str) -> str:
    """The part of an address that may be shown: paths of webhooks hold secrets."""
    return urlsplit(url).hostname or "the webhook"
