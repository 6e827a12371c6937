"""The cards of a digest as entries of a feed, and a feed of entries as Atom 1.0 and JSON Feed 1.1."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any, Final
from xml.etree import ElementTree as ET

from monitor.digest.book import Book
from monitor.digest.face import Face, face_of
from monitor.digest.render.html import ENVIRONMENT
from monitor.digest.wording import phrase
from monitor.model import Digest

_ATOM: Final = "http://www.w3.org/2005/Atom"
_JSON_FEED: Final = "https://jsonfeed.org/version/1.1"
_AUTHOR: Final = "monitor"

Entry = dict[str, Any]
"""An item of JSON Feed: id, url, title, content_html, date_published, language, tags."""


def render_entries(digest: Digest, book: Book) -> tuple[Entry, ...]:
    """One entry a card; its id never changes, whatever becomes of the development later."""
    return tuple(
        _entry(face_of(card, digest, book), card.development.event, digest) for card in (*digest.cards, *digest.rest)
    )


def _entry(face: Face, event: str, digest: Digest) -> Entry:
    entry: Entry = {
        "id": f"tag:monitor,{digest.at:%Y-%m-%d}:{digest.key}/{face.id}",
        "title": f"{face.badge}: {face.names} · {face.event} — {face.stage}",
        "content_html": ENVIRONMENT.get_template("entry.html.j2").render(
            face=face, comma=phrase(digest.language, "comma")
        ),
        "date_published": digest.at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "language": digest.language,
        "tags": [event],
    }
    url = face.link or (face.quote.source.url if face.quote else "")
    return {**entry, "url": url} if url else entry


def merged(old: Iterable[Entry], new: Iterable[Entry], limit: int) -> list[Entry]:
    """The newest `limit` entries of both, newest first; an entry is there once."""
    by_id = {entry["id"]: entry for entry in (*old, *new)}
    return sorted(by_id.values(), key=lambda e: (e["date_published"], e["id"]), reverse=True)[:limit]


def json_feed(title: str, language: str, address: str, entries: list[Entry]) -> str:
    """The feed as JSON Feed 1.1. `address`: where the file is served, or ""."""
    feed = {
        "version": _JSON_FEED,
        "title": title,
        "language": language,
        "authors": [{"name": _AUTHOR}],
        "items": entries,
    }
    return json.dumps({**feed, "feed_url": address} if address else feed, ensure_ascii=False, indent=1) + "\n"


def atom_feed(key: str, title: str, language: str, address: str, entries: list[Entry]) -> str:
    """The feed as Atom 1.0; `updated` is that of the newest entry, so a feed that did not change says so."""
    feed = ET.Element("feed", {"xmlns": _ATOM, "xml:lang": language})
    _add(feed, "id", f"tag:monitor,2026:{key}")
    _add(feed, "title", title)
    _add(feed, "updated", max(map(_updated, entries), default="1970-01-01T00:00:00Z"))
    _add(_add(feed, "author"), "name", _AUTHOR)
    if address:
        _add(feed, "link", rel="self", type="application/atom+xml", href=address)
    for entry in entries:
        _atom_entry(feed, entry)
    ET.indent(feed, " ")
    return '<?xml version="1.0" encoding="utf-8"?>\n' + ET.tostring(feed, encoding="unicode") + "\n"


def _atom_entry(feed: ET.Element, entry: Entry) -> None:
    node = _add(feed, "entry")
    _add(node, "id", entry["id"])
    _add(node, "title", entry["title"])
    _add(node, "updated", _updated(entry))
    _add(node, "published", entry["date_published"])
    if "url" in entry:
        _add(node, "link", rel="alternate", href=entry["url"])
    for tag in entry["tags"]:
        _add(node, "category", term=tag)
    _add(node, "content", entry["content_html"], type="html")


def _updated(entry: Entry) -> str:
    """When it last changed: an entry that does not change is of its publication."""
    return str(entry.get("date_modified", entry["date_published"]))


def _add(parent: ET.Element, tag: str, text: str = "", **attributes: str) -> ET.Element:
    node = ET.SubElement(parent, tag, attributes)
    if text:
        node.text = text
    return node


def title_of(digest: Digest) -> str:
    """The name of the feed a digest belongs to."""
    return f"{digest.title} — {phrase(digest.language, 'ledger')}"
