"""The ledger as feeds: what an audience would be told, or what a company does, one entry a development.

An entry keeps its id for good; it is of the day its development was opened, and updated when a fact moved.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import islice
from typing import Final

from monitor.digest.book import Book
from monitor.digest.compose import wants
from monitor.digest.render.entries import Entry, atom_feed, json_feed, render_entries
from monitor.ledger.change import moves_between
from monitor.model import Audience, Card, ChangeKind, Development, DigestKind, value
from monitor.store import search
from monitor.store.search import Wanted
from monitor.web.entries import frame
from monitor.web.here import Here
from monitor.web.site import Site

ENTRIES: Final = 50
#: Developments looked through at once to find those an audience wants, and how often at most.
BATCH: Final = 60
BATCHES: Final = 10


@value
class Channel:
    """A feed before it is written."""

    key: str
    title: str
    language: str
    entries: tuple[Entry, ...]

    def atom(self, address: str) -> str:
        """As Atom 1.0, served at `address`."""
        return atom_feed(self.key, self.title, self.language, address, list(self.entries))

    def json(self, address: str) -> str:
        """As JSON Feed 1.1, served at `address`."""
        return json_feed(self.title, self.language, address, list(self.entries))


def of_audience(site: Site, id_: str, here: Here, address: str) -> Channel | None:
    """The latest developments that an audience's filter lets through, in its language."""
    audience = site.audiences.get(id_)
    if audience is None:
        return None
    mine = list(islice(_wanted(site, audience), ENTRIES))
    return _channel(f"audience/{id_}", audience.title, mine, _as_read_by(audience, here), _book(site, address))


def _wanted(site: Site, audience: Audience) -> Iterator[Development]:
    with site.store.read() as tx:
        for batch in range(BATCHES):
            found = search.find(tx, Wanted(), limit=BATCH, offset=batch * BATCH).developments
            yield from (one for one in found if wants(audience.filter, one))


def of_company(site: Site, id_: str, here: Here, address: str) -> Channel | None:
    """The latest developments of a company."""
    if id_ not in site.entities:
        return None
    with site.store.read() as tx:
        found = search.find(tx, Wanted(party=id_), limit=ENTRIES).developments
    name = f"{site.book.name(id_, here.language)} · {site.settings.title}"
    return _channel(f"company/{id_}", name, found, here, _book(site, address))


def _as_read_by(audience: Audience, here: Here) -> Here:
    return replace(here, language=audience.language, zone=audience.zone)


def _book(site: Site, address: str) -> Book:
    return replace(site.book, ledger_url=f"{address}/d" if address else "")


def _channel(key: str, title: str, found: Iterable[Development], here: Here, book: Book) -> Channel:
    cards = tuple(_card(one) for one in found)
    rendered = render_entries(replace(frame(here), kind=DigestKind.DIGEST, cards=cards), book)
    entries = tuple(_lasting(entry, card.development) for entry, card in zip(rendered, cards, strict=True))
    return Channel(key=key, title=title, language=here.language, entries=entries)


def _card(one: Development) -> Card:
    kind = one.changes[-1].kind if one.changes else ChangeKind.NEW
    moves = one.changes[-1].moves if one.changes else moves_between(None, one)
    return Card(development=one, kind=kind, moves=moves, importance=0, why=())


def _lasting(entry: Entry, one: Development) -> Entry:
    """The entry with what never changes of the development, instead of the moment of rendering."""
    return {
        **entry,
        "id": f"tag:monitor,2026:development/{one.id}",
        "date_published": f"{one.opened_at:%Y-%m-%dT%H:%M:%SZ}",
        "date_modified": f"{one.moved_at:%Y-%m-%dT%H:%M:%SZ}",
    }
