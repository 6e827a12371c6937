"""One POST, without retries, redirects or log lines: addresses of webhooks are secrets, and HTTP libraries log them."""

from __future__ import annotations

import http.client
import socket
import ssl
from typing import IO, Final
from urllib.error import HTTPError, URLError
from urllib.request import (
    HTTPDefaultErrorHandler,
    HTTPErrorProcessor,
    HTTPHandler,
    HTTPSHandler,
    OpenerDirector,
    ProxyHandler,
    Request,
)

from monitor.model import value

_LONGEST_ANSWER: Final = 2000


@value
class Answer:
    """What came back. `retry_after_s` is None where the other side did not say."""

    status: int
    text: str
    retry_after_s: int | None = None


@value
class NoAnswer:
    """Nothing came back. `sent`: whether the other side may have it all the same; `what` says why in a few words."""

    sent: bool
    what: str
    untrusted: bool = False  # its certificate


def _opener() -> OpenerDirector:
    """An opener that follows no redirect: a webhook that moved needs a person."""
    opener = OpenerDirector()
    for handler in (ProxyHandler, HTTPHandler, HTTPSHandler, HTTPDefaultErrorHandler, HTTPErrorProcessor):
        opener.add_handler(handler())
    return opener


_OPENER: Final = _opener()


def post(url: str, body: bytes, headers: dict[str, str], timeout_s: float) -> Answer | NoAnswer:
    """POST a body once.

    Raises:
        ValueError: `url` is no web address.
    """
    if not url.startswith(("https://", "http://")):
        raise ValueError("no web address")
    try:
        request = Request(url, body, headers, method="POST")  # noqa: S310 - checked above
        with _OPENER.open(request, timeout=timeout_s) as response:
            return Answer(status=response.status, text=_text(response))
    except HTTPError as error:
        with error:
            asked = error.headers.get("Retry-After", "")
            return Answer(status=error.code, text=_text(error), retry_after_s=int(asked) if asked.isdecimal() else None)
    except http.client.InvalidURL:
        raise ValueError("no web address") from None
    except (OSError, http.client.HTTPException) as error:
        return _no_answer(error)


def _text(response: IO[bytes]) -> str:
    return response.read(_LONGEST_ANSWER).decode("utf-8", "replace").strip()


def _no_answer(error: Exception) -> NoAnswer:
    cause = error.reason if isinstance(error, URLError) and isinstance(error.reason, Exception) else error
    if isinstance(cause, ssl.SSLCertVerificationError):
        return NoAnswer(sent=False, what="its certificate is not trusted", untrusted=True)
    if isinstance(cause, (ConnectionRefusedError, socket.gaierror)):
        return NoAnswer(sent=False, what=f"it cannot be reached ({type(cause).__name__})")
    if isinstance(cause, TimeoutError):
        return NoAnswer(sent=True, what="it did not answer in time")
    return NoAnswer(sent=True, what=f"the connection broke ({type(cause).__name__})")
