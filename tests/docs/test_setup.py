"""What `make` installs is what pyproject.toml asks for, pinned by hash, and names no machine."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
LOCKS = ("run", "dev", "build")


def lock(name: str) -> str:
    return (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8")


def pins(name: str) -> dict[str, str]:
    """Package → version and marker, as pinned."""
    return dict(re.findall(r"^([a-z0-9][a-z0-9._-]*)==([^\\\n]+)", lock(name), re.MULTILINE))


def names(requirements: list[str]) -> set[str]:
    found = [re.match(r"[A-Za-z0-9._-]+", requirement) for requirement in requirements]
    return {re.sub(r"[-_.]+", "-", match[0]).lower() for match in found if match}


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_names_no_index_and_no_machine(name: str) -> None:
    assert re.findall(r"://|--index|--find-links|^.*(?<!\S)/\S+.*$", lock(name), re.MULTILINE) == []


@pytest.mark.parametrize("name", LOCKS)
def test_every_pin_of_a_lock_has_its_hashes(name: str) -> None:
    blocks = re.split(r"^(?=[a-z0-9])", lock(name), flags=re.MULTILINE)[1:]
    assert [block.splitlines()[0] for block in blocks if "--hash=sha256:" not in block] == []


def test_everything_the_project_asks_for_is_locked() -> None:
    project, groups = PROJECT["project"], PROJECT["dependency-groups"]
    running = names([*project["dependencies"], *project["optional-dependencies"]["postgres"]])
    assert running - set(pins("run")) == set()
    assert names(groups["build"]) - set(pins("build")) == set()
    assert running | names(groups["dev"]) | names(groups["build"]) <= set(pins("dev"))


@pytest.mark.parametrize("name", ["run", "build"])
def test_locks_agree_on_every_version(name: str) -> None:
    assert pins(name).items() <= pins("dev").items()


def test_the_make_targets_of_the_manual_exist() -> None:
    documents = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "deploy").rglob("*.*")]
    text = "\n".join(path.read_text(encoding="utf-8") for path in documents)
    named = set(re.findall(r"(?:`|\$ |run: )make ([a-z]+)", text))
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert {"run", "test"} <= named <= targets
