"""The fold: entries in their canonical order become developments, whatever order they arrive in.

Each entry joins the best development among the entries before it, or opens one. When an entry arrives late, the
later entries whose choice could differ now are asked again, in order, until nothing moves. So the ledger is a
function of the set of entries alone (a property test permutes and splits them). Only ids remember arrival: an id
that was given out stays, or points to where its entries went.
"""

from __future__ import annotations

from bisect import insort
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime
from heapq import heappop, heappush
from itertools import count
from typing import Final

from monitor.config.identity import Identity
from monitor.ledger.change import applied, development_id, moves_between, opened
from monitor.ledger.entry import Entry, Place, entries_of, keys_of, lookup_keys
from monitor.ledger.identity import judge
from monitor.model import Change, ChangeKind, Development, Item, Reading, value


@value
class Held:
    """A development with the entries that made it, in canonical order."""

    development: Development
    entries: tuple[Entry, ...]


#: Finds the stored developments filed under any of the keys (or named by "id:…"); the ledger asks once for each key.
Find = Callable[[Iterable[str]], Iterable[Held]]

_LATE: Final = "older than what the ledger knew: it extends the timeline"
_START: Final[Place] = (datetime.min.replace(tzinfo=UTC), "", 0)


class Ledger:
    """Developments in memory, over whatever `find` brings in from a store.

    Args:
        identity: the rules.
        find: stored developments by key; none for a ledger that lives in memory only.
        latest: the last place taken in the store, so that arrivals behind it cost no search for followers.
    """

    def __init__(self, identity: Identity, find: Find = lambda _: (), latest: Place | None = None) -> None:
        self._identity = identity
        self._find = find
        self._held: dict[str, Held] = {}
        self._home: dict[tuple[str, int], str] = {}  # (item, report) → id
        self._filed: dict[str, set[str]] = defaultdict(set)  # key → ids
        self._asked: set[str] = set()
        self._latest: Place = latest or _START
        self.touched: set[str] = set()
        self.merged: dict[str, str] = {}  # id that is no more → id that has its entries

    @property
    def developments(self) -> dict[str, Development]:
        """All developments in memory, by id."""
        return {id_: held.development for id_, held in self._held.items()}

    def held(self, id_: str) -> Held | None:
        """A development in memory with its entries."""
        return self._held.get(id_)

    def record(self, reading: Reading, item: Item) -> tuple[Change, ...]:
        """Put the reportable reports of a reading into the ledger: one change each, the main report's first."""
        return tuple(self.add(entry) for entry in entries_of(reading, item))

    def add(self, entry: Entry) -> Change:
        """Put one entry into its place; returns what its arrival changed."""
        before = self._snapshot(entry)
        self._settle([entry])
        return self._change_of(entry, before)

    def withdraw(self, entries: Iterable[Entry]) -> None:
        """Take entries out again (their item was edited and is read anew)."""
        for entry in entries:
            self._bring_in(lookup_keys(entry, self._identity))
            id_ = self._home.get(_name(entry))
            if id_ is not None:
                followers = self._followers(entry, {id_})
                self._remove(entry, id_)
                self._settle(followers, {id_})

    # ── the fold ─────────────────────────────────────────────────────────────────────────────────────────────────

    def _settle(self, entries: list[Entry], vanished: set[str] | None = None) -> None:
        """Let entries choose in canonical order, and after each move ask those behind it that it may concern."""
        existing, moved_from = set(self._held), set(vanished or ())
        queue, queued = [(e.place, e) for e in sorted(entries, key=_place)], {_name(e) for e in entries}
        members = {id_: self._held[id_].entries for id_ in moved_from if id_ in self._held}
        while queue:
            _, entry = heappop(queue)
            queued.discard(_name(entry))
            home, choice = self._home.get(_name(entry)), self._choose(entry)
            if choice == home:
                continue
            if home is not None:
                members.setdefault(home, self._held[home].entries)
                moved_from.add(home)
                self._remove(entry, home)
            self._insert(entry, choice)
            for follower in self._followers(entry, {choice} | ({home} if home else set())):
                if _name(follower) not in queued:
                    queued.add(_name(follower))
                    heappush(queue, (follower.place, follower))
        self._keep_ids(members, existing)

    def _choose(self, entry: Entry) -> str:
        """The id of the development the entry belongs to, given the entries before it; its own id if none."""
        takers = []
        for id_ in self._candidates(entry):
            state = self._state_before(id_, entry)
            verdict = judge(entry, state, self._identity) if state is not None else None
            if verdict is not None and verdict.joins:
                takers.append((-verdict.weight, self._held[id_].entries[0].place, id_))
        return min(takers)[2] if takers else self._own_id(entry)

    def _own_id(self, entry: Entry) -> str:
        """An entry that opens a development keeps the id of the one it already opens."""
        home = self._home.get(_name(entry))
        if home is not None and self._held[home].entries[0].place == entry.place:
            return home
        return self._free_id(entry)

    def _free_id(self, entry: Entry) -> str:
        """A new id; one that a rename has given to another development is passed over."""
        for salt in count():
            id_ = development_id(entry, salt)
            self._bring_in((f"id:{id_}",))
            if id_ not in self._held and id_ not in self.merged:
                return id_
        raise AssertionError("count() does not end")

    def _state_before(self, id_: str, entry: Entry) -> Development | None:
        """The development as it stood before the entry's place; None where nothing before it shares a key."""
        held = self._held[id_]
        if held.entries[-1].place < entry.place:
            return held.development
        keys = lookup_keys(entry, self._identity)
        earlier = [e for e in held.entries if e.place < entry.place]
        if not any(keys & keys_of(e, self._identity) for e in earlier):
            return None
        return self._rebuilt(id_, earlier)

    def _candidates(self, entry: Entry) -> list[str]:
        keys = lookup_keys(entry, self._identity)
        self._bring_in(keys)
        return sorted({id_ for key in keys for id_ in self._filed.get(key, ())})

    def _followers(self, entry: Entry, changed: set[str]) -> list[Entry]:
        """Entries behind `entry` that may see one of the changed developments as a candidate."""
        if entry.place >= self._latest:
            return []
        members = [e for id_ in changed if id_ in self._held for e in self._held[id_].entries]
        keys = {key for e in (entry, *members) for key in lookup_keys(e, self._identity)}
        self._bring_in(keys)
        near = {id_ for key in keys for id_ in self._filed.get(key, ())}
        return [e for id_ in near for e in self._held[id_].entries if e.place > entry.place]

    # ── bookkeeping ──────────────────────────────────────────────────────────────────────────────────────────────

    def _insert(self, entry: Entry, id_: str) -> None:
        held = self._held.get(id_)
        if held is not None and held.entries[-1].place < entry.place:
            self._file(self._appended(held, entry))
        else:
            entries = list(held.entries) if held else []
            insort(entries, entry, key=_place)
            self._file(Held(development=self._rebuilt(id_, entries), entries=tuple(entries)))
        self._home[_name(entry)] = id_
        self._latest = max(self._latest, entry.place)
        for key in keys_of(entry, self._identity):
            self._filed[key].add(id_)

    def _appended(self, held: Held, entry: Entry) -> Held:
        reasons = judge(entry, held.development, self._identity).reasons
        development, _ = applied(held.development, entry, self._identity, "; ".join(reasons))
        return Held(development=development, entries=(*held.entries, entry))

    def _remove(self, entry: Entry, id_: str) -> None:
        held = self._held.pop(id_)
        self._unfile(held)
        del self._home[_name(entry)]
        rest = [e for e in held.entries if e.place != entry.place]
        self.touched.add(id_)
        if rest:
            self._refile(id_, rest)

    def _refile(self, id_: str, entries: list[Entry]) -> None:
        self._file(Held(development=self._rebuilt(id_, entries), entries=tuple(entries)))
        self._index(self._held[id_])

    def _file(self, held: Held) -> None:
        self._held[held.development.id] = held
        self.touched.add(held.development.id)

    def _index(self, held: Held) -> None:
        for entry in held.entries:
            self._home[_name(entry)] = held.development.id
            self._latest = max(self._latest, entry.place)
            for key in keys_of(entry, self._identity):
                self._filed[key].add(held.development.id)

    def _unfile(self, held: Held) -> None:
        for entry in held.entries:
            for key in keys_of(entry, self._identity):
                self._filed[key].discard(held.development.id)

    def _bring_in(self, keys: Iterable[str]) -> None:
        fresh = [key for key in keys if key not in self._asked]
        if not fresh:
            return
        self._asked.update(fresh)
        for held in self._find(fresh):
            if held.development.id not in self._held and held.development.id not in self.touched:
                self._held[held.development.id] = held
                self._index(held)

    def _rebuilt(self, id_: str, entries: list[Entry]) -> Development:
        first, _ = opened(entries[0])
        development = replace(first, id=id_, changes=tuple(replace(c, development=id_) for c in first.changes))
        for entry in entries[1:]:
            reasons = judge(entry, development, self._identity).reasons
            development, _ = applied(development, entry, self._identity, "; ".join(reasons))
        return development

    # ── ids and changes ──────────────────────────────────────────────────────────────────────────────────────────

    def _keep_ids(self, members: dict[str, tuple[Entry, ...]], existing: set[str]) -> None:
        """A development that lost all its entries lives on in the one that has most of them: under its old id
        where that one is new, else as a pointer."""
        for id_, entries in sorted(members.items()):
            if id_ in self._held or id_ not in existing:
                continue
            homes = Counter(self._home[_name(e)] for e in entries if _name(e) in self._home)
            if not homes:
                continue
            opener = next((self._home.get(_name(e)) for e in entries if development_id(e) == id_), None)
            heir = max(homes, key=lambda h: (homes[h], h == opener, h))
            if heir in existing or heir in self.merged.values():
                self.merged[id_] = heir
            else:
                held = self._held.pop(heir)
                self._unfile(held)
                self.touched.discard(heir)
                self._refile(id_, list(held.entries))

    def _snapshot(self, entry: Entry) -> dict[str, Development]:
        """The candidates before an entry arrives, to tell what its arrival changes."""
        return {id_: self._held[id_].development for id_ in self._candidates(entry)}

    def _change_of(self, entry: Entry, before: dict[str, Development]) -> Change:
        id_ = self._home[_name(entry)]
        after, known = self._held[id_].development, before.get(id_)
        told = next((c for c in after.changes if (c.item, c.index) == _name(entry)), None)
        if known is None and told is not None:
            return told
        moves = moves_between(known, after) if known else ()
        if told is not None and after.sources[-1].item == entry.report.item:
            return told
        late = entry.place < self._held[id_].entries[-1].place
        reasons = judge(entry, known, self._identity).reasons if known and not late else (_LATE,)
        kind = ChangeKind.UPDATE if moves else ChangeKind.REPEAT
        return Change(
            development=id_,
            item=entry.report.item,
            index=entry.report.index,
            kind=kind,
            at=entry.at,
            moves=moves,
            reason="; ".join(reasons),
        )


def _name(entry: Entry) -> tuple[str, int]:
    return (entry.report.item, entry.report.index)


def _place(entry: Entry) -> Place:
    return entry.place
