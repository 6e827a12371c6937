"""Naver news search, on the old host and the new one: the same answer, other names for the key."""

from __future__ import annotations

from typing import Any, Final

from monitor.sources.adapters.shape import Adapter, rows, text
from monitor.sources.address import host_of
from monitor.sources.entry import Entry

_PORTAL: Final = "naver.com"
_ID, _SECRET = "MONITOR_NAVER_ID", "MONITOR_NAVER_SECRET"


def read(data: Any) -> tuple[Entry, ...]:
    """The articles, by the address of the paper and not of the portal's copy."""
    return tuple(_entry(row) for row in rows(data, "items"))


def _entry(row: dict[str, Any]) -> Entry:
    original, copy = text(row, "originallink"), text(row, "link")
    host = host_of(original or copy)
    return Entry(
        title=text(row, "title"),
        links=(original, copy),
        summary=text(row, "description"),
        dates=(text(row, "pubDate"),),
        publisher="" if host.endswith(_PORTAL) else host.removeprefix("www."),
    )


def _adapter(id_header: str, secret_header: str) -> Adapter:
    headers = {id_header: f"{{{_ID}}}", secret_header: f"{{{_SECRET}}}"}
    return Adapter(read=read, keys=(_ID, _SECRET), headers=headers)


OLD_HOST: Final = _adapter("x-naver-client-id", "x-naver-client-secret")
NEW_HOST: Final = _adapter("x-ncp-apigw-api-key-id", "x-ncp-apigw-api-key")
