"""A made-up ledger of any size on the real watchlist: deals with timelines, sources in three languages, digests."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from sqlalchemy import insert

from monitor.app import Knowledge, load_knowledge
from monitor.config.feeds import load_feeds
from monitor.config.settings import load_settings
from monitor.config.shape import WebShape
from monitor.model import (
    Amount,
    Audience,
    Card,
    Change,
    ChangeKind,
    Conservation,
    Count,
    Delivery,
    DeliveryState,
    Development,
    Digest,
    DigestKind,
    Entity,
    Feed,
    FeedState,
    Filter,
    Health,
    Item,
    Move,
    Party,
    RunSummary,
    Scope,
    Side,
    Source,
    Span,
)
from monitor.store import feeds as store_feeds
from monitor.store import items, outbox, runs, search
from monitor.store.codec import dump
from monitor.store.lease import Worker
from monitor.store.schema import development, party
from monitor.store.store import Store
from monitor.web.shelf import Shelf
from monitor.web.site import Site

CONFIG: Final = Path(__file__).parents[2] / "config"
NOW: Final = datetime(2026, 11, 22, 3, 0, tzinfo=UTC)
DESK: Final = Audience(
    id="desk", title="Battery desk", filter=Filter(), schedule="immediate", zone="Asia/Seoul", channels=("console",)
)
_SPAN: Final = Span(field="title", start=0, end=1)
_LADDERS: Final = (
    ("rumoured", "in-talks", "mou", "signed", "in-production"),
    ("considering", "in-talks", "board-approved", "signed"),
    ("mou", "signed", "under-construction"),
    ("in-talks", "signed", "revised"),
    ("rumoured", "denied"),
    ("signed", "cancelled"),
)
_PRESS: Final = {
    "ko": (("배터리일보", "셀경제", "전지신문"), "{a}, {b}와 {n}GWh 규모 {what} — {stage} 단계로"),
    "zh": (("电芯时报", "锂业观察", "长江新能源"), "{a}与{b}就{n}GWh{what}取得进展，现为{stage}"),
    "en": (("Battery Wire", "Cell Post", "Foil & Salt"), "{a} and {b} move ahead on {n} GWh of {what}: {stage}"),
}
_WHAT: Final = {"ko": "배터리 공급계약", "zh": "电池供应合同", "en": "battery cells"}
_EVENTS: Final = ("supply-contract", "supply-contract", "joint-venture", "plant", "investment", "battery-adoption",
                  "rnd-licence", "lawsuit", "qualification", "m-and-a")  # fmt: skip


def knowledge() -> Knowledge:
    """The repository's watchlist and vocabulary."""
    return load_knowledge(load_settings(CONFIG, {}))


def firms(known: Knowledge, side: Side) -> list[Entity]:
    """The watched companies of a side."""
    return [e for e in known.watchlist.entities if e.side is side and e.kind == "company" and e.watch]


def developments(known: Knowledge, count: int, seed: int = 7) -> Iterator[Development]:
    """So many different deals over a year and a half, the first one moved an hour ago."""
    dice = random.Random(seed)
    korean, chinese = firms(known, Side.KR), firms(known, Side.CN)
    for number in range(count):
        age = timedelta(hours=1) + timedelta(days=540) * (number / max(1, count)) ** 1.4
        pick = (
            int(min(dice.random(), dice.random()) * len(korean)),
            int(min(dice.random(), dice.random()) * len(chinese)),
        )
        yield _deal(number, korean[pick[0]], chinese[pick[1]], NOW - age, dice, known)


def _deal(number: int, a: Entity, b: Entity, moved: datetime, dice: random.Random, known: Knowledge) -> Development:
    event = dice.choice(_EVENTS)
    stages = dice.choice(_LADDERS)[: dice.randint(1, 5)]
    size = dice.choice((2, 4, 8, 12, 20, 35)) * 1e9
    amounts = [_amount(size, "Wh", f"{size / 1e9:g} GWh")]
    if dice.random() < 0.5:
        amounts.append(_amount(size * 150, "KRW", f"{size * 150 / 1e12:g}조원"))
    if dice.random() < 0.06:
        amounts.append(replace(_amount(size * 1.5, "Wh", f"{size * 1.5 / 1e9:g} GWh"), flag="conflict"))
    sources: list[Source] = []
    changes: list[Change] = []
    for at, (before, after) in enumerate(zip(("", *stages[:-1]), stages, strict=True)):
        when = moved - timedelta(days=11 * (len(stages) - 1 - at))
        told = [
            _source(f"{number}-{at}-{code}", code, a, b, size, after, when, dice, known)
            for code in dice.sample(("ko", "zh", "en"), dice.randint(1, 3))
        ]
        moves = [Move(fact="status", before=before, after=after)]
        if at == 0:
            moves.append(Move(fact="amount", before="", after=amounts[0].surface, now=amounts[0]))
        kind = ChangeKind.UPDATE if at else ChangeKind.NEW
        reason = "same parties (+2.5); same event (+1.5)" if at else ""
        step = Change(development=f"d{number:06}", item=told[0].item, index=0, kind=kind, at=when, reason=reason)
        changes.append(replace(step, moves=tuple(moves)))
        sources += told
    return Development(
        id=f"d{number:06}",
        event=event,
        status=stages[-1],
        parties=(Party(entity=a.id, side=a.side, role="supplier"), Party(entity=b.id, side=b.side, role="buyer")),
        scope=Scope.CORE,
        opened_at=changes[0].at,
        moved_at=moved,
        amounts=tuple(amounts),
        products=("form-cylindrical",) if number % 3 else ("chem-lfp", "form-prismatic"),
        places=("hungary",) if number % 4 == 0 else (),
        periods=("2026/2030",) if number % 2 else (),
        sources=tuple(sources),
        changes=tuple(changes),
        revision=len(changes),
    )


def _amount(value: float, unit: str, surface: str) -> Amount:
    return Amount(value=value, unit=unit, span=_SPAN, surface=surface)


def _source(
    item: str,
    code: str,
    a: Entity,
    b: Entity,
    size: float,
    stage: str,
    at: datetime,
    dice: random.Random,
    known: Knowledge,
) -> Source:
    papers, pattern = _PRESS[code]
    book = known.book
    names = {"a": book.name(a.id, code), "b": book.name(b.id, code), "n": f"{size / 1e9:g}"}
    title = pattern.format(**names, what=_WHAT[code], stage=book.stage(stage, code))
    return Source(
        item=item,
        index=0,
        publisher=dice.choice(papers),
        language=code,
        url=f"https://news.example/{item}",
        title=title,
        sentence=title + (" (1차 물량은 유럽 공장으로 간다)." if code == "ko" else "."),
        at=at + timedelta(minutes=dice.randint(0, 2000)),
        status=stage,
    )


def feeds() -> tuple[Feed, ...]:
    """The feeds of the repository."""
    return load_feeds(CONFIG)


def fill(store: Store, found: Iterable[Development]) -> None:
    """Put developments into the tables that pages read."""
    with store.write() as tx:
        for one in found:
            row = {"id": one.id, "event": one.event, "status": one.status, "scope": one.scope}
            times = {"opened_at": one.opened_at, "moved_at": one.moved_at}
            tx.execute(insert(development).values(**row, **times, development=dump(one)))
            tx.execute(insert(party), [{"entity": p.entity, "development": one.id} for p in one.parties])
            search.keep(tx, one)


def fill_rest(store: Store, found: Sequence[Development]) -> None:
    """Digests with deliveries, a run with its items, feeds in every state of health."""
    worker = Worker(host="here", pid=1, nonce="a")
    with store.write() as tx:
        for n in range(30):
            digest = _digest(n, found[n * 3 : n * 3 + 3])
            outbox.save_digest(tx, digest, [_delivery(digest, n)])
            outbox.save_told(tx, "desk", [card.development for card in digest.cards], digest.key)
        items.add(tx, [_item(n) for n in range(40)], "run1")
        for n in range(36):
            outcome, reason = ((items.REPORTED, ""), (items.MERGED, ""), (items.DROPPED, "no-event"))[n % 3]
            items.finish(tx, f"i{n}", outcome, reason)
        runs.start(tx, "run1", worker, NOW - timedelta(minutes=5))
        dropped = (Count(name="no-event", n=12),)
        sums = Conservation(items=40, reported=12, merged=12, dropped=dropped, waiting=4)
        ended = RunSummary(run="run1", started_at=NOW - timedelta(minutes=5), ended_at=NOW, conservation=sums, new=12)
        runs.end(tx, ended)
        healths = tuple(Health)
        store_feeds.add_missing(tx, (_state(f, healths[n % len(healths)]) for n, f in enumerate(feeds())))


def _digest(n: int, found: Sequence[Development]) -> Digest:
    cards = tuple(Card(development=d, kind=ChangeKind.NEW, moves=(), importance=50, why=("core +20",)) for d in found)
    at = NOW - timedelta(hours=n + 1)
    return Digest(key=f"desk-{at:%Y%m%dT%H%M%SZ}-alert", audience="desk", title="Battery desk", kind=DigestKind.ALERT,
                  language=("en", "ko", "zh")[n % 3], zone="Asia/Seoul", at=at, cards=cards)  # fmt: skip


def _delivery(digest: Digest, n: int) -> Delivery:
    state = DeliveryState.DEAD if n % 7 == 3 else DeliveryState.SENT
    return Delivery(key=f"{digest.key}-slack", digest=digest.key, audience="desk", channel="slack", target="#desk",
                    payload="{}", state=state, attempts=1 + n % 3, not_before=NOW,
                    reason="channel_not_found" if state is DeliveryState.DEAD else "")  # fmt: skip


def _item(n: int) -> Item:
    return Item(id=f"i{n}", feed="wire", title=f"Item {n}", seen_at=NOW)


def _state(feed: Feed, health: Health) -> FeedState:
    bad = health in (Health.FAILING, Health.BLOCKED, Health.GONE)
    return FeedState(feed=feed.id, due_at=NOW, health=health, failures=3 if bad else 0, last_polled_at=NOW,
                     reason="the host cannot be reached" if bad else "")  # fmt: skip


def site(store: Store, known: Knowledge, **changes: object) -> Site:
    """The site over a store."""
    plain = Site(
        store=store,
        shelf=Shelf(store),
        book=known.book,
        feeds=feeds(),
        entities={e.id: e for e in known.watchlist.entities},
        audiences={DESK.id: DESK},
        ranks=known.vocabulary.ranks,
        settings=WebShape(),
    )
    return replace(plain, **changes)  # type: ignore[arg-type] # the fields are the caller's business
