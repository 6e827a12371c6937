"""A digest as an email: subject, HTML that mail programs of all ages show, and the same as text."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Final

import css_inline

from monitor.digest.book import Book
from monitor.digest.render.html import ENVIRONMENT, context_of
from monitor.digest.render.text import render_text
from monitor.digest.summary import subject_line
from monitor.digest.wording import phrase
from monitor.model import Digest

#: Gmail cuts an HTML part at 102,400 bytes; this leaves room for what relays and lists add.
MAX_BYTES: Final = 90_000
TEXT_WIDTH: Final = 72

_INLINER: Final = css_inline.CSSInliner(keep_style_tags=True, keep_at_rules=True, load_remote_stylesheets=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class EmailParts:
    """A rendered email, before it is addressed."""

    subject: str
    text: str
    html: str


def render_email(digest: Digest, book: Book, *, unsubscribe: str = "") -> EmailParts:
    """The digest as an email; cards that would make it too big become one-liners."""
    fitting = digest
    html = _html(fitting, book, unsubscribe)
    while len(html.encode()) > MAX_BYTES and len(fitting.cards) > 1:
        fitting = _shorter(fitting)
        html = _html(fitting, book, unsubscribe)
    return EmailParts(subject=subject_line(digest, book), text=_text(fitting, book, unsubscribe=unsubscribe), html=html)


def _shorter(digest: Digest) -> Digest:
    kept = digest.cards[: len(digest.cards) * 3 // 4]
    rest = (*digest.cards[len(kept) :], *digest.rest)
    return replace(digest, cards=kept, rest=rest, more=digest.more + len(digest.cards) - len(kept))


def _html(digest: Digest, book: Book, unsubscribe: str) -> str:
    page = ENVIRONMENT.get_template("email.html.j2").render(context_of(digest, book), unsubscribe=unsubscribe)
    return _INLINER.inline(page)


def _text(digest: Digest, book: Book, *, unsubscribe: str) -> str:
    end = phrase(digest.language, "why", digest.title)
    leave = f"\n{phrase(digest.language, 'leave')}: {unsubscribe}" if unsubscribe else ""
    return f"{render_text(digest, book, TEXT_WIDTH)}\n-- \n{end}{leave}\n"
