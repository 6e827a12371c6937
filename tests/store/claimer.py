"""One of several workers: takes rows until there are none, holding on to all of them; prints what it got as JSON.

Run as: claimer.py DATABASE_URL ROWS NUMBER
"""

from __future__ import annotations

import json
import sys
from datetime import UTC, datetime

from monitor.store import feeds, items, outbox
from monitor.store.lease import Worker
from monitor.store.store import open_store

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
LEASE_S = 60


def take_everything(url: str, rows: int, number: int) -> list[str]:
    """Names of all rows this worker was given."""
    worker = Worker(host="here", pid=number, nonce=str(number))
    names = [f"f{n}" for n in range(rows)]
    store = open_store(url)
    taken: list[str] = []
    while True:
        with store.write() as tx:
            feeds_ = feeds.claim_due(tx, names, worker=worker, now=NOW, lease_s=LEASE_S, limit=7)
            items_ = items.claim_new(tx, worker=worker, now=NOW, lease_s=LEASE_S, limit=7)
            sending = outbox.claim_due(tx, ["slack"], worker=worker, now=NOW, lease_s=LEASE_S)
        if not feeds_ and not items_ and sending is None:
            store.close()
            return taken
        taken += [s.feed for s in feeds_] + [i.id for i in items_] + ([sending[0].key] if sending else [])


if __name__ == "__main__":
    sys.stdout.write(json.dumps(take_everything(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))))
