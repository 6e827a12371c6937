"""One feed asked once: redirects, conditional headers, limits and a deadline; the outcome is always a value."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

import httpx

from monitor.config.files import ConfigError
from monitor.config.policy import PollPolicy
from monitor.model import Fetched, FetchFailed, FetchOutcome, FetchRequest, NotModified
from monitor.sources.adapters.registry import adapter_of
from monitor.sources.answer import failure_of_status, retry_after
from monitor.sources.inflate import ACCEPT, EncodingError, Inflater, TooLargeError
from monitor.sources.keys import Keys, keys_of, without_key
from monitor.sources.transport import TransportError

#: Bodies beyond this size are read a few at a time, so that many large ones cannot fill the memory.
LARGE: Final = 1 << 17
#: … and wait for their turn this long at most, in seconds.
_LONGEST_WAIT_S: Final = 120.0
_ACCEPT_TYPES: Final = (
    "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, text/xml;q=0.9, "
    "application/json;q=0.8, */*;q=0.5"
)
_REDIRECTS: Final = frozenset({301, 302, 303, 307, 308})
_PERMANENT: Final = frozenset({301, 308})
_VALIDATORS: Final = frozenset({"etag", "last-modified"})


@dataclass(frozen=True)
class Limits:
    """What one exchange may cost. `large` admits bodies beyond LARGE; the caller releases it (see `Cost`)."""

    policy: PollPolicy
    large: asyncio.Semaphore
    environ: Mapping[str, str]

    @property
    def body(self) -> int:
        """Bytes of an unpacked body."""
        return int(self.policy.max_body_mb * 1_000_000)


@dataclass
class Cost:
    """Whether the exchange holds a place among the large bodies, and its deadline, which rests while it waits."""

    large: bool = False
    deadline: asyncio.Timeout | None = None

    async def become_large(self, places: asyncio.Semaphore) -> None:
        """Take a place among the large bodies. Waiting is our own doing and does not count against the server."""
        loop = asyncio.get_running_loop()
        ends = self.deadline.when() if self.deadline else None
        started = loop.time()
        if self.deadline and ends is not None:
            self.deadline.reschedule(ends + _LONGEST_WAIT_S)
        await places.acquire()
        self.large = True
        from monitor.sources.thrift import give_back_large_pieces  # noqa: PLC0415 - seldom needed, and slow to import

        give_back_large_pieces()
        if self.deadline and ends is not None:
            self.deadline.reschedule(ends + loop.time() - started)


async def exchange(
    transport: httpx.AsyncBaseTransport, request: FetchRequest, limits: Limits, cost: Cost
) -> FetchOutcome:
    """Fetch `request.url`. Never raises but for bugs and cancellation."""
    try:
        keys = keys_of(request.feed, limits.environ)
    except ConfigError as error:
        return FetchFailed(kind="no-key", detail=str(error))
    if keys.missing:
        return without_key(keys.missing)
    return keys.hidden(await _bounded(transport, request, keys, limits, cost), request.url)


async def _bounded(
    transport: httpx.AsyncBaseTransport, request: FetchRequest, keys: Keys, limits: Limits, cost: Cost
) -> FetchOutcome:
    deadline = limits.policy.deadline_s
    try:
        async with asyncio.timeout(deadline) as cost.deadline:
            return await _follow(transport, request, keys, limits, cost)
    except TimeoutError:
        return FetchFailed(kind="timeout", detail=f"not done within {deadline:g} seconds")
    except TransportError as error:
        return FetchFailed(kind=error.kind, detail=str(error))
    except TooLargeError:
        return FetchFailed(kind="too-large", detail=f"the body is larger than {limits.policy.max_body_mb:g} MB")
    except EncodingError as error:
        return FetchFailed(kind="encoding", detail=str(error))
    except (httpx.InvalidURL, ValueError) as error:
        return FetchFailed(kind="url", detail=f"the address cannot be used: {error}")


async def _follow(
    transport: httpx.AsyncBaseTransport, request: FetchRequest, keys: Keys, limits: Limits, cost: Cost
) -> FetchOutcome:
    now = datetime.now(UTC)
    url = httpx.URL(keys.fill(request.url, now))
    own = {name: keys.fill(text, now) for name, text in adapter_of(request.feed.kind).headers.items()}
    moved_to: str | None = None
    lasting = True  # only permanent redirects so far
    for _ in range(limits.policy.redirects + 1):
        _refuse_odd(url)
        response = await _ask(transport, url, _headers(request, limits, own))
        try:
            target = response.headers.get("location") if response.status_code in _REDIRECTS else None
            if target is None:
                return await _outcome(response, url, moved_to, request, limits, cost)
            lasting = lasting and response.status_code in _PERMANENT
        finally:
            await response.aclose()
        before, url = url, url.join(target)
        own = own if url.host == before.host else {}  # keys stay with the host they are for
        lasting = lasting and not (before.scheme == "https" and url.scheme == "http")
        moved_to = str(url) if lasting else moved_to
    return FetchFailed(kind="redirects", detail=f"more than {limits.policy.redirects} redirects, the last to {url}")


def _refuse_odd(url: httpx.URL) -> None:
    if url.scheme not in ("http", "https") or not url.host:
        raise TransportError("url", f"only http and https addresses are fetched, not {str(url)[:200]!r}")
    if url.userinfo:
        raise TransportError("url", "addresses with a user name or password in them are not fetched")


def _headers(request: FetchRequest, limits: Limits, own: Mapping[str, str]) -> dict[str, str]:
    headers = {
        "user-agent": limits.policy.user_agent,
        "accept": request.accept or _ACCEPT_TYPES,
        "accept-encoding": ACCEPT,
        "connection": "close",
        **own,
    }
    if request.etag:
        headers["if-none-match"] = request.etag
    if request.last_modified:
        headers["if-modified-since"] = request.last_modified
    return headers


async def _ask(transport: httpx.AsyncBaseTransport, url: httpx.URL, headers: Mapping[str, str]) -> httpx.Response:
    """Straight to the transport: the client above it would keep cookies, look for proxies in the environment that
    bypass the guard, and follow redirects in its own way."""
    return await transport.handle_async_request(httpx.Request("GET", url, headers=headers))


async def _outcome(
    response: httpx.Response, url: httpx.URL, moved_to: str | None, request: FetchRequest, limits: Limits, cost: Cost
) -> FetchOutcome:
    if response.status_code == 304 and (request.etag or request.last_modified):
        return NotModified()
    retry_s = retry_after(response.headers.get("retry-after"), datetime.now(UTC))
    if (failure := failure_of_status(response.status_code, retry_s)) is not None:
        return failure
    body, complete = await _read(response, limits, cost)
    headers = tuple((name.lower(), value) for name, value in response.headers.items())
    if not complete:  # what came is read, but must not count as the whole answer next time
        headers = tuple((name, value) for name, value in headers if name not in _VALIDATORS)
    return Fetched(url=str(url), status=response.status_code, body=body, headers=headers, moved_to=moved_to)


async def _read(response: httpx.Response, limits: Limits, cost: Cost) -> tuple[bytes, bool]:
    """The unpacked body, and whether all of it arrived."""
    inflater = Inflater(response.headers.get("content-encoding", ""), limits.body)
    complete = True
    try:
        async for chunk in response.aiter_raw():
            await _unpack(inflater, inflater.feed(chunk), limits, cost)
    except TransportError as error:
        if error.kind != "truncated" or not inflater.size:
            raise
        complete = False
    await _unpack(inflater, inflater.close(), limits, cost)
    body, ended = inflater.body
    return body, complete and ended


async def _unpack(inflater: Inflater, steps: Iterable[None], limits: Limits, cost: Cost) -> None:
    """A small packed body can be a large one: it is looked at after each step."""
    for _ in steps:
        if not cost.large and inflater.size > LARGE:
            await cost.become_large(limits.large)
