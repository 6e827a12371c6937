"""Addresses and headers with places for keys and dates: {MONITOR_SOME_KEY}, {today}, {yesterday}."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from monitor.config.secret import MASK, read_secret
from monitor.model import Feed, Fetched, FetchFailed, FetchOutcome
from monitor.sources.adapters.registry import adapter_of

#: The day at the exchanges whose sources want a date.
_ZONE: Final = ZoneInfo("Asia/Seoul")


@dataclass(frozen=True, slots=True)
class Keys:
    """The keys one feed needs; `missing` names those the environment does not have."""

    values: Mapping[str, str]
    missing: tuple[str, ...] = ()

    def fill(self, template: str, now: datetime) -> str:
        """`template` with its places filled."""
        if "{" not in template:
            return template
        today = now.astimezone(_ZONE)
        dates = {"today": f"{today:%Y%m%d}", "yesterday": f"{today - timedelta(days=1):%Y%m%d}"}
        for name, value in {**self.values, **dates}.items():
            template = template.replace(f"{{{name}}}", value)
        return template

    def hidden(self, outcome: FetchOutcome, url: str) -> FetchOutcome:
        """`outcome` without a key in anything logged or stored; `url` is the address as the settings have it."""
        if not self.values:
            return outcome
        if isinstance(outcome, Fetched):
            return Fetched(url=url, status=outcome.status, body=outcome.body, headers=outcome.headers)
        if isinstance(outcome, FetchFailed):
            detail = outcome.detail
            for value in self.values.values():
                detail = detail.replace(value, MASK)
            return FetchFailed(kind=outcome.kind, detail=detail, retry_after_s=outcome.retry_after_s)
        return outcome


_NONE: Final = Keys(values={})


def keys_of(feed: Feed, environ: Mapping[str, str]) -> Keys:
    """The keys of the feed's kind, from NAME or NAME_FILE.

    Raises:
        ConfigError: a key is given twice, or its file cannot be read.
    """
    names = adapter_of(feed.kind).keys
    if not names:
        return _NONE
    found = {name: read_secret(environ, name) for name in names}
    return Keys(
        values={name: secret.reveal() for name, secret in found.items() if secret},
        missing=tuple(name for name, secret in found.items() if not secret),
    )


def without_key(missing: tuple[str, ...]) -> FetchFailed:
    """Why a feed without its key was not asked."""
    return FetchFailed(
        kind="no-key", detail=f"it needs {' and '.join(missing)} in the environment; until then it is off"
    )
