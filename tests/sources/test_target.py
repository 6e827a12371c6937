"""Addresses as they are asked for: plain ones are taken apart here, and come out as httpx would have them."""

from __future__ import annotations

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.sources.target import Target, joined, target_of

_PIECES = (
    *(
        "http://",
        "https://",
        "HTTP://",
        "paper.example",
        "Paper.Example",
        "xn--a",
        "127.0.0.1",
        "300.1.1.1",
        "01.2.3.4",
    ),
    *(
        "[::1]",
        "신문.kr",
        ":80",
        ":443",
        ":8080",
        ":0",
        ":",
        "/",
        "//",
        "/rss",
        "/./",
        "/../",
        "/.x",
        "?",
        "?a=b",
        "%20",
    ),
    *("%zz", "%", "#f", "기사", "@", "user@", ";", "~", "\\", "{", "\t", " ", "-", "_", "a..b", "*", "+", "\x00"),
)
ADDRESSES = st.lists(st.sampled_from(_PIECES), min_size=1, max_size=6).map("".join)
PORTS = {"http": 80, "https": 443}


def as_httpx_has_it(url: httpx.URL) -> Target:
    """The same parts, by httpx."""
    _ = url.host  # raises where a name claims to be encoded and is not
    port = url.port or PORTS.get(url.scheme, 0)
    texts = url.raw_host.decode(), port, url.netloc.decode(), url.raw_path.decode()
    return Target(str(url), url.scheme, *texts, user=bool(url.userinfo))


@pytest.mark.parametrize(
    ("url", "target"),
    [
        ("https://paper.example", Target("https://paper.example", "https", "paper.example", 443, "paper.example", "/")),
        (
            "http://127.0.0.1:8080/rss?page=1",
            Target("http://127.0.0.1:8080/rss?page=1", "http", "127.0.0.1", 8080, "127.0.0.1:8080", "/rss?page=1"),
        ),
        (
            "https://신문.KR:443/a b",
            Target("https://xn--z92b13l.kr/a%20b", "https", "xn--z92b13l.kr", 443, "xn--z92b13l.kr", "/a%20b"),
        ),
    ],
)
def test_an_address_names_where_to_connect_and_what_to_ask_there(url: str, target: Target) -> None:
    assert target_of(url) == target


@given(url=st.one_of(ADDRESSES, ADDRESSES.map(lambda rest: f"http://{rest}")))
def test_every_address_comes_out_as_httpx_has_it(url: str) -> None:
    try:
        expected = as_httpx_has_it(httpx.URL(url))
    except (httpx.InvalidURL, ValueError):
        with pytest.raises(ValueError):  # noqa: PT011 - whatever it says, exchange makes a value of it
            target_of(url)
        return
    assert target_of(url) == expected


@given(base=st.sampled_from(["http://a.example/x/y?q", "https://a.example", "http://a.example:8080/x/"]), to=ADDRESSES)
def test_every_redirect_leads_where_httpx_would_go(base: str, to: str) -> None:
    try:
        expected = as_httpx_has_it(httpx.URL(base).join(to))
    except (httpx.InvalidURL, ValueError):
        with pytest.raises(ValueError):  # noqa: PT011 - as above
            joined(target_of(base), to)
        return
    assert joined(target_of(base), to) == expected
