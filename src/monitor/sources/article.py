"""The articles behind items: pages fetched where their hosts allow it, with the manners and limits of feeds, and read
in a process that can be killed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final

from monitor.config.policy import ArticlePolicy, PollPolicy
from monitor.model import Article, Feed, Fetched, FetchFailed, FetchRequest, Item, Robots
from monitor.sources.cell import Cell
from monitor.sources.fetch import Fetcher
from monitor.sources.page import Allowed, MainText, Page, Rules
from monitor.sources.robots import address_of, agent_of, robots_of, site_of

_ACCEPT_PAGE: Final = "text/html, application/xhtml+xml;q=0.9, */*;q=0.1"
_ACCEPT_RULES: Final = "text/plain, */*;q=0.1"
#: A host that wants longer pauses than this between two pages is asked for one page a run.
_PATIENCE_S: Final = 10.0
_ROBOTS_MB: Final = 0.5
#: What the process does that reads pages and rules.
EXTRACT: Final = "monitor.sources.extract:answer"


class Articles:
    """Fetches articles under one policy. `close` ends its process."""

    def __init__(self, policy: ArticlePolicy, poll: PollPolicy, base: Path, cell: Cell | None = None) -> None:
        self._policy, self._agent = policy, agent_of(poll.user_agent)
        limits = {"deadline_s": policy.deadline_s, "per_host": 1, "concurrency": min(8, poll.concurrency)}
        self._pages = Fetcher(poll.model_copy(update={**limits, "max_body_mb": policy.max_mb}), base, {})
        self._robots = Fetcher(poll.model_copy(update={**limits, "max_body_mb": _ROBOTS_MB}), base, {})
        self._cell = cell or Cell(EXTRACT)

    def read_all(self, items: Sequence[Item], known: Mapping[str, Robots], now: datetime) -> Iterator[Robots | Article]:
        """The article of each item, as they come, and what was learned on the way of the sites' rules.

        `known`: rules that are still believed, by site.
        """
        turn, rest = _in_turn(items, self._policy.per_host)
        for item in rest:
            yield Article(item=item.id, outcome="over-limit", detail="enough pages of this host for one run")
        rules = dict(known)
        for learned in self._learn({site_of(item.url) for item in turn} - rules.keys(), now):
            rules[learned.site] = learned
            yield learned
        requests: list[FetchRequest] = []
        for site in dict.fromkeys(site_of(item.url) for item in turn):
            for item, verdict in self._judge(site, [i for i in turn if site_of(i.url) == site], rules):
                if isinstance(verdict, FetchRequest):
                    requests.append(verdict)
                else:
                    yield Article(item=item.id, outcome=verdict)
        yield from self._fetch(requests, {item.id: item for item in turn}, rules, now)

    def close(self) -> None:
        """End the process that reads pages."""
        self._cell.close()

    # ── rules ────────────────────────────────────────────────────────────────────────────────────────────────────

    def _learn(self, sites: set[str], now: datetime) -> Iterator[Robots]:
        """The rules of sites; none of those that cannot be asked now."""
        requests = [_request(site, address_of(site), _ACCEPT_RULES) for site in sorted(sites)]
        for request, outcome in self._robots.fetch(requests):
            if (found := robots_of(request.feed.id, outcome, now)) is not None:
                yield found

    def _judge(
        self, site: str, items: Sequence[Item], rules: Mapping[str, Robots]
    ) -> Iterator[tuple[Item, FetchRequest | str]]:
        """For each item of a site the request to be made, or the word for why not."""
        verdict = self._allowed(site, [item.url for item in items], rules)
        if isinstance(verdict, str):
            yield from ((item, verdict) for item in items)
            return
        left = len(items) if verdict.delay_s <= _PATIENCE_S else 1
        for item, may in zip(items, verdict.urls, strict=True):
            if not may:
                yield item, "robots"
            elif left <= 0:
                yield item, "over-limit"
            else:
                left -= 1
                yield item, _request(item.id, item.url, _ACCEPT_PAGE, min(verdict.delay_s, _PATIENCE_S))

    def _allowed(self, site: str, urls: Sequence[str], rules: Mapping[str, Robots]) -> Allowed | str:
        found = rules.get(site)
        if found is None:
            return "robots-unknown"
        if not found.rules.strip():
            return Allowed(urls=(True,) * len(urls))
        answer = self._cell.ask(Rules(text=found.rules, agent=self._agent, urls=tuple(urls)))
        return answer if isinstance(answer, Allowed) else "robots-unknown"

    # ── pages ────────────────────────────────────────────────────────────────────────────────────────────────────

    def _fetch(
        self, requests: Sequence[FetchRequest], items: Mapping[str, Item], rules: dict[str, Robots], now: datetime
    ) -> Iterator[Robots | Article]:
        for request, outcome in self._pages.fetch(requests):
            item = items[request.feed.id]
            if isinstance(outcome, Fetched):
                yield from self._came(item, outcome, rules, now)
            elif isinstance(outcome, FetchFailed):
                yield Article(item=item.id, outcome=outcome.kind, detail=outcome.detail)

    def _came(self, item: Item, page: Fetched, rules: dict[str, Robots], now: datetime) -> Iterator[Robots | Article]:
        """A page that came from another site than it was asked of must be allowed there too."""
        site = site_of(page.url)
        if site != site_of(item.url):
            for learned in self._learn({site} - rules.keys(), now):
                rules[site] = learned
                yield learned
            verdict = self._allowed(site, [page.url], rules)
            if isinstance(verdict, str) or not verdict.urls[0]:
                yield Article(item=item.id, outcome=verdict if isinstance(verdict, str) else "robots")
                return
        yield self._read(item, page)

    def _read(self, item: Item, page: Fetched) -> Article:
        kind = dict(page.headers).get("content-type", "")
        task = Page(body=page.body, content_type=kind, url=page.url, title=item.title, chars=self._policy.chars)
        found = self._cell.ask(task)
        if not isinstance(found, MainText):
            return Article(item=item.id, outcome="too-slow", url=page.url, detail="the page takes too much to read")
        if found.problem:
            return Article(item=item.id, outcome=found.problem, url=page.url)
        return Article(item=item.id, outcome="ok", text=found.text, url=page.url)


def _in_turn(items: Sequence[Item], per_host: int) -> tuple[list[Item], list[Item]]:
    """So many items of each site, and the rest."""
    counts: Counter[str] = Counter()
    turn: list[Item] = []
    rest: list[Item] = []
    for item in items:
        site = site_of(item.url)
        counts[site] += 1
        (turn if counts[site] <= per_host else rest).append(item)
    return turn, rest


def _request(name: str, url: str, accept: str, spacing_s: float = 0.0) -> FetchRequest:
    """A request as fetchers take them: everything they ask is asked for a feed."""
    return FetchRequest(feed=Feed(id=name, url=url, publisher=""), url=url, accept=accept, spacing_s=spacing_s)
