"""Slack messages: every limit kept, nothing from a feed can steer Slack."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

import slackblocks
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.digest.render.blocks import MAX_MESSAGE, bar_chart, clip, escape, link, problems, section, size, units
from monitor.digest.render.slack import SlackMessage, render_slack, render_slack_alerts
from monitor.model import ChangeKind, Digest, DigestKind
from tests.digest.samples import BOOK, CARDS, NOW, SUPPLY, card, digest, source, stage

HOSTILE = (
    "<!channel> <@U123> <#C1|x> <https://evil.example|good.example> *bold* _it_ ~no~ `code` & &amp; > quote\n"
    "second line @here | \u202e reversed \u200b \x07 \x1b[31m"
)


def said(sentence: str, publisher: str = "Daily Cell") -> Digest:
    """A digest with a hostile source."""
    bad = replace(source("x", publisher, "ko", NOW, sentence), title=sentence)
    worse = replace(bad, item="y", publisher=publisher + sentence, url="javascript:alert(1)")
    hostile = card(replace(SUPPLY, sources=(bad, worse)), ChangeKind.NEW, stage("", "signed"))
    return replace(digest(), title=sentence, cards=(hostile,), rest=(hostile,))


def every_text(messages: tuple[SlackMessage, ...]) -> list[str]:
    """Every mrkdwn text and every notification."""
    shown = json.loads(json.dumps([list(m.blocks) for m in messages]))
    return [m.text for m in messages] + [t["text"] for blocks in shown for b in blocks for t in _mrkdwn(b)]


def _mrkdwn(block: dict[str, Any]) -> list[dict[str, Any]]:
    texts = [block["text"]] if "text" in block else block.get("elements", [])
    return [t for t in texts if t["type"] == "mrkdwn"]


def assert_within_limits(messages: tuple[SlackMessage, ...]) -> None:
    for message in messages:
        assert problems(message.text, list(message.blocks)) == ()
        blocks = [rebuilt for block in message.blocks for rebuilt in _rebuilt(block)]
        assert slackblocks.Message(channel="C1", text=message.text, blocks=blocks).to_dict()["blocks"]


def _rebuilt(block: dict[str, Any]) -> list[Any]:
    """The block as slackblocks builds it, which checks it against Slack's published limits."""
    if block["type"] == "data_visualization":
        axis = slackblocks.AxisConfig(categories=block["chart"]["axis_config"]["categories"])
        series = [
            slackblocks.DataSeries(
                name=s["name"], data=[slackblocks.DataPoint(p["label"], p["value"]) for p in s["data"]]
            )
            for s in block["chart"]["series"]
        ]
        return [slackblocks.DataVisualizationBlock(block["title"], slackblocks.BarChart(series, axis))]
    kinds: dict[str, Any] = {
        "section": slackblocks.SectionBlock,
        "header": slackblocks.HeaderBlock,
        "context": slackblocks.ContextBlock,
        "divider": slackblocks.DividerBlock,
    }
    return [kinds[block["type"]].from_dict(block)]


def test_the_sample_digests_keep_every_limit() -> None:
    for language in ("en", "ko", "zh"):
        assert_within_limits(render_slack(digest(language), BOOK))
    assert_within_limits(render_slack(digest(kind=DigestKind.WATCHING), BOOK))
    assert_within_limits(render_slack(replace(digest(), cards=CARDS * 2), BOOK))


def test_five_hundred_developments_in_korean_split_between_cards_and_pass() -> None:
    long = replace(
        SUPPLY, sources=tuple(replace(s, sentence="배터리 공급 계약을 맺었다. " * 60) for s in SUPPLY.sources)
    )
    many = tuple(card(replace(long, id=f"d{n}"), ChangeKind.NEW, stage("", "signed")) for n in range(500))
    messages = render_slack(replace(digest("ko"), cards=many, rest=many), BOOK)
    assert_within_limits(messages)
    headlines = sum(b["type"] == "section" and "체리자동차" in b["text"]["text"] for m in messages for b in m.blocks)
    assert headlines >= 500
    assert all(size(m.blocks) <= MAX_MESSAGE for m in messages)


def test_nothing_a_feed_holds_calls_people_or_makes_links() -> None:
    made = said(HOSTILE)
    alerts = render_slack_alerts(replace(made, kind=DigestKind.ALERT), BOOK)
    messages = (*render_slack(made, BOOK), *(a.post for a in alerts), *(a.reply for a in alerts))
    for text in every_text(messages):
        assert set(re.findall(r"<[^>]*?[|>]", text)) <= {
            "<https://news.example.com/x|",
            "<https://ledger.example.org/d/d-cells|",
        }
        assert not set(text) & set("\u202e\u200b\x07\x1b")


@settings(deadline=None, max_examples=60)
@given(st.text(max_size=4000), st.text(max_size=300))
def test_whatever_a_source_says_the_message_passes(sentence: str, publisher: str) -> None:
    assert_within_limits(render_slack(said(sentence, publisher), BOOK))
    assert_within_limits(tuple(a.reply for a in render_slack_alerts(said(sentence, publisher), BOOK)))


@settings(deadline=None)
@given(st.text(), st.integers(1, 50))
def test_clipping_counts_as_slack_does(text: str, limit: int) -> None:
    assert units(clip(text, limit)) <= limit
    assert units(text) == len(text.encode("utf-16-le", "surrogatepass")) // 2


def test_escaping_touches_three_signs_only() -> None:
    assert escape("a<b>&c|*_~`'\"") == "a&lt;b&gt;&amp;c|*_~`'\""


def test_a_bar_in_an_address_cannot_end_it() -> None:
    assert link("https://a.example/x|y", "a|b\nc") == "<https://a.example/x%7Cy|a|b c>"


def test_chart_labels_that_are_cut_alike_are_counted_together() -> None:
    chart = bar_chart("t", "n", [("a" * 30, 1), ("a" * 40, 2)])["chart"]
    assert chart["series"][0]["data"] == [{"label": "a" * 19 + "…", "value": 3}]


def test_the_check_names_what_is_wrong() -> None:
    assert problems("", []) != ()
    assert problems("x", [section(["y"])] * 51) != ()
    assert problems("x", [{"type": "section", "text": {"type": "mrkdwn", "text": "y" * 3001}}]) != ()
    assert problems("x", [{"type": "video"}]) != ()
    assert problems("x", [{**section(["y"]), "block_id": "same"}] * 2) != ()
    assert problems("x", [section(["y" * 2900])] * 5) != ()
    assert problems("x", [bar_chart("t", "n", [("a", 1)])] * 3) != ()
