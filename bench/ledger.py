"""What one more report costs in a ledger of 100 and of 10,000 developments, and what reading costs beside it.

Run as: python bench/ledger.py. Prints ratios of medians taken in one call; the goal is that 10,000 cost within
twice of 100, and that reading and recording pass 2,000 items a second on one core.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from monitor.app import Knowledge, load_knowledge
from monitor.config.settings import load_settings
from monitor.ledger.entry import Entry
from monitor.ledger.ledger import Ledger
from monitor.model import Amount, Item, Party, Report, Scope, Side, Source, Span
from monitor.store import ledger
from monitor.store.store import Store, open_store

CONFIG = Path(__file__).parents[1] / "config"
START = datetime(2020, 1, 1, tzinfo=UTC)
SIZES = (100, 10_000)
ROUNDS, BATCH = 7, 50


def entry(number: int, day: float, *, firms: int = 100) -> Entry:
    """A deal of one of firms² pairs; numbers beyond that repeat pairs with another amount."""
    korean, chinese = f"kr-{number % firms}", f"cn-{number // firms % firms}"
    span = Span(field="title", start=0, end=1)
    amount = Amount(value=1e9 * (1 + number // firms**2), unit="Wh", span=span, surface="x")
    report = Report(
        item=f"item-{number}-{day}",
        index=0,
        event="supply-contract",
        status="signed",
        parties=(Party(entity=korean, side=Side.KR), Party(entity=chinese, side=Side.CN)),
        at=START + timedelta(days=day),
        amounts=(amount,),
        scope=Scope.CORE,
        reportable=True,
    )
    source = Source(
        item=report.item, index=0, publisher="p", language="en", url="", title=f"{korean} {chinese}", sentence="",
        at=report.at, status="signed",
    )  # fmt: skip
    return Entry(report=report, source=source)


def filled(knowledge: Knowledge, folder: Path, size: int) -> Store:
    """A stored ledger of so many developments, spread over years as news is."""
    store = open_store(f"sqlite:///{folder / f'{size}.db'}")
    with store.write_ledger() as tx:
        book = Ledger(knowledge.identity)
        for number in range(size):
            book.add(entry(number, day=number * 2000 / size))
        ledger.save(tx, book, knowledge.identity)
    return store


def record(store: Store, knowledge: Knowledge, start: int) -> None:
    """One batch of later reports, half of them of pairs the ledger knows."""
    with store.write_ledger() as tx:
        book = ledger.open_ledger(tx, knowledge.identity)
        for number in range(BATCH):
            book.add(entry(start + number, day=2100 + start / 100 + number / 100))
        ledger.save(tx, book, knowledge.identity)


def median_of(job: Callable[[int], None], clock: Callable[[], float] = time.perf_counter) -> float:
    """Median seconds of a job over several rounds, after one that is not counted."""
    return statistics.median(list(_timed(job, clock))[1:])


def _timed(job: Callable[[int], None], clock: Callable[[], float]) -> Iterator[float]:
    for number in range(ROUNDS + 1):
        begun = clock()
        job(number)
        yield clock() - begun


def items() -> list[Item]:
    """Mixed headlines of our own, most of them of nobody we watch."""
    titles = [
        ("LG Energy Solution signs deal to supply Chery with 8 GWh of batteries", "The contract runs for six years."),
        ("삼성SDI, 中 니오와 배터리 공급 협의", "삼성SDI가 니오와 원통형 배터리 공급을 협의하고 있다."),
        ("宁德时代与现代汽车签署供应协议", "协议总量为三十吉瓦时。"),
        *((f"Council number {n} meets to talk of roads", "Residents were asked for their view.") for n in range(5)),
    ]
    return [
        Item(id=f"i{n:05}", feed="f", title=title, summary=text, seen_at=START + timedelta(hours=n))
        for n, (title, text) in enumerate(titles * 100)
    ]


def main() -> None:
    """Print the figures."""
    knowledge = load_knowledge(load_settings(CONFIG, {}))
    with tempfile.TemporaryDirectory() as name:
        stores = {size: filled(knowledge, Path(name), size) for size in SIZES}
        costs = {
            size: median_of(lambda n, s=store: record(s, knowledge, 20_000 + n * BATCH))  # type: ignore[misc]
            for size, store in stores.items()
        }
        for store in stores.values():
            store.close()
    for size, seconds in costs.items():
        print(f"record {BATCH} reports into {size:>6} developments: {1000 * seconds:7.1f} ms")
    print(f"ratio {SIZES[1]} / {SIZES[0]}: {costs[SIZES[1]] / costs[SIZES[0]]:.2f}")
    sample = items()
    whole, reading = (
        median_of(job, time.process_time) for job in (replayed(knowledge, sample), read(knowledge, sample))
    )
    print(
        f"read and record in memory: {len(sample) / whole:,.0f} items/s of one core; read: {len(sample) / reading:,.0f}"
    )


def replayed(knowledge: Knowledge, sample: list[Item]) -> Callable[[int], None]:
    """Everything into an empty ledger."""

    def job(_: int) -> None:
        book = Ledger(knowledge.identity)
        for item in sample:
            book.record(knowledge.reader.read(item), item)

    return job


def read(knowledge: Knowledge, sample: list[Item]) -> Callable[[int], None]:
    """The same without a ledger."""

    def job(_: int) -> None:
        for item in sample:
            knowledge.reader.read(item)

    return job


if __name__ == "__main__":
    main()
