"""Each digest as a folder of files: what Slack, email and a browser would show, without any of them."""

from __future__ import annotations

import json
import shutil
import tempfile
from pathlib import Path
from typing import Final

from monitor.channels.channel import Finding, Prepared
from monitor.channels.disk import fault_of
from monitor.channels.message import Letter, build_message
from monitor.digest.book import Book
from monitor.digest.render.email import render_email
from monitor.digest.render.slack import render_slack
from monitor.digest.render.text import render_text
from monitor.digest.render.web import render_web
from monitor.model import Delivery, Digest, SendOutcome, Sent

_ADDRESS: Final = "monitor@localhost.localdomain"


class FilesChannel:
    """Writes `folder`/<digest key>/ in one step: it is there as a whole or not at all."""

    name: Final = "files"

    def __init__(self, folder: Path, book: Book) -> None:
        self._folder, self._book = folder, book

    @property
    def targets(self) -> tuple[str, ...]:
        """The folder."""
        return (str(self._folder),)

    def prepare(self, digest: Digest) -> tuple[Prepared, ...]:
        """The four files."""
        slack = [{"text": m.text, "blocks": m.blocks} for m in render_slack(digest, self._book)]
        files = {
            "digest.html": render_web(digest, self._book),
            "digest.txt": render_text(digest, self._book),
            "digest.eml": _email(digest, self._book),
            "slack.json": json.dumps(slack, ensure_ascii=False, indent=1) + "\n",
        }
        payload = json.dumps({"key": digest.key, "files": files}, ensure_ascii=False, sort_keys=True)
        return ((str(self._folder), payload, ""),)

    def send(self, delivery: Delivery, *, may_have_arrived: bool) -> SendOutcome:
        """Write the folder; one that is already there is replaced by the same."""
        del may_have_arrived
        payload = json.loads(delivery.payload)
        folder = Path(delivery.target)
        try:
            _write_folder(folder / payload["key"], payload["files"])
        except OSError as error:
            return fault_of(error, folder)
        return Sent(receipt=str(folder / payload["key"]))

    def check(self) -> tuple[Finding, ...]:
        """Whether the folder can be written to."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=self._folder):
                pass
        except OSError as error:
            return (Finding(level="error", what=fault_of(error, self._folder).reason),)
        return (Finding(level="ok", what=f"digests are written to {self._folder}"),)


def _email(digest: Digest, book: Book) -> str:
    parts = render_email(digest, book)
    letter = Letter(
        key=digest.key,
        audience=digest.audience,
        sender=_ADDRESS,
        to=_ADDRESS,
        subject=parts.subject,
        text=parts.text,
        html=parts.html,
        language=digest.language,
        at=digest.at,
    )
    return build_message(letter).as_bytes().decode("ascii")


def _write_folder(folder: Path, files: dict[str, str]) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    new = Path(tempfile.mkdtemp(dir=folder.parent, prefix=f".{folder.name}."))
    try:
        for name, text in files.items():
            (new / name).write_bytes(text.encode())
        new.chmod(0o755)
        if folder.exists():
            old = Path(tempfile.mkdtemp(dir=folder.parent, prefix=".old."))
            folder.replace(old)
            new.replace(folder)
            shutil.rmtree(old, ignore_errors=True)
        else:
            new.replace(folder)
    except BaseException:
        shutil.rmtree(new, ignore_errors=True)
        raise
