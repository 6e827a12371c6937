"""What an adapter is, and the few ways all of them read someone else's JSON."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from monitor.model import Feed
from monitor.sources.entry import Entry


class RefusedError(Exception):
    """The source answered that it will not answer. `str()` is its own sentence."""


def _same(entry: Entry, _feed: Feed) -> Entry:
    return entry


@dataclass(frozen=True, slots=True, kw_only=True)
class Adapter:
    """How a source that is no ordinary feed is asked and read.

    `read` turns its JSON into entries (None for sources that answer with a feed); `refine` mends the entries of a feed.
    `keys` are the environment variables it needs; addresses and headers hold them as {NAME}.
    """

    read: Callable[[Any], tuple[Entry, ...]] | None = None
    refine: Callable[[Entry, Feed], Entry] = _same
    keys: tuple[str, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)


def rows(data: Any, *path: str) -> list[dict[str, Any]]:
    """The objects of the list found by following `path`; [] where the shape is another."""
    for name in path:
        data = data.get(name) if isinstance(data, dict) else None
    return [row for row in data if isinstance(row, dict)] if isinstance(data, list) else []


def text(row: Mapping[str, Any], name: str) -> str:
    """A field as text, "" where it is missing or no text."""
    value = row.get(name)
    return str(value).strip() if isinstance(value, str | int) and not isinstance(value, bool) else ""


def one_dot(words: str) -> str:
    """Korean filings write their middle dot with three different characters; one is enough."""
    return words.replace("ㆍ", "·").replace("・", "·").replace("‧", "·")
