"""A digest as JSON for machines: ids and figures, beside the words a reader sees."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from monitor.digest.book import Book
from monitor.digest.face import face_of
from monitor.digest.gloss import gloss
from monitor.digest.summary import period_line, subject_line
from monitor.digest.voices import voices
from monitor.model import Amount, Card, Digest, Source


def render_data(digest: Digest, book: Book) -> str:
    """The digest as one JSON object; the same bytes however often it is rendered."""
    data = {
        "version": 1,
        "key": digest.key,
        "audience": digest.audience,
        "kind": digest.kind,
        "title": digest.title,
        "subject": subject_line(digest, book),
        "about": period_line(digest),
        "language": digest.language,
        "at": digest.at.isoformat(),
        "more": digest.more,
        "troubles": [{"source": t.name, "state": t.state} for t in digest.troubles],
        "cards": [_card(card, digest, book) for card in (*digest.cards, *digest.rest)],
    }
    return json.dumps(data, ensure_ascii=False, sort_keys=True)


def _card(card: Card, digest: Digest, book: Book) -> dict[str, Any]:
    development, face = card.development, face_of(card, digest, book)
    return {
        "development": development.id,
        "revision": development.revision,
        "change": card.kind,
        "importance": card.importance,
        "why": list(card.why),
        "event": development.event,
        "status": development.status,
        "scope": development.scope,
        "parties": [{"id": p.entity, "side": p.side, "role": p.role} for p in development.parties],
        "amounts": [_amount(a) for a in development.amounts],
        "products": list(development.products),
        "places": list(development.places),
        "periods": list(development.periods),
        "moves": [{"fact": m.fact, "before": m.before, "after": m.after} for m in card.moves],
        "headline": face.headline,
        "gloss": gloss(development, digest.language, book),
        "stage": face.stage,
        "facts": [asdict(f) for f in face.facts],
        "quote": asdict(face.quote) if face.quote else None,
        "sources": [_source(s) for s in development.sources],
        "publishers": len(voices(development.sources)),
        "link": face.link,
    }


def _source(source: Source) -> dict[str, Any]:
    """A source with who speaks in it: outlets of one `family` are one newsroom, a `wire` is only passed on."""
    told = {"publisher": source.publisher, "family": source.family, "wire": source.wire, "language": source.language}
    return {**told, "url": source.url, "title": source.title, "at": source.at.isoformat()}


def _amount(amount: Amount) -> dict[str, Any]:
    return {"value": amount.value, "high": amount.high, "unit": amount.unit, "qualifier": amount.qualifier}
