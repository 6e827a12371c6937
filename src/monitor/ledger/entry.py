"""One report as the ledger keeps it: what was said, and who said it where."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from itertools import combinations
from typing import Final

from monitor.config.identity import Identity
from monitor.model import UNNAMED, Item, Reading, Report, Scope, Source, value

#: Position of an entry in the canonical order: time, item, report.
Place = tuple[datetime, str, int]

_UNNAMED: Final = frozenset(UNNAMED.values())
#: A report of more parties than this is a list: no two of them have a deal because both stand in it. It is found by
#: every one of its parties and the month, not by pairs (whose number grows with the square).
LIST_FROM: Final = 13


@value
class Entry:
    """A reportable report with its source. Entries are ordered by `place`, never by arrival."""

    report: Report
    source: Source

    @property
    def place(self) -> Place:
        """Position in the canonical order of the ledger."""
        return (self.report.at, self.report.item, self.report.index)

    @property
    def at(self) -> datetime:
        return self.report.at

    @property
    def dated(self) -> bool:
        """Whether `at` is the publication; else it is only when we saw it, and time says nothing."""
        return self.source.dated


def entries_of(reading: Reading, item: Item) -> tuple[Entry, ...]:
    """The reports of a reading that belong in the ledger: reportable, and core or adjacent."""
    wanted = (r for r in reading.reports if r.reportable and r.scope is not Scope.OUT and r.parties)
    return tuple(_entry(report, reading, item) for report in wanted)


def _entry(report: Report, reading: Reading, item: Item) -> Entry:
    source = Source(
        item=item.id,
        index=report.index,
        publisher=item.publisher,
        language=reading.language,
        url=item.url,
        title=item.title,
        sentence=report.sentence,
        at=report.at,
        status=report.status,
        dated=item.published_at is not None or not item.baseline,  # first sight of a fresh item is near enough
        family=reading.family,
        wire=reading.wire,
    )
    return Entry(report=report, source=source)


def named(report: Report) -> frozenset[str]:
    """The parties known by name."""
    return frozenset(p.entity for p in report.parties) - _UNNAMED


def keys_of(entry: Entry, identity: Identity) -> frozenset[str]:
    """Under which keys the ledger files an entry; entries of one development share at least one."""
    kind = "named" if named(entry.report) else "nameless"
    return frozenset(
        (
            *_pair_keys(entry.report, identity),
            *_month_keys(entry, (0,), identity),
            *_fact_keys(entry, kind, (0,), identity),
        )
    )


def lookup_keys(entry: Entry, identity: Identity) -> frozenset[str]:
    """Under which keys to look for developments an entry may belong to. Who names nobody looks among those that name
    somebody by what it is about, and they among those that name nobody."""
    other = "nameless" if named(entry.report) else "named"
    months = (-1, 0, 1)
    return frozenset(
        (
            *_pair_keys(entry.report, identity),
            *_month_keys(entry, months, identity),
            *_fact_keys(entry, other, months, identity),
        )
    )


def _pair_keys(report: Report, identity: Identity) -> Iterator[str]:
    parties = sorted(named(report))
    if len(parties) >= LIST_FROM:
        return
    for a, b in combinations(parties, 2):
        for x in _with_parent(a, identity):
            for y in _with_parent(b, identity):
                if x != y:
                    yield "pair:" + "|".join(sorted((x, y)))


def _with_parent(entity: str, identity: Identity) -> tuple[str, ...]:
    parent = identity.parents.get(entity)
    return (entity, parent) if parent else (entity,)


def _month_keys(entry: Entry, months: tuple[int, ...], identity: Identity) -> Iterator[str]:
    parties = sorted(named(entry.report)) or sorted(p.entity for p in entry.report.parties)
    for party in parties:
        for name in _with_parent(party, identity):
            for shift in months:
                yield f"month:{name}|{12 * entry.at.year + entry.at.month + shift}"


def _fact_keys(entry: Entry, kind: str, months: tuple[int, ...], identity: Identity) -> Iterator[str]:
    for fact in (*entry.report.products, *(p for p in entry.report.places if p not in identity.common_places)):
        for shift in months:
            yield f"{kind}:{fact}|{12 * entry.at.year + entry.at.month + shift}"
