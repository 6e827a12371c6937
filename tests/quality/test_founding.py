"""The founding articles give every development expected of them; runs where the shared material is at hand."""

from __future__ import annotations

from pathlib import Path

import pytest

from scripts.founding_table import main

SHARED = Path(__file__).parents[3] / "shared"


@pytest.mark.skipif(not SHARED.is_dir(), reason=f"no shared material at {SHARED}")
def test_every_development_expected_of_the_founding_articles_is_read() -> None:
    assert main() == 0
