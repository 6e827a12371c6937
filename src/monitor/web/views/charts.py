"""The figures behind the charts, and the shapes that draw them. Every chart is a table first."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from statistics import median
from typing import Final

from monitor.digest.book import MONEY, Book
from monitor.digest.face import tone_of
from monitor.model import Amount, Span, value
from monitor.web.here import Here
from monitor.web.outline import Outline, Pair, pairs_of

MONTHS: Final = 18
EVENTS: Final = 6  # of their own colour; the others are one
PAIRS: Final = 15
_NOWHERE: Final = Span(field="title", start=0, end=0)
OTHER: Final = "other"


# ── developments per month ───────────────────────────────────────────────────────────────────────────────────────


@value
class Block:
    """A piece of a column, in the units of its chart's view box."""

    x: float
    y: float
    width: float
    height: float
    series: int
    title: str


@value
class Column:
    """A month: its label, where it stands, and its count of each series."""

    label: str
    x: float
    counts: tuple[int, ...]
    total: int
    labelled: bool


@value
class Grid:
    """A line across a chart at a round number."""

    y: float
    label: int


@value
class Monthly:
    """Developments opened per month, stacked by event."""

    series: tuple[str, ...]
    columns: tuple[Column, ...]
    blocks: tuple[Block, ...]
    grid: tuple[Grid, ...]
    width: int
    height: int


#: Drawn across a page, and beside its text.
WIDE: Final = (1120, 260)
NARROW: Final = (430, 190)
_LEFT, _RIGHT, _TOP, _FOOT = 34, 16, 10, 24


def monthly(
    outlines: Sequence[Outline], here: Here, book: Book, months: int = MONTHS, size: tuple[int, int] = WIDE
) -> Monthly:
    """The last months that hold anything, up to this one."""
    names = _months(here.now.astimezone(here.tz).date(), months)
    counts: dict[str, Counter[str]] = {name: Counter() for name in names}
    for one in outlines:
        name = f"{one.opened_at.astimezone(here.tz):%Y-%m}"
        if name in counts:
            counts[name][one.event] += 1
    names = names[next((n for n, name in enumerate(names) if counts[name]), 0) :]
    totals = sum((counts[name] for name in names), Counter[str]())
    events = [event for event, _ in sorted(totals.items(), key=lambda e: (-e[1], e[0]))]
    series = (*events[:EVENTS], *((OTHER,) if events[EVENTS:] else ()))
    labels = tuple("Other" if s == OTHER else book.event(s, here.language) for s in series)
    rows = {name: tuple(_of(counts[name], s, events[EVENTS:]) for s in series) for name in names}
    return _drawn(labels, rows, size)


def _of(counts: Counter[str], series: str, others: Sequence[str]) -> int:
    return sum(counts[event] for event in others) if series == OTHER else counts[series]


def _months(last: date, months: int) -> list[str]:
    names: list[str] = []
    day = last.replace(day=1)
    for _ in range(months):
        names.append(f"{day:%Y-%m}")
        day = (day - timedelta(days=1)).replace(day=1)
    return names[::-1]


def _drawn(labels: tuple[str, ...], rows: Mapping[str, tuple[int, ...]], size: tuple[int, int]) -> Monthly:
    width, height = size
    foot, most = height - _FOOT, max((sum(row) for row in rows.values()), default=0)
    scale, pitch = (foot - _TOP) / max(1, most), (width - _LEFT - _RIGHT) / max(1, len(rows))
    every = max(1, -(-len(rows) * 78 // width))  # a label needs about so much room
    columns: list[Column] = []
    blocks: list[Block] = []
    for n, (name, row) in enumerate(rows.items()):
        x, labelled = _LEFT + n * pitch, (len(rows) - 1 - n) % every == 0
        columns.append(Column(label=name, x=x + pitch / 2, counts=row, total=sum(row), labelled=labelled))
        blocks += _stack(name, row, labels, x=x + pitch * 0.16, foot=foot, width=pitch * 0.68, scale=scale)
    marks = range(0, most + 1, _round_step(most))
    grid = tuple(Grid(y=round(foot - mark * scale, 1), label=mark) for mark in marks)
    return Monthly(series=labels, columns=tuple(columns), blocks=tuple(blocks), grid=grid, width=width, height=height)


def _stack(
    name: str, row: tuple[int, ...], labels: tuple[str, ...], *, x: float, foot: float, width: float, scale: float
) -> list[Block]:
    """One column from the bottom up."""
    blocks: list[Block] = []
    y = foot
    for series, count in enumerate(row):
        if count:
            y -= count * scale
            shape = {"x": round(x, 1), "y": round(y, 1), "width": round(width, 1), "height": round(count * scale, 1)}
            blocks.append(Block(**shape, series=series, title=f"{name} · {labels[series]}: {count}"))
    return blocks


def _round_step(most: int) -> int:
    """A round distance between grid lines, about four of them."""
    for step in (1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000, 2000, 5000):
        if most <= step * 4:
            return step
    return 10_000


# ── signed by pair ───────────────────────────────────────────────────────────────────────────────────────────────


@value
class PairRow:
    """What two firms have signed: energy in Wh, money in dollars at the rates of the days it was told."""

    pair: Pair
    korean: str
    chinese: str
    deals: int
    energy: str
    energy_share: float  # of the longest bar, 0 to 1
    money: str
    money_share: float


def signed(outlines: Iterable[Outline], here: Here, book: Book, most: int = PAIRS) -> tuple[PairRow, ...]:
    """The pairs that signed most. A yearly capacity is no volume and is left out; of several figures of one deal the
    largest counts, once for each pair of its parties."""
    deals: Counter[Pair] = Counter()
    energy: dict[Pair, float] = defaultdict(float)
    money: dict[Pair, float] = defaultdict(float)
    for one in outlines:
        if tone_of(one.status) == "firm":
            watt_hours, dollars = _energy(one), _dollars(one, book)
            for pair in pairs_of(one):
                deals[pair] += 1
                energy[pair] += watt_hours
                money[pair] += dollars
    told = [pair for pair in deals if energy[pair] or money[pair]]
    told.sort(key=lambda p: (-money[p], -energy[p], -deals[p], p.korean, p.chinese))
    top_energy, top_money = max(energy.values(), default=0), max(money.values(), default=0)
    return tuple(
        PairRow(
            pair=pair,
            korean=book.name(pair.korean, here.language),
            chinese=book.name(pair.chinese, here.language),
            deals=deals[pair],
            energy=_amount(energy[pair], "Wh", here, book),
            energy_share=energy[pair] / top_energy if top_energy else 0,
            money=_amount(money[pair], "USD", here, book),
            money_share=money[pair] / top_money if top_money else 0,
        )
        for pair in told[:most]
    )


def _energy(one: Outline) -> float:
    return max((a.value for a in one.amounts if a.unit == "Wh"), default=0.0)


def _dollars(one: Outline, book: Book) -> float:
    day = one.moved_at.date()
    inside = (a if a.unit == "USD" else book.convert(a, "USD", day) for a in one.amounts if a.unit in MONEY)
    return max((a.value for a in inside if a), default=0.0)


def _amount(value_: float, unit: str, here: Here, book: Book) -> str:
    if not value_:
        return ""
    value_ = float(f"{value_:.3g}")
    return book.amount(Amount(value=value_, unit=unit, span=_NOWHERE, surface=f"{value_:g} {unit}"), here.language)


# ── stages ───────────────────────────────────────────────────────────────────────────────────────────────────────


@value
class StageRow:
    """How many developments were ever at a stage, and how many stand there now."""

    stage: str
    label: str
    tone: str
    ever: int
    now: int
    share: float  # of the longest bar


def funnel(outlines: Iterable[Outline], ranks: Mapping[str, int], here: Here, book: Book) -> tuple[StageRow, ...]:
    """The stages in the order in which a deal passes them; those that end a deal last."""
    ever: Counter[str] = Counter()
    now: Counter[str] = Counter()
    for one in outlines:
        ever.update(one.reached)
        now[one.status] += 1
    top = max(ever.values(), default=1)
    ends = {stage: tone_of(stage) == "halt" for stage in ever}
    order = sorted(ever, key=lambda s: (ends[s], ranks.get(s, 99), s))
    return tuple(
        StageRow(
            stage=s, label=book.stage(s, here.language), tone=tone_of(s), ever=ever[s], now=now[s], share=ever[s] / top
        )
        for s in order
    )


# ── who tells first ──────────────────────────────────────────────────────────────────────────────────────────────


@value
class LeadRow:
    """How often a language told a development first that another told too, and by how much."""

    language: str
    first: int
    of: int  # developments that this language and another told
    median: str  # lead over the next language
    share: float


def leads(outlines: Iterable[Outline]) -> tuple[LeadRow, ...]:
    """For each language, over the developments that were told in more than one."""
    ahead: dict[str, list[float]] = defaultdict(list)  # hours
    shared: Counter[str] = Counter()
    for one in outlines:
        for first, second in list(pairwise(one.told))[:1]:
            ahead[first.language].append((second.at - first.at) / timedelta(hours=1))
            shared.update(t.language for t in one.told)
    order = sorted(shared, key=lambda code: (-len(ahead[code]), code))
    return tuple(
        LeadRow(
            language=code,
            first=len(ahead[code]),
            of=shared[code],
            median=_lasting(median(ahead[code])) if ahead[code] else "",
            share=len(ahead[code]) / shared[code],
        )
        for code in order
    )


def _lasting(hours: float) -> str:
    if hours < 1:
        return f"{round(hours * 60)} min"
    return f"{hours:.0f} h" if hours < 48 else f"{hours / 24:.0f} days"
