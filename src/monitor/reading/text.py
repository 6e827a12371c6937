"""Language, sentences and press marks of a text, in English, Korean and Chinese."""

from __future__ import annotations

import re
from typing import Final

from monitor.model import value

_HANGUL = re.compile(r"[\uac00-\ud7a3\u1100-\u11ff\u3130-\u318f]")
_KANA = re.compile(r"[\u3040-\u30ff]")
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_LETTER = re.compile(r"[^\W\d_]")

#: A text with fewer Han letters than this, and a smaller share, quotes a name or two.
_HAN_ENOUGH: Final = 3
_HAN_SHARE: Final = 0.25


def language_of(text: str) -> str:
    """The language by script: ko, zh, ja or en (99.6 % of headlines; the rest hold no letter of their language)."""
    if _HANGUL.search(text):
        return "ko"
    han = len(_HAN.findall(text))
    if han and (han >= _HAN_ENOUGH or han >= _HAN_SHARE * len(_LETTER.findall(text))):
        return "ja" if _KANA.search(text) else "zh"
    return "en"


# ── sentences ────────────────────────────────────────────────────────────────────────────────────────────────────

_STOP = re.compile(r"[.!?。！？]+[\"'”’」』）)\]]*|\n+")
_OPEN, _CLOSE = "“「『（(", "”」』）)"
_ABBREVIATION = re.compile(
    r"(?:\b(?:[A-Z]|Co|Corp|Inc|Ltd|Cos|Mr|Mrs|Ms|Dr|Prof|No|St|vs|etc|approx|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec|Gen|Gov|Sen|Rep"
    r"|e\.g|i\.e|a\.m|p\.m|Fig|Vol)|\b(?:[A-Z]\.)+[A-Z])$"
)
#: A quotation longer than this is unlikely to be one: the mark was probably never closed.
_LONGEST_QUOTE: Final = 300


def sentences(text: str) -> tuple[tuple[int, int], ...]:
    """The spans of the sentences of `text`, in order, without the space around them.

    Full stops of numbers and abbreviations do not end a sentence, nor does one inside a quotation that goes on.
    """
    spans: list[tuple[int, int]] = []
    start = 0
    for stop in _STOP.finditer(text):
        if _ends_sentence(text, start, stop):
            _keep(spans, text, start, stop.end())
            start = stop.end()
    _keep(spans, text, start, len(text))
    return tuple(spans)


def _ends_sentence(text: str, start: int, stop: re.Match[str]) -> bool:
    mark, after = stop.group(), text[stop.end() : stop.end() + 1]
    if mark[0] == "\n":
        return True
    if mark[0] in ".!?":
        if after and not after.isspace():
            return False
        if mark == "." and _ABBREVIATION.search(text[max(start, stop.start() - 12) : stop.start()]):
            return False
    return not _inside_quote(text, start, stop.end())


def _inside_quote(text: str, start: int, end: int) -> bool:
    part = text[max(start, end - _LONGEST_QUOTE) : end]
    for opening, closing in zip(_OPEN, _CLOSE, strict=True):
        if part.count(opening) > part.count(closing) and closing in text[end : end + _LONGEST_QUOTE]:
            return True
    return False


def _keep(spans: list[tuple[int, int]], text: str, start: int, end: int) -> None:
    part = text[start:end]
    bare = part.strip()
    if bare:
        begin = start + len(part) - len(part.lstrip())
        spans.append((begin, begin + len(bare)))


# ── press marks ──────────────────────────────────────────────────────────────────────────────────────────────────

_LEADING = re.compile(r"\s*(?:\[([^\[\]]{1,20})\]|【([^【】]{1,14})】|<([^<>]{1,14})>|〈([^〈〉]{1,14})〉)\s*")
_ROUND = re.compile(
    r"\s*\(\s*((?:\d+(?:st|nd|rd|th)\s+)?(?:LEAD|LD|UPDATE\s*\d*|URGENT|EXCLUSIVE|CORRECTED|RECAST)|종합\d?보?|\d보|상보|속보|단독)\s*\)\s*",
    re.IGNORECASE,
)
_WORDED = re.compile(
    r"\s*((?:UPDATE\s*\d+|EXCLUSIVE|URGENT|BREAKING|CORRECTED|속보|단독|快讯|快訊|独家|獨家|最前线)\s*[-:：|｜丨]\s*)",
    re.IGNORECASE,
)
_PUBLISHER = re.compile(r"\s+(?:[-–—|｜]|::)\s*([^-–—|｜]{2,40})$")
_PRESS = re.compile(
    r"(?:\.(?:com|net|org|co\.kr|kr|cn|tv|io)$|\b(?:News|Times|Daily|Herald|Post|Journal|Reuters|Bloomberg|Yonhap|Insider|Today|Magazine|Wire|Biz)\b"
    r"|(?:일보|신문|뉴스|경제|타임스|투데이|데일리|미디어|방송)$|(?:网|網|报|報|新闻|新聞|财经|財經|日报|日報)$)",
    re.IGNORECASE,
)


@value
class PlainTitle:
    """A title without what the press hangs on it. `marks` are those hangings, in reading order."""

    text: str
    marks: tuple[str, ...] = ()


def plain_title(title: str, publisher: str = "") -> PlainTitle:
    """Separate press marks ([단독], (LEAD), " - Publisher") from what a title says."""
    marks: list[str] = []
    text = title.strip()
    while found := _LEADING.match(text) or _WORDED.match(text) or _ROUND.match(text):
        if found.end() == len(text):  # nothing would be left
            break
        marks.append(next(g for g in found.groups() if g).strip(" -:：|｜丨"))
        text = text[found.end() :]
    text, tail = _without_publisher(text, publisher)
    while found := re.search(_ROUND.pattern + "$", text, re.IGNORECASE):
        marks.append(found.group(1))
        text = text[: found.start()]
    return PlainTitle(text=text.strip(), marks=(*marks, *tail))


def _without_publisher(text: str, publisher: str) -> tuple[str, tuple[str, ...]]:
    found = _PUBLISHER.search(text)
    if not found or found.start() == 0:
        return text, ()
    name = found.group(1).strip()
    if name.casefold() == publisher.casefold() or _PRESS.search(name):
        return text[: found.start()], (name,)
    return text, ()
