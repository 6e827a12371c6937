"""财联社 telegraph: flashes, mostly without a title of their own."""

from __future__ import annotations

import re
from typing import Any, Final

from monitor.sources.adapters.shape import Adapter, rows, text
from monitor.sources.entry import Entry

_ADVERTISEMENT: Final = "20015"
_HEADED: Final = re.compile(r"^【(.{2,120}?)】")
_DATELINE: Final = re.compile(r"^财联社\d{1,2}月\d{1,2}日电[，,]\s*")
_TITLE: Final = 80


def read(data: Any) -> tuple[Entry, ...]:
    """The flashes of /api/cache or /v1/roll/get_roll_list."""
    return tuple(_entry(row) for row in rows(data, "data", "roll_data") if _is_news(row))


def _is_news(row: dict[str, Any]) -> bool:
    id_ = text(row, "id")
    return id_.isdecimal() and int(id_) > 0 and text(row, "type") != _ADVERTISEMENT


def _entry(row: dict[str, Any]) -> Entry:
    content = text(row, "content") or text(row, "brief")
    headed = _HEADED.match(content)
    body = _DATELINE.sub("", content[headed.end() :] if headed else content)
    title = text(row, "title") or (headed.group(1) if headed else body.partition("。")[0][:_TITLE])
    return Entry(
        title=title,
        links=(f"https://www.cls.cn/detail/{text(row, 'id')}",),
        guid=text(row, "id"),
        summary=body,
        dates=(text(row, "ctime"),),
    )


ADAPTER: Final = Adapter(read=read, headers={"referer": "https://www.cls.cn/telegraph"})
