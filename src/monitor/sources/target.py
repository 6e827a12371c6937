"""An address as it is asked for: where to connect, and what to ask there.

Plain addresses are taken apart by one pattern. Whatever else one may hold (capitals, other scripts, blanks, dots that
lead upwards) httpx puts in order, which takes longer to import than a hundred feeds take to ask.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import urljoin

_BYTE: Final = r"(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)"
_HOST: Final = rf"(?!xn--)(?:(?:[a-z0-9-]+\.)*[a-z][a-z0-9-]*|{_BYTE}(?:\.{_BYTE}){{3}})"
_CHARACTER: Final = r"[A-Za-z0-9._~!$&'()*+,;=:@/%-]"
_PLAIN: Final = re.compile(
    rf"(?P<scheme>https?)://(?P<host>{_HOST})(?::(?P<port>[1-9]\d{{0,4}}))?(?P<path>(?:/{_CHARACTER}*)?)"
    rf"(?P<query>(?:\?(?:{_CHARACTER}|\?)*)?)",
    flags=re.ASCII,
)
_PLAIN_PATH: Final = re.compile(rf"/(?!/)(?:{_CHARACTER}|\?)*", flags=re.ASCII)
_LONGEST_PLAIN: Final = 4096
_PORTS: Final = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Target:
    """`text` is the whole address in its one spelling, `authority` the host as it is named to the server, `path` what
    it is asked for, with the query; all in ASCII. `user`: a name or a password stands before the host."""

    text: str
    scheme: str
    host: str
    port: int
    authority: str
    path: str
    user: bool = False


def target_of(url: str) -> Target:
    """The parts of an address.

    Raises:
        ValueError: it is none.
    """
    found = _matched(_PLAIN, url)
    if found is None:
        return _put_in_order(url)
    scheme, host, port, path, query = found.groups()
    usual = _PORTS[scheme]
    number = int(port) if port else usual
    authority = host if number == usual else f"{host}:{number}"
    return Target(f"{scheme}://{authority}{path}{query}", scheme, host, number, authority, f"{path or '/'}{query}")


def joined(base: Target, reference: str) -> Target:
    """Where `reference`, found in the answer of `base`, leads.

    Raises:
        ValueError: nowhere.
    """
    plain = _matched(_PLAIN, reference) or _matched(_PLAIN_PATH, reference)
    return target_of(urljoin(base.text, reference if plain else _in_order(reference)))


def _matched(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    return pattern.fullmatch(text) if len(text) <= _LONGEST_PLAIN and "/." not in text else None


def _put_in_order(url: str) -> Target:
    import httpx  # noqa: PLC0415 - see above

    try:
        parts = httpx.URL(url)
    except httpx.InvalidURL as error:
        raise ValueError(str(error)) from None
    _ = parts.host  # a name that claims to be encoded and is not raises here
    return Target(
        text=str(parts),
        scheme=parts.scheme,
        host=parts.raw_host.decode("ascii"),
        port=parts.port or _PORTS.get(parts.scheme, 0),
        authority=parts.netloc.decode("ascii"),
        path=parts.raw_path.decode("ascii"),
        user=bool(parts.userinfo),
    )


def _in_order(reference: str) -> str:
    import httpx  # noqa: PLC0415 - see above

    try:
        return str(httpx.URL(reference))
    except httpx.InvalidURL as error:
        raise ValueError(str(error)) from None
