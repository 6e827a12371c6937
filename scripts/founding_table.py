"""The founding articles: the developments expected of them beside the reports read out of them.

Needs the shared material beside the project (`../shared`). Usage: `python scripts/founding_table.py`. Parties, event,
stage and amounts are compared, and whether two articles that tell one development meet in the ledger.
Exit 1 when something expected is missing or wrong, or when something not expected is reported.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import yaml
from rich.console import Console
from rich.table import Table

from monitor.app import load_knowledge
from monitor.config.settings import load_settings
from monitor.ledger.ledger import Ledger
from monitor.model import Item, Report

_ROOT: Final = Path(__file__).parents[1]
_SHARED: Final = _ROOT.parent / "shared"
#: What the facts file wants told, by itself or inside another development.
_REPORTED: Final = ("yes", "merge-into-parent")
#: Stages at which nothing is agreed.
_TALKED: Final = ("rumoured", "considering", "in-talks")
#: A correction that speaks of a slip wants the slip flagged.
_SLIP: Final = "translation error"
_TOLERANCE: Final = 0.03

Gold = Mapping[str, Any]
Parents = Mapping[str, str | None]
Key = tuple[str, int]


def main() -> int:
    """Print the table; 0 when everything expected is found, and nothing else."""
    if not _SHARED.is_dir():
        print(f"no shared material at {_SHARED}")  # noqa: T201 - a script for people
        return 0
    facts = yaml.safe_load((_SHARED / "facts" / "watchlist.yaml").read_text(encoding="utf-8"))
    knowledge = load_knowledge(load_settings(_ROOT / "config", {}))
    ledger = Ledger(knowledge.identity)
    reports: list[Report] = []
    homes: dict[Key, str] = {}
    for item in _items(facts["meta"]["seeds"]):
        reading = knowledge.reader.read(item)
        reports += [report for report in reading.reports if report.reportable]
        homes |= {(item.id, change.index): change.development for change in ledger.record(reading, item)}
    parents = {entity["id"]: entity.get("parent") for entity in facts["entities"]}
    return _print(facts["developments"], reports, homes, parents)


def _items(seeds: Iterable[Mapping[str, Any]]) -> Iterator[Item]:
    for seed in seeds:
        day = datetime.fromisoformat(seed["published"].removeprefix("about ")[:10]).replace(hour=12, tzinfo=UTC)
        body = (_SHARED / "seeds" / seed["file"]).read_text(encoding="utf-8")
        yield Item(id=seed["file"][:3], feed="seeds", title="", body=body, seen_at=day, published_at=day)


def _print(developments: Sequence[Gold], reports: Sequence[Report], homes: Mapping[Key, str], parents: Parents) -> int:
    table = Table("expected", "scope", "parties", "event, stage", "amounts", "ours", "wrong")
    used: set[Key] = set()
    wrong = 0
    for gold in developments:
        found = _found(gold, reports, parents)
        if gold["reportable"] not in _REPORTED:
            continue
        used |= {_key(report) for report in found}
        if gold["reportable"] == "yes" and gold["in_scope"] != "out":
            mistakes = _mistakes(gold, found, homes, parents) if found else ["missing"]
            wrong += bool(mistakes)
            table.add_row(*_expected(gold), "\n".join(map(_short, found)), f"[red]{chr(10).join(mistakes)}[/red]")
    for report in (report for report in reports if _key(report) not in used):
        wrong += 1
        table.add_row("", "", "", "", "", _short(report), "[red]not expected[/red]")
    console = Console(width=200)
    console.print(table)
    console.print(f"{wrong} wrong")
    return 1 if wrong else 0


def _expected(gold: Gold) -> tuple[str, str, str, str, str]:
    amounts = "\n".join(f"{value:g} {unit}" for value, unit in _amounts(gold))
    return gold["id"], gold["in_scope"], " ".join(gold["parties"]), f"{gold['event_type']}, {gold['status']}", amounts


def _found(gold: Gold, reports: Sequence[Report], parents: Parents) -> list[Report]:
    """Reports of the same articles, of a wording of the same event, with the same parties; of several in one article
    those of the product that is told."""
    alike = [r for r in reports if _told_in(gold, r) and _same_event(gold, r) and _covers(gold, r, parents)]
    about = [r for r in alike if _same_product(gold, r)]
    return about or alike


def _told_in(gold: Gold, report: Report) -> bool:
    return any(seed.startswith(report.item) for seed in gold["seeds"])


def _same_event(gold: Gold, report: Report) -> bool:
    """The same event; who talks of supply may be told as talks or as supply, at the stage of talks."""
    events = {gold["event_type"], report.event}
    return len(events) == 1 or ("talks" in events and "exec-meeting" not in events and report.status in _TALKED)


def _covers(gold: Gold, report: Report, parents: Parents) -> bool:
    ours = {party.entity for party in report.parties}
    return sum(_kin(name, ours, parents) for name in gold["parties"]) >= min(2, len(gold["parties"]))


def _kin(name: str, others: Iterable[str], parents: Parents) -> bool:
    """Whether a name is among others, or its parent, its subsidiary or (of a person) its firm is."""
    return any(name == other or parents.get(name) == other or parents.get(other) == name for other in others)


def _same_product(gold: Gold, report: Report) -> bool:
    words = " ".join(gold["product"]).lower()
    return any(product in words or product.replace("-", " ") in words for product in report.products)


def _mistakes(gold: Gold, found: Sequence[Report], homes: Mapping[Key, str], parents: Parents) -> list[str]:
    ours = {party.entity for report in found for party in report.parties}
    strangers = sorted(name for name in ours if not _kin(name, gold["parties"], parents))
    absent = sorted(name for name in gold["parties"] if not _kin(name, ours, parents))
    stages = {gold["status"], *gold.get("status_also_accepted", ())}
    have = [(amount.value, amount.unit) for report in found for amount in report.amounts]
    wanted = _amounts(gold)
    return [
        *(f"party {name} not expected" for name in strangers),
        *(f"party {name} missing" for name in absent),
        *(f"stage {r.status}" for r in found if r.status not in stages),
        *(f"{value:g} {unit} missing" for value, unit in wanted if not _is_among(value, unit, have)),
        *(f"{value:g} {unit} not expected" for value, unit in have if not _is_among(value, unit, wanted)),
        *(["told as several developments"] if len({homes.get(_key(r)) for r in found}) > 1 else []),
        *(["improbable product not flagged"] if _SLIP in gold.get("correction", "") and not _flagged(found) else []),
    ]


def _flagged(found: Sequence[Report]) -> bool:
    return all(any(reason.startswith("improbable") for reason in report.reasons) for report in found)


def _is_among(value: float, unit: str, others: Iterable[tuple[float, str]]) -> bool:
    return any(unit == there and abs(value - other) <= _TOLERANCE * other for other, there in others)


def _amounts(gold: Gold) -> list[tuple[float, str]]:
    return [(a["normalised"]["value"], a["normalised"]["unit"]) for a in gold["amounts"] if a.get("normalised")]


def _key(report: Report) -> Key:
    return report.item, report.index


def _short(report: Report) -> str:
    parties = " ".join(p.entity for p in report.parties)
    amounts = ", ".join(f"{a.value:g} {a.unit}" for a in report.amounts)
    flags = " ".join(reason for reason in report.reasons if reason.startswith("improbable"))
    told = f"{report.item} {report.scope} {report.event}, {report.status}: {parties} {amounts}"
    return f"{told} {' '.join(report.products)} {flags}".rstrip()


if __name__ == "__main__":
    sys.exit(main())
