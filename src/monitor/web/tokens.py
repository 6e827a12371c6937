"""Tokens for the feeds of a protected site: feed readers cannot log in, but they can keep an address."""

from __future__ import annotations

import hmac
from collections.abc import Callable

from monitor.config.secret import Secret

#: Half of SHA-256 in hexadecimal: 128 bits.
_LENGTH = 32


def token_of(key: Secret, path: str) -> str:
    """The token that opens one feed and nothing else. `path` has no slash at either end."""
    return hmac.new(key.reveal().encode(), f"feed:{path}".encode(), "sha256").hexdigest()[:_LENGTH]


def opens(key: Secret | None, path: str, token: str) -> bool:
    """Whether a token opens a feed; compared in constant time."""
    return key is not None and hmac.compare_digest(token_of(key, path).encode(), token.encode())


def tokens(key: Secret | None, password: Secret | None) -> Callable[[str], str]:
    """The token to write into a feed's address; "" where the site is open or has no key."""
    return lambda path: token_of(key, path) if key and password else ""
