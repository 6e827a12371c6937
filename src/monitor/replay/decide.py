"""The decision on one item, as other programs read it from the lines that `monitor replay` writes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from monitor.model import UNNAMED, Amount, Change, ChangeKind, Reading

#: Units that other programs expect in giga: base unit → (printed unit, divisor).
_GIGA: Final = {"Wh": ("GWh", 1e9), "Wh/yr": ("GWh/yr", 1e9), "W": ("GW", 1e9)}
#: "Hundreds of billions" have no value that could be compared.
VAGUE: Final = "several"
_WORDS: Final = {
    ChangeKind.NEW: "new",
    ChangeKind.UPDATE: "update",
    ChangeKind.REPEAT: "repeat",
    ChangeKind.CONFLICT: "update",  # a source that disagrees is told; readers of decisions know no fourth word
}


def decision(item_id: str, reading: Reading, changes: Sequence[Change]) -> dict[str, Any]:
    """One line of the decisions file. Event, parties and amounts are those of the main (first) report, and of those
    that tell the same event in the same sentence ("A signs with X and Y separately")."""
    main = reading.reports[0] if reading.reports else None
    told = [r for r in reading.reports if main and (r.event, r.evidence[:1]) == (main.event, main.evidence[:1])]
    amounts = dict.fromkeys(amount for report in told for amount in report.amounts if amount.qualifier != VAGUE)
    change = _main_change(main.index if main else None, changes)
    return {
        "id": item_id,
        "language": reading.language,
        "entities": list(reading.entities),
        "scope": str(reading.scope),
        "reportable": reading.reportable,
        "event": (main.event or None) if main else None,
        "status": (main.status or None) if main else None,
        "parties": sorted({p.entity for report in told for p in report.parties} - set(UNNAMED.values())),
        "amounts": [printed(amount) for amount in amounts],
        "development": change.development if change else None,
        "change": _WORDS[change.kind] if change else "none",
        "reasons": _reasons(reading, changes),
    }


def _main_change(index: int | None, changes: Sequence[Change]) -> Change | None:
    of_main = (change for change in changes if change.index == index)
    return next(of_main, changes[0] if changes else None)


def printed(amount: Amount) -> dict[str, Any]:
    """`{"value", "unit"}` with energy and power in giga, whole numbers without a fraction."""
    unit, divisor = _GIGA.get(amount.unit, (amount.unit, 1.0))
    value = round(amount.value / divisor, 9)
    return {"value": int(value) if value == int(value) else value, "unit": unit}


def _reasons(reading: Reading, changes: Sequence[Change]) -> list[str]:
    dropped = [f"dropped: {reading.dropped}"] if reading.dropped else []
    of_main = list(reading.reports[0].reasons) if reading.reports else []
    of_ledger = [f"ledger: {change.kind} {change.reason}".rstrip() for change in changes]
    return list(dict.fromkeys((*dropped, *reading.reasons, *of_main, *of_ledger)))
