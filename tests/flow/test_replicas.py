"""Two replicas of the whole pipeline on one database, faults on Slack, and kills: each message arrives exactly once.

Time is the test's: it moves on only when every living replica has done its round, so nobody sleeps and a lease can
only end when its holder is dead.
"""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from monitor.model import DeliveryState
from monitor.store import ledger, outbox
from monitor.store.store import open_store
from tests.channels.slack_double import START, TOKEN, Channel, SlackDouble, slack_double
from tests.flow.rig import rss, write_config

ROOT = Path(__file__).parents[2]
KOREANS = ("LG Energy Solution", "Samsung SDI", "SK On", "POSCO Future M", "EcoPro BM", "Enchem", "Hyundai Motor")
CHINESE = ("CATL", "BYD", "Chery", "Geely", "EVE Energy", "Gotion High-tech", "CALB", "SVOLT")
STORIES = 56
AUDIENCES = 6
#: The first three share a channel, so that the later of them answer in the thread of the first and edit its post.
CHANNELS = ("C0000001", "C0000001", "C0000001", "C0000002", "C0000003", "C0000004")
STEP_S = 11
FAULTY = 0.45
KILLS = 0.6
FAULTS = ("lost-after", "lost-before", "500-after", "500-before", "html-502-after", "cut-after", "429")
HANGS = 0.03
REPLICAS = 2


def stories(n: int, at: datetime) -> str:
    """The feed when n deals were struck, each between two other firms; the latest first."""
    pairs = [(k, c) for c in CHINESE for k in KOREANS][:n]
    return rss(
        (f"s{at_}", f"{k} signs battery supply contract with {c}", f"{k} will supply {c} with battery materials.", at)
        for at_, (k, c) in reversed(list(enumerate(pairs)))
    )


def audiences() -> str:
    one = """\
  a{}:
    title: Desk {}
    schedule: immediate
    zone: UTC
    channels: [slack]
    filter: {{scopes: [core, adjacent]}}
"""
    return "".join(one.format(n, n) for n in range(AUDIENCES))


@dataclass(slots=True)
class Replica:
    """A line to a process."""

    pid: int
    line: socket.socket
    reading: Any
    alive: bool = True

    def tell(self, now: float) -> None:
        with suppress(OSError):
            self.line.sendall(f"{now}\n".encode())

    def wait(self) -> None:
        """Until it has done its round, or is dead."""
        with suppress(OSError):
            self.alive = self.reading.readline() == "done\n"

    def kill(self) -> None:
        with suppress(ProcessLookupError):
            os.kill(self.pid, signal.SIGKILL)

    def close(self) -> None:
        self.reading.close()
        self.line.close()


@dataclass(slots=True)
class Herd:
    """The replicas, their world, and the dice."""

    slack: SlackDouble
    nursery: subprocess.Popen[str]
    door: socket.socket
    dice: Random
    replicas: list[Replica] = field(default_factory=list)
    kill_at: int = -1  # the post during which one dies
    kills: int = 0
    posts: int = 0
    faults: int = 0

    def born(self) -> list[Replica]:
        """Bring in replicas until there are enough; returns the new ones."""
        before = len(self.replicas)
        while len(self.replicas) < REPLICAS:
            assert self.nursery.stdin is not None
            self.nursery.stdin.write("one more\n")
            self.nursery.stdin.flush()
            line, _ = self.door.accept()
            reading = line.makefile("r")
            self.replicas.append(Replica(int(reading.readline()), line, reading))
        return self.replicas[before:]

    def fault(self, method: str, _seen: int) -> str | None:
        """Called by the double for each request, before it is answered: breaks it, or kills who may have sent it."""
        if not method.startswith("chat."):
            return self.dice.choice(FAULTS) if self.dice.random() < FAULTY / 4 else None
        self.posts += 1
        if self.posts == self.kill_at:
            self.dice.choice(self.replicas).kill()
            self.kills += 1
        if self.dice.random() >= FAULTY:
            return None
        self.faults += 1
        return "hang-after" if self.dice.random() < HANGS else self.dice.choice(FAULTS)

    def round(self) -> None:
        """Time moves on; every replica works at once; some die at a random request. A successor works at once, too:
        it finds what was being sent, at a time when history does not show it yet."""
        self.slack.workspace.now += STEP_S
        self.kill_at = self.posts + self.dice.randint(1, AUDIENCES) if self.dice.random() < KILLS else -1
        self.work(self.replicas)
        while len(self.replicas) < REPLICAS:
            self.work(self.born())

    def work(self, some: list[Replica]) -> None:
        """A round of some replicas at the present time; the dead are buried."""
        for one in some:
            one.tell(self.slack.workspace.now)
        for one in some:
            one.wait()
            if not one.alive:
                one.close()
        self.replicas = [one for one in self.replicas if one.alive]


@pytest.fixture
def slack() -> Iterator[SlackDouble]:
    with slack_double() as double:
        yield double


@pytest.fixture
def herd(tmp_path: Path, slack: SlackDouble, database_url: str) -> Iterator[Herd]:
    slack.workspace.channels |= {id_: Channel(id_) for id_ in CHANNELS}
    own = ", ".join(f"a{n}: {id_}" for n, id_ in enumerate(CHANNELS))
    settings = f"  slack: {{channel: C0000001, audiences: {{{own}}}, patience_s: 0, settle_s: 10, timeout_s: 1}}\n"
    config = write_config(tmp_path / "config", feeds={"wire": "../wire.xml"}, audiences=audiences(), channels=settings)
    environment = {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": os.pathsep.join((str(ROOT / "src"), str(ROOT))),
        "MONITOR_DATABASE_URL": database_url,
        "MONITOR_VAR_DIR": str(tmp_path / "var"),
        "MONITOR_OUT_DIR": str(tmp_path / "out"),
        "MONITOR_SLACK_TOKEN": TOKEN,
        "MONITOR_SLACK_BASE_URL": slack.base_url,
        "MONITOR_POLICY__DELIVER__ATTEMPTS": "100",
        "MONITOR_POLICY__DELIVER__BACKOFF_S": "5",
        "MONITOR_POLICY__DELIVER__MAX_BACKOFF_S": "20",
    }
    open_store(database_url).close()
    with socket.create_server(("127.0.0.1", 0)) as door:
        door.settimeout(60)
        command = [sys.executable, str(Path(__file__).parent / "replica.py"), str(config), str(door.getsockname()[1])]
        nursery = subprocess.Popen(command, env=environment, stdin=subprocess.PIPE, text=True)
        made = Herd(slack, nursery, door, Random(20260302))
        made.born()
        yield made
        for one in made.replicas:
            one.kill()
            one.close()
        nursery.communicate("", timeout=30)


def test_two_replicas_through_faults_and_kills_tell_each_development_once_to_each_audience(
    herd: Herd, tmp_path: Path, database_url: str
) -> None:
    workspace, start = herd.slack.workspace, datetime.fromtimestamp(START, UTC)
    workspace.lag_s, workspace.retry_after, workspace.fault = 5, "15", herd.fault
    store, feed = open_store(database_url), tmp_path / "wire.xml"
    for n in range(STORIES + 1):
        feed.write_text(stories(n, start + timedelta(seconds=STEP_S * n)), encoding="utf-8")
        herd.round()
    for _ in range(40):
        with store.read() as tx:
            if not outbox.waiting(tx):
                break
        herd.round()

    with store.read() as tx:
        deliveries, digests = outbox.deliveries(tx), outbox.digests(tx, limit=1000)
        known = ledger.developments(tx)
    store.close()
    # Nothing is lost: every development, to every audience, in exactly one message that was sent.
    assert len(known) == STORIES
    told = Counter((d.audience, card.development.id) for d in digests for card in (*d.cards, *d.rest))
    assert told == Counter({(f"a{a}", one.id): 1 for a in range(AUDIENCES) for one in known})
    assert {one.state for one in deliveries} == {DeliveryState.SENT}
    assert len(deliveries) == AUDIENCES * (STORIES + 1)
    # Nothing is repeated: what stands in Slack is what we hold receipts for (an edited post gives up its key).
    receipts = {one.receipt: one.key for one in deliveries}
    assert len(receipts) == len(deliveries)
    assert sorted(m["ts"] for m in workspace.posts) == sorted(receipts)
    payloads = [(m["ts"], m["metadata"]["event_payload"]) for m in workspace.posts]
    assert {ts: p.get("key", receipts[ts]) for ts, p in payloads} == receipts
    # And it was hard: enough digests, faults and kills.
    assert len(digests) >= 300
    assert herd.faults >= 0.4 * herd.posts
    assert herd.kills >= 20
