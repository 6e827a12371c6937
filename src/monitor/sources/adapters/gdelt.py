"""GDELT DOC 2.0, artlist: titles and addresses from all over the world, without texts."""

from __future__ import annotations

from typing import Any, Final

from monitor.sources.adapters.shape import Adapter, rows, text
from monitor.sources.entry import Entry


def read(data: Any) -> tuple[Entry, ...]:
    """The articles; their date is when GDELT saw them."""
    return tuple(
        Entry(
            title=_joined(text(row, "title")),
            links=(text(row, "url"),),
            dates=(text(row, "seendate"),),
            publisher=text(row, "domain").removeprefix("www."),
        )
        for row in rows(data, "articles")
    )


def _joined(title: str) -> str:
    """GDELT sets blanks before punctuation."""
    for mark in (",", ".", ":", ";", "?", "!", "%", "'", "’"):
        title = title.replace(f" {mark}", mark)
    return title


ADAPTER: Final = Adapter(read=read)
