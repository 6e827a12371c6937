"""All adapters by the `kind` a feed has in feeds.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from monitor.sources.adapters import cls, gdelt, kind, naver, opendart, sec
from monitor.sources.adapters.shape import Adapter

ADAPTERS: Final[Mapping[str, Adapter]] = {
    "cls": cls.ADAPTER,
    "gdelt": gdelt.ADAPTER,
    "kind": kind.ADAPTER,
    "naver": naver.NEW_HOST,
    "naver-old": naver.OLD_HOST,
    "opendart": opendart.ADAPTER,
    "sec": sec.ADAPTER,
}
_PLAIN: Final = Adapter()


def adapter_of(kind_: str) -> Adapter:
    """The adapter of a kind; ordinary feeds have one that does nothing."""
    return ADAPTERS.get(kind_, _PLAIN)
