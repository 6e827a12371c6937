"""A run that is killed before any of its statements loses nothing and repeats nothing."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_a_run_killed_before_any_statement_is_finished_by_the_next(database_url: str, tmp_path: Path) -> None:
    command = [sys.executable, str(Path(__file__).parent / "crasher.py"), database_url, str(tmp_path)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False, env=environment)
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert report["points"] > 40
    assert [kind for kind, _ in report["wanted"]["mail"]] == ["watching", "alert"]
    assert report["wrong"] == {}
