"""What the two HTML renderings share: the templates' environment and the values they are filled with."""

from __future__ import annotations

from functools import partial
from typing import Any, Final

from jinja2 import Environment, PackageLoader, StrictUndefined

from monitor.digest.book import Book
from monitor.digest.face import Face, face_of
from monitor.digest.summary import feeds_line, footnote, period_line, subject_line
from monitor.digest.wording import phrase
from monitor.model import Digest, DigestKind

#: Everything that comes from outside is escaped; addresses were checked when the faces were made.
ENVIRONMENT: Final = Environment(
    loader=PackageLoader("monitor.digest.render"), autoescape=True, undefined=StrictUndefined, trim_blocks=False
)


def faces_of(digest: Digest, book: Book) -> tuple[Face, ...]:
    """The faces of the cards that are shown in full."""
    return tuple(face_of(card, digest, book) for card in digest.cards)


def context_of(digest: Digest, book: Book) -> dict[str, Any]:
    """The values of a template."""
    watching = digest.kind is DigestKind.WATCHING
    return {
        "digest": digest,
        "subject": subject_line(digest, book),
        "about": period_line(digest),
        "watching": phrase(digest.language, "watching_line", digest.ledger) if watching else "",
        "feeds": feeds_line(digest),
        "faces": faces_of(digest, book),
        "rest": tuple(face_of(card, digest, book) for card in digest.rest),
        "note": footnote(digest),
        "comma": phrase(digest.language, "comma"),
        "phrase": partial(phrase, digest.language),
    }
