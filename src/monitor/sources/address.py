"""Addresses of articles: one form for the many spellings of one page, and the identity of an item made from it."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from typing import Final
from urllib.parse import SplitResult, parse_qs, parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

# A deny-list, never an allow-list: on many news sites the article's number lives in the query (?idxno=, ?no=, ?rcpNo=).
_TRACKING_KEYS: Final = """
    fbclid gclid gclsrc dclid gbraid wbraid msclkid twclid yclid ysclid igshid igsh mc_cid mc_eid mkt_tok oly_anon_id
    oly_enc_id vero_id wickedid _hsenc _hsmi hsctatracking ref_src ref_url cmpid ncid ocid outputtype spm scm_id
    share_token sharetoken _ga _gl piwik_campaign cvid guccounter guce_referrer guce_referrer_sig at_medium at_campaign
    at_custom1 at_custom2 rss_id xtor
"""
_TRACKING: Final = frozenset(_TRACKING_KEYS.split())
_IDLE_FRAGMENTS: Final = frozenset({"rss", "ref", "none", "top", "content", "main", "home", "comments", "respond"})
_TRACKING_PREFIXES: Final = ("utm_", "pk_", "mtm_", "hsa_", "ns_")
# Hosts that serve a copy of the same page under the same path.
_TWIN_HOST: Final = re.compile(r"^(?:www|m|mobile|amp|cdn|wap|3g)\.(?=[^.]+\.[^.]+)")
_AMP_PATH: Final = re.compile(r"^/amp(?=/)|/amp/?$|\.amp$", flags=re.IGNORECASE)
_PORTS: Final = {"http": 80, "https": 443}
_MAX: Final = 4096
#: Characters no address has, and some databases refuse. White space among them is dealt with apart.
_CONTROL: Final = re.compile(r"[\x00-\x08\x0e-\x1b\x7f\u200b\ufeff\ud800-\udfff]")


def canonical_url(url: str, base: str = "") -> str:
    """`url` resolved against `base`, without tracking keys and default port; "" if it is no web address.

    The result still opens the page; two spellings of one page can differ (see `identity_of`).
    """
    parts = _split(url, base)
    if parts is None:
        return ""
    if (target := _unwrapped(parts)) is not None:
        return canonical_url(target)
    query = _query(parts.query) if parts.query else ""
    return urlunsplit((parts.scheme.lower(), _netloc(parts), parts.path or "/", query, _fragment(parts.fragment)))


def _query(text: str) -> str:
    """The query without tracking keys; where there are none, in the publisher's own spelling."""
    pairs = parse_qsl(text, keep_blank_values=True)
    kept = [(key, value) for key, value in pairs if not is_tracking(key)]
    return text if len(kept) == len(pairs) else urlencode(kept)


def _fragment(text: str) -> str:
    """A place in a page can be an article of its own; marks of where the reader came from cannot."""
    return "" if "=" in text or text.lower() in _IDLE_FRAGMENTS else text


def _split(url: str, base: str) -> SplitResult | None:
    text = _CONTROL.sub("", url).strip()
    text = "".join(text.split()) if text[:8].startswith(("http:", "https:")) else "%20".join(text.split())
    if not text or len(text) > _MAX:
        return None
    try:
        parts = urlsplit(urljoin(base, text) if base else text)
        _ = parts.port  # a bad port raises here
    except ValueError:
        return None
    return parts if parts.scheme.lower() in _PORTS and (parts.hostname or "").strip(".") else None


def _netloc(parts: SplitResult) -> str:
    host = (parts.hostname or "").rstrip(".")
    host = f"[{host}]" if ":" in host else host
    return host if parts.port in (None, _PORTS[parts.scheme.lower()]) else f"{host}:{parts.port}"


def _unwrapped(parts: SplitResult) -> str | None:
    """The article behind a search engine's click counter that names it in the query."""
    if parts.path.rsplit("/", 1)[-1] not in ("apiclick.aspx", "url"):
        return None
    for value in parse_qs(parts.query).get("url", ()):
        if value.startswith(("http://", "https://")):
            return value
    return None


def is_tracking(key: str) -> bool:
    """Whether a query key only says where the reader came from."""
    low = key.lower()
    return low in _TRACKING or low.startswith(_TRACKING_PREFIXES)


def identity_of(url: str) -> str:
    """The part of a canonical address that twins share: no scheme, no www/m/amp host, sorted query, no last slash."""
    parts = urlsplit(url)
    host = _TWIN_HOST.sub("", parts.netloc)
    path = _AMP_PATH.sub("", parts.path).rstrip("/")
    query = urlencode(sorted(parse_qsl(parts.query, keep_blank_values=True))) if "&" in parts.query else parts.query
    return f"{host}{path}" + (f"?{query}" if query else "") + (f"#{parts.fragment}" if parts.fragment else "")


def host_of(url: str) -> str:
    """The host of an address in lower case, without port; "" if it has none."""
    try:
        return (urlsplit(url).hostname or "").lower()
    except ValueError:
        return ""


def title_key(title: str) -> str:
    """A title reduced to its letters and digits, for telling whether two spellings are one."""
    return "".join(c for c in unicodedata.normalize("NFKC", title).casefold() if c.isalnum())


def item_id(*, url: str, guid: str | None, title: str, publisher: str, feed: str, opaque: bool = False) -> str:
    """The identity of an item: 16 hex digits, the same whichever feed carries the article.

    By canonical address, unless that is a whole site; else by the feed's own id for it; else by title and publisher.
    `opaque` says that the feed's addresses and ids do not name the article (Google News), so that title and publisher
    must.
    """
    page = identity_of(url)
    if any(mark in page for mark in "/?#") and not opaque:
        return _digest("url", page)
    if guid and not opaque:
        return _digest("guid", feed, guid)
    return _digest("title", title_key(title), title_key(publisher) or feed)


def _digest(*parts: str) -> str:
    text = "\x1f".join(parts).encode("utf-8", errors="replace")
    return hashlib.blake2b(text, digest_size=8).hexdigest()
