"""Archives in: JSON Lines, feed files, each also gzipped or from standard input → items, one by one, in order."""

from __future__ import annotations

import gzip
import io
import json
import sys
import zlib
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any, BinaryIO, Final, cast

from monitor.model import Feed, Fetched, Item, value
from monitor.reading.text import language_of
from monitor.sources.due import first_state
from monitor.sources.parse import parse_feed

STDIN: Final = "-"
_GZIP: Final = b"\x1f\x8b"
_LOOK: Final = 512


@value
class BadRecord:
    """A part of an archive that is no item: where, and why."""

    where: str
    why: str


def read_archive(name: str, start: datetime) -> Iterator[Item | BadRecord]:
    """The items of the file `name` ("-": standard input), each with `seen_at` on the archive's own clock.

    `start` is the time of items that stand before the first dated one.

    Raises:
        OSError: the file cannot be opened or read.
    """
    if name == STDIN:
        yield from _read(sys.stdin.buffer, "standard input", start)
    else:
        with Path(name).open("rb") as file:
            yield from _read(file, name, start)


def _read(file: BinaryIO, name: str, start: datetime) -> Iterator[Item | BadRecord]:
    peeked = cast("io.BufferedReader", file)
    if not peeked.peek(2).startswith(_GZIP):
        yield from _items(peeked, name, start)
        return
    try:
        with gzip.GzipFile(fileobj=file) as unpacked:
            yield from _items(unpacked, name, start)
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        yield BadRecord(where=name, why=f"the gzip data is damaged: {error}")


def _items(stream: io.BufferedReader | gzip.GzipFile, name: str, start: datetime) -> Iterator[Item | BadRecord]:
    head = stream.peek(_LOOK)[:_LOOK].lstrip(b"\xef\xbb\xbf \t\r\n")
    yield from _feed_items(stream.read(), name, start) if _is_feed(head) else _lines(stream, name, start)


def _is_feed(head: bytes) -> bool:
    return head.startswith(b"<") or (head.startswith(b"{") and b"jsonfeed.org/version" in head)


def _feed_items(body: bytes, name: str, start: datetime) -> Iterator[Item | BadRecord]:
    feed = Feed(id=Path(name).stem, url=f"file:{name}", publisher="")
    fetched = Fetched(url=feed.url, status=200, body=body)
    parsed = parse_feed(fetched, feed, first_state(feed, start), start)
    yield from parsed.items
    if parsed.problem:
        yield BadRecord(where=name, why=parsed.problem)


def _lines(lines: Iterable[bytes], name: str, start: datetime) -> Iterator[Item | BadRecord]:
    clock = start
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            item = item_of(json.loads(line), clock)
        except (ValueError, TypeError) as error:
            yield BadRecord(where=f"{name}:{number}", why=str(error))
        else:
            clock = item.published_at or clock
            yield item


def item_of(record: Any, clock: datetime) -> Item:
    """One archive record as an item.

    Raises:
        ValueError: the record is no object, or has no id or title.
    """
    if not isinstance(record, dict):
        raise ValueError("not a JSON object")
    item_id, title = record.get("id"), record.get("title")
    if item_id is None or not isinstance(title, str):
        raise ValueError('an item needs an "id" and a "title"')
    published = parse_time(record.get("published") or record.get("date"))
    summary = _text(record, "summary")
    return Item(
        id=str(item_id),
        feed="replay",
        title=title,
        summary=summary,
        url=_text(record, "url"),
        publisher=_text(record, "source"),
        language=_text(record, "language")[:2] or language_of(f"{title} {summary}"),
        published_at=published,
        seen_at=published or clock,
        baseline=published is None,  # its place in an archive does not say when it was published
    )


def _text(record: dict[str, Any], key: str) -> str:
    text = record.get(key)
    return text if isinstance(text, str) else ""


def parse_time(text: object) -> datetime | None:
    """An ISO 8601 or RFC 822 time or date as aware UTC; None when it is neither. A time without zone is UTC."""
    if not isinstance(text, str) or not text.strip():
        return None
    for read in (datetime.fromisoformat, parsedate_to_datetime):
        try:
            at = read(text.strip())
            return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
        except (ValueError, OverflowError):
            continue
    return None
