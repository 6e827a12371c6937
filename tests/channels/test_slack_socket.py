"""Menus in Slack: shown only where someone listens; what is chosen is kept once, acknowledged, and thanked for."""

from __future__ import annotations

import json
import queue
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from monitor.channels.build import build_channels, build_listeners
from monitor.channels.slack import SlackChannel
from monitor.channels.slack_socket import SlackSocket, feedback_in
from monitor.config.channels import SlackSettings
from monitor.config.secret import Secret
from monitor.config.settings import load_settings
from monitor.digest.render.blocks import problems
from monitor.digest.render.slack import FEEDBACK_ACTION, render_slack, render_slack_alerts
from monitor.model import DigestKind, Feedback, FeedbackKind, Sent
from tests.channels.rigs import delivery_of
from tests.channels.slack_double import TOKEN, SlackDouble
from tests.channels.socket_double import APP_TOKEN, SocketDouble, socket_double
from tests.channels.test_build import CONFIG, config  # noqa: F401 - a fixture
from tests.digest.samples import BOOK, CARDS, NOW, digest


def chosen(code: str, action: str = FEEDBACK_ACTION, **more: Any) -> dict[str, Any]:
    """What Slack sends when an option of a menu is chosen."""
    option = {"text": {"type": "plain_text", "text": "…"}, "value": code}
    act = {"type": "overflow", "action_id": action, "selected_option": option, "action_ts": "1900000000.1"}
    return {"type": "block_actions", "user": {"id": "U1", "username": "kim"}, "actions": [act], **more}


# ── menus ────────────────────────────────────────────────────────────────────────────────────────────────────────


def menus(blocks: tuple[dict[str, Any], ...]) -> list[dict[str, Any]]:
    return [b["accessory"] for b in blocks if "accessory" in b]


@pytest.mark.parametrize("language", ["en", "ko", "zh"])
def test_each_card_of_a_digest_and_each_alert_has_a_menu_that_keeps_the_limits(language: str) -> None:
    whole = replace(digest(), language=language)
    pages = render_slack(whole, BOOK, menus=True)
    assert sum(len(menus(page.blocks)) for page in pages) == len(whole.cards)
    for alert in render_slack_alerts(whole, BOOK, menus=True):
        assert len(menus(alert.post.blocks)) == 1
        assert menus(alert.reply.blocks) == []
        assert problems(alert.post.text, list(alert.post.blocks)) == ()
    assert [problems(page.text, list(page.blocks)) for page in pages] == [()] * len(pages)


def test_where_nobody_listens_there_is_no_menu() -> None:
    assert [menus(page.blocks) for page in render_slack(digest(), BOOK)] == [[]]


def test_every_choice_offered_is_understood_when_it_comes_back() -> None:
    (page,) = render_slack(digest(), BOOK, menus=True)
    codes = [option["value"] for menu in menus(page.blocks) for option in menu["options"]]
    said = [feedback_in(chosen(code), NOW) for code in codes]
    assert len({one.id for one in said if one}) == len(codes)
    assert {one.who for one in said if one} == {"kim"}


def test_slack_takes_a_message_with_menus(slack: SlackDouble) -> None:
    settings = SlackSettings(channel="C0000001", base_url=slack.base_url)
    channel = SlackChannel(settings, Secret(TOKEN), BOOK, menus=True)
    for kind in (DigestKind.DIGEST, DigestKind.ALERT):
        made = replace(digest(kind=kind), cards=CARDS[:1], rest=(), more=0)
        assert isinstance(channel.send(delivery_of(channel, made), may_have_arrived=False), Sent)
    assert all(menus(tuple(m["blocks"])) for m in slack.workspace.posts)


def test_problems_of_a_menu_are_found() -> None:
    (page, *_) = render_slack(digest(), BOOK, menus=True)
    blocks = json.loads(json.dumps(page.blocks))
    menu = next(b["accessory"] for b in blocks if "accessory" in b)
    menu["options"][0]["value"] = "v" * 151
    assert any("value" in p for p in problems("x", blocks))
    menu["options"] = menu["options"][1:2]
    assert any("2 to 5" in p for p in problems("x", blocks))


# ── answers ──────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    "payload",
    [
        {},
        {"type": "view_submission"},
        {"type": "block_actions", "actions": []},
        {"type": "block_actions", "actions": [{"action_id": FEEDBACK_ACTION}]},
        chosen("same|d1||d2", action="someone-elses"),
        chosen("rm -rf|/"),
    ],
)
def test_what_is_no_answer_of_ours_is_passed_over(payload: dict[str, Any]) -> None:
    assert feedback_in(payload, NOW) is None


@pytest.fixture
def socket() -> Iterator[SocketDouble]:
    with socket_double() as double:
        yield double


def listener_of(socket: SocketDouble) -> SlackSocket:
    settings = SlackSettings(channel="C1", base_url=socket.base_url, socket=True, timeout_s=5)
    return SlackSocket(settings, Secret(APP_TOKEN), lambda: NOW)


def envelope(id_: str, payload: dict[str, Any], kind: str = "interactive") -> dict[str, Any]:
    return {"type": kind, "envelope_id": id_, "payload": payload, "accepts_response_payload": False}


def test_an_answer_is_kept_then_acknowledged_and_the_reader_is_thanked(socket: SocketDouble) -> None:
    kept: queue.Queue[Feedback] = queue.Queue()
    listener = listener_of(socket)
    listener.start(kept.put)
    try:
        socket.say.put(envelope("e1", chosen("mute-company|d1|catl|", response_url=f"http://{socket.root}/respond")))
        said = kept.get(timeout=20)
        assert (said.kind, said.entity, said.who) == (FeedbackKind.MUTE_COMPANY, "catl", "kim")
        assert socket.acknowledged.get(timeout=20) == "e1"
        answer = socket.answers.get(timeout=20)
        assert answer["text"] == "Noted: mute company (catl) until 2026-04-15."
        assert (answer["response_type"], answer["replace_original"]) == ("ephemeral", False)
        socket.say.put(envelope("e2", {"type": "shortcut"}))
        assert socket.acknowledged.get(timeout=20) == "e2"
        assert kept.empty()
    finally:
        listener.close()


def test_an_answer_that_could_not_be_kept_is_not_acknowledged(socket: SocketDouble) -> None:
    tried: queue.Queue[Feedback] = queue.Queue()

    def fail(said: Feedback) -> None:
        tried.put(said)
        raise OSError("the disk is full")

    listener = listener_of(socket)
    listener.start(fail)
    try:
        socket.say.put(envelope("e1", chosen("not-same|d1||")))
        tried.get(timeout=20)
        socket.say.put(envelope("e2", {"type": "shortcut"}))
        assert socket.acknowledged.get(timeout=20) == "e2"
    finally:
        listener.close()


# ── building ─────────────────────────────────────────────────────────────────────────────────────────────────────


def test_someone_listens_only_where_asked_and_with_both_tokens(config: Path) -> None:  # noqa: F811 - the fixture
    tokens = {"MONITOR_SLACK_TOKEN": "xoxb-1", "MONITOR_SLACK_APP_TOKEN": "xapp-1"}
    assert build_listeners(load_settings(config, tokens)) == ((), "")
    (config / "monitor.yaml").write_text(CONFIG.replace("channel: C0000001", "channel: C0000001, socket: true"))
    (one,), reason = build_listeners(load_settings(config, tokens))
    assert isinstance(one, SlackSocket)
    assert reason == ""
    none, reason = build_listeners(load_settings(config, {"MONITOR_SLACK_TOKEN": "xoxb-1"}))
    assert none == ()
    assert "MONITOR_SLACK_APP_TOKEN" in reason
    built, _ = build_channels(load_settings(config, tokens), BOOK)
    assert "accessory" in built["slack"].prepare(digest())[0][1]
