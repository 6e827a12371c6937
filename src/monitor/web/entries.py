"""A development as the pages show it: by the face that digests give it, with the words of the page's language."""

from __future__ import annotations

from datetime import datetime

from monitor.digest.book import Book
from monitor.digest.face import Face, face_of
from monitor.digest.gloss import gloss
from monitor.digest.voices import voices
from monitor.digest.wording import phrase
from monitor.model import Card, ChangeKind, Development, Digest, DigestKind, Move, value
from monitor.web.here import Here


@value
class Entry:
    """A development on a page. `gloss` is always there, whatever language the quote has."""

    id: str
    face: Face
    gloss: str
    at: datetime
    badge: str
    kind: str
    languages: tuple[str, ...]
    publishers: int
    places: str


def entry_of(one: Development, here: Here, book: Book) -> Entry:
    """A development with what its last change moved."""
    kind, moves = _last(one)
    card = Card(development=one, kind=kind, moves=moves, importance=0, why=())
    return Entry(
        id=one.id,
        face=face_of(card, frame(here), book),
        gloss=gloss(one, here.language, book),
        at=one.moved_at,
        badge=phrase(here.language, str(kind)),
        kind=str(kind),
        languages=tuple(sorted({s.language for s in one.sources})),
        publishers=len(voices(one.sources)),
        places=", ".join(book.place(p, here.language) for p in one.places),
    )


def frame(here: Here) -> Digest:
    """The frame that faces are made in: language, zone and day of the page."""
    return Digest(
        key="ledger",
        audience="",
        title="",
        kind=DigestKind.WATCHING,
        language=here.language,
        zone=here.zone,
        at=here.now,
        cards=(),
    )


def _last(one: Development) -> tuple[ChangeKind, tuple[Move, ...]]:
    if not one.changes:
        return ChangeKind.NEW, ()
    return one.changes[-1].kind, one.changes[-1].moves
