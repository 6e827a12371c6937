"""Our `monitor poll` beside other feed pollers, against one local server, in one run.

    python bench/poll.py [--feeds 200 1000] [--latency-ms 0 200] [--peer-python DIR/bin/python]
    python bench/poll.py --hostile

Each contender polls N feeds of 50 items (66 kB) three times: everything new, one new item in each feed, nothing
changed. Printed are wall and CPU seconds, peak memory, and the ratio of ours to each. `reader` is taken from the
environment of --peer-python (pip install reader sgmllib3k), newsboat and sfeed from the path; what is missing is
skipped and said so. The naive contender is httpx and feedparser in a loop, as most bots do it. All run as installed:
for ours that means from a copy whose bytecode was written before, as pip does.

--hostile polls five feeds of each kind of hostile body with ours alone.
"""

from __future__ import annotations

import argparse
import asyncio
import compileall
import gzip
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ITEMS = 50
ROUNDS = ("first", "one new", "unchanged")
HOSTILE_FEEDS = 5
MB = 1_000_000


# ── the server ───────────────────────────────────────────────────────────────────────────────────────────────────


def item(feed: int, number: int) -> str:
    """One item with an HTML body of about 1.2 kB."""
    text = "".join(
        f"&lt;p&gt;Paragraph {n} of item {number}: a cell maker and a cathode maker talk about tonnes and &lt;b&gt;GWh"
        f"&lt;/b&gt;, says &lt;a href='https://paper{feed}.example/who/{n}'&gt;the paper&lt;/a&gt;.&lt;/p&gt;"
        for n in range(5)
    )
    return (
        f"<item><title>Story {number} of feed {feed}: a plant is planned</title><link>https://paper{feed}.example/news/"
        f"view?no={number}</link><guid isPermaLink='false'>{feed}-{number}</guid><pubDate>Sun, 22 Nov 2026 "
        f"{number % 24:02}:{number % 60:02}:00 +0900</pubDate><description>{text}</description></item>\n"
    )


def document(feed: int, version: int) -> bytes:
    """The feed at a version: each version has one more item on top."""
    numbers = range(ITEMS + version, version, -1)
    head = f"<title>Paper {feed}</title><link>https://paper{feed}.example/</link><description>News</description>"
    items = "".join(item(feed, number) for number in numbers)
    return f'<?xml version="1.0" encoding="utf-8"?><rss version="2.0"><channel>{head}{items}</channel></rss>'.encode()


def hostile(item: str, times: int = 1) -> bytes:
    """A feed of an item that is there so many times."""
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>x</title>{item * times}</channel></rss>'.encode()


#: Bodies just below the limit of 8 MB, or far beyond it once unpacked, each bad in its own way.
HOSTILE: dict[str, Callable[[], bytes]] = {
    "zeros, 500 MB": lambda: bytes(500 * MB),
    "5,900 items": lambda: hostile("".join(item(1, n) for n in range(5_900))),
    "260,000 tiny items": lambda: hostile("<item><title>x</title></item>", 260_000),
    "one long text": lambda: hostile(f"<item><title>x</title><description>{'word ' * 1_590_000}</description></item>"),
    "one long escaped text": lambda: hostile(
        f"<item><title>x</title><description>{'&lt;b&gt;x&lt;/b&gt; ' * 370_000}</description></item>"
    ),
    "one long title": lambda: hostile(f"<item><title>{'&amp;lt;' * 980_000}</title></item>"),
    "elements in elements": lambda: hostile(f"<item><title>x</title>{'<a>' * 1_000_000}{'</a>' * 1_000_000}</item>"),
    "many attributes": lambda: hostile("<item " + " ".join(f"a{n}=''" for n in range(700_000)) + "/>"),
    "elements of no meaning": lambda: hostile(f"<item><title>x</title>{'<b>x</b>' * 980_000}</item>"),
    "entities in entities": lambda: (
        b'<!DOCTYPE r [<!ENTITY a "' + b"x" * 10_000 + b'"><!ENTITY b "' + b"&a;" * 100 + b'">]><rss><channel><item>'
        b"<title>" + b"&b;" * 10_000 + b"</title></item></channel></rss>"
    ),
    "broken, 5,900 items": lambda: hostile("".join(item(1, n) for n in range(5_900)))[:-30],
    "broken, full of &": lambda: hostile(f"<item><title>x</title><description>{'a & b ' * 1_300_000}</description>"),
    "no known charset": lambda: hostile(f"<item><title>{'x' * 1000}</title></item>", 7_700).replace(b"x", b"\xe9\x81"),
    "JSON, long": lambda: b'{"version":"https://jsonfeed.org/version/1.1","items":['
    + b",".join(b'{"id":"%d","title":"x"}' % n for n in range(250_000)) + b"]}",
    "JSON, lists in lists": lambda: b"[" * 7_900_000,
    "one long comment": lambda: hostile(f"<!--{' ' * 7_900_000}--><item><title>x</title></item>"),
    "a document type": lambda: b"<!DOCTYPE r [" + b"<!ELEMENT a ANY>" * 480_000 + b"]><rss><channel/></rss>",
    "EUC-KR, 1,900 items": lambda: (
        hostile(f"<item><title>전지</title><description>{'전지 시장 ' * 400}</description></item>", 1_900)
        .decode()
        .encode("euc-kr")
    ),
    "an HTML page": lambda: b"<html><body>" + b"<p class=x>text</p>" * 410_000,
}  # fmt: skip


_PREPARE = b"x-prepare: yes"  # a request that is not part of the contest: no latency


class Server:
    """Just enough HTTP for GET with ETag and gzip; feed n is the path /n, on any address 127.x.y.z."""

    def __init__(self, latency_s: float) -> None:
        self.latency_s, self.version = latency_s, 0
        self._packed: dict[tuple[int, int], bytes] = {}

    async def serve(self, port: int) -> None:
        """Answer until cancelled."""
        server = await asyncio.start_server(self._visit, "0.0.0.0", port, backlog=4096)
        async with server:
            await server.serve_forever()

    async def _visit(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while head := await reader.readuntil(b"\r\n\r\n"):
                if self.latency_s and _PREPARE not in head:
                    await asyncio.sleep(self.latency_s)
                writer.write(self._answer(head))
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()

    def _answer(self, head: bytes) -> bytes:
        path = head.split(b" ", 2)[1].decode()
        if path.startswith("/version/"):
            self.version = int(path.rsplit("/", 1)[1])
            self._packed.clear()
            return b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
        etag = f'"{self.version}"'.encode()
        feed = int(path.strip("/")) * (self.version >= 0)  # all hostile feeds are one
        if b"if-none-match: " + etag in head.lower():
            return b"HTTP/1.1 304 Not Modified\r\nETag: " + etag + b"\r\n\r\n"
        body = self._body(feed)
        return (
            b"HTTP/1.1 200 OK\r\nContent-Type: application/rss+xml\r\nContent-Encoding: gzip\r\nETag: " + etag
            + b"\r\nContent-Length: " + str(len(body)).encode() + b"\r\n\r\n" + body
        )  # fmt: skip

    def _body(self, feed: int) -> bytes:
        key = (feed, self.version)
        if key not in self._packed:
            self._packed[key] = gzip.compress(self._document(feed), compresslevel=6)
        return self._packed[key]

    def _document(self, feed: int) -> bytes:
        """Versions below zero number the kinds of hostile bodies."""
        if self.version >= 0:
            return document(feed, self.version)
        return list(HOSTILE.values())[-1 - self.version]()


def addresses(feeds: int, port: int) -> list[str]:
    """One host for each feed, as on the real net."""
    return [f"http://127.{1 + n // 60000}.{n // 250 % 240}.{1 + n % 250}:{port}/{n}" for n in range(feeds)]


# ── the contenders: each is a command that polls once ────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Contender:
    """`prepare` sets up a folder; `command` polls once in it."""

    name: str
    prepare: Callable[[Path, Sequence[str]], None]
    command: Callable[[Path], list[str]]
    environ: Callable[[Path], dict[str, str]] = lambda _: {}


def ours_prepare(folder: Path, urls: Sequence[str]) -> None:
    """An installation, and a copy of the configuration with these feeds."""
    shutil.copytree(ROOT / "src" / "monitor", folder / "lib" / "monitor", ignore=shutil.ignore_patterns("__pycache__"))
    compileall.compile_dir(folder / "lib", quiet=1)
    shutil.copytree(ROOT / "config", folder / "config")
    lines = [f"  - {{id: f{n}, publisher: Paper {n}, url: '{url}'}}" for n, url in enumerate(urls)]
    (folder / "config" / "feeds.yaml").write_text("\n".join(["feeds:", *lines, ""]))


def ours_environ(folder: Path) -> dict[str, str]:
    """Loopback allowed, as wide as the other contenders."""
    return {
        "PYTHONPATH": str(folder / "lib"),
        "MONITOR_DATABASE_URL": f"sqlite:///{folder / 'monitor.db'}",
        "MONITOR_VAR_DIR": str(folder / "var"),
        "MONITOR_POLICY__POLL__ALLOW_NETWORKS": "127.0.0.0/8",
        "MONITOR_POLICY__POLL__CONCURRENCY": "100",
        "MONITOR_POLICY__POLL__BATCH": "2000",
    }


NAIVE = """
import asyncio, json, pathlib, sys, feedparser, httpx
folder = pathlib.Path(sys.argv[1]); urls = (folder / "urls").read_text().split()
path = folder / "state.json"; state = json.loads(path.read_text()) if path.exists() else {}
async def one(client, gate, url):
    known = state.setdefault(url, {"etag": None, "items": {}})
    async with gate:
        answer = await client.get(url, headers={"if-none-match": known["etag"]} if known["etag"] else {})
    if answer.status_code == 200:
        for e in feedparser.parse(answer.content).entries:
            known["items"].setdefault(e.id, [e.title, e.link, e.summary, e.published])
        known["etag"] = answer.headers.get("etag")
async def main():
    gate = asyncio.Semaphore(100)
    async with httpx.AsyncClient(timeout=60) as client:
        await asyncio.gather(*(one(client, gate, url) for url in urls))
asyncio.run(main()); path.write_text(json.dumps(state))
"""
READER = """
import pathlib, sys
from reader import make_reader
folder = pathlib.Path(sys.argv[1]); reader = make_reader(str(folder / "reader.db"))
for url in (folder / "urls").read_text().split():
    reader.add_feed(url, exist_ok=True)
reader.update_feeds(workers=16, scheduled=False)
"""


def urls_prepare(folder: Path, urls: Sequence[str]) -> None:
    """The addresses in a file, one a line."""
    (folder / "urls").write_text("\n".join(urls) + "\n")


def sfeed_prepare(folder: Path, urls: Sequence[str]) -> None:
    """A configuration of sfeed."""
    feeds = "\n".join(f'feed "f{n}" "{url}"' for n, url in enumerate(urls))
    (folder / "sfeedrc").write_text(f'sfeedpath="{folder}/feeds"\nmaxjobs=16\nfeeds() {{\n{feeds}\n}}\n')


def contenders(peer_python: Path | None) -> list[Contender]:
    """All that are installed; the others are named on standard error."""
    found = [
        Contender("monitor", ours_prepare, lambda f: [str(Path(sys.executable).with_name("monitor")), "--config",
                                                      str(f / "config"), "poll", "--json"], ours_environ),
        Contender("naive httpx+feedparser", urls_prepare, lambda f: [sys.executable, "-c", NAIVE, str(f)]),
    ]  # fmt: skip
    if peer_python is not None:
        found.append(Contender("reader, 16 workers", urls_prepare, lambda f: [str(peer_python), "-c", READER, str(f)]))
    if newsboat := shutil.which("newsboat"):
        found.append(Contender("newsboat", urls_prepare, lambda f: [newsboat, "-u", str(f / "urls"), "-c",
                                                                    str(f / "cache.db"), "-x", "reload"]))  # fmt: skip
    if sfeed := shutil.which("sfeed_update"):
        found.append(Contender("sfeed, 16 jobs", sfeed_prepare, lambda f: [sfeed, str(f / "sfeedrc")]))
    names = {c.name.split(",")[0] for c in found}
    for name in ("reader", "newsboat", "sfeed"):
        if name not in names:
            print(f"skipped, not installed: {name}", file=sys.stderr)
    return found


# ── measuring ────────────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Cost:
    """Seconds and MB of one poll with all its processes: the peak is of their sum, looked at every 50 ms."""

    wall: float
    cpu: float
    peak_mb: float


def measure(command: Sequence[str], environ: dict[str, str], folder: Path) -> Cost:
    """Run one poll."""
    home = {**os.environ, **environ, "HOME": str(folder)}
    before, start = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    with (folder / "stderr").open("wb") as said:
        process = subprocess.Popen(command, env=home, stdout=subprocess.DEVNULL, stderr=said)
        peak = 0.0
        while process.poll() is None:
            peak = max(peak, tree_mb(process.pid))
            time.sleep(0.05)
    wall, after = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_CHILDREN)
    if process.returncode:
        print(command[0], process.returncode, (folder / "stderr").read_text()[-500:], file=sys.stderr)
    return Cost(wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime, peak)


def tree_mb(root: int) -> float:
    """What a process and all its descendants take up now (PSS): a page that several of them share counts once in all.
    A child that is still its parent in all but number, between vfork and exec, is left out."""
    total, waiting = 0.0, [(str(root), "")]
    while waiting:
        number, parent = waiting.pop()
        process = Path("/proc", number)
        try:
            called = (process / "cmdline").read_text()
            if called != parent:
                total += proportional_kb((process / "smaps_rollup").read_text()) * 1024 / MB
            for thread in (process / "task").iterdir():
                waiting += [(child, called) for child in (thread / "children").read_text().split()]
        except OSError:  # it has ended meanwhile
            continue
    return total


def proportional_kb(rollup: str) -> int:
    """The line Pss of a process's smaps_rollup; 0 where it is ending."""
    return next((int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Pss:")), 0)


def contest(feeds: int, latency_ms: int, all_: Sequence[Contender], port: int) -> dict[tuple[str, str], Cost]:
    """Every contender through the three rounds."""
    costs: dict[tuple[str, str], Cost] = {}
    urls = addresses(feeds, port)
    for contender in all_:
        with tempfile.TemporaryDirectory() as name, server(port, latency_ms / 1000):
            folder = Path(name)
            contender.prepare(folder, urls)
            for version, round_ in enumerate(ROUNDS):
                tell(port, min(version, 1), feeds)
                costs[contender.name, round_] = measure(contender.command(folder), contender.environ(folder), folder)
    return costs


class server:  # noqa: N801 - used as a with statement
    """The server in a process of its own."""

    def __init__(self, port: int, latency_s: float) -> None:
        self._command = [sys.executable, __file__, "--serve", str(port), "--latency-s", str(latency_s)]

    def __enter__(self) -> None:
        self._process = subprocess.Popen(self._command)

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.wait()


def tell(port: int, version: int, feeds: int) -> None:
    """Move every feed to a version, and let the server pack them all before the clock starts."""
    import httpx  # noqa: PLC0415 - only the measuring process needs it

    quick = dict([_PREPARE.decode().split(": ")])
    with httpx.Client(transport=httpx.HTTPTransport(retries=20), timeout=120, headers=quick) as client:
        for attempt in range(50):
            try:
                client.get(f"http://127.0.0.1:{port}/version/{version}")
                break
            except httpx.ConnectError:
                time.sleep(0.1 * (attempt > 0))
        for feed in range(feeds):
            client.get(f"http://127.0.0.1:{port}/{feed}")


def resist(port: int) -> None:
    """Ours against each kind of hostile body: seconds and peak memory."""
    ours = contenders(None)[0]
    print(f"{'hostile bodies':32}{'wall s':>9}{'CPU s':>9}{'peak MB':>9}")
    for number, name in enumerate(HOSTILE):
        with tempfile.TemporaryDirectory() as place, server(port, 0):
            folder = Path(place)
            ours.prepare(folder, addresses(HOSTILE_FEEDS, port))
            tell(port, -1 - number, 1)
            cost = measure(ours.command(folder), ours.environ(folder), folder)
        print(f"{name:32}{cost.wall:9.2f}{cost.cpu:9.2f}{cost.peak_mb:9.0f}", flush=True)


def show(feeds: int, latency_ms: int, costs: dict[tuple[str, str], Cost]) -> None:
    """One table: figures, and how many times ours each needs."""
    print(f"\n{feeds} feeds of {ITEMS} items, {latency_ms} ms latency")
    print(f"{'':24}{'round':12}{'wall s':>9}{'CPU s':>9}{'peak MB':>9}{'wall ×':>9}{'CPU ×':>9}")
    for (name, round_), cost in costs.items():
        ours = costs["monitor", round_]
        ratios = f"{cost.wall / ours.wall:9.2f}{cost.cpu / ours.cpu:9.2f}"
        print(f"{name:24}{round_:12}{cost.wall:9.2f}{cost.cpu:9.2f}{cost.peak_mb:9.0f}{ratios}")


def main() -> None:
    """Read the arguments and run the contest."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--feeds", type=int, nargs="+", default=[200, 1000])
    parser.add_argument("--latency-ms", type=int, nargs="+", default=[0])
    parser.add_argument("--peer-python", type=Path, default=None, help="a Python that has `reader`")
    parser.add_argument("--only", default="", help="contenders whose name holds this")
    parser.add_argument("--hostile", action="store_true", help="hostile bodies instead, ours alone")
    parser.add_argument("--port", type=int, default=18099)
    parser.add_argument("--serve", type=int, default=0, help=argparse.SUPPRESS)
    parser.add_argument("--latency-s", type=float, default=0, help=argparse.SUPPRESS)
    given = parser.parse_args()
    resource.setrlimit(resource.RLIMIT_NOFILE, (resource.getrlimit(resource.RLIMIT_NOFILE)[1],) * 2)
    if given.serve:
        asyncio.run(Server(given.latency_s).serve(given.serve))
    if given.hostile:
        resist(given.port)
        return
    everyone = [c for c in contenders(given.peer_python) if given.only in c.name or c.name == "monitor"]
    for feeds in given.feeds:
        for latency_ms in given.latency_ms:
            show(feeds, latency_ms, contest(feeds, latency_ms, everyone, given.port))


if __name__ == "__main__":
    main()
