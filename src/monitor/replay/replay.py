"""Replay: the live system's own reader and ledger over an archive, in memory, on the archive's clock."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, Protocol

from monitor.model import Change, Count, Item, Reading, Scope, value
from monitor.replay.archive import BadRecord
from monitor.replay.decide import decision


class Reads(Protocol):
    """What replay needs of a reader."""

    def read(self, item: Item) -> Reading:
        """All that is understood of an item."""


class Records(Protocol):
    """What replay needs of a ledger."""

    def record(self, reading: Reading, item: Item) -> tuple[Change, ...]:
        """What the reading did to the ledger, the main report's change first."""


@value
class Summary:
    """What a replay did. `items` = reported + merged + every count of `dropped`."""

    items: int
    bad: int  # records that are no items
    reported: int
    merged: int
    dropped: tuple[Count, ...]
    core: int  # reportable items of scope core

    @property
    def balanced(self) -> bool:
        """Whether every item ended in exactly one place."""
        return self.items == self.reported + self.merged + sum(count.n for count in self.dropped)


class Replay:
    """Feeds records through reader and ledger, keeping count."""

    def __init__(self, reader: Reads, ledger: Records) -> None:
        self._reader, self._ledger = reader, ledger
        self._counts: Counter[str] = Counter()
        self._dropped: Counter[str] = Counter()

    def decisions(self, records: Iterable[Item | BadRecord]) -> Iterator[dict[str, Any] | BadRecord]:
        """One decision for each item, in order; bad records pass through."""
        for record in records:
            if isinstance(record, BadRecord):
                self._counts["bad"] += 1
                yield record
            else:
                yield self._decide(record)

    def _decide(self, item: Item) -> dict[str, Any]:
        reading = self._reader.read(item)
        changes = self._ledger.record(reading, item) if reading.reportable else ()
        line = decision(item.id, reading, changes)
        self._count(reading, line["change"])
        return line

    def _count(self, reading: Reading, change: str) -> None:
        self._counts["items"] += 1
        self._counts["core"] += reading.reportable and reading.scope == Scope.CORE
        if change == "none":
            self._dropped[reading.dropped or ("out-of-scope" if reading.reportable else "not-reportable")] += 1
        else:
            self._counts["merged" if change == "repeat" else "reported"] += 1

    @property
    def summary(self) -> Summary:
        """The counts so far."""
        c = self._counts
        return Summary(
            items=c["items"],
            bad=c["bad"],
            reported=c["reported"],
            merged=c["merged"],
            dropped=tuple(Count(name=name, n=n) for name, n in self._dropped.most_common()),
            core=c["core"],
        )
