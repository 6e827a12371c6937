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

from monitor.app import load_knowledge
from monitor.config.settings import load_settings
from monitor.ledger.ledger import Ledger
from monitor.replay.archive import BadRecord, read_archive
from monitor.replay.replay import Replay

_ROOT: Final = Path(__file__).parents[2]
_CORPUS: Final = _ROOT.parent / "shared" / "corpus"
_FLOORS: Final = Path(__file__).with_name("floors.json")
_START: Final = datetime(2020, 1, 1, tzinfo=UTC)

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
    """What `monitor replay` writes for the whole corpus, read as one archive."""
    knowledge = load_knowledge(load_settings(_ROOT / "config", {}))
    replay = Replay(knowledge.reader, Ledger(knowledge.identity))
    archives = sorted(_CORPUS.glob("dev*.items.jsonl"))
    records = (record for path in archives for record in read_archive(str(path), _START))
    yield from (d for d in replay.decisions(records) if not isinstance(d, BadRecord))


def test_no_figure_falls_below_its_floor(figures: Figures) -> None:
    floors: dict[str, float] = json.loads(_FLOORS.read_text(encoding="utf-8"))
    have = {name: _figure(figures, name) for name in floors}
    if os.environ.get("MONITOR_RAISE_FLOORS"):
        raised = {name: max(floor, round(have[name] - _SLACK, 3)) for name, floor in floors.items()}
        _FLOORS.write_text(json.dumps(raised, indent=1) + "\n", encoding="utf-8")
    short = [f"{name} {have[name]:.3f} < {floor}" for name, floor in floors.items() if have[name] < floor]
    assert not short, "; ".join(short)


def _figure(figures: Figures, name: str) -> float:
    """A figure by "group.name"; wrong merges are counted downwards, so that every floor is a least value."""
    group, _, key = name.partition(".")
    value = figures[group][key]
    return -value if key == "wrong_merges" else value
