"""A digest as a page that needs nothing but itself: no script, no image, no foreign address."""

from __future__ import annotations

from monitor.digest.book import Book
from monitor.digest.render.html import ENVIRONMENT, context_of
from monitor.model import Digest


def render_web(digest: Digest, book: Book) -> str:
    """The page, as HTML."""
    return ENVIRONMENT.get_template("web.html.j2").render(context_of(digest, book))
