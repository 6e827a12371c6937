"""How bytes reach us: an httpx transport that connects only where the guard allows, one connection a request.

The stock transport spends most of its time keeping a pool that a poller cannot use: each host is asked once a cycle.
Framing is httptools'; redirects, limits and deadlines are the business of `exchange`.
"""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from typing import Final

import httptools
import httpx

from monitor.sources.guard import Network, explain, literal, refusal

_READ: Final = 65536
_MAX_HEAD: Final = 65536  # all that is not body, at a time
_OK: Final = 200
_LENGTHS: Final = frozenset({b"content-length", b"transfer-encoding"})
#: What servers get wrong and browsers forgive. A connection carries one answer, so none can be taken for another's.
_FORGIVEN: Final = dict.fromkeys(
    ("lenient_chunked_length", "lenient_transfer_encoding", "lenient_version", "lenient_data_after_close",
     "lenient_optional_cr_before_lf", "lenient_spaces_after_chunk_size"), True,
)  # fmt: skip
_LEGACY_SERVER: Final = 0x4  # ssl.OP_LEGACY_SERVER_CONNECT, named from Python 3.12 on


class TransportError(Exception):
    """No usable answer. `kind` is a word of `FetchFailed.kind`, `str()` its sentence."""

    def __init__(self, kind: str, detail: str) -> None:
        super().__init__(detail)
        self.kind = kind


def tls_context() -> ssl.SSLContext:
    """Certificates are verified; servers that cannot renegotiate securely are accepted, as browsers do.

    Several Korean news hosts still need the latter. We send no secrets to a feed and never renegotiate.
    """
    context = httpx.create_ssl_context()
    context.options |= _LEGACY_SERVER
    context.set_alpn_protocols(["http/1.1"])
    return context


class GuardedTransport(httpx.AsyncBaseTransport):
    """Resolves once, refuses if any address of the name is not allowed, and connects to the very address it judged."""

    def __init__(self, allowed: Sequence[Network], connect_s: float, tls: Callable[[], ssl.SSLContext]) -> None:
        self._allowed, self._connect_s, self._tls = tuple(allowed), connect_s, tls
        self._resolver = ThreadPoolExecutor(max_workers=64, thread_name_prefix="resolve")

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        """Send `request` and return the response with its body still to be read.

        Raises:
            TransportError: no usable answer.
        """
        link = await self._connect(request.url)
        try:
            return await link.ask(request)
        except BaseException:
            link.close()
            raise

    async def aclose(self) -> None:
        """Let go of the resolver's threads; one that hangs in a look-up is not waited for."""
        self._resolver.shutdown(wait=False, cancel_futures=True)

    async def _connect(self, url: httpx.URL) -> Link:
        host = url.raw_host.decode("ascii").strip("[]")
        secure = url.scheme == "https"
        port = url.port or (443 if secure else 80)
        addresses = await self._addresses(host, port)
        tls = self._tls() if secure else None
        loop = asyncio.get_running_loop()
        trouble: TransportError | None = None
        for address in addresses:
            try:
                async with asyncio.timeout(self._connect_s):
                    _, link = await loop.create_connection(
                        Link, address, port, ssl=tls, server_hostname=host if secure else None
                    )
                    return link
            except (OSError, TimeoutError) as error:
                trouble = trouble_of(error, f"{host}:{port}")
        raise trouble or TransportError("dns", f"{host} has no address")

    async def _addresses(self, host: str, port: int) -> tuple[str, ...]:
        """Where the name leads, every address of it allowed.

        Raises:
            TransportError: the name is not known, or leads to an address that is not allowed.
        """
        found = literal(host)
        addresses = (found,) if found else await self._resolve(host, port)
        for address in addresses:
            if why := refusal(address, self._allowed):
                raise TransportError("private-address", explain(host, address, why))
        return addresses

    async def _resolve(self, host: str, port: int) -> tuple[str, ...]:
        loop = asyncio.get_running_loop()
        try:
            rows = await loop.run_in_executor(
                self._resolver, lambda: socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            )
        except (OSError, UnicodeError) as error:
            raise TransportError("dns", f"the name {host} cannot be resolved: {error}") from None
        return tuple(dict.fromkeys(str(row[4][0]) for row in rows))


class Link(asyncio.Protocol):
    """One connection, one request, one answer. What arrives faster than it is read makes the other side wait."""

    def __init__(self) -> None:
        self._parser = httptools.HttpResponseParser(self)
        self._parser.set_dangerous_leniencies(**_FORGIVEN)
        self._headers: list[tuple[bytes, bytes]] = []
        self._status = 0  # once the head of the answer is there
        self._parts: list[bytes] = []  # of the body, not read yet
        self._waiting = 0  # bytes in these
        self._idle = 0  # bytes that came since the last of the body
        self._complete = False  # the answer, by its own account
        self._ended = False  # nothing more comes
        self._trouble: Exception | None = None
        self._news: asyncio.Future[None] | None = None

    # ── what the event loop tells ────────────────────────────────────────────────────────────────────────────────

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """The connection is open."""
        assert isinstance(transport, asyncio.Transport)  # noqa: S101 - of a stream it is
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        """Something came."""
        if self._complete or self._trouble:
            return
        self._idle += len(data)
        try:
            self._parser.feed_data(data)
        except (httptools.HttpParserError, httptools.HttpParserUpgrade) as error:
            self._trouble = error
        if self._idle > _MAX_HEAD and not self._complete:
            self._trouble = httptools.HttpParserError(f"more than {_MAX_HEAD} bytes of headers")
        if self._waiting > _READ:
            self._transport.pause_reading()
        self._tell()

    def connection_lost(self, error: Exception | None) -> None:
        """The connection is closed; that is the end of a body whose length was not given."""
        self._ended = True
        self._trouble = self._trouble or error
        self._complete = self._complete or (self._status > 0 and self._trouble is None and self._lasts_until_the_end())
        self._tell()

    def _lasts_until_the_end(self) -> bool:
        return not any(name.lower() in _LENGTHS for name, _ in self._headers)

    def _tell(self) -> None:
        if self._news is not None and not self._news.done():
            self._news.set_result(None)

    # ── what the parser tells ────────────────────────────────────────────────────────────────────────────────────

    def on_header(self, name: bytes, value: bytes) -> None:
        """A header; those behind the body say nothing to us, nor does a second answer."""
        if not self._status:
            self._headers.append((name, value))

    def on_headers_complete(self) -> None:
        """The head of the answer is there, unless it only announces another."""
        if self._status:
            return
        if self._parser.get_status_code() < _OK:
            self._headers.clear()
        else:
            self._status = self._parser.get_status_code()

    def on_body(self, data: bytes) -> None:
        """A part of the body."""
        if not self._complete:
            self._idle = 0
            self._parts.append(data)
            self._waiting += len(data)

    def on_message_complete(self) -> None:
        """The answer, or one that announced it, is at its end."""
        self._complete = self._status > 0

    # ── what the exchange asks ───────────────────────────────────────────────────────────────────────────────────

    async def ask(self, request: httpx.Request) -> httpx.Response:
        """Send the request and wait for the head of the answer."""
        self._transport.write(_written(request))
        while not self._status:
            if isinstance(self._trouble, OSError):
                raise trouble_of(self._trouble, "the connection")
            if self._trouble:
                raise TransportError("protocol", f"the answer is not proper HTTP: {self._trouble}")
            if self._ended:
                raise TransportError("protocol", "the server closed the connection without an answer")
            await self._more()
        return httpx.Response(self._status, headers=self._headers, stream=_Body(self))

    async def body(self) -> AsyncIterator[bytes]:
        """The body as it comes, still packed.

        Raises:
            TransportError: "truncated" when the connection ends before the body does.
        """
        while True:
            if self._parts:
                data = b"".join(self._parts)
                self._parts.clear()
                if self._waiting > _READ and not self._ended:
                    self._transport.resume_reading()
                self._waiting = 0
                yield data
            elif self._complete:
                return
            elif self._trouble:
                raise TransportError("truncated", f"the connection broke inside the body: {self._trouble}")
            elif self._ended:
                raise TransportError("truncated", "the connection ended inside the body")
            else:
                await self._more()

    async def _more(self) -> None:
        """Until something happens."""
        self._news = asyncio.get_running_loop().create_future()
        await self._news

    def close(self) -> None:
        """Let go of the connection."""
        with suppress(OSError, RuntimeError):
            self._transport.abort() if self._transport.is_closing() else self._transport.close()


def _written(request: httpx.Request) -> bytes:
    """The request as it is sent."""
    headers = request.headers.raw
    lines = b"".join(b"%b: %b\r\n" % header for header in headers)
    if lines.count(b"\n") != len(headers):
        raise TransportError("url", "a header of the request would hold a line break: look for one in the source's key")
    return b"GET %b HTTP/1.1\r\n%b\r\n" % (request.url.raw_path, lines)


class _Body(httpx.AsyncByteStream):
    def __init__(self, link: Link) -> None:
        self._link = link

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for data in self._link.body():
            yield data

    async def aclose(self) -> None:
        self._link.close()


_OSERRORS: Final[tuple[tuple[type[BaseException], str, str], ...]] = (
    (ssl.SSLCertVerificationError, "tls", "the certificate of {where} is not valid: {why}"),
    (ssl.SSLError, "tls", "no secure connection to {where}: {why}"),
    (ConnectionRefusedError, "refused", "{where} refuses the connection"),
    (ConnectionResetError, "reset", "{where} was cut off by the other side"),
    (BrokenPipeError, "reset", "{where} was cut off by the other side"),
    (TimeoutError, "timeout", "{where} does not answer"),
    (socket.gaierror, "dns", "the name of {where} cannot be resolved: {why}"),
    (OSError, "unreachable", "{where} cannot be reached: {why}"),
)


def trouble_of(error: BaseException, where: str) -> TransportError:
    """The operating system's words for a failed connection in ours."""
    for kind_of_error, kind, sentence in _OSERRORS:
        if isinstance(error, kind_of_error):
            why = getattr(error, "verify_message", "") or getattr(error, "strerror", "") or str(error)
            return TransportError(kind, sentence.format(where=where, why=why))
    raise error
