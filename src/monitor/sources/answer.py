"""What an HTTP answer means for a poller: failures in words, and how long to stay away."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Final

from monitor.model import FetchFailed

_KINDS: Final = {401: "blocked", 403: "blocked", 407: "blocked", 451: "blocked", 404: "http-404", 410: "gone"}
#: Servers ask for absurd pauses; a day is the longest we believe.
LONGEST_PAUSE_S: Final = 86_400


def failure_of_status(status: int, retry_s: int | None) -> FetchFailed | None:
    """The failure a status stands for, None for 2xx."""
    if 200 <= status < 300:
        return None
    kind = _KINDS.get(status) or ("rate-limited" if status == 429 else f"http-{status // 100}xx")
    return FetchFailed(kind=kind, detail=f"the server answers {status} ({_phrase(status)})", retry_after_s=retry_s)


def _phrase(status: int) -> str:
    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return "no standard meaning"


def retry_after(text: str | None, now: datetime) -> int | None:
    """Seconds a Retry-After header asks for, at most a day; None if it says nothing usable."""
    if not text:
        return None
    if text.strip().isdecimal():
        return min(int(text.strip()[:9]), LONGEST_PAUSE_S)
    from email.utils import parsedate_to_datetime  # noqa: PLC0415 - seldom needed, slow to import

    try:
        at = parsedate_to_datetime(text)
    except ValueError:
        return None
    at = at if at.tzinfo else at.replace(tzinfo=UTC)
    return min(max(0, int((at - now).total_seconds())), LONGEST_PAUSE_S)


def max_age(cache_control: str | None) -> int | None:
    """Seconds for which a Cache-Control header calls the answer fresh; None if it gives none."""
    found = re.search(r"(?:^|[,\s])max-age\s*=\s*\"?(\d{1,9})", cache_control or "", flags=re.IGNORECASE)
    return int(found.group(1)) if found else None
