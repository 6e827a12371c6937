"""Kills a run before each of its statements, in turn, and lets the next run finish the work.

Run as: crasher.py SQLITE_OR_POSTGRES_URL FOLDER [EVERY]. Prints one JSON object: the number of points, and for every
point at which the end differs from an undisturbed run, what differs. The process forks a child for each run, so that
a kill is a real one: no handler, no rollback, no clean-up of leases.
"""

from __future__ import annotations

import json
import os
import shutil
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, event, text

from monitor import pipeline
from monitor.app import App, Knowledge, load_knowledge
from monitor.log import configure
from monitor.store import ledger
from tests.flow.rig import DAY_ONE, Mailbox, app_of, rss, settings_of, write_config

KILLED = 137
HOUR = timedelta(hours=1)
BEFORE = [
    ("a1", "LG Energy Solution in talks to supply Chery with batteries", "The two firms negotiate a supply contract."),
    ("b1", "Solus Advanced Materials signs copper foil supply contract with CATL", "The foil is for CATL of China."),
]
AFTER = [
    ("a2", "LG Energy Solution signs contract to supply Chery with 8 GWh of batteries", "A contract was signed."),
    ("c1", "EcoPro BM and CATL sign cathode supply agreement", "EcoPro BM supplies cathode material to CATL."),
    ("d1", "Sunshine over the weekend", "Mild and dry."),
]


class Database:
    """A database that can be set back to a kept state."""

    def __init__(self, url: str, folder: Path) -> None:
        self.url, self._kept = url, folder / "kept.db"
        self._file = Path(url.removeprefix("sqlite:///"))
        self._sqlite = url.startswith("sqlite")

    def keep(self) -> None:
        """Remember the state of now."""
        if self._sqlite:
            shutil.copyfile(self._file, self._kept)
        else:
            self._admin(
                f"DROP DATABASE IF EXISTS {self._name}_kept", f"CREATE DATABASE {self._name}_kept TEMPLATE {self._name}"
            )

    def restore(self) -> None:
        """Go back to the kept state."""
        if self._sqlite:
            for suffix in ("-wal", "-shm"):
                Path(f"{self._file}{suffix}").unlink(missing_ok=True)
            shutil.copyfile(self._kept, self._file)
        else:
            self._admin(
                f"DROP DATABASE {self._name} WITH (FORCE)", f"CREATE DATABASE {self._name} TEMPLATE {self._name}_kept"
            )

    def forget(self) -> None:
        """Drop the kept state."""
        if not self._sqlite:
            self._admin(f"DROP DATABASE {self._name}_kept")

    @property
    def _name(self) -> str:
        return self.url.rsplit("/", 1)[1]

    def _admin(self, *statements: str) -> None:
        server = self.url.rsplit("/", 1)[0].replace("postgresql://", "postgresql+psycopg://")
        engine = create_engine(f"{server}/postgres", isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            for statement in statements:
                connection.execute(text(statement))
        engine.dispose()


class World:
    """The monitor under test, its feed and its mailbox."""

    def __init__(self, url: str, folder: Path) -> None:
        self.config = write_config(folder / "config", feeds={"wire": "../wire.xml"})
        self.settings = settings_of(self.config, url)
        self.knowledge: Knowledge = load_knowledge(self.settings)
        self.knowledge.make_reader()  # once, not in every child
        self.feed, self.mailbox = folder / "wire.xml", Mailbox(folder / "mailbox.jsonl")

    def publish(self, stories: list[tuple[str, str, str]]) -> None:
        self.feed.write_text(rss((*story, DAY_ONE) for story in stories), encoding="utf-8")

    def open(self) -> App:
        return app_of(self.settings, self.knowledge, self.mailbox)

    def run(self, die_at: int = 0, now: datetime = DAY_ONE + HOUR) -> int:
        """A run; it dies before its `die_at`-th statement. Returns the number of statements it came to."""
        clock = [now]  # waiting moves it

        def wait(seconds: float) -> None:
            clock[0] += timedelta(seconds=seconds)

        with self.open() as app:
            count = _count_statements(app, die_at)
            pipeline.run(app, clock=lambda: clock[0], wait=wait)
            return count()

    def state(self) -> dict[str, Any]:
        """Everything a reader could notice."""
        with self.open() as app, app.store.read() as tx:
            told = ledger.developments(tx)
            outcomes = tx.execute(text("SELECT id, outcome, reason FROM item ORDER BY id"))
            states = tx.execute(text("SELECT state, attempts > 0 AS tried, count(*) FROM delivery GROUP BY 1, 2"))
            return {
                "ledger": sorted([d.event, d.status, [s.item for s in d.sources], len(d.changes)] for d in told),
                "items": [list(row) for row in outcomes],
                "deliveries": [list(row) for row in states],
                "mail": [[line["kind"], line["cards"]] for line in self.mailbox.received()],
                "told": tx.scalar(text("SELECT count(*) FROM told")),
            }


def _count_statements(app: App, die_at: int) -> Callable[[], int]:
    seen = 0

    def step(*_: object) -> None:
        nonlocal seen
        seen += 1
        if seen == die_at:
            os._exit(KILLED)

    event.listen(app.store.engine, "before_cursor_execute", step)
    event.listen(app.store.engine, "commit", step)
    return lambda: seen


def in_child(job: Callable[[], object]) -> int:
    """Run a job in a forked process; returns its exit code."""
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            job()
            code = 0
        finally:
            os._exit(code)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


def main(url: str, folder: Path, every: int) -> dict[str, Any]:
    """Drive every point (or every n-th) and compare."""
    world, database = World(url, folder), Database(url, folder)
    world.publish(BEFORE)
    assert in_child(lambda: world.run(now=DAY_ONE)) == 0
    database.keep()
    mail = world.mailbox.path.read_text(encoding="utf-8")
    world.publish([*AFTER, *BEFORE])
    count = folder / "count"
    assert in_child(lambda: count.write_text(str(world.run()))) == 0
    points, wanted = int(count.read_text()), world.state()
    wrong: dict[int, Any] = {}
    for point in range(1, points + 1, every):
        database.restore()
        world.mailbox.path.write_text(mail, encoding="utf-8")
        killed = in_child(lambda: world.run(point))  # noqa: B023 - called at once
        finished = in_child(world.run)
        got = world.state()
        if (killed, finished) != (KILLED, 0) or got != wanted:
            wrong[point] = {
                "codes": [killed, finished],
                **{k: [wanted[k], got[k]] for k in wanted if wanted[k] != got[k]},
            }
    database.forget()
    return {"points": points, "wrong": wrong, "wanted": wanted}


if __name__ == "__main__":
    configure(level="error")
    step_width = int(sys.argv[3]) if len(sys.argv) > 3 else 1
    sys.stdout.write(json.dumps(main(sys.argv[1], Path(sys.argv[2]), step_width)))
