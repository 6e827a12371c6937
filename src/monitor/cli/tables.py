"""The summary of a run in tables: feeds, items, developments and deliveries. Apart from the lines, for a poll that
prints JSON draws nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from monitor.cli.summary import OFFLINE, articles_line, conservation_line, failing
from monitor.model import Conservation, DeliveryResult, DeliveryState, FeedResult, RunSummary


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
