"""A batch of exchanges at once: so many in flight, so many at one host, with a pause between two at one host."""

from __future__ import annotations

import asyncio
import queue
import ssl
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from time import monotonic
from typing import Final

from monitor.config.policy import PollPolicy
from monitor.model import Fetched, FetchFailed, FetchOutcome, FetchRequest
from monitor.sources.address import host_of
from monitor.sources.exchange import Cost, Limits, exchange
from monitor.sources.guard import networks
from monitor.sources.transport import GuardedTransport

Answer = tuple[FetchRequest, FetchOutcome]

#: Search engines answer fewer calls than newspapers: seconds between two, by kind of feed.
SPACING_S: Final = {"google-news": 5.0, "bing-news": 5.0, "gdelt": 5.5, "naver": 0.2, "naver-old": 0.2}
#: A request whose turn at its host is further away than this waits for the next batch.
MAX_WAIT_S: Final = 30.0
_LARGE_AT_ONCE: Final = 1
#: An answer that brings no body waits so long for company (seconds): two threads that take turns at each answer spend a
#: tenth of a quiet poll on taking turns.
_COMPANY_S: Final = 1.0
_HOST_IS_DOWN: Final = frozenset({"dns", "refused", "unreachable"})


@dataclass
class _Lane:
    """The requests for one host in order, when it may be asked next (monotonic seconds), and whether it is down."""

    waiting: deque[FetchRequest] = field(default_factory=deque)
    free_at: float = 0.0
    down: FetchFailed | None = None
    went_down: asyncio.Event = field(default_factory=asyncio.Event)

    def turn(self, now: float, delay: float) -> float:
        """Seconds until the next request may start. The turn is taken unless it is too far away to wait for."""
        start = max(now, self.free_at)
        if start - now <= MAX_WAIT_S:
            self.free_at = start + delay
        return start - now

    async def pause(self, seconds: float) -> None:
        """Sleep, but not when the host turns out to be down meanwhile."""
        with suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self.went_down.wait()

    def learn(self, outcome: FetchOutcome) -> None:
        """A host that cannot be reached for one feed is not tried again for the next."""
        if isinstance(outcome, FetchFailed) and outcome.kind in _HOST_IS_DOWN:
            self.down = outcome
            self.went_down.set()


class Batch:
    """One run of an event loop over one list of requests. `run` belongs to a thread of its own; the caller takes
    `answers` one by one, and `stop`s at the end."""

    def __init__(
        self, policy: PollPolicy, tls: Callable[[], ssl.SSLContext], environ: Mapping[str, str] | None = None
    ) -> None:
        self._queue: queue.SimpleQueue[list[Answer] | None] = queue.SimpleQueue()
        self._ready: list[Answer] = []  # what came and was not handed over yet
        self._handing: asyncio.Handle | None = None
        self.bug: BaseException | None = None
        self._policy, self._tls, self._environ = policy, tls, environ or {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._main: asyncio.Task[None] | None = None
        self._stopped = False
        self._held: deque[Cost] = deque()  # what the bodies not yet taken cost, oldest first

    def run(self, requests: Sequence[FetchRequest]) -> None:
        """Fetch all of `requests`; each outcome becomes one of `answers`."""
        try:
            asyncio.run(self._all(requests))
        except asyncio.CancelledError:
            pass
        except Exception as error:  # noqa: BLE001 - carried to the caller's thread, which raises it
            self.bug = error
        finally:
            self._queue.put(self._ready)
            self._queue.put(None)

    def answers(self) -> Iterator[Answer]:
        """The outcomes as they come. Who asks for the next has done with the last: its body makes room for another."""
        while (part := self._queue.get()) is not None:
            part.reverse()
            while part:
                has_body = isinstance(part[-1][1], Fetched)
                yield part.pop()  # and keep no hold of it here: a body can be large
                if has_body:
                    self._in_loop(lambda: self._release(self._held.popleft()))

    def stop(self) -> None:
        """Give up what is still under way."""
        self._stopped = True
        self._in_loop(self._cancel)

    def _in_loop(self, call: Callable[[], None]) -> None:
        if self._loop is not None:
            with suppress(RuntimeError):  # the loop is closed: all is done
                self._loop.call_soon_threadsafe(call)

    def _cancel(self) -> None:
        if self._main is not None:
            self._main.cancel()

    def _release(self, cost: Cost) -> None:
        self._slots.release()
        if cost.large:
            self._limits.large.release()

    async def _all(self, requests: Sequence[FetchRequest]) -> None:
        self._slots = asyncio.Semaphore(self._policy.concurrency)
        self._limits = Limits(self._policy, asyncio.Semaphore(_LARGE_AT_ONCE), self._environ)
        self._loop, self._main = asyncio.get_running_loop(), asyncio.current_task()
        if self._stopped:
            return
        async with self._transport() as transport, asyncio.TaskGroup() as group:
            for lane in _lanes(requests):
                for _ in range(min(self._policy.per_host, len(lane.waiting))):
                    group.create_task(self._serve(lane, transport))

    def _transport(self) -> GuardedTransport:
        return GuardedTransport(networks(self._policy.allow_networks), self._policy.connect_s, self._tls)

    async def _serve(self, lane: _Lane, transport: GuardedTransport) -> None:
        while lane.waiting:
            request = lane.waiting.popleft()
            delay = max(self._policy.host_delay_s, SPACING_S.get(request.feed.kind, 0.0), request.spacing_s)
            wait = 0.0 if lane.down else lane.turn(monotonic(), delay)
            if 0 < wait <= MAX_WAIT_S:
                await lane.pause(wait)
            await self._slots.acquire()
            cost = Cost()
            if lane.down is None and wait <= MAX_WAIT_S:
                lane.learn(outcome := await exchange(transport, request, self._limits, cost))
            else:
                outcome = lane.down or _deferred(request.url, wait)
            self._put(request, outcome, cost)
            del outcome  # its body can be large, and the next request may be long in coming

    def _put(self, request: FetchRequest, outcome: FetchOutcome, cost: Cost) -> None:
        """Only bodies fill the memory until they are taken."""
        self._ready.append((request, outcome))
        if isinstance(outcome, Fetched):
            self._held.append(cost)
            self._hand_over()
            return
        self._release(cost)
        if self._handing is None:
            self._handing = asyncio.get_running_loop().call_later(_COMPANY_S, self._hand_over)

    def _hand_over(self) -> None:
        if self._handing is not None:
            self._handing.cancel()
        self._handing = None
        self._queue.put(self._ready)
        self._ready = []


def _lanes(requests: Sequence[FetchRequest]) -> list[_Lane]:
    lanes: dict[str, _Lane] = {}
    for request in requests:
        lanes.setdefault(_host_and_port(request.url), _Lane()).waiting.append(request)
    return list(lanes.values())


def _host_and_port(url: str) -> str:
    return url.partition("://")[2].partition("/")[0].lower()


def _deferred(url: str, wait: float) -> FetchFailed:
    detail = f"{host_of(url)} has been asked often enough for now; this feed's turn comes with the next poll"
    return FetchFailed(kind="deferred", detail=detail, retry_after_s=int(wait))
