"""What the pages are made from, apart from the reader's wishes."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from monitor.app import App
from monitor.config.secret import Secret
from monitor.config.shape import WebShape
from monitor.digest.book import Book
from monitor.model import Audience, Entity, Feed
from monitor.store.store import Store
from monitor.web.shelf import Shelf


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """The parts of a running monitor that pages show."""

    store: Store
    shelf: Shelf
    book: Book
    feeds: tuple[Feed, ...]
    entities: Mapping[str, Entity]
    audiences: Mapping[str, Audience]
    ranks: Mapping[str, int]
    settings: WebShape
    address: str = ""  # where the pages are served, without a slash at the end; "" = not known
    password: Secret | None = None
    token_key: Secret | None = None

    @property
    def events(self) -> tuple[str, ...]:
        """Every event id."""
        return tuple(self.book.events)

    @property
    def stages(self) -> tuple[str, ...]:
        """Every stage id, in the order deals pass them."""
        return tuple(sorted(self.book.stages, key=lambda s: (self.ranks.get(s, 99), s)))


def site_of(app: App) -> Site:
    """The site of a running monitor."""
    settings = app.settings
    return Site(
        store=app.store,
        shelf=Shelf(app.store),
        book=app.book,
        feeds=app.feeds,
        entities={e.id: e for e in app.watchlist.entities},
        audiences={a.id: a for a in app.audiences},
        ranks=app.vocabulary.ranks,
        settings=settings.web,
        address=settings.ledger_url.rstrip("/"),
        password=settings.secrets.web_password,
        token_key=settings.secrets.web_token_key,
    )
