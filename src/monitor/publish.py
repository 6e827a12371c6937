"""The ledger as static pages: the same templates as the daemon's, written as files that any web server can show."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Final

from monitor.digest.table import as_csv
from monitor.model import value
from monitor.sources.opml import write_opml
from monitor.store import ledger as store_ledger
from monitor.web import queries
from monitor.web.here import Here
from monitor.web.pages import PAGE, STATIC, Pages
from monitor.web.site import Site
from monitor.web.syndicate import of_audience, of_company
from monitor.web.tables import as_json

Make = Callable[[Here], str | None]

#: Digests in the archive of a static site, the latest.
DIGESTS: Final = 500
#: What only the pages of the daemon load.
_LIVE_ONLY = ("charts.js", "cytoscape.min.js", "map.css", "map.js", "uplot.min.css", "uplot.min.js")


@value
class Written:
    """A file of the site: its path below the folder, and what is in it."""

    path: str
    content: str | bytes


def files(site: Site, *, language: str, zone: str, now: datetime) -> Iterator[Written]:
    """Every file of the site, pages first. Each is made when it is asked for, so that memory stays small."""
    for path, make in _pages(site):
        html = make(Here(path=path, now=now, language=language, zone=zone, static=True))
        if html is not None:
            yield Written(path=f"{path}/index.html" if path else "index.html", content=html)
    yield from _feeds(site, Here(path="", now=now, language=language, zone=zone, static=True))
    yield from _tables(site)
    yield from _static()


def _pages(site: Site) -> Iterator[tuple[str, Make]]:
    """Where each page goes and how it is made."""
    pages, size = Pages(site), len(site.shelf.outlines())
    yield from (("", pages.today), ("companies", pages.companies), ("charts", pages.charts), ("feeds", pages.feeds))
    yield from (("about", pages.about), ("map", partial(pages.map, fields={})))
    yield "digests", partial(pages.digests, page=1)
    for number in range(1, max(1, -(-size // PAGE)) + 1):
        yield "all" if number == 1 else f"all/{number}", partial(pages.listing, page=number)
    for id_ in _firms(site):
        yield f"companies/{id_}", partial(pages.company, id_=id_, page=1)
    yield from _developments(site, pages)


def _developments(site: Site, pages: Pages) -> Iterator[tuple[str, Make]]:
    """Every development and digest; in the place of a development that was merged, the way to where it went."""
    known = {one.id for one in site.shelf.outlines()}
    with site.store.read() as tx:
        digests, _ = queries.digests(tx, limit=DIGESTS)
        moved = queries.moved(tx)
    for id_ in sorted(known):
        yield f"d/{id_}", partial(pages.development, id_=id_)
    for old, into in sorted(moved.items()):
        if into in known and old not in known:
            yield f"d/{old}", partial(pages.moved, into=into)
    for digest in digests:
        yield f"digests/{digest.key}", partial(pages.digest, key=digest.key)


def _firms(site: Site) -> list[str]:
    """The entities that are parties of a development."""
    return sorted({entity for one in site.shelf.outlines() for entity in one.entities} & set(site.entities))


def _feeds(site: Site, here: Here) -> Iterator[Written]:
    """The feeds of every audience and of every company with a deal."""
    kinds = (("audiences", list(site.audiences), of_audience), ("companies", _firms(site), of_company))
    for folder, ids, make in kinds:
        for id_ in ids:
            channel = make(site, id_, here, site.address)
            if channel:
                own = f"{site.address}/{folder}/{id_}" if site.address else ""
                yield Written(path=f"{folder}/{id_}.atom", content=channel.atom(own and f"{own}.atom"))
                yield Written(path=f"{folder}/{id_}.json", content=channel.json(own and f"{own}.json"))


def _tables(site: Site) -> Iterator[Written]:
    with site.store.read() as tx:
        yield Written(path="export.csv", content=as_csv(store_ledger.developments(tx)))
        yield Written(path="export.json", content=as_json(tx))
    yield Written(path="feeds.opml", content=write_opml([feed for feed in site.feeds if feed.enabled]))


def _static() -> Iterator[Written]:
    for path in sorted(Path(STATIC).iterdir()):
        if path.suffix in (".css", ".js", ".svg") and path.name not in _LIVE_ONLY:
            yield Written(path=f"static/{path.name}", content=path.read_bytes())
