"""The steps: the only place where pure decisions meet I/O.

    poll → read → record → digest → deliver
            ↘ enrich ↗

Each step claims work, decides in a pure function of values, and commits the outcome together with the next step's
work in one transaction. So every step may be killed at any statement, run twice, or run by several processes.
"""

from __future__ import annotations

import logging
import time
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import blake2b
from itertools import islice
from typing import Final, TypeVar
from uuid import uuid4

from sqlalchemy import Connection

from monitor.app import App
from monitor.digest.compose import ComposePolicy, compose, wants
from monitor.digest.due import IMMEDIATE, due_slot
from monitor.digest.holidays import is_holiday
from monitor.digest.importance import Weights
from monitor.digest.mutes import Mutes, mutes_of, why_void
from monitor.digest.troubles import EVERY as TROUBLES_EVERY
from monitor.digest.troubles import troubles_of
from monitor.ledger.change import moves_between
from monitor.ledger.ledger import Ledger
from monitor.model import (
    Article,
    Audience,
    Change,
    ChangeKind,
    Conservation,
    Count,
    Delivery,
    DeliveryResult,
    DeliveryState,
    Development,
    Digest,
    Feed,
    FeedResult,
    FeedState,
    FetchFailed,
    FetchOutcome,
    FetchRequest,
    Health,
    Item,
    NotModified,
    Parsed,
    Reading,
    Rejected,
    Retry,
    Robots,
    RunSummary,
    SendOutcome,
    Sent,
    SourceCount,
    Unknown,
    value,
)
from monitor.sources.due import first_state, next_state, told_to_wait
from monitor.sources.fetch import request_for
from monitor.sources.robots import KEPT as ROBOTS_KEPT
from monitor.sources.robots import site_of
from monitor.sources.wanted import wants_article
from monitor.store import feedback, feeds, items, ledger, outbox, robots, runs, schema
from monitor.store.lease import dead_holders, free_orphans, process_is_alive

T = TypeVar("T")
Progress = Callable[[str, int, int], None]
Clock = Callable[[], datetime]
Answer = tuple[FetchRequest, FetchOutcome, Parsed | None]

#: A run waits for deliveries that want to be tried again this soon; later ones are left to the next run.
SETTLE_WITHIN: Final = timedelta(seconds=30)
#: … and looks again this often at most.
SETTLE_ROUNDS: Final = 3
#: So many bodies of feeds share a transaction; a kill between two costs at most that many fetches.
COMMIT_TOGETHER: Final = 32
#: … or so many answers in all: to ask again what had nothing new costs next to nothing.
ANSWERS_TOGETHER: Final = 512
#: … or fewer that bring so many items, which all lie in memory until then.
ITEMS_TOGETHER: Final = 800
#: So many articles do; they come slowly, and a kill costs their hosts a second visit.
ARTICLES_TOGETHER: Final = 8
#: Why an item was dropped that broke the reader.
UNREADABLE: Final = "unreadable"
#: How long the book of runs goes back.
RUNS_KEPT: Final = timedelta(days=30)
#: Groups of feeds that carry what companies must disclose, before any outlet tells it.
PRIMARY_GROUPS: Final = frozenset({"primary"})
_LEASED: Final = (schema.feed_state, schema.item, schema.delivery)
_log = logging.getLogger(__name__)


def silent(_step: str, _done: int, _total: int) -> None:
    """Progress that nobody watches."""


# ── a run: every step once ───────────────────────────────────────────────────────────────────────────────────────


def run(app: App, clock: Clock, progress: Progress = silent, wait: Callable[[float], None] = time.sleep) -> RunSummary:
    """Perform every step once and say what happened."""
    app.knowledge()  # a mistake in the configuration is named before anything is done
    started = start_run(app, clock())
    polled = poll(app, started, clock(), progress, every_feed=True)
    understood = understand(app, clock, progress)
    record(app, started.id, progress)
    told = digest(app, clock())
    delivered = _deliver_until_settled(app, clock, progress, wait)
    summary = RunSummary(
        run=started.id,
        started_at=started.at,
        ended_at=clock(),
        feeds=polled,
        articles=understood.articles,
        digests=told,
        deliveries=delivered,
        notes=app.off,
    )
    return end_run(app, summary)


@value
class Started:
    """A run that was opened."""

    id: str
    at: datetime


def start_run(app: App, now: datetime, *, reads: bool = True) -> Started:
    """Open a run: give back what dead processes of this host hold, and take over the items they left unfinished,
    unless this run `reads` none."""
    started = Started(id=f"{now:%Y%m%dT%H%M%S}-{uuid4().hex[:6]}", at=now)
    settled = now + timedelta(seconds=app.settings.policy.deliver.settle_s)
    with app.store.write() as tx:
        outbox.let_settle(tx, dead_holders(tx, schema.delivery, app.worker, process_is_alive), settled)
        free_orphans(tx, _LEASED, app.worker, process_is_alive)
        left = runs.over(tx, app.worker, process_is_alive) if reads else ()
        runs.forget(tx, now - RUNS_KEPT)
        runs.start(tx, started.id, app.worker, now)
        items.adopt(tx, left, started.id)
    return started


def end_run(app: App, summary: RunSummary) -> RunSummary:
    """Close a run: count what it did, check that no item is lost, and keep the summary."""
    with app.store.write() as tx:
        conserved = items.conservation(tx, summary.run)
        changes = ledger.changes_of_run(tx, summary.run)
        full = replace(
            summary,
            conservation=conserved,
            new=_count(changes, ChangeKind.NEW),
            updated=_count(changes, ChangeKind.UPDATE),
            conflicts=_count(changes, ChangeKind.CONFLICT),
            failures=_failures(summary, conserved),
        )
        runs.end(tx, full)
    return full


def _failures(summary: RunSummary, conserved: Conservation) -> tuple[str, ...]:
    dead = [d for d in summary.deliveries if d.state is DeliveryState.DEAD]
    said = [f"{d.channel} → {d.target}: {d.reason} (monitor deliveries resend {d.key})" for d in dead]
    unreadable = sum(count.n for count in conserved.dropped if count.name == UNREADABLE)
    if unreadable:
        said.append(f"{unreadable} items broke the reader; they are stored, the log names each; please report it")
    if not conserved.balanced:
        said.append(
            f"items of run {summary.run} are lost: in ≠ reported + merged + dropped + waiting; please report it"
        )
    return (*summary.failures, *said)


def _count(changes: Sequence[Change], kind: ChangeKind) -> int:
    return len({c.development for c in changes if c.kind is kind})


# ── poll: feeds → items ──────────────────────────────────────────────────────────────────────────────────────────


def poll(
    app: App, started: Started, now: datetime, progress: Progress = silent, *, every_feed: bool = False
) -> tuple[FeedResult, ...]:
    """Fetch the due feeds (or every one that is not told to wait) and take their new items in."""
    enabled = {feed.id: feed for feed in app.feeds if feed.enabled}
    results: list[FeedResult] = []
    with app.store.kept_open():
        while claimed := _claim(app, enabled, {result.feed for result in results}, now, every_feed=every_feed):
            states = {state.feed: state for state in claimed}
            requests = [request_for(enabled[state.feed], state) for state in claimed]
            fetched = app.parsers.parse_all(app.fetcher.fetch(requests), states.get, now)
            for answers in _together(fetched):
                with app.store.write() as tx:
                    results += _take_in(app, tx, started, now, states, answers)
                progress("poll", len(results), len(enabled))
    return tuple(results)


def _claim(
    app: App, enabled: Mapping[str, Feed], asked: Collection[str], now: datetime, *, every_feed: bool
) -> tuple[FeedState, ...]:
    """Take the next batch of feeds not yet asked in this run; a server that asked for rest is left out."""
    left = [id_ for id_ in enabled if id_ not in asked]
    if not left:
        return ()
    policy = app.settings.policy.poll
    with app.store.write() as tx:
        known = feeds.known(tx)
        feeds.add_missing(tx, (first_state(feed, now) for id_, feed in enabled.items() if id_ not in known))
        resting = {state.feed for state in feeds.resting(tx) if told_to_wait(state, now)} if every_feed else set()
        return feeds.claim_due(
            tx,
            [id_ for id_ in left if id_ not in resting],
            worker=app.worker,
            now=now,
            lease_s=policy.lease_s,
            limit=policy.batch,
            all_=every_feed,
        )


def _parts(answers: Iterable[T], size: int) -> Iterator[list[T]]:
    rest = iter(answers)
    while part := list(islice(rest, size)):
        yield part


def _together(answers: Iterable[Answer]) -> Iterator[list[Answer]]:
    """The answers in parts, each for one transaction."""
    part: list[Answer] = []
    bodies = weight = 0
    for answer in answers:
        part.append(answer)
        bodies += answer[2] is not None
        weight += len(answer[2].items) if answer[2] else 0
        if len(part) == ANSWERS_TOGETHER or bodies == COMMIT_TOGETHER or weight >= ITEMS_TOGETHER:
            yield part
            part, bodies, weight = [], 0, 0
    if part:
        yield part


def _take_in(
    app: App, tx: Connection, started: Started, now: datetime, states: Mapping[str, FeedState], answers: list[Answer]
) -> list[FeedResult]:
    """Items and feed states commit together: validators saved without their items would lose news."""
    policy = app.settings.policy.poll
    results, after = [], []
    found = items.add_each(tx, [parsed.items if parsed else () for _, _, parsed in answers], started.id)
    for (request, outcome, parsed), added in zip(answers, found, strict=True):
        state = states[request.feed.id]
        after.append(next_state(state, request.feed, outcome, parsed, added.new, now, policy))
        results.append(_result_of(request, outcome, parsed, added))
    feeds.save_polled(tx, after, app.worker)
    return results


def _result_of(request: FetchRequest, outcome: FetchOutcome, parsed: Parsed | None, added: items.Added) -> FeedResult:
    problem = outcome.detail if isinstance(outcome, FetchFailed) else parsed.problem if parsed else ""
    if problem:
        _log.info(
            "feed.problem", extra={"feed": request.feed.id, "outcome": _outcome(outcome, parsed), "reason": problem}
        )
    return FeedResult(
        feed=request.feed.id,
        outcome=_outcome(outcome, parsed),
        new=added.new,
        revised=added.revised,
        seen_before=added.seen_before,
        reason=problem,
    )


def _outcome(outcome: FetchOutcome, parsed: Parsed | None) -> str:
    if isinstance(outcome, FetchFailed):
        return outcome.kind
    if isinstance(outcome, NotModified):
        return "not-modified"
    if parsed is not None and parsed.entries == 0:
        return "not-a-feed" if parsed.problem else "empty"
    return "ok"


# ── read: items → readings ───────────────────────────────────────────────────────────────────────────────────────


@value
class Understood:
    """How many items were read, and what came of the articles that were wanted."""

    items: int = 0
    articles: tuple[Count, ...] = ()


def understand(app: App, clock: Clock, progress: Progress = silent) -> Understood:
    """Read every item that waits, fetch the articles of those that look relevant, and read these again with them."""
    done = read(app, clock(), progress)
    found = enrich(app, clock(), progress)
    if found:
        read(app, clock(), progress)
    return Understood(items=done, articles=found)


def read(app: App, now: datetime, progress: Progress = silent) -> int:
    """Read every item that waits; returns how many were read. Those whose article is wanted are left to `enrich`."""
    policy = app.settings.policy.record
    sources = {feed.id: feed for feed in app.feeds} if app.settings.policy.articles.enabled else {}
    done = 0
    while True:
        with app.store.write() as tx:
            claimed = items.claim_new(tx, worker=app.worker, now=now, lease_s=policy.lease_s, limit=policy.batch)
        if not claimed:
            return done
        readings = [_read_one(app, item) for item in claimed]
        closed = app.knowledge().publishers.closed if sources else {}
        wanting = {
            item.id
            for item, reading in zip(claimed, readings, strict=True)
            if wants_article(item, reading, sources.get(item.feed), closed)
        }
        with app.store.write() as tx:
            items.save_readings(tx, readings, app.worker, wanting)
        done += len(readings)
        progress("read", done, 0)


def _read_one(app: App, item: Item) -> Reading:
    """A text that breaks the reader is a bug of ours; it must not stop the others, nor vanish."""
    try:
        return app.reader.read(item)
    except Exception as error:  # noqa: BLE001 - whatever it is, the item gets its one end
        _log.exception("read.failed", extra={"item": item.id, "url": item.url})
        reason = f"{type(error).__name__}: {error}"
        return Reading(item=item.id, language=item.language, dropped=UNREADABLE, reasons=(reason,))


# ── enrich: items → items with their article ─────────────────────────────────────────────────────────────────────


def enrich(app: App, now: datetime, progress: Progress = silent) -> tuple[Count, ...]:
    """Fetch the articles that are wanted; returns how often it went how. Items with a text are to be read again, the
    others go on as their feed told them: news waits for no page."""
    with app.store.read() as tx:
        if not items.any_wants_article(tx):
            return ()
    policy = app.settings.policy.articles
    claimed, known = _claim_articles(app, now) if policy.enabled else ({}, {})
    outcomes: Counter[str] = Counter()
    for part in _parts(app.articles.read_all(tuple(claimed.values()), known, now), ARTICLES_TOGETHER):
        outcomes.update(_take_articles(app, claimed, part))
        progress("enrich", outcomes.total(), len(claimed))
    if len(claimed) >= policy.per_run or not policy.enabled:
        with app.store.write() as tx:
            outcomes["over-limit"] += items.pass_over(tx, now)
    return tuple(Count(name=name, n=n) for name, n in outcomes.most_common() if n)


def _take_articles(app: App, claimed: Mapping[str, Item], part: Iterable[Robots | Article]) -> list[str]:
    """What was learned and what came commit together; returns how each article went."""
    came = []
    with app.store.write() as tx:
        for one in part:
            if isinstance(one, Robots):
                robots.save(tx, [one])
            else:
                items.save_article(tx, _with_article(claimed[one.item], one), app.worker)
                came.append(one)
    for one in came:
        _log.info("article", extra={"item": one.item, "outcome": one.outcome, "url": one.url, "reason": one.detail})
    return [one.outcome for one in came]


def _claim_articles(app: App, now: datetime) -> tuple[dict[str, Item], dict[str, Robots]]:
    """Items that want their article, and what is known of the rules of their sites."""
    policy = app.settings.policy.articles
    with app.store.write() as tx:
        robots.forget(tx, now - ROBOTS_KEPT)
        claimed = items.claim_articles(tx, worker=app.worker, now=now, lease_s=policy.lease_s, limit=policy.per_run)
        known = robots.known(tx, {site_of(item.url) for item in claimed}, now - ROBOTS_KEPT)
    return {item.id: item for item in claimed}, known


def _with_article(item: Item, article: Article) -> Item:
    """The item as it is after its article was tried; without a new text it keeps the one it has."""
    if article.outcome != "ok":
        return replace(item, article=article.outcome)
    return replace(item, article=article.outcome, body=article.text, body_from=article.url)


# ── record: readings → developments ──────────────────────────────────────────────────────────────────────────────


def record(app: App, run_id: str, progress: Progress = silent) -> tuple[Change, ...]:
    """Fold what was read into the ledger; returns what the reports changed."""
    changes: list[Change] = []
    done = 0
    while True:
        with app.store.write_ledger() as tx:
            waiting = items.waiting_for_ledger(tx, app.settings.policy.record.batch)
            if not waiting:
                return tuple(changes)
            changes += _record_batch(app, tx, waiting, run_id)
        done += len(waiting)
        progress("record", done, 0)


def _record_batch(app: App, tx: Connection, waiting: Sequence[tuple[Item, Reading]], run_id: str) -> list[Change]:
    """Baseline items go first and by themselves: what only they bring is known to every audience at once."""
    changes: list[Change] = []
    for baseline in (True, False):
        part = [(item, reading) for item, reading in waiting if item.baseline is baseline]
        book = ledger.open_ledger(tx, app.identity)
        made = [change for item, reading in part for change in _record_one(tx, book, item, reading)]
        if baseline:
            _tell_silently(app, tx, book, made)
        ledger.save(tx, book, app.identity)
        outbox.move_told(tx, book.merged)
        feedback.move(tx, book.merged)
        ledger.save_changes(tx, made, run_id)
        changes += made
    return changes


def _record_one(tx: Connection, book: Ledger, item: Item, reading: Reading) -> tuple[Change, ...]:
    """One item into the ledger, and its one outcome."""
    book.withdraw(ledger.entries_of_item(tx, item.id))  # an edited item was here before
    changes = book.record(reading, item)
    if not changes:
        items.finish(tx, item.id, items.DROPPED, reading.dropped or "no-party")
    elif any(change.kind is not ChangeKind.REPEAT for change in changes):
        items.finish(tx, item.id, items.REPORTED)
    else:
        items.finish(tx, item.id, items.MERGED)
    return changes


def _tell_silently(app: App, tx: Connection, book: Ledger, changes: Sequence[Change]) -> None:
    """Audiences count as told of what a new feed's first items brought, unless something else waits to be told."""
    for audience in app.audiences:
        if not outbox.was_told(tx, audience.id):
            continue
        for id_ in sorted({change.development for change in changes}):
            held = book.held(id_)
            before, known = ledger.get(tx, id_), outbox.told_of(tx, audience.id, [id_]).get(id_)
            settled = before is None or (known is not None and not moves_between(known, before))
            if held is not None and settled:
                outbox.save_told(tx, audience.id, [held.development], "baseline")


# ── digest: developments → outbox ────────────────────────────────────────────────────────────────────────────────


def digest(
    app: App, now: datetime, audience: str | None = None, *, batch: timedelta = timedelta(0)
) -> tuple[Digest, ...]:
    """Compose what is due for each audience (or one) and put it into the outbox.

    `batch`: how long an immediate audience waits after one message, so that news that comes together travels together.
    """
    composed = (_tell(app, one, now, batch) for one in app.audiences if audience in (None, one.id))
    return tuple(one for one in composed if one is not None)


def preview(app: App, now: datetime, audience: str | None = None) -> tuple[Digest, ...]:
    """Exactly what the next digest of each audience would say if it were due now; nothing is stored."""
    with app.store.read() as tx:
        composed = [_compose(app, tx, one, now, now) for one in app.audiences if audience in (None, one.id)]
    return tuple(one for one in composed if one is not None)


def _tell(app: App, audience: Audience, now: datetime, batch: timedelta) -> Digest | None:
    with app.store.write() as tx:
        outbox.lock_audience(tx, audience.id)
        first = not outbox.was_told(tx, audience.id)
        last = outbox.last_slot(tx, audience.id)
        slot = now.replace(microsecond=0) if first else due_slot(audience, last, now, holiday=is_holiday, batch=batch)
        if slot is None:
            return None
        made = _compose(app, tx, audience, slot, now)
        if made is None:
            if audience.schedule != IMMEDIATE:
                outbox.save_nothing(tx, audience.id, slot)
            return None
        if not outbox.save_digest(tx, made, _deliveries(app, audience, made, now)):
            return None
        outbox.save_told(tx, audience.id, _told_by(tx, audience, made, first=first), made.key)
    return made


def _compose(app: App, tx: Connection, audience: Audience, slot: datetime, now: datetime) -> Digest | None:
    first = not outbox.was_told(tx, audience.id)
    primary = frozenset(feed.publisher for feed in app.feeds if feed.group in PRIMARY_GROUPS)
    policy = ComposePolicy(news_age=timedelta(days=app.settings.policy.news_age_days), weights=Weights(primary=primary))
    candidates = ledger.developments(tx, since=None if first else now - policy.news_age)
    made = compose(
        audience,
        slot,
        candidates,
        outbox.told_of(tx, audience.id, (one.id for one in candidates)),
        moves=moves_between,
        now=now,
        first=first,
        feeds=_feed_counts(app, tx) if first else (),
        ledger=ledger.size(tx),
        policy=policy,
        mutes=_mutes(tx, now),
    )
    if made is None or first or outbox.told_of_troubles(tx, audience.id, slot - TROUBLES_EVERY):
        return made
    return replace(made, troubles=troubles_of(app.feeds, feeds.states(tx), now))


def _mutes(tx: Connection, now: datetime) -> Mutes:
    return mutes_of(feedback.mutes(tx, now), now)


def _feed_counts(app: App, tx: Connection) -> tuple[SourceCount, ...]:
    enabled = {feed.id for feed in app.feeds if feed.enabled}
    health = [state.health for id_, state in feeds.states(tx).items() if id_ in enabled]
    counts = ((kind, health.count(kind)) for kind in Health)
    return tuple(SourceCount(state=kind.value, feeds=n) for kind, n in counts if n)


def _told_by(tx: Connection, audience: Audience, made: Digest, *, first: bool) -> Iterator[Development]:
    """What an audience knows after a digest: its cards; after its first message, the ledger as far as it cares."""
    if first:
        return (one for one in ledger.developments(tx) if wants(audience.filter, one))
    return (card.development for card in (*made.cards, *made.rest))


def _deliveries(app: App, audience: Audience, made: Digest, now: datetime) -> list[Delivery]:
    found = []
    for name in audience.channels:
        channel = app.channels.get(name)
        for n, (target, payload, thread) in enumerate(channel.prepare(made) if channel else ()):
            delivery = Delivery(
                key=_delivery_key(made.key, name, target, n),
                digest=made.key,
                audience=audience.id,
                channel=name,
                target=target,
                thread=thread,
                payload=payload,
                not_before=now,
            )
            found.append(delivery)
    return found


def _delivery_key(digest_key: str, channel: str, target: str, part: int) -> str:
    return blake2b("\x1f".join((digest_key, channel, target, str(part))).encode(), digest_size=12).hexdigest()


# ── deliver: outbox → readers ────────────────────────────────────────────────────────────────────────────────────


def deliver(app: App, now: datetime, progress: Progress = silent) -> tuple[DeliveryResult, ...]:
    """Send every due delivery once; each is committed as "being sent" before, and with its outcome after."""
    results = _close_void(app, now)
    while True:
        with app.store.write() as tx:
            lease_s = app.settings.policy.deliver.lease_s
            claimed = outbox.claim_due(tx, list(app.channels), worker=app.worker, now=now, lease_s=lease_s)
        if claimed is None:
            return tuple(results)
        sending, unsure = claimed
        after, still_unsure = _settled(app, sending, _send(app, sending, unsure=unsure), now, unsure=unsure)
        with app.store.write() as tx:
            outbox.save_sent(tx, after, app.worker, unsure=still_unsure)
        results.append(_result(after))
        progress("deliver", len(results), 0)


def _close_void(app: App, now: datetime) -> list[DeliveryResult]:
    """Close what waits in vain: muted meanwhile, or overtaken by a later message to the same reader."""
    with app.store.read() as tx:
        waiting, mutes = outbox.waiting(tx), _mutes(tx, now)
    closed = []
    for at, (one, told) in enumerate(waiting):
        reason = why_void(one, told, mutes, waiting[at + 1 :])
        if not reason:
            continue
        with app.store.write() as tx:
            if outbox.close(tx, one.key, reason, now):
                closed.append(_result(replace(one, state=DeliveryState.CLOSED, reason=reason)))
    return closed


def _send(app: App, sending: Delivery, *, unsure: bool) -> SendOutcome:
    try:
        return app.channels[sending.channel].send(sending, may_have_arrived=unsure)
    except Exception as error:  # noqa: BLE001 - a bug in a channel must not stop the others; it may have sent
        _log.exception("delivery.broke", extra={"key": sending.key, "channel": sending.channel})
        return Unknown(reason=f"the channel broke: {type(error).__name__}: {error}")


def _settled(
    app: App, sending: Delivery, outcome: SendOutcome, now: datetime, *, unsure: bool
) -> tuple[Delivery, bool]:
    """The delivery after an outcome, and whether it may have arrived."""
    policy = app.settings.policy.deliver
    if isinstance(outcome, Sent):
        return replace(sending, state=DeliveryState.SENT, receipt=outcome.receipt, reason=""), False
    maybe = isinstance(outcome, Unknown) or (unsure and isinstance(outcome, Retry))
    if isinstance(outcome, Rejected) or sending.attempts >= policy.attempts:
        given_up = "" if isinstance(outcome, Rejected) else f"given up after {sending.attempts} attempts: "
        return replace(sending, state=DeliveryState.DEAD, reason=given_up + outcome.reason), maybe
    pause = min(policy.backoff_s * 2 ** (sending.attempts - 1), policy.max_backoff_s)
    if outcome.after_s is not None:
        pause = outcome.after_s
    not_before = now + timedelta(seconds=pause)
    return replace(sending, state=DeliveryState.PENDING, not_before=not_before, reason=outcome.reason), maybe


def _result(after: Delivery) -> DeliveryResult:
    """What became of a delivery, for the log and for the caller."""
    _log.info(
        "delivery", extra={"key": after.key, "channel": after.channel, "state": after.state, "reason": after.reason}
    )
    return DeliveryResult(
        key=after.key, channel=after.channel, target=after.target, state=after.state, reason=after.reason
    )


def _deliver_until_settled(
    app: App, clock: Clock, progress: Progress, wait: Callable[[float], None]
) -> tuple[DeliveryResult, ...]:
    """Deliver, and stay for deliveries that may be settled shortly; each is reported as it was last."""
    latest: dict[str, DeliveryResult] = {}
    for _ in range(SETTLE_ROUNDS):
        latest |= {result.key: result for result in deliver(app, clock(), progress)}
        with app.store.read() as tx:
            due = outbox.next_due(tx, list(app.channels), clock())
        if due is None or due > clock() + SETTLE_WITHIN:
            break
        with suppress(InterruptedError):
            wait(max(0.0, (due - clock()).total_seconds()) + 0.01)
    return tuple(latest.values())
