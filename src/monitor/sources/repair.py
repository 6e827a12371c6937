"""The commonest faults of hand-made feeds put right: bare ampersands, and entities only HTML knows."""

from __future__ import annotations

import html.entities
import re
from typing import Final

_XML_KNOWS: Final = frozenset({b"amp", b"lt", b"gt", b"quot", b"apos"})
# A CDATA section that never ends takes the rest, so that the search stays linear.
_FAULTS: Final = re.compile(
    rb"<!\[CDATA\[.*?(?:\]\]>|\Z)|&(?:#(?:\d{1,7}|[xX][0-9a-fA-F]{1,6});|([A-Za-z][A-Za-z0-9]{1,31});)?",
    flags=re.DOTALL,
)


def repaired(document: bytes) -> bytes:
    """`document` (UTF-8, without entities of its own) with every ampersand one that XML understands."""
    return _FAULTS.sub(_right, document)


def _right(found: re.Match[bytes]) -> bytes:
    text, name = found.group(), found.group(1)
    if text == b"&":
        return b"&amp;"
    if name is None or name in _XML_KNOWS:
        return text
    meaning = html.entities.html5.get(name.decode() + ";")
    if meaning is None:
        return b"&amp;" + text[1:]
    return "".join(f"&#{ord(c)};" for c in meaning).encode()
