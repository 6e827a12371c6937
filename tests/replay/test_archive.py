from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from monitor.model import Item
from monitor.replay.archive import BadRecord, item_of, parse_time, read_archive

START = datetime(2026, 11, 22, tzinfo=UTC)


def read(path: Path) -> list[Item | BadRecord]:
    return list(read_archive(str(path), START))


def items(path: Path) -> list[Item]:
    return [one for one in read(path) if isinstance(one, Item)]


def lines(*records: dict[str, Any]) -> bytes:
    return "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records).encode()


FULL = {
    "id": "a",
    "title": "CATL signs",
    "summary": "More.",
    "url": "https://news.example/a",
    "published": "2026-05-01T09:00:00+09:00",
    "source": "Wire",
    "language": "en",
}


def test_a_full_record_becomes_an_item() -> None:
    assert item_of(FULL, START) == Item(
        id="a",
        feed="replay",
        title="CATL signs",
        summary="More.",
        url="https://news.example/a",
        publisher="Wire",
        language="en",
        published_at=datetime(2026, 5, 1, tzinfo=UTC),
        seen_at=datetime(2026, 5, 1, tzinfo=UTC),
    )


def test_all_but_id_and_title_may_be_null_or_absent() -> None:
    bare = item_of({"id": 7, "title": "宁德时代签约"}, START)
    null = item_of({"id": "7", "title": "宁德时代签约", **dict.fromkeys(("summary", "url", "date", "source"))}, START)

    assert bare == null
    assert (bare.language, bare.published_at, bare.seen_at) == ("zh", None, START)


@pytest.mark.parametrize("record", [[], "text", None, 3, {}, {"id": "a"}, {"title": "x"}, {"id": "a", "title": 5}])
def test_what_is_no_item_is_refused(record: Any) -> None:
    with pytest.raises(ValueError, match=r"object|needs"):
        item_of(record, START)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-05-01", datetime(2026, 5, 1, tzinfo=UTC)),
        ("2026-05-01T09:00:00Z", datetime(2026, 5, 1, 9, tzinfo=UTC)),
        ("2026-05-01 09:00:00", datetime(2026, 5, 1, 9, tzinfo=UTC)),
        ("Fri, 01 May 2026 09:00:00 +0900", datetime(2026, 5, 1, tzinfo=UTC)),
        ("yesterday", None),
        ("2026-02-31", None),
        ("", None),
        (None, None),
        (1777593600, None),
    ],
)
def test_times_are_read_in_iso_and_rfc_822_form(text: object, expected: datetime | None) -> None:
    assert parse_time(text) == expected


def test_an_undated_item_is_seen_when_the_one_before_it_was(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_bytes(lines({"id": "0", "title": "x"}, FULL, {"id": "b", "title": "y"}))

    assert [item.seen_at.day for item in items(file)] == [22, 1, 1]


def test_bad_lines_are_named_and_the_others_read(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_bytes(b"\xef\xbb\xbf" + lines(FULL) + b"{half\n\n\xff\xfe\n" + lines(FULL))
    found = read(file)

    assert [type(one).__name__ for one in found] == ["Item", "BadRecord", "BadRecord", "Item"]
    assert [one.where for one in found if isinstance(one, BadRecord)] == [f"{file}:2", f"{file}:4"]


def test_gzip_is_known_by_its_content_not_its_name(tmp_path: Path) -> None:
    file = tmp_path / "archive"
    file.write_bytes(gzip.compress(lines(FULL)))

    assert [item.id for item in items(file)] == ["a"]


def test_a_gzip_that_is_cut_gives_what_can_be_read_and_says_so(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl.gz"
    whole = gzip.compress(b"".join(lines({**FULL, "id": str(n), "summary": str(hash(n) * 7**n)}) for n in range(4000)))
    file.write_bytes(whole[: len(whole) // 2])
    found = read(file)

    assert len(found) > 100
    assert isinstance(found[-1], BadRecord)
    assert "damaged" in found[-1].why


def test_a_feed_file_is_read_as_its_items(tmp_path: Path) -> None:
    file = tmp_path / "wire.xml"
    file.write_text(
        "<rss version='2.0'><channel><title>W</title><item><title>CATL signs</title><link>https://news.example/1</link>"
        "<pubDate>Fri, 01 May 2026 00:00:00 GMT</pubDate></item></channel></rss>"
    )

    assert [(item.title, item.published_at) for item in items(file)] == [
        ("CATL signs", datetime(2026, 5, 1, tzinfo=UTC))
    ]


def test_a_broken_feed_file_is_named(tmp_path: Path) -> None:
    file = tmp_path / "page.xml"
    file.write_text("<html><body>not a feed</body></html>")

    assert [type(one).__name__ for one in read(file)] == ["BadRecord"]


def test_an_empty_file_holds_nothing(tmp_path: Path) -> None:
    file = tmp_path / "empty.jsonl"
    file.touch()

    assert read(file) == []
