"""The watchlist file: what is refused, with the line and what to do, and how an entry is added."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from monitor.config.files import ConfigError
from monitor.config.watchlist import append_entity, load_particles, load_watchlist
from monitor.reading.match import WatchIndex

CONFIG = Path(__file__).parents[2] / "config"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A configuration folder with the project's vocabulary and a list of two entities."""
    shutil.copytree(CONFIG / "vocabulary", tmp_path / "vocabulary")
    _write(tmp_path, "")
    return tmp_path


def _write(folder: Path, more: str) -> None:
    (folder / "watchlist.yaml").write_text(
        "words:\n  power: [battery, cells]\n"
        "entities:\n"
        "- id: acme\n  name: Acme\n  kind: company\n  side: KR\n  aliases:\n"
        "    en: [Acme Cells, ACM]\n    ko: [애크미셀]\n"
        "- id: zenith\n  name: Zenith\n  kind: company\n  side: CN\n  aliases:\n    en: [Zenith Power]\n" + more,
        encoding="utf-8",
    )


ENTRY = "- id: third\n  name: Third\n  kind: company\n  side: CN\n  aliases:\n"


def test_the_projects_own_list_is_right_and_knows_its_sides() -> None:
    watchlist = load_watchlist(CONFIG)
    ids = {entity.id: entity for entity in watchlist.entities}
    assert len(ids) >= 332
    assert (ids["lg-energy-solution"].side, ids["catl"].side, ids["lg-hy-bcm"].side) == ("KR", "CN", "JOINT")
    assert ids["svolt"].parent == "great-wall-motor"
    assert watchlist.marks
    assert watchlist.decoys


@pytest.mark.parametrize(
    ("more", "line", "what", "fix"),
    [
        # a mistake, the line it stands on, what is said of it, what to do
        (ENTRY + "    en: [X]\n", 22, "too short", "longer form"),
        (ENTRY + "    ko: [셀]\n", 22, "too short", "longer form"),
        (ENTRY + "    en: [zenith-POWER]\n", 22, "already belongs to zenith", "shared: true"),
        (ENTRY + "    en: [Third Way, third·way, 'Third  Way']\n", 22, "found by 'Third Way' already", "remove it"),
        (ENTRY + "    en: [Harrison Ford]\n", 22, "also a decoy", "decoys.yaml"),
        (ENTRY.replace("third", "acme") + "    en: [Third Way]\n", 17, "the id is given twice", "merge"),
        ("  parent: nobody\n", 17, "parent 'nobody' is not in the list", "another entity"),
        ("  parent: zenith\n", 17, "its own parent", "remove one"),
        ("  rules:\n  - for: Nadir\n    case: true\n", 18, "not one of its aliases", "add the alias"),
        ("  rules:\n  - for: Zenith Power\n    require: [$nothing]\n", 19, "no list of words '$nothing'", "words"),
        (
            "  rules:\n  - for: Zenith Power\n    require: [$power]\n    forbid: [Battery]\n",
            18,
            "'battery' is both required and forbidden",
            "remove it from one",
        ),
        ("  rules:\n  - for: Zenith Power\n", 18, "the rule says nothing", "give it a condition"),
        (
            "  rules:\n  - for: Zenith Power\n    case: true\n  - for: zenith power\n    forbid: [noon]\n",
            20,
            "two rules speak of",
            "`in:`",
        ),
        (
            ENTRY + "    ko: [제삼의길]\n  rules:\n  - for: 제삼의길\n    case: true\n",
            25,
            "no letters with case",
            "remove",
        ),
        ("  colour: red\n", 17, "colour", "remove the key"),
        ("  sides: [KR\n", None, "not valid YAML", "correct"),
    ],
)
def test_a_mistake_is_refused_with_its_line_and_what_to_do(
    folder: Path, more: str, line: int | None, what: str, fix: str
) -> None:
    _write(folder, more)
    with pytest.raises(ConfigError) as refused:
        load_watchlist(folder)
    assert refused.value.path == folder / "watchlist.yaml"
    assert line is None or refused.value.line == line
    assert what in str(refused.value)
    assert fix in str(refused.value)


def test_one_form_may_name_two_firms_when_both_say_so(folder: Path) -> None:
    _write(folder, "    ko: [애크미제니스]\n  rules:\n  - for: 애크미제니스\n    shared: true\n")
    text = (folder / "watchlist.yaml").read_text(encoding="utf-8")
    text = text.replace(
        "    ko: [애크미셀]\n", "    ko: [애크미셀, 애크미제니스]\n  rules:\n  - for: 애크미제니스\n    shared: true\n"
    )
    (folder / "watchlist.yaml").write_text(text, encoding="utf-8")
    index = WatchIndex.build(load_watchlist(folder), load_particles(folder))
    assert [m.entity for m in index.mentions("애크미·제니스 동맹")] == ["acme", "zenith"]


def test_spellings_that_differ_in_case_may_stand_side_by_side(folder: Path) -> None:
    _write(folder, "    zh: [ZEN, Zen]\n  rules:\n  - for: ZEN\n    case: true\n")
    index = WatchIndex.build(load_watchlist(folder), load_particles(folder))
    assert [m.surface for m in index.mentions("ZEN, Zen and zen")] == ["ZEN", "Zen"]


def test_an_added_entity_is_found_and_the_rest_of_the_file_stays(folder: Path) -> None:
    before = (folder / "watchlist.yaml").read_text(encoding="utf-8")
    entry = {
        "id": "nova",
        "name": "Nova",
        "kind": "company",
        "side": "CN",
        "aliases": {"en": ["Nova Cell"], "ko": ["노바셀"]},
    }
    added = append_entity(folder, entry)
    assert added.id == "nova"
    assert (folder / "watchlist.yaml").read_text(encoding="utf-8").startswith(before)
    index = WatchIndex.build(load_watchlist(folder), load_particles(folder))
    assert [m.entity for m in index.mentions("노바셀이 Nova Cell이다")] == ["nova", "nova"]


@pytest.mark.parametrize(
    "entry",
    [
        {"id": "acme", "name": "Acme", "kind": "company", "side": "KR", "aliases": {"en": ["Acme Two"]}},
        {"id": "nova", "name": "Nova", "kind": "company", "side": "KR", "aliases": {"en": ["ACME cells"]}},
        {"id": "nova", "name": "Nova", "kind": "company", "side": "MARS", "aliases": {"en": ["Nova Cell"]}},
        {"id": "nova", "name": "Nova", "kind": "company", "side": "KR", "aliases": {}},
    ],
)
def test_a_wrong_entry_is_refused_and_nothing_is_written(folder: Path, entry: dict[str, object]) -> None:
    before = (folder / "watchlist.yaml").read_text(encoding="utf-8")
    with pytest.raises(ConfigError):
        append_entity(folder, entry)
    assert (folder / "watchlist.yaml").read_text(encoding="utf-8") == before
    assert not list(folder.glob("*.new"))


def test_a_form_of_a_mark_names_lists_that_exist(folder: Path) -> None:
    (folder / "vocabulary" / "marks.yaml").write_text("lists: {}\nmarks:\n- side: CN\n  forms: ['{maker} firm']\n")
    with pytest.raises(ConfigError, match="no list 'maker'"):
        load_watchlist(folder)


def test_characters_without_a_counterpart_are_refused(folder: Path) -> None:
    (folder / "vocabulary" / "han.yaml").write_text("traditional: 韓國\nsimplified: 韩\n", encoding="utf-8")
    with pytest.raises(ConfigError, match="2 traditional characters stand against 1"):
        load_particles(folder)
