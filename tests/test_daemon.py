from __future__ import annotations

import os
import re
import signal
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, cast
from urllib.error import HTTPError
from urllib.request import urlopen
from zoneinfo import ZoneInfo

import pytest

from monitor.app import App
from monitor.config.cron import parse_cron
from monitor.config.settings import load_settings
from monitor.daemon import AlreadyRunning, Daemon, beat_path, lock_path, only_daemon, silence_of, trigger_of
from tests.cli.house import FEEDS, House

SEOUL = ZoneInfo("Asia/Seoul")


# ── cron strings as triggers ─────────────────────────────────────────────────────────────────────────────────────


def fires(text: str, start: datetime, n: int) -> list[datetime]:
    """The first n times a trigger fires from `start`."""
    trigger, found, now = trigger_of(parse_cron(text), "Asia/Seoul"), [], start
    for _ in range(n):
        at = trigger.get_next_fire_time(None, now)
        found.append(at)
        now = at + timedelta(seconds=1)
    return found


def test_the_trigger_of_weekday_1_fires_on_monday() -> None:
    at = fires("0 8 * * 1", datetime(2026, 11, 22, tzinfo=SEOUL), 2)

    assert [f"{t:%a %Y-%m-%d %H:%M %Z}" for t in at] == ["Mon 2026-11-23 08:00 KST", "Mon 2026-11-30 08:00 KST"]


@pytest.mark.parametrize("text", ["0 8 * * 0", "*/20 6 1-3 * *", "30 7 13 * fri", "0 0 1 1 *", "15 10 * * 5-7"])
def test_a_trigger_fires_exactly_when_cron_would(text: str) -> None:
    cron, start = parse_cron(text), datetime(2026, 11, 1, tzinfo=SEOUL)
    minutes = (start + timedelta(minutes=n) for n in range(60 * 24 * 70))
    expected = [minute for minute in minutes if cron.fires(minute)][:12]

    assert fires(text, start, len(expected)) == expected


# ── one daemon on a SQLite file ──────────────────────────────────────────────────────────────────────────────────


def test_the_lock_lies_beside_a_sqlite_file_only(tmp_path: Path) -> None:
    house = House(tmp_path)
    file = load_settings(None, house.environ)
    server = load_settings(None, house.environ | {"MONITOR_DATABASE_URL": "postgresql://u@h/d"})

    assert lock_path(file) == tmp_path / "var" / "monitor.db.serve.lock"
    assert lock_path(server) is None


def test_a_second_holder_is_refused_until_the_first_lets_go(tmp_path: Path) -> None:
    settings = load_settings(None, House(tmp_path).environ)

    with (
        only_daemon(settings),
        pytest.raises(AlreadyRunning, match=rf"process {os.getpid()}\) works on this database"),
        only_daemon(settings),
    ):
        pass
    with only_daemon(settings):
        assert lock_path(settings) is not None


def test_a_daemon_that_is_gone_is_not_called_silent(tmp_path: Path) -> None:
    settings = load_settings(None, House(tmp_path).environ)
    beat = beat_path(settings)
    now = datetime.now(UTC)
    beat.parent.mkdir()

    assert silence_of(settings, now) is None
    beat.write_text(f"{os.getpid()}\n")
    os.utime(beat, (now.timestamp() - 300, now.timestamp() - 300))
    assert silence_of(settings, now) == pytest.approx(timedelta(seconds=300), abs=timedelta(seconds=1))
    beat.write_text("999999999\n")
    assert silence_of(settings, now) is None


# ── steps ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_step_that_fails_is_counted_and_the_next_one_runs() -> None:
    daemon = Daemon(cast("App", None), clock=lambda: datetime(2026, 11, 22, tzinfo=UTC))
    ran = []

    def broken() -> None:
        raise RuntimeError("no")

    daemon._step("news", broken)
    daemon._step("news", lambda: ran.append("news"))
    page = daemon._metrics.text().decode()

    assert ran == ["news"]
    assert 'monitor_steps_total{outcome="failed",step="news"} 1.0' in page
    assert 'monitor_steps_total{outcome="ok",step="news"} 1.0' in page


# ── the whole daemon, in a process of its own ────────────────────────────────────────────────────────────────────


class Serving:
    """A running `monitor serve`."""

    def __init__(self, house: House, log: Path, *arguments: str) -> None:
        self._log = log
        with log.open("w") as out:
            self.process = house.start("serve", *arguments, stderr=out)
        self.address = self.wait_for(lambda: re.search(r'"address": "([^"]+)"', self.log))[1]

    @property
    def log(self) -> str:
        """What it has logged so far."""
        return self._log.read_text()

    def wait_for(self, look: Callable[[], Any]) -> Any:
        """What `look` finds, as soon as it finds something."""
        deadline = time.monotonic() + 40
        while time.monotonic() < deadline:
            if found := look():
                return found
            assert self.process.poll() is None, self.log
            time.sleep(0.02)
        raise AssertionError(f"waited in vain; it said:\n{self.log}")

    def get(self, path: str) -> tuple[int, str]:
        """One of its pages."""
        try:
            with urlopen(f"http://{self.address}{path}", timeout=10) as answer:
                return answer.status, answer.read().decode()
        except HTTPError as error:
            with error:
                return error.code, error.read().decode()

    def rounds(self, step: str) -> int:
        """How often a step has ended well."""
        found = re.search(rf'monitor_steps_total{{outcome="ok",step="{step}"}} (\d+)', self.get("/metrics")[1])
        return int(found[1]) if found else 0

    def stop(self, number: signal.Signals = signal.SIGTERM) -> int:
        """Ask it to stop; the exit code."""
        self.process.send_signal(number)
        self.process.communicate(timeout=40)
        return self.process.returncode


@contextmanager
def serving(house: House, *arguments: str, log: str = "serve.log") -> Iterator[Serving]:
    """A daemon in the household, ended at the end."""
    running = Serving(house, house.root / log, *arguments)
    try:
        yield running
    finally:
        running.process.kill()
        running.process.communicate()


def digests(house: House) -> list[Path]:
    """The digests that were written to files."""
    return sorted((house.root / "out").glob("*/digest.html"))


def test_a_daemon_polls_reads_tells_and_stops_on_sigterm_with_0(tmp_path: Path) -> None:
    house = House(tmp_path)
    with serving(house) as daemon:
        daemon.wait_for(lambda: digests(house))

        assert daemon.get("/livez") == (200, '{"status":"ok","reason":""}')
        assert daemon.get("/readyz")[0] == 200
        daemon.wait_for(lambda: "monitor_items_total 3.0" in daemon.get("/metrics")[1])
        assert "monitor_feeds{health=" in daemon.get("/metrics")[1]
        assert daemon.get("/other")[0] == 404
        assert daemon.stop() == 0
    assert not (tmp_path / "var" / "serve.beat").exists()
    assert "asked to stop" in daemon.log


def test_a_second_daemon_on_one_sqlite_file_says_so_and_ends_with_75(tmp_path: Path) -> None:
    house = House(tmp_path)
    with serving(house) as first:
        second = house.process("serve")
        beside = house.process("doctor", "--quiet")

        assert second.code == 75
        assert f"process {first.process.pid})" in second.err
        assert second.err.startswith("monitor: ")
        assert (beside.code, beside.out, beside.err) == (0, "", "")
        assert first.stop(signal.SIGINT) == 0


def test_a_daemon_that_was_killed_posts_nothing_again(tmp_path: Path) -> None:
    house = House(tmp_path)
    with serving(house) as killed:
        killed.wait_for(lambda: digests(house))
        killed.stop(signal.SIGKILL)
    before = digests(house)
    with serving(house) as again:
        again.wait_for(lambda: again.rounds("digest") > 1 and again.rounds("news") > 0)
        assert again.stop() == 0
    assert digests(house) == before


def test_a_port_that_is_taken_is_named(tmp_path: Path) -> None:
    house = House(tmp_path)
    with serving(house) as first:
        host, port = first.address.split(":")
        house.environ |= {"MONITOR_SERVE__PORT": port, "MONITOR_VAR_DIR": str(tmp_path / "elsewhere")}
        second = house.process("serve")

    assert second.code == 75
    assert f"{host}:{port}: Address already in use" in second.err


def test_a_step_that_hangs_does_not_keep_the_daemon_from_stopping(tmp_path: Path) -> None:
    house = House(tmp_path)
    house.environ |= {"MONITOR_POLICY__POLL__ALLOW_NETWORKS": "127.0.0.0/8", "MONITOR_SERVE__DRAIN_S": "1"}
    with socket.create_server(("127.0.0.1", 0)) as mute:  # it takes the connection and says nothing
        host, port = mute.getsockname()
        feed = f"  - {{id: mute, url: 'http://{host}:{port}/rss', publisher: Mute}}\n"
        (house.config / "feeds.yaml").write_text(FEEDS + feed)
        with serving(house) as daemon:
            connection, _ = mute.accept()
            with connection:
                assert daemon.stop() == 0
    assert "cut" in daemon.log
    assert not (tmp_path / "var" / "serve.beat").exists()


def test_daemons_on_one_postgresql_share_the_work_and_tell_everything_once(
    tmp_path: Path, empty_postgres_url: str
) -> None:
    house = House(tmp_path)
    house.environ["MONITOR_DATABASE_URL"] = empty_postgres_url
    with serving(house) as leader, serving(house, "--role", "worker", log="worker.log") as worker:
        leader.wait_for(lambda: digests(house))
        worker.wait_for(lambda: worker.rounds("news") > 1 and leader.rounds("digest") > 1)

        assert worker.rounds("digest") == 0
        assert (leader.stop(), worker.stop()) == (0, 0)
    assert len(digests(house)) == 1
