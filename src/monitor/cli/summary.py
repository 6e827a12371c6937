"""The summary of a run: one line when nothing is new, else feeds, items, developments and deliveries in tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from rich.console import Group, RenderableType
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from monitor.model import Conservation, Count, DeliveryResult, DeliveryState, FeedResult, RunSummary

#: Outcomes that say nothing of a feed: it was left for a later poll.
_NOT_ASKED: Final = ("deferred",)
#: No host at all could be reached: one trouble, and it is ours.
OFFLINE: Final = "offline"


def is_quiet(summary: RunSummary) -> bool:
    """Whether the run told nobody anything and moved nothing."""
    moved = summary.new or summary.updated or summary.conflicts
    return not (moved or summary.digests or summary.deliveries or summary.failures)


def failing(feeds: Iterable[FeedResult]) -> tuple[FeedResult, ...]:
    """The feeds that gave no usable answer."""
    return tuple(f for f in feeds if f.failed and f.outcome not in _NOT_ASKED)


def quiet_line(summary: RunSummary) -> str:
    """ "nothing new: …" in one line, with the conservation sum."""
    feeds = f"{len(summary.feeds)} feeds polled" if summary.feeds else "no feed was due"
    lost = failing(summary.feeds)
    without = f" ({len(lost)} could not be read: {_kinds(lost)})" if lost else ""
    return f"nothing new: {feeds}{without}; {conservation_line(summary.conservation)}"


def conservation_line(c: Conservation) -> str:
    """The sum that must hold, as one line."""
    dropped = sum(count.n for count in c.dropped)
    reasons = ", ".join(f"{count.name} {count.n}" for count in c.dropped)
    line = f"{c.items} items in = {c.reported} reported + {c.merged} merged + {dropped} dropped"
    line += f" ({reasons})" if reasons else ""
    line += f" + {c.waiting} waiting" if c.waiting else ""
    return line if c.balanced else f"{line} — THE SUM DOES NOT HOLD"


def articles_line(articles: Sequence[Count]) -> str:
    """ "articles wanted: 9, ok 7, paywall 1, robots 1"."""
    return f"articles wanted: {sum(count.n for count in articles)}, " + ", ".join(f"{c.name} {c.n}" for c in articles)


def render_summary(summary: RunSummary) -> RenderableType:
    """The whole summary, for a terminal."""
    parts: list[RenderableType] = [Text(), Rule(f"run {summary.run}")]
    if summary.feeds:
        parts.append(feed_table(summary.feeds))
    lost = failing(summary.feeds)
    if lost:
        parts.append(_lost_table(lost))
    if summary.articles:
        parts.append(Text(articles_line(summary.articles)))
    parts.append(_items_table(summary.conservation))
    parts.append(Text(f"developments: {summary.new} new, {summary.updated} updated, {summary.conflicts} in conflict"))
    if summary.deliveries:
        parts.append(delivery_table(summary.deliveries))
    parts.extend(Text(f"note: {note}", style="yellow") for note in summary.notes)
    parts.append(Text(conservation_line(summary.conservation), style="bold"))
    return Group(*parts)


def feed_table(feeds: Sequence[FeedResult]) -> Table:
    """Feeds by outcome."""
    table = Table("feeds", "outcome", "new items", "revised", title="feeds")
    for outcome, n in Counter(f.outcome for f in feeds).most_common():
        of = [f for f in feeds if f.outcome == outcome]
        table.add_row(str(n), outcome, str(sum(f.new for f in of)), str(sum(f.revised for f in of)))
    return table


def _lost_table(lost: Sequence[FeedResult]) -> Table:
    """Every feed that gave nothing, by name; those with one and the same trouble share a row."""
    title = f"{len(lost)} feeds could not be read; they are asked again later"
    table = Table("feeds", "outcome", "reason", title=title)
    together = [feed for feed in lost if feed.outcome == OFFLINE]
    if together:
        names = ", ".join(sorted(feed.feed for feed in together))
        table.add_row(Text(names), OFFLINE, "no host at all could be reached: this machine has no network")
    for feed in sorted(lost, key=lambda one: (one.outcome, one.feed)):
        if feed.outcome != OFFLINE:
            table.add_row(Text(feed.feed), Text(feed.outcome), Text(feed.reason))
    return table


def _items_table(c: Conservation) -> Table:
    table = Table("where", "items", title="items")
    rows = [("in", c.items), ("reported", c.reported), ("merged (known already)", c.merged)]
    rows += [(f"dropped: {count.name}", count.n) for count in c.dropped]
    rows += [("waiting", c.waiting)] if c.waiting else []
    for name, n in rows:
        table.add_row(Text(name), str(n))
    return table


def delivery_table(deliveries: Sequence[DeliveryResult]) -> Table:
    """Deliveries, one a row."""
    table = Table("channel", "target", "state", "reason", title="deliveries")
    for d in deliveries:
        style = "green" if d.state == DeliveryState.SENT else "red" if d.state == DeliveryState.DEAD else "yellow"
        table.add_row(Text(d.channel), Text(d.target), Text(str(d.state), style=style), Text(d.reason))
    return table


def _kinds(lost: Iterable[FeedResult]) -> str:
    return ", ".join(f"{kind} {n}" for kind, n in Counter(f.outcome for f in lost).most_common())
