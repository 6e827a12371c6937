"""Parsing in processes that can be killed: a body that costs too much time or memory costs us one worker.

Only bodies that differ from the last one go out, and only items come back.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from types import TracebackType
from typing import Final, Self

from monitor.model import Feed, FeedState, Fetched, FetchOutcome, FetchRequest, Parsed
from monitor.sources import delta
from monitor.sources.cell import Cell, answered
from monitor.sources.due import first_state

Answer = tuple[FetchRequest, FetchOutcome]
Result = tuple[FetchRequest, FetchOutcome, Parsed | None]

_MB: Final = 1 << 20
#: Bodies waiting for a worker, as a multiple of the workers; more would only fill the memory.
_QUEUE: Final = 4
_QUEUE_BYTES: Final = 2 * _MB
#: A body beyond this size is read with no other process beside, and what its process took goes with the process.
_LARGE: Final = _MB // 2
#: What the processes do.
PARSE: Final = "monitor.sources.worker:answer"


class Parsers:
    """A small pool of parsing processes, started when first needed. Use it as a context manager, or `close` it.

    `cpu_s`, `wall_s` and `memory_mb` bound one body.
    """

    def __init__(self, processes: int = 2, cpu_s: int = 10, wall_s: float = 20.0, memory_mb: int = 128) -> None:
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
            same = delta.unchanged(outcome.body, state)
            if same is not None:
                yield request, outcome, same
            else:
                waiting.append(_Job(request, outcome, state, now))
            large = bool(waiting) and waiting[-1].large
            del outcome  # a body can be large, and the next answer may be long in coming
            yield from self._advance(waiting, last=large)  # no second large body is taken before this one is read
        yield from self._advance(waiting, last=True)

    def _advance(self, waiting: deque[_Job], *, last: bool) -> Iterator[Result]:
        """Hand out work and collect results until there is room for more work; with `last`, until all is done."""
        while True:
            full = self._is_full(waiting)
            self._hand_out(waiting, crowded=full)
            busy = {worker.cell: worker for worker in self._workers if worker.job is not None}
            full = self._is_full(waiting) or (last and bool(busy))
            ready = answered(list(busy), block=full)
            for cell in ready:
                yield busy[cell].finish()
            if not full and not ready:
                return

    def _hand_out(self, waiting: deque[_Job], *, crowded: bool) -> None:
        """Give idle processes work. Another process is worth its start only once the work piles up."""
        for worker in sorted(self._workers, key=lambda worker: not worker.cell.runs):
            others = [other for other in self._workers if other is not worker]
            if not waiting or any(other.job is not None and other.job.large for other in self._workers):
                return
            if worker.job is not None:
                continue
            if waiting[0].large:
                self._alone(worker, others, waiting)
            elif worker.cell.runs or crowded or not any(other.cell.runs for other in others):
                worker.start(waiting.popleft())

    @staticmethod
    def _alone(worker: _Worker, others: list[_Worker], waiting: deque[_Job]) -> None:
        """Give a process a large body once nobody else is at work, and end the others for the time."""
        if all(other.job is None for other in others):
            for other in others:
                other.stop()
            worker.start(waiting.popleft())

    def _is_full(self, waiting: deque[_Job]) -> bool:
        return (
            len(waiting) > _QUEUE * len(self._workers) or sum(len(job.fetched.body) for job in waiting) > _QUEUE_BYTES
        )


@dataclass(frozen=True, slots=True)
class _Job:
    request: FetchRequest
    fetched: Fetched
    state: FeedState
    now: datetime

    @property
    def large(self) -> bool:
        """Whether it is read alone."""
        return len(self.fetched.body) > _LARGE


@dataclass(frozen=True, slots=True)
class _Sent:
    """What is kept of a job while a process has its body."""

    request: FetchRequest
    fetched: Fetched
    body_hash: str
    large: bool


class _Worker:
    """One process and what it is busy with."""

    def __init__(self, cpu_s: int, wall_s: float, memory_mb: int) -> None:
        self.cell = Cell(PARSE, cpu_s=cpu_s, wall_s=wall_s, memory_mb=memory_mb)
        self._given_up = f"the body takes more than {cpu_s} s or {memory_mb} MB to read; given up"
        self.job: _Sent | None = None

    def start(self, job: _Job) -> None:
        """Give the process a body; a process is made when there is none."""
        head = replace(job.fetched, body=b"")
        self.job = _Sent(job.request, head, delta.digest(job.fetched.body), job.large)
        self.cell.give((job.fetched, job.request.feed, job.state, job.now))

    def finish(self) -> Result:
        """What the process found, or a Parsed with the problem when it died of the body or ran out of time."""
        assert self.job is not None  # noqa: S101 - only busy workers are asked
        job, self.job = self.job, None
        parsed: Parsed = self.cell.take() or delta.unread(job.body_hash, self._given_up)
        if job.large:
            self.cell.close()
        return job.request, job.fetched, parsed

    def stop(self) -> None:
        """End the process, whatever it is doing."""
        self.cell.close()
        self.job = None
