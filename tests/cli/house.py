"""A small household for the command line: a configuration in a temporary folder, a feed file, and a way to call."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from monitor.cli.main import main

REAL = Path(__file__).parents[2] / "config"
SETTINGS = """\
audiences:
  desk:
    title: The desk
    schedule: immediate
    zone: Asia/Seoul
    channels: [console, files]
channels:
  console:
  files:
policy:
  news_age_days: 3650
serve:
  poll_s: 1
  digest_s: 1
  deliver_s: 1
  port: 0
"""
FEEDS = """\
feeds:
  - id: local
    url: news.xml
    publisher: Local Wire
    kind: file
    language: en
"""
STORIES = (
    ("one", "CATL and Hyundai Motor sign battery supply contract for 10 GWh", "Tue, 10 Nov 2026 01:00:00 GMT"),
    ("two", "LG화학, 中 화유코발트와 양극재 합작공장 설립 계약 체결", "Tue, 10 Nov 2026 02:00:00 GMT"),
    ("three", "Ten quiet walks for a rainy weekend", "Tue, 10 Nov 2026 03:00:00 GMT"),
)


def rss(stories: tuple[tuple[str, str, str], ...] = STORIES) -> str:
    """A feed with these stories: (guid, title, date)."""
    items = "".join(
        f"<item><guid isPermaLink='false'>{guid}</guid><title>{title}</title>"
        f"<link>https://news.example/{guid}</link><pubDate>{date}</pubDate></item>"
        for guid, title, date in stories
    )
    return f"<rss version='2.0'><channel><title>Local Wire</title>{items}</channel></rss>"


@dataclass
class Call:
    """What one command did."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The standard output, as JSON."""
        return json.loads(self.out)


@dataclass
class House:
    """A folder with configuration, database and output."""

    root: Path
    environ: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Lay out the folder."""
        self.config.mkdir()
        for name in ("watchlist.yaml", "vocabulary", "background.yaml"):
            (self.config / name).symlink_to(REAL / name)
        self.write(SETTINGS)
        (self.config / "feeds.yaml").write_text(FEEDS)
        self.tell()
        self.environ |= {
            "MONITOR_CONFIG": str(self.config),
            "MONITOR_VAR_DIR": str(self.root / "var"),
            "MONITOR_OUT_DIR": str(self.root / "out"),
        }

    @property
    def config(self) -> Path:
        """The configuration folder."""
        return self.root / "config"

    def write(self, settings: str) -> None:
        """Put other settings in place."""
        (self.config / "monitor.yaml").write_text(settings)

    def tell(self, stories: tuple[tuple[str, str, str], ...] = STORIES) -> None:
        """Put other stories into the feed."""
        (self.config / "news.xml").write_text(rss(stories), encoding="utf-8")

    def start(self, *arguments: str, **more: Any) -> subprocess.Popen[str]:
        """The command in a process of its own."""
        return subprocess.Popen(
            [sys.executable, "-m", "monitor", *arguments],
            env={"PATH": os.environ["PATH"], **self.environ},
            cwd=self.root,
            text=True,
            **({"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | more),
        )

    def process(self, *arguments: str, **more: Any) -> Call:
        """The command in a process of its own, to its end."""
        running = self.start(*arguments, **more)
        out, err = running.communicate(timeout=60)
        return Call(running.returncode, out, err)


def caller(house: House, capsys: pytest.CaptureFixture[str]) -> Callable[..., Call]:
    """A function that runs a command in this process."""

    def call(*arguments: str) -> Call:
        capsys.readouterr()
        code = main(arguments, house.environ)
        said = capsys.readouterr()
        return Call(code, said.out, said.err)

    return call
