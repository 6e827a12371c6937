"""Slack by bot token: threads, edits, faults in plain words, and nothing said twice."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from monitor.channels.slack import EVENT_TYPE, SlackChannel
from monitor.config.channels import SlackSettings
from monitor.config.secret import Secret
from monitor.model import Card, ChangeKind, Digest, DigestKind, Rejected, Retry, Sent, Unknown
from tests.channels.rigs import delivery_of, send_all
from tests.channels.slack_double import TOKEN, Channel, SlackDouble
from tests.digest.samples import BOOK, CARDS, ELECTROLYTE, SUPPLY, amount, card, digest, sized, stage


def channel_of(slack: SlackDouble, token: str = TOKEN, **settings: object) -> SlackChannel:
    """A channel that talks to the double."""
    own = SlackSettings(channel="C0000001", base_url=slack.base_url, timeout_s=5, settle_s=10, patience_s=0)
    return SlackChannel(own.model_copy(update=settings), Secret(token), BOOK)


def alert(*cards: Card, at_minute: int = 0) -> Digest:
    """An alert digest."""
    return replace(digest(kind=DigestKind.ALERT), key=f"alerts-{at_minute}", cards=cards, rest=(), more=0)


FIRST = card(ELECTROLYTE, ChangeKind.NEW, stage("", "in-talks"))
LATER = card(
    ELECTROLYTE, ChangeKind.UPDATE, stage("board-approved", "signed"), sized(amount(1e5, "t"), amount(2e5, "t"))
)


def test_an_alert_opens_a_thread_for_each_development(slack: SlackDouble) -> None:
    made = replace(digest(kind=DigestKind.ALERT), rest=(), more=0)
    prepared = channel_of(slack).prepare(made)
    assert [thread for _, _, thread in prepared] == [c.development.id for c in CARDS]


def test_a_follow_up_replies_in_the_thread_and_edits_the_first_post(slack: SlackDouble) -> None:
    channel = channel_of(slack)
    first = channel.send(delivery_of(channel, alert(FIRST)), may_have_arrived=False)
    assert isinstance(first, Sent)
    before = json.dumps(slack.workspace.posts[0]["blocks"], ensure_ascii=False)
    follow_up = delivery_of(channel, alert(LATER, at_minute=5), parent=first.receipt)
    second = channel.send(follow_up, may_have_arrived=False)
    post, reply = slack.workspace.posts
    assert isinstance(second, Sent)
    assert second.receipt == reply["ts"]
    assert reply["thread_ts"] == first.receipt
    assert "200,000 t" in json.dumps(reply["blocks"])
    assert post["edited"]
    assert json.dumps(post["blocks"], ensure_ascii=False) != before


def test_a_follow_up_whose_first_post_was_deleted_stands_alone(slack: SlackDouble) -> None:
    channel = channel_of(slack)
    outcome = channel.send(delivery_of(channel, alert(LATER), parent="1.000001"), may_have_arrived=False)
    assert isinstance(outcome, Sent)
    assert "thread_ts" not in slack.workspace.posts[0]


def test_a_follow_up_whose_edit_failed_is_looked_for_and_only_the_edit_repeated(slack: SlackDouble) -> None:
    channel = channel_of(slack)
    first = channel.send(delivery_of(channel, alert(FIRST)), may_have_arrived=False)
    assert isinstance(first, Sent)
    slack.workspace.fault = lambda method, n: "500-before" if method == "chat.update" and n == 0 else None
    follow_up = delivery_of(channel, alert(LATER), parent=first.receipt, key="follow-up")
    outcome = channel.send(follow_up, may_have_arrived=False)
    assert isinstance(outcome, Unknown)
    assert "posted" in outcome.reason
    again = channel.send(follow_up, may_have_arrived=True)
    assert again == Sent(receipt=slack.workspace.posts[1]["ts"])
    assert len(slack.workspace.posts) == 2
    assert slack.workspace.posts[0]["edited"]


def test_the_follow_up_is_found_even_where_the_first_post_was_edited_meanwhile(slack: SlackDouble) -> None:
    channel = channel_of(slack)
    first = channel.send(delivery_of(channel, alert(FIRST)), may_have_arrived=False)
    assert isinstance(first, Sent)
    follow_up = delivery_of(channel, alert(LATER), parent=first.receipt, key="follow-up")
    channel.send(follow_up, may_have_arrived=False)
    again = channel.send(follow_up, may_have_arrived=True)
    assert again == Sent(receipt=slack.workspace.posts[1]["ts"])


def test_a_long_digest_goes_on_in_the_thread_of_its_first_part(slack: SlackDouble) -> None:
    long = replace(digest("ko"), cards=CARDS * 12, rest=(), more=0)
    channel = channel_of(slack)
    receipts = send_all(channel, long)
    posts = slack.workspace.posts
    assert len(posts) == len(receipts) >= 2
    assert "thread_ts" not in posts[0]
    assert {p["thread_ts"] for p in posts[1:]} == {posts[0]["ts"]}


def test_a_later_part_waits_for_the_first(slack: SlackDouble) -> None:
    channel = channel_of(slack)
    long = replace(digest("ko"), cards=CARDS * 12)
    outcome = channel.send(delivery_of(channel, long, number=1), may_have_arrived=False)
    assert isinstance(outcome, Retry)
    assert slack.workspace.posts == []


def test_every_post_forbids_previews_and_carries_its_key(slack: SlackDouble) -> None:
    channel = channel_of(slack)
    delivery = delivery_of(channel, digest(), key="the-key")
    channel.send(delivery, may_have_arrived=False)
    post = slack.workspace.posts[0]
    assert (post["unfurl_links"], post["unfurl_media"]) == (False, False)
    assert post["metadata"] == {"event_type": EVENT_TYPE, "event_payload": {"key": "the-key", "thread": ""}}


@pytest.mark.parametrize(
    "fault", ["lost-after", "500-after", "html-502-after", "500-before", "lost-before", "cut-after"]
)
def test_a_post_of_unknown_fate_is_looked_for_before_it_is_repeated(slack: SlackDouble, fault: str) -> None:
    slack.workspace.fault = lambda method, n: fault if method == "chat.postMessage" and n == 0 else None
    channel = channel_of(slack)
    delivery = delivery_of(channel, digest())
    outcome = channel.send(delivery, may_have_arrived=False)
    assert isinstance(outcome, Unknown)
    assert outcome.after_s == 10
    assert isinstance(channel.send(delivery, may_have_arrived=True), Sent)
    assert len(slack.workspace.posts) == 1


def test_a_slow_answer_is_of_unknown_fate(slack: SlackDouble) -> None:
    slack.workspace.fault = lambda method, n: "hang-after" if method == "chat.postMessage" and n == 0 else None
    channel = channel_of(slack, timeout_s=0.2)
    delivery = delivery_of(channel, digest())
    outcome = channel.send(delivery, may_have_arrived=False)
    assert isinstance(outcome, Unknown)
    assert "in time" in outcome.reason
    assert isinstance(channel.send(delivery, may_have_arrived=True), Sent)
    assert len(slack.workspace.posts) == 1


def test_while_history_cannot_be_read_nothing_is_posted(slack: SlackDouble) -> None:
    slack.workspace.fault = lambda method, n: "429" if method == "conversations.history" else None
    channel = channel_of(slack)
    outcome = channel.send(delivery_of(channel, digest()), may_have_arrived=True)
    assert isinstance(outcome, Unknown)
    assert slack.workspace.posts == []


def test_a_message_is_found_many_pages_back(slack: SlackDouble) -> None:
    channel = channel_of(slack)
    delivery = delivery_of(channel, digest())
    channel.send(delivery, may_have_arrived=False)
    others = [{"ts": f"{n}", "at": slack.workspace.now, "text": "chat", "bot_id": "B9"} for n in range(450)]
    slack.workspace.channels["C0000001"].messages += others
    assert isinstance(channel.send(delivery, may_have_arrived=True), Sent)
    assert len(slack.workspace.posts) == 451


def test_a_copy_of_the_key_in_someone_elses_message_does_not_count(slack: SlackDouble) -> None:
    channel = channel_of(slack)
    delivery = delivery_of(channel, digest())
    metadata = {"event_type": EVENT_TYPE, "event_payload": {"key": delivery.key}}
    foreign = {"ts": "5", "at": slack.workspace.now, "text": "x", "bot_id": "B9", "metadata": metadata}
    slack.workspace.channels["C0000001"].messages.append(foreign)
    channel.send(delivery, may_have_arrived=True)
    assert len(slack.workspace.posts) == 2


def test_a_short_rate_limit_is_waited_out_in_place(slack: SlackDouble) -> None:
    slack.workspace.fault = lambda method, n: "429" if method == "chat.postMessage" and n < 2 else None
    slack.workspace.retry_after = "3"
    slept: list[float] = []
    own = SlackSettings(channel="C0000001", base_url=slack.base_url, patience_s=5)
    channel = SlackChannel(own, Secret(TOKEN), BOOK, sleep=slept.append)
    assert isinstance(channel.send(delivery_of(channel, digest()), may_have_arrived=False), Sent)
    assert slept == [3, 3]
    assert len(slack.workspace.posts) == 1


def test_a_long_rate_limit_goes_back_to_the_outbox(slack: SlackDouble) -> None:
    slack.workspace.fault = lambda method, n: "429" if method == "chat.postMessage" else None
    slack.workspace.retry_after = "45"
    channel = channel_of(slack, patience_s=10)
    outcome = channel.send(delivery_of(channel, digest()), may_have_arrived=False)
    assert outcome == Retry(reason="Slack asks for a pause", after_s=45)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("token_revoked", "MONITOR_SLACK_TOKEN"),
        ("account_inactive", "reinstall"),
        ("missing_scope", "scope"),
        ("msg_too_long", "max_cards"),
        ("restricted_action", "admin"),
        ("some_new_error", "some_new_error"),
    ],
)
def test_a_refusal_says_what_to_do(slack: SlackDouble, code: str, words: str) -> None:
    slack.workspace.fault = lambda method, n: code if method == "chat.postMessage" else None
    channel = channel_of(slack)
    outcome = channel.send(delivery_of(channel, digest()), may_have_arrived=False)
    assert isinstance(outcome, Rejected)
    assert words in outcome.reason


def test_channel_troubles_are_told_apart(slack: SlackDouble) -> None:
    slack.workspace.channels |= {"C0000002": Channel("old", archived=True), "C0000003": Channel("far", member=False)}
    reasons = []
    for target in ("C0000002", "C0000003", "C0000009"):
        channel = channel_of(slack, channel=target)
        outcome = channel.send(delivery_of(channel, digest()), may_have_arrived=False)
        assert isinstance(outcome, Rejected)
        reasons.append(outcome.reason)
    assert ["archived" in reasons[0], "/invite" in reasons[1], "no such channel" in reasons[2]] == [True] * 3


def test_a_wrong_token_is_named_as_such(slack: SlackDouble) -> None:
    channel = channel_of(slack, token="xoxb-wrong")
    outcome = channel.send(delivery_of(channel, digest()), may_have_arrived=False)
    assert isinstance(outcome, Rejected)
    assert "MONITOR_SLACK_TOKEN" in outcome.reason
    assert "xoxb-wrong" not in outcome.reason


def test_a_workspace_without_charts_gets_the_message_without_them(slack: SlackDouble) -> None:
    slack.workspace.charts = False
    many = replace(digest(), cards=CARDS * 2)
    channel = channel_of(slack)
    assert isinstance(channel.send(delivery_of(channel, many), may_have_arrived=False), Sent)
    refused, taken = slack.workspace.of("chat.postMessage")
    kinds = [[b["type"] for b in call["blocks"]] for call in (refused, taken)]
    assert kinds[0] == [*kinds[1], "data_visualization"]


def test_slacks_hint_at_a_mistake_is_kept_whole(slack: SlackDouble) -> None:
    channel = channel_of(slack)
    delivery = delivery_of(channel, digest())
    blocks = [{"type": "section", "text": {"text": "", "type": "mrkdwn"}}]
    broken = json.dumps({**json.loads(delivery.payload), "blocks": blocks})
    outcome = channel.send(replace(delivery, payload=broken), may_have_arrived=False)
    assert isinstance(outcome, Rejected)
    assert "json-pointer:/blocks/0/text" in outcome.reason


def test_another_channel_can_be_set_for_an_audience(slack: SlackDouble) -> None:
    slack.workspace.channels["C0000002"] = Channel("daily")
    channel = channel_of(slack, audiences={"daily": "C0000002"})
    assert set(channel.targets) == {"C0000001", "C0000002"}
    send_all(channel, digest())
    assert len(slack.workspace.channels["C0000002"].messages) == 1


def test_a_channel_given_by_name_is_found_for_looking(slack: SlackDouble) -> None:
    delivery = delivery_of(channel_of(slack, channel="#battery-news"), digest())
    assert isinstance(channel_of(slack).send(delivery, may_have_arrived=False), Sent)
    assert isinstance(channel_of(slack).send(delivery, may_have_arrived=True), Sent)
    assert len(slack.workspace.posts) == 1


def test_check_names_each_lack(slack: SlackDouble) -> None:
    slack.workspace.scopes = "chat:write"
    slack.workspace.channels["C0000001"].member = False
    findings = channel_of(slack).check()
    assert [f.level for f in findings] == ["ok", "warning", "warning", "error"]
    assert "/invite" in findings[-1].fix
    assert channel_of(slack, token="xoxb-wrong").check()[0].level == "error"


def test_without_a_channel_nothing_is_prepared(slack: SlackDouble) -> None:
    assert channel_of(slack, channel="").prepare(replace(digest(), cards=(card(SUPPLY, ChangeKind.NEW),))) == ()
