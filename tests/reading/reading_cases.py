"""A reader over the project's own lists, built once, and short ways to ask it."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from monitor.config.particles import load_particles
from monitor.config.units import load_units
from monitor.config.vocabulary import Vocabulary, load_vocabulary
from monitor.config.watchlist import load_watchlist
from monitor.model import Item, Reading, Report
from monitor.reading.cues import Cue, CueFinder, Plain
from monitor.reading.read import Reader
from monitor.reading.text import language_of

CONFIG = Path(__file__).parents[2] / "config"
DAY = datetime(2026, 3, 10, 9, 0, tzinfo=UTC)


@cache
def vocabulary() -> Vocabulary:
    return load_vocabulary(CONFIG)


@cache
def reader() -> Reader:
    return Reader.build(load_watchlist(CONFIG), load_particles(CONFIG), vocabulary(), load_units(CONFIG))


@cache
def _finder() -> tuple[CueFinder, Plain]:
    plain = Plain(load_particles(CONFIG).variants)
    return CueFinder(vocabulary(), plain), plain


def cues(text: str) -> tuple[Cue, ...]:
    """The cues of one sentence."""
    finder, plain = _finder()
    return finder.find(plain(text))


def names(text: str, kind: str) -> set[str]:
    """The names of the cues of one kind."""
    return {cue.name for cue in cues(text) if cue.kind == kind}


def item(title: str, summary: str = "", body: str = "") -> Item:
    """An item of one day in spring 2026."""
    text = title or summary or body
    return Item(
        id="i",
        feed="f",
        title=title,
        summary=summary,
        body=body,
        language=language_of(text),
        seen_at=DAY,
        published_at=DAY,
    )


def read(title: str, summary: str = "", body: str = "") -> Reading:
    """How an item with these texts is read."""
    return reader().read(item(title, summary, body))


def main(title: str, summary: str = "", body: str = "") -> Report:
    """The main report of an item."""
    return read(title, summary, body).reports[0]


def told(title: str, summary: str = "") -> str:
    """Scope, event and stage of the main report in one line; "-" before them when it is not reported."""
    report = main(title, summary)
    return f"{'' if report.reportable else '-'}{report.scope} {report.event} {report.status}"


def firms(report: Report) -> set[str]:
    """Who acts in a report."""
    return {party.entity for party in report.parties}


def roles(report: Report) -> dict[str, str]:
    """Entity → role."""
    return {party.entity: party.role for party in report.parties}
