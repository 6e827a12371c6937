"""Slack's side of Socket Mode on loopback: gives out an address, speaks WebSocket, takes acknowledgements."""

from __future__ import annotations

import base64
import hashlib
import json
import queue
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

APP_TOKEN = "xapp-loopback-000"
_GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11"
_TEXT, _CLOSE, _PING, _PONG = 1, 8, 9, 10


@dataclass(slots=True)
class SocketDouble:
    """`say` what Slack sends; what comes back lies in `acknowledged` and `answers` (to response addresses)."""

    root: str
    say: queue.Queue[dict[str, Any]] = field(default_factory=queue.Queue)
    acknowledged: queue.Queue[str] = field(default_factory=queue.Queue)
    answers: queue.Queue[dict[str, Any]] = field(default_factory=queue.Queue)

    @property
    def base_url(self) -> str:
        return f"http://{self.root}/api/"


class _Handler(BaseHTTPRequestHandler):
    double: SocketDouble

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        answer: dict[str, Any] = {"ok": True, "url": f"ws://{self.double.root}/link/?ticket=1"}
        if self.path == "/respond":
            self.double.answers.put(json.loads(body))
        elif self.headers["Authorization"] != f"Bearer {APP_TOKEN}":
            answer = {"ok": False, "error": "invalid_auth"}
        text = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)

    def do_GET(self) -> None:
        """The handshake, then frames both ways until the client hangs up."""
        key = self.headers["Sec-WebSocket-Key"] + _GUID
        accept = base64.b64encode(hashlib.sha1(key.encode()).digest()).decode()
        head = ("HTTP/1.1 101 Switching Protocols", "Upgrade: websocket", "Connection: Upgrade")
        self.wfile.write("\r\n".join((*head, f"Sec-WebSocket-Accept: {accept}", "", "")).encode())
        self.close_connection = True
        threading.Thread(target=self._speak, daemon=True).start()
        while (frame := self._read()) is not None:
            kind, data = frame
            if kind == _PING:
                self._write(_PONG, data)
            elif kind == _TEXT:
                self.double.acknowledged.put(json.loads(data)["envelope_id"])

    def _speak(self) -> None:
        while message := self.double.say.get():
            self._write(_TEXT, json.dumps(message).encode())

    def _write(self, kind: int, data: bytes) -> None:
        size = bytes([len(data)]) if len(data) < 126 else b"\x7e" + len(data).to_bytes(2, "big")
        self.wfile.write(bytes([0x80 | kind]) + size + data)

    def _read(self) -> tuple[int, bytes] | None:
        """One short masked frame."""
        try:
            head = self.rfile.read(2)
            if len(head) < 2 or head[0] & 15 == _CLOSE:
                return None
            mask, data = self.rfile.read(4), self.rfile.read(head[1] & 127)
        except OSError:
            return None
        return head[0] & 15, bytes(b ^ mask[n % 4] for n, b in enumerate(data))

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
        """Keep quiet."""


@contextmanager
def socket_double() -> Iterator[SocketDouble]:
    """A double that answers on loopback until the block ends."""
    handler = type("Handler", (_Handler,), {})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    double = SocketDouble(f"127.0.0.1:{server.server_port}")
    handler.double = double  # type: ignore[attr-defined] # the class is made above
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield double
    finally:
        double.say.put({})
        server.shutdown()
        server.server_close()
        thread.join()
