"""One made-up ledger for all tests of pages: nothing that looks at it changes it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from monitor.app import Knowledge
from monitor.store.store import Store, open_store
from monitor.web.site import Site
from tests.web import world
from tests.web.reader import Reader, reader_of


@pytest.fixture(scope="session")
def known() -> Knowledge:
    return world.knowledge()


@pytest.fixture(scope="session")
def ledger(tmp_path_factory: pytest.TempPathFactory, known: Knowledge) -> Iterator[Store]:
    """A hundred and twenty developments."""
    store = open_store(f"sqlite:///{tmp_path_factory.mktemp('web') / 'monitor.db'}")
    found = list(world.developments(known, 120))
    world.fill(store, found)
    world.fill_rest(store, found)
    yield store
    store.close()


@pytest.fixture(scope="session")
def site(ledger: Store, known: Knowledge) -> Site:
    return world.site(ledger, known)


@pytest.fixture
def client(site: Site) -> Reader:
    return reader_of(site)
