"""Every page as HTML: what it shows is gathered here, what it looks like stands in `templates/`.

The daemon's routes and `monitor publish` call the same methods; they differ in `Here` alone.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any, Final, TypeVar

from jinja2 import Environment, PackageLoader, StrictUndefined

from monitor.digest.book import Book
from monitor.digest.face import face_of, tone_of
from monitor.digest.summary import period_line
from monitor.digest.wording import language_name, phrase
from monitor.model import FeedState, Health, value
from monitor.store import feeds as store_feeds
from monitor.store import ledger as store_ledger
from monitor.store import runs as store_runs
from monitor.store import search
from monitor.store.search import Wanted
from monitor.web import queries
from monitor.web.asking import Asked
from monitor.web.entries import Line, entry_of, line_of
from monitor.web.here import Here
from monitor.web.outline import Outline
from monitor.web.site import Site
from monitor.web.tokens import tokens
from monitor.web.views.charts import NARROW, funnel, leads, monthly, signed
from monitor.web.views.companies import companies, company
from monitor.web.views.development import subject_of
from monitor.web.views.relations import relations

T = TypeVar("T")

STATIC: Final = Path(__file__).parent / "static"
TODAY: Final = 18  # developments on the first page
PAGE: Final = 40  # developments a page of a list
DIGESTS: Final = 25
WEEK_S: Final = 7 * 86400
MOST_FIGURES: Final = 64
LANGUAGES: Final = ("en", "ko", "zh", "ja")

_ENVIRONMENT: Final = Environment(
    loader=PackageLoader("monitor.web"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)


@value
class Pager:
    """Where a list stands: this page, the last, and how many entries there are."""

    page: int
    pages: int
    total: int


@value
class Option:
    """A choice of a form."""

    value: str
    label: str


@cache
def version_of(name: str) -> str:
    """A few letters that change with a static file, so that it can be kept for long."""
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:10]


class Figures:
    """What is counted over the whole ledger, counted once as long as the ledger does not move."""

    def __init__(self) -> None:
        self._of: Sequence[Outline] = ()
        self._kept: dict[tuple[object, ...], Any] = {}

    def get(self, outlines: Sequence[Outline], here: Here, name: str, count: Callable[[], T]) -> T:
        """What `count` gives, for a reader like this one, today."""
        if outlines is not self._of or len(self._kept) > MOST_FIGURES:
            self._of, self._kept = outlines, {}
        kept, key = self._kept, (name, here.language, here.zone, here.now.astimezone(here.tz).date())
        if key not in kept:
            kept[key] = count()
        found: T = kept[key]
        return found


class Pages:
    """The pages of a site. Each method gives the HTML; None where there is no such thing."""

    def __init__(self, site: Site) -> None:
        self._site = site
        self._figures = Figures()

    # ── the ledger ───────────────────────────────────────────────────────────────────────────────────────────────

    def today(self, here: Here) -> str:
        """What moved, the latest first, by day."""
        outlines = self._site.shelf.outlines()
        with self._site.store.read() as tx:
            found = search.find(tx, Wanted(), limit=TODAY)
        entries = [entry_of(one, here, self._site.book) for one in found.developments]
        days = [(name, list(group)) for name, group in groupby(entries, key=lambda e: here.day(e.at))]
        week = [o for o in outlines if (here.now - o.moved_at).total_seconds() <= WEEK_S]
        figures = {
            "moved": len(week),
            "opened": sum((here.now - o.opened_at).total_seconds() <= WEEK_S for o in week),
            "firm": sum(tone_of(o.status) == "firm" for o in week),
            "halt": sum(tone_of(o.status) == "halt" for o in week),
        }
        return self._render(
            "today",
            here,
            days=days,
            total=found.total,
            figures=figures,
            **self._figures.get(outlines, here, "today", lambda: self._glance(outlines, here)),
        )

    def _glance(self, outlines: Sequence[Outline], here: Here) -> dict[str, Any]:
        book = self._site.book
        return {
            "months": monthly(outlines, here, book, months=12, size=NARROW),
            "stages": funnel(outlines, self._site.ranks, here, book),
            "pairs": relations(outlines, here, book).rows[:8],
        }

    def development(self, here: Here, id_: str) -> str | None:
        """One development."""
        with self._site.store.read() as tx:
            one = store_ledger.get(tx, id_)
            if one is None or one.id != id_:
                return None
            told = queries.told_of(tx, id_)
        titles = {a.id: a.title for a in self._site.audiences.values()}
        subject = subject_of(one, told, titles, here, self._site.book)
        parties = {p.entity for p in one.parties if not p.entity.startswith("?")}
        near = [o for o in self._site.shelf.outlines() if o.id != id_ and len(parties & set(o.entities)) > 1]
        return self._render("development", here, it=subject, related=self._lines(near[:8], here))

    def moved_to(self, id_: str) -> str | None:
        """The id a development goes by now, when it was merged into another."""
        with self._site.store.read() as tx:
            return queries.merged_into(tx, id_)

    def moved(self, here: Here, into: str) -> str:
        """A page in the place of a development that was merged, for where nothing can redirect."""
        return self._render("moved", here, into=into)

    def search(self, here: Here, asked: Asked, page: int) -> str:
        """A page of what was asked for; of everything when nothing was."""
        with self._site.store.read() as tx:
            found = search.find(tx, asked.wanted, limit=PAGE, offset=(page - 1) * PAGE)
        listed = [line_of(one, here, self._site.book) for one in found.developments]
        return self._render(
            "search",
            here,
            listed=listed,
            pager=_pager(page, found.total, PAGE),
            asked=asked,
            choices=self._choices(here),
        )

    def listing(self, here: Here, page: int) -> str:
        """A page of the whole ledger, for where nothing can be searched."""
        with self._site.store.read() as tx:
            found = search.find(tx, Wanted(), limit=PAGE, offset=(page - 1) * PAGE)
        listed = [line_of(one, here, self._site.book) for one in found.developments]
        return self._render("listing", here, listed=listed, pager=_pager(page, found.total, PAGE))

    # ── companies and relations ──────────────────────────────────────────────────────────────────────────────────

    def companies(self, here: Here) -> str:
        """Every company of the ledger."""
        site, outlines = self._site, self._site.shelf.outlines()
        groups = self._figures.get(
            outlines, here, "companies", lambda: companies(outlines, site.entities, here, site.book)
        )
        return self._render("companies", here, groups=groups)

    def company(self, here: Here, id_: str, page: int) -> str | None:
        """One company with its deals."""
        entity = self._site.entities.get(id_)
        if entity is None:
            return None
        own = [o for o in self._site.shelf.outlines() if id_ in o.entities]
        with self._site.store.read() as tx:
            found = search.find(tx, Wanted(party=id_), limit=PAGE, offset=(page - 1) * PAGE)
        listed = [line_of(one, here, self._site.book) for one in found.developments]
        it = company(entity, own, self._site.ranks, here, self._site.book)
        return self._render("company", here, it=it, listed=listed, pager=_pager(page, found.total, PAGE))

    def map(self, here: Here, fields: Mapping[str, str]) -> str:
        """The network of companies, of the events and stages asked for."""
        chosen = {key: fields.get(key, "") for key in ("event", "stage")}
        outlines = self._site.shelf.outlines()
        drawn = self._figures.get(
            outlines,
            here,
            f"map {chosen}",
            lambda: relations([o for o in outlines if _fits(o, chosen)], here, self._site.book),
        )
        return self._render("map", here, drawn=drawn, chosen=chosen, choices=self._choices(here))

    def charts(self, here: Here) -> str:
        """The ledger in figures."""
        outlines = self._site.shelf.outlines()
        figures = self._figures.get(outlines, here, "charts", lambda: self._charts(outlines, here))
        return self._render("charts", here, total=len(outlines), **figures)

    def _charts(self, outlines: Sequence[Outline], here: Here) -> dict[str, Any]:
        book = self._site.book
        return {
            "months": monthly(outlines, here, book),
            "pairs": signed(outlines, here, book),
            "stages": funnel(outlines, self._site.ranks, here, book),
            "leads": leads(outlines),
        }

    # ── how the ledger is kept ───────────────────────────────────────────────────────────────────────────────────

    def digests(self, here: Here, page: int) -> str:
        """The archive of what was told."""
        with self._site.store.read() as tx:
            found, total = queries.digests(tx, limit=DIGESTS, offset=(page - 1) * DIGESTS)
            sent = queries.deliveries_of(tx, [d.key for d in found])
        rows = [(d, period_line(d), [s for s in sent if s.digest == d.key]) for d in found]
        return self._render("digests", here, rows=rows, pager=_pager(page, total, DIGESTS))

    def digest(self, here: Here, key: str) -> str | None:
        """A digest as it was told."""
        with self._site.store.read() as tx:
            one = queries.one_digest(tx, key)
            sent = queries.deliveries_of(tx, [key])
        if one is None:
            return None
        faces = [(c, face_of(c, one, self._site.book)) for c in (*one.cards, *one.rest)]
        return self._render("digest", here, it=one, about=period_line(one), faces=faces, sent=sent)

    def feeds(self, here: Here) -> str:
        """The feeds that are watched, and how they do."""
        with self._site.store.read() as tx:
            states = store_feeds.states(tx)
        rows = [(feed, states.get(feed.id)) for feed in self._site.feeds]
        rows.sort(key=lambda row: (not row[0].enabled, _illness(row[1]), row[0].publisher, row[0].id))
        tally = [(str(h), sum(f.enabled and _health(s) is h for f, s in rows)) for h in Health]
        return self._render("feeds", here, rows=rows, tally=[t for t in tally if t[1]])

    def about(self, here: Here) -> str:
        """What the last run did, and where everything went that ever came in."""
        with self._site.store.read() as tx:
            last = store_runs.last(tx)
            ever = queries.conservation(tx)
            size = store_ledger.size(tx)
        return self._render("about", here, last=last, ever=ever, size=size)

    def problem(self, here: Here, what: str) -> str:
        """A page that says why there is none."""
        return self._render("problem", here, what=what)

    # ── shared ───────────────────────────────────────────────────────────────────────────────────────────────────

    def _lines(self, outlines: Sequence[Outline], here: Here) -> list[Line]:
        with self._site.store.read() as tx:
            found = [store_ledger.get(tx, o.id) for o in outlines]
        return [line_of(one, here, self._site.book) for one in found if one]

    def _choices(self, here: Here) -> dict[str, list[Option]]:
        outlines = self._site.shelf.outlines()
        return self._figures.get(outlines, here, "choices", lambda: self._used(outlines, here))

    def _used(self, outlines: Sequence[Outline], here: Here) -> dict[str, list[Option]]:
        book = self._site.book
        named = {e for o in outlines for e in o.entities}
        firms = [Option(value=e, label=book.name(e, here.language)) for e in named]
        used = {o.event for o in outlines}
        return {
            "party": sorted(firms, key=lambda o: o.label.casefold()),
            "event": _options((e for e in self._site.events if e in used), here, book, "event"),
            "stage": _options(self._site.stages, here, book, "stage"),
            "language": [Option(value=c, label=language_name(c, here.language)) for c in LANGUAGES],
        }

    def _render(self, name: str, here: Here, **values: Any) -> str:
        site = self._site
        return _ENVIRONMENT.get_template(f"{name}.html.j2").render(
            here=here,
            title=site.settings.title,
            page=name,
            phrase=lambda key, *parts: phrase(here.language, key, *parts),
            version=version_of,
            audiences=site.audiences.values(),
            token=tokens(site.token_key, site.password),
            book=site.book,
            **values,
        )


def _options(ids: Any, here: Here, book: Book, kind: str) -> list[Option]:
    label = book.event if kind == "event" else book.stage
    return [Option(value=id_, label=label(id_, here.language)) for id_ in ids]


def _pager(page: int, total: int, size: int) -> Pager:
    return Pager(page=page, pages=max(1, -(-total // size)), total=total)


def _fits(one: Outline, chosen: Mapping[str, str]) -> bool:
    return (not chosen["event"] or one.event == chosen["event"]) and (
        not chosen["stage"] or one.status == chosen["stage"] or tone_of(one.status) == chosen["stage"]
    )


_ILL: Final = (Health.GONE, Health.BLOCKED, Health.FAILING, Health.MOVED, Health.FOSSIL, Health.EMPTY, Health.UNKNOWN)


def _illness(state: FeedState | None) -> int:
    """The worst first."""
    return _ILL.index(_health(state)) if _health(state) in _ILL else len(_ILL)


def _health(state: FeedState | None) -> Health:
    return state.health if state else Health.UNKNOWN
