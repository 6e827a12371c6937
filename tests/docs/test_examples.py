"""What the documents show can be done as shown: configurations load, command lines run."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from monitor.config.feeds import load_feeds
from monitor.config.settings import load_settings

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
#: Commands that need no network and send nothing.
HARMLESS = ("config", "watchlist", "explain", "developments", "deliveries")


def blocks(language: str) -> list[str]:
    """All code blocks of a language, without the indentation of a list they may stand in."""
    text = "\n".join(path.read_text(encoding="utf-8") for path in DOCUMENTS)
    found = re.findall(rf"^( *)(?:\d+\. )?```{language}\n(.*?)^ *```", text, re.MULTILINE | re.DOTALL)
    return [re.sub(rf"^{indent}", "", body, flags=re.MULTILINE) for indent, body in found]


@pytest.fixture
def configuration(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ROOT / "config", tmp_path / "config"))


@pytest.mark.parametrize("example", [block for block in blocks("yaml") if block.startswith("audiences:")])
def test_an_example_of_settings_loads(configuration: Path, example: str) -> None:
    (configuration / "monitor.yaml").write_text(example, encoding="utf-8")
    assert len(load_settings(configuration, {}).audiences) == len(yaml.safe_load(example)["audiences"])


@pytest.mark.parametrize("example", [block for block in blocks("yaml") if block.startswith("- id:")])
def test_an_example_of_a_feed_loads(configuration: Path, example: str) -> None:
    before = len(load_feeds(configuration))
    with (configuration / "feeds.yaml").open("a", encoding="utf-8") as file:
        file.write("".join(f"  {line}\n" for line in example.splitlines()))
    assert len(load_feeds(configuration)) == before + 1


def test_there_are_examples_to_test() -> None:
    assert harmless_lines()
    assert len([block for block in blocks("yaml") if block.startswith(("audiences:", "- id:"))]) > 1


def harmless_lines() -> list[str]:
    lines = [line.removeprefix("$ ") for block in blocks("console") for line in block.splitlines()]
    words = [
        re.sub(r"^(\.venv/bin/)?monitor ", "", line) for line in lines if re.match(r"(\.venv/bin/)?monitor ", line)
    ]
    return [line for line in dict.fromkeys(words) if line.split()[0] in HARMLESS]


@pytest.mark.parametrize("line", harmless_lines())
def test_an_example_of_a_command_runs(tmp_path: Path, line: str) -> None:
    command = [str(Path(sys.executable).with_name("monitor")), *shlex.split(line, comments=True)]
    environment = {"PATH": os.environ["PATH"], "MONITOR_CONFIG": str(ROOT / "config"), "LANG": "C.UTF-8"}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, timeout=120)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.strip()
