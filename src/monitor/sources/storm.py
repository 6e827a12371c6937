"""Feeds that suddenly give all their entries new ids, or fill up with another publisher's past: held, not reported."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Final

from monitor.model import FeedState, Item
from monitor.sources.address import title_key

#: An entry of FeedState.seen: hash of the bytes, id of the item, hash of the title; 16 characters each.
_PART: Final = 16
#: Stands for bytes that could not be told apart from the rest of the body.
NO_MARK: Final = "-" * _PART
#: Fewer entries than this prove nothing.
_MIN_ENTRIES: Final = 5
#: What was published this long before the last poll should have been there then.
_OVERDUE: Final = timedelta(hours=36)


def entry(mark: str, item: Item) -> str:
    """What the next poll must know of an entry."""
    return f"{mark}{item.id}{_title_hash(item.title)}"


def mark_of(seen: str) -> str:
    """The hash of the bytes in an entry of FeedState.seen; "" where there is none."""
    mark = seen[:_PART]
    return "" if mark == NO_MARK else mark


def hold(items: Sequence[Item], state: FeedState) -> tuple[tuple[Item, ...], str]:
    """The items, those of a storm marked as baseline (they fill the ledger and are no news); and a sentence on it.

    A storm is a body of several items of which not one was there last time, although the same titles were, or
    although most should have been because of their age.
    """
    old_ids = {seen[_PART : 2 * _PART] for seen in state.seen}
    if min(len(items), len(old_ids)) < _MIN_ENTRIES or any(item.id in old_ids for item in items):
        return tuple(items), ""
    titles = {seen[2 * _PART :] for seen in state.seen}
    known = {item.id for item in items if _title_hash(item.title) in titles}
    if 2 * len(known) >= len(items):
        return _held(items, known), f"the feed gave new ids to {len(known)} known items; they are held"
    overdue = {item.id for item in items if _is_overdue(item, state)}
    if 2 * len(overdue) >= len(items):
        return _held(items, overdue), f"all items are new at once and {len(overdue)} are old; these are held"
    return tuple(items), ""


def _is_overdue(item: Item, state: FeedState) -> bool:
    last = state.last_success_at
    return item.published_at is not None and last is not None and item.published_at < last - _OVERDUE


def _held(items: Sequence[Item], ids: set[str]) -> tuple[Item, ...]:
    return tuple(replace(item, baseline=True) if item.id in ids else item for item in items)


def _title_hash(title: str) -> str:
    return hashlib.blake2b(title_key(title).encode(), digest_size=8).hexdigest()
