"""What a reader asked for in an address: words and filters, checked, and never trusted further than their meaning."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from monitor.digest.book import Book
from monitor.model import value
from monitor.store.search import Term, Wanted, folded

MOST_TERMS: Final = 8
MOST_LETTERS: Final = 80
#: Shorter words would name half the watchlist.
_NAMING: Final = 2
_FIRST_YEAR: Final = 1990


@value
class Asked:
    """The fields of the search form as they were filled in, and what they mean."""

    fields: Mapping[str, str]
    wanted: Wanted
    problems: tuple[str, ...] = ()


def asked_of(query: Mapping[str, str], book: Book, zone: str) -> Asked:
    """Read the address of the search page."""
    fields = {key: query.get(key, "").strip()[:200] for key in ("q", "party", "event", "stage", "language")}
    days = {key: query.get(key, "").strip() for key in ("since", "until")}
    moments, problems = _moments(days, ZoneInfo(zone))
    words = [word[:MOST_LETTERS] for word in fields["q"].split()][:MOST_TERMS]
    wanted = Wanted(
        terms=tuple(_term(word, book) for word in words),
        party=fields["party"],
        event=fields["event"],
        stage=fields["stage"],
        language=fields["language"],
        since=moments["since"],
        until=moments["until"] + timedelta(days=1) if moments["until"] else None,
    )
    return Asked(fields={**fields, **days}, wanted=wanted, problems=problems)


def _moments(days: Mapping[str, str], zone: ZoneInfo) -> tuple[dict[str, datetime | None], tuple[str, ...]]:
    moments: dict[str, datetime | None] = {}
    problems = []
    for key, text in days.items():
        moments[key] = None
        if text:
            try:
                moments[key] = _midnight(text, zone)
            except ValueError:
                problems.append(f"“{text[:20]}” is no date: write it as 2026-03-31")
    return moments, tuple(problems)


def _midnight(text: str, zone: ZoneInfo) -> datetime:
    day = date.fromisoformat(text)
    if not _FIRST_YEAR <= day.year < 9999:
        raise ValueError(text)
    return datetime.combine(day, time(), zone).astimezone(UTC)


def _term(word: str, book: Book) -> Term:
    """A word with the parties and events that it names in any language."""
    low = folded(word)
    if len(low) < _NAMING:
        return Term(text=word)
    return Term(text=word, parties=_named(low, book.names.items()), events=_named(low, book.events.items()))


def _named(word: str, labels: Iterable[tuple[str, Mapping[str, str]]]) -> tuple[str, ...]:
    return tuple(id_ for id_, names in labels if any(word in folded(name) for name in names.values()))


def page_of(query: Mapping[str, str]) -> int:
    """The number of the page asked for, from 1."""
    text = query.get("page", "")
    return max(1, int(text)) if text.isascii() and text.isdigit() and len(text) < 7 else 1
