"""`feeds.yaml`: which addresses are polled. Read, checked and extended here; nothing in here touches the network."""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Final, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import yaml
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from monitor.config.files import ConfigError, Document, checked, load_document
from monitor.model import Feed

FILE: Final = "feeds.yaml"
#: Ordinary feeds, search feeds, files, and the sources with an adapter of their own (`sources/adapters/`).
KINDS: Final = (
    *("rss", "atom", "rdf", "json-feed", "google-news", "bing-news", "file"),
    *("cls", "gdelt", "kind", "naver", "naver-old", "opendart", "sec"),
)
_DEFAULT_GROUP: Final = "other"


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ValueError, OSError, LookupError):
        raise ValueError(f"{name!r} is no time zone (an example of one: Asia/Seoul)") from None
    return name


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9-]*$")]
    url: Annotated[str, Field(min_length=1)]
    publisher: Annotated[str, Field(min_length=1)]
    title: str = ""
    kind: Literal[KINDS] = "rss"  # type: ignore[valid-type]  # one list of kinds, for the check and for messages
    language: Annotated[str, Field(pattern=r"^[a-z]{2}$")] | None = None
    zone: Annotated[str, AfterValidator(_zone)] = "UTC"
    group: str = _DEFAULT_GROUP
    enabled: bool = True
    confidence: Literal["high", "medium", "low"] = "medium"
    notes: str = ""


class _Group(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str = ""
    enabled: bool = True


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    groups: dict[str, _Group] = {}
    feeds: tuple[_Entry, ...]


def load_feeds(folder: Path) -> tuple[Feed, ...]:
    """All feeds of `folder`/feeds.yaml in file order; `enabled` is already the feed's switch and its group's.

    Raises:
        ConfigError: a mistake in the file, with its line and what to do.
    """
    return _feeds_of(load_document(folder / FILE))


def _feeds_of(document: Document) -> tuple[Feed, ...]:
    file = checked(document, _File)
    for index, entry in enumerate(file.feeds):
        _check_address(document, index, entry)
        _check_group(document, index, entry, file)
    _check_unique(document, file.feeds)
    return tuple(_feed(entry, file) for entry in file.feeds)


def _feed(entry: _Entry, file: _File) -> Feed:
    group = file.groups.get(entry.group, _Group())
    return Feed(**{**dict(entry), "enabled": entry.enabled and group.enabled})


def _check_address(document: Document, index: int, entry: _Entry) -> None:
    if entry.kind == "file":
        return
    try:
        parts = urlsplit(entry.url)
        good = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.username is None
    except ValueError:
        good = False
    if not good:
        what = f"feed {entry.id}: {entry.url!r} is not an address that can be polled"
        raise document.error(what, "feeds", index, "url", fix="write http:// or https://, a host, and no user name")


def _check_group(document: Document, index: int, entry: _Entry, file: _File) -> None:
    if entry.group != _DEFAULT_GROUP and entry.group not in file.groups:
        known = ", ".join(sorted(file.groups)) or "none yet"
        what = f"feed {entry.id}: the group {entry.group!r} is not listed under groups"
        raise document.error(what, "feeds", index, "group", fix=f"use one of: {known}; or add it there")


def _check_unique(document: Document, entries: Sequence[_Entry]) -> None:
    ids: dict[str, int] = {}
    addresses: dict[str, int] = {}
    for index, entry in enumerate(entries):
        _refuse_twin(document, index, "id", entry.id, ids)
        _refuse_twin(document, index, "url", address_key(entry.url), addresses)


def _refuse_twin(document: Document, index: int, key: str, value: str, seen: dict[str, int]) -> None:
    first = seen.setdefault(value, index)
    if first != index:
        line = document.line("feeds", first, key)
        what = f"the {key} {value!r} is already used by the feed on line {line}"
        raise document.error(what, "feeds", index, key, fix="remove one of the two")


def address_key(url: str) -> str:
    """What two spellings of one feed address have in common: scheme, case of the host and a last slash do not count."""
    scheme, mark, rest = url.strip().partition("://")
    if not mark:
        return scheme
    host, slash, path = rest.partition("/")
    return f"{host.lower()}{slash}{path}".rstrip("/")


# ── adding ───────────────────────────────────────────────────────────────────────────────────────────────────────


def add_feed(folder: Path, feed: Feed) -> None:
    """Append `feed` to `folder`/feeds.yaml; see `add_feeds`."""
    add_feeds(folder, (feed,))


def add_feeds(folder: Path, feeds: Sequence[Feed]) -> None:
    """Append `feeds` to the file; what is already in it stays as it is, byte for byte. A group the file does not list
    becomes "other".

    Raises:
        ConfigError: the result would not load (an id or address is already there, say); the file is then untouched.
    """
    path = folder / FILE
    _refuse_feeds_already_there(path, load_feeds(folder), feeds)
    groups = checked(load_document(path), _File).groups
    feeds = [feed if feed.group in groups else replace(feed, group=_DEFAULT_GROUP) for feed in feeds]
    before = path.read_text(encoding="utf-8")
    after = before + ("" if before.endswith("\n") else "\n") + "".join(_block(feed, before) for feed in feeds)
    draft = path.with_name(f".{FILE}.{os.getpid()}")
    try:
        draft.write_text(after, encoding="utf-8")
        _feeds_of(load_document(draft))
        draft.replace(path)
    except ConfigError as error:
        raise ConfigError(path, error.what, fix=error.fix) from None
    finally:
        draft.unlink(missing_ok=True)


def _refuse_feeds_already_there(path: Path, old: Sequence[Feed], new: Sequence[Feed]) -> None:
    by_id = {feed.id: feed for feed in old}
    by_address = {address_key(feed.url): feed for feed in old}
    for feed in new:
        if twin := by_address.get(address_key(feed.url)):
            raise ConfigError(path, f"{feed.url} is already there as {twin.id}", fix="nothing needs to be added")
        if feed.id in by_id:
            raise ConfigError(path, f"the id {feed.id!r} is already taken", fix="choose another with --id")


def _block(feed: Feed, text: str) -> str:
    """The YAML of one list entry, indented as the entries already in `text`."""
    found = re.search(r"^(\s*)- id:", text, flags=re.MULTILINE)
    indent = found.group(1).lstrip("\n") if found else "  "
    defaults = {"title": "", "language": None, "zone": "UTC", "group": _DEFAULT_GROUP, "enabled": True, "notes": ""}
    keys = ("id", "publisher", "title", "url", "kind", "language", "zone", "group", "enabled", "confidence", "notes")
    data = {key: getattr(feed, key) for key in keys if getattr(feed, key) != defaults.get(key, ...)}
    lines = yaml.safe_dump([data], allow_unicode=True, sort_keys=False, width=1000).splitlines()
    return "\n" + "".join(f"{indent}{line}\n" for line in lines)
