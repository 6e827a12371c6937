"""A household in a temporary folder, and commands called in this process."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.house import Call, House, caller

Run = Callable[..., Call]


@pytest.fixture
def house(tmp_path: Path) -> House:
    """A configured folder with nothing polled yet."""
    return House(tmp_path)


@pytest.fixture
def monitor(house: House, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs `monitor` in the household, its output going into a pipe of any width."""
    monkeypatch.delenv("COLUMNS", raising=False)
    return caller(house, capsys)
