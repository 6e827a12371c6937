"""The summary of a run in lines; `tables` draws what a line does not hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Final

from monitor.model import Conservation, Count, FeedResult, RunSummary

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


def _kinds(lost: Iterable[FeedResult]) -> str:
    return ", ".join(f"{kind} {n}" for kind, n in Counter(f.outcome for f in lost).most_common())
