"""Each rendering as a file to look at.

After a wanted change: MONITOR_REFRESH_GOLDEN=1 pytest tests/digest/test_golden.py, and look at the difference."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from monitor.digest.render.data import render_data
from monitor.digest.render.email import render_email
from monitor.digest.render.entries import atom_feed, render_entries, title_of
from monitor.digest.render.slack import render_slack, render_slack_alerts
from monitor.digest.render.text import render_text
from monitor.digest.render.web import render_web
from monitor.digest.wording import LANGUAGES
from monitor.model import Digest, DigestKind
from tests.digest.samples import BOOK, digest

GOLDEN: Final = Path(__file__).parent / "golden"
REFRESH: Final = bool(os.environ.get("MONITOR_REFRESH_GOLDEN"))


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


def _slack(made: Digest) -> str:
    if made.kind is DigestKind.ALERT:
        alerts = render_slack_alerts(made, BOOK)
        return _json([{"post": a.post.blocks, "reply": a.reply.blocks, "text": a.post.text} for a in alerts])
    return _json([{"text": m.text, "blocks": m.blocks} for m in render_slack(made, BOOK)])


def _atom(made: Digest) -> str:
    return atom_feed(made.audience, title_of(made), made.language, "", list(render_entries(made, BOOK)))


RENDERINGS: Final[dict[str, Callable[[Digest], str]]] = {
    "txt": lambda made: render_text(made, BOOK),
    "web.html": lambda made: render_web(made, BOOK) + "\n",
    "email.html": lambda made: render_email(made, BOOK, unsubscribe="https://u.example.org/1").html + "\n",
    "slack.json": _slack,
    "atom.xml": _atom,
    "data.json": lambda made: _json(json.loads(render_data(made, BOOK))),
}
CASES: Final = [
    *((language, DigestKind.DIGEST, "txt") for language in LANGUAGES),
    *((language, DigestKind.DIGEST, "web.html") for language in LANGUAGES),
    *((language, DigestKind.DIGEST, "email.html") for language in LANGUAGES),
    *((language, DigestKind.DIGEST, "slack.json") for language in LANGUAGES),
    ("en", DigestKind.ALERT, "slack.json"),
    ("zh", DigestKind.WATCHING, "txt"),
    ("en", DigestKind.WATCHING, "slack.json"),
    ("ko", DigestKind.DIGEST, "atom.xml"),
    ("en", DigestKind.DIGEST, "data.json"),
]


@pytest.mark.parametrize(("language", "kind", "rendering"), CASES)
def test_a_rendering_is_as_it_was_when_someone_last_looked_at_it(
    language: str, kind: DigestKind, rendering: str
) -> None:
    file = GOLDEN / f"{kind}.{language}.{rendering}"
    made = RENDERINGS[rendering](digest(language, kind))
    if REFRESH:
        file.parent.mkdir(exist_ok=True)
        file.write_text(made, encoding="utf-8", newline="")
    assert made == file.read_text(encoding="utf-8")


def test_no_golden_file_is_left_over() -> None:
    assert {f"{kind}.{language}.{rendering}" for language, kind, rendering in CASES} == {
        file.name for file in GOLDEN.iterdir()
    }
