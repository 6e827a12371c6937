"""A small web site on loopback whose pages do what a test tells them, and which remembers what it was asked."""

from __future__ import annotations

import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Page = Callable[["Visit"], None]


class Visit(BaseHTTPRequestHandler):
    """One request. A page answers with `reply`, or writes whatever it likes to `wfile`."""

    protocol_version = "HTTP/1.1"
    site: Site

    def do_GET(self) -> None:
        """Hand the request to its page."""
        self.close_connection = True
        self.site.asked.append((self.path, {name.lower(): value for name, value in self.headers.items()}))
        page = self.site.pages.get(self.path.partition("?")[0])
        with suppress(OSError):  # the client has had enough
            if page is None:
                self.reply(b"", status=404)
            else:
                page(self)

    def reply(self, body: bytes, *, status: int = 200, headers: Mapping[str, str] | None = None) -> None:
        """A proper answer."""
        self.send_response(status)
        for name, value in {"Content-Length": str(len(body)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class names it
        """Tests are quiet."""


class Site:
    """Pages by path; `asked` holds (path, headers) of every request in order."""

    def __init__(self, port: int) -> None:
        self.pages: dict[str, Page] = {}
        self.asked: list[tuple[str, dict[str, str]]] = []
        self.closing = threading.Event()
        self.port = port

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        """The address of a page."""
        return f"http://{host}:{self.port}{path}"

    def serve(self, path: str, body: bytes = b"", *, status: int = 200, **headers: str) -> str:
        """A page that always answers the same; header names with _ for -. Returns its address."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.pages[path] = lambda visit: visit.reply(body, status=status, headers=named)
        return self.url(path)

    def behave(self, path: str, page: Page) -> str:
        """A page with a will of its own. Returns its address."""
        self.pages[path] = page
        return self.url(path)

    def drip(self, path: str, start: bytes, drop: bytes = b"x") -> str:
        """A page that writes `start` and then a drop every 20 ms until the test is over. Returns its address."""

        def page(visit: Visit) -> None:
            visit.wfile.write(start)
            while not self.closing.wait(0.02):
                visit.wfile.write(drop)

        return self.behave(path, page)

    def silence(self, path: str) -> str:
        """A page that accepts the request and never answers. Returns its address."""
        return self.behave(path, lambda _: void(self.closing.wait()))


class _Server(ThreadingHTTPServer):
    request_queue_size = 128
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients that hang up are what the tests are about."""


def void(_: object) -> None:
    """Turn any result into None."""


@contextmanager
def open_site(tls: ssl.SSLContext | None = None) -> Iterator[Site]:
    """A running site, stopped at the end; with `tls` it speaks https."""
    server = _Server(("127.0.0.1", 0), Visit)
    if tls is not None:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    site = Site(server.server_port)
    server.RequestHandlerClass = type("BoundVisit", (Visit,), {"site": site})
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield site
    finally:
        site.closing.set()
        server.shutdown()
        server.server_close()
        thread.join()
