"""The vocabulary of quantities, rates and places is checked when it is read."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest

from monitor.config.files import ConfigError
from monitor.config.places import load_places
from monitor.config.units import load_rates, load_units

CONFIG = Path(__file__).parents[2] / "config"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A configuration folder of one's own."""
    shutil.copytree(CONFIG / "vocabulary", tmp_path / "vocabulary")
    return tmp_path


def edit(folder: Path, name: str, old: str, new: str) -> int:
    """Replace `old` once in a vocabulary file; returns the line it stands on."""
    path = folder / "vocabulary" / name
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


def test_the_files_of_the_repository_are_right() -> None:
    assert {unit.id for unit in load_units(CONFIG).units} >= {
        "Wh",
        "W",
        "t",
        "m2",
        "vehicles",
        "%",
        "KRW",
        "CNY",
        "USD",
    }
    assert load_places(CONFIG).places["debrecen"].within == "hungary"


def test_a_misspelt_key_of_the_units_is_named_with_its_line(folder: Path) -> None:
    line = edit(folder, "units.yaml", "    yearly: true", "    yaerly: true")
    with pytest.raises(ConfigError, match=rf"units\.yaml:{line}: units\.0\.yaerly"):
        load_units(folder)


def test_a_factor_that_is_no_number_is_named_with_its_line(folder: Path) -> None:
    line = edit(folder, "units.yaml", "factor: 1.0e+12}", "factor: many}")
    with pytest.raises(ConfigError, match=rf"units\.yaml:{line}: .*factor"):
        load_units(folder)


def test_a_form_of_two_units_is_refused(folder: Path) -> None:
    line = edit(folder, "units.yaml", "text: [파운드", "text: [달러, 파운드")
    with pytest.raises(ConfigError, match=rf"units\.yaml:{line}: the form '달러' stands for both USD and GBP"):
        load_units(folder)


def test_an_empty_range_of_sane_values_is_refused(folder: Path) -> None:
    edit(folder, "units.yaml", "sane: [1.0e+3, 6.0e+12]", "sane: [6.0e+12, 1.0e+3]")
    with pytest.raises(ConfigError, match="must be below"):
        load_units(folder)


def test_a_missing_file_says_so(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="does not exist"):
        load_rates(tmp_path)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("2014-Q2:", "2014-Q5:", "is not a quarter"),  # no such quarter
        ("2014-Q2:", "2013-Q4:", "must come after"),  # out of order
        ("KRW: 1069", "KRW: 0", "greater than 0"),  # nothing costs nothing
    ],
)
def test_a_wrong_rate_is_refused(folder: Path, old: str, new: str, said: str) -> None:
    line = edit(folder, "rates.yaml", old, new)
    with pytest.raises(ConfigError, match=rf"rates\.yaml:{line}: .*{said}"):
        load_rates(folder)


def test_a_rate_is_that_of_its_quarter_and_the_nearest_one_outside_the_table() -> None:
    rates = load_rates(CONFIG)
    assert rates.per_dollar("KRW", date(2025, 9, 30)) == rates.per_dollar("KRW", date(2025, 7, 1))
    assert rates.per_dollar("KRW", date(2025, 9, 30)) != rates.per_dollar("KRW", date(2025, 10, 1))
    assert rates.per_dollar("KRW", date(1999, 1, 1)) == rates.per_dollar("KRW", date(2014, 1, 1))
    assert rates.per_dollar("KRW", date(2040, 1, 1)) == rates.per_dollar("KRW", date(2026, 12, 31))
    assert rates.per_dollar("USD", date(2025, 1, 1)) == 1.0
    assert rates.per_dollar("Wh", date(2025, 1, 1)) is None


def test_a_place_within_a_place_that_is_not_listed_is_refused(folder: Path) -> None:
    line = edit(folder, "places.yaml", "within: hungary", "within: atlantis")
    with pytest.raises(ConfigError, match=rf"places\.yaml:{line}: .*'atlantis' is no other place"):
        load_places(folder)


def test_a_name_of_two_places_is_refused(folder: Path) -> None:
    line = edit(folder, "places.yaml", "en: [Poland", "en: [Hungary, Poland")
    with pytest.raises(ConfigError, match=rf"places\.yaml:{line}: .*'Hungary' stands for both hungary and poland"):
        load_places(folder)
