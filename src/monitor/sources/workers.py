"""Parsing in processes that can be killed: a body that costs too much time or memory costs us one worker.

Bodies with nothing new are answered here; only what feedparser must read goes out, and only items come back.
"""

from __future__ import annotations

import multiprocessing
import resource
import signal
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from multiprocessing.connection import Connection, wait
from types import TracebackType
from typing import Final, Self

from monitor.model import Feed, FeedState, Fetched, FetchOutcome, FetchRequest, Parsed
from monitor.sources.due import first_state
from monitor.sources.parse import Read, Work, conclude, judge, read_work

Answer = tuple[FetchRequest, FetchOutcome]
Result = tuple[FetchRequest, FetchOutcome, Parsed | None]

_MB: Final = 1 << 20
#: Bodies waiting for a worker, as a multiple of the workers; more would only fill the memory.
_QUEUE: Final = 4
_QUEUE_BYTES: Final = 4 * _MB
_START_S: Final = 30.0  # a fresh process imports feedparser before it reads its first body


class Parsers:
    """A small pool of parsing processes, started when first needed. Use it as a context manager, or `close` it.

    `cpu_s`, `wall_s` and `memory_mb` bound one body.
    """

    def __init__(self, processes: int = 2, cpu_s: int = 10, wall_s: float = 20.0, memory_mb: int = 288) -> None:
        self._workers = [_Worker(cpu_s, wall_s, memory_mb) for _ in range(processes)]

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """End the processes."""
        for worker in self._workers:
            worker.stop()

    def parse(self, fetched: Fetched, feed: Feed, state: FeedState, now: datetime) -> Parsed:
        """`parse_feed` within bounds."""
        request = FetchRequest(feed=feed, url=fetched.url)
        for _, _, parsed in self.parse_all([(request, fetched)], lambda _: state, now):
            if parsed is not None:
                return parsed
        raise AssertionError("a fetched body is always parsed")

    def parse_all(
        self, answers: Iterable[Answer], state_of: Callable[[str], FeedState | None], now: datetime
    ) -> Iterator[Result]:
        """Each answer with its Parsed (None where no body came), as they finish."""
        waiting: deque[_Job] = deque()
        for request, outcome in answers:
            if not isinstance(outcome, Fetched):
                yield request, outcome, None
                continue
            state = state_of(request.feed.id) or first_state(request.feed, now)
            step = judge(outcome, request.feed, state, now)
            if isinstance(step, Parsed):
                yield request, outcome, step
            else:
                waiting.append(_Job(request, replace(outcome, body=b""), state, step))
            del outcome  # a body can be large, and the next answer may be long in coming
            yield from self._advance(waiting, last=False)
        yield from self._advance(waiting, last=True)

    def _advance(self, waiting: deque[_Job], *, last: bool) -> Iterator[Result]:
        """Hand out work and collect results until there is room for more work; with `last`, until all is done."""
        while True:
            for worker in self._workers:
                if worker.job is None and waiting:
                    worker.start(waiting.popleft())
            busy = [worker for worker in self._workers if worker.job is not None]
            full = self._is_full(waiting) or (last and bool(busy))
            ready = _ready(busy, block=full)
            for worker in ready:
                job, read = worker.finish()
                step = conclude(job.work, read, job.state)
                if isinstance(step, Work):
                    waiting.appendleft(_Job(job.request, job.fetched, job.state, step))
                else:
                    yield job.request, job.fetched, step
            if not full and not ready:
                return

    def _is_full(self, waiting: deque[_Job]) -> bool:
        size = sum(len(job.work.document) + len(job.work.whole) for job in waiting)
        return len(waiting) > _QUEUE * len(self._workers) or size > _QUEUE_BYTES


@dataclass(frozen=True, slots=True)
class _Job:
    request: FetchRequest
    fetched: Fetched
    state: FeedState
    work: Work


class _Worker:
    """One process and what it is busy with."""

    def __init__(self, cpu_s: int, wall_s: float, memory_mb: int) -> None:
        self._cpu_s, self._wall_s, self._memory_mb = cpu_s, wall_s, memory_mb
        self._process: multiprocessing.process.BaseProcess | None = None
        self.pipe: Connection | None = None
        self.job: _Job | None = None
        self.until = 0.0

    def start(self, job: _Job) -> None:
        fresh = self._process is None
        pipe = self._running()
        # The document itself is the worker's now; only a cut one may be needed again, and whole.
        self.job = replace(job, work=replace(job.work, document=b""))
        self.until = time.monotonic() + self._wall_s + (_START_S if fresh else 0)
        try:
            pipe.send(job.work)
        except OSError:  # it died idle; `finish` says so
            self.until = 0.0

    def finish(self) -> tuple[_Job, Read]:
        """The job's result, or a Read with the problem when the process died of it or ran out of time."""
        assert self.job is not None  # noqa: S101 - only busy workers are asked
        assert self.pipe is not None  # noqa: S101
        job, self.job = self.job, None
        try:
            if self.pipe.poll():
                return job, self.pipe.recv()
        except (EOFError, OSError):
            pass
        self.stop()
        return job, Read(problem=f"the body takes more than {self._cpu_s} s or {self._memory_mb} MB to read; given up")

    def _running(self) -> Connection:
        if self._process is None or self.pipe is None:
            spawn = multiprocessing.get_context("spawn")
            self.pipe, theirs = spawn.Pipe()
            self._process = spawn.Process(
                target=serve, args=(theirs, self._cpu_s, self._memory_mb), name="parse", daemon=True
            )
            self._process.start()
            theirs.close()
        return self.pipe

    def stop(self) -> None:
        if self._process is not None and self.pipe is not None:
            self.pipe.close()
            self._process.kill()
            self._process.join()
            self._process.close()
        self._process = self.pipe = self.job = None


def _ready(busy: list[_Worker], *, block: bool) -> list[_Worker]:
    """The workers that have answered, died or run out of time; with `block`, wait for one."""
    if not busy:
        return []
    timeout = max(0.0, min(worker.until for worker in busy) - time.monotonic()) if block else 0.0
    readable = wait([worker.pipe for worker in busy if worker.pipe is not None], timeout)
    now = time.monotonic()
    return [worker for worker in busy if worker.pipe in readable or worker.until <= now]


def serve(pipe: Connection, cpu_s: int, memory_mb: int) -> None:
    """The life of a worker process: Work in, Read out, until the pipe closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which ends us
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (memory_mb * _MB, hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    while True:
        try:
            work = pipe.recv()
        except (EOFError, OSError):
            return
        spent = resource.getrusage(resource.RUSAGE_SELF)
        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        resource.setrlimit(resource.RLIMIT_CPU, (int(spent.ru_utime + spent.ru_stime) + cpu_s + 1, hard))
        pipe.send(_read(work))


def _read(work: Work) -> Read:
    try:
        return read_work(work)
    except MemoryError:
        return Read(problem="the body takes too much memory to read")
