"""The composition root: settings in, a working monitor out. Nothing else builds parts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from types import TracebackType
from typing import TYPE_CHECKING, Protocol

from monitor.config.feeds import load_feeds
from monitor.config.settings import Settings
from monitor.model import (
    Amount,
    Article,
    Audience,
    Feed,
    FeedState,
    FetchOutcome,
    FetchRequest,
    Item,
    Parsed,
    Reading,
    Robots,
    Watchlist,
)
from monitor.sources.article import Articles
from monitor.sources.fetch import Fetcher
from monitor.sources.workers import Parsers
from monitor.store.lease import Worker, this_worker
from monitor.store.store import Store, open_store

if TYPE_CHECKING:  # imported where they are first used, see `App`
    from monitor.channels.channel import Channel, Listener
    from monitor.config.identity import Identity
    from monitor.config.publishers import Publishers
    from monitor.config.vocabulary import Vocabulary
    from monitor.digest.book import Book


class Reads(Protocol):
    """Understands items."""

    def read(self, item: Item) -> Reading:
        """All that is understood of an item; pure."""


class Parses(Protocol):
    """Turns fetched bodies into items."""

    def parse_all(
        self,
        answers: Iterable[tuple[FetchRequest, FetchOutcome]],
        state_of: Callable[[str], FeedState | None],
        now: datetime,
    ) -> Iterator[tuple[FetchRequest, FetchOutcome, Parsed | None]]:
        """Each answer with what its body held; None where no body came."""

    def close(self) -> None:
        """Let go of what it holds."""


class FindsArticles(Protocol):
    """Fetches the articles behind items."""

    def read_all(self, items: Sequence[Item], known: Mapping[str, Robots], now: datetime) -> Iterator[Robots | Article]:
        """The article of each item as they come, and the rules of sites that were asked on the way."""

    def close(self) -> None:
        """Let go of what it holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Knowledge:
    """What is read from the configuration folder, without a database or a network: enough to read and to replay.

    The reader is made when first asked for: it is half of the cost, and what only shows or sends needs none.
    """

    watchlist: Watchlist
    vocabulary: Vocabulary
    identity: Identity
    book: Book
    publishers: Publishers
    make_reader: Callable[[], Reads]

    @property
    def reader(self) -> Reads:
        return self.make_reader()


@dataclass(frozen=True, slots=True, kw_only=True)
class Outlets:
    """The channels that are used, and those that are off, each with its reason in a sentence."""

    channels: Mapping[str, Channel]
    off: tuple[str, ...] = ()
    listeners: tuple[Listener, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """Every part of a running monitor. Use as a context manager: leaving it lets go of all of them.

    Knowledge and outlets are made when first asked for: polling needs neither, and they are most of the start.
    """

    settings: Settings
    worker: Worker
    store: Store
    feeds: tuple[Feed, ...]
    fetcher: Fetcher
    parsers: Parses
    articles: FindsArticles
    audiences: tuple[Audience, ...]
    knowledge: Callable[[], Knowledge]
    outlets: Callable[[], Outlets]

    @property
    def watchlist(self) -> Watchlist:
        return self.knowledge().watchlist

    @property
    def vocabulary(self) -> Vocabulary:
        return self.knowledge().vocabulary

    @property
    def identity(self) -> Identity:
        return self.knowledge().identity

    @property
    def reader(self) -> Reads:
        return self.knowledge().reader

    @property
    def book(self) -> Book:
        return self.knowledge().book

    @property
    def channels(self) -> Mapping[str, Channel]:
        return self.outlets().channels

    @property
    def off(self) -> tuple[str, ...]:
        return self.outlets().off

    def close(self) -> None:
        """Let go of connections and worker processes."""
        self.parsers.close()
        self.articles.close()
        self.store.close()

    def __enter__(self) -> App:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()


def load_knowledge(settings: Settings) -> Knowledge:
    """Read the watchlist and the vocabularies.

    Raises:
        ConfigError: a file is missing or mistaken.
    """
    # What only reading and writing need is brought in here: polling starts in half the time without it.
    from monitor.config.identity import load_identity  # noqa: PLC0415
    from monitor.config.places import load_places  # noqa: PLC0415
    from monitor.config.publishers import load_publishers  # noqa: PLC0415
    from monitor.config.units import load_rates, load_units  # noqa: PLC0415
    from monitor.config.vocabulary import load_vocabulary  # noqa: PLC0415
    from monitor.config.watchlist import load_particles, load_watchlist  # noqa: PLC0415
    from monitor.digest.book import Book  # noqa: PLC0415
    from monitor.reading.amounts import convert, format_amount  # noqa: PLC0415
    from monitor.reading.read import Reader  # noqa: PLC0415

    folder = settings.config_dir
    watchlist, vocabulary, particles = load_watchlist(folder), load_vocabulary(folder), load_particles(folder)
    places, publishers = load_places(folder), load_publishers(folder)
    units, rates = load_units(folder), load_rates(folder)

    def exchange(amount: Amount, currency: str, day: date) -> Amount | None:
        return convert(amount, currency, day, rates)

    book = Book.of(
        watchlist,
        events=vocabulary.event_labels,
        stages=vocabulary.stage_labels,
        products=vocabulary.product_labels,
        places=places.labels,
        newsrooms=publishers.labels,
        format_amount=format_amount,
        ledger_url=f"{settings.ledger_url.rstrip('/')}/d" if settings.ledger_url else "",
        convert=exchange,
    )
    return Knowledge(
        watchlist=watchlist,
        vocabulary=vocabulary,
        identity=load_identity(folder, watchlist, vocabulary.ranks, exchange),
        book=book,
        publishers=publishers,
        make_reader=cache(lambda: Reader.build(watchlist, particles, vocabulary, units, places, publishers)),
    )


def build(settings: Settings) -> App:
    """Build everything; what costs time only when it is first used.

    Raises:
        ConfigError: a file of the configuration is missing or mistaken (of knowledge: when it is first used).
        StoreError: the database cannot be used.
    """
    return build_from(settings, lambda: load_knowledge(settings))


def build_from(settings: Settings, knowledge: Callable[[], Knowledge]) -> App:
    """Build everything on knowledge that someone else loads.

    Raises:
        ConfigError: the list of feeds is mistaken.
        StoreError: the database cannot be used.
    """
    known = cache(knowledge)
    return App(
        settings=settings,
        worker=this_worker(),
        feeds=load_feeds(settings.config_dir),
        store=open_store(settings.database_url.reveal()),
        fetcher=Fetcher(settings.policy.poll, settings.feeds_base, settings.source_keys),
        parsers=Parsers(),
        articles=Articles(settings.policy.articles, settings.policy.poll, settings.feeds_base),
        audiences=settings.audiences,
        knowledge=known,
        outlets=cache(lambda: _outlets(settings, known().book)),
    )


def _outlets(settings: Settings, book: Book) -> Outlets:
    from monitor.channels.build import build_channels, build_listeners  # noqa: PLC0415 - see `load_knowledge`

    channels, off = build_channels(settings, book)
    listeners, deaf = build_listeners(settings)
    reasons = (*(f"{one.name}: {one.reason}" for one in off), *([deaf] if deaf else []))
    return Outlets(channels=channels, off=reasons, listeners=listeners)
