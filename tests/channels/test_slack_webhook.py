"""Slack by incoming webhook, the reduced fallback."""

from __future__ import annotations

from dataclasses import replace

import pytest

from monitor.channels.slack_webhook import SlackWebhookChannel
from monitor.config.channels import SlackSettings
from monitor.config.secret import Secret
from monitor.model import DigestKind, Rejected, Retry, SendOutcome, Unknown
from tests.channels.rigs import delivery_of, send_all
from tests.channels.slack_double import SlackDouble
from tests.digest.samples import BOOK, digest


def hook(slack: SlackDouble) -> SlackWebhookChannel:
    return SlackWebhookChannel(SlackSettings(), Secret(slack.hook_url), BOOK)


def test_by_incoming_webhook_an_alert_is_a_message_like_any_other(slack: SlackDouble) -> None:
    send_all(hook(slack), digest(kind=DigestKind.ALERT))
    (post,) = slack.workspace.posts
    assert (post["unfurl_links"], post["unfurl_media"]) == (False, False)


def test_by_incoming_webhook_charts_are_left_out_where_they_are_refused(slack: SlackDouble) -> None:
    slack.workspace.charts = False
    send_all(hook(slack), replace(digest(), rest=digest().rest * 3))
    assert len(slack.workspace.of("hook")) == 2
    assert len(slack.workspace.posts) == 1


@pytest.mark.parametrize("code", ["no_service", "action_prohibited", "channel_is_archived"])
def test_by_incoming_webhook_a_refusal_says_what_to_do(slack: SlackDouble, code: str) -> None:
    slack.workspace.hook_error = code
    channel = hook(slack)
    outcome = channel.send(delivery_of(channel, digest()), may_have_arrived=False)
    assert isinstance(outcome, Rejected)
    assert ": " in outcome.reason
    assert code not in outcome.reason


@pytest.mark.parametrize(
    ("fault", "outcome"), [("lost-after", Unknown), ("500-after", Unknown), ("429", Retry), ("lost-before", Unknown)]
)
def test_by_incoming_webhook_faults_are_told_apart(slack: SlackDouble, fault: str, outcome: type[SendOutcome]) -> None:
    slack.workspace.fault = lambda _method, _n: fault
    channel = hook(slack)
    assert isinstance(channel.send(delivery_of(channel, digest()), may_have_arrived=False), outcome)


def test_a_webhook_that_is_no_address_is_named_without_showing_it() -> None:
    channel = SlackWebhookChannel(SlackSettings(), Secret("hooks.slack.com/services/T/B/sesame"), BOOK)
    outcome = channel.send(delivery_of(channel, digest()), may_have_arrived=False)
    assert isinstance(outcome, Rejected)
    assert "sesame" not in outcome.reason
