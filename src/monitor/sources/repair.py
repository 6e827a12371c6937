"""The commonest faults of hand-made feeds put right: bare ampersands, HTML entities, impossible characters."""

from __future__ import annotations

import html.entities
import re
from typing import Final

_XML_KNOWS: Final = frozenset({b"amp", b"lt", b"gt", b"quot", b"apos"})
# A CDATA section that never ends takes the rest, so that the search stays linear.
_FAULTS: Final = re.compile(
    rb"<!\[CDATA\[.*?(?:\]\]>|\Z)|&(?:#(\d{1,99}|[xX][0-9a-fA-F]{1,99});|([A-Za-z][A-Za-z0-9]{1,31});)?",
    flags=re.DOTALL,
)


def repaired(document: bytes) -> bytes:
    """`document` (UTF-8, without entities of its own) with every ampersand one that XML understands."""
    return _FAULTS.sub(_right, document)


def _right(found: re.Match[bytes]) -> bytes:
    text, number, name = found.group(0, 1, 2)
    if text == b"&":
        return b"&amp;"
    if number is not None:
        return text if _is_character(number) else b""
    if name is None or name in _XML_KNOWS:
        return text
    meaning = html.entities.html5.get(name.decode() + ";")
    if meaning is None:
        return b"&amp;" + text[1:]
    return "".join(f"&#{ord(c)};" for c in meaning).encode()


def _is_character(number: bytes) -> bool:
    code = int(number[1:], 16) if number[:1] in b"xX" else int(number)
    return code in (9, 10, 13) or 32 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or 0x10000 <= code <= 0x10FFFF
