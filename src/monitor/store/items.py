"""Items on their way through the steps: new → read → done, each with one outcome; some by way of their article."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import islice

from sqlalchemy import Connection, Row, func, select, update

from monitor.model import Conservation, Count, Item, Reading, Scope, value
from monitor.store.codec import dump, load
from monitor.store.dialect import chunks, inserted_many, upsert
from monitor.store.lease import FREED, Worker, claim, is_free, is_mine
from monitor.store.schema import item, reading

NEW, ARTICLE, READ, DONE = "new", "article", "read", "done"
REPORTED, MERGED, DROPPED = "reported", "merged", "dropped"


@value
class Added:
    """What became of the items of one poll."""

    new: int = 0
    revised: int = 0
    seen_before: int = 0


def add(tx: Connection, items: Iterable[Item], run: str) -> Added:
    """Take items in. One whose text was edited is a revision: it goes through the steps again under its id."""
    return add_each(tx, [items], run)[0]


def add_each(tx: Connection, parts: Sequence[Iterable[Item]], run: str) -> tuple[Added, ...]:
    """`add` for several feeds at once; of an article that two of them bring, the first one's is taken."""
    told = [{one.id: one for one in part} for part in parts]
    known = _known(tx, {id_ for part in told for id_ in part})
    fresh: dict[str, Item] = {}
    for part in told:
        fresh.update({id_: one for id_, one in part.items() if id_ not in known and id_ not in fresh})
    inserted = inserted_many(tx, item, [_row(one, run) for one in fresh.values()])
    return tuple(
        _added(tx, part, known, {i for i in part if i in inserted and fresh[i] is part[i]}, run) for part in told
    )


def _added(tx: Connection, part: Mapping[str, Item], known: Mapping[str, Item], new: set[str], run: str) -> Added:
    revised = sum(_revise(tx, known[id_], one, run) for id_, one in part.items() if id_ in known)
    return Added(new=len(new), revised=revised, seen_before=len(part) - len(new) - revised)


def _known(tx: Connection, ids: Iterable[str]) -> dict[str, Item]:
    found = {}
    for part in chunks(list(ids)):
        rows = tx.execute(select(item.c.id, item.c.item).where(item.c.id.in_(part)))
        found.update({row.id: load(Item, row.item) for row in rows})
    return found


def _row(one: Item, run: str) -> dict[str, object]:
    fresh = {"step": NEW, "outcome": "", "reason": "", "run": run}
    return {"id": one.id, "feed": one.feed, "url": one.url, "item": dump(one), "seen_at": one.seen_at, **fresh}


def _revise(tx: Connection, known: Item, one: Item, run: str) -> bool:
    """Only the feed that brought an item may revise it: other feeds word the same article differently."""
    if known.feed != one.feed or (known.title, known.summary) == (one.title, one.summary):
        return False
    with_text = one if one.body else replace(one, body=known.body, body_from=known.body_from)
    kept = replace(with_text, seen_at=known.seen_at, baseline=known.baseline)
    tx.execute(update(item).where(item.c.id == one.id).values({**_row(kept, run), **FREED}))
    return True


def claim_new(tx: Connection, *, worker: Worker, now: datetime, lease_s: int, limit: int) -> tuple[Item, ...]:
    """Take items that wait to be read, the oldest first."""
    order = (item.c.seen_at, item.c.id)
    rows = claim(tx, item, item.c.step == NEW, order, worker=worker, now=now, lease_s=lease_s, limit=limit)
    return tuple(load(Item, row.item) for row in rows)


def save_readings(
    tx: Connection, readings: Sequence[Reading], worker: Worker, wanting: Collection[str] = frozenset()
) -> None:
    """Store what was read and pass the items on to the ledger, or those `wanting` their article to its fetching; those
    the worker lost meanwhile are left alone."""
    held = set[str]()
    for step in (READ, ARTICLE):
        for part in chunks([one.item for one in readings if (one.item in wanting) is (step == ARTICLE)]):
            mine = item.c.id.in_(part) & (item.c.step == NEW) & is_mine(item, worker)
            held.update(tx.scalars(update(item).where(mine).values(step=step, **FREED).returning(item.c.id)))
    rows = [{"item": one.item, "reading": dump(one)} for one in readings if one.item in held]
    if rows:
        tx.execute(upsert(tx, reading), rows)


def claim_articles(tx: Connection, *, worker: Worker, now: datetime, lease_s: int, limit: int) -> tuple[Item, ...]:
    """Take items that want their article, the newest first: of too many, those are worth it."""
    order = (item.c.seen_at.desc(), item.c.id)
    rows = claim(tx, item, item.c.step == ARTICLE, order, worker=worker, now=now, lease_s=lease_s, limit=limit)
    return tuple(load(Item, row.item) for row in rows)


def save_article(tx: Connection, one: Item, worker: Worker) -> bool:
    """Store an item after its article was fetched: with a new text it is read again, without one it goes on to the
    ledger as it was read. False when the worker lost it meanwhile."""
    mine = (item.c.id == one.id) & (item.c.step == ARTICLE) & is_mine(item, worker)
    step = NEW if one.article == "ok" else READ
    return tx.execute(update(item).where(mine).values(item=dump(one), step=step, **FREED)).rowcount == 1


def any_wants_article(tx: Connection) -> bool:
    """Whether an item wants its article."""
    return tx.scalar(select(item.c.id).where(item.c.step == ARTICLE).limit(1)) is not None


def pass_over(tx: Connection, now: datetime) -> int:
    """Send items that want their article, and that nobody holds, on to the ledger without it."""
    free = (item.c.step == ARTICLE) & is_free(item, now)
    return tx.execute(update(item).where(free).values(step=READ, **FREED)).rowcount


def waiting_for_ledger(tx: Connection, limit: int) -> tuple[tuple[Item, Reading], ...]:
    """Items that are read but not yet recorded, the oldest first. The ledger's transaction is their lease."""
    rows = tx.execute(
        select(item.c.item, reading.c.reading)
        .join(reading, reading.c.item == item.c.id)
        .where(item.c.step == READ)
        .order_by(item.c.seen_at, item.c.id)
        .limit(limit)
    )
    return tuple((load(Item, row.item), load(Reading, row.reading)) for row in rows)


def finish(tx: Connection, id_: str, outcome: str, reason: str = "") -> None:
    """An item's one end: reported, merged, or dropped for a named reason."""
    tx.execute(update(item).where(item.c.id == id_).values(step=DONE, outcome=outcome, reason=reason, **FREED))


def conservation(tx: Connection, run: str) -> Conservation:
    """Where the items that a run took in have gone so far."""
    counts = (
        select(item.c.outcome, item.c.reason, func.count().label("n"))
        .where(item.c.run == run)
        .group_by(item.c.outcome, item.c.reason)
        .order_by(func.count().desc(), item.c.reason)
    )
    rows = list(tx.execute(counts))
    total = tx.scalar(select(func.count()).select_from(item).where(item.c.run == run)) or 0
    return Conservation(
        items=total,
        reported=_sum(rows, REPORTED),
        merged=_sum(rows, MERGED),
        dropped=tuple(Count(name=row.reason, n=row.n) for row in rows if row.outcome == DROPPED),
        waiting=_sum(rows, ""),
    )


def _sum(rows: Sequence[Row[tuple[str, str, int]]], outcome: str) -> int:
    return sum(row.n for row in rows if row.outcome == outcome)


def get(tx: Connection, id_: str) -> Item | None:
    """One item by id."""
    text = tx.scalar(select(item.c.item).where(item.c.id == id_))
    return load(Item, text) if text is not None else None


def find_by_url(tx: Connection, url: str) -> Item | None:
    """One item by its canonical address."""
    text = tx.scalar(select(item.c.item).where(item.c.url == url).limit(1))
    return load(Item, text) if text is not None else None


def reading_of(tx: Connection, id_: str) -> Reading | None:
    """The stored reading of an item."""
    text = tx.scalar(select(reading.c.reading).where(reading.c.item == id_))
    return load(Reading, text) if text is not None else None


def near_misses(tx: Connection, limit: int) -> tuple[tuple[Item, Reading], ...]:
    """The latest dropped items that came close: in scope, or with a report, or naming two firms."""
    rows = tx.execute(
        select(item.c.item, reading.c.reading)
        .join(reading, reading.c.item == item.c.id)
        .where(item.c.outcome == DROPPED)
        .order_by(item.c.seen_at.desc(), item.c.id)
    )
    read = ((load(Item, row.item), load(Reading, row.reading)) for row in rows)
    return tuple(islice((pair for pair in read if _is_near(pair[1])), limit))


def _is_near(one: Reading) -> bool:
    pair_of_firms = 2
    return bool(one.reports) or one.scope is not Scope.OUT or len(one.entities) >= pair_of_firms


def adopt(tx: Connection, runs: Iterable[str], run: str) -> int:
    """Put the unfinished items of runs that are over (ended, or their process died) on the account of `run`."""
    accounts = list(runs)
    if not accounts:
        return 0
    unfinished = item.c.run.in_(accounts) & (item.c.step != DONE)
    return tx.execute(update(item).where(unfinished).values(run=run)).rowcount
