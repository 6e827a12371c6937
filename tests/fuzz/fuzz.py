"""Drives the targets by coverage, with atheris (`pip install atheris` where Python and platform allow).

Run as: python -m tests.fuzz.fuzz [TARGET…] [--seconds N]. Each target gets its share of the time in a process of its
own; an input that breaks a promise is printed and left as crash-… in the working directory.
"""

from __future__ import annotations

import argparse
import importlib.util
import logging
import subprocess
import sys
import tempfile
import time
from pathlib import Path


def drive(name: str, seconds: int) -> None:
    """Fuzz one target in this process; libFuzzer ends it."""
    import atheris

    logging.disable()
    with atheris.instrument_imports(include=["monitor", "feedparser", "protego"]):
        from tests.fuzz.targets import TARGETS, seeds

    folder = Path(tempfile.mkdtemp(prefix=f"fuzz-{name}-"))
    for number, seed in enumerate(seeds()):
        (folder / f"seed-{number}").write_bytes(seed)
    limits = [f"-max_total_time={seconds}", "-timeout=10", "-rss_limit_mb=1500", "-max_len=4000", "-verbosity=0"]
    atheris.Setup(["fuzz", *limits, "-print_final_stats=1", str(folder)], TARGETS[name])
    atheris.Fuzz()


def main() -> int:
    """Every target in turn; 1 when any broke."""
    asked = argparse.ArgumentParser()
    asked.add_argument("targets", nargs="*")
    asked.add_argument("--seconds", type=int, default=300, help="for all targets together")
    asked.add_argument("--drive", action="store_true", help="this process fuzzes its one target")
    options = asked.parse_args()
    if importlib.util.find_spec("atheris") is None:
        sys.stderr.write("skipped: atheris is not installed\n")
        return 0
    if options.drive:
        drive(options.targets[0], options.seconds)
    from tests.fuzz.targets import TARGETS

    names, broken = options.targets or list(TARGETS), 0
    for name in names:
        began = time.monotonic()
        share = str(max(1, options.seconds // len(names)))
        command = [sys.executable, "-m", "tests.fuzz.fuzz", name, "--drive", "--seconds", share]
        done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
        runs = next((line.split()[-1] for line in done.stderr.splitlines() if "executed_units" in line), "?")
        sys.stdout.write(f"{name}: {runs} inputs in {time.monotonic() - began:.0f} s, exit {done.returncode}\n")
        if done.returncode:
            broken += 1
            sys.stdout.write(done.stderr[-3000:] + done.stdout[-2000:])
        sys.stdout.flush()
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
