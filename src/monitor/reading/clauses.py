"""An item cut into sentences, each with what was found in it; and sentences gathered around one piece of news."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as made
from typing import Final

from monitor.model import Item, Mention, Span
from monitor.reading.cues import Cue

#: How much a sentence counts by its place: the title, the first sentence below it, the second, the rest.
TITLE, LEAD, SECOND, REST = 4.0, 2.0, 1.5, 1.0

_PARTS: Final = re.compile(r"[；;｜|]|(?<=\s)/(?=\s)|[①②③④⑤⑥]|[▲△■◆]")
_ROUNDUP: Final = re.compile(_PARTS.pattern + "|[，,/、]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """One sentence of an item. Places in `cues` count from its start; spans of mentions are those of the field."""

    field: str
    start: int
    end: int
    text: str
    plain: str
    weight: float
    cues: tuple[Cue, ...] = ()
    mentions: tuple[Mention, ...] = ()
    _by_kind: Mapping[str, Sequence[Cue]] = made(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Sort the cues by kind: they are asked for many times."""
        by_kind: dict[str, list[Cue]] = {}
        for cue in self.cues:
            by_kind.setdefault(cue.kind, []).append(cue)
        object.__setattr__(self, "_by_kind", by_kind)

    @property
    def span(self) -> Span:
        """Where the sentence stands."""
        return Span(field=self.field, start=self.start, end=self.end)

    def of(self, kind: str, name: str | None = None) -> Iterable[Cue]:
        """The cues of a kind, or of a kind and name."""
        found = self._by_kind.get(kind, ())
        return [cue for cue in found if cue.name == name] if name and found else found

    def has(self, kind: str, *names: str) -> bool:
        """Whether a cue of the kind (and one of the names, if any are given) stands in the sentence."""
        found = self._by_kind.get(kind, ())
        return bool(found) if not names else any(cue.name in names for cue in found)


def title_parts(title: str, *, roundup: bool = False) -> tuple[tuple[int, int], ...]:
    """A title cut at its separators; that of a round-up at commas and slashes too."""
    cuts = list((_ROUNDUP if roundup else _PARTS).finditer(title))
    if not cuts:
        return ((0, len(title)),) if title else ()
    edges = [0, *(place for cut in cuts for place in cut.span()), len(title)]
    pairs = [_stripped(title, edges[i], edges[i + 1]) for i in range(0, len(edges), 2)]
    return tuple(pair for pair in pairs if pair[1] > pair[0])


def _stripped(text: str, start: int, end: int) -> tuple[int, int]:
    part = text[start:end]
    return start + len(part) - len(part.lstrip()), start + len(part.rstrip())


def weight_of(field: str, place: int) -> float:
    """How much the sentence at `place` (from 0) of a field counts."""
    if field == "title":
        return TITLE
    return (LEAD, SECOND)[place] if place < 2 else REST


def within(mentions: Sequence[Mention], field: str, start: int, end: int) -> tuple[Mention, ...]:
    """The mentions that stand in [start, end) of a field."""
    return tuple(m for m in mentions if m.span.field == field and start <= m.span.start < end)


def fields_of(item: Item) -> tuple[tuple[str, str], ...]:
    """The fields of an item that hold text, in reading order."""
    fields = (("title", item.title), ("summary", item.summary), ("body", item.body))
    return tuple((name, text) for name, text in fields if text)
