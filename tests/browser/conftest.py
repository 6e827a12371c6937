"""Debian's Chromium on a ledger of a thousand developments, served over the loopback as the daemon serves it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette

from monitor.app import Knowledge
from monitor.health import WebServer
from monitor.store.store import Store, open_store
from monitor.web.app import routes
from monitor.web.guard import Guard
from tests.web import world

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

CHROMIUM = shutil.which("chromium") or "/usr/bin/chromium"
FLAGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--no-first-run",
)  # fmt: skip


@pytest.fixture(scope="session")
def known() -> Knowledge:
    return world.knowledge()


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory, known: Knowledge) -> Iterator[Store]:
    opened = open_store(f"sqlite:///{tmp_path_factory.mktemp('browser') / 'monitor.db'}")
    found = list(world.developments(known, 1000))
    world.fill(opened, found)
    world.fill_rest(opened, found)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def origin(store: Store, known: Knowledge) -> Iterator[str]:
    """Where the pages are."""
    web = Guard(Starlette(routes=routes(world.site(store, known), lambda: world.NOW)))
    server = WebServer(web, "127.0.0.1", 0)
    server.start()
    yield f"http://{server.address}"
    server.stop()


@pytest.fixture(scope="module")  # its event loop runs as long as it does; tests elsewhere start loops of their own
def browser() -> Iterator[Any]:
    if not Path(CHROMIUM).exists():
        pytest.skip("no Chromium: apt-get install chromium")
    with playwright.sync_playwright() as running:
        opened = running.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        yield opened
        opened.close()
