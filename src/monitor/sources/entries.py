"""One entry of a feed, as feedparser or JSON gave it, made into an Item: plain text, one address, one date, one id."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

from monitor.model import Feed, Item
from monitor.sources.address import canonical_url, item_id
from monitor.sources.dates import parse_date, settle_date
from monitor.sources.entry import Entry
from monitor.sources.plain import plain_line, plain_text

TITLE_MAX: Final = 500
SUMMARY_MAX: Final = 5_000
BODY_MAX: Final = 60_000
_GUID_MAX: Final = 1_000
_PUBLISHER_MAX: Final = 200
_TITLE_FROM_TEXT: Final = 120
#: Kinds whose addresses and ids do not name the article, and whose descriptions list other articles.
_OPAQUE: Final = frozenset({"google-news"})
_OTHER_SCRIPTS: Final = frozenset({"ko", "zh", "ja"})
_SCRIPTS: Final = tuple(re.compile(f"[{letters}]") for letters in ("가-힣", "ぁ-ヿ", "一-鿿", "A-Za-z"))
_DASHES: Final = (" - ", " – ", " — ", " | ", "-")


def item_of(entry: Entry, feed: Feed, base: str, now: datetime, *, baseline: bool) -> Item | None:
    """The entry as an Item seen `now`; None if it has neither title nor text nor address."""
    publisher = plain_line(entry.publisher, _PUBLISHER_MAX) or feed.publisher
    title = without_publisher(plain_line(entry.title, TITLE_MAX), publisher if entry.publisher else "")
    opaque = feed.kind in _OPAQUE
    summary = "" if opaque else plain_text(entry.summary, SUMMARY_MAX)
    body = "" if opaque else plain_text(entry.body, BODY_MAX)
    url = _first_address(entry, base)
    title = title or (summary or body)[:_TITLE_FROM_TEXT].split("\n")[0]
    if not title and not url:
        return None
    guid = _clean(entry.guid)[:_GUID_MAX] or None
    return Item(
        id=item_id(url=url, guid=guid, title=title, publisher=publisher, feed=feed.id, opaque=opaque),
        feed=feed.id,
        title=title,
        seen_at=now,
        url=url,
        guid=guid,
        summary="" if summary == title else summary,
        body="" if body in (title, summary) else body,
        language=language_of(f"{title} {summary[:300]}", feed.language or "en"),
        publisher=publisher,
        published_at=_date_of(entry, feed.zone, now),
        baseline=baseline,
    )


def without_publisher(title: str, publisher: str) -> str:
    """The title without the publisher that search engines hang on its end."""
    for dash in _DASHES:
        tail = f"{dash}{publisher}"
        if publisher and title.endswith(tail) and len(title) > len(tail):
            return title[: -len(tail)].rstrip(" -–—|")
    return title


def _first_address(entry: Entry, base: str) -> str:
    candidates = (*entry.links, entry.guid if entry.guid.startswith(("http://", "https://")) else "")
    start = canonical_url(entry.base, base) or base
    return next((url for link in candidates if link and (url := canonical_url(link, start))), "")


def _date_of(entry: Entry, zone: str, now: datetime) -> datetime | None:
    for text in entry.dates:
        if text and (at := settle_date(parse_date(text, zone), now)) is not None:
            return at
    return settle_date(entry.parsed_at, now)


def _clean(text: str) -> str:
    text = text.strip()
    return text if text.isprintable() else "".join(c for c in text if unicodedata.category(c)[0] != "C")


def language_of(text: str, default: str) -> str:
    """ko, zh or ja by script where the script says so; else `default` unless that needs another script, then en."""
    if text.isascii():
        return "en" if default in _OTHER_SCRIPTS and any(map(str.isalpha, text)) else default
    hangul, kana, han, latin = (len(script.findall(text)) for script in _SCRIPTS)
    if hangul and hangul * 3 >= han:
        return "ko"
    if kana > 2:
        return "ja"
    if han * 4 > latin:
        return "zh"
    return "en" if default in _OTHER_SCRIPTS and latin else default


# ── from feedparser ──────────────────────────────────────────────────────────────────────────────────────────────


def entry_of_feedparser(raw: Mapping[str, Any]) -> Entry:
    """The parts we use of a feedparser entry."""
    contents = [str(part.get("value") or "") for part in _get(raw, "content") or ()]
    summary = str(_get(raw, "summary") or "")
    body = max(contents, key=len, default="")
    return Entry(
        title=str(_get(raw, "title") or ""),
        links=(str(_get(raw, "link") or ""), *_alternates(raw)),
        guid=str(_get(raw, "id") or ""),
        summary=summary or body,
        body=body if summary else "",
        dates=tuple(str(_get(raw, key) or "") for key in ("published", "updated", "created")),
        parsed_at=_struct(raw),
        publisher=str(_get(_get(raw, "source") or {}, "title") or _get(raw, "news_source") or ""),
    )


def _get(raw: Mapping[str, Any], key: str) -> Any:
    """The value as stored: feedparser's own access answers a missing "updated" with "published" and a warning."""
    return dict.get(raw, key) if isinstance(raw, dict) else raw.get(key)


def _alternates(raw: Mapping[str, Any]) -> tuple[str, ...]:
    links = _get(raw, "links") or ()
    return tuple(str(_get(link, "href") or "") for link in links if _get(link, "rel") in (None, "alternate"))


def _struct(raw: Mapping[str, Any]) -> datetime | None:
    for key in ("published_parsed", "updated_parsed", "created_parsed"):
        if parsed := _get(raw, key):
            try:
                year, month, day, hour, minute, second = parsed[:6]
                return datetime(year, month, day, hour, minute, min(second, 59), tzinfo=UTC)
            except (ValueError, TypeError):
                continue
    return None


# ── from JSON Feed ───────────────────────────────────────────────────────────────────────────────────────────────


def entry_of_json(raw: Mapping[str, Any]) -> Entry:
    """The parts we use of an item of a JSON Feed (1.0 or 1.1)."""
    text = _text(raw.get("content_text")) or _text(raw.get("content_html"))
    summary = _text(raw.get("summary"))
    return Entry(
        title=_text(raw.get("title")),
        links=(_text(raw.get("url")), _text(raw.get("external_url"))),
        guid=_text(raw.get("id")),
        summary=summary or text,
        body=text if summary else "",
        dates=(_text(raw.get("date_published")), _text(raw.get("date_modified"))),
    )


def _text(value: object) -> str:
    return str(value) if isinstance(value, str | int | float) and not isinstance(value, bool) else ""
