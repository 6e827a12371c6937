"""A development as the pages show it, in the words of the page's language: whole as a card, or as a line of a list."""

from __future__ import annotations

from datetime import datetime

from monitor.digest.book import Book
from monitor.digest.face import Face, FaceParty, face_of, more_parties, parties_of, tone_of
from monitor.digest.gloss import gloss
from monitor.digest.voices import voices
from monitor.digest.wording import phrase
from monitor.model import Card, ChangeKind, Development, Digest, DigestKind, Move, value
from monitor.web.here import Here


@value
class Line:
    """A development in a list."""

    id: str
    parties: tuple[FaceParty, ...]
    more_parties: int
    event: str
    stage: str
    tone: str
    gloss: str
    at: datetime
    languages: tuple[str, ...]
    publishers: int


@value
class Entry:
    """A development as a card. `gloss` is always there, whatever language the quote has."""

    id: str
    face: Face
    gloss: str
    at: datetime
    badge: str
    kind: str
    languages: tuple[str, ...]
    publishers: int


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
        languages=_languages(one),
        publishers=len(voices(one.sources)),
    )


def line_of(one: Development, here: Here, book: Book) -> Line:
    """A development in a list: who, what and how far, without its sources and figures."""
    language = here.language
    return Line(
        id=one.id,
        parties=parties_of(one, language, book),
        more_parties=more_parties(one),
        event=book.event(one.event, language),
        stage=book.stage(one.status, language),
        tone=tone_of(one.status),
        gloss=gloss(one, language, book),
        at=one.moved_at,
        languages=_languages(one),
        publishers=len(voices(one.sources)),
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


def _languages(one: Development) -> tuple[str, ...]:
    return tuple(sorted({s.language for s in one.sources}))


def _last(one: Development) -> tuple[ChangeKind, tuple[Move, ...]]:
    if not one.changes:
        return ChangeKind.NEW, ()
    return one.changes[-1].kind, one.changes[-1].moves
