"""The fold: entries in their canonical order become developments, whatever order they arrive in.

Each entry joins the best development among the entries before it, or opens one. When an entry arrives late, the
later entries whose choice could differ now are asked again, in order, until nothing moves. So the ledger is a
function of the set of entries alone (a property test permutes and splits them). Only ids remember arrival: an id
that was given out stays, or points to where its entries went.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from heapq import heappop, heappush
from itertools import count
from typing import Final

from monitor.config.identity import Identity
from monitor.ledger.case import Case
from monitor.ledger.change import development_id, moves_between
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
Reasons = tuple[str, ...]

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
        self._cases: dict[str, Case] = {}
        self._home: dict[tuple[str, int], str] = {}  # (item, report) → id
        self._filed: dict[str, set[str]] = defaultdict(set)  # key → ids
        self._asked: set[str] = set()
        self._latest: Place = latest or _START
        self.touched: set[str] = set()
        self.placed: set[tuple[str, int]] = set()  # entries that came, or moved to another development
        self.withdrawn: set[tuple[str, int]] = set()  # entries that are in the ledger no more
        self.merged: dict[str, str] = {}  # id that is no more → id that has its entries

    @property
    def developments(self) -> dict[str, Development]:
        """All developments in memory, by id."""
        return {id_: case.development for id_, case in self._cases.items()}

    def held(self, id_: str) -> Held | None:
        """A development in memory with its entries."""
        case = self._cases.get(id_)
        return Held(development=case.development, entries=tuple(case.entries)) if case else None

    def record(self, reading: Reading, item: Item) -> tuple[Change, ...]:
        """Put the reportable reports of a reading into the ledger: one change each, the main report's first."""
        return tuple(self.add(entry) for entry in entries_of(reading, item))

    def add(self, entry: Entry) -> Change:
        """Put one entry into its place; returns what its arrival changed."""
        before = {id_: self._cases[id_].development for id_ in self._candidates(lookup_keys(entry, self._identity))}
        why = self._settle([entry])
        return self._change_of(entry, before, why[_name(entry)])

    def withdraw(self, entries: Iterable[Entry]) -> None:
        """Take entries out again (their item was edited and is read anew)."""
        for entry in entries:
            self._bring_in(lookup_keys(entry, self._identity))
            id_ = self._home.get(_name(entry))
            if id_ is not None:
                members, followers = tuple(self._cases[id_].entries), self._followers(entry, {id_})
                self._remove(entry)
                self.withdrawn.add(_name(entry))
                self.placed.discard(_name(entry))
                self._settle(followers, {id_: members})

    # ── the fold ─────────────────────────────────────────────────────────────────────────────────────────────────

    def _settle(
        self, entries: list[Entry], left: dict[str, tuple[Entry, ...]] | None = None
    ) -> dict[tuple[str, int], Reasons]:
        """Let entries choose in canonical order, and after each move ask those behind it that it may concern.

        `left`: developments that lost entries already, with the entries they had. Gives why each chose as it did.
        """
        why: dict[tuple[str, int], Reasons] = {}
        existing, had = set(self._cases) | set(left or ()), dict(left or {})
        queue, queued = [(e.place, e) for e in sorted(entries, key=_place)], {_name(e) for e in entries}
        while queue:
            _, entry = heappop(queue)
            queued.discard(_name(entry))
            home = self._home.get(_name(entry))
            choice, why[_name(entry)] = self._choose(entry)
            if choice == home:
                continue
            if home is not None:
                had.setdefault(home, tuple(self._cases[home].entries))
                self._remove(entry)
            self._insert(entry, choice)
            changed = {choice, home or choice}
            for follower in self._followers(entry, changed):
                if _name(follower) not in queued and self._may_move(follower, changed):
                    queued.add(_name(follower))
                    heappush(queue, (follower.place, follower))
        self._keep_ids(had, existing)
        return why

    def _choose(self, entry: Entry) -> tuple[str, Reasons]:
        """The id of the development the entry belongs to, given the entries before it, and why; its own if none."""
        keys = lookup_keys(entry, self._identity)
        takers = []
        for id_ in self._candidates(keys):
            state = self._cases[id_].before(entry.place, keys)
            verdict = judge(entry, state, self._identity) if state is not None else None
            if verdict is not None and verdict.joins:
                takers.append((-verdict.weight, self._cases[id_].opener, id_, verdict.reasons))
        return min(takers)[2:] if takers else (self._own_id(entry), ())

    def _own_id(self, entry: Entry) -> str:
        """An entry that opens a development keeps the id of the one it already opens."""
        home = self._home.get(_name(entry))
        if home is not None and self._cases[home].opener == entry.place:
            return home
        return self._free_id(entry)

    def _free_id(self, entry: Entry) -> str:
        """A new id; one that a rename has given to another development is passed over."""
        for salt in count():
            id_ = development_id(entry, salt)
            self._bring_in((f"id:{id_}",))
            if id_ not in self._cases and id_ not in self.merged:
                return id_
        raise AssertionError("count() does not end")

    def _candidates(self, keys: frozenset[str]) -> list[str]:
        self._bring_in(keys)
        return sorted({id_ for key in keys for id_ in self._filed.get(key, ())})

    def _may_move(self, follower: Entry, changed: set[str]) -> bool:
        """Whether a follower might choose otherwise now: it lives in a development that changed, or one would take it.
        All its other candidates stand as they stood."""
        if self._home[_name(follower)] in changed:
            return True
        keys = lookup_keys(follower, self._identity)
        states = (self._cases[id_].before(follower.place, keys) for id_ in changed if id_ in self._cases)
        return any(judge(follower, state, self._identity).joins for state in states if state is not None)

    def _followers(self, entry: Entry, changed: set[str]) -> list[Entry]:
        """Entries behind `entry` that may see one of the changed developments as a candidate, in their order."""
        if entry.place >= self._latest:
            return []
        members = [e for id_ in changed if id_ in self._cases for e in self._cases[id_].entries]
        keys = {key for e in (entry, *members) for key in lookup_keys(e, self._identity)}
        near = self._candidates(frozenset(keys))
        behind = [e for id_ in near for e in self._cases[id_].entries if e.place > entry.place]
        return sorted(behind, key=_place)

    # ── bookkeeping ──────────────────────────────────────────────────────────────────────────────────────────────

    def _insert(self, entry: Entry, id_: str) -> None:
        case = self._cases.setdefault(id_, Case(id_, self._identity))
        case.add(entry)
        self._index(entry, id_)
        self.touched.add(id_)
        self.placed.add(_name(entry))
        self.withdrawn.discard(_name(entry))

    def _remove(self, entry: Entry) -> None:
        id_ = self._home.pop(_name(entry))
        case = self._cases[id_]
        self._unfile(case)
        case.remove(entry)
        self.touched.add(id_)
        if not case.entries:
            del self._cases[id_]
        for rest in case.entries:
            self._index(rest, id_)

    def _index(self, entry: Entry, id_: str) -> None:
        self._home[_name(entry)] = id_
        self._latest = max(self._latest, entry.place)
        for key in keys_of(entry, self._identity):
            self._filed[key].add(id_)

    def _unfile(self, case: Case) -> None:
        for entry in case.entries:
            for key in keys_of(entry, self._identity):
                self._filed[key].discard(case.id)

    def _bring_in(self, keys: Iterable[str]) -> None:
        fresh = [key for key in keys if key not in self._asked]
        if not fresh:
            return
        self._asked.update(fresh)
        for held in self._find(fresh):
            id_ = held.development.id
            if id_ not in self._cases and id_ not in self.touched:
                self._cases[id_] = Case(id_, self._identity, held.entries, held.development)
                for entry in held.entries:
                    self._index(entry, id_)

    # ── ids and changes ──────────────────────────────────────────────────────────────────────────────────────────

    def _keep_ids(self, had: dict[str, tuple[Entry, ...]], existing: set[str]) -> None:
        """A development that lost all its entries lives on in the one that has most of them: under its old id
        where that one is new, else as a pointer."""
        for id_, entries in sorted(had.items()):
            homes = Counter(self._home[_name(e)] for e in entries if _name(e) in self._home)
            if id_ in self._cases or id_ not in existing or not homes:
                continue
            opener = next((self._home.get(_name(e)) for e in entries if development_id(e) == id_), None)
            heir = max(homes, key=lambda h: (homes[h], h == opener, h))
            if heir in existing or heir in self.merged.values():
                self.merged[id_] = heir
            else:
                self._rename(heir, id_)

    def _rename(self, old: str, new: str) -> None:
        case = self._cases.pop(old)
        self._unfile(case)
        self.touched.discard(old)
        self._cases[new] = Case(new, self._identity, case.entries)
        self.touched.add(new)
        for entry in case.entries:
            self._index(entry, new)
            self.placed.add(_name(entry))

    def _change_of(self, entry: Entry, before: dict[str, Development], why: Reasons) -> Change:
        id_ = self._home[_name(entry)]
        after, known = self._cases[id_].development, before.get(id_)
        told = next((c for c in after.changes if (c.item, c.index) == _name(entry)), None)
        late = entry.place < self._cases[id_].last
        if told is not None and (known is None or not late):
            return told
        moves = moves_between(known, after) if known else ()
        reasons = why if known and not late else (_LATE,)
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
