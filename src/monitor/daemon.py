"""`monitor serve`: the same steps as `monitor run`, ticked by a clock, until a signal asks to stop.

APScheduler is the clock and nothing else: its jobs live in memory, a late tick is made up for once (`coalesce`, no
misfire limit), a step never overlaps itself. What is due, and what was done, is in our tables, so a restart or a night
asleep costs nothing: each step looks there when it runs, and it runs at once on start.
"""

from __future__ import annotations

import fcntl
import logging
import os
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from types import FrameType
from typing import Final

from apscheduler.events import EVENT_JOB_MAX_INSTANCES, EVENT_JOB_MISSED, JobEvent
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.combining import OrTrigger
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger
from sqlalchemy import make_url

from monitor import pipeline
from monitor.app import App
from monitor.config.cron import WEEKDAYS, Cron, parse_cron
from monitor.config.settings import Settings
from monitor.config.shape import IMMEDIATE
from monitor.digest.due import BATCH
from monitor.health import WebServer, build_web
from monitor.metrics import Metrics
from monitor.model import Feedback, RunSummary
from monitor.store import feedback as store_feedback
from monitor.store import feeds as store_feeds
from monitor.store.lease import process_is_alive
from monitor.web.app import routes
from monitor.web.guard import Guard
from monitor.web.site import site_of

log = logging.getLogger(__name__)

#: Ticks of the heartbeat, and the silence after which /livez says that the clock stands still.
_HEARTBEAT_S: Final = 5
_SILENCE_S: Final = 60
#: Silence after which `monitor doctor` calls a daemon stuck.
STUCK: Final = timedelta(seconds=120)


class Role(StrEnum):
    """all: every step. worker: fetches, reads and delivers; composing digests is left to others."""

    ALL = "all"
    WORKER = "worker"


class AlreadyRunning(Exception):  # noqa: N818 - a state of the world, named as such
    """Another daemon holds the lock of this database."""

    exit_code = 75


# ── one daemon on a SQLite file ──────────────────────────────────────────────────────────────────────────────────


@contextmanager
def only_daemon(settings: Settings) -> Iterator[None]:
    """Hold the lock beside the SQLite file; on another database any number of daemons may run.

    Raises:
        AlreadyRunning: another daemon holds it; the message names the process.
    """
    path = lock_path(settings)
    if path is None:
        yield
        return
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+", encoding="ascii") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            holder = file.read().strip() or "unknown"
            raise AlreadyRunning(
                f"{path}: another monitor serve (process {holder}) works on this database — stop it, or use PostgreSQL "
                "(MONITOR_DATABASE_URL) to run several"
            ) from None
        file.truncate(0)
        file.write(f"{os.getpid()}\n")
        file.flush()
        yield


def lock_path(settings: Settings) -> Path | None:
    """The lock file of a SQLite database; None for a database server or memory."""
    url = make_url(settings.database_url.reveal())
    if url.get_backend_name() != "sqlite" or not url.database or url.database == ":memory:":
        return None
    return Path(f"{url.database}.serve.lock")


def beat_path(settings: Settings) -> Path:
    """The file a running daemon touches every few seconds."""
    return settings.var_dir / "serve.beat"


def silence_of(settings: Settings, now: datetime) -> timedelta | None:
    """How long a running daemon has been silent; None when none runs."""
    path = beat_path(settings)
    try:
        pid, beat = int(path.read_text(encoding="ascii")), path.stat().st_mtime
    except (FileNotFoundError, ValueError):
        return None
    return now - datetime.fromtimestamp(beat, UTC) if process_is_alive(pid) else None


# ── cron strings as triggers ─────────────────────────────────────────────────────────────────────────────────────


def trigger_of(cron: Cron, zone: str) -> BaseTrigger:
    """The trigger that fires when cron would. Weekdays go by name: APScheduler counts them from Monday."""
    names = ",".join(WEEKDAYS[day] for day in sorted(cron.weekdays))
    every_day = "*"
    if not cron.either:
        return _trigger(cron, zone, _listed(cron.days), names)
    return OrTrigger([_trigger(cron, zone, _listed(cron.days), every_day), _trigger(cron, zone, every_day, names)])


def _trigger(cron: Cron, zone: str, days: str, weekdays: str) -> CronTrigger:
    return CronTrigger(
        minute=_listed(cron.minutes),
        hour=_listed(cron.hours),
        day=days,
        month=_listed(cron.months),
        day_of_week=weekdays,
        timezone=zone,
    )


def _listed(numbers: frozenset[int]) -> str:
    return ",".join(map(str, sorted(numbers)))


# ── the daemon ───────────────────────────────────────────────────────────────────────────────────────────────────


class Daemon:
    """The steps on their schedules, with counts and a pulse."""

    def __init__(self, app: App, *, role: Role = Role.ALL, clock: Callable[[], datetime]) -> None:
        self._app, self._role, self._clock = app, role, clock
        self._metrics = Metrics()
        self._beat = time.monotonic()
        self._stop = threading.Event()
        self._scheduler = BackgroundScheduler(
            timezone=UTC,
            executors={"default": ThreadPoolExecutor(6)},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )
        self._scheduler.add_listener(_report, EVENT_JOB_MISSED | EVENT_JOB_MAX_INSTANCES)

    def run(self) -> None:
        """Work until SIGTERM or SIGINT, then let running steps end. Call it from the main thread."""
        settings = self._app.settings
        web = WebServer(self._web(), settings.serve.host, settings.serve.port)
        self._schedule()
        with _signals(self._asked_to_stop):
            web.start()
            self._scheduler.start()
            log.info("serving", extra={"address": web.address, "role": str(self._role), "pid": os.getpid()})
            with self._listening():
                self._stop.wait()
            drained = self._drain(settings.serve.drain_s)
            web.stop()
        beat_path(settings).unlink(missing_ok=True)
        log.info("stopped", extra={"drained": drained})
        if not drained:
            self._app.parsers.close()
            self._app.articles.close()
            os._exit(0)  # a step that hangs would keep the interpreter; every step can be cut anywhere without loss

    def _web(self) -> Guard:
        """What answers over HTTP, and who may ask."""
        site = site_of(self._app)
        pages = routes(site, self._clock) if site.settings.pages else []
        return Guard(
            build_web(live=self.live, ready=self.ready, metrics=self._page, pages=pages),
            password=site.password,
            token_key=site.token_key,
            trusted=site.settings.trusted_proxies,
            user_header=site.settings.user_header,
        )

    @contextmanager
    def _listening(self) -> Iterator[None]:
        """Hear what readers answer until the block ends."""
        listeners = self._app.outlets().listeners
        for listener in listeners:
            listener.start(self._keep)
        try:
            yield
        finally:
            for listener in listeners:
                listener.close()

    def _keep(self, said: Feedback) -> None:
        """An answer that comes twice is kept once."""
        with self._app.store.write() as tx:
            new = store_feedback.add(tx, said)
        log.info("feedback", extra={"id": said.id, "kind": said.kind.value, "who": said.who, "new": new})

    def _schedule(self) -> None:
        serve, now = self._app.settings.serve, self._clock()
        steps: dict[str, tuple[Callable[[], None], int]] = {
            "news": (self._news, serve.poll_s),
            "deliver": (self._deliver, serve.deliver_s),
        }
        if self._role is Role.ALL:
            steps["digest"] = (self._digest, serve.digest_s)
            self._schedule_audiences()
        for name, (step, seconds) in steps.items():
            trigger = IntervalTrigger(seconds=seconds)
            self._scheduler.add_job(self._step, trigger, args=[name, step], id=name, next_run_time=now)
        self._scheduler.add_job(self._pulse, IntervalTrigger(seconds=_HEARTBEAT_S), id="pulse", next_run_time=now)

    def _schedule_audiences(self) -> None:
        """A tick exactly at each audience's hour; whether it is due is still asked of the tables."""
        for audience in self._app.audiences:
            if audience.schedule != IMMEDIATE:
                trigger = trigger_of(parse_cron(audience.schedule), audience.zone)
                self._scheduler.add_job(self._step, trigger, args=["digest", self._digest], id=f"slot:{audience.id}")

    # Steps. Each asks the clock once.

    def _news(self) -> None:
        """Poll what is due, read and record what came: a run of its own, with its own conservation sum."""
        started = pipeline.start_run(self._app, self._clock())
        results = pipeline.poll(self._app, started, self._clock())
        understood = pipeline.understand(self._app, self._clock)
        changes = pipeline.record(self._app, started.id)
        ended = RunSummary(
            run=started.id,
            started_at=started.at,
            ended_at=self._clock(),
            feeds=results,
            articles=understood.articles,
        )
        summary = pipeline.end_run(self._app, ended)
        self._metrics.polled(results)
        self._metrics.enriched(understood.articles)
        self._metrics.recorded(changes)
        if results or understood.items:
            failed = sum(result.failed for result in results)
            log.info(
                "news",
                extra={"feeds": len(results), "failed": failed, "items": understood.items, "changes": len(changes)},
            )
        for failure in summary.failures:
            log.error("run failed", extra={"reason": failure})

    def _digest(self) -> None:
        digests = pipeline.digest(self._app, self._clock(), batch=BATCH)
        self._metrics.composed(digests)
        for digest in digests:
            log.info("composed", extra={"digest": digest.key, "audience": digest.audience, "cards": len(digest.cards)})
        if digests:
            self._deliver()

    def _deliver(self) -> None:
        results = pipeline.deliver(self._app, self._clock())
        self._metrics.delivered(results)

    def _step(self, name: str, step: Callable[[], None]) -> None:
        """Run one step; its failure is logged and counted, and the clock goes on."""
        started = time.monotonic()
        try:
            step()
            outcome = "ok"
        except Exception as error:
            outcome = "failed"
            log.error("step failed", extra={"step": name, "error": f"{type(error).__name__}: {error}"}, exc_info=error)
        self._metrics.step(name, outcome, time.monotonic() - started, self._clock().timestamp())

    def _pulse(self) -> None:
        self._beat = time.monotonic()
        path = beat_path(self._app.settings)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"{os.getpid()}\n", encoding="ascii")
        except OSError as error:
            log.warning("no sign of life can be left", extra={"path": str(path), "error": str(error)})

    # Health.

    def live(self) -> str:
        """Empty while the clock ticks."""
        silence = time.monotonic() - self._beat
        return f"the scheduler has been silent for {silence:.0f} s" if silence > _SILENCE_S else ""

    def ready(self) -> str:
        """Empty while the database answers and nobody asked to stop."""
        if self._stop.is_set():
            return "stopping"
        return "" if self._look_at_feeds() else "the database does not answer"

    def _page(self) -> bytes:
        self._look_at_feeds()
        return self._metrics.text()

    def _look_at_feeds(self) -> bool:
        """Read the feeds' health for the metrics; False when the database does not answer."""
        try:
            with self._app.store.read() as tx:
                self._metrics.feeds(store_feeds.states(tx).values())
        except Exception as error:  # noqa: BLE001 - whatever it is, we are not ready
            log.warning("database does not answer", extra={"error": f"{type(error).__name__}: {error}"})
            return False
        return True

    # The end.

    def _asked_to_stop(self, number: int, _frame: FrameType | None) -> None:
        log.info("asked to stop", extra={"signal": signal.Signals(number).name})
        self._stop.set()

    def _drain(self, seconds: int) -> bool:
        """Let running steps end; False when some still run after `seconds`."""
        waiter = threading.Thread(target=self._scheduler.shutdown, name="drain", daemon=True)
        waiter.start()
        waiter.join(timeout=seconds)
        if waiter.is_alive():
            log.warning("steps still run after the time to drain; they are cut, and taken up again on the next start")
        return not waiter.is_alive()


@contextmanager
def _signals(handler: Callable[[int, FrameType | None], None]) -> Iterator[None]:
    before = {number: signal.signal(number, handler) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, old in before.items():
            signal.signal(number, old)


def _report(event: JobEvent) -> None:
    log.debug("tick skipped: the step before still runs", extra={"job": event.job_id})
