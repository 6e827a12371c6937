"""Aliases tried on headlines about anything else."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.config.background import load_background
from monitor.config.files import ConfigError
from monitor.config.particles import Particles
from monitor.model import Alias, Entity, Side, Watchlist
from monitor.reading.lint import lint_aliases

CONFIG = Path(__file__).parents[2] / "config"


def _watchlist(*aliases: Alias, kind: str = "company", watch: bool = True) -> Watchlist:
    entity = Entity(id="acme", name="Acme", kind=kind, country="CN", side=Side.CN, watch=watch, aliases=aliases)
    return Watchlist(entities=(entity,))


HEADLINES = ["A gem of a garden", "Rain falls", "The gem trade", "A gem and a jewel", *["Wind blows"] * 96]


def test_an_ordinary_word_without_a_condition_is_a_problem_and_shown_with_samples() -> None:
    report = lint_aliases(_watchlist(Alias(text="Gem")), Particles(), HEADLINES, samples=2)
    (gem,) = report.problems
    assert (report.headlines, gem.hits, gem.per_100k) == (100, 3, 3000.0)
    assert gem.samples == ("A gem of a garden", "The gem trade")
    assert "give it a rule" in gem.problem


@pytest.mark.parametrize(
    "watchlist",
    [
        _watchlist(Alias(text="Gem", forbid=("opal",))),  # guarded
        _watchlist(Alias(text="Gem"), watch=False),  # never a trigger
        _watchlist(Alias(text="Gem"), kind="technology"),  # a word by nature
    ],
)
def test_a_guarded_name_or_a_word_by_nature_is_none(watchlist: Watchlist) -> None:
    report = lint_aliases(watchlist, Particles(), HEADLINES)
    assert [hits.hits for hits in report.aliases] == [3]
    assert report.problems == ()


def test_two_hits_say_nothing() -> None:
    assert lint_aliases(_watchlist(Alias(text="Gem")), Particles(), HEADLINES[:3]).problems == ()


def test_the_projects_own_list_hits_no_company_in_its_own_background(
    watchlist: Watchlist, particles: Particles
) -> None:
    report = lint_aliases(watchlist, particles, load_background(CONFIG))
    companies = {entity.id for entity in watchlist.entities if entity.kind == "company"}
    assert report.headlines > 3_000
    assert report.problems == ()
    assert [hits for hits in report.aliases if hits.entity in companies] == []


def test_the_background_is_the_same_every_time_and_in_three_languages() -> None:
    headlines = load_background(CONFIG)
    assert headlines == load_background(CONFIG)
    assert len(set(headlines)) == len(headlines)


def test_headlines_may_come_from_files(tmp_path: Path) -> None:
    plain, lines = tmp_path / "a.txt", tmp_path / "b.jsonl"
    plain.write_text("one\n\ntwo\n", encoding="utf-8")
    lines.write_text(
        '{"title": "three", "summary": "and more"}\n{"title": "four", "summary": null}\n', encoding="utf-8"
    )
    assert load_background(tmp_path, [plain, lines]) == ("one", "two", "three and more", "four")


def test_a_file_that_is_not_headlines_is_named(tmp_path: Path) -> None:
    (tmp_path / "b.jsonl").write_text("{", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"b\.jsonl: not a file of headlines"):
        load_background(tmp_path, [tmp_path / "b.jsonl"])


def test_a_frame_names_slots_that_exist(tmp_path: Path) -> None:
    empty = "{frames: [x]}"
    (tmp_path / "background.yaml").write_text(f"en: {{frames: ['{{who}} runs']}}\nko: {empty}\nzh: {empty}\n")
    with pytest.raises(ConfigError, match="no slot 'who'"):
        load_background(tmp_path)
