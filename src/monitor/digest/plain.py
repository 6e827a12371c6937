"""Text from outside made plain, and periods as people write them."""

from __future__ import annotations

from typing import Final
from unicodedata import category

from monitor.digest.wording import phrase

#: Control, format (bidi marks among them), surrogate and private characters.
_STEERING: Final = frozenset({"Cc", "Cf", "Cs", "Co"})
_PARTS_OF_YEAR: Final = ("Q1", "Q2", "Q3", "Q4", "H1", "H2")


def clean(text: str) -> str:
    """Text from outside on one line, without characters that steer a terminal or turn the direction of writing."""
    if text.isprintable():  # nothing that steers is; the commonest case by far
        return " ".join(text.split())
    return " ".join("".join(c for c in text if c.isspace() or category(c) not in _STEERING).split())


def period(text: str, language: str) -> str:
    """A period as people write it: "2026/2030" is 2026–2030, "2026-Q2" is Q2 2026, 2026년 2분기, 2026年第二季度."""
    if "/" in text:
        return "–".join(period(part, language) for part in text.split("/"))
    year, _, part = text.partition("-")
    return phrase(language, f"period_{part}", year) if part in _PARTS_OF_YEAR else clean(text)
