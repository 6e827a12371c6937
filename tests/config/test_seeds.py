"""The founding stories: what the loader accepts, and how it names a mistake."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.config.files import ConfigError
from monitor.config.seeds import Known, load_seeds

KNOWN = Known(
    entities=frozenset({"acme", "baota", "spain"}),
    events=frozenset({"plant"}),
    stages=frozenset({"signed", "confirmed"}),
    topics=frozenset({"cathode"}),
)

GOOD = """\
sources:
- {id: paper, outlet: A paper, title: Plants, published: 2025-06-17}
developments:
- id: acme-plant
  summary: Acme builds.
  scope: core
  reportable: yes
  event: plant
  stage: signed
  parties: [{entity: acme, role: partner}, {entity: baota}]
  amounts: [{value: 8.0e+9, unit: Wh}]
  products: [cathode]
  places: [spain]
  dates: {event: 2025-06, told: [2025-06-17], target: 2028}
  sources: [paper]
  items: [one]
"""


def write(folder: Path, text: str) -> Path:
    (folder / "developments.yaml").write_text(text, encoding="utf-8")
    return folder


def test_a_development_is_read_with_its_parties_amounts_and_dates(tmp_path: Path) -> None:
    (seed,) = load_seeds(write(tmp_path, GOOD), KNOWN).developments
    assert [(party.entity, party.role) for party in seed.parties] == [("acme", "partner"), ("baota", "actor")]
    assert [(amount.value, amount.unit) for amount in seed.amounts] == [(8e9, "Wh")]
    assert (seed.dates.event, seed.dates.told, seed.dates.target) == ("2025-06", ("2025-06-17",), "2028")


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("event: plant", "event: planting", 8, "unknown event 'planting' in acme-plant"),
        ("stage: signed", "stage: sealed", 9, "unknown stage 'sealed'"),
        ("entity: baota", "entity: baoto", 10, "unknown entity 'baoto'"),
        ("[cathode]", "[cathodes]", 12, "unknown product or topic 'cathodes'"),
        ("[spain]", "[spane]", 13, "unknown place 'spane'"),
        ("event: plant", "event: plant\n  also_events: [x]", 9, "unknown event 'x'"),
        ("sources: [paper]", "sources: [papers]", 15, "unknown source 'papers'"),
        ("items: [one]", "items: [one]\n  part_of: other", 17, "unknown development 'other'"),
        ("items: [one]", "items: [one, one]", 16, "the item 'one' tells two developments"),
        ("unit: Wh", "unit: GWh", 11, "developments.0.amounts.0.unit"),
        ("event: 2025-06,", "event: June,", 14, "developments.0.dates.event"),
        ("summary:", "sumary:", 4, "developments.0.summary: Field required"),
    ],
)
def test_a_mistake_is_named_by_line(tmp_path: Path, old: str, new: str, line: int, said: str) -> None:
    folder = write(tmp_path, GOOD.replace(old, new))
    with pytest.raises(ConfigError) as caught:
        load_seeds(folder, KNOWN)
    assert caught.value.line == line
    assert said in str(caught.value)


def test_an_id_given_twice_is_refused(tmp_path: Path) -> None:
    second = GOOD.split("developments:\n")[1].replace("[one]", "[two]")
    with pytest.raises(ConfigError, match=r"developments\.yaml:17: the id 'acme-plant' is given twice"):
        load_seeds(write(tmp_path, GOOD + second), KNOWN)
