"""The watch index over the project's own lists, built once."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.config.particles import Particles
from monitor.config.watchlist import load_particles, load_watchlist
from monitor.model import Watchlist
from monitor.reading.match import WatchIndex

CONFIG = Path(__file__).parents[2] / "config"


@pytest.fixture(scope="session")
def watchlist() -> Watchlist:
    return load_watchlist(CONFIG)


@pytest.fixture(scope="session")
def particles() -> Particles:
    return load_particles(CONFIG)


@pytest.fixture(scope="session")
def index(watchlist: Watchlist, particles: Particles) -> WatchIndex:
    return WatchIndex.build(watchlist, particles)
