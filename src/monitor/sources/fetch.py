"""Many addresses asked at once, politely; every answer a value, however badly the other side behaves.

The caller sees a plain generator. Behind it an event loop runs in a thread of its own, so that fetching goes on while
the caller parses and stores what has already come.
"""

from __future__ import annotations

import os
import threading
from collections import deque
from collections.abc import Container, Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Final

from monitor.config.policy import PollPolicy
from monitor.model import Feed, FeedState, Fetched, FetchFailed, FetchOutcome, FetchRequest, NotModified
from monitor.sources.address import host_of
from monitor.sources.batch import Answer, Batch
from monitor.sources.transport import tls_context

#: Failures that a dead network of our own would cause just as well.
NETWORK_KINDS: Final = frozenset({"dns", "refused", "unreachable", "timeout", "reset"})
#: Failures that were decided before anything was sent.
_UNASKED: Final = frozenset({"deferred", "private-address", "url", "no-key"})
#: Hosts that must fail together before the network is blamed and not they.
_HOSTS_FOR_BLAME: Final = 3


def request_for(feed: Feed, state: FeedState | None) -> FetchRequest:
    """What to ask for now: the address the feed is known to have moved to, with the validators of its last answer."""
    if state is None:
        return FetchRequest(feed=feed, url=feed.url)
    return FetchRequest(feed=feed, url=state.address or feed.url, etag=state.etag, last_modified=state.last_modified)


class Fetcher:
    """Fetches batches of feeds under one policy. `base` is the folder that paths of "file" feeds start from; `environ`
    holds the keys of sources that want one."""

    def __init__(self, policy: PollPolicy, base: Path, environ: Mapping[str, str] = os.environ) -> None:
        self._policy, self._base, self._environ = policy, base, environ
        self._tls = cache(tls_context)

    def fetch(self, requests: Sequence[FetchRequest]) -> Iterator[Answer]:
        """Ask for all `requests`; yield each with its outcome as it comes. Failures are values, never exceptions.

        When every host of a batch fails, the failures come last and as kind "offline".
        """
        limit = int(self._policy.max_body_mb * 1_000_000)
        remote = [r for r in requests if r.feed.kind != "file"]
        for request in requests:
            if request.feed.kind == "file":
                yield request, read_file(self._base / request.url, request.etag, limit)
        if remote:
            yield from blame_network(self._stream(remote))

    def _stream(self, requests: Sequence[FetchRequest]) -> Iterator[Answer]:
        batch = Batch(self._policy, self._tls, self._environ)
        thread = threading.Thread(target=batch.run, args=(requests,), name="fetch", daemon=True)
        thread.start()
        try:
            yield from batch.answers()
            if batch.bug is not None:
                raise batch.bug
        finally:
            batch.stop()
            thread.join()


def read_file(path: Path, etag: str | None, limit: int) -> FetchOutcome:
    """A feed on the disk as if fetched; its time and size stand in for an ETag. `limit` in bytes."""
    try:
        facts = path.stat()
        mark = f"{facts.st_mtime_ns}-{facts.st_size}"
        if etag == mark:
            return NotModified()
        with path.open("rb") as file:
            body = file.read(limit + 1)
    except OSError as error:
        return FetchFailed(kind="file", detail=f"{path} cannot be read: {error.strerror}")
    if len(body) > limit:
        return FetchFailed(kind="too-large", detail=f"{path} is larger than {limit / 1_000_000:g} MB")
    return Fetched(url=path.resolve().as_uri(), status=200, body=body, headers=(("etag", mark),))


def blame_network(answers: Iterator[Answer]) -> Iterator[Answer]:
    """Hold failures back until some host answers; if none of several does, our own network is the likelier cause."""
    held: deque[Answer] = deque()
    answered = False
    for answer in answers:
        answered = answered or not _is_failure(answer, NETWORK_KINDS | _UNASKED)
        held.append(answer)
        del answer  # a body can be large, and is not to be held here once it is handed on
        while held and answered:
            yield held.popleft()
    unreached = [answer for answer in held if _is_failure(answer, NETWORK_KINDS)]
    offline = len({host_of(request.url) for request, _ in unreached}) >= _HOSTS_FOR_BLAME
    for request, outcome in held:
        yield request, _offline(outcome) if offline else outcome


def _is_failure(answer: Answer, kinds: Container[str]) -> bool:
    return isinstance(answer[1], FetchFailed) and answer[1].kind in kinds


def _offline(outcome: FetchOutcome) -> FetchOutcome:
    """The outcome, with the network blamed for what it can be blamed for."""
    if not isinstance(outcome, FetchFailed) or outcome.kind not in NETWORK_KINDS:
        return outcome
    return FetchFailed(kind="offline", detail=f"no host at all could be reached; here {outcome.detail}")
