"""Fixtures of the tests of sources."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.sources.site import Site, open_site


@pytest.fixture
def site() -> Iterator[Site]:
    """A web site on loopback, new for each test."""
    with open_site() as opened:
        yield opened
