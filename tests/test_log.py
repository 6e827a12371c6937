from __future__ import annotations

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest

from monitor.config.secret import Secret
from monitor.log import configure, redact

SECRET = Secret("a-very-long-secret")


@pytest.fixture
def out() -> Iterator[io.StringIO]:
    """Logging goes here for the length of a test."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    stream = io.StringIO()
    configure(level="info", stream=stream, secrets=(SECRET,))
    yield stream
    root.handlers[:] = handlers
    root.setLevel(level)


def logged(out: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_without_a_terminal_each_event_is_a_line_of_json(out: io.StringIO) -> None:
    logging.getLogger("someone").info("polled", extra={"feeds": 3, "publisher": "연합뉴스"})

    (event,) = logged(out)
    assert (event["event"], event["feeds"], event["publisher"], event["level"]) == ("polled", 3, "연합뉴스", "info")
    assert event["timestamp"].endswith("Z")


def test_the_standard_library_logs_the_same_way(out: io.StringIO) -> None:
    logging.getLogger("someone").warning("took %d s", 7)

    assert logged(out)[0]["event"] == "took 7 s"


def test_chatty_libraries_are_kept_quiet(out: io.StringIO) -> None:
    logging.getLogger("httpx").info("GET / 200")

    assert logged(out) == []


def test_a_secret_is_hidden_wherever_it_stands(out: io.StringIO) -> None:
    text = SECRET.reveal()
    log = logging.getLogger("someone")
    log.info(text, extra={"error": text, "deep": {"list": [text, (text,)]}})
    try:
        raise RuntimeError(text)
    except RuntimeError:
        log.exception("broke")
    logging.getLogger("someone").warning("said %s", text)

    assert text not in out.getvalue()
    assert len(logged(out)) == 3


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("smtp://user:pass@mail.example:25", "smtp://***@mail.example:25"),
        ("token xoxb-12-ab failed", "token *** failed"),
        ("https://hooks.slack.com/services/T0/B0/xyz", "https://hooks.slack.com/services/***"),
        ("https://news.example/a@b:c", "https://news.example/a@b:c"),
        ("nothing secret", "nothing secret"),
    ],
)
def test_what_looks_like_a_secret_is_hidden_even_if_nobody_named_it(text: str, shown: str) -> None:
    assert redact(text) == shown
