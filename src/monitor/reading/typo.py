"""What the search for typos hands around: names, and where they stand with typos."""

from __future__ import annotations

from typing import NamedTuple

#: The number of a pattern found, and where it starts and ends in a normal form.
Found = tuple[int, int, int]


class Name(NamedTuple):
    """A name that typos are looked for in; `number` is the caller's."""

    number: int
    text: str
    folded: str


class Typo(NamedTuple):
    """A name with `edits` typos, at [start, end) of the original text; a score of 100 would be the name itself."""

    number: int
    start: int
    end: int
    edits: int
    score: float


def scored(number: int, start: int, end: int, edits: int, size: int) -> Typo:
    """The typo of a name with `size` letters or keystrokes."""
    return Typo(number, start, end, edits, round(100 * (1 - edits / size), 1))
