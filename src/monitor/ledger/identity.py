"""Is this report about that development? Facts decide; text only recognises copies and breaks ties.

Slots agree, disagree or are silent. A disagreeing slot vetoes, agreement adds weight, silence is neutral
(architecture §6). The weights are calibrated on the labelled stories; `make gate` re-checks them.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from monitor.config.identity import Identity
from monitor.ledger.amounts import Agreement, agreement
from monitor.ledger.change import advances
from monitor.ledger.entry import Entry, named
from monitor.ledger.similarity import similarity
from monitor.model import UNNAMED, Development, Party, Side, value

#: What the agreeing slots must weigh together.
JOIN_AT: Final = 4.0
#: Two titles of one language this alike (character pairs in common) are copies of one text.
COPY_SIMILARITY: Final = 0.75
COPY_WITHIN: Final = timedelta(days=3)
#: Events that recur are one development only within this span.
RECURRING_WITHIN: Final = timedelta(days=6)
#: A firm known by country only may be the named one for this long.
UNNAMED_WITHIN: Final = timedelta(days=21)
#: Beyond this without news, the same pair doing the same thing is another deal unless its facts say otherwise.
STALE_AFTER: Final = timedelta(days=50)
#: Beyond this, nothing joins.
DEAD_AFTER: Final = timedelta(days=540)

_PARTIES: Final = {"both": 2.5, "only": 1.0, "one": 0.5, "unnamed": 1.5}
_EVENT: Final = {"same": 1.5, "family": 1.0, "open": 1.0, "closing": 1.0, "foreign": -1.0}
_AMOUNT, _PRODUCT, _PLACE, _PERIOD = 2.0, 1.0, 1.0, 0.5
_FRESH: Final = ((timedelta(days=3), 1.5), (timedelta(days=10), 1.0), (timedelta(days=30), 0.5))
_AGED: Final = -0.5
#: After a long silence the next stage of a deal is likelier than a retelling, and a retelling than the same deal anew.
_STALE_STEP: Final = -1.5
_STALE: Final = -3.0
#: Time says nothing, so parties and event alone do not make an undated report of the same deal.
UNDATED: Final = 0.0


@value
class Verdict:
    """Whether an entry belongs to a development; `weight` ranks several that would take it."""

    joins: bool
    weight: float
    reasons: tuple[str, ...]


def judge(entry: Entry, development: Development, identity: Identity) -> Verdict:
    """Compare an entry with a development that precedes it in the canonical order."""
    veto = _veto(entry, development, identity)
    if veto:
        return Verdict(joins=False, weight=0.0, reasons=(veto,))
    likeness = _likeness(entry, development)
    if likeness >= COPY_SIMILARITY and _within(entry, development, COPY_WITHIN):
        return Verdict(joins=True, weight=10.0 + likeness, reasons=("copy of the same text",))
    weighed = _weigh(entry, development, identity)
    weight = sum(w for w, _ in weighed)
    reasons = tuple(f"{reason} ({w:+.1f})" for w, reason in weighed)
    return Verdict(joins=weight >= JOIN_AT, weight=weight + likeness / 10, reasons=reasons)


# ── vetoes ───────────────────────────────────────────────────────────────────────────────────────────────────────


def _veto(entry: Entry, development: Development, identity: Identity) -> str:
    report = entry.report
    if not _within(entry, development, DEAD_AFTER):
        return "too long ago"
    for side in (Side.CN, Side.KR):
        if _other_firm(report.parties, development.parties, side, identity):
            return f"another firm on the {side.value} side"
    if _recurs(report.event, development.event, identity) and not _within(entry, development, RECURRING_WITHIN):
        return "a recurring event, at another time"
    if not _altering(entry, identity) and _amounts(entry, development, identity) is Agreement.CONFLICTS:
        return "another amount"
    if _excluded(report.products, development.products, identity):
        return "another product"
    if _disjoint(_quarters(report.periods), _quarters(development.periods)) and report.event in identity.recurring:
        return "another quarter"
    return ""


def _other_firm(ours: tuple[Party, ...], theirs: tuple[Party, ...], side: Side, identity: Identity) -> bool:
    """Both name firms of a side, and no two of them are kin."""
    a = {p.entity for p in ours if p.side is side} - set(UNNAMED.values())
    b = {p.entity for p in theirs if p.side is side} - set(UNNAMED.values())
    return bool(a) and bool(b) and not any(identity.kin(x, y) for x in a for y in b)


def _recurs(a: str, b: str, identity: Identity) -> bool:
    return a in identity.recurring or b in identity.recurring


def _altering(entry: Entry, identity: Identity) -> bool:
    return entry.report.status in identity.reversals or entry.report.event == "supply-change"


def _amounts(entry: Entry, development: Development, identity: Identity) -> Agreement:
    return agreement(entry.report.amounts, development.amounts, identity, entry.at.date())


def _excluded(ours: tuple[str, ...], theirs: tuple[str, ...], identity: Identity) -> bool:
    """Other models of one maker; or goods that exclude each other, while no other product is common to both."""
    if any(_disjoint(models & set(ours), models & set(theirs)) for models in identity.models):
        return True
    if set(ours) & set(theirs):
        return False
    return any(_disjoint(group & set(ours), group & set(theirs)) for group in identity.exclusive_products)


def _quarters(periods: tuple[str, ...]) -> set[str]:
    return {p for p in periods if "-Q" in p}


def _disjoint(a: set[str] | frozenset[str], b: set[str] | frozenset[str]) -> bool:
    return bool(a) and bool(b) and not a & b


# ── weights ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _weigh(entry: Entry, development: Development, identity: Identity) -> list[tuple[float, str]]:
    report = entry.report
    kinship = identity.kinship(report.event, development.event)
    weighed = [
        _weigh_parties(entry, development, identity),
        (_EVENT[kinship], f"{kinship} event"),
        _weigh_time(entry, development, identity),
    ]
    if _amounts(entry, development, identity) is Agreement.AGREES:
        weighed.append((_AMOUNT, "same amount"))
    if set(report.products) & set(development.products):
        weighed.append((_PRODUCT, "same product"))
    if set(report.places) & set(development.places) - identity.common_places:
        weighed.append((_PLACE, "same place"))
    if set(report.periods) & set(development.periods):
        weighed.append((_PERIOD, "same period"))
    return weighed


def _weigh_parties(entry: Entry, development: Development, identity: Identity) -> tuple[float, str]:
    known = {p.entity for p in development.parties} - set(UNNAMED.values())
    shared = [e for e in named(entry.report) if any(identity.kin(e, k) for k in known)]
    if len(shared) >= 2:
        return _PARTIES["both"], f"same parties {', '.join(sorted(shared))}"
    if not shared:
        return 0.0, "no party in common"
    if _fills_unnamed(entry, development) and _within(entry, development, UNNAMED_WITHIN):
        return _PARTIES["unnamed"], f"same party {shared[0]}, the other side known by country"
    if len(known) == len(named(entry.report)) == 1:
        return _PARTIES["only"], f"same single party {shared[0]}"
    if 1 in (len(known), len(named(entry.report))) and not _recurs(entry.report.event, development.event, identity):
        return _PARTIES["only"], f"same party {shared[0]}, the other not named"
    return _PARTIES["one"], f"same party {shared[0]}, others differ"


def _fills_unnamed(entry: Entry, development: Development) -> bool:
    """One of the two knows the counterparty by country only, and the other has a party of that side."""
    ours, theirs = {p.entity for p in entry.report.parties}, {p.entity for p in development.parties}
    sides = {p.side for p in entry.report.parties} & {p.side for p in development.parties}
    return any(UNNAMED[s] in ours | theirs for s in (Side.KR, Side.CN) if s in sides)


def _weigh_time(entry: Entry, development: Development, identity: Identity) -> tuple[float, str]:
    gap = _gap(entry, development)
    if gap is None:
        return UNDATED, "undated"
    for limit, weight in _FRESH:
        if gap <= limit:
            return weight, f"{gap.days} days apart"
    if gap <= STALE_AFTER:
        return _AGED, f"{gap.days} days apart"
    if advances(development.status, entry.report.status, identity):
        return _STALE_STEP, f"a further stage, {gap.days} days apart"
    return _STALE, f"{gap.days} days apart"


def _gap(entry: Entry, development: Development) -> timedelta | None:
    """Time since the last dated source (all of them stand before the entry); None where either side has no date."""
    if not entry.dated:
        return None
    last = next((source.at for source in reversed(development.sources) if source.dated), None)
    return None if last is None else entry.at - last


def _within(entry: Entry, development: Development, span: timedelta) -> bool:
    """Whether the two are that near in time, as far as anybody says."""
    gap = _gap(entry, development)
    return gap is None or gap <= span


def _likeness(entry: Entry, development: Development) -> float:
    """The best likeness of the title to a title of the same language among the latest sources."""
    ours = entry.source
    peers = (s for s in development.sources[-20:] if s.language == ours.language)
    return max((similarity(ours.title, peer.title) for peer in peers), default=0.0)
