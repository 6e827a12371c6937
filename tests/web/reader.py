"""A reader of the pages, without a network: what a browser or a feed reader would ask for."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx
from starlette.applications import Starlette

from monitor.config.secret import Secret
from monitor.web.app import routes
from monitor.web.guard import Guard
from monitor.web.site import Site
from tests.web import world


@dataclass(frozen=True, kw_only=True)
class Reader:
    """Asks one address after the other; follows nothing. `peer`: the address the connection comes from."""

    app: Any
    peer: str = "127.0.0.1"
    auth: tuple[str, str] | None = None

    def get(self, path: str, **asked: Any) -> httpx.Response:
        return self.ask("GET", path, **asked)

    def ask(
        self,
        method: str,
        path: str,
        *,
        params: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> httpx.Response:
        return asyncio.run(self._ask(method, path, params, headers))

    async def _ask(
        self, method: str, path: str, params: Mapping[str, str] | None, headers: Mapping[str, str] | None
    ) -> httpx.Response:
        transport = httpx.ASGITransport(app=self.app, client=(self.peer, 50000))
        async with httpx.AsyncClient(transport=transport, base_url="http://ledger.test", auth=self.auth) as client:
            return await client.request(method, path, params=params, headers=headers)


def reader_of(
    site: Site,
    *,
    peer: str = "127.0.0.1",
    auth: tuple[str, str] | None = None,
    password: Secret | None = None,
    token_key: Secret | None = None,
    trusted: tuple[str, ...] = (),
    user_header: str = "",
) -> Reader:
    """A reader of a site that is protected as said."""
    inner = Starlette(routes=routes(site, lambda: world.NOW))
    guard = Guard(inner, password=password, token_key=token_key, trusted=trusted, user_header=user_header)
    return Reader(app=guard, peer=peer, auth=auth)
