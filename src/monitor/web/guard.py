"""Who may look, and what a browser may do with what it is given. Plain ASGI around every answer of the web side.

Whoever lets a request in says so in one place: an open site lets everyone in; else a trusted proxy that names the
user, the password, or a feed's own token. Headers about the client are believed from trusted proxies alone.
"""

from __future__ import annotations

import base64
import binascii
import hmac
from collections.abc import Mapping
from ipaddress import ip_address, ip_network
from typing import Final
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from monitor.config.secret import Secret
from monitor.web.tokens import opens

#: Answered to everyone: they say nothing but whether the process works.
OPEN: Final = ("/livez", "/readyz")
#: Nothing may be loaded but from here; no script or style in a page, no frame, no form to elsewhere.
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS: Final[Mapping[str, str]] = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), interest-cohort=()",
}
_READING: Final = ("GET", "HEAD")


class Guard:
    """Around the whole web side of the daemon."""

    def __init__(
        self,
        inner: ASGIApp,
        *,
        password: Secret | None = None,
        token_key: Secret | None = None,
        trusted: tuple[str, ...] = (),
        user_header: str = "",
    ) -> None:
        self._inner = inner
        self._password, self._token_key = password, token_key
        self._trusted = tuple(ip_network(network) for network in trusted)
        self._user_header = user_header.lower()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, or pass on."""
        if scope["type"] != "http":
            await self._inner(scope, receive, send)
            return
        headers = Headers(scope=scope)
        trusted = self._is_trusted(scope)
        if trusted:
            scope = {**scope, **_forwarded(headers)}
        refusal = self._refusal(scope, headers, trusted=trusted)
        await (refusal or self._inner)(scope, receive, _with_headers(send))

    def _refusal(self, scope: Scope, headers: Headers, *, trusted: bool) -> Response | None:
        if scope["method"] not in _READING:
            return PlainTextResponse("nothing here can be changed\n", 405, {"allow": ", ".join(_READING)})
        if scope["path"] in OPEN or self._lets_in(scope, headers, trusted=trusted):
            return None
        challenge = {"www-authenticate": 'Basic realm="ledger", charset="UTF-8"'} if self._password else {}
        return PlainTextResponse("log in first\n", 401 if self._password else 403, challenge)

    def _lets_in(self, scope: Scope, headers: Headers, *, trusted: bool) -> bool:
        if not self._password and not self._user_header:
            return True
        if self._user_header and trusted and headers.get(self._user_header, "").strip():
            return True
        if self._password and _knows(headers.get("authorization", ""), self._password):
            return True
        asked = parse_qs(scope.get("query_string", b"").decode("latin-1"))
        token = asked.get("token", [""])[0]
        return bool(token) and opens(self._token_key, scope["path"].strip("/"), token)

    def _is_trusted(self, scope: Scope) -> bool:
        try:
            client = ip_address(scope["client"][0])
        except (KeyError, TypeError, ValueError):
            return False
        return any(client in network for network in self._trusted)


def _knows(authorization: str, password: Secret) -> bool:
    """Whether basic authentication carries the password; any user name will do. Compared in constant time."""
    kind, _, coded = authorization.partition(" ")
    if kind.lower() != "basic":
        return False
    try:
        _, _, given = base64.b64decode(coded, validate=True).partition(b":")
    except (binascii.Error, ValueError):
        return False
    return hmac.compare_digest(given, password.reveal().encode())


def _forwarded(headers: Headers) -> dict[str, object]:
    """How the outside sees this request, in the words of the proxy nearest to us."""
    seen: dict[str, object] = {}
    scheme = headers.get("x-forwarded-proto", "").rsplit(",", 1)[-1].strip()
    host = headers.get("x-forwarded-host", "").rsplit(",", 1)[-1].strip()
    if scheme in ("http", "https"):
        seen["scheme"] = scheme
    if host:
        others = [(name, text) for name, text in headers.raw if name != b"host"]
        seen["headers"] = [*others, (b"host", host.encode("latin-1"))]
    return seen


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, text in HEADERS.items():
                headers.setdefault(name, text)
        await send(message)

    return sending
