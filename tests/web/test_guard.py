"""Who may look, and what travels with every answer."""

from __future__ import annotations

from dataclasses import replace

import pytest

from monitor.config.secret import Secret
from monitor.web.guard import HEADERS
from monitor.web.site import Site
from monitor.web.tokens import token_of
from tests.web.reader import Reader, reader_of

PASSWORD = Secret("배터리 pass:word")
KEY = Secret("a long random text")
FEED = "/audiences/desk.atom"


@pytest.fixture
def locked(site: Site) -> Reader:
    return reader_of(site, password=PASSWORD, token_key=KEY)


def test_an_open_site_answers_everyone_with_a_strict_policy(client: Reader) -> None:
    answer = client.get("/")
    assert answer.status_code == 200
    assert all(answer.headers[name] == text for name, text in HEADERS.items())
    assert "unsafe" not in answer.headers["content-security-policy"]


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"])
def test_nothing_but_reading_is_answered(client: Reader, method: str) -> None:
    assert client.ask(method, "/").status_code == 405


def test_a_locked_site_asks_for_the_password_everywhere(locked: Reader) -> None:
    for path in ("/", "/search", "/static/ledger.css", "/export.json", FEED, "/metrics", "/none"):
        answer = locked.get(path)
        assert answer.status_code == 401
        assert answer.headers["www-authenticate"].startswith("Basic")


def test_the_password_lets_in_whatever_the_user_is_called(locked: Reader) -> None:
    assert replace(locked, auth=("anyone", PASSWORD.reveal())).get("/").status_code == 200
    for wrong in ("", "pass", PASSWORD.reveal() + " ", PASSWORD.reveal()[:-1]):
        assert replace(locked, auth=("anyone", wrong)).get("/").status_code == 401


@pytest.mark.parametrize("header", ["Basic", "Basic ???", "Bearer abc", "Basic YWJj", "Basic 4pyT"])
def test_a_broken_login_is_no_login(locked: Reader, header: str) -> None:
    assert locked.get("/", headers={"authorization": header}).status_code == 401


def test_a_token_opens_its_own_feed_and_nothing_else(locked: Reader) -> None:
    token = token_of(KEY, FEED.strip("/"))
    assert locked.get(FEED, params={"token": token}).status_code == 200
    for path in ("/", "/audiences/desk.json", "/export.csv"):
        assert locked.get(path, params={"token": token}).status_code == 401
    for wrong in ("", token[:-1], token_of(Secret("another"), FEED.strip("/")), "é"):
        assert locked.get(FEED, params={"token": wrong}).status_code == 401


def test_without_a_key_there_are_no_tokens(site: Site) -> None:
    locked = reader_of(site, password=PASSWORD)
    assert locked.get(FEED, params={"token": token_of(Secret(""), FEED.strip("/"))}).status_code == 401


def test_pages_of_a_locked_site_carry_the_tokens_of_its_feeds(site: Site) -> None:
    locked = reader_of(
        replace(site, password=PASSWORD, token_key=KEY), password=PASSWORD, auth=("me", PASSWORD.reveal())
    )
    assert f"audiences/desk.atom?token={token_of(KEY, 'audiences/desk.atom')}" in locked.get("/").text


def test_a_trusted_proxy_may_name_who_it_let_in(site: Site) -> None:
    named = {"x-remote-user": "kim"}
    proxy = reader_of(site, trusted=("10.1.0.0/16",), user_header="X-Remote-User", peer="10.1.2.3")
    assert proxy.get("/", headers=named).status_code == 200
    assert proxy.get("/").status_code == 403
    assert proxy.get("/", headers={"x-remote-user": " "}).status_code == 403
    assert replace(proxy, peer="10.2.2.3").get("/", headers=named).status_code == 403


def test_forwarded_headers_count_from_trusted_proxies_alone(site: Site) -> None:
    told = {"x-forwarded-proto": "https", "x-forwarded-host": "ledger.example.org"}
    proxy = reader_of(site, trusted=("10.1.0.0/16",), peer="10.1.2.3")
    assert 'href="https://ledger.example.org/d/' in proxy.get(FEED, headers=told).text
    assert 'href="http://ledger.test/d/' in replace(proxy, peer="10.2.0.1").get(FEED, headers=told).text


def test_health_needs_no_password_but_says_nothing_else(site: Site) -> None:
    locked = reader_of(site, password=PASSWORD)
    assert locked.get("/livez").status_code == 404  # not mounted here, yet not refused either
    assert locked.get("/livez/../").status_code == 401
