"""JSON read no further than it counts: a long list takes ten times its own length in memory."""

from __future__ import annotations

import json
import re
from typing import Any, Final

#: A text longer than this, in bytes, is read member by member.
LONG: Final = 1 << 20
_DECODER: Final = json.JSONDecoder(strict=False)
_SPACE: Final = re.compile(r"[ \t\r\n]*")


def loaded(document: bytes, most: int) -> Any:
    """What `document` holds; of a long one, the members of its outermost object up to the `most`-th item of a list.

    Raises:
        ValueError: it is not JSON, or a long one is no object.
    """
    if len(document) <= LONG:
        return json.loads(document, strict=False)
    text = document.decode("utf-8", "replace")
    members: dict[str, Any] = {}
    at = _after(text, "{", 0)
    while not text.startswith("}", at):
        key, at = _DECODER.raw_decode(text, at)
        at = _after(text, ":", at)
        if text.startswith("[", at):
            members[key], at = _list(text, at, most)
            if len(members[key]) == most:
                return members
        else:
            members[key], at = _DECODER.raw_decode(text, at)
        at = _comma(text, at, "}")
    return members


def _list(text: str, at: int, most: int) -> tuple[list[Any], int]:
    items: list[Any] = []
    at = _after(text, "[", at)
    while not text.startswith("]", at) and len(items) < most:
        item, at = _DECODER.raw_decode(text, at)
        items.append(item)
        at = _comma(text, at, "]")
    return items, at + 1


def _comma(text: str, at: int, end: str) -> int:
    """Where the next part begins, or the `end` stands."""
    at = _skipped(text, at)
    return at if text.startswith(end, at) else _after(text, ",", at)


def _after(text: str, sign: str, at: int) -> int:
    at = _skipped(text, at)
    if not text.startswith(sign, at):
        raise json.JSONDecodeError(f"Expecting {sign!r}", text, at)
    return _skipped(text, at + 1)


def _skipped(text: str, at: int) -> int:
    found = _SPACE.match(text, at)
    return found.end() if found else at
