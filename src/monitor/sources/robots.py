"""What hosts ask of programs (robots.txt): which answer means what, and for how long it is believed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from monitor.model import Fetched, FetchFailed, FetchOutcome, Robots

#: How long a host's rules are believed.
KEPT: Final = timedelta(days=1)
#: Characters of a robots.txt that are read; what follows in a longer one is no rule for us.
LONGEST: Final = 100_000
#: Answers that say that there are no rules (RFC 9309, 2.3.1.3): the host talks to us and has none to give.
_NO_RULES: Final = frozenset({"http-404", "http-4xx", "gone", "blocked", "redirects"})


def site_of(url: str) -> str:
    """The part of an address that one robots.txt speaks for: scheme, host and port; "" where there is none."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return f"{parts.scheme.lower()}://{parts.netloc.lower()}" if parts.scheme and parts.netloc else ""


def address_of(site: str) -> str:
    """Where a site's rules lie."""
    return f"{site}/robots.txt"


def robots_of(site: str, outcome: FetchOutcome, now: datetime) -> Robots | None:
    """A site's rules; None where it cannot be asked now, which means that its pages must not be either."""
    if isinstance(outcome, Fetched):
        return Robots(site=site, at=now, rules=outcome.body[: 4 * LONGEST].decode("utf-8", "replace")[:LONGEST])
    if isinstance(outcome, FetchFailed) and outcome.kind in _NO_RULES:
        return Robots(site=site, at=now, rules="")
    return None


def agent_of(user_agent: str) -> str:
    """The name that rules may address us by: the first word of the User-Agent, without its version."""
    return user_agent.partition("/")[0].split(" ")[0]
