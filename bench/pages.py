"""How fast the pages answer on a large ledger, as ratios to an empty page, in one run.

    python bench/pages.py [--developments 10000] [--rounds 30]

A made-up ledger is written into a temporary SQLite file and served over the loopback as the daemon serves it. Each
address is asked for one after the other; printed are the median and the slowest 5 % in milliseconds, the ratio of the
median to that of an empty page (a 404 of the same server), and bytes. List and search pages must stay under 100 ms:
the command ends with 1 when one does not. The first request fills the outlines that pages keep in memory; it is
printed apart.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import tempfile
import time
from pathlib import Path

import httpx
from starlette.applications import Starlette

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from monitor.health import WebServer
from monitor.store.store import open_store
from monitor.web.app import routes
from monitor.web.guard import Guard
from tests.web import world

EMPTY = "/none"
LISTS = (
    "/",
    "/search",
    "/search?page=120",
    "/search?q=CATL",
    "/search?q=供应合同",
    "/search?q=공급계약+헝가리",
    "/search?q=奇瑞",  # two letters: no index helps
    "/search?event=lawsuit&stage=signed&language=zh",
    "/companies",
    "/companies/catl",
    "/digests",
    "/feeds",
)
OTHERS = ("/d/d000004", "/map", "/charts", "/about", "/audiences/desk.atom", "/companies/catl.json")
LIMIT_MS = 100


def timed(client: httpx.Client, path: str, rounds: int) -> tuple[float, float, int]:
    """Median and 95th percentile in milliseconds, and the size."""
    took, size = [], 0
    for _ in range(rounds):
        began = time.perf_counter()
        size = len(client.get(path).content)
        took.append((time.perf_counter() - began) * 1000)
    return statistics.median(took), sorted(took)[int(rounds * 0.95) - 1], size


def main() -> int:
    """Fill, serve, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--developments", type=int, default=10_000)
    parser.add_argument("--rounds", type=int, default=30)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        known = world.knowledge()
        store = open_store(f"sqlite:///{folder}/monitor.db")
        found = list(world.developments(known, asked.developments))
        world.fill(store, found)
        world.fill_rest(store, found)
        server = WebServer(Guard(Starlette(routes=routes(world.site(store, known), lambda: world.NOW))), "127.0.0.1", 0)
        server.start()
        with httpx.Client(base_url=f"http://{server.address}", timeout=60) as client:
            slow = report(client, asked.rounds)
        server.stop()
        store.close()
    return 1 if slow else 0


def report(client: httpx.Client, rounds: int) -> list[str]:
    """Print a line an address; the lists that are too slow."""
    first, _, _ = timed(client, "/charts", 2)
    empty, _, _ = timed(client, EMPTY, rounds)
    print(f"first page, outlines read: {first:.0f} ms; empty page: {empty:.1f} ms\n")
    print(f"{'median':>8} {'95 %':>8} {'ratio':>6} {'kB':>6}  address")
    slow = []
    for path in (*LISTS, *OTHERS):
        median, high, size = timed(client, path, rounds)
        print(f"{median:8.1f} {high:8.1f} {median / empty:6.1f} {size / 1000:6.1f}  {path}")
        if path in LISTS and median >= LIMIT_MS:
            slow.append(path)
    print("\nunder 100 ms: " + ("all lists" if not slow else "NOT " + ", ".join(slow)))
    return slow


if __name__ == "__main__":
    sys.exit(main())
