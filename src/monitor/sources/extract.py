"""The main text of a page, and what a robots.txt allows: other people's documents, read by libraries that may choke on
them. Meant to run in a process of its own (`cell`)."""

from __future__ import annotations

import re
from typing import Final

from monitor.sources.charset import utf8_of
from monitor.sources.page import Allowed, MainText, Page, Rules

_META: Final = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{1,40})", re.IGNORECASE)
_HEADER: Final = re.compile(r"charset\s*=\s*[\"']?\s*([A-Za-z0-9_.:-]{1,40})", re.IGNORECASE)
_XML: Final = re.compile(r"^\s*<\?xml[^>]*\?>")
_UTF8: Final = frozenset({"utf-8", "utf8"})
_TITLE: Final = re.compile(r"<title[^>]*>([^<]{1,400})", re.IGNORECASE)
#: What steers a terminal or cannot be stored; half a character, as a reference can name it, among them.
_CONTROL: Final = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200b\u202a-\u202e\u2066-\u2069\ufeff\ud800-\udfff]"
)
_PAID: Final = re.compile(r"[\"']isAccessibleForFree[\"']\s*:\s*[\"']?(?:false|no)\b", re.IGNORECASE)
#: A text shorter than this is a teaser or a menu, longer than the other an article whatever the page says of payment.
#: Letters of an alphabet count once, syllables and characters twice.
_LEAST: Final = 120
_WHOLE: Final = 1_200
#: A line shorter than this, or that ends with none of these, is a heading or a link.
_SENTENCE: Final = 40
_ENDS: Final = (".", "!", "?", "。", "！", "？", "”", '"')


def answer(task: Page | Rules) -> MainText | Allowed:
    """What the process is for. Never raises: a document that breaks a library is one without an answer."""
    return main_text(task) if isinstance(task, Page) else allowed(task)


# ── robots.txt ───────────────────────────────────────────────────────────────────────────────────────────────────


def allowed(rules: Rules) -> Allowed:
    """What the rules say; rules that cannot be read forbid everything."""
    from protego import Protego  # noqa: PLC0415 - a process that reads pages alone needs none of it

    try:
        parsed = Protego.parse(rules.text)
        delay = parsed.crawl_delay(rules.agent)
        return Allowed(
            urls=tuple(parsed.can_fetch(url, rules.agent) for url in rules.urls), delay_s=max(0.0, delay or 0.0)
        )
    except Exception:  # noqa: BLE001 - whatever it stumbles over, the careful answer is no
        return Allowed(urls=(False,) * len(rules.urls))


# ── pages ────────────────────────────────────────────────────────────────────────────────────────────────────────


def main_text(page: Page) -> MainText:
    """The text of the article on a page, a paragraph a line."""
    if not _is_html(page):
        return MainText(problem="not-html")
    try:
        html = html_of(page.body, page.content_type)
        found = _extracted(html, page.url)
    except MemoryError:
        return MainText(problem="too-slow")
    except Exception:  # noqa: BLE001 - libraries break on odd pages in ways of their own; a page must not stop us
        return MainText(problem="no-text")
    named = _TITLE.search(html)
    text = tidied(found, page.title, named.group(1) if named else "")[: page.chars]
    if weight(text) < _WHOLE and _PAID.search(html):
        return MainText(problem="paywall")
    return MainText(text=text) if weight(text) >= _LEAST and prose(text) else MainText(problem="no-text")


def _is_html(page: Page) -> bool:
    kind = page.content_type.partition(";")[0].strip().lower()
    if "html" in kind:
        return True
    return kind in ("", "text/plain", "application/octet-stream") and b"<html" in page.body[:2000].lower()


def html_of(body: bytes, content_type: str) -> str:
    """The page as text: by its header, or by what it says of itself where the header says nothing or too little."""
    header, meta = _HEADER.search(content_type), _META.search(body[:4096])
    if meta and (header is None or header.group(1).lower() in _UTF8):
        content_type = f"text/html; charset={meta.group(1).decode('ascii')}"
    return _XML.sub("", utf8_of(body, content_type).data.decode("utf-8", "replace"), count=1)


def _extracted(html: str, url: str) -> str:
    """Found carefully; where that finds too little (old pages are laid out with tables), found freely, and then only
    what is prose: the rest is menus and other articles' headlines."""
    found = _found(html, url, careful=True)
    return found if weight(found) >= _LEAST else prose(_found(html, url, careful=False))


def _found(html: str, url: str, *, careful: bool) -> str:
    import trafilatura  # noqa: PLC0415 - as above

    found = trafilatura.extract(
        html,
        url=url,
        output_format="txt",
        favor_precision=careful,
        include_comments=False,
        include_tables=False,
        include_images=False,
        include_links=False,
        with_metadata=False,
    )
    return str(found or "")


def prose(text: str) -> str:
    """The lines that are sentences."""
    lines = (line.strip() for line in text.splitlines())
    return "\n".join(line for line in lines if line.endswith(_ENDS) and weight(line) >= _SENTENCE)


def tidied(text: str, *titles: str) -> str:
    """The text without blank lines, and without the item's title, or the page's, where it begins with it again."""
    lines = [" ".join(_CONTROL.sub("", line).split()) for line in text.splitlines()]
    lines = [line for line in lines if line]
    if lines and any(_letters(lines[0]) in _letters(title) for title in titles):
        lines = lines[1:]
    return "\n".join(lines)


def _letters(text: str) -> str:
    return "".join(c for c in text.casefold() if c.isalnum())


def weight(text: str) -> int:
    """How much a text says, whatever its script."""
    return sum(1 if c.isascii() else 2 for c in text)
