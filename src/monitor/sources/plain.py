"""Markup in, plain text out: titles on one line, texts in paragraphs, entities resolved even when escaped twice.

Tags as nearly every feed writes them are taken out by two patterns; a text that holds anything else a browser could
take for markup goes through nh3, so quotes, comments and tags that never end are read as a browser reads them.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from typing import Final

import nh3

# Only names of real elements count as tags: Korean titles hold <column names> and texts hold a < b.
# The commonest stand first, so that the patterns find them soonest.
_INLINE: Final = """
    a b strong span em i u font small sup sub abbr acronym basefont blink bdi bdo big cite code data del dfn ins kbd
    label mark q rp rt ruby s samp strike time tt var wbr
"""
_BLOCK: Final = """
    p br div li ul img td tr table h1 h2 h3 h4 h5 h6 ol figure figcaption hr address area bgsound frame frameset
    isindex marquee nobr article aside audio base blockquote body button canvas caption center col colgroup dd details
    dir dl dt embed fieldset footer form head header html iframe input legend link main map menu meta nav object
    optgroup option output param picture pre section select source summary svg tbody textarea tfoot th thead title
    track video
"""
_UNREAD: Final = frozenset({"script", "style", "noscript", "noframes", "template", "applet"})
_CONTROL: Final = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff\u200b\u2028\u2029\u202a-\u202e\u2066-\u2069\ud800-\udfff]"
)
_ROUNDS: Final = 3


def _opening(names: Iterable[str]) -> str:
    return rf"</?(?:{'|'.join(names)})(?![^\s/<>])"


#: Attributes whose quotes pair up and hold no bracket; a longer tag is the library's.
_ATTRIBUTES: Final = r"""(?:[^<>"']|"[^<>"]*"|'[^<>']*'){0,2000}>"""
_SIMPLE_BLOCK: Final = re.compile(_opening(_BLOCK.split()) + _ATTRIBUTES, flags=re.IGNORECASE)
_SIMPLE_INLINE: Final = re.compile(_opening(_INLINE.split()) + _ATTRIBUTES, flags=re.IGNORECASE)
_BLOCK_OPENS: Final = re.compile(_opening(_BLOCK.split()), flags=re.IGNORECASE)
_INLINE_OPENS: Final = re.compile(_opening(_INLINE.split()), flags=re.IGNORECASE)
_MARKUP: Final = re.compile(
    rf"{_opening([*_BLOCK.split(), *_INLINE.split(), *_UNREAD])}|<!--|<![a-z]|<\?[a-z]", flags=re.IGNORECASE
)
_NO_MARKUP: Final = re.compile(rf"<(?!wbr[\s/<>]|wbr$|{_opening(_UNREAD)[1:]}|!--|![a-z]|\?[a-z])", flags=re.IGNORECASE)
_CLEANER: Final = nh3.Cleaner(tags=set(), clean_content_tags=set(_UNREAD), attributes={}, link_rel=None)


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
    """`text` without any element, its entities still escaped; what only looks like a tag stays."""
    simple = _SIMPLE_INLINE.sub("", _SIMPLE_BLOCK.sub("\n", text))
    return _by_library(text) if _MARKUP.search(simple) else simple


def _by_library(text: str) -> str:
    """Like `_without_tags`, whatever the markup.

    The library sees every known tag as one that holds nothing, so that nothing nests: deep nesting costs it the
    square of the depth.
    """
    flat = _INLINE_OPENS.sub("<wbr", _BLOCK_OPENS.sub("\n<wbr", _CONTROL.sub("", text)))
    return _CLEANER.clean(_NO_MARKUP.sub("&lt;", flat))
