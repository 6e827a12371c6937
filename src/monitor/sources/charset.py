"""Whatever charset a body is in, and whatever it says of it: UTF-8 out."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass
from typing import Final

import chardet

#: What servers mean by these names: the wider charset that browsers read them as.
_SUPERSETS: Final = {
    "gb2312": "gb18030", "gbk": "gb18030", "gb_2312-80": "gb18030", "x-gbk": "gb18030", "cp936": "gb18030",
    "euc-kr": "cp949", "euckr": "cp949", "ks_c_5601-1987": "cp949", "ksc5601": "cp949", "ks_c_5601": "cp949",
    "windows-949": "cp949", "x-windows-949": "cp949", "uhc": "cp949",
    "shift_jis": "cp932", "shift-jis": "cp932", "sjis": "cp932", "x-sjis": "cp932", "windows-31j": "cp932",
    "big5": "big5hkscs", "big5-hkscs": "big5hkscs", "x-euc-jp": "euc_jp", "x-euc-tw": "big5hkscs",
    "iso-8859-1": "cp1252", "latin-1": "cp1252", "latin1": "cp1252", "us-ascii": "cp1252", "ascii": "cp1252",
    "iso-8859-9": "cp1254", "iso-8859-11": "cp874", "tis-620": "cp874",
}  # fmt: skip
_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
    (b"<\x00?\x00", "utf-16-le"),
    (b"\x00<\x00?", "utf-16-be"),
    (b"<\x00\x00\x00", "utf-32-le"),
    (b"\x00\x00\x00<", "utf-32-be"),
)
_DECLARED: Final = re.compile(rb"^\s*<\?xml[^>]*?\sencoding\s*=\s*[\"']([A-Za-z0-9._:\-]{1,40})[\"'][^>]*>")
_DECLARATION: Final = re.compile(r"^\s*<\?xml[^>]*\?>")
_HEADER: Final = re.compile(r"charset\s*=\s*[\"']?([A-Za-z0-9._:\-]{1,40})", flags=re.IGNORECASE)
_FORBIDDEN: Final = bytes(b for b in range(32) if b not in b"\t\n\r")  # in XML, however encoded
_DECLARES_UTF8: Final = b'<?xml version="1.0" encoding="utf-8"?>'
_ROOTS: Final = re.compile(rb"<\?xml|<rss[\s>]|<feed[\s>]|<rdf:RDF[\s>]|<!DOCTYPE|<html", flags=re.IGNORECASE)
_JUNK: Final = 4096
_DETECT: Final = 200_000
#: Letters that tell, and the share of them that must be Hangul: of three Korean headlines together it is 0.84 at least,
#: of three Chinese ones taken for Korean 0.81 at most.
_ENOUGH: Final = 60
_NEARLY_ALL: Final = 0.85
#: 7-bit charsets that look like ASCII until their escapes are read.
_ESCAPES: Final = (b"\x1b$", b"\x1b(", b"~{")


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """A body as UTF-8 without characters XML forbids; `charset` is what it was read as, `note` what was odd."""

    data: bytes
    charset: str
    note: str = ""


def utf8_of(body: bytes, content_type: str) -> Text:
    """`body` in UTF-8: by byte order mark; by being UTF-8; by its XML declaration; by its header; by its looks."""
    text = _by_mark(body) or _by_proof(body) or _by_name(body, content_type) or _by_looks(body)
    data = _without_junk(text.data)
    clean = data.translate(None, _FORBIDDEN)
    if len(clean) == len(data):
        return Text(data=data, charset=text.charset, note=text.note)
    return Text(data=clean, charset=text.charset, note=f"{len(data) - len(clean)} control characters taken out")


def _by_mark(body: bytes) -> Text | None:
    for mark, name in _BOMS:
        if body.startswith(mark):
            try:
                return _decoded(body.decode(name), name.removesuffix("-sig"))
            except UnicodeDecodeError:
                return _decoded(body.decode(name, "replace"), name, note=f"not clean {name}")
    return None


def _by_proof(body: bytes) -> Text | None:
    """Text in another charset is practically never valid UTF-8, unless it hides in 7 bits."""
    if body.isascii() and any(escape in body for escape in _ESCAPES):
        return None
    try:
        body.decode("utf-8")
    except UnicodeDecodeError:
        return None
    declared = _DECLARED.match(body)
    if declared is None or declared.group(1).lower() in (b"utf-8", b"utf8"):
        return Text(data=body, charset="utf-8")
    return Text(data=_redeclared(body, declared.end()), charset="utf-8")


def _redeclared(body: bytes, end: int) -> bytes:
    return _DECLARES_UTF8 + body[end:]


def _by_name(body: bytes, content_type: str) -> Text | None:
    declared = _DECLARED.match(body)
    header = _HEADER.search(content_type)
    names = (declared.group(1).decode() if declared else "", header.group(1) if header else "")
    for name in names:
        if not name or name.lower() in ("utf-8", "utf8"):
            continue
        wide = _SUPERSETS.get(name.lower(), name.lower())
        try:
            return _decoded(body.decode(wide), wide)
        except (UnicodeDecodeError, LookupError, ValueError):
            continue
    return None


def _by_looks(body: bytes) -> Text:
    """By chardet's guess, or as UTF-8 with holes where only a few bytes are wrong (a text cut inside a character)."""
    holes = body.decode("utf-8", "replace")
    if holes.count("�") * 10 < len(holes) - len(holes.encode("ascii", "ignore")):
        return _decoded(holes, "utf-8", note="not clean UTF-8")
    sample = body[:_DETECT]
    guess = "cp949" if _is_korean(sample) else str(chardet.detect(sample).get("encoding") or "cp1252")
    wide = _SUPERSETS.get(guess.lower(), guess)
    note = f"the charset is not declared rightly and was taken for {wide}"
    try:
        return _decoded(body.decode(wide, "replace"), wide, note=note)
    except LookupError:
        return _decoded(body.decode("cp1252", "replace"), "cp1252", note=note)


def _is_korean(sample: bytes) -> bool:
    """Whether it reads as Hangul nearly throughout, as no other language does; chardet wants much of it to be sure."""
    text = sample.decode("euc_kr", "replace")
    foreign = [letter for letter in text if not letter.isascii()]
    return len(foreign) >= _ENOUGH and sum("가" <= letter <= "힣" for letter in foreign) > _NEARLY_ALL * len(foreign)


def _decoded(text: str, charset: str, note: str = "") -> Text:
    text = _DECLARATION.sub("", text.lstrip("\ufeff"), count=1)
    return Text(data=_DECLARES_UTF8 + text.encode("utf-8", "replace"), charset=charset, note=note)


def _without_junk(data: bytes) -> bytes:
    """Blank lines and warnings of the server's own software before the document are no reason not to read it."""
    data = data.lstrip(b" \t\r\n\x00")
    if data[:1] in (b"<", b"{", b"[") and not data.startswith((b"<!--", b"<br", b"<b>")):
        return data
    found = _ROOTS.search(data, 0, _JUNK)
    return data[found.start() :] if found else data
