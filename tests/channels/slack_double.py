"""A Slack workspace on loopback that enforces what the real one enforces, and breaks on request.

Limits are written here a second time on purpose: a check that shares its numbers with the code proves nothing.
Time is virtual: `now` is set by the test, so that history can lag behind posts without anyone sleeping.
"""

from __future__ import annotations

import json
import re
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Final
from urllib.parse import parse_qsl, urlsplit

Message = dict[str, Any]

TOKEN: Final = "xoxb-loopback-000"
HOOK: Final = "/services/T000/B000/loopback-hook"
START: Final = 1_900_000_000

#: What a fault does: before = nothing happened; after = it was done, but the client does not learn it.
FAULTS: Final = (
    "lost-before",
    "lost-after",
    "500-before",
    "500-after",
    "html-502-after",
    "429",
    "hang-after",
    "cut-after",
)

Fault = Callable[[str, int], str | None]
"""(method, how many calls of it came before) → one of FAULTS, a Slack error code to refuse with, or None."""

_SECTION, _HEADER, _BLOCKS, _TOTAL = 3000, 150, 50, 13_200


def _utf16(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


@dataclass(slots=True)
class Channel:
    """A channel and everything posted in it, oldest first."""

    name: str
    member: bool = True
    archived: bool = False
    messages: list[Message] = field(default_factory=list)


@dataclass(slots=True)
class Workspace:
    """The state of the double. `lag_s`: how far history is behind; `charts`: whether the workspace takes charts."""

    channels: dict[str, Channel] = field(default_factory=lambda: {"C0000001": Channel("battery-news")})
    scopes: str = "chat:write,channels:history,groups:history,channels:read"
    now: float = START
    lag_s: float = 0
    charts: bool = True
    hook_error: str = ""
    retry_after: str = "30"
    fault: Fault = lambda _method, _n: None
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    _lock: threading.RLock = field(default_factory=threading.RLock)
    released: threading.Event = field(default_factory=threading.Event)

    @property
    def posts(self) -> list[Message]:
        """Every message of every channel."""
        return [m for channel in self.channels.values() for m in channel.messages]

    def of(self, method: str) -> list[dict[str, Any]]:
        """The arguments of every call of a method."""
        return [arguments for name, arguments in self.calls if name == method]

    def handle(self, method: str, token: str, arguments: dict[str, Any]) -> tuple[int, dict[str, str], Message]:
        """One API call: (status, headers, answer)."""
        with self._lock:
            seen = len(self.of(method))
            self.calls.append((method, arguments))
            fault = self.fault(method, seen)
            if fault == "429":
                return 429, {"Retry-After": self.retry_after}, _refused("ratelimited")
            if fault in ("500-before", "lost-before"):
                return (500 if fault[0] == "5" else 0), {}, _refused("internal_error")
            if fault and fault not in FAULTS:
                return 200, {}, _refused(fault)
            self.now += 0.001
            headers = {"x-oauth-scopes": self.scopes}
            answer = _refused("invalid_auth") if token != TOKEN else self._answer(method, arguments)
            status = {"500-after": 500, "lost-after": 0, "html-502-after": 502, "hang-after": -1, "cut-after": -2}.get(
                fault or "", 200
            )
            return status, headers, answer

    def _answer(self, method: str, arguments: dict[str, Any]) -> Message:
        if method == "auth.test":
            return {"ok": True, "bot_id": "B0000001", "user": "monitor", "team": "Loopback"}
        if method == "conversations.list":
            found = [{"id": key, "name": c.name} for key, c in self.channels.items()]
            return {"ok": True, "channels": found}
        channel = self.channels.get(arguments.get("channel", ""))
        if channel is None:
            by_name = [c for c in self.channels.values() if c.name == arguments.get("channel", "").removeprefix("#")]
            if method != "chat.postMessage" or not by_name:
                return _refused("channel_not_found")
            channel = by_name[0]
        if method == "conversations.info":
            facts = {"is_member": channel.member, "is_archived": channel.archived, "name": channel.name}
            return {"ok": True, "channel": facts}
        return self._in_channel(method, channel, arguments)

    def _in_channel(self, method: str, channel: Channel, arguments: dict[str, Any]) -> Message:
        if not channel.member:
            return _refused("not_in_channel")
        if channel.archived and method.startswith("chat."):
            return _refused("is_archived")
        if method == "chat.postMessage":
            return self._post(channel, arguments)
        if method == "chat.update":
            return self._update(channel, arguments)
        if method in ("conversations.history", "conversations.replies"):
            return self._read(channel, arguments, thread=arguments.get("ts", ""))
        return _refused("unknown_method")

    def _post(self, channel: Channel, arguments: dict[str, Any]) -> Message:
        error = self._refusal(arguments)
        thread = arguments.get("thread_ts")
        if not error and thread and not any(m["ts"] == thread for m in channel.messages):
            error = _refused("thread_not_found")
        if error:
            return error
        message = {"ts": f"{self.now:.6f}", "bot_id": "B0000001", "at": self.now, **_kept(arguments)}
        if thread:
            message["thread_ts"] = thread
        channel.messages.append(message)
        key = next(k for k, c in self.channels.items() if c is channel)
        return {"ok": True, "channel": key, "ts": message["ts"], "message": message}

    def _update(self, channel: Channel, arguments: dict[str, Any]) -> Message:
        error = self._refusal(arguments)
        message = next((m for m in channel.messages if m["ts"] == arguments.get("ts")), None)
        if error or message is None:
            return error or _refused("message_not_found")
        message.update(_kept(arguments), edited=True)
        return {"ok": True, "ts": message["ts"]}

    def _read(self, channel: Channel, arguments: dict[str, Any], thread: str) -> Message:
        oldest, limit = float(arguments.get("oldest") or 0), int(arguments.get("limit") or 100)
        seen = [m for m in channel.messages if m["at"] <= self.now - self.lag_s and m["at"] >= oldest]
        if thread:
            parent = [m for m in channel.messages if m["ts"] == thread]
            if not parent:
                return _refused("thread_not_found")
            seen = parent + [m for m in seen if m.get("thread_ts") == thread]
        else:
            seen = [m for m in reversed(seen) if "thread_ts" not in m]
        start = int(arguments.get("cursor") or 0)
        page = [_shown(m, with_metadata=_is_true(arguments.get("include_all_metadata"))) for m in seen]
        more = str(start + limit) if len(seen) > start + limit else ""
        metadata = {"response_metadata": {"next_cursor": more}} if more else {}
        return {"ok": True, "messages": page[start : start + limit], "has_more": bool(more), **metadata}

    def _refusal(self, arguments: dict[str, Any]) -> Message | None:
        blocks = arguments.get("blocks") or []
        if isinstance(blocks, str):
            blocks = json.loads(blocks)
        if not arguments.get("text") and not blocks:
            return _refused("no_text")
        wrong = [*_wrong_blocks(blocks), *(["charts are off"] if self._refuses_charts(blocks) else [])]
        if wrong:
            return {**_refused("invalid_blocks"), "response_metadata": {"messages": [f"[ERROR] {w}" for w in wrong]}}
        if sum(_utf16(text) for block in blocks for text in _texts(block)) > _TOTAL:
            return _refused("msg_blocks_too_long")
        return None

    def _refuses_charts(self, blocks: list[Message]) -> bool:
        return not self.charts and any(b["type"] == "data_visualization" for b in blocks)

    def hook(self, body: Message) -> tuple[int, str]:
        """A post by incoming webhook: (status, answer)."""
        with self._lock:
            seen = len(self.of("hook"))
            self.calls.append(("hook", body))
            fault = self.fault("hook", seen)
            if fault == "429":
                return 429, "rate_limited"
            if fault in ("500-before", "lost-before"):
                return (500 if fault[0] == "5" else 0), ""
            if self.hook_error:
                return 404, self.hook_error
            error = self._refusal(body)
            if error:
                return 400, error["error"]
            self.now += 0.001
            channel = next(iter(self.channels.values()))
            channel.messages.append({"ts": f"{self.now:.6f}", "at": self.now, **_kept(body)})
            return {"500-after": (500, ""), "lost-after": (0, "")}.get(fault or "", (200, "ok"))


def _kept(arguments: dict[str, Any]) -> Message:
    """What Slack keeps of a message: metadata of a wrong name is dropped without a word."""
    kept: Message = {k: arguments[k] for k in ("text", "blocks", "unfurl_links", "unfurl_media") if k in arguments}
    metadata = arguments.get("metadata")
    if metadata and re.fullmatch(r"[a-z0-9_]+", metadata.get("event_type", "")):
        kept["metadata"] = metadata
    return kept


def _shown(message: Message, *, with_metadata: bool) -> Message:
    shown = {k: v for k, v in message.items() if k != "at"}
    if "metadata" in shown and not with_metadata:
        shown["metadata"] = {"event_type": shown["metadata"]["event_type"]}
    return shown


def _wrong_blocks(blocks: list[Message]) -> Iterator[str]:
    if len(blocks) > _BLOCKS:
        yield "more than 50 items allowed [json-pointer:/blocks]"
    if sum(b.get("type") == "data_visualization" for b in blocks) > 2:
        yield "more than 2 charts"
    for at, block in enumerate(blocks):
        limit = {"section": _SECTION, "context": _SECTION, "header": _HEADER}.get(block.get("type", ""), 0)
        for text in _texts(block):
            if not text or _utf16(text) > limit:
                yield f"must be 1 to {limit} characters [json-pointer:/blocks/{at}/text]"
        if block.get("type") not in ("section", "context", "header", "divider", "data_visualization"):
            yield f"unsupported type [json-pointer:/blocks/{at}/type]"
        yield from _wrong_menu(at, block.get("accessory"))
        if not 0 < len(block.get("elements", "x")) <= 10:
            yield f"1 to 10 elements [json-pointer:/blocks/{at}/elements]"


def _wrong_menu(at: int, menu: Message | None) -> Iterator[str]:
    if menu is None:
        return
    if menu["type"] != "overflow" or not 2 <= len(menu["options"]) <= 5:
        yield f"2 to 5 options [json-pointer:/blocks/{at}/accessory/options]"
    for option in menu["options"]:
        if not 1 <= _utf16(option["text"]["text"]) <= 75 or not 1 <= len(option["value"]) <= 150:
            yield f"must be less than 76 characters [json-pointer:/blocks/{at}/accessory/options]"


def _texts(block: Message) -> Iterator[str]:
    for part in (block.get("text"), *block.get("elements", ())):
        if part is not None:
            yield part["text"]


def _refused(code: str) -> Message:
    return {"ok": False, "error": code}


def _is_true(value: object) -> bool:
    return str(value).lower() in ("true", "1")


class _Handler(BaseHTTPRequestHandler):
    workspace: Workspace

    def do_GET(self) -> None:
        self._respond({})

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        self._respond(json.loads(body) if body.startswith("{") else dict(parse_qsl(body)))

    def _respond(self, arguments: dict[str, Any]) -> None:
        path = urlsplit(self.path).path
        arguments = {**dict(parse_qsl(urlsplit(self.path).query)), **arguments}
        if path == HOOK:
            status, text = self.workspace.hook(arguments)
            self._write(status, {"Retry-After": self.workspace.retry_after}, text, "text/plain")
            return
        token = self.headers.get("Authorization", "").removeprefix("Bearer ")
        status, headers, answer = self.workspace.handle(path.removeprefix("/api/"), token, arguments)
        if status == -1:
            self.workspace.released.wait(10)  # until the test is over: the client gives up long before
            status = 0
        text = "<html>Bad gateway</html>" if status == 502 else json.dumps(answer)
        kind = "text/html" if status == 502 else "application/json"
        self._write(200 if status == -2 else status, headers, text, kind, missing=100 if status == -2 else 0)

    def _write(self, status: int, headers: dict[str, str], text: str, kind: str, *, missing: int = 0) -> None:
        self.close_connection = True
        if status == 0:
            with suppress(OSError):
                self.connection.shutdown(socket.SHUT_RDWR)
            return
        body = text.encode()
        self.send_response(status)
        for name, value in {**headers, "Content-Type": kind, "Content-Length": str(len(body) + missing)}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class names it so
        """Keep quiet."""


@dataclass(frozen=True, slots=True)
class SlackDouble:
    """A running double: its state, and its addresses."""

    workspace: Workspace
    base_url: str
    hook_url: str


@contextmanager
def slack_double() -> Iterator[SlackDouble]:
    """A double that answers on loopback until the block ends."""
    workspace = Workspace()
    handler = type("Handler", (_Handler,), {"workspace": workspace})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        root = f"http://127.0.0.1:{server.server_port}"
        yield SlackDouble(workspace, f"{root}/api/", f"{root}{HOOK}")
    finally:
        workspace.released.set()
        server.shutdown()
        server.server_close()
        thread.join()
