"""The shape of `config/watchlist.yaml`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from monitor.model import Side

Language = Literal["en", "ko", "zh"]
Kind = Literal["company", "organisation", "person", "product", "place", "technology"]


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", populate_by_name=True)


class RuleShape(_Shape):
    """What a text must say before some aliases of an entity count as it."""

    names: str | list[str] = Field(alias="for")
    language: Language | Literal[""] = Field(default="", alias="in")
    shared: bool = False
    case: bool = False
    require: list[str] = Field(default_factory=list)
    forbid: list[str] = Field(default_factory=list)
    within: Literal["sentence", "title", "item"] = "item"
    fuzzy: bool | None = None

    def listed(self) -> list[str]:
        """The aliases it speaks of."""
        return [self.names] if isinstance(self.names, str) else self.names


class EntityShape(_Shape):
    """An entry of the file."""

    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    name: str = Field(min_length=1)
    kind: Kind
    side: Side
    country: str = ""
    sector: str = ""
    role: str = ""
    watch: bool = True
    parent: str | None = None
    tickers: list[str] = Field(default_factory=list)
    aliases: dict[Language, list[str]] = Field(min_length=1)
    rules: list[RuleShape] = Field(default_factory=list)


class WatchlistShape(_Shape):
    """The whole file: named lists of words, and the entities."""

    words: dict[str, list[str]] = Field(default_factory=dict)
    entities: list[EntityShape]


def spelled_out(listed: Sequence[str], words: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """The words of a condition, with `$name` written out."""
    for word in listed:
        yield from words[word[1:]] if word.startswith("$") else [word]
