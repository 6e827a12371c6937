"""The ledger as static pages: an index and a page for each development, by the renderer of the digests. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Final

from monitor.digest.book import Book
from monitor.digest.render.web import render_web
from monitor.ledger.change import moves_between
from monitor.model import Card, ChangeKind, Development, Digest, DigestKind

#: The index shows this many developments in full; the others by a line each.
CARDS: Final = 12


def pages(
    developments: Sequence[Development], book: Book, *, language: str, zone: str, now: datetime
) -> Iterator[tuple[str, str]]:
    """(path below the output folder, HTML) of every page. `developments` come with the latest moved first."""
    here = book if book.ledger_url else replace(book, ledger_url=".")
    cards = tuple(_card(development) for development in developments)
    yield "index.html", render_web(_digest("ledger", "Ledger", cards, language, zone, now), here)
    for card in cards:
        one = card.development
        title = f"{book.event(one.event, language)}: " + ", ".join(book.name(p.entity, language) for p in one.parties)
        yield f"{one.id}/index.html", render_web(_digest(one.id, title, (card,), language, zone, now), book)


def _card(development: Development) -> Card:
    moves = moves_between(None, development)
    return Card(development=development, kind=ChangeKind.NEW, moves=moves, importance=0, why=())


def _digest(key: str, title: str, cards: tuple[Card, ...], language: str, zone: str, now: datetime) -> Digest:
    return Digest(
        key=key,
        audience="ledger",
        title=title,
        kind=DigestKind.DIGEST,
        language=language,
        zone=zone,
        at=now,
        cards=cards[:CARDS],
        rest=cards[CARDS:],
        more=max(0, len(cards) - CARDS),
        ledger=len(cards),
    )
