"""Hundreds of digests through faults: on Slack each arrives once; by email none is lost, and repeats are recognisable.

The loop below is the outbox in small: it keeps what was recorded, forgets what a crash took, waits as it is told (in
virtual time), and never sends without `may_have_arrived` once a send may have happened.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from random import Random

from monitor.channels.channel import Channel
from monitor.channels.email import EmailChannel, parse_relay
from monitor.channels.slack import SlackChannel
from monitor.config.channels import EmailSettings, SlackSettings
from monitor.config.secret import Secret
from monitor.model import Delivery, Digest, DigestKind, Rejected, Retry, SendOutcome, Sent, Unknown
from tests.channels.mail_server import MailServer
from tests.channels.rigs import delivery_of
from tests.channels.slack_double import START, TOKEN, Fault, SlackDouble, Workspace
from tests.digest.samples import BOOK, CARDS, digest

DIGESTS = 300
EMAILS = 300
CRASHES = 0.05
SETTLE_S = 10
_FAULTS = ("lost-after", "lost-before", "500-after", "500-before", "html-502-after", "cut-after", "429")


@dataclass(slots=True)
class Outbox:
    """What survives a crash: what was recorded. `dice` decides when the process dies after a send."""

    workspace: Workspace | None
    dice: Random
    sent: dict[str, str] = field(default_factory=dict)
    crashes: int = 0
    unknowns: int = 0

    def deliver(self, channel: Channel, delivery: Delivery) -> None:
        """Send until it is recorded as sent."""
        unsure = False
        for _ in range(50):
            outcome = channel.send(delivery, may_have_arrived=unsure)
            if self.dice.random() < CRASHES:
                self.crashes += 1
                unsure = True
                self._wait(SETTLE_S)
            elif isinstance(outcome, Sent):
                self.sent[delivery.key] = outcome.receipt
                return
            else:
                unsure = unsure or isinstance(outcome, Unknown)
                self.unknowns += isinstance(outcome, Unknown)
                self._wait(_pause(outcome))
        raise AssertionError(f"{delivery.key} was never sent")

    def _wait(self, seconds: int) -> None:
        if self.workspace is not None:
            self.workspace.now += seconds


def _pause(outcome: SendOutcome) -> int:
    assert not isinstance(outcome, Rejected), outcome
    assert isinstance(outcome, Retry | Unknown)
    return outcome.after_s or 1


def faulty(dice: Random, share: float) -> Fault:
    """A plan of faults: a share of all posts, and a few of everything else."""

    def plan(method: str, _number: int) -> str | None:
        hit = dice.random() < (share if method in ("chat.postMessage", "chat.update") else 0.1)
        return dice.choice(_FAULTS) if hit else None

    return plan


def slack_channel(slack: SlackDouble) -> SlackChannel:
    settings = SlackSettings(
        channel="C0000001", base_url=slack.base_url, timeout_s=5, settle_s=SETTLE_S, patience_s=0, charts=False
    )
    return SlackChannel(settings, Secret(TOKEN), BOOK)


def numbered(number: int, kind: DigestKind) -> Digest:
    """The n-th digest."""
    return replace(digest(kind=kind), key=f"daily-{number}", cards=CARDS[:1], rest=(), more=0)


def keys_of(workspace: Workspace) -> Counter[str]:
    """How often each key stands in the workspace."""
    return Counter(m["metadata"]["event_payload"].get("key", "") for m in workspace.posts if "metadata" in m)


def test_on_slack_each_digest_arrives_once_through_lost_replies_faults_limits_lag_and_crashes(
    slack: SlackDouble,
) -> None:
    dice = Random(20260316)
    slack.workspace.fault = faulty(dice, 0.45)
    slack.workspace.lag_s = SETTLE_S / 2
    outbox, channel = Outbox(slack.workspace, dice), slack_channel(slack)
    for number in range(DIGESTS):
        made = numbered(number, DigestKind.DIGEST)
        outbox.deliver(channel, delivery_of(channel, made, key=made.key))
    assert keys_of(slack.workspace) == Counter({f"daily-{n}": 1 for n in range(DIGESTS)})
    assert outbox.sent == {m["metadata"]["event_payload"]["key"]: m["ts"] for m in slack.workspace.posts}
    assert outbox.unknowns > DIGESTS * 0.3
    assert outbox.crashes > DIGESTS * 0.02


def test_in_threads_each_follow_up_arrives_once_too(slack: SlackDouble) -> None:
    dice = Random(7)
    slack.workspace.fault = faulty(dice, 0.4)
    slack.workspace.lag_s = SETTLE_S / 2
    outbox, channel = Outbox(slack.workspace, dice), slack_channel(slack)
    parent = ""
    for number in range(60):
        made = numbered(number, DigestKind.ALERT)
        outbox.deliver(channel, delivery_of(channel, made, key=made.key, parent=parent))
        parent = parent or outbox.sent[made.key]
    replies = [m for m in slack.workspace.posts if "thread_ts" in m]
    assert len(slack.workspace.posts) == 60
    assert len(replies) == 59
    assert keys_of(slack.workspace)[""] == 1  # the first post, edited by the follow-ups
    assert max(keys_of(slack.workspace).values()) == 1


def test_without_waiting_for_history_to_settle_posts_would_repeat(slack: SlackDouble) -> None:
    """The control: the suite above would notice."""
    dice = Random(20260316)
    slack.workspace.fault = faulty(dice, 0.45)
    slack.workspace.lag_s = SETTLE_S * 10
    outbox, channel = Outbox(slack.workspace, dice), slack_channel(slack)
    for number in range(30):
        made = numbered(number, DigestKind.DIGEST)
        outbox.deliver(channel, delivery_of(channel, made, key=made.key))
    assert max(keys_of(slack.workspace).values()) > 1


def test_no_email_is_lost_and_repeats_carry_the_same_message_id(mail: MailServer) -> None:
    dice = Random(3)
    settings = EmailSettings(to=("reader@example.com",), sender="watch@example.com", timeout_s=5)
    channel = EmailChannel(settings, parse_relay(Secret(f"smtp://127.0.0.1:{mail.port}")), BOOK)
    outbox = Outbox(None, dice)
    for number in range(EMAILS):
        made = numbered(number, DigestKind.DIGEST)
        if dice.random() < 0.45:
            mail.data_replies.append(dice.choice(("lost", "451 try again", "lost")))
        outbox.deliver(channel, delivery_of(channel, made, key=made.key))
    copies = Counter(message["Message-ID"] for message in mail.messages())
    assert set(copies) == set(outbox.sent.values())
    assert len(copies) == EMAILS
    bodies = {message_id: set[bytes]() for message_id in copies}
    for message, (_, raw) in zip(mail.messages(), mail.taken, strict=True):
        bodies[message["Message-ID"]].add(raw)
    assert {len(different) for different in bodies.values()} == {1}


def test_the_clock_of_the_double_is_later_than_the_digests(slack: SlackDouble) -> None:
    """Reading history from the digest's own time must find what was posted after it."""
    assert digest().at.timestamp() < START <= slack.workspace.now
