"""The daemon's web side: /livez (the process turns), /readyz (it can work), /metrics, and the pages it is given."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Sequence

import uvicorn
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Route
from starlette.types import ASGIApp

Check = Callable[[], str]
"""Empty when all is well, else what is not."""


def build_web(*, live: Check, ready: Check, metrics: Callable[[], bytes], pages: Sequence[BaseRoute] = ()) -> Starlette:
    """The three answers about health, before `pages`. GET only; nothing changes state."""

    async def livez(_request: Request) -> Response:
        return _answer(live())

    async def readyz(_request: Request) -> Response:
        return _answer(await run_in_threadpool(ready))

    async def show_metrics(_request: Request) -> Response:
        return Response(metrics(), media_type="text/plain; version=0.0.4; charset=utf-8")

    own = [Route("/livez", livez), Route("/readyz", readyz), Route("/metrics", show_metrics)]
    return Starlette(routes=[*own, *pages])


def _answer(problem: str) -> Response:
    status = 503 if problem else 200
    return JSONResponse({"status": "failing" if problem else "ok", "reason": problem}, status_code=status)


def _listen(host: str, port: int) -> socket.socket:
    try:
        listening = socket.create_server((host, port))
    except OSError as error:
        raise OSError(error.errno, f"{error.strerror} (serve.host, serve.port)", f"{host}:{port}") from None
    # asyncio spares only sockets that name their protocol; without this each answer waits 40 ms for an ACK.
    listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return listening


class WebServer:
    """uvicorn in a thread of its own, so that signals stay with the daemon."""

    def __init__(self, web: ASGIApp, host: str, port: int) -> None:
        self._socket = _listen(host, port)
        config = uvicorn.Config(
            web, log_config=None, access_log=False, lifespan="off", server_header=False, proxy_headers=False
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, args=([self._socket],), name="web", daemon=True)

    @property
    def address(self) -> str:
        """Where it answers, as host:port."""
        host, port = self._socket.getsockname()[:2]
        return f"{host}:{port}"

    def start(self) -> None:
        """Answer from now on."""
        self._thread.start()

    def stop(self) -> None:
        """Answer what is under way, then no more."""
        self._server.should_exit = True
        self._thread.join(timeout=5)
        self._socket.close()
