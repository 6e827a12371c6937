"""A digest as plain text: styled lines for the terminal, wrapped text for files and for an email's text part."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from rich.console import Console
from rich.text import Text

from monitor.digest.book import Book
from monitor.digest.face import Face, FaceFact, face_of
from monitor.digest.summary import feeds_line, footnote, period_line
from monitor.digest.wording import phrase
from monitor.model import ChangeKind, Digest, DigestKind

WIDTH: Final = 78
_BADGES: Final = {ChangeKind.NEW: "bold cyan", ChangeKind.UPDATE: "bold yellow", ChangeKind.CONFLICT: "bold red"}
_TONES: Final = {"firm": "bold green", "soft": "bold yellow", "halt": "bold red"}

Part = tuple[str, str]


class Line(NamedTuple):
    """A line: how far it is set in, its parts as (text, style), and whether it may be wrapped."""

    indent: int
    parts: tuple[Part, ...]
    wrap: bool = True


BLANK: Final = Line(0, (("", ""),))


def render_text(digest: Digest, book: Book, width: int = WIDTH) -> str:
    """The digest as text of `width` terminal cells; Korean and Chinese letters take two."""
    console = Console(width=width, color_system=None)
    return "\n".join(out for line in lines_of(digest, book) for out in _wrapped(line, console, width)) + "\n"


def _wrapped(line: Line, console: Console, width: int) -> Iterator[str]:
    text = Text("".join(part for part, _ in line.parts))
    pieces = text.wrap(console, width - line.indent) if line.wrap else [text]
    for piece in pieces:
        yield (" " * line.indent + piece.plain).rstrip()


def lines_of(digest: Digest, book: Book) -> tuple[Line, ...]:
    """The digest as styled lines."""
    return tuple(_lines(digest, book))


def _lines(digest: Digest, book: Book) -> Iterator[Line]:
    yield Line(0, ((digest.title, "bold"),))
    yield Line(0, ((period_line(digest), "dim"),))
    if digest.kind is DigestKind.WATCHING:
        yield from _watching(digest)
    for card in digest.cards:
        yield BLANK
        yield from _card(face_of(card, digest, book), digest.language)
    if digest.rest:
        yield BLANK
        yield Line(0, ((phrase(digest.language, "rest"), "bold"),))
    for card in digest.rest:
        face = face_of(card, digest, book)
        yield Line(2, (("· ", "dim"), (face.headline, ""), (f" — {face.stage}", "dim")))
    if note := footnote(digest):
        yield BLANK
        yield Line(0, ((note, "dim"),))


def _watching(digest: Digest) -> Iterator[Line]:
    yield BLANK
    yield Line(0, ((phrase(digest.language, "watching_line", digest.ledger), ""),))
    if line := feeds_line(digest):
        yield Line(0, ((line, "dim"),))
    if digest.cards:
        yield BLANK
        yield Line(0, ((phrase(digest.language, "latest"), "bold underline"),))


def _card(face: Face, language: str) -> Iterator[Line]:
    badge: Part = (f"{face.badge.upper()}  " if face.badge else "", _BADGES.get(face.kind, "bold"))
    yield Line(0, (badge, (face.headline, "bold"), (f" · {face.products}" if face.products else "", "dim")))
    if face.gloss:
        yield Line(2, ((face.gloss, ""),))
    yield Line(2, tuple(_steps(face)))
    for fact in face.facts:
        if fact.moved:
            yield Line(2, tuple(_moved(fact)))
    if standing := tuple(_standing(face)):
        yield Line(2, standing)
    yield from _sources(face, language)


def _steps(face: Face) -> Iterator[Part]:
    for at, step in enumerate(face.steps):
        last = at == len(face.steps) - 1
        yield (" → " if at else ""), "dim"
        yield step.label, (_TONES[face.tone] if last else "bold" if step.fresh else "")
        yield f" {step.date}", "dim"


def _moved(fact: FaceFact) -> Iterator[Part]:
    yield f"{fact.label}: ", "dim"
    if fact.before:
        yield f"{fact.before} → ", "dim strike"
    yield fact.text, "bold"
    yield from _remarks(fact)


def _standing(face: Face) -> Iterator[Part]:
    """The facts that did not move, on one line: figures and places need no labels."""
    for at, fact in enumerate(f for f in face.facts if not f.moved):
        yield (" · " if at else ""), "dim"
        yield fact.text, ""
        yield from _remarks(fact)


def _remarks(fact: FaceFact) -> Iterator[Part]:
    if fact.conversion:
        yield f" ≈ {fact.conversion} ({fact.rate})", "dim"
    if fact.note:
        yield f" ({fact.note})", "yellow"


def _sources(face: Face, language: str) -> Iterator[Line]:
    if face.quote:
        source = face.quote.source
        yield Line(2, ((f"“{face.quote.text}”", "italic"), (f" — {source.publisher}, {source.date}", "dim")))
        if source.url:
            yield Line(2, ((source.url, "dim underline"),), wrap=False)
    if face.sources:
        groups = "; ".join(
            f"{name}: {phrase(language, 'comma').join(s.publisher for s in some)}{f' +{left}' if left else ''}"
            for name, some, left in face.sources
        )
        yield Line(2, ((f"{phrase(language, 'sources')} {groups}", "dim"),))
    if told := " · ".join(t for t in (face.first, face.unseen) if t):
        yield Line(2, ((told, "dim"),))
    if face.link:
        yield Line(2, ((face.link, "dim underline"),), wrap=False)
