"""Sources that want a key get it, and nobody else sees it."""

from __future__ import annotations

from pathlib import Path

from monitor.config.policy import PollPolicy
from monitor.model import Fetched, FetchFailed, FetchOutcome, FetchRequest
from monitor.sources.fetch import Fetcher
from monitor.sources.keys import keys_of
from tests.sources.samples import NOW, feed
from tests.sources.site import Site

DART = {"MONITOR_OPENDART_KEY": "s3cret-k3y"}
NAVER = {"MONITOR_NAVER_ID": "me", "MONITOR_NAVER_SECRET": "s3cret"}


def ask(url: str, kind: str, environ: dict[str, str]) -> FetchOutcome:
    """What fetching a source of this kind comes to."""
    policy = PollPolicy(allow_networks=("127.0.0.0/8", "::1/128"), host_delay_s=0)
    request = FetchRequest(feed=feed(url=url, kind=kind), url=url)
    ((_, outcome),) = Fetcher(policy, Path(), environ).fetch([request])
    return outcome


def test_a_key_goes_into_its_place_in_the_address(site: Site) -> None:
    site.serve("/list", b"{}")
    outcome = ask(site.url("/list?key={MONITOR_OPENDART_KEY}"), "opendart", DART)
    assert [path for path, _ in site.asked] == ["/list?key=s3cret-k3y"]
    assert isinstance(outcome, Fetched)
    assert "s3cret" not in outcome.url


def test_keys_go_into_headers_and_not_to_another_host(site: Site) -> None:
    site.serve("/far", b"{}")
    ask(site.serve("/near", status=302, Location=site.url("/far", host="localhost")), "naver-old", NAVER)
    near, far = (headers for _, headers in site.asked)
    assert (near["x-naver-client-id"], near["x-naver-client-secret"]) == ("me", "s3cret")
    assert "x-naver-client-id" not in far


def test_without_its_key_a_source_is_off_and_not_asked(site: Site) -> None:
    outcome = ask(site.serve("/list", b"{}"), "opendart", {})
    assert isinstance(outcome, FetchFailed)
    assert (outcome.kind, site.asked) == ("no-key", [])
    assert "MONITOR_OPENDART_KEY" in outcome.detail


def test_an_error_never_shows_a_key(site: Site) -> None:
    target = site.url("/loop?key={MONITOR_OPENDART_KEY}")
    site.serve("/loop", status=302, Location="/loop?key=s3cret-k3y")
    outcome = ask(target, "opendart", DART)
    assert isinstance(outcome, FetchFailed)
    assert outcome.kind == "redirects"
    assert "s3cret" not in outcome.detail


def test_only_the_keys_of_its_kind_are_filled_in() -> None:
    keys = keys_of(feed(kind="rss"), {**DART, "MONITOR_SLACK_TOKEN": "xoxb"})
    address = "https://paper.example/{MONITOR_SLACK_TOKEN}/{MONITOR_OPENDART_KEY}"
    assert keys.fill(address, NOW) == address


def test_dates_are_those_of_seoul() -> None:
    evening = NOW.replace(hour=20)  # already the next day in Seoul
    assert keys_of(feed(), {}).fill("{yesterday}-{today}", evening) == "20261122-20261123"
