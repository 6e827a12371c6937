"""The vocabulary files are checked before anything is read with them."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from monitor.config.files import ConfigError
from monitor.config.vocabulary import load_vocabulary

CONFIG = Path(__file__).parents[2] / "config"
Edit = Callable[[str], str]


def edited(tmp_path: Path, name: str, edit: Edit) -> Path:
    """A copy of the configuration with one vocabulary file changed."""
    folder = tmp_path / "config"
    shutil.copytree(CONFIG / "vocabulary", folder / "vocabulary")
    path = folder / "vocabulary" / name
    path.write_text(edit(path.read_text(encoding="utf-8")), encoding="utf-8")
    return folder


def test_every_event_stage_and_product_has_a_label_in_each_language() -> None:
    vocabulary = load_vocabulary(CONFIG)
    for labels in (vocabulary.event_labels, vocabulary.stage_labels, vocabulary.product_labels):
        assert labels
        assert all(set(label) == {"en", "ko", "zh"} and all(label.values()) for label in labels.values())


def test_stages_of_one_way_are_ranked_and_reversals_are_not() -> None:
    ranks = load_vocabulary(CONFIG).ranks
    way = ["rumoured", "considering", "in-talks", "mou", "signed", "under-construction", "in-production"]
    assert way == sorted(way, key=ranks.__getitem__)
    assert not {"denied", "cancelled", "revised"} & set(ranks)


def test_an_event_has_words_in_all_three_languages() -> None:
    for name, event in load_vocabulary(CONFIG).events.items():
        assert event.terms.en, name
        assert event.terms.ko, name
        assert event.terms.zh, name


def test_an_unknown_default_stage_is_named_with_its_line(tmp_path: Path) -> None:
    folder = edited(tmp_path, "events.yaml", lambda t: t.replace("default: in-talks", "default: chatting", 1))
    with pytest.raises(ConfigError, match=r"events\.yaml:\d+: talks: unknown stage 'chatting'"):
        load_vocabulary(folder)


def test_an_event_cannot_yield_to_one_that_does_not_exist(tmp_path: Path) -> None:
    folder = edited(tmp_path, "events.yaml", lambda t: t.replace("yields_to: [lawsuit]", "yields_to: [lawsuite]", 1))
    with pytest.raises(ConfigError, match=r"events\.yaml:\d+: .*cannot yield to 'lawsuite'"):
        load_vocabulary(folder)


def test_a_misspelt_key_is_named_with_its_line(tmp_path: Path) -> None:
    folder = edited(tmp_path, "stages.yaml", lambda t: t.replace("    rank: 0", "    rang: 0", 1))
    with pytest.raises(ConfigError, match=r"stages\.yaml:\d+: .*rang"):
        load_vocabulary(folder)


def test_a_word_that_yaml_takes_for_something_else_is_refused(tmp_path: Path) -> None:
    folder = edited(tmp_path, "modality.yaml", lambda t: t.replace('"no", never', "no, never", 1))
    with pytest.raises(ConfigError, match=r"modality\.yaml:\d+"):
        load_vocabulary(folder)


def test_a_state_that_acts_in_an_unknown_event_is_refused(tmp_path: Path) -> None:
    folder = edited(tmp_path, "scope.yaml", lambda t: t.replace("party_events: [policy]", "party_events: [police]"))
    with pytest.raises(ConfigError, match=r"scope\.yaml:\d+: CN: unknown event 'police'"):
        load_vocabulary(folder)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"events\.yaml: the file does not exist"):
        load_vocabulary(tmp_path)
