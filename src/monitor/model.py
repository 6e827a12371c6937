"""Every value that crosses a module border. Read this file and `pipeline.py` and you know the house.

    Feed → Item → Reading (Reports) → Development + Change → Digest (Cards) → Delivery

Values are frozen, slotted and keyword-only; collections are tuples; times are aware and kept in UTC (enforced at
construction). Amounts are in base units (Wh, t, m2, whole currency). Events, stages ("status") and products are ids
of `config/vocabulary/`, so the vocabulary grows without code.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, dataclass, field, fields
from datetime import UTC, datetime
from enum import StrEnum
from operator import attrgetter
from typing import Any, Final, ParamSpec, TypeVar, cast, dataclass_transform

T = TypeVar("T")
P = ParamSpec("P")


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(field,))
def value(cls: type[T]) -> type[T]:
    """Make `cls` a frozen, slotted, keyword-only dataclass whose datetime fields refuse naive times.

    Of its methods, those that `dataclass` would write and compile for each class alone are done here: that is half of
    what importing this module takes.
    """
    times = tuple(n for n, t in cls.__annotations__.items() if "datetime" in str(t))
    if times:
        setattr(cls, "__post_init__", _keeper_of_utc(times))  # noqa: B010 - the attribute is new to the type
    bare = not cls.__annotations__
    made: Any = dataclass(init=bare, repr=False, eq=False, frozen=True, slots=True, kw_only=True)(cls)
    made.__eq__, made.__hash__ = _comparison(tuple(slot.name for slot in fields(made) if slot.compare))
    made.__repr__ = _picture(tuple(slot.name for slot in fields(made) if slot.repr))
    if not bare:
        made.__init__ = _written(made, "__init__", "self, ", "", "_set_{0}(self, {1})")
    return cast("type[T]", made)


def _comparison(names: tuple[str, ...]) -> tuple[Callable[[Any, object], bool], Callable[[Any], int]]:
    """`__eq__` and `__hash__`: values of one class are equal when all their fields are."""
    held: Callable[[Any], Any] = attrgetter(*names) if names else lambda _: ()

    def equal(self: Any, other: object) -> bool:
        return held(self) == held(other) if other.__class__ is self.__class__ else NotImplemented

    return equal, lambda self: hash(held(self))


def _picture(names: tuple[str, ...]) -> Callable[[Any], str]:
    """`__repr__`: how to make the value again."""
    return lambda self: f"{type(self).__qualname__}({', '.join(f'{name}={getattr(self, name)!r}' for name in names)})"


def maker(cls: Callable[P, T]) -> Callable[P, T]:
    """A function that makes what calling a value class makes, in a third of the time: for the hottest of loops.

    It fills an open twin that has the same slots, which then takes the class.
    """
    twin = type("Open", (), {"__slots__": tuple(slot.name for slot in fields(cast("Any", cls)))})
    closing = ("self.__class__ = _cls", "return self")
    made = _written(cls, "make", "", "self = _open()", "self.{0} = {1}", *closing, _open=twin, _cls=cls)
    return cast("Callable[P, T]", made)


def _written(
    cls: Any, name: str, first: str, opening: str, setting: str, *closing: str, **known: Any
) -> Callable[..., Any]:
    """A function with the parameters of a value class, written out as `dataclass` does, which sets all fields.

    `dataclass` sets those of frozen classes by way of `object.__setattr__`, which looks each up by its name.
    """
    parameters, lines = [], [opening]
    known["_missing"] = MISSING
    for slot in fields(cls):
        given = slot.name
        known |= {f"_set_{given}": getattr(cls, given).__set__, f"_default_{given}": slot.default}
        known[f"_fresh_{given}"] = slot.default_factory
        if slot.default is not MISSING:
            parameters.append(f"{given}=_default_{given}")
        elif slot.default_factory is not MISSING:
            parameters.append(f"{given}=_missing")
            given = f"_fresh_{given}() if {given} is _missing else {given}"
        else:
            parameters.append(given)
        lines.append(setting.format(slot.name, given))
    after = "self.__post_init__()" if hasattr(cls, "__post_init__") else ""
    lines += [*closing[:1], after, *closing[1:]]
    body = "".join(f"    {line}\n" for line in lines if line)
    exec(f"def {name}({first}*, {', '.join(parameters)}):\n{body}", known)  # noqa: S102 - of names of fields only
    written: Callable[..., Any] = known[name]
    written.__qualname__, written.__module__ = f"{cls.__qualname__}.{name}", cls.__module__
    return written


def _keeper_of_utc(names: tuple[str, ...]) -> Any:
    def check(self: object) -> None:
        for name in names:
            at: datetime | None = getattr(self, name)
            if at is None or at.tzinfo is UTC:
                continue
            if at.tzinfo is None:
                raise ValueError(f"{type(self).__name__}.{name} must carry a time zone, got {at!r}")
            object.__setattr__(self, name, at.astimezone(UTC))

    return check


# ── who and what ─────────────────────────────────────────────────────────────────────────────────────────────────


class Side(StrEnum):
    """Whose business it is. JOINT: a Korean–Chinese joint venture counts as either side."""

    KR = "KR"
    CN = "CN"
    JOINT = "JOINT"
    OTHER = "OTHER"


class Scope(StrEnum):
    """core: batteries and a Korea–China relation; adjacent: half of that; out: the rest (`config/vocabulary/`)."""

    CORE = "core"
    ADJACENT = "adjacent"
    OUT = "out"


#: Parties known only by country ("a Chinese battery maker"): pseudo entity ids, never in the watchlist.
UNNAMED: Final = {Side.KR: "?KR", Side.CN: "?CN"}


# ── sources ──────────────────────────────────────────────────────────────────────────────────────────────────────


@value
class Feed:
    """An address that is polled. `url` is http(s), or for kind "file" a path relative to the configuration folder."""

    id: str
    url: str
    publisher: str
    title: str = ""
    kind: str = "rss"
    language: str | None = None
    zone: str = "UTC"  # IANA name, for dates that carry none
    group: str = "other"
    enabled: bool = True
    confidence: str = "high"
    notes: str = ""


class Health(StrEnum):
    """What a feed's recent polls say of it."""

    UNKNOWN = "unknown"  # never polled
    OK = "ok"
    EMPTY = "empty"  # answers 200 with no items
    FOSSIL = "fossil"  # answers, but nothing new for far longer than its rhythm
    FAILING = "failing"
    BLOCKED = "blocked"  # 401, 403, 451
    MOVED = "moved"
    GONE = "gone"  # 410


@value
class FeedState:
    """What the next poll of a feed needs to know. `seen` holds hashes of the item spans read last time."""

    feed: str
    due_at: datetime
    address: str | None = None  # where the feed moved for good
    moving_to: str | None = None  # a permanent redirect seen `moving_seen` times running, not yet believed
    moving_seen: int = 0
    etag: str | None = None
    last_modified: str | None = None
    body_hash: str | None = None
    seen: tuple[str, ...] = ()
    entries: int = 0  # entries in the last full parse
    interval_s: int = 600
    failures: int = 0
    rest_until: datetime | None = None  # not asked before, even by a run that asks every feed
    health: Health = Health.UNKNOWN
    reason: str = ""  # of the last failure, in words
    last_polled_at: datetime | None = None
    last_success_at: datetime | None = None
    last_new_at: datetime | None = None


@value
class Fetched:
    """A body arrived. `url` is the final address; header names are lower case."""

    url: str
    status: int
    body: bytes
    headers: tuple[tuple[str, str], ...] = ()
    moved_to: str | None = None  # permanent redirect seen (301/308)


@value
class NotModified:
    """304, or a body equal to the last one."""


@value
class FetchFailed:
    """No usable answer. `kind` is a closed word for logs and metrics; `detail` says it in a sentence."""

    kind: str  # dns, refused, unreachable, timeout, tls, http-404, http-5xx, blocked, gone, too-large, not-a-feed, …
    detail: str
    retry_after_s: int | None = None


FetchOutcome = Fetched | NotModified | FetchFailed


@value
class FetchRequest:
    """What to ask for: the address with the validators of the last answer."""

    feed: Feed
    url: str
    etag: str | None = None
    last_modified: str | None = None
    accept: str = ""  # other kinds of content than those of feeds
    spacing_s: float = 0.0  # between two requests to this host, where it asks for more than the settings do


@value
class Robots:
    """What a site asks of programs: the text of its robots.txt, "" where it has none."""

    site: str  # scheme, host and port
    at: datetime
    rules: str = ""


@value
class Article:
    """What came of fetching the article of an item: its main text and where it stood, or a word for what went wrong."""

    item: str
    outcome: str  # ok, robots, robots-unknown, over-limit, not-html, no-text, paywall, too-slow, or `FetchFailed.kind`
    text: str = ""
    url: str = ""
    detail: str = ""


@value
class Parsed:
    """What a body held: `items` not seen at the last poll, and what the next poll must know of this one."""

    items: tuple[Item, ...]
    seen: tuple[str, ...]
    entries: int
    body_hash: str
    problem: str = ""  # what was wrong with the feed, in words; what could be read is in `items`
    newest_at: datetime | None = None  # publication of the newest of `items`
    ttl_s: int | None = None  # how long the publisher asks us to wait


@value
class Item:
    """One entry of a feed, normalised. `id` is the same whichever feed carries the article."""

    id: str
    feed: str
    title: str
    seen_at: datetime
    url: str = ""
    guid: str | None = None
    summary: str = ""
    body: str = ""
    body_from: str = ""  # the page that `body` was taken from; "": it came with the feed
    article: str = ""  # what came of fetching that page (`Article.outcome`); "": not tried
    language: str = "en"
    publisher: str = ""
    published_at: datetime | None = None
    baseline: bool = False  # came with the first successful poll of its feed: fills the ledger, is not news

    @property
    def at(self) -> datetime:
        """When it happened for ordering: publication, or first sight where the feed gives no date."""
        return self.published_at or self.seen_at


# ── the watchlist ────────────────────────────────────────────────────────────────────────────────────────────────


@value
class Alias:
    """One surface form of an entity. Conditions look at the words around the hit (`within`)."""

    text: str
    language: str = ""  # of the press that writes so; the first of a language is the name to print
    only_in: str = ""  # counts in texts of this language only; "" = any without an alias of its own
    case: bool = False  # letters must have the case given
    require: tuple[str, ...] = ()  # one of these must stand nearby
    forbid: tuple[str, ...] = ()  # none of these may stand nearby
    within: str = "item"  # where require and forbid look: "sentence" | "title" | "item"
    fuzzy: bool | None = None  # None: decided by length and script


@value
class Entity:
    """Someone or something we recognise. `watch=False`: recognised so that it can be ignored, never a trigger."""

    id: str
    name: str
    kind: str  # company, organisation, person, product, place, technology
    country: str
    side: Side
    role: str = ""
    sector: str = ""
    watch: bool = True
    parent: str | None = None
    tickers: tuple[str, ...] = ()
    aliases: tuple[Alias, ...] = ()


@value
class CountryMark:
    """A word that stands for an unnamed firm of a side ("Chinese battery maker", 中企, 韩企)."""

    text: str
    side: Side
    language: str = ""
    forbid: tuple[str, ...] = ()  # 비중국, ex-China: no party


@value
class Watchlist:
    """`decoys` are longer or look-alike words that are nobody we watch; they shield the aliases inside them."""

    entities: tuple[Entity, ...]
    marks: tuple[CountryMark, ...] = ()
    decoys: tuple[str, ...] = ()


# ── reading ──────────────────────────────────────────────────────────────────────────────────────────────────────


@value
class Span:
    """A stretch of an item's original text; `field` is title, summary or body."""

    field: str
    start: int
    end: int


@value
class Mention:
    """An entity found in a text. `entity` is an id, or a value of UNNAMED for a country mark."""

    entity: str
    alias: str
    span: Span
    surface: str
    how: str = "exact"  # exact, fuzzy, country
    score: float = 100.0
    reason: str = ""


@value
class Amount:
    """A quantity in base units. `high` closes a range; `unit` is Wh, Wh/yr, W, t, t/yr, m2, m2/yr, KRW, CNY, USD,
    EUR, JPY, vehicles, vehicles/yr, %. `qualifier`: "", about, over, up-to, planned, several."""

    value: float
    unit: str
    span: Span
    surface: str
    high: float | None = None
    qualifier: str = ""
    role: str = ""  # of a percentage: stake, share, change, rate; of money: conversion (of the one before), results
    flag: str = ""  # a sanity range it falls outside, in words


@value
class Party:
    """An actor of an event. `role`: supplier, buyer, partner, investor, target, plaintiff, defendant, actor."""

    entity: str
    side: Side
    role: str = "actor"


@value
class Report:
    """What one item says of one event. `evidence` are the sentences that say it."""

    item: str
    index: int
    event: str
    status: str
    parties: tuple[Party, ...]
    at: datetime
    amounts: tuple[Amount, ...] = ()
    products: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    periods: tuple[str, ...] = ()  # "2026", "2026-Q2", "2026/2030"
    modality: str = "fact"  # fact, hearsay, intention, denial, question, background
    scope: Scope = Scope.OUT
    reportable: bool = False
    evidence: tuple[Span, ...] = ()
    sentence: str = ""  # the first evidence sentence, as printed
    reasons: tuple[str, ...] = ()


@value
class Reading:
    """All that was understood of an item. The first report is the main one; its facts are the item's decision."""

    item: str
    language: str
    mentions: tuple[Mention, ...] = ()
    entities: tuple[str, ...] = ()  # company ids really meant, sorted
    reports: tuple[Report, ...] = ()
    scope: Scope = Scope.OUT
    reportable: bool = False
    dropped: str = ""  # named reason when nothing is reportable: no-company, out-of-scope, opinion, share-price, …
    reasons: tuple[str, ...] = ()
    family: str = ""  # the newsroom that prints it (`config/publishers.yaml`); "" where it is not known
    wire: str = ""  # the wire whose text it copies or cites; "" where the words are its own


# ── the ledger ───────────────────────────────────────────────────────────────────────────────────────────────────


@value
class Source:
    """An item that told a development, as the ledger shows it."""

    item: str
    index: int  # which report of the item
    publisher: str
    language: str
    url: str
    title: str
    sentence: str
    at: datetime
    status: str
    dated: bool = True  # False: nobody says when; `at` is only when we first saw it in a new feed or an archive
    family: str = ""  # the newsroom of `publisher`, as `Reading.family`
    wire: str = ""  # as `Reading.wire`

    @property
    def origin(self) -> str:
        """Who speaks: the wire that is copied, else the newsroom, else the publisher under the name it gives."""
        return self.wire or self.family or self.publisher


class ChangeKind(StrEnum):
    """What an item did to the ledger."""

    NEW = "new"
    UPDATE = "update"
    REPEAT = "repeat"
    CONFLICT = "conflict"


@value
class Move:
    """A fact that moved: which, from what, to what. `before` and `after` are ids ("" = was not known), for amounts
    the surfaces as printed, with the amounts themselves in `was` and `now`."""

    fact: str  # status, amount, party, place, product, period
    before: str
    after: str
    was: Amount | None = None
    now: Amount | None = None


@value
class Change:
    """What one report did to one development, and why."""

    development: str
    item: str
    index: int
    kind: ChangeKind
    at: datetime
    moves: tuple[Move, ...] = ()
    reason: str = ""


@value
class Development:
    """The real-world thing: one deal, plant, dispute, with its current facts and its timeline of sources."""

    id: str
    event: str
    status: str
    parties: tuple[Party, ...]
    scope: Scope
    opened_at: datetime
    moved_at: datetime  # when a source last moved a fact
    amounts: tuple[Amount, ...] = ()
    products: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    periods: tuple[str, ...] = ()
    sources: tuple[Source, ...] = ()
    changes: tuple[Change, ...] = ()  # the timeline, oldest first, without repeats
    revision: int = 1


# ── delivery ─────────────────────────────────────────────────────────────────────────────────────────────────────


@value
class Filter:
    """Which developments an audience wants; an empty tuple does not restrict."""

    scopes: tuple[str, ...] = ("core",)
    parties: tuple[str, ...] = ()
    sides: tuple[str, ...] = ()
    events: tuple[str, ...] = ()
    stages: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()  # at least one source in one of these
    min_importance: int = 0


@value
class Audience:
    """Who is told what. `schedule` is "immediate" or a five-field cron string in `zone` (0 and 7 = Sunday)."""

    id: str
    title: str
    filter: Filter
    schedule: str
    zone: str
    channels: tuple[str, ...]
    language: str = "en"
    quiet: tuple[str, str] | None = None  # local times "22:00", "07:00": immediate audiences wait
    holidays: tuple[str, ...] = ()  # countries ("KR", "CN") on whose public holidays nothing is sent
    max_cards: int = 12


@value
class Card:
    """One development for one audience. `moves` is what moved since this audience was last told."""

    development: Development
    kind: ChangeKind
    moves: tuple[Move, ...]
    importance: int
    why: tuple[str, ...]


class DigestKind(StrEnum):
    """watching: the first message of an audience; alert: an immediate audience; digest: a scheduled one."""

    WATCHING = "watching"
    ALERT = "alert"
    DIGEST = "digest"


@value
class SourceCount:
    """One line of the summary of feeds in the "now watching" message."""

    state: str
    feeds: int


@value
class FeedTrouble:
    """A feed that brings nothing: its name for people, its state (`Health`), and when it was last heard of."""

    name: str
    state: str
    since: datetime | None = None


@value
class Digest:
    """Everything one audience is told at one slot. `key` is the same however often it is composed."""

    key: str
    audience: str
    title: str
    kind: DigestKind
    language: str
    zone: str
    at: datetime
    cards: tuple[Card, ...]
    rest: tuple[Card, ...] = ()  # developments beyond max_cards: told in one line each
    more: int = 0  # how many more there are than `cards`
    ledger: int = 0  # developments in the ledger (watching message)
    feeds: tuple[SourceCount, ...] = ()
    muted: int = 0  # developments left out because a reader muted them or one of their parties
    troubles: tuple[FeedTrouble, ...] = ()  # told once a week


class DeliveryState(StrEnum):
    """Life of an outbox row. SENDING survives a crash as "may have been sent": the channel reconciles first."""

    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    DEAD = "dead"
    CLOSED = "closed"  # no longer applies, with the reason


@value
class Delivery:
    """One message to one target through one channel. `payload` is what the channel sends, rendered, as JSON.

    Deliveries of one `thread` belong together and go out in order; `parent` is the receipt of the thread's first
    message, known once that was sent."""

    key: str
    digest: str
    audience: str
    channel: str
    target: str
    payload: str
    state: DeliveryState = DeliveryState.PENDING
    attempts: int = 0
    not_before: datetime
    receipt: str = ""
    reason: str = ""
    thread: str = ""
    parent: str = ""


@value
class Sent:
    """The other side has it. `receipt` is its own id for it (Slack ts, Message-ID, file path)."""

    receipt: str


@value
class Retry:
    """Surely not sent; try again, not before `after_s` seconds when the other side said so."""

    reason: str
    after_s: int | None = None


@value
class Rejected:
    """Surely not sent, and trying again will not help until someone acts on the reason."""

    reason: str


@value
class Unknown:
    """It may have arrived (lost reply, time-out, 5xx): the channel must look before it sends again, and not before
    `after_s` seconds, when the other side's records have settled."""

    reason: str
    after_s: int | None = None


SendOutcome = Sent | Retry | Rejected | Unknown


# ── what readers say back ────────────────────────────────────────────────────────────────────────────────────────


class FeedbackKind(StrEnum):
    """mute-*: leave it out for a while. The others judge the reading; they become suggestions, never rules."""

    MUTE_DEVELOPMENT = "mute-development"
    MUTE_COMPANY = "mute-company"
    WRONG_COMPANY = "wrong-company"  # a name that was read as `entity` (or as a party, when "") means someone else
    SAME = "same"  # `development` and `other` are one and the same thing
    NOT_SAME = "not-same"  # they are not; without `other`: not everything told of `development` is one thing


@value
class Feedback:
    """One thing a reader said. `id` is the same however often it reaches us."""

    id: str
    at: datetime
    who: str
    kind: FeedbackKind
    development: str = ""
    entity: str = ""
    other: str = ""
    until: datetime | None = None  # end of a mute; None: until it is lifted
    note: str = ""
    source: str = ""  # cli, slack


# ── what a step did ──────────────────────────────────────────────────────────────────────────────────────────────


@value
class FeedResult:
    """How polling one feed went. `outcome`: ok, not-modified, empty, or the kind of the failure."""

    feed: str
    outcome: str
    new: int = 0
    revised: int = 0
    seen_before: int = 0
    reason: str = ""  # of a failure or a parsing problem, in words

    @property
    def failed(self) -> bool:
        return self.outcome not in ("ok", "not-modified", "empty")


@value
class Count:
    """How often something happened, by its name."""

    name: str
    n: int


@value
class Conservation:
    """Where the items of a run went. Nothing may vanish: `items` = reported + merged + dropped + waiting."""

    items: int = 0
    reported: int = 0  # moved the ledger
    merged: int = 0  # told what the ledger knew: a further source
    dropped: tuple[Count, ...] = ()  # by named reason
    waiting: int = 0  # not yet through every step (another worker holds them, or a step failed)

    @property
    def balanced(self) -> bool:
        return self.items == self.reported + self.merged + sum(c.n for c in self.dropped) + self.waiting


@value
class DeliveryResult:
    """How one delivery went: its state now and, unless sent, why."""

    key: str
    channel: str
    target: str
    state: DeliveryState
    reason: str = ""


@value
class RunSummary:
    """What one run did, step by step. `failures` are sentences for people; they make the exit code 3."""

    run: str
    started_at: datetime
    ended_at: datetime
    feeds: tuple[FeedResult, ...] = ()
    articles: tuple[Count, ...] = ()  # pages that were wanted, by outcome
    conservation: Conservation = Conservation()
    new: int = 0  # developments opened
    updated: int = 0
    conflicts: int = 0
    digests: tuple[Digest, ...] = ()
    deliveries: tuple[DeliveryResult, ...] = ()
    notes: tuple[str, ...] = ()  # said once: channels that are off, …
    failures: tuple[str, ...] = ()
