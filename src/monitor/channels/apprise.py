"""Digests as plain text to anything the Apprise library reaches: Teams, Telegram, Discord, ntfy and a hundred more.

Optional (`pip install monitor[apprise]`). Apprise says whether a service took a message and nothing else, so a message
whose reply was lost is sent again and may then stand twice.
"""

from __future__ import annotations

import importlib.util
import json
import logging
from typing import TYPE_CHECKING, Any, Final

from monitor.channels.channel import Finding, Prepared
from monitor.config.secret import Secret
from monitor.digest.book import Book
from monitor.digest.render.text import render_text
from monitor.digest.summary import subject_line
from monitor.model import Delivery, Digest, Rejected, SendOutcome, Sent, Unknown

if TYPE_CHECKING:
    from apprise import Apprise

_WIDTH: Final = 60


def is_installed() -> bool:
    """Whether the optional library is there."""
    return importlib.util.find_spec("apprise") is not None


class AppriseChannel:
    """Services named by MONITOR_APPRISE_URLS. Their addresses are secrets, so targets are their numbers and kinds."""

    name: Final = "apprise"

    def __init__(self, urls: Secret, book: Book) -> None:
        self._urls, self._book = urls, book

    @property
    def targets(self) -> tuple[str, ...]:
        """ "1 telegram", "2 ntfy": the place of an address in the list, and what it is for."""
        return tuple(self._by_target())

    def prepare(self, digest: Digest) -> tuple[Prepared, ...]:
        """The digest as text, once for each service."""
        text = {"title": subject_line(digest, self._book), "body": render_text(digest, self._book, _WIDTH)}
        payload = json.dumps(text, ensure_ascii=False, sort_keys=True)
        return tuple((target, payload, "") for target in self.targets)

    def send(self, delivery: Delivery, *, may_have_arrived: bool) -> SendOutcome:
        """Hand it to the service."""
        del may_have_arrived
        url = self._by_target().get(delivery.target)
        service = _service(url) if url else None
        if service is None:
            return Rejected(reason=f"{delivery.target} is no service that Apprise knows: correct MONITOR_APPRISE_URLS")
        message: dict[str, Any] = json.loads(delivery.payload)
        if service.notify(body=message["body"], title=message["title"], body_format="text"):
            return Sent(receipt=delivery.key)
        return Unknown(reason=f"{delivery.target} did not confirm the message: check its address and permissions")

    def check(self) -> tuple[Finding, ...]:
        """Whether every address is one that Apprise knows. Nothing is sent."""
        return tuple(
            Finding(level="ok", what=f"digests go to {target} through Apprise")
            if _service(url)
            else Finding(level="error", what=f"Apprise does not know {target}", fix="correct MONITOR_APPRISE_URLS")
            for target, url in self._by_target().items()
        )

    def _by_target(self) -> dict[str, str]:
        return {f"{at} {url.partition(':')[0]}": url for at, url in enumerate(self._urls.reveal().split(), 1)}


def _service(url: str) -> Apprise | None:
    from apprise import Apprise  # noqa: PLC0415 - the library is optional, and slow to import

    for library in ("apprise", "urllib3"):
        logging.getLogger(library).setLevel(logging.CRITICAL)  # their lines hold addresses, which are secrets
    service = Apprise()
    return service if service.add(url) else None
