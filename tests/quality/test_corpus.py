"""The quality gate: labelled headlines through the reader, figures against floors that may only rise.

Runs where the labelled corpus lies beside the project (`../shared/corpus`); skipped elsewhere. To raise the floors
after an improvement: `MONITOR_RAISE_FLOORS=1 pytest tests/quality`.
"""

from __future__ import annotations

import importlib.util
import json
import os
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import ModuleType
from typing import Any, Final

import pytest

from monitor.config.particles import load_particles
from monitor.config.units import load_units
from monitor.config.vocabulary import load_vocabulary
from monitor.config.watchlist import load_watchlist
from monitor.model import Amount, Item, Reading
from monitor.reading.read import Reader

_ROOT: Final = Path(__file__).parents[2]
_CORPUS: Final = _ROOT.parent / "shared" / "corpus"
_FLOORS: Final = Path(__file__).with_name("floors.json")
_SEEN: Final = datetime(2026, 11, 22, tzinfo=UTC)

#: A floor stands this far below the figure measured when it was set: one item more or less is no regression.
_SLACK: Final = 0.004

pytestmark = pytest.mark.skipif(not _CORPUS.is_dir(), reason=f"no labelled corpus at {_CORPUS}")

Figures = Mapping[str, Mapping[str, float]]


@pytest.fixture(scope="module")
def scorer() -> ModuleType:
    spec = importlib.util.spec_from_file_location("corpus_score", _CORPUS / "score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def figures(scorer: ModuleType) -> Figures:
    gold = scorer.load(sorted(p for p in _CORPUS.glob("dev*.jsonl") if ".items." not in p.name))
    decisions = {d["id"]: d for d in _decisions()}
    groups = {
        "all": gold,
        **{name: {i: g for i, g in gold.items() if i.startswith(name)} for name in ("en", "ko", "zh")},
        "dev": {i: g for i, g in gold.items() if "-x" not in i},
    }
    return {name: scorer.score(rows, decisions)[0] for name, rows in groups.items()}


def _decisions() -> Iterator[dict[str, Any]]:
    config = _ROOT / "config"
    reader = Reader.build(load_watchlist(config), load_particles(config), load_vocabulary(config), load_units(config))
    for path in sorted(_CORPUS.glob("dev*.items.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            yield _decision(reader.read(_item(json.loads(line))))


def _item(row: Mapping[str, Any]) -> Item:
    date = datetime.fromisoformat(row["date"]) if row.get("date") else None
    return Item(
        id=row["id"],
        feed="corpus",
        title=row["title"],
        summary=row.get("summary") or "",
        language=row["language"],
        seen_at=_SEEN,
        published_at=date if date is None or date.tzinfo else date.replace(tzinfo=UTC),
    )


def _decision(reading: Reading) -> dict[str, Any]:
    main = reading.reports[0] if reading.reports else None
    return {
        "id": reading.item,
        "entities": list(reading.entities),
        "scope": str(reading.scope),
        "reportable": reading.reportable,
        "event": main.event if main else None,
        "status": main.status if main else None,
        "parties": [party.entity for party in main.parties] if main else [],
        "amounts": [_amount(amount) for amount in main.amounts] if main else [],
        "development": None,
    }


def _amount(amount: Amount) -> dict[str, Any]:
    if amount.unit.startswith("Wh"):
        return {"value": amount.value / 1e9, "unit": f"G{amount.unit}"}
    return {"value": amount.value, "unit": amount.unit}


def test_no_figure_falls_below_its_floor(figures: Figures) -> None:
    floors: dict[str, float] = json.loads(_FLOORS.read_text(encoding="utf-8"))
    have = {name: figures[name.split(".")[0]][name.split(".")[1]] for name in floors}
    if os.environ.get("MONITOR_RAISE_FLOORS"):
        raised = {name: max(floor, round(have[name] - _SLACK, 3)) for name, floor in floors.items()}
        _FLOORS.write_text(json.dumps(raised, indent=1) + "\n", encoding="utf-8")
    short = [f"{name} {have[name]:.3f} < {floor}" for name, floor in floors.items() if have[name] < floor]
    assert not short, "; ".join(short)
