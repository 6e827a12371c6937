"""The founding articles: the developments expected of them beside the reports read out of them.

Needs the shared material beside the project (`../shared`). Usage: `python scripts/founding_table.py`.
Exit 1 when an expected development is missing.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import yaml
from rich.console import Console
from rich.table import Table

from monitor.config.particles import load_particles
from monitor.config.places import load_places
from monitor.config.units import load_units
from monitor.config.vocabulary import Vocabulary, load_vocabulary
from monitor.config.watchlist import load_watchlist
from monitor.model import Item, Report
from monitor.reading.facts import akin
from monitor.reading.read import Reader

_ROOT: Final = Path(__file__).parents[1]
_SHARED: Final = _ROOT.parent / "shared"


def main() -> int:
    """Print the table; 0 when every expected development is found."""
    if not _SHARED.is_dir():
        print(f"no shared material at {_SHARED}")  # noqa: T201 - a script for people
        return 0
    facts = yaml.safe_load((_SHARED / "facts" / "watchlist.yaml").read_text(encoding="utf-8"))
    config = _ROOT / "config"
    vocabulary = load_vocabulary(config)
    reader = Reader.build(
        load_watchlist(config), load_particles(config), vocabulary, load_units(config), load_places(config)
    )
    reports = [r for item in _items(facts["meta"]["seeds"]) for r in reader.read(item).reports if r.reportable]
    parents = {entity["id"]: entity.get("parent") for entity in facts["entities"]}
    return _print(facts["developments"], reports, vocabulary, parents)


def _items(seeds: Iterable[Mapping[str, Any]]) -> Iterable[Item]:
    for seed in seeds:
        day = datetime.fromisoformat(seed["published"].removeprefix("about ")[:10]).replace(hour=12, tzinfo=UTC)
        body = (_SHARED / "seeds" / seed["file"]).read_text(encoding="utf-8")
        yield Item(id=seed["file"][:3], feed="seeds", title="", body=body, seen_at=day, published_at=day)


def _print(
    developments: Sequence[Mapping[str, Any]],
    reports: Sequence[Report],
    vocabulary: Vocabulary,
    parents: Mapping[str, str | None],
) -> int:
    table = Table("expected", "scope", "parties", "event, stage", "amounts", "ours")
    used: set[tuple[str, int]] = set()
    missing = 0
    for gold in developments:
        found = [r for r in reports if _matches(gold, r, vocabulary, parents)]
        used |= {(r.item, r.index) for r in found}
        wanted = gold["in_scope"] in ("core", "adjacent") and gold["reportable"] == "yes"
        missing += wanted and not found
        if wanted or found:
            mark = "" if wanted else f" ({gold['reportable']})"
            ours = "\n".join(map(_short, found)) or "[red]missing[/red]"
            stage = f"{gold['event_type']}, {gold['status']}"
            table.add_row(gold["id"] + mark, gold["in_scope"], " ".join(gold["parties"]), stage, _amounts(gold), ours)
    for report in reports:
        if (report.item, report.index) not in used:
            table.add_row("[yellow]not expected[/yellow]", "", "", "", "", _short(report))
    Console(width=200).print(table)
    return 1 if missing else 0


def _matches(
    gold: Mapping[str, Any], report: Report, vocabulary: Vocabulary, parents: Mapping[str, str | None]
) -> bool:
    """Same article, a wording of the same event, and the same parties but for parents and subsidiaries."""
    ours = {p.entity for p in report.parties}
    covered = [p for p in gold["parties"] if p in ours or parents.get(p) in ours]
    kin = akin(gold["event_type"], report.event, vocabulary.events) or "talks" in (gold["event_type"], report.event)
    both = len(covered) >= min(2, len(gold["parties"]))
    return any(seed.startswith(report.item) for seed in gold["seeds"]) and kin and both


def _amounts(gold: Mapping[str, Any]) -> str:
    normalised = [a["normalised"] for a in gold["amounts"] if a.get("normalised")]
    return "\n".join(f"{a['value']:g} {a['unit']}" for a in normalised)


def _short(report: Report) -> str:
    parties = " ".join(p.entity for p in report.parties)
    amounts = ", ".join(f"{a.value:g} {a.unit}" for a in report.amounts)
    return (
        f"{report.item} {report.scope} {report.event}, {report.status}: {parties} {amounts} {' '.join(report.products)}"
    )


if __name__ == "__main__":
    sys.exit(main())
