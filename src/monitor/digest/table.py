"""The ledger as a table for spreadsheets."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from monitor.digest.voices import voices
from monitor.model import Development

_COLUMNS = (
    *("id", "event", "status", "scope", "parties", "sides", "amounts", "products", "places", "periods"),
    *("opened_at", "moved_at", "sources", "first_source", "first_url", "publishers"),
)


def as_csv(developments: Sequence[Development]) -> str:
    """One row a development; lists are joined by semicolons."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(_COLUMNS)
    for d in developments:
        writer.writerow([safe_cell(cell) for cell in _row(d)])
    return out.getvalue()


def _row(d: Development) -> tuple[str, ...]:
    told = voices(d.sources)
    first = told[0].sources[0] if told else None
    return (
        *(d.id, d.event, d.status, str(d.scope)),
        "; ".join(p.entity for p in d.parties),
        "; ".join(str(p.side) for p in d.parties),
        "; ".join(f"{a.value:.15g} {a.unit}" for a in d.amounts),
        *("; ".join(d.products), "; ".join(d.places), "; ".join(d.periods)),
        *(d.opened_at.isoformat(), d.moved_at.isoformat(), str(len(d.sources))),
        *((first.publisher, first.url) if first else ("", "")),
        str(len(told)),
    )


def safe_cell(text: str) -> str:
    """A cell that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
