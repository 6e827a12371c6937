"""What every channel promises."""

from __future__ import annotations

import json
import logging
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from monitor.channels.build import KINDS
from monitor.model import Retry, Sent, Unknown
from tests.channels.rigs import RIGS, Rig, delivery_of, send_all
from tests.digest.samples import digest


@pytest.fixture(params=sorted(RIGS))
def rig(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Rig]:
    """Each channel in turn."""
    with RIGS[request.param](tmp_path) as rig:
        yield rig


def test_every_kind_of_channel_is_under_contract() -> None:
    assert {name.split()[0] for name in RIGS} == set(KINDS)


def test_preparing_twice_gives_the_same_payloads_for_known_targets(rig: Rig) -> None:
    prepared = rig.channel.prepare(digest("ko"))
    assert prepared == rig.channel.prepare(digest("ko"))
    assert prepared
    for target, payload, thread in prepared:
        assert target in rig.channel.targets
        assert json.loads(payload)
        assert thread == ""


def test_a_digest_arrives_once_and_leaves_a_receipt(rig: Rig) -> None:
    receipts = send_all(rig.channel, digest())
    assert all(r.receipt for r in receipts)
    assert len(rig.arrived()) == 1


def test_sending_again_after_a_crash_shows_nothing_twice_where_the_channel_can_look(rig: Rig) -> None:
    send_all(rig.channel, digest())
    before = rig.arrived()
    again = rig.channel.send(delivery_of(rig.channel, digest()), may_have_arrived=True)
    assert isinstance(again, Sent)
    if rig.looks:
        assert rig.arrived() == before


def test_two_digests_are_two_messages(rig: Rig) -> None:
    send_all(rig.channel, digest())
    before = rig.arrived()
    send_all(rig.channel, replace(digest("zh"), key="another", audience="daily"))
    assert rig.arrived() != before
    if rig.channel.name != "console":
        assert len(rig.arrived()) == 2


def test_with_nothing_at_the_other_end_the_outcome_is_a_sentence_and_no_exception(rig: Rig) -> None:
    outcome = rig.broken.send(delivery_of(rig.broken, digest()), may_have_arrived=False)
    assert isinstance(outcome, Unknown if rig.channel.name == "apprise" else Retry)
    assert len(outcome.reason.split()) >= 4


def test_a_second_look_at_a_silent_other_end_does_not_forget_that_it_may_have_arrived(rig: Rig) -> None:
    outcome = rig.broken.send(delivery_of(rig.broken, digest()), may_have_arrived=True)
    unsure = rig.channel.name == "apprise" or (rig.channel.name == "slack" and rig.looks)
    expected = Unknown if unsure else Retry
    assert isinstance(outcome, expected)


def test_check_says_what_works_and_what_does_not(rig: Rig) -> None:
    assert all(f.level in ("ok", "warning") for f in rig.channel.check())
    assert rig.channel.check()
    assert all(f.what for f in rig.broken.check())


def test_no_secret_is_shown_anywhere(rig: Rig, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    shown = [repr(rig.channel), repr(vars(rig.channel)), str(rig.channel.targets)] if rig.secrets else []
    for channel in (rig.channel, rig.broken):
        delivery = delivery_of(channel, digest())
        outcomes = [channel.send(delivery, may_have_arrived=again) for again in (False, True)]
        shown += [repr(outcomes), repr(channel.check()), delivery.payload, delivery.key]
    shown += [f"{record.getMessage()} {record.exc_text}" for record in caplog.records if _ours(record)]
    secrets = [s for s in rig.secrets if s != "s3cr3t-path"]
    assert not [s for s in secrets for text in shown if s in text]


def _ours(record: logging.LogRecord) -> bool:
    return not record.name.startswith(("mail.log", "asyncio"))
