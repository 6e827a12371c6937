"""Finding the feeds a web page advertises."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Final
from urllib.parse import urljoin, urlsplit

_TYPES: Final = {
    "application/rss+xml": 0,
    "application/atom+xml": 0,
    "application/feed+json": 1,
    "application/rdf+xml": 1,
}
_WORDS: Final = ("rss", "atom", "feed", ".xml")
_MAX_HTML: Final = 300_000
_MAX_FOUND: Final = 20
_LINKED: Final = 5
_COMMENTS: Final = 3


def discover(html: bytes, base_url: str) -> tuple[str, ...]:
    """Addresses of the feeds that a page names, best first: those it declares, then links that look like feeds."""
    page = _Page(base_url)
    page.feed(html[:_MAX_HTML].decode("utf-8", "replace"))
    ranked = sorted(enumerate(page.found), key=lambda pair: (pair[1][0], pair[0]))
    return tuple(dict.fromkeys(url for _, (_, url) in ranked))[:_MAX_FOUND]


class _Page(HTMLParser):
    """Collects (rank, address); a lower rank is better."""

    def __init__(self, base: str) -> None:
        super().__init__()
        self._base = base
        self.found: list[tuple[int, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = {name: value or "" for name, value in attrs}
        if tag == "base" and values.get("href"):
            self._base = urljoin(self._base, values["href"])
        elif tag == "link":
            self._declared(values)
        elif tag == "a" and any(word in values.get("href", "").lower() for word in _WORDS):
            self._add(_LINKED, values["href"])

    def _declared(self, values: dict[str, str]) -> None:
        rank = _TYPES.get(values.get("type", "").split(";")[0].strip().lower())
        if rank is not None and "alternate" in values.get("rel", "").lower().split():
            about = (values.get("title", "") + values.get("href", "")).lower()
            self._add(rank + (_COMMENTS if "comment" in about else 0), values.get("href", ""))

    def _add(self, rank: int, href: str) -> None:
        try:
            url = urljoin(self._base, href.strip())
            good = urlsplit(url).scheme in ("http", "https")
        except ValueError:
            return
        if href and good:
            self.found.append((rank, url))
