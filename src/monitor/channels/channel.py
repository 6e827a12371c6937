"""What every channel is: it prepares a digest for its targets, and sends one delivery so that it can be repeated."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, Protocol

from monitor.model import Delivery, Digest, Feedback, SendOutcome, value

Prepared = tuple[str, str, str]
"""(target, payload as JSON, thread): `thread` is "" where deliveries stand alone."""


@value
class Finding:
    """What `monitor doctor` says of a channel: `what` in a sentence, `fix` what to do about it."""

    level: Literal["ok", "warning", "error"]
    what: str
    fix: str = ""


@value
class Off:
    """A channel that is not used, and why."""

    name: str
    reason: str


class Channel(Protocol):
    """A way to readers. `prepare` is pure; `send` and `check` talk to the outside and never raise for its faults."""

    @property
    def name(self) -> str:
        """The name audiences know it by."""

    @property
    def targets(self) -> tuple[str, ...]:
        """Everyone it may send to."""

    def prepare(self, digest: Digest) -> tuple[Prepared, ...]:
        """The messages of a digest, in the order in which they are to go out."""

    def send(self, delivery: Delivery, *, may_have_arrived: bool) -> SendOutcome:
        """Send one message; with `may_have_arrived` look first, and do not send again what is there."""

    def check(self) -> tuple[Finding, ...]:
        """Whether it would work now: credentials, permissions, addresses. Sends nothing to readers."""


class Listener(Protocol):
    """A way back from readers, for a process that stays."""

    def start(self, take: Callable[[Feedback], None]) -> None:
        """Listen in the background until `close`; `take` keeps what is said, and may be given one thing twice."""

    def close(self) -> None:
        """Listen no more."""
