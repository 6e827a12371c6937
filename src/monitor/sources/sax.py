"""A driver for feedparser's reading of sound XML: text in one piece instead of one for each entity, and no work done
twice for the same name. What feedparser is told is the same, so what it makes of it is the same.

feedparser asks the standard library for a driver by name, see PREFERRED_XML_PARSERS.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from xml.sax import expatreader
from xml.sax.xmlreader import AttributesNSImpl

_TEXT_AT_ONCE: Final = 1 << 16
_NO_ATTRIBUTES: Final = AttributesNSImpl({}, {})
Name = tuple[str | None, str]


class Driver(expatreader.ExpatParser):
    """The standard library's driver, told to gather text."""

    _parser: Any  # the two that the standard library's stubs leave out
    _cont_handler: Any

    def reset(self) -> None:
        """Before each document."""
        super().reset()
        self._names: dict[str, Name] = {}
        self._parser.buffer_size = _TEXT_AT_ONCE
        self._parser.buffer_text = True

    def start_element_ns(self, name: str, attrs: Mapping[str, str]) -> None:
        """An element begins."""
        if attrs:
            super().start_element_ns(name, attrs)
        else:
            self._cont_handler.startElementNS(self._name(name), None, _NO_ATTRIBUTES)

    def end_element_ns(self, name: str) -> None:
        """An element ends."""
        self._cont_handler.endElementNS(self._name(name), None)

    def _name(self, text: str) -> Name:
        """(namespace, local name) of what expat writes as "namespace local prefix"."""
        if text not in self._names:
            parts = text.split()
            self._names[text] = (parts[0], parts[1]) if len(parts) > 1 else (None, text)
        return self._names[text]


def create_parser() -> Any:
    """What the standard library calls to make a driver."""
    return Driver()
