"""Each digest as a folder of files."""

from __future__ import annotations

import json
from email import message_from_bytes, policy
from pathlib import Path

from monitor.channels.files import FilesChannel
from tests.channels.rigs import send_all
from tests.digest.samples import BOOK, digest


def test_a_digest_is_four_files_that_open(tmp_path: Path) -> None:
    (sent,) = send_all(FilesChannel(tmp_path / "out", BOOK), digest("zh"))
    folder = Path(sent.receipt)
    assert folder.name == digest("zh").key
    assert {p.name for p in folder.iterdir()} == {"digest.html", "digest.txt", "digest.eml", "slack.json"}
    assert "奇瑞汽车" in (folder / "digest.html").read_text(encoding="utf-8")
    mail = message_from_bytes((folder / "digest.eml").read_bytes(), policy=policy.default)
    assert "奇瑞汽车" in mail["Subject"]
    assert json.loads((folder / "slack.json").read_text(encoding="utf-8"))[0]["blocks"]


def test_a_folder_that_is_there_is_replaced_as_a_whole_and_nothing_is_left_beside_it(tmp_path: Path) -> None:
    channel = FilesChannel(tmp_path, BOOK)
    (sent,) = send_all(channel, digest())
    (Path(sent.receipt) / "stale.txt").write_text("old")
    send_all(channel, digest())
    assert [p.name for p in tmp_path.iterdir()] == [digest().key]
    assert not (Path(sent.receipt) / "stale.txt").exists()
