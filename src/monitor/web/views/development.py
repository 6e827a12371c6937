"""One development: its timeline with who said what, its facts, its sources by language, and whom it was told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from itertools import groupby

from monitor.digest.book import Book
from monitor.digest.face import Face, FaceFact, face_of, told_by, tone_of
from monitor.digest.gloss import gloss
from monitor.digest.plain import clean
from monitor.digest.wording import language_name, phrase
from monitor.model import Card, Change, ChangeKind, Development, Move, Source, value
from monitor.web.entries import frame
from monitor.web.here import Here
from monitor.web.queries import ToldRow


@value
class Said:
    """A source with the sentence that tells it."""

    publisher: str
    language: str
    url: str
    title: str
    sentence: str
    at: str
    stage: str
    tone: str
    dated: bool


@value
class Step:
    """A point of the timeline: what moved, and the sentence that moved it."""

    at: str
    kind: str
    badge: str
    stage: str
    tone: str
    moves: tuple[FaceFact, ...]
    reason: str
    said: Said | None


@value
class Group:
    """Sources of one language."""

    language: str
    code: str
    sources: tuple[Said, ...]


@value
class Telling:
    """That an audience was told, and where it went."""

    audience: str
    digest: str
    at: str
    deliveries: tuple[str, ...]


@value
class Subject:
    """A development's own page."""

    id: str
    face: Face
    gloss: str
    glosses: tuple[tuple[str, str], ...]  # in the other languages
    scope: str
    opened: str
    moved: str
    revision: int
    parties: tuple[tuple[str, str, str, str], ...]  # id or "", flag, name, role
    steps: tuple[Step, ...]
    groups: tuple[Group, ...]
    conflicts: tuple[FaceFact, ...]
    told: tuple[Telling, ...]


def subject_of(one: Development, told: Iterable[ToldRow], titles: Mapping[str, str], here: Here, book: Book) -> Subject:
    """The page of a development. `titles`: of audiences, by id."""
    card = Card(development=one, kind=ChangeKind.NEW, moves=(), importance=0, why=())
    face = face_of(card, frame(here), book)
    said = {s.item: _said(s, here, book) for s in one.sources}
    others = [code for code in ("en", "ko", "zh") if code != here.language]
    return Subject(
        id=one.id,
        face=face,
        gloss=gloss(one, here.language, book),
        glosses=tuple((code, gloss(one, code, book)) for code in others),
        scope=one.scope,
        opened=here.moment(one.opened_at),
        moved=here.moment(one.moved_at),
        revision=one.revision,
        parties=tuple(
            ("" if p.entity.startswith("?") else p.entity, book.flag(p), book.name(p.entity, here.language), p.role)
            for p in one.parties
        ),
        steps=tuple(_step(change, one, said.get(change.item), here, book) for change in one.changes),
        groups=_groups(one, here, book),
        conflicts=tuple(fact for fact in face.facts if fact.note == phrase(here.language, "differs")),
        told=tuple(_telling(row, titles, here) for row in told),
    )


def _step(change: Change, one: Development, said: Said | None, here: Here, book: Book) -> Step:
    stage = next((m.after for m in change.moves if m.fact == "status"), "")
    rest = tuple(m for m in change.moves if m.fact != "status" and (m.after or m.now))
    return Step(
        at=here.moment(change.at),
        kind=str(change.kind),
        badge=phrase(here.language, str(change.kind)),
        stage=book.stage(stage, here.language) if stage else "",
        tone=tone_of(stage),
        moves=_facts(rest, one, here, book, opening=change.kind is ChangeKind.NEW),
        reason=clean(change.reason),
        said=said,
    )


def _facts(moves: tuple[Move, ...], one: Development, here: Here, book: Book, *, opening: bool) -> tuple[FaceFact, ...]:
    """Moves in the words of digests: a card of just these. That a fact is new goes without saying at the opening."""
    bare = replace(one, parties=(), amounts=(), products=(), places=(), periods=(), sources=())
    card = Card(development=bare, kind=ChangeKind.UPDATE, moves=moves, importance=0, why=())
    told = [fact for fact in face_of(card, frame(here), book).facts if fact.moved]
    unsaid = phrase(here.language, "added") if opening else ""
    return tuple(replace(fact, note="") if fact.note == unsaid else fact for fact in told)


def _groups(one: Development, here: Here, book: Book) -> tuple[Group, ...]:
    order = sorted(one.sources, key=lambda s: (s.language, s.at, s.item))
    return tuple(
        Group(
            language=language_name(code, here.language), code=code, sources=tuple(_said(s, here, book) for s in sources)
        )
        for code, sources in groupby(order, key=lambda s: s.language)
    )


def _said(source: Source, here: Here, book: Book) -> Said:
    title, sentence = clean(source.title), clean(source.sentence)
    return Said(
        publisher=told_by(source, book, here.language),
        language=source.language,
        url=source.url if source.url.startswith(("https://", "http://")) else "",
        title=title,
        sentence="" if sentence == title else sentence,
        at=here.moment(source.at),
        stage=book.stage(source.status, here.language),
        tone=tone_of(source.status),
        dated=source.dated,
    )


def _telling(row: ToldRow, titles: Mapping[str, str], here: Here) -> Telling:
    return Telling(
        audience=titles.get(row.audience, row.audience),
        digest=row.digest,
        at=here.moment(row.slot) if row.slot else "",
        deliveries=tuple(f"{d.channel} {d.target}: {d.state}" for d in row.deliveries),
    )
