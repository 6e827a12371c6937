"""Who really tells a development: one wire copied by three outlets is one voice, and so are a newsroom's editions."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Final

from monitor.model import Source, value

#: The same words above two articles mean one text (or one press release), when they are long enough to be no accident:
#: letters of an alphabet count once, syllables and characters twice …
_ENOUGH: Final = 24
#: … and were printed within this time.
_TOGETHER: Final = timedelta(days=3)
_PRESS_MARK: Final = re.compile(r"^\s*(?:\[[^\[\]]{1,20}\]|【[^【】]{1,14}】|\([^()]{1,12}\))")


@value
class Voice:
    """One who speaks for themselves, with all that was printed of it, the earliest first."""

    origin: str
    sources: tuple[Source, ...]

    @property
    def face(self) -> Source:
        """The source to name: its own before any copy, then the earliest."""
        return min(self.sources, key=lambda s: (bool(s.wire), s.at, s.item))


def voices(sources: Iterable[Source]) -> tuple[Voice, ...]:
    """The independent voices among `sources`, the earliest first, in whatever order the sources are given."""
    ordered = sorted(sources, key=lambda s: (s.at, s.item, s.index))
    leader: dict[str, str] = {}
    for one, other in _same_text(ordered):
        a, b = _leader(leader, one.origin), _leader(leader, other.origin)
        if a != b:
            leader[b] = a
    told: dict[str, list[Source]] = {}
    for source in ordered:
        told.setdefault(_leader(leader, source.origin), []).append(source)
    return tuple(Voice(origin=origin, sources=tuple(said)) for origin, said in told.items())


def first_of(sources: Iterable[Source]) -> Source | None:
    """Who told it first: the earliest that says when; one without a date only where none has one."""
    return min(sources, key=lambda s: (not s.dated, s.at, s.item, s.index), default=None)


def _leader(leader: dict[str, str], origin: str) -> str:
    while origin in leader:
        origin = leader[origin]
    return origin


def _same_text(ordered: list[Source]) -> Iterator[tuple[Source, Source]]:
    """Sources of one text under two names: each with the one before it."""
    last: dict[tuple[str, str], Source] = {}
    for source in ordered:
        words = _words(source.title)
        if not words:
            continue
        before = last.get((source.language, words))
        if before is not None and before.origin != source.origin and source.at - before.at <= _TOGETHER:
            yield before, source
        last[source.language, words] = source


def _words(title: str) -> str:
    """A title reduced to its letters and digits; "" where it is too short to be told from another."""
    plain = unicodedata.normalize("NFKC", _PRESS_MARK.sub("", title)).casefold()
    letters = "".join(filter(str.isalnum, plain))
    weight = 2 * len(letters) - len(letters.encode("ascii", "ignore"))
    return letters if weight >= _ENOUGH else ""
