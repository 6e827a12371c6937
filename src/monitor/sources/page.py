"""What is asked of the process that reads pages, and what it answers. Apart from the reading, whose libraries take
longer to import than a quiet run takes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page that was fetched. `chars`: how much of its text is wanted; `title`: of its item."""

    body: bytes
    content_type: str
    url: str
    title: str = ""
    chars: int = 20_000


@dataclass(frozen=True, slots=True, kw_only=True)
class MainText:
    """What a page says; where it says nothing, `problem` is a word: not-html, no-text, paywall, too-slow."""

    text: str = ""
    problem: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """A robots.txt, who asks, and for which addresses."""

    text: str
    agent: str
    urls: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowed:
    """For each address whether it may be fetched, and how many seconds to leave between two."""

    urls: tuple[bool, ...]
    delay_s: float = 0.0
