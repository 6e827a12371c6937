"""Markup in, plain text out: titles on one line, texts in paragraphs, entities resolved even when escaped twice."""

from __future__ import annotations

import html
import re
from typing import Final

# Only names of real elements count as tags: Korean titles hold <column names> and texts hold a < b.
_INLINE: Final = """
    a abbr acronym b basefont blink bdi bdo big cite code data del dfn em font i ins kbd label mark q rp rt ruby
    s samp small span strike strong sub sup time tt u var wbr
"""
_BLOCK: Final = """
    address area bgsound frame frameset isindex marquee nobr article aside audio base blockquote body br button
    canvas caption center col colgroup dd details dir div dl dt embed fieldset figcaption figure footer form h1
    h2 h3 h4 h5 h6 head header hr html iframe img input legend li link main map menu meta nav object ol optgroup
    option output p param picture pre section select source summary svg table tbody td textarea tfoot th thead
    title tr track ul video
"""
_UNREAD: Final = frozenset({"script", "style", "noscript", "noframes", "template", "applet"})
_BLOCKS: Final = frozenset(_BLOCK.split()) | _UNREAD
_KNOWN: Final = frozenset(_INLINE.split()) | _BLOCKS | {"!--", "!doctype"}
_TAG: Final = re.compile(
    r"<(/?)(?:([A-Za-z][A-Za-z0-9]*)(?=[\s/>])[^<>]{0,20000}>|(!--)|![A-Za-z][^<>]{0,2000}>|\?[a-z][^<>]{0,2000}>)"
)
_ENDS: Final = {name: re.compile(rf"</{name}[^<>]{{0,200}}>?", flags=re.IGNORECASE) for name in _UNREAD}
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff\u200b\u2028\u2029\u202a-\u202e\u2066-\u2069]")
_ROUNDS: Final = 3


def plain_text(markup: str, limit: int) -> str:
    """The text of `markup`, blocks on lines of their own, at most `limit` characters."""
    text = markup[: limit * 8]  # markup around a text is rarely more than seven times its size
    for _ in range(_ROUNDS):
        if "<" in text:
            text = _without_tags(text)
        if "&" not in text:
            break
        before, text = text, html.unescape(text)
        if text == before:
            break
    text = _CONTROL.sub("", text)
    lines = (" ".join(line.split()) for line in text.splitlines())
    return "\n".join(line for line in lines if line)[:limit].rstrip()


def plain_line(markup: str, limit: int) -> str:
    """The text of `markup` on one line, at most `limit` characters."""
    return " ".join(plain_text(markup, limit).split())


def _without_tags(text: str) -> str:
    """One pass, linear however the markup is broken: an element or comment that never ends swallows the rest."""
    parts: list[str] = []
    at = 0
    for tag in _TAG.finditer(text):
        if tag.start() < at:
            continue  # inside something skipped
        name = (tag.group(2) or tag.group(3) or "!doctype").lower()
        if name not in _KNOWN:
            continue
        parts.append(text[at : tag.start()])
        parts.append("\n" if name in _BLOCKS else "")
        at = tag.end()
        if name == "!--" or (name in _UNREAD and not tag.group(1)):
            at = _end_of(name, text, at)
            if at < 0:
                return "".join(parts)
    parts.append(text[at:])
    return "".join(parts)


def _end_of(name: str, text: str, at: int) -> int:
    """Where the comment or unread element that was opened before `at` ends; -1 if it never does."""
    if name == "!--":
        end = text.find("-->", at)
        return end + 3 if end >= 0 else -1
    found = _ENDS[name].search(text, at)
    return found.end() if found else -1
