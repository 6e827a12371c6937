"""Words around the watchlist: marks of an unnamed firm of a side, and decoys (`config/vocabulary/`)."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from monitor.config.files import checked, load_document
from monitor.model import CountryMark, Side

_SLOT = re.compile(r"\{([a-z-]+)\}")


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", populate_by_name=True)


class _Mark(_Shape):
    side: Side
    language: Literal["en", "ko", "zh", ""] = Field(default="", alias="in")
    not_after: list[str] = Field(default_factory=list)
    forms: list[str] = Field(min_length=1)


class _Marks(_Shape):
    lists: dict[str, list[str]] = Field(default_factory=dict)
    marks: list[_Mark]


class _Decoys(_Shape):
    companies: list[list[str]] = Field(default_factory=list)
    words: list[list[str]] = Field(default_factory=list)


def load_marks(folder: Path) -> tuple[CountryMark, ...]:
    """Read `vocabulary/marks.yaml`; each form is written out with every word of its lists.

    Raises:
        ConfigError: the file is missing or wrong, or a form names a list that does not exist.
    """
    document = load_document(folder / "vocabulary" / "marks.yaml")
    shape = checked(document, _Marks)
    for at, mark in enumerate(shape.marks):
        for n, form in enumerate(mark.forms):
            if missing := set(_SLOT.findall(form)) - shape.lists.keys():
                what = f"there is no list {min(missing)!r}"
                raise document.error(what, "marks", at, "forms", n, fix="add it under `lists`, or correct its spelling")
    return tuple(
        CountryMark(text=text, side=mark.side, language=mark.language, forbid=tuple(mark.not_after))
        for mark in shape.marks
        for form in mark.forms
        for text in _written_out(form, shape.lists)
    )


def _written_out(form: str, lists: Mapping[str, Sequence[str]]) -> Iterator[str]:
    slots = _SLOT.findall(form)
    for words in itertools.product(*(lists[slot] for slot in slots)):
        rest = iter(words)
        yield _SLOT.sub(lambda _, rest=rest: next(rest), form)  # type: ignore[misc]


def load_decoys(folder: Path) -> tuple[str, ...]:
    """Read `vocabulary/decoys.yaml`.

    Raises:
        ConfigError: the file is missing or wrong.
    """
    shape = checked(load_document(folder / "vocabulary" / "decoys.yaml"), _Decoys)
    return tuple(dict.fromkeys(itertools.chain.from_iterable((*shape.companies, *shape.words))))
