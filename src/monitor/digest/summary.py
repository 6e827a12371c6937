"""The lines about a digest as a whole: its subject, what it holds, what it leaves out."""

from __future__ import annotations

from collections import Counter
from typing import Final

from monitor.digest.book import Book
from monitor.digest.face import face_of
from monitor.digest.troubles import troubles_line
from monitor.digest.wording import moment, phrase
from monitor.model import Digest, DigestKind

_COUNTED: Final = ("new", "update", "conflict")


def subject_line(digest: Digest, book: Book) -> str:
    """One line that says the most important thing: the subject of an email, the text of a notification."""
    if digest.kind is DigestKind.WATCHING or not digest.cards:
        return f"{digest.title}: {phrase(digest.language, 'watching')}"
    face = face_of(digest.cards[0], digest, book)
    others = len(digest.cards) + digest.more - 1
    return f"{face.names} · {face.event} — {face.stage}" + (f" (+{others})" if others else "")


def counts_line(digest: Digest) -> str:
    """ "2 new · 1 updated"."""
    counts = Counter(str(c.kind) for c in (*digest.cards, *digest.rest))
    return " · ".join(phrase(digest.language, f"n_{kind}", counts[kind]) for kind in _COUNTED if counts[kind])


def period_line(digest: Digest) -> str:
    """What the digest holds, and when it is of."""
    at = f"{moment(digest.at, digest.language, digest.zone)} ({digest.zone})"
    what = phrase(digest.language, "watching") if digest.kind is DigestKind.WATCHING else counts_line(digest)
    return f"{what} · {at}" if what else at


def feeds_line(digest: Digest) -> str:
    """The sources by state."""
    states = " · ".join(f"{phrase(digest.language, f'state_{f.state}')} {f.feeds}" for f in digest.feeds)
    return f"{phrase(digest.language, 'feeds')}: {states}" if states else ""


def footnote(digest: Digest) -> str:
    """How many developments are not shown at all, and once a week which sources bring nothing."""
    counts = (("more", digest.more - len(digest.rest)), ("muted", digest.muted))
    parts = [phrase(digest.language, key, n) for key, n in counts if n > 0]
    return " · ".join([*parts, *filter(None, [troubles_line(digest)])])
