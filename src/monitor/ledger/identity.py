"""Is this report about that development? Facts decide; text only recognises copies and breaks ties.

Slots agree, disagree or are silent. Some disagreements veto, others weigh against; agreement adds weight, silence is
neutral (`vetoes`, `weights`).
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from monitor.config.identity import Identity
from monitor.ledger.entry import Entry
from monitor.ledger.nearness import within
from monitor.ledger.similarity import similarity
from monitor.ledger.vetoes import veto
from monitor.ledger.weights import weigh
from monitor.model import Development, value

#: What the facts must weigh together.
JOIN_AT: Final = 4.0
#: Two titles of one language this alike (character pairs in common) are copies of one text.
COPY_SIMILARITY: Final = 0.75
COPY_WITHIN: Final = timedelta(days=3)


@value
class Verdict:
    """Whether an entry belongs to a development; `weight` ranks several that would take it."""

    joins: bool
    weight: float
    reasons: tuple[str, ...]


def judge(entry: Entry, development: Development, identity: Identity) -> Verdict:
    """Compare an entry with a development that precedes it in the canonical order."""
    against = veto(entry, development, identity)
    if against:
        return Verdict(joins=False, weight=0.0, reasons=(against,))
    likeness = _likeness(entry, development)
    if likeness >= COPY_SIMILARITY and within(entry, development, COPY_WITHIN):
        return Verdict(joins=True, weight=10.0 + likeness, reasons=("copy of the same text",))
    weighed = weigh(entry, development, identity)
    weight = sum(one.weight for one in weighed)
    reasons = tuple(f"{one.reason} ({one.weight:+.2g})" for one in weighed)
    return Verdict(joins=weight >= JOIN_AT, weight=weight + likeness / 10, reasons=reasons)


def _likeness(entry: Entry, development: Development) -> float:
    """The best likeness of the title to a title of the same language among the latest sources."""
    ours = entry.source
    peers = (s for s in development.sources[-20:] if s.language == ours.language)
    return max((similarity(ours.title, peer.title) for peer in peers), default=0.0)
