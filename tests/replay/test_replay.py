from __future__ import annotations

from datetime import UTC, datetime

from monitor.model import Change, ChangeKind, Count, Item, Reading, Scope
from monitor.replay.archive import BadRecord
from monitor.replay.replay import Replay

AT = datetime(2026, 11, 22, tzinfo=UTC)


class TitleReader:
    """Reports every item whose title begins with deal; the rest is dropped by its title."""

    def read(self, item: Item) -> Reading:
        """A reading without reports is enough here."""
        deal = item.title.startswith("deal")
        scope = Scope.CORE if deal else Scope.OUT
        return Reading(item=item.id, language="en", scope=scope, reportable=deal, dropped="" if deal else item.title)


class TitleLedger:
    """One development a title."""

    def __init__(self) -> None:
        self.known: set[str] = set()

    def record(self, reading: Reading, item: Item) -> tuple[Change, ...]:
        """New at first, then a repeat; a title with "lost" is in no ledger."""
        if "lost" in item.title:
            return ()
        kind = ChangeKind.REPEAT if item.title in self.known else ChangeKind.NEW
        self.known.add(item.title)
        return (Change(development=item.title, item=item.id, index=0, kind=kind, at=AT),)


def item(id_: str, title: str) -> Item:
    return Item(id=id_, feed="f", title=title, seen_at=AT)


RECORDS = (
    *(item("1", "deal a"), item("2", "opinion"), item("3", "deal a"), BadRecord(where="x:4", why="bad")),
    *(item("5", "deal b"), item("6", "opinion"), item("7", "deal lost"), item("1", "deal a")),
)


def test_there_is_one_decision_for_each_item_in_order_and_bad_records_pass() -> None:
    lines = list(Replay(TitleReader(), TitleLedger()).decisions(RECORDS))

    assert [line["id"] if isinstance(line, dict) else line.where for line in lines] == [
        *("1", "2", "3", "x:4", "5", "6", "7", "1")
    ]
    assert [line["change"] for line in lines if isinstance(line, dict)] == [
        *("new", "none", "repeat", "new", "none", "none", "repeat")
    ]


def test_decisions_come_one_by_one_not_at_the_end() -> None:
    lines = Replay(TitleReader(), TitleLedger()).decisions(iter(RECORDS))

    assert next(lines) is not None


def test_the_summary_counts_every_item_in_one_place() -> None:
    replay = Replay(TitleReader(), TitleLedger())
    list(replay.decisions(RECORDS))

    assert replay.summary.items == 7
    assert replay.summary.bad == 1
    assert (replay.summary.reported, replay.summary.merged, replay.summary.core) == (2, 2, 5)
    assert replay.summary.dropped == (Count(name="opinion", n=2), Count(name="out-of-scope", n=1))
    assert replay.summary.balanced
