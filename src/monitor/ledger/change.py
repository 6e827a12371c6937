"""What a report does to a development, and what moved between two states of it.

Stage, amount and counterparty are facts whose move is news; place, product and period travel along.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from hashlib import blake2b
from typing import Final

from monitor.config.identity import Identity
from monitor.ledger.amounts import admits, contradict, same_value
from monitor.ledger.entry import Entry
from monitor.model import UNNAMED, Amount, Change, ChangeKind, Development, Move, Party

#: `Amount.flag` of a figure that contradicts the one the ledger holds.
CONFLICT: Final = "conflict"
#: After a denial only a stage at least this firm (rank of "mou") is believed again.
BELIEVED_AFTER_DENIAL: Final = 4
_UNNAMED: Final = frozenset(UNNAMED.values())


def opened(entry: Entry) -> tuple[Development, Change]:
    """The development an entry opens when none takes it."""
    report = entry.report
    development = Development(
        id=development_id(entry),
        event=report.event,
        status=report.status,
        parties=report.parties,
        scope=report.scope,
        opened_at=entry.at,
        moved_at=entry.at,
        amounts=report.amounts,
        products=report.products,
        places=report.places,
        periods=report.periods,
        sources=(entry.source,),
    )
    moves = moves_between(None, development)
    change = _change(development.id, entry, ChangeKind.NEW, moves, "no development in the ledger has these facts")
    return replace(development, changes=(change,)), change


def development_id(entry: Entry, salt: int = 0) -> str:
    """An id made of the report that opens the development; `salt` makes another one of the same report."""
    text = f"{entry.report.item}\x1f{entry.report.index}" + (f"\x1f{salt}" if salt else "")
    return blake2b(text.encode(), digest_size=6).hexdigest()


def applied(
    development: Development, entry: Entry, identity: Identity, reasons: Callable[[], tuple[str, ...]]
) -> tuple[Development, Change | None]:
    """The development after an entry that belongs to it, and what the entry changed; None where it only repeats.

    `reasons` says why the entry belongs to it; asked for only when there is a change to explain.
    """
    report = entry.report
    amounts, disputed = _merged_amounts(development, entry, identity)
    after = replace(
        development,
        event=report.event if identity.is_open(development.event) else development.event,
        status=report.status if advances(development, report.status, identity) else development.status,
        parties=_merged_parties(development.parties, report.parties, identity),
        scope=min(development.scope, report.scope, key=_breadth),
        amounts=amounts,
        products=_union(development.products, report.products),
        places=_union(development.places, report.places),
        periods=_union(development.periods, report.periods),
        sources=(*development.sources, entry.source),
    )
    moves = moves_between(development, after)
    if not moves:
        return after, None
    kind = ChangeKind.CONFLICT if disputed else ChangeKind.UPDATE
    why = (*reasons(), *(("its figure differs from the known one",) if disputed else ()))
    change = _change(development.id, entry, kind, moves, "; ".join(why))
    changed = (*development.changes, change)
    return replace(after, changes=changed, moved_at=entry.at, revision=development.revision + 1), change


def moves_between(before: Development | None, after: Development) -> tuple[Move, ...]:
    """The facts that moved, newsworthy ones first; () when nothing newsworthy did, whatever else was added."""
    moves = (*_status_move(before, after), *_amount_moves(before, after), *_party_moves(before, after))
    if before is not None and not moves:
        return ()
    return (
        *moves,
        *_added("place", before, after),
        *_added("product", before, after),
        *_added("period", before, after),
    )


def advances(development: Development, reported: str, identity: Identity) -> bool:
    """Whether a reported stage replaces the current one: a reversal always, a firmer stage when it is believed.

    What was denied or cancelled is believed again from a firm stage on; what was altered goes on from the stage it had.
    """
    current = development.status
    if identity.same_stage(current, reported):
        return False
    if reported in identity.reversals:
        return True
    rank = identity.ranks.get(reported, 0)
    if current in identity.alterations:
        return rank > _firmest(development, identity)
    if current in identity.reversals:
        return rank >= BELIEVED_AFTER_DENIAL
    return rank > identity.ranks.get(current, 0)


def _firmest(development: Development, identity: Identity) -> int:
    """Rank of the firmest stage that was ever told."""
    return max(identity.ranks.get(source.status, 0) for source in development.sources)


# ── moves ────────────────────────────────────────────────────────────────────────────────────────────────────────


def _status_move(before: Development | None, after: Development) -> tuple[Move, ...]:
    old = before.status if before else ""
    return (Move(fact="status", before=old, after=after.status),) if old != after.status else ()


def _amount_moves(before: Development | None, after: Development) -> tuple[Move, ...]:
    known = before.amounts if before else ()
    moves = []
    for place, amount in enumerate(after.amounts):
        if any(k.unit == amount.unit and k.flag == amount.flag and same_value(k, amount) for k in known):
            continue
        was = next((k for k in known if k.unit == amount.unit), None)
        if was is None and amount.flag == CONFLICT:
            was = after.amounts[place - 1]
        moves.append(Move(fact="amount", before=was.surface if was else "", after=amount.surface, was=was, now=amount))
    return tuple(moves)


def _party_moves(before: Development | None, after: Development) -> tuple[Move, ...]:
    """A counterparty that got its name, or a firm that joined a side nobody stood on."""
    if before is None:
        return tuple(Move(fact="party", before="", after=p.entity) for p in after.parties)
    moves = []
    for party in after.parties:
        if party.entity in {p.entity for p in before.parties}:
            continue
        unnamed = UNNAMED.get(party.side, "")
        if unnamed in {p.entity for p in before.parties}:
            moves.append(Move(fact="party", before=unnamed, after=party.entity))
        elif party.side not in {p.side for p in before.parties}:
            moves.append(Move(fact="party", before="", after=party.entity))
    return tuple(moves)


def _added(fact: str, before: Development | None, after: Development) -> tuple[Move, ...]:
    attribute = f"{fact}s"
    known = getattr(before, attribute) if before else ()
    return tuple(Move(fact=fact, before="", after=x) for x in getattr(after, attribute) if x not in known)


# ── merging ──────────────────────────────────────────────────────────────────────────────────────────────────────


def _merged_amounts(development: Development, entry: Entry, identity: Identity) -> tuple[tuple[Amount, ...], bool]:
    """Known amounts with those of the entry, and whether the two contradict each other.

    A figure of a new dimension is added. One that differs in a known unit replaces it when the deal is being
    altered, or where the known one was only a bound; otherwise it is kept beside the known one, marked, once a unit. A
    figure that an alteration replaced is history: who repeats it says nothing new. Shares never contradict (they may
    be stakes, growth, or parts of sales).
    """
    kept, disputed = development.amounts, False
    for unit in dict.fromkeys(amount.unit for amount in entry.report.amounts):
        told = tuple(a for a in entry.report.amounts if a.unit == unit)
        if _altering(entry, identity):
            kept = _replaced(kept, told)
        elif not _known(told, (*kept, *replaced_amounts(development))):
            kept, differs = _joined(kept, told, entry, identity)
            disputed = disputed or differs
    return kept, disputed


def _altering(entry: Entry, identity: Identity) -> bool:
    return identity.alters(entry.report.event, entry.report.status)


def replaced_amounts(development: Development) -> tuple[Amount, ...]:
    """Figures that held once and were replaced since."""
    moves = (move for change in development.changes for move in change.moves)
    return tuple(m.was for m in moves if m.was is not None and m.now is not None and not m.now.flag)


def _known(told: tuple[Amount, ...], known: tuple[Amount, ...]) -> bool:
    return any(k.unit == t.unit and same_value(k, t) for k in known for t in told)


def _replaced(known: tuple[Amount, ...], told: tuple[Amount, ...]) -> tuple[Amount, ...]:
    """The figures after an alteration; of "from 8 to 10" the 8 is the one we know."""
    fresh = tuple(t for t in told if not _known((t,), known))
    return (*(k for k in known if k.unit != told[0].unit), *fresh) if fresh else known


def _joined(
    known: tuple[Amount, ...], told: tuple[Amount, ...], entry: Entry, identity: Identity
) -> tuple[tuple[Amount, ...], bool]:
    """The figures with one more, in a unit whose value is not among them, and whether it contradicts one. If so it
    stands right behind."""
    dimension = identity.dimension(told[0].unit)
    peers = [k for k in known if identity.dimension(k.unit) == dimension]
    if not peers:
        return (*known, *told), False
    if dimension == "share":
        return known, False
    if all(contradict(t, k, identity, entry.at.date()) for t in told for k in peers):
        behind = known.index(peers[-1]) + 1
        return (*known[:behind], replace(told[0], flag=CONFLICT), *known[behind:]), True
    bounds = [k for k in peers for t in told if k.unit == t.unit and admits(k, t)]
    return (tuple(told[0] if k is bounds[0] else k for k in known), False) if bounds else (known, False)


def _merged_parties(known: tuple[Party, ...], told: tuple[Party, ...], identity: Identity) -> tuple[Party, ...]:
    """Known parties with the new named ones; a name replaces the country mark of its side."""
    parties = list(known)
    for party in told:
        if any(identity.kin(party.entity, p.entity) for p in parties):
            continue
        if party.entity in _UNNAMED and any(p.side is party.side for p in parties):
            continue
        parties.append(party)
    named_sides = {p.side for p in parties if p.entity not in _UNNAMED}
    return tuple(p for p in parties if not (p.entity in _UNNAMED and p.side in named_sides))


def _union(a: tuple[str, ...], b: tuple[str, ...]) -> tuple[str, ...]:
    return (*a, *(x for x in b if x not in a))


def _breadth(scope: str) -> int:
    return ("core", "adjacent", "out").index(scope)


def _change(development: str, entry: Entry, kind: ChangeKind, moves: tuple[Move, ...], reason: str) -> Change:
    return Change(
        development=development,
        item=entry.report.item,
        index=entry.report.index,
        kind=kind,
        at=entry.at,
        moves=moves,
        reason=reason,
    )
