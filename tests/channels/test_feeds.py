"""Digests as files that feed readers follow."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import feedparser

from monitor.channels.feeds import FeedsChannel
from monitor.config.channels import FeedsSettings
from monitor.model import DigestKind
from tests.channels.rigs import send_all
from tests.digest.samples import BOOK, NOW, digest


def test_a_feed_file_grows_by_each_digest_and_keeps_the_newest(tmp_path: Path) -> None:
    channel = FeedsChannel(FeedsSettings(entries=6), tmp_path, BOOK)
    send_all(channel, digest())
    send_all(channel, replace(digest(), key="daily-later", at=NOW.replace(day=17)))
    atom = feedparser.parse((tmp_path / "daily.atom").read_bytes())
    assert not atom.bozo
    assert len(atom.entries) == 6
    assert atom.entries[0].id.startswith("tag:monitor,2026-03-17:daily-later/")
    assert len(json.loads((tmp_path / "daily.json").read_text())["items"]) == 6
    assert {p.name for p in tmp_path.iterdir()} == {"daily.atom", "daily.json", ".lock"}


def test_a_feed_file_that_is_not_ours_is_replaced(tmp_path: Path) -> None:
    (tmp_path / "daily.json").write_text('{"items": [{"id": 1}, ')
    send_all(FeedsChannel(FeedsSettings(), tmp_path, BOOK), digest())
    assert len(json.loads((tmp_path / "daily.json").read_text())["items"]) == 4


def test_the_first_message_is_no_news_for_a_feed(tmp_path: Path) -> None:
    assert FeedsChannel(FeedsSettings(), tmp_path, BOOK).prepare(digest(kind=DigestKind.WATCHING)) == ()


def test_digests_written_at_once_are_all_in_the_file(tmp_path: Path) -> None:
    made = [replace(digest(), key=f"daily-{n}") for n in range(8)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda one: send_all(FeedsChannel(FeedsSettings(), tmp_path, BOOK), one), made))
    assert len(json.loads((tmp_path / "daily.json").read_text())["items"]) == 8 * 4
