"""Fetching: every answer, good or hostile, becomes a value."""

from __future__ import annotations

import asyncio
import gzip
import os
import resource
import socket
import ssl
import zlib
from collections.abc import Iterator
from pathlib import Path

import brotli
import pytest
import trustme
import zstandard

from monitor.config.policy import PollPolicy
from monitor.model import Feed, Fetched, FetchFailed, FetchOutcome, FetchRequest, NotModified
from monitor.sources.exchange import LARGE, Cost, Limits, exchange
from monitor.sources.fetch import Fetcher, blame_network, read_file, request_for
from monitor.sources.guard import networks
from monitor.sources.transport import GuardedTransport, tls_context
from tests.sources.samples import feed, known, rss
from tests.sources.site import Site, Visit, open_site, void

BODY = rss(["<item><title>A title</title></item>"])
LOOPBACK = ("127.0.0.0/8",)


def policy(**changes: object) -> PollPolicy:
    """Loopback allowed, no pause between requests, a short deadline."""
    settings = {"allow_networks": LOOPBACK, "host_delay_s": 0, "deadline_s": 5, "connect_s": 2, **changes}
    return PollPolicy.model_validate(settings)


def ask(url: str, *, etag: str | None = None, modified: str | None = None, **changes: object) -> FetchOutcome:
    """What fetching one address comes to."""
    request = FetchRequest(feed=feed(url=url), url=url, etag=etag, last_modified=modified)
    ((_, outcome),) = Fetcher(policy(**changes), Path()).fetch([request])
    return outcome


def failed(outcome: FetchOutcome) -> FetchFailed:
    """The outcome, which must be a failure."""
    assert isinstance(outcome, FetchFailed)
    return outcome


def body_of(outcome: FetchOutcome) -> bytes:
    """The body, which must have come."""
    assert isinstance(outcome, Fetched), outcome
    return outcome.body


def test_a_body_arrives_with_its_headers_in_lower_case(site: Site) -> None:
    outcome = ask(site.serve("/rss", BODY, ETag='"v1"', Content_Type="application/rss+xml"))
    assert isinstance(outcome, Fetched)
    assert outcome.body == BODY
    assert dict(outcome.headers)["etag"] == '"v1"'
    assert outcome.url == site.url("/rss")


def test_the_client_says_who_it_is_and_sends_no_cookies(site: Site) -> None:
    url = site.serve("/rss", BODY, Set_Cookie="track=1")
    ask(url, user_agent="monitor/9 (+mailto:desk@paper.example)")
    ((_, headers),) = site.asked
    assert headers["user-agent"] == "monitor/9 (+mailto:desk@paper.example)"
    assert "cookie" not in headers
    assert "authorization" not in headers


def test_validators_are_sent_and_304_means_not_modified(site: Site) -> None:
    url = site.serve("/rss", status=304)
    assert ask(url, etag='"v1"', modified="Sun, 22 Nov 2026 00:00:00 GMT") == NotModified()
    ((_, headers),) = site.asked
    assert headers["if-none-match"] == '"v1"'
    assert headers["if-modified-since"] == "Sun, 22 Nov 2026 00:00:00 GMT"


def test_304_that_nobody_asked_for_is_a_failure(site: Site) -> None:
    assert failed(ask(site.serve("/rss", status=304))).kind == "http-3xx"


@pytest.mark.parametrize(
    ("encoding", "pack"),
    [
        ("gzip", gzip.compress),
        ("deflate", zlib.compress),
        ("deflate", lambda body: zlib.compress(body)[2:-4]),  # raw deflate, which some servers send
        ("br", brotli.compress),
        ("zstd", zstandard.compress),
        ("", gzip.compress),  # packed without saying so
        ("gzip", bytes),  # said to be packed, and is not
        ("br", bytes),
        ("gzip", lambda body: gzip.compress(body[:50]) + gzip.compress(body[50:])),  # two members
    ],
)
def test_packed_bodies_are_unpacked(site: Site, encoding: str, pack: object) -> None:
    assert callable(pack)
    packed = pack(BODY)
    url = site.serve("/rss", packed, Content_Encoding=encoding) if encoding else site.serve("/rss", packed)
    assert body_of(ask(url)) == BODY


def test_an_unknown_packing_is_named(site: Site) -> None:
    assert failed(ask(site.serve("/rss", BODY, Content_Encoding="compress"))).kind == "encoding"


def test_a_broken_gzip_body_is_named(site: Site) -> None:
    broken = bytearray(gzip.compress(os.urandom(2000)))
    broken[100:200] = b"\xff" * 100
    assert failed(ask(site.serve("/rss", bytes(broken), Content_Encoding="gzip"))).kind == "encoding"


@pytest.mark.parametrize(
    ("status", "kind"),
    [(404, "http-404"), (410, "gone"), (500, "http-5xx"), (403, "blocked"), (401, "blocked"), (451, "blocked"),
     (429, "rate-limited"), (400, "http-4xx"), (503, "http-5xx")],
)  # fmt: skip
def test_each_status_has_its_kind_even_with_a_feed_in_the_body(site: Site, status: int, kind: str) -> None:
    assert failed(ask(site.serve("/rss", BODY, status=status))).kind == kind


def test_retry_after_is_kept(site: Site) -> None:
    assert failed(ask(site.serve("/rss", status=429, Retry_After="120"))).retry_after_s == 120


def test_a_permanent_redirect_is_followed_and_reported(site: Site) -> None:
    new = site.serve("/new", BODY)
    outcome = ask(site.serve("/old", status=301, Location="/new"))
    assert isinstance(outcome, Fetched)
    assert (outcome.url, outcome.moved_to) == (new, new)


def test_a_temporary_redirect_is_followed_and_not_reported(site: Site) -> None:
    site.serve("/new", BODY)
    outcome = ask(site.serve("/old", status=302, Location="/new"))
    assert isinstance(outcome, Fetched)
    assert outcome.moved_to is None


def test_only_the_permanent_start_of_a_chain_is_reported(site: Site) -> None:
    site.serve("/c", BODY)
    site.serve("/b", status=302, Location="/c")
    outcome = ask(site.serve("/a", status=308, Location="/b"))
    assert isinstance(outcome, Fetched)
    assert outcome.moved_to == site.url("/b")


def test_a_redirect_loop_ends_after_the_allowed_number(site: Site) -> None:
    assert failed(ask(site.serve("/loop", status=302, Location="/loop"), redirects=3)).kind == "redirects"
    assert len(site.asked) == 4


@pytest.mark.parametrize(
    ("location", "kind"),
    [
        ("file:///etc/passwd", "url"),
        ("gopher://127.0.0.1/", "url"),
        ("http://user:secret@127.0.0.1/", "url"),
        ("http://169.254.169.254/latest/meta-data", "private-address"),
        ("http://10.0.0.1/", "private-address"),
        ("http://[::1]/", "private-address"),
        ("http://[::ffff:10.0.0.1]/", "private-address"),
    ],
)
def test_every_hop_is_guarded(site: Site, location: str, kind: str) -> None:
    assert failed(ask(site.serve("/out", status=302, Location=location))).kind == kind


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "2130706433", "0x7f000001", "0.0.0.0", "[::1]", "[::ffff:127.0.0.1]"],
)
def test_loopback_is_refused_in_every_spelling_and_the_setting_is_named(site: Site, host: str) -> None:
    failure = failed(ask(f"http://{host}:{site.port}/rss", allow_networks=()))
    assert failure.kind == "private-address"
    assert "policy.poll.allow_networks" in failure.detail
    assert site.asked == []


def test_an_address_with_a_password_is_refused(site: Site) -> None:
    assert failed(ask(f"http://user:secret@127.0.0.1:{site.port}/rss")).kind == "url"
    assert site.asked == []


def test_silence_ends_at_the_deadline(site: Site) -> None:
    assert failed(ask(site.silence("/rss"), deadline_s=0.3)).kind == "timeout"


def test_dripping_headers_do_not_outlive_the_deadline(site: Site) -> None:
    url = site.drip("/rss", b"HTTP/1.1 200 OK\r\nX-A: ")
    assert failed(ask(url, deadline_s=0.4)).kind == "timeout"


def test_a_dripping_body_does_not_outlive_the_deadline(site: Site) -> None:
    url = site.drip("/rss", b"HTTP/1.1 200 OK\r\n\r\n")
    assert failed(ask(url, deadline_s=0.4)).kind == "timeout"


def test_endless_headers_are_cut_off(site: Site) -> None:
    url = site.drip("/rss", b"HTTP/1.1 200 OK\r\n", drop=b"X-Name: " + b"x" * 20_000 + b"\r\n")
    assert failed(ask(url)).kind == "protocol"


def test_an_endless_body_is_cut_off_at_the_limit(site: Site) -> None:
    url = site.drip("/rss", b"HTTP/1.1 200 OK\r\n\r\n", drop=b"x" * 200_000)
    assert failed(ask(url, max_body_mb=1)).kind == "too-large"


@pytest.mark.parametrize("encoding", ["gzip", "br", "zstd"])
def test_a_bomb_costs_little_memory(site: Site, encoding: str) -> None:
    zeros = bytes(1 << 20)
    bomb = _BOMBS[encoding](zeros)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert failed(ask(site.serve("/rss", bomb, Content_Encoding=encoding), max_body_mb=5)).kind == "too-large"
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 12_000  # kB


def _gzip_bomb(zeros: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    return b"".join(packer.compress(zeros) for _ in range(200)) + packer.flush()


def _brotli_bomb(zeros: bytes) -> bytes:
    packer = brotli.Compressor(quality=5)
    return b"".join(packer.process(zeros) for _ in range(200)) + bytes(packer.finish())


def _zstd_bomb(zeros: bytes) -> bytes:
    packer = zstandard.ZstdCompressor().compressobj()
    return b"".join(packer.compress(zeros) for _ in range(200)) + packer.flush()


_BOMBS = {"gzip": _gzip_bomb, "br": _brotli_bomb, "zstd": _zstd_bomb}


def test_a_body_cut_short_is_kept_without_its_validators(site: Site) -> None:
    def page(visit: Visit) -> None:
        visit.wfile.write(b'HTTP/1.1 200 OK\r\nETag: "v1"\r\nContent-Length: 100000\r\n\r\n' + BODY)

    outcome = ask(site.behave("/rss", page))
    assert body_of(outcome) == BODY
    assert isinstance(outcome, Fetched)
    assert "etag" not in dict(outcome.headers)


def test_chunked_bodies_are_joined(site: Site) -> None:
    def page(visit: Visit) -> None:
        visit.wfile.write(
            b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n"
        )

    assert body_of(ask(site.behave("/rss", page))) == b"hello world"


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\n\r\nhello world",  # until the end of the connection
        b"HTTP/1.0 200 OK\r\nContent-Length: 11\r\n\r\nhello world and more",
        b"HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\nhello worldHTTP/1.1 404 No\r\nContent-Length: 2\r\n\r\nno",
        b"HTTP/1.1 200 OK\nContent-Length: 11\n\nhello world",  # bare line feeds
        b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\nhello world",
        b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200\r\nContent-Length: 11\r\n\r\nhello world",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nb  \r\nhello world\r\n0\r\nX-Late: yes\r\n\r\n",
    ],
    ids=["until the end", "1.0 and more", "two answers", "line feeds", "continue", "hints", "trailer"],
)
def test_servers_with_manners_of_their_own_are_understood(site: Site, answer: bytes) -> None:
    assert body_of(ask(site.behave("/rss", lambda visit: void(visit.wfile.write(answer))))) == b"hello world"


@pytest.mark.parametrize(
    ("start", "kind"),
    [
        (b"HTTP/1.1 103 Early Hints\r\n", "protocol"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n", "truncated"),
    ],
    ids=["before the body", "behind it"],
)
def test_headers_without_end_are_cut_off_wherever_they_stand(site: Site, start: bytes, kind: str) -> None:
    url = site.drip("/rss", start, drop=b"X-Name: " + b"x" * 20_000 + b"\r\n")
    assert failed(ask(url)).kind == kind


def test_a_switch_to_another_protocol_is_no_answer(site: Site) -> None:
    answer = b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n"
    assert failed(ask(site.behave("/rss", lambda visit: void(visit.wfile.write(answer))))).kind == "protocol"


def test_a_validator_with_a_line_break_in_it_is_never_sent(site: Site) -> None:
    assert "line break" in failed(ask(site.serve("/rss", BODY), etag='"1"\r\nX-Other: yes')).detail
    assert site.asked == []


def test_a_small_packed_body_takes_its_place_among_the_large_when_it_grows(site: Site) -> None:
    packed = gzip.compress(bytes(3 * LARGE))

    async def cost_of(body: bytes) -> Cost:
        url, cost = site.serve("/rss", body, Content_Encoding="gzip"), Cost()
        limits = Limits(policy(), asyncio.Semaphore(1), {})
        transport = GuardedTransport(networks(LOOPBACK), 2, tls_context)
        body_of(await exchange(transport, FetchRequest(feed=feed(url=url), url=url), limits, cost))
        return cost

    assert len(packed) < LARGE
    assert asyncio.run(cost_of(packed)).large
    assert not asyncio.run(cost_of(gzip.compress(BODY))).large


@pytest.mark.parametrize(
    "noise", [b"\x00\x01\x02 garbage\r\n\r\n", b"SSH-2.0-OpenSSH\r\n\r\n", b"HTTP/1.1 abc OK\r\n\r\n", b""]
)
def test_answers_that_are_no_http_are_named(site: Site, noise: bytes) -> None:
    assert failed(ask(site.behave("/rss", lambda visit: void(visit.wfile.write(noise))))).kind == "protocol"


def test_a_closed_port_refuses() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
        assert failed(ask(f"http://127.0.0.1:{port}/rss")).kind == "refused"


def test_an_unknown_name_is_named() -> None:
    assert failed(ask("http://no-such-name.invalid/rss")).kind == "dns"


def test_plain_http_where_tls_was_expected_is_a_tls_failure(site: Site) -> None:
    site.serve("/rss", BODY)
    assert failed(ask(f"https://127.0.0.1:{site.port}/rss")).kind in ("tls", "protocol", "reset")


def test_a_certificate_nobody_vouches_for_is_refused() -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(context)
    with open_site(context) as site:
        failure = failed(ask(site.serve("/rss", BODY).replace("http:", "https:")))
        assert failure.kind == "tls"
        assert "certificate" in failure.detail
        assert site.asked == []


@pytest.mark.parametrize("url", ["http://[::1/rss", "http://a b/rss", "nonsense", "ftp://paper.example/rss"])
def test_addresses_that_are_none_are_named(url: str) -> None:
    assert failed(ask(url)).kind in ("url", "dns")


def test_one_bad_feed_does_not_hold_up_the_others(site: Site) -> None:
    urls = [site.serve(f"/{n}", BODY) for n in range(20)]
    bad = [site.silence("/silent"), site.drip("/drip", b"HTTP/1.1 200 OK\r\n\r\n")]
    requests = [FetchRequest(feed=feed(str(n), url), url=url) for n, url in enumerate([*bad, *urls])]
    outcomes = [o for _, o in Fetcher(policy(deadline_s=0.6, per_host=32), Path()).fetch(requests)]
    assert sum(isinstance(o, Fetched) for o in outcomes) == 20
    assert sum(isinstance(o, FetchFailed) and o.kind == "timeout" for o in outcomes) == 2


def test_no_more_than_the_allowed_requests_run_at_one_host(site: Site) -> None:
    running, most = [0], [0]

    def page(visit: Visit) -> None:
        running[0] += 1
        most[0] = max(most[0], running[0])
        site.closing.wait(0.02)
        running[0] -= 1
        visit.reply(BODY)

    urls = [site.behave(f"/{n}", page) for n in range(10)]
    requests = [FetchRequest(feed=feed(str(n), url), url=url) for n, url in enumerate(urls)]
    assert len(list(Fetcher(policy(per_host=2), Path()).fetch(requests))) == 10
    assert most[0] <= 2


def test_a_search_engine_is_not_asked_again_before_its_pause_is_over(site: Site) -> None:
    urls = [site.serve(f"/{n}", BODY) for n in range(9)]
    requests = [FetchRequest(feed=feed(str(n), url, kind="google-news"), url=url) for n, url in enumerate(urls)]
    answers = Fetcher(policy(host_delay_s=100), Path()).fetch(requests)
    kinds = [o.kind if isinstance(o, FetchFailed) else "ok" for _, o in answers]
    assert sorted(kinds) == ["deferred"] * 8 + ["ok"]


def test_giving_up_in_the_middle_ends_the_fetching(site: Site) -> None:
    urls = [site.serve("/quick", BODY), site.silence("/slow")]
    requests = [FetchRequest(feed=feed(str(n), url), url=url) for n, url in enumerate(urls)]
    answers = Fetcher(policy(deadline_s=60), Path()).fetch(requests)
    assert isinstance(next(iter(answers))[1], Fetched)
    assert hasattr(answers, "close")
    answers.close()  # returns at once although a minute is left


def test_a_file_is_read_from_the_disk_and_not_read_again_unchanged(tmp_path: Path) -> None:
    (tmp_path / "feed.xml").write_bytes(BODY)
    request = FetchRequest(feed=feed(url="feed.xml", kind="file"), url="feed.xml")
    fetcher = Fetcher(policy(), tmp_path)
    ((_, first),) = fetcher.fetch([request])
    assert body_of(first) == BODY
    assert isinstance(first, Fetched)
    again = FetchRequest(feed=request.feed, url="feed.xml", etag=dict(first.headers)["etag"])
    assert [o for _, o in fetcher.fetch([again])] == [NotModified()]


def test_a_missing_or_oversized_file_is_a_failure(tmp_path: Path) -> None:
    (tmp_path / "big.xml").write_bytes(BODY)
    assert failed(read_file(tmp_path / "none.xml", None, 1000)).kind == "file"
    assert failed(read_file(tmp_path / "big.xml", None, 10)).kind == "too-large"


def test_a_request_uses_the_address_a_feed_moved_to_and_its_validators() -> None:
    state = known()
    assert request_for(feed(), None) == FetchRequest(feed=feed(), url="https://paper.example/rss")
    assert request_for(feed(), state).url == "https://paper.example/rss"


# ── blaming the network ──


def answers_of(*kinds: str) -> Iterator[tuple[FetchRequest, FetchOutcome]]:
    """Outcomes of as many hosts; "ok" is a 304."""
    for number, kind in enumerate(kinds):
        one = Feed(id=f"f{number}", url=f"http://host{number}.example/", publisher="x")
        outcome: FetchOutcome = NotModified() if kind == "ok" else FetchFailed(kind=kind, detail="d")
        yield FetchRequest(feed=one, url=one.url), outcome


def kinds_after(*kinds: str) -> list[str]:
    """The kinds after judging, in order of the hosts."""
    judged = sorted(blame_network(answers_of(*kinds)), key=lambda pair: pair[0].feed.id)
    return [o.kind if isinstance(o, FetchFailed) else "ok" for _, o in judged]


def test_when_every_host_fails_the_network_is_blamed() -> None:
    assert kinds_after("dns", "timeout", "unreachable") == ["offline"] * 3


def test_one_answer_proves_the_network_and_the_failures_stand() -> None:
    assert kinds_after("dns", "timeout", "ok", "refused") == ["dns", "timeout", "ok", "refused"]


def test_an_error_page_is_an_answer_too() -> None:
    assert kinds_after("dns", "timeout", "http-5xx") == ["dns", "timeout", "http-5xx"]


def test_two_hosts_alone_prove_nothing() -> None:
    assert kinds_after("dns", "dns") == ["dns", "dns"]


def test_what_was_never_sent_proves_nothing_about_the_network() -> None:
    assert kinds_after("private-address", "dns", "dns", "dns") == ["private-address", "offline", "offline", "offline"]
