"""The ledger as a table for spreadsheets."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Final

from monitor.digest.voices import first_of, voices
from monitor.model import Amount, Development

_COLUMNS = (
    *("id", "event", "status", "scope", "parties", "sides", "amounts", "products", "places", "periods"),
    *("opened_at", "moved_at", "sources", "first_source", "first_url", "publishers"),
    *("languages", "disputed"),
)


#: `Amount.flag` of a figure that contradicts the one the ledger holds.
CONFLICT: Final = "conflict"


def as_csv(developments: Sequence[Development]) -> str:
    """One row a development; lists are joined by semicolons."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(_COLUMNS)
    for d in developments:
        writer.writerow([safe_cell(cell) for cell in _row(d)])
    return out.getvalue()


def _row(d: Development) -> tuple[str, ...]:
    first = first_of(d.sources)
    return (
        *(d.id, d.event, d.status, str(d.scope)),
        "; ".join(p.entity for p in d.parties),
        "; ".join(str(p.side) for p in d.parties),
        _amounts(a for a in d.amounts if a.flag != CONFLICT),
        *("; ".join(d.products), "; ".join(d.places), "; ".join(d.periods)),
        *(d.opened_at.isoformat(), d.moved_at.isoformat(), str(len(d.sources))),
        *((first.publisher, first.url) if first else ("", "")),
        str(len(voices(d.sources))),
        "; ".join(sorted({s.language for s in d.sources})),
        _amounts(a for a in d.amounts if a.flag == CONFLICT),
    )


def _amounts(amounts: Iterable[Amount]) -> str:
    return "; ".join(f"{a.value:.15g} {a.unit}" for a in amounts)


def safe_cell(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
