"""What an answer to a request for robots.txt means."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from monitor.model import Fetched, FetchFailed, Robots
from monitor.sources.robots import LONGEST, address_of, agent_of, robots_of, site_of

NOW = datetime(2026, 3, 2, tzinfo=UTC)
SITE = "https://paper.example"


def test_rules_that_came_are_kept_as_they_are_and_cut_when_endless() -> None:
    came = Fetched(url=address_of(SITE), status=200, body=b"User-agent: *\nDisallow: /\n")
    assert robots_of(SITE, came, NOW) == Robots(site=SITE, at=NOW, rules="User-agent: *\nDisallow: /\n")
    endless = robots_of(SITE, Fetched(url=SITE, status=200, body=b"\xff" * 2_000_000), NOW)
    assert endless is not None
    assert len(endless.rules) == LONGEST


@pytest.mark.parametrize("kind", ["http-404", "http-4xx", "gone", "blocked", "redirects"])
def test_a_site_that_answers_without_rules_has_none(kind: str) -> None:
    assert robots_of(SITE, FetchFailed(kind=kind, detail=""), NOW) == Robots(site=SITE, at=NOW, rules="")


@pytest.mark.parametrize(
    "kind", ["http-5xx", "timeout", "dns", "refused", "offline", "rate-limited", "tls", "too-large"]
)
def test_a_site_that_cannot_be_asked_is_not_known(kind: str) -> None:
    assert robots_of(SITE, FetchFailed(kind=kind, detail=""), NOW) is None


@pytest.mark.parametrize(
    ("url", "site"),
    [
        ("https://Paper.example/a?b#c", "https://paper.example"),
        ("http://paper.example:8080/a", "http://paper.example:8080"),
        ("no address", ""),
        ("http://[broken", ""),
    ],
)
def test_rules_speak_for_scheme_host_and_port(url: str, site: str) -> None:
    assert site_of(url) == site


def test_our_name_is_the_first_word_of_the_user_agent() -> None:
    assert agent_of("monitor/0.1 (news watch; +https://example.org)") == "monitor"
    assert agent_of("Desk bot") == "Desk"
