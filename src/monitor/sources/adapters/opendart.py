"""OpenDART's list of disclosures: what Korean companies must file, by the minute, though dated by the day."""

from __future__ import annotations

import re
from typing import Any, Final

from monitor.sources.adapters.shape import Adapter, RefusedError, one_dot, rows, text
from monitor.sources.entry import Entry

_OK, _NOTHING = "000", "013"
_VIEWER: Final = "https://dart.fss.or.kr/dsaf001/main.do?rcpNo="
_CORRECTION: Final = re.compile(r"^\[([^\]]*정정[^\]]*)\]\s*")


def read(data: Any) -> tuple[Entry, ...]:
    """The disclosures of list.json.

    Raises:
        RefusedError: the key is wrong or its quota is used up.
    """
    status = text(data, "status") if isinstance(data, dict) else ""
    if status not in (_OK, _NOTHING):
        raise RefusedError(
            f"OpenDART answers {status}: {text(data, 'message')}" if status else "OpenDART answers oddly"
        )
    return tuple(_entry(row) for row in rows(data, "list"))


def _entry(row: dict[str, Any]) -> Entry:
    return Entry(
        title=f"{text(row, 'corp_name')} {report_name(text(row, 'report_nm'))}",
        links=(_VIEWER + text(row, "rcept_no"),),
        guid=text(row, "rcept_no"),
        dates=(text(row, "rcept_dt"),),
    )


def report_name(words: str) -> str:
    """The name of a filing without padding, with one kind of dot; a correction says so at its end."""
    words = " ".join(one_dot(words).split())
    correction = _CORRECTION.match(words)
    return f"{words[correction.end() :]} ({correction.group(1)})" if correction else words


ADAPTER: Final = Adapter(read=read, keys=("MONITOR_OPENDART_KEY",))
