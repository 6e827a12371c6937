"""What is known of a host, for the addresses that lie under it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping


def under(address: str, known: Mapping[str, str]) -> str:
    """What the longest of the `known` hosts (perhaps with a path) stands for that `address` lies under; "" if none.

    `address` is a host with a path, without scheme. A host stands for its subdomains too.
    """
    host, slash, path = address.partition("/")
    while host:
        for end in (*_ends(slash + path), ""):
            if (found := known.get(host + end)) is not None:
                return found
        host = host.partition(".")[2]
    return ""


def _ends(path: str) -> Iterator[str]:
    """The beginnings of a path that end with a slash, the longest first: a host with a path names a folder."""
    for at in range(len(path) - 1, 0, -1):
        if path[at] == "/":
            yield path[: at + 1]
