"""Lists of feeds as other readers exchange them: OPML in and out."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from itertools import groupby
from typing import Final
from urllib.parse import urlsplit
from xml.parsers import expat
from xml.sax.saxutils import quoteattr

from monitor.model import Feed

_MAX_FEEDS: Final = 10_000
_MAX_BYTES: Final = 10_000_000
_ID_MAX: Final = 60


def read_opml(data: bytes) -> tuple[Feed, ...]:
    """The feeds of an OPML file, groups from the outlines they stand in; ids are made from titles and are unique.

    Raises:
        ValueError: it is not OPML; the message is a sentence for the user.
    """
    if len(data) > _MAX_BYTES:
        raise ValueError(f"the file is larger than {_MAX_BYTES // 1_000_000} MB; that is no list of feeds")
    reader = _Reader()
    try:
        reader.parser.Parse(data, True)  # noqa: FBT003 - expat's own signature
    except expat.ExpatError as error:
        raise ValueError(f"the file is not OPML: {expat.ErrorString(error.code)} in line {error.lineno}") from None
    if not reader.is_opml:
        raise ValueError("the file is not OPML: its first element is another")
    return tuple(reader.feeds)


class _Reader:
    def __init__(self) -> None:
        self.is_opml = False
        self.feeds: list[Feed] = []
        self._groups: list[str] = []
        self._ids: set[str] = set()
        self._addresses: set[str] = set()
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self._open
        self.parser.EndElementHandler = self._close
        self.parser.EntityDeclHandler = self._entity

    def _open(self, name: str, attributes: dict[str, str]) -> None:
        self.is_opml = self.is_opml or name == "opml"
        if name != "outline":
            return
        low = {key.lower(): value.strip() for key, value in attributes.items()}
        title = low.get("title") or low.get("text") or ""
        if url := low.get("xmlurl"):
            self._add(url, title, low)
        self._groups.append("" if low.get("xmlurl") else slug(title))

    def _close(self, name: str) -> None:
        if name == "outline":
            self._groups.pop()

    def _entity(self, *_: object) -> None:
        raise ValueError("the file declares entities, which a list of feeds has no use for")

    def _add(self, url: str, title: str, low: dict[str, str]) -> None:
        if url in self._addresses or urlsplit(url).scheme not in ("http", "https") or len(self.feeds) >= _MAX_FEEDS:
            return
        self._addresses.add(url)
        publisher = title or urlsplit(url).hostname or url
        group = next((group for group in reversed(self._groups) if group), "other")
        language = low.get("language", "")[:2].lower()
        self.feeds.append(
            Feed(
                id=self._fresh_id(slug(title) or slug(urlsplit(url).hostname or "feed")),
                url=url,
                publisher=publisher,
                title=title,
                language=language if re.fullmatch("[a-z]{2}", language) else None,
                group=group,
                confidence="medium",
            )
        )

    def _fresh_id(self, wish: str) -> str:
        number, id_ = 1, wish
        while id_ in self._ids:
            number += 1
            id_ = f"{wish}-{number}"
        self._ids.add(id_)
        return id_


def slug(text: str) -> str:
    """Small letters, digits and dashes of `text`, as a feed id wants them; "" when none are left."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:_ID_MAX].strip("-")


def write_opml(feeds: Sequence[Feed], title: str = "monitor feeds") -> str:
    """The feeds with web addresses as OPML 2.0, one outline a group."""
    web = sorted((feed for feed in feeds if feed.kind != "file"), key=lambda feed: feed.group)
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', '<opml version="2.0">']
    lines += [f"  <head><title>{_text(title)}</title></head>", "  <body>"]
    for group, members in groupby(web, key=lambda feed: feed.group):
        lines += [f"    <outline text={quoteattr(group)}>", *_outlines(members), "    </outline>"]
    return "\n".join([*lines, "  </body>", "</opml>", ""])


def _outlines(feeds: Iterable[Feed]) -> Iterable[str]:
    for feed in feeds:
        name = " ".join(part for part in (feed.publisher, feed.title) if part)
        language = f" language={quoteattr(feed.language)}" if feed.language else ""
        yield f'      <outline type="rss" text={quoteattr(name)} xmlUrl={quoteattr(feed.url)}{language}/>'


def _text(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;")
