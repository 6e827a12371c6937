"""Digests as files that feed readers follow: one Atom and one JSON Feed file an audience."""

from __future__ import annotations

import fcntl
import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from monitor.channels.channel import Finding, Prepared
from monitor.channels.disk import fault_of, write_whole
from monitor.config.channels import FeedsSettings
from monitor.digest.book import Book
from monitor.digest.render.entries import atom_feed, json_feed, merged, render_entries, title_of
from monitor.model import Delivery, Digest, DigestKind, SendOutcome, Sent


class FeedsChannel:
    """The files are their own memory: a digest that is sent twice is in them once."""

    name: Final = "feeds"

    def __init__(self, settings: FeedsSettings, folder: Path, book: Book) -> None:
        self._settings, self._folder, self._book = settings, folder, book

    @property
    def targets(self) -> tuple[str, ...]:
        """The folder."""
        return (str(self._folder),)

    def prepare(self, digest: Digest) -> tuple[Prepared, ...]:
        """The digest's cards as entries; what was in the ledger before anyone watched is no news."""
        if digest.kind is DigestKind.WATCHING:
            return ()
        payload = {
            "audience": digest.audience,
            "title": title_of(digest),
            "language": digest.language,
            "entries": render_entries(digest, self._book),
        }
        return ((str(self._folder), json.dumps(payload, ensure_ascii=False, sort_keys=True), ""),)

    def send(self, delivery: Delivery, *, may_have_arrived: bool) -> SendOutcome:
        """Add the entries to both files."""
        del may_have_arrived
        payload, folder = json.loads(delivery.payload), Path(delivery.target)
        file = folder / f"{payload['audience']}.json"
        try:
            with _alone(folder):
                entries = merged(_entries(file), payload["entries"], self._settings.entries)
                self._write(file, payload, entries)
        except OSError as error:
            return fault_of(error, folder)
        return Sent(receipt=str(file))

    def check(self) -> tuple[Finding, ...]:
        """Whether the folder can be written to."""
        try:
            with _alone(self._folder):
                pass
        except OSError as error:
            return (Finding(level="error", what=fault_of(error, self._folder).reason),)
        return (Finding(level="ok", what=f"feeds are written to {self._folder}"),)

    def _write(self, file: Path, payload: dict[str, Any], entries: list[dict[str, Any]]) -> None:
        title, language, audience = payload["title"], payload["language"], payload["audience"]
        base = self._settings.url.rstrip("/")
        atom = f"{base}/{audience}.atom" if base else ""
        write_whole(file.with_suffix(".atom"), atom_feed(audience, title, language, atom, entries))
        # Last, because the JSON file is what the next digest is added to.
        write_whole(file, json_feed(title, language, f"{base}/{file.name}" if base else "", entries))


def _entries(file: Path) -> list[dict[str, Any]]:
    """The entries of a feed file; none where there is no file, or one that is not ours."""
    try:
        items = json.loads(file.read_text(encoding="utf-8"))["items"]
        return [e for e in items if {"id", "title", "date_published", "content_html", "tags"} <= e.keys()]
    except FileNotFoundError:
        return []
    except (ValueError, KeyError, TypeError, AttributeError):
        return []


@contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Keep other processes out while the files are read and written."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
