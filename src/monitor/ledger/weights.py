"""What speaks for a report being about a development, and how much each agreeing fact weighs.

A fact weighs by how rarely two deals share it: the same tonnage is nearly proof, the same two giants are not, and that
a maker of foil sells foil is nothing. How the weights were set: docs/decisions/0011.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from monitor.config.identity import Identity
from monitor.ledger.amounts import Agreement, agreement
from monitor.ledger.change import advances
from monitor.ledger.entry import Entry, named
from monitor.ledger.nearness import TOGETHER, gap, together, within
from monitor.ledger.vetoes import recurs
from monitor.model import UNNAMED, Development, Party, Report, Scope, Side, value

#: A firm known by country only may be the named one for this long.
UNNAMED_WITHIN: Final = timedelta(days=30)
#: Beyond this without news, the same pair doing the same thing is another deal unless its facts say otherwise.
STALE_AFTER: Final = timedelta(days=50)
#: A stage at which outlets name a deal after whatever it may become.
MEMORANDUM: Final = "mou"
#: Without dates the stage is the only clock: reports this many ranks apart may still be of one moment.
STAGES_NEAR: Final = 2

_UNNAMED: Final = frozenset(UNNAMED.values())
_PARTIES: Final = {
    "pair": 2.5,
    "busy pair": 2.0,
    "kin pair": 1.5,
    "target": 2.5,
    "unnamed": 2.0,
    "unnamed, busy": 1.5,
    "only": 1.0,
    "one": 0.5,
    "nameless": 0.5,
}
_EVENT: Final = {"same": 1.5, "serial": 1.0, "family": 1.0, "open": 1.0, "closing": 1.0, "foreign": -1.0}
_AMOUNT: Final = {Agreement.AGREES: 2.5, Agreement.HINTS: 1.0}
_PRODUCT, _PLACE, _PERIOD = 1.0, 1.0, 0.5
#: What both name and do not share speaks against one deal, unless they came out together: outlets pick their facts.
_APART: Final = -0.5
_FRESH: Final = ((TOGETHER, 1.5), (timedelta(days=10), 1.0), (timedelta(days=30), 0.5))
_AGED: Final = -0.5
#: After a long silence a reversal or the next stage is likelier than a retelling, and that than the same deal anew; and
#: a deal ends once.
_STALE_END, _STALE_REVERSAL, _STALE_STEP, _STALE = 0.5, 0.0, -1.0, -3.0
_UNDATED, _UNDATED_FAR = 0.0, -1.0


@value
class Weighed:
    """One fact compared: how much it weighs, and what it is in words."""

    weight: float
    reason: str


_SILENT: Final = Weighed(weight=0.0, reason="")


def weigh(entry: Entry, development: Development, identity: Identity) -> list[Weighed]:
    """All facts that agree or differ; facts of which one side is silent are left out."""
    weighed = (
        _parties(entry, development, identity),
        _event(entry, development, identity),
        _time(entry, development, identity),
        _amounts(entry, development, identity),
        _products(entry, development, identity),
        _places(entry, development, identity),
        _periods(entry, development),
    )
    return [one for one in weighed if one.reason]


# ── who ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def _parties(entry: Entry, development: Development, identity: Identity) -> Weighed:
    known = {p.entity for p in development.parties} - _UNNAMED
    shared = sorted(e for e in named(entry.report) if any(identity.kin(e, k) for k in known))
    if len(shared) >= 2:
        return Weighed(weight=_PARTIES[_pair(shared, known, identity)], reason=f"same parties {', '.join(shared)}")
    if not shared and _nameless(entry.report, development):
        return Weighed(weight=_PARTIES["nameless"], reason="one of the two names nobody")
    if not shared:
        return Weighed(weight=0.0, reason="no party in common")
    kind, reason = _single(entry, development, known, shared[0], identity)
    return Weighed(weight=_PARTIES[kind], reason=f"same {reason}")


def _pair(shared: list[str], known: set[str], identity: Identity) -> str:
    """A pair by way of parent or subsidiary, one of firms that do many deals, or one that is telling, as three are."""
    if len(known.intersection(shared)) < 2:
        return "kin pair"
    several = len({identity.parents.get(firm, firm) for firm in shared}) > 2
    return "busy pair" if identity.busy.issuperset(shared) and not several else "pair"


def _single(
    entry: Entry, development: Development, known: set[str], shared: str, identity: Identity
) -> tuple[str, str]:
    report = entry.report
    if shared in _targets(report.parties) & _targets(development.parties):
        return "target", f"target {shared}"
    if _fills_unnamed(report, development) and within(entry, development, UNNAMED_WITHIN):
        kind = "unnamed, busy" if shared in identity.busy else "unnamed"
        return kind, f"party {shared}, the other side known by country"
    if len(known) == len(named(report)) == 1:
        return "only", f"single party {shared}"
    if 1 in (len(known), len(named(report))) and _may_be_silent(report, development, identity):
        return "only", f"party {shared}, the other not named"
    return "one", f"party {shared}, others differ"


def _nameless(report: Report, development: Development) -> bool:
    """One of the two knows all its firms by country only, the other has firms of those sides, and both concern both."""
    ours, theirs = report.parties, development.parties
    bare, full = (ours, theirs) if all(p.entity in _UNNAMED for p in ours) else (theirs, ours)
    if report.scope != development.scope or report.scope is not Scope.CORE:
        return False
    return all(p.entity in _UNNAMED for p in bare) and {p.side for p in bare} <= {p.side for p in full}


def _targets(parties: tuple[Party, ...]) -> set[str]:
    return {p.entity for p in parties if p.role == "target"}


def _fills_unnamed(report: Report, development: Development) -> bool:
    """One of the two knows the counterparty by country only, and the other has a party of that side."""
    ours, theirs = {p.entity for p in report.parties}, {p.entity for p in development.parties}
    sides = {p.side for p in report.parties} & {p.side for p in development.parties}
    return any(UNNAMED[s] in ours | theirs for s in (Side.KR, Side.CN) if s in sides)


def _may_be_silent(report: Report, development: Development, identity: Identity) -> bool:
    """Whether one report may have left out the other's second party: not where it concerns one country only."""
    return report.scope == development.scope and not recurs(report.event, development.event, identity)


# ── what and when ────────────────────────────────────────────────────────────────────────────────────────────────


def _event(entry: Entry, development: Development, identity: Identity) -> Weighed:
    report = entry.report
    kinship = identity.kinship(report.event, development.event)
    if kinship == "same" and report.event in identity.serial:
        return Weighed(weight=_EVENT["serial"], reason="same event, one of a series")
    if kinship == "family" and together(entry, development):
        return Weighed(weight=_EVENT["same"], reason="family event, within days")
    if kinship in ("family", "closing", "open") and report.status in identity.reversals:
        return Weighed(weight=_EVENT["same"], reason=f"{kinship} event, taken back")
    if kinship == "foreign" and report.status == development.status == MEMORANDUM:
        return Weighed(weight=_EVENT["open"], reason="memoranda, whose kind is open")
    return Weighed(weight=_EVENT[kinship], reason=f"{kinship} event")


def _time(entry: Entry, development: Development, identity: Identity) -> Weighed:
    apart = gap(entry, development)
    if apart is None:
        return _stage_as_clock(entry, development, identity)
    said = f"{apart.days} days apart"
    for limit, weight in _FRESH:
        if apart <= limit:
            return Weighed(weight=weight, reason=said)
    if apart <= STALE_AFTER:
        return Weighed(weight=_AGED, reason=said)
    if entry.report.status in identity.reversals:
        ended = entry.report.status == development.status and entry.report.status not in identity.alterations
        return Weighed(weight=_STALE_END if ended else _STALE_REVERSAL, reason=f"a reversal, {said}")
    if advances(development, entry.report.status, identity):
        return Weighed(weight=_STALE_STEP, reason=f"a further stage, {said}")
    return Weighed(weight=_STALE, reason=said)


def _stage_as_clock(entry: Entry, development: Development, identity: Identity) -> Weighed:
    ours, theirs = (identity.ranks.get(stage) for stage in (entry.report.status, development.status))
    near = ours is theirs if ours is None or theirs is None else abs(ours - theirs) <= STAGES_NEAR
    if near:
        return Weighed(weight=_UNDATED, reason="undated")
    return Weighed(weight=_UNDATED_FAR, reason="undated, at quite another stage")


# ── how much, of what, where ─────────────────────────────────────────────────────────────────────────────────────


def _amounts(entry: Entry, development: Development, identity: Identity) -> Weighed:
    said = agreement(entry.report.amounts, development.amounts, identity, entry.at.date())
    return Weighed(weight=_AMOUNT[said], reason="same amount") if said in _AMOUNT else _SILENT


def _products(entry: Entry, development: Development, identity: Identity) -> Weighed:
    ours, theirs = set(entry.report.products), set(development.products)
    shared = ours & theirs
    if not shared:
        return _apart("products", ours, theirs, together=together(entry, development))
    usual = frozenset[str]().union(*(identity.usual(p.entity) for p in development.parties))
    return Weighed(weight=_PRODUCT, reason="same product") if shared - usual else _SILENT


def _places(entry: Entry, development: Development, identity: Identity) -> Weighed:
    ours, theirs = (set(places) - identity.common_places for places in (entry.report.places, development.places))
    if ours & theirs:
        return Weighed(weight=_PLACE, reason="same place")
    return _apart("places", ours, theirs, together=together(entry, development))


def _periods(entry: Entry, development: Development) -> Weighed:
    """Years that differ tell undated reports apart; with dates, a deal has many years in it."""
    ours, theirs = set(entry.report.periods), set(development.periods)
    if ours & theirs:
        return Weighed(weight=_PERIOD, reason="same period")
    return _apart("periods", ours, theirs, together=gap(entry, development) is not None)


def _apart(what: str, ours: set[str], theirs: set[str], *, together: bool) -> Weighed:
    return Weighed(weight=_APART, reason=f"{what} differ") if ours and theirs and not together else _SILENT
