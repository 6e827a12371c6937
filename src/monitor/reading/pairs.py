"""Several deals in one sentence: "A and B sign with X and Y, respectively", "A talks to X and Y separately"."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TypeVar

from monitor.config.vocabulary import Event
from monitor.model import Side
from monitor.reading.clauses import Sentence
from monitor.reading.parties import Cast

T = TypeVar("T")


def pairs_of(
    sentence: Sentence, names: Sequence[str], event: Event, cast: Cast, *, goods: int
) -> tuple[tuple[str, str], ...]:
    """The pairs of firms that have a deal of their own each, in the order of the sentence; () when it is one deal.

    Two lists of equal length are joined place by place; a firm alone on its side has a deal with each of the others
    where the text says so, or where a list of as many goods stands beside them.

    Args:
        goods: how many materials the sentence names.
    """
    in_order, severally = sentence.has("cue", "respectively"), sentence.has("cue", "severally")
    if not event.severable or not (in_order or severally):
        return ()
    korean, chinese = ([n for n in names if cast.side(n) is side] for side in (Side.KR, Side.CN))
    if len(korean) + len(chinese) != len(names) or max(len(korean), len(chinese)) < 2:
        return ()
    if len(korean) == len(chinese):
        return tuple(zip(korean, chinese, strict=True)) if in_order else ()
    alone = 1 in (len(korean), len(chinese))
    each = severally or goods == max(len(korean), len(chinese))
    return tuple((k, c) for k in korean for c in chinese) if alone and each else ()


def share(found: Sequence[T], number: int, of: int) -> tuple[T, ...]:
    """What the deal at `number` has of a list that stands beside a list of `of` deals: its own, or all of it."""
    return (found[number],) if len(found) == of else tuple(found)
