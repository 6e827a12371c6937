"""A development in the making: the entries that tell it, and its state after any of them.

States are worked out when asked for and kept: at the end for arrivals in order, and up to a moving place for late
arrivals, which ask for one state after the other.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable
from dataclasses import replace

from monitor.config.identity import Identity
from monitor.ledger.change import applied, opened
from monitor.ledger.entry import Entry, Place, keys_of
from monitor.ledger.identity import judge
from monitor.model import Development


class Case:
    """Entries in canonical order, and the development they make."""

    def __init__(
        self, id_: str, identity: Identity, entries: Iterable[Entry] = (), development: Development | None = None
    ) -> None:
        self.id = id_
        self.entries = sorted(entries, key=_place)
        self._identity = identity
        self._whole = development  # None: to be worked out
        self._done = 0  # so many entries are in `_state`, filed under `_keys`
        self._state: Development | None = None
        self._keys: set[str] = set()

    @property
    def opener(self) -> Place:
        """The place of the first entry."""
        return self.entries[0].place

    @property
    def last(self) -> Place:
        """The place of the last entry."""
        return self.entries[-1].place

    @property
    def development(self) -> Development:
        """The development after all entries."""
        whole = self._whole or self._advanced(len(self.entries))
        if whole is None:
            raise ValueError(f"development {self.id} has no entries")
        self._whole = whole
        return whole

    def add(self, entry: Entry) -> None:
        """Put an entry into its place."""
        in_order = not self.entries or self.last < entry.place
        if in_order and self._whole is not None:
            self._whole = self._after(self._whole, entry)
        else:
            self._whole = None
        insort(self.entries, entry, key=_place)
        self._rewind_to(entry)

    def remove(self, entry: Entry) -> None:
        """Take an entry out again."""
        self.entries = [e for e in self.entries if e.place != entry.place]
        self._whole = None
        self._rewind_to(entry)

    def before(self, place: Place, keys: frozenset[str]) -> Development | None:
        """The development as it stood before a place; None where nothing before it is filed under one of the keys."""
        if self.last < place:
            return self.development
        end = bisect_left(self.entries, place, key=_place)
        if end < self._done:
            self._rewind()
        state = self._advanced(end)
        return state if keys & self._keys else None

    # ── states on the way ────────────────────────────────────────────────────────────────────────────────────────

    def _advanced(self, end: int) -> Development | None:
        for entry in self.entries[self._done : end]:
            self._state = self._opened(entry) if self._state is None else self._after(self._state, entry)
            self._keys |= keys_of(entry, self._identity)
        self._done = max(self._done, end)
        return self._state

    def _opened(self, entry: Entry) -> Development:
        first, _ = opened(entry)
        return replace(first, id=self.id, changes=tuple(replace(c, development=self.id) for c in first.changes))

    def _after(self, state: Development, entry: Entry) -> Development:
        after, _ = applied(state, entry, self._identity, lambda: judge(entry, state, self._identity).reasons)
        return after

    def _rewind_to(self, entry: Entry) -> None:
        if self._done and (self._done > len(self.entries) or entry.place <= self.entries[self._done - 1].place):
            self._rewind()

    def _rewind(self) -> None:
        self._done, self._state, self._keys = 0, None, set()


def _place(entry: Entry) -> Place:
    return entry.place
