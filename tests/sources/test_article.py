"""Articles over real HTTP: allowed or not, well or badly served; every item gets one outcome."""

from __future__ import annotations

import gzip
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from monitor.config.policy import ArticlePolicy, PollPolicy
from monitor.model import Article, Item, Robots
from monitor.sources.article import EXTRACT, Articles
from monitor.sources.cell import Cell
from tests.sources.pages import TEXT, paid, semantic
from tests.sources.site import Site, Visit, open_site

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
LOOPBACK = ("127.0.0.0/8",)
Ask = Callable[..., dict[str, Article]]


@pytest.fixture(scope="module")
def makers() -> Iterator[dict[str, Articles]]:
    """Fetchers by their settings: the process that reads pages is slow to start, so tests share it."""
    made: dict[str, Articles] = {}
    yield made
    for one in made.values():
        one.close()


@pytest.fixture
def articles(makers: dict[str, Articles]) -> Callable[..., Articles]:
    """A fetcher that may use the loopback, with a short deadline."""

    def make(allow: tuple[str, ...] = LOOPBACK, delay: float = 0, **changes: object) -> Articles:
        poll = PollPolicy.model_validate({"allow_networks": allow, "host_delay_s": delay, "connect_s": 1})
        policy = ArticlePolicy.model_validate({"deadline_s": 1, **changes})
        return makers.setdefault(repr((allow, delay, changes)), Articles(policy, poll, Path()))

    return make


def item(url: str, id_: str = "a1", title: str = "A line for cells") -> Item:
    return Item(id=id_, feed="f", title=title, seen_at=NOW, url=url)


def outcomes(found: Iterator[Robots | Article]) -> dict[str, Article]:
    """What became of each item; none may have two ends."""
    told = [one for one in found if isinstance(one, Article)]
    assert len({one.item for one in told}) == len(told)
    return {one.item: one for one in told}


def paper(site: Site, path: str, language: str = "en", rules: str = "") -> str:
    """A page of a newspaper; returns its address."""
    if rules:
        site.serve("/robots.txt", rules.encode(), Content_Type="text/plain")
    return site.serve(path, semantic(language).encode(), Content_Type="text/html; charset=utf-8")


def paths(site: Site) -> list[str]:
    return [path for path, _ in site.asked]


# ── what comes ───────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("language", ["en", "ko", "zh"])
def test_the_text_comes_with_the_address_it_stood_at(
    site: Site, articles: Callable[..., Articles], language: str
) -> None:
    url = paper(site, "/1", language)
    found = outcomes(articles().read_all([item(url)], {}, NOW))["a1"]
    assert (found.outcome, found.url) == ("ok", url)
    assert found.text.splitlines()[-4:] == list(TEXT[language])


def test_we_say_who_we_are_and_that_we_want_pages(site: Site, articles: Callable[..., Articles]) -> None:
    outcomes(articles().read_all([item(paper(site, "/1"))], {}, NOW))
    assert paths(site) == ["/robots.txt", "/1"]
    assert {headers["user-agent"].partition("/")[0] for _, headers in site.asked} == {"monitor"}
    assert site.asked[1][1]["accept"].startswith("text/html")


def test_a_packed_page_in_an_old_charset_is_read(site: Site, articles: Callable[..., Articles]) -> None:
    body = semantic("ko").replace("utf-8", "euc-kr").encode("cp949")
    url = site.serve("/1", gzip.compress(body), Content_Type="text/html", Content_Encoding="gzip")
    assert TEXT["ko"][1] in outcomes(articles().read_all([item(url)], {}, NOW))["a1"].text


def test_a_redirect_within_the_site_is_followed(site: Site, articles: Callable[..., Articles]) -> None:
    there = paper(site, "/new")
    url = site.serve("/old", status=301, Location="/new")
    found = outcomes(articles().read_all([item(url)], {}, NOW))["a1"]
    assert (found.outcome, found.url) == ("ok", there)


# ── who may ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_page_that_robots_may_not_read_is_not_asked_for(site: Site, articles: Callable[..., Articles]) -> None:
    url = paper(site, "/members/1", rules="User-agent: *\nDisallow: /members/")
    other = paper(site, "/open/1")
    found = outcomes(articles().read_all([item(url), item(other, "a2")], {}, NOW))
    assert {id_: one.outcome for id_, one in found.items()} == {"a1": "robots", "a2": "ok"}
    assert paths(site) == ["/robots.txt", "/open/1"]


@pytest.mark.parametrize(
    ("status", "outcome"), [(404, "ok"), (403, "ok"), (500, "robots-unknown"), (503, "robots-unknown")]
)
def test_no_rules_allow_everything_and_a_host_in_trouble_is_left_alone(
    site: Site, articles: Callable[..., Articles], status: int, outcome: str
) -> None:
    url = paper(site, "/1")
    site.serve("/robots.txt", status=status)
    found = list(articles().read_all([item(url)], {}, NOW))
    assert outcomes(iter(found))["a1"].outcome == outcome
    assert ("/1" in paths(site)) is (outcome == "ok")
    assert [one for one in found if isinstance(one, Robots)] == (
        [Robots(site=site.url(""), at=NOW, rules="")] if outcome == "ok" else []
    )


def test_a_host_whose_rules_hang_is_not_asked_for_its_pages(site: Site, articles: Callable[..., Articles]) -> None:
    url = paper(site, "/1")
    site.silence("/robots.txt")
    assert outcomes(articles(deadline_s=0.3).read_all([item(url)], {}, NOW))["a1"].outcome == "robots-unknown"
    assert paths(site) == ["/robots.txt"]


def test_known_rules_are_not_asked_for_again(site: Site, articles: Callable[..., Articles]) -> None:
    url = paper(site, "/1", rules="User-agent: *\nAllow: /")
    known = {site.url(""): Robots(site=site.url(""), at=NOW, rules="User-agent: *\nDisallow: /")}
    assert outcomes(articles().read_all([item(url)], known, NOW))["a1"].outcome == "robots"
    assert paths(site) == []


def test_rules_are_asked_for_once_for_all_pages_of_a_site(site: Site, articles: Callable[..., Articles]) -> None:
    wanted = [item(paper(site, f"/{n}"), f"a{n}") for n in range(3)]
    assert {one.outcome for one in outcomes(articles().read_all(wanted, {}, NOW)).values()} == {"ok"}
    assert paths(site).count("/robots.txt") == 1


def test_a_host_that_wants_long_pauses_gives_one_page_a_run(site: Site, articles: Callable[..., Articles]) -> None:
    rules = "User-agent: *\nCrawl-delay: 60\n"
    wanted = [item(paper(site, f"/{n}", rules=rules), f"a{n}") for n in range(3)]
    told = [one.outcome for one in outcomes(articles().read_all(wanted, {}, NOW)).values()]
    assert sorted(told) == ["ok", "over-limit", "over-limit"]


def test_so_many_pages_of_one_host_are_enough(site: Site, articles: Callable[..., Articles]) -> None:
    wanted = [item(paper(site, f"/{n}"), f"a{n}") for n in range(4)]
    told = outcomes(articles(per_host=2).read_all(wanted, {}, NOW))
    assert [told[f"a{n}"].outcome for n in range(4)] == ["ok", "ok", "over-limit", "over-limit"]


def test_another_site_that_a_page_leads_to_has_rules_of_its_own(site: Site, articles: Callable[..., Articles]) -> None:
    with open_site() as other:
        url = site.serve("/1", status=302, Location=paper(other, "/x", rules="User-agent: *\nDisallow: /x"))
        again = site.serve("/2", status=302, Location=paper(other, "/y"))
        found = outcomes(articles().read_all([item(url), item(again, "a2")], {}, NOW))
        assert {id_: one.outcome for id_, one in found.items()} == {"a1": "robots", "a2": "ok"}
        assert paths(other).count("/robots.txt") == 1


# ── what must not be reached ─────────────────────────────────────────────────────────────────────────────────────


def test_a_page_on_a_private_address_is_never_asked_for(site: Site, articles: Callable[..., Articles]) -> None:
    found = outcomes(articles(allow=()).read_all([item(paper(site, "/1"))], {}, NOW))["a1"]
    assert found.outcome == "robots-unknown"
    assert paths(site) == []


def test_a_redirect_to_a_private_address_is_refused(site: Site, articles: Callable[..., Articles]) -> None:
    url = site.serve("/1", status=302, Location=f"http://10.0.0.1:{site.port}/secret")
    assert outcomes(articles().read_all([item(url)], {}, NOW))["a1"].outcome == "private-address"


def test_a_redirect_of_the_rules_to_a_private_address_is_refused(site: Site, articles: Callable[..., Articles]) -> None:
    url = paper(site, "/1")
    site.serve("/robots.txt", status=302, Location=f"http://10.0.0.1:{site.port}/robots.txt")
    assert outcomes(articles().read_all([item(url)], {}, NOW))["a1"].outcome == "robots-unknown"


# ── what goes wrong ──────────────────────────────────────────────────────────────────────────────────────────────


def test_every_failure_has_a_name_and_the_others_go_on(site: Site, articles: Callable[..., Articles]) -> None:
    page = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n<html><p>"
    urls = {
        "http-404": site.url("/absent"),
        "gone": site.serve("/gone", status=410),
        "blocked": site.serve("/blocked", status=403),
        "rate-limited": site.serve("/slow", status=429),
        "http-5xx": site.serve("/broken", status=500),
        "not-html": site.serve("/file", b"%PDF-1.7", Content_Type="application/pdf"),
        "no-text": site.serve("/menu", b"<html><a href=/>Home</a></html>", Content_Type="text/html"),
        "paywall": site.serve("/sold", paid("en").encode(), Content_Type="text/html"),
        "too-large": site.serve("/large", b"<p>" + b"x" * 2_000_001, Content_Type="text/html"),
        "timeout": site.drip("/endless", page),
        "redirects": site.behave("/loop", lambda visit: visit.reply(b"", status=302, headers={"Location": "/loop"})),
        "ok": paper(site, "/good"),
    }
    wanted = [item(url, kind) for kind, url in urls.items()]
    found = outcomes(articles(per_host=20).read_all(wanted, {}, NOW))
    assert {id_: one.outcome for id_, one in found.items()} == {kind: kind for kind in urls}
    assert found["timeout"].detail == "not done within 1 seconds"


def test_a_stream_without_end_is_cut(site: Site, articles: Callable[..., Articles]) -> None:
    def flood(visit: Visit) -> None:
        visit.wfile.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
        while not site.closing.is_set():
            visit.wfile.write(b"<p>on and on</p>" * 1000)

    found = outcomes(articles().read_all([item(site.behave("/1", flood))], {}, NOW))["a1"]
    assert found.outcome in ("too-large", "timeout")


def test_a_page_that_takes_too_long_to_read_is_given_up_and_the_next_is_read(site: Site) -> None:
    heavy = "<html><body><article>" + "<p>A sentence that goes on for a while, and then ends.</p>" * 30_000
    urls = [site.serve("/1", heavy.encode(), Content_Type="text/html"), paper(site, "/2")]
    poll = PollPolicy(allow_networks=LOOPBACK, host_delay_s=0)
    found = Articles(ArticlePolicy(), poll, Path(), Cell(EXTRACT, cpu_s=1, wall_s=3))
    told = outcomes(found.read_all([item(url, f"a{n}") for n, url in enumerate(urls)], {}, NOW))
    found.close()
    assert [told["a0"].outcome, told["a1"].outcome] == ["too-slow", "ok"]


def test_nobody_there_is_a_failure_like_another(articles: Callable[..., Articles]) -> None:
    assert outcomes(articles().read_all([item("http://127.0.0.1:9/1")], {}, NOW))["a1"].outcome == "robots-unknown"


def test_an_item_without_an_address_costs_nothing(articles: Callable[..., Articles]) -> None:
    assert outcomes(articles().read_all([replace(item(""), id="a1")], {}, NOW))["a1"].outcome == "robots-unknown"
    assert list(articles().read_all([], {}, NOW)) == []
