"""Slack's Block Kit: its limits, its escapes, and a check of a whole message against them.

Lengths are counted in UTF-16 units, as Slack counts them: a flag is four.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

Block = dict[str, Any]

MAX_BLOCKS: Final = 50
MAX_HEADER: Final = 150
MAX_SECTION: Final = 3000
MAX_CONTEXT_ELEMENTS: Final = 10
MAX_ID: Final = 255
MAX_CHARTS: Final = 2
MAX_LABEL: Final = 20
MAX_CHART_TITLE: Final = 50
MAX_CATEGORIES: Final = 20
MAX_FALLBACK: Final = 40_000
MAX_OPTIONS: Final = 5
MAX_OPTION: Final = 75
MAX_VALUE: Final = 150
#: Undocumented limit of a whole message ("msg_blocks_too_long"); people met it from 13,200 on.
MAX_MESSAGE: Final = 12_000

_TABLE: Final = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})


def units(text: str) -> int:
    """The length of a text in UTF-16 units."""
    return len(text) + sum(1 for c in text if ord(c) > 0xFFFF)


def clip(text: str, limit: int) -> str:
    """The text cut to `limit` UTF-16 units, with "…" where something is missing."""
    if units(text) <= limit:
        return text
    kept = text[: limit - 1]
    while units(kept) > limit - 1:
        kept = kept[:-1]
    return kept.rstrip() + "…"


def escape(text: str) -> str:
    """Text from outside as Slack prints it: no mention, channel call or link can be written with it."""
    return text.translate(_TABLE)


def bold(text: str) -> str:
    """Bold text; an asterisk inside would end it."""
    return f"*{escape(text.replace('*', '∗'))}*"


def link(url: str, label: str) -> str:
    """A link with a label, or the label alone where there is no address or it is too long to be one."""
    shown = escape(" ".join(label.split()))
    address = escape(url.replace("|", "%7C"))
    return f"<{address}|{shown}>" if url and units(address) <= 2000 else shown


def header(text: str) -> Block:
    """A headline of a message."""
    return {
        "type": "header",
        "text": {"type": "plain_text", "text": clip(text, MAX_HEADER).strip() or "…", "emoji": False},
    }


def section(lines: Iterable[str], menu: Block | None = None) -> Block:
    """A paragraph of mrkdwn lines, with a menu beside it where there is one; whole lines are left out from the end
    where it would get too long."""
    block: Block = {"type": "section", "text": _mrkdwn(_fit(lines, "\n"))}
    return {**block, "accessory": menu} if menu else block


def overflow(action: str, options: Iterable[tuple[str, str]]) -> Block:
    """A "⋯" menu of (value, label)."""
    shown = [
        {"text": {"type": "plain_text", "text": clip(label, MAX_OPTION), "emoji": False}, "value": value}
        for value, label in options
    ]
    return {"type": "overflow", "action_id": action, "options": shown}


def context(parts: Iterable[str]) -> Block:
    """A line in small print."""
    return {"type": "context", "elements": [_mrkdwn(_fit(parts, "  ·  "))]}


def divider() -> Block:
    """A thin line."""
    return {"type": "divider"}


def bar_chart(title: str, name: str, counts: Iterable[tuple[str, int]]) -> Block:
    """A chart of counts by label; labels that are cut to the same text are counted together."""
    bars: dict[str, int] = {}
    for label, count in counts:
        short = clip(label, MAX_LABEL)
        bars[short] = bars.get(short, 0) + count
    shown = dict(list(bars.items())[:MAX_CATEGORIES])
    data = [{"label": label, "value": count} for label, count in shown.items()]
    chart = {
        "type": "bar",
        "series": [{"name": clip(name, MAX_LABEL), "data": data}],
        "axis_config": {"categories": list(shown)},
    }
    return {"type": "data_visualization", "title": clip(title, MAX_CHART_TITLE), "chart": chart}


def _mrkdwn(text: str) -> Block:
    # verbatim: Slack must not make links or channel names out of what a headline happens to hold
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def _fit(lines: Iterable[str], separator: str) -> str:
    kept: list[str] = []
    for line in lines:
        if units(separator.join([*kept, line])) > MAX_SECTION:
            break
        kept.append(line)
    return separator.join(kept) or "…"


# ── the check ────────────────────────────────────────────────────────────────────────────────────────────────────


def size(blocks: Iterable[Block]) -> int:
    """The text of some blocks, in UTF-16 units."""
    return sum(units(text) for block in blocks for text in (*_texts(block), *map(_label, _options(block))))


def problems(text: str, blocks: list[Block]) -> tuple[str, ...]:
    """What Slack would refuse of a message, in words."""
    return tuple(_problems(text, blocks))


def _problems(text: str, blocks: list[Block]) -> Iterator[str]:
    if not text or units(text) > MAX_FALLBACK:
        yield f"the fallback text must have 1 to {MAX_FALLBACK} characters"
    if len(blocks) > MAX_BLOCKS:
        yield f"{len(blocks)} blocks, {MAX_BLOCKS} are allowed"
    if size(blocks) > MAX_MESSAGE:
        yield f"{size(blocks)} characters in all, {MAX_MESSAGE} are safe"
    ids = [b["block_id"] for b in blocks if "block_id" in b]
    if len(ids) != len(set(ids)) or any(units(i) > MAX_ID for i in ids):
        yield f"block ids must differ and have at most {MAX_ID} characters"
    if sum(b["type"] == "data_visualization" for b in blocks) > MAX_CHARTS:
        yield f"more than {MAX_CHARTS} charts"
    for at, block in enumerate(blocks):
        yield from (f"block {at}: {p}" for p in _block_problems(block))


def _block_problems(block: Block) -> Iterator[str]:
    limit = {"header": MAX_HEADER, "section": MAX_SECTION, "context": MAX_SECTION, "divider": 0}.get(block["type"])
    if block["type"] == "data_visualization":
        yield from _chart_problems(block)
        return
    if limit is None:
        yield f"unknown type {block['type']!r}"
        return
    if len(block.get("elements", ())) > MAX_CONTEXT_ELEMENTS:
        yield f"more than {MAX_CONTEXT_ELEMENTS} elements"
    if any(not text or units(text) > limit for text in _texts(block)):
        yield f"a text is empty or longer than {limit}"
    if "accessory" in block:
        yield from _menu_problems(_options(block))


def _menu_problems(options: list[Block]) -> Iterator[str]:
    if not 1 < len(options) <= MAX_OPTIONS:
        yield f"a menu takes 2 to {MAX_OPTIONS} options"
    if any(not _label(o) or units(_label(o)) > MAX_OPTION or len(o["value"]) > MAX_VALUE for o in options):
        yield f"an option takes a label of 1 to {MAX_OPTION} and a value of at most {MAX_VALUE} characters"


def _options(block: Block) -> list[Block]:
    found: list[Block] = block.get("accessory", {}).get("options", [])
    return found


def _label(option: Block) -> str:
    return str(option["text"]["text"])


def _chart_problems(block: Block) -> Iterator[str]:
    categories = block["chart"]["axis_config"]["categories"]
    if units(block["title"]) > MAX_CHART_TITLE or not 1 <= len(categories) <= MAX_CATEGORIES:
        yield f"a chart takes a title of {MAX_CHART_TITLE} and 1 to {MAX_CATEGORIES} bars"
    if any(units(c) > MAX_LABEL for c in categories) or len(set(categories)) != len(categories):
        yield f"chart labels must differ and have at most {MAX_LABEL} characters"


def _texts(block: Block) -> Iterator[str]:
    if "text" in block:
        yield block["text"]["text"]
    for element in block.get("elements", ()):
        yield element["text"]
