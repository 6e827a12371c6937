"""The documents name everything a user can type or set, nothing that does not exist, and their links lead somewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import typer
from pydantic import BaseModel

from monitor.cli.commands import app
from monitor.config.settings import SECRETS, SHORT
from monitor.config.shape import SettingsShape

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
MANUAL = "\n".join(path.read_text(encoding="utf-8") for path in DOCUMENTS if path.name != "CHANGELOG.md")
SOURCES = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "src").rglob("*.py"))


# ── commands and options ─────────────────────────────────────────────────────────────────────────────────────────


def commands(command: Any, name: str) -> Iterator[tuple[str, Any]]:
    """Every command under `command` with its full name."""
    yield name, command
    for part, child in getattr(command, "commands", {}).items():
        yield from commands(child, f"{name} {part}")


COMMANDS = dict(commands(typer.main.get_command(app), "monitor"))


@pytest.mark.parametrize("name", tuple(COMMANDS))
def test_every_command_is_in_the_manual(name: str) -> None:
    assert re.search(rf"`{name}\b", MANUAL) or re.search(rf"^(\$ )?(\.venv/bin/)?{name}\b", MANUAL, re.MULTILINE)


@pytest.mark.parametrize("name", tuple(COMMANDS))
def test_every_option_is_in_the_manual(name: str) -> None:
    options = [word for parameter in COMMANDS[name].params for word in parameter.opts if word.startswith("--")]
    assert [word for word in options if not re.search(rf"{word}(?![\w-])", MANUAL)] == []


def test_every_command_line_of_the_manual_names_a_command_and_options_that_exist() -> None:
    wrong = [line for line in command_lines(MANUAL) if not understood(line)]
    assert wrong == []


def command_lines(text: str) -> list[str]:
    """What follows the word monitor in code spans and at the head of lines in code blocks."""
    spans = re.findall(r"`(?:\.venv/bin/)?monitor ([a-z][^`\n]*)`", text)
    blocks = re.findall(r"```(?:console|sh)\n(.*?)```", text, re.DOTALL)
    lines = [line for block in blocks for line in block.splitlines()]
    return spans + [m[1] for line in lines if (m := re.match(r"(?:\$ )?(?:\.venv/bin/)?monitor ([a-z].*)", line))]


def understood(line: str) -> bool:
    words, command = line.split(" #", maxsplit=1)[0].split(), COMMANDS["monitor"]
    while words and words[0] in getattr(command, "commands", {}):
        command = command.commands[words.pop(0)]
    known = {word for parameter in command.params for word in parameter.opts} | {"--help"}
    options = {word.split("=")[0] for word in words if re.fullmatch(r"--[a-z][a-z-]*(=.*)?", word)}
    return command is not COMMANDS["monitor"] and options <= known


# ── settings ─────────────────────────────────────────────────────────────────────────────────────────────────────


def keys(shape: type[BaseModel], path: str = "") -> Iterator[str]:
    """The dotted name of every key under `shape`; * stands for the id of an audience."""
    for name, field in shape.model_fields.items():
        inner = _shapes_in(field.annotation)
        here = f"{path}{name}"
        if not inner:
            yield here
        for child in inner:
            yield from keys(child, f"{here}.*." if "dict[" in str(field.annotation) else f"{here}.")


def _shapes_in(annotation: Any) -> list[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation] if annotation.model_fields else []
    return [shape for part in getattr(annotation, "__args__", ()) for shape in _shapes_in(part)]


@pytest.mark.parametrize("key", tuple(keys(SettingsShape)))
def test_every_setting_is_in_the_manual(key: str) -> None:
    assert f"`{key}`" in MANUAL


def test_every_setting_of_the_manual_exists() -> None:
    groups = "policy|serve|channels|audiences"
    named = set(re.findall(rf"^\| `((?:{groups})\.[a-z0-9_.*]+)`", MANUAL, re.MULTILINE))
    assert named - set(keys(SettingsShape)) == set()


def test_defaults_in_the_manual_are_those_of_the_program() -> None:
    rows = re.findall(r"^\| `((?:policy|serve|channels)\.[a-z0-9_.]+)` \| ([^|]*) \|", MANUAL, re.MULTILINE)
    assert len(rows) > 20, "the tables of settings are gone"
    wrong = {key: (printed, default_of(key)) for key, printed in rows if printed.strip("` ") != default_of(key)}
    assert wrong == {}


def default_of(key: str) -> str:
    shape: Any = SettingsShape
    *path, last = key.split(".")
    for part in path:
        (shape,) = _shapes_in(shape.model_fields[part].annotation)
    value = shape.model_fields[last].get_default(call_default_factory=True)
    if value in (None, "", (), {}):
        return "–"
    return str(value).lower() if isinstance(value, bool) else str(value)


# ── environment ──────────────────────────────────────────────────────────────────────────────────────────────────

VARIABLE = r"\bMONITOR_[A-Z][A-Z0-9_]*[A-Z0-9]\b"


def variables_of_the_program() -> set[str]:
    return {*SHORT, *SECRETS.values(), *re.findall(rf'"({VARIABLE})"', SOURCES)}


def test_every_variable_is_in_the_manual() -> None:
    assert sorted(name for name in variables_of_the_program() if f"`{name}`" not in MANUAL) == []


def test_every_variable_that_is_named_or_set_exists() -> None:
    packaging = [ROOT / "Dockerfile", ROOT / "compose.yaml", *(ROOT / "deploy").rglob("*")]
    text = MANUAL + "\n".join(path.read_text(encoding="utf-8") for path in packaging if path.is_file())
    known = variables_of_the_program() | {f"MONITOR_{key.upper().replace('.', '__')}" for key in keys(SettingsShape)}
    known |= {f"{name}_FILE" for name in known} | {"MONITOR_TEST_POSTGRES"}
    assert sorted(set(re.findall(VARIABLE, text)) - known) == []


# ── links ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(path: Path) -> None:
    text = re.sub(r"```.*?```", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    links = [target for target in re.findall(r"\]\(([^)\s]+)\)", text) if not target.startswith(("http", "mailto:"))]
    assert [link for link in links if not leads_somewhere(path, link)] == []


def leads_somewhere(path: Path, link: str) -> bool:
    file, _, anchor = link.partition("#")
    target = (path.parent / file).resolve() if file else path
    if not anchor:
        return target.exists()
    return target.exists() and anchor in anchors(target.read_text(encoding="utf-8"))


def anchors(text: str) -> set[str]:
    """The anchors of headings, made as code hosts make them."""
    headings = re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


def test_paths_named_in_the_manual_exist() -> None:
    # bin, out and var are made when the program runs.
    named = set(re.findall(r"`((?:config|docs|deploy|scripts|seeds|src|tests|requirements|bench)/[\w./-]+)`", MANUAL))
    assert sorted(name for name in named if not (ROOT / name).exists()) == []
