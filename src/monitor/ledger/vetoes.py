"""What shows that a report is not about a development, whatever else agrees."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

from monitor.config.identity import Identity
from monitor.ledger.amounts import Agreement, agreement, same_value
from monitor.ledger.change import replaced_amounts
from monitor.ledger.entry import Entry
from monitor.ledger.nearness import within
from monitor.model import UNNAMED, Development, Party, Side

#: Events that recur are one development only within this span.
RECURRING_WITHIN: Final = timedelta(days=6)
#: Beyond this nothing joins: a memorandum of last year and a contract of this one are two things to tell.
DEAD_AFTER: Final = timedelta(days=365)


def veto(entry: Entry, development: Development, identity: Identity) -> str:
    """Why the entry cannot belong to the development; "" when nothing speaks against it."""
    report = entry.report
    if not within(entry, development, DEAD_AFTER):
        return "too long ago"
    for side in (Side.CN, Side.KR):
        if _other_firm(report.parties, development.parties, side, identity):
            return f"another firm on the {side.value} side"
    if recurs(report.event, development.event, identity) and not within(entry, development, RECURRING_WITHIN):
        return "a recurring event, at another time"
    return _veto_by_facts(entry, development, identity)


def recurs(a: str, b: str, identity: Identity) -> bool:
    """Whether one of two events is of a kind that comes back."""
    return a in identity.recurring or b in identity.recurring


def _veto_by_facts(entry: Entry, development: Development, identity: Identity) -> str:
    report = entry.report
    amounts = agreement(report.amounts, development.amounts, identity, entry.at.date())
    if amounts is Agreement.CONFLICTS and not _altered(entry, development, identity):
        return "another amount"
    if amounts is not Agreement.AGREES and _excluded(report.products, development.products, identity):
        return "another product"
    if _other_term(report.periods, development.periods):
        return "another term"
    if report.event in identity.recurring and _disjoint(_quarters(report.periods), _quarters(development.periods)):
        return "another quarter"
    return ""


def _other_firm(ours: tuple[Party, ...], theirs: tuple[Party, ...], side: Side, identity: Identity) -> bool:
    """Both name firms of a side, and no two of them are kin."""
    a = {p.entity for p in ours if p.side is side} - set(UNNAMED.values())
    b = {p.entity for p in theirs if p.side is side} - set(UNNAMED.values())
    return bool(a) and bool(b) and not any(identity.kin(x, y) for x in a for y in b)


def _altered(entry: Entry, development: Development, identity: Identity) -> bool:
    """The entry alters the figures, or tells the ones that held before they were altered."""
    if identity.alters(entry.report.event, entry.report.status):
        return True
    past = replaced_amounts(development)
    return any(p.unit == a.unit and same_value(p, a) for p in past for a in entry.report.amounts)


def _excluded(ours: tuple[str, ...], theirs: tuple[str, ...], identity: Identity) -> bool:
    """Other models of one maker; or goods that exclude each other, while no other product is common to both."""
    if any(_disjoint(models & set(ours), models & set(theirs)) for models in identity.models):
        return True
    if set(ours) & set(theirs):
        return False
    return any(_disjoint(group & set(ours), group & set(theirs)) for group in identity.exclusive_products)


def _other_term(ours: tuple[str, ...], theirs: tuple[str, ...]) -> bool:
    """Both name terms of several years, and none of them overlap."""
    a, b = _terms(ours), _terms(theirs)
    return bool(a and b) and not any(x[0] < y[1] and y[0] < x[1] for x in a for y in b)


def _terms(periods: tuple[str, ...]) -> list[tuple[str, str]]:
    """First and last year of each period of several years."""
    return [(first, last) for first, slash, last in (p.partition("/") for p in periods) if slash]


def _quarters(periods: tuple[str, ...]) -> set[str]:
    return {p for p in periods if "-Q" in p}


def _disjoint(a: set[str] | frozenset[str], b: set[str] | frozenset[str]) -> bool:
    return bool(a) and bool(b) and not a & b
