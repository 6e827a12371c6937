"""The ledger's pages as routes of the daemon's web side. Reading only: nothing here changes anything."""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable
from datetime import datetime
from typing import Final

from starlette.requests import Request
from starlette.responses import FileResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from monitor.digest.table import as_csv
from monitor.digest.wording import LANGUAGES
from monitor.sources.opml import write_opml
from monitor.store import ledger as store_ledger
from monitor.store.store import StoreError
from monitor.web.asking import asked_of, page_of
from monitor.web.here import Here
from monitor.web.pages import STATIC, Pages
from monitor.web.site import Site
from monitor.web.syndicate import Channel, of_audience, of_company
from monitor.web.tables import as_json

HTML: Final = "text/html; charset=utf-8"
ATOM: Final = "application/atom+xml; charset=utf-8"
JSON_FEED: Final = "application/feed+json; charset=utf-8"
#: A file is addressed with its version, so that it may be kept for long; pages are asked for anew each time.
KEPT: Final = "public, max-age=31536000, immutable"
FRESH: Final = "private, no-cache"
_LOADED: Final = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}

Clock = Callable[[], datetime]
Endpoint = Callable[[Request], Response]

log = logging.getLogger(__name__)


def routes(site: Site, clock: Clock) -> list[BaseRoute]:
    """Every page of a site. Starlette runs plain functions in threads, so they may ask the database."""
    side = _Side(site, clock)
    pages: list[tuple[str, Endpoint]] = [
        ("/", side.page(lambda p, here, _: p.today(here))),
        ("/d/{id}", side.development),
        ("/search", side.search),
        ("/companies", side.page(lambda p, here, _: p.companies(here))),
        ("/companies/{id}.atom", side.feed(of_company, "companies", "atom")),
        ("/companies/{id}.json", side.feed(of_company, "companies", "json")),
        ("/companies/{id}", side.page(lambda p, here, r: p.company(here, r.path_params["id"], _page(r)))),
        ("/audiences/{id}.atom", side.feed(of_audience, "audiences", "atom")),
        ("/audiences/{id}.json", side.feed(of_audience, "audiences", "json")),
        ("/map", side.page(lambda p, here, r: p.map(here, r.query_params))),
        ("/charts", side.page(lambda p, here, _: p.charts(here))),
        ("/digests", side.page(lambda p, here, r: p.digests(here, _page(r)))),
        ("/digests/{key}", side.page(lambda p, here, r: p.digest(here, r.path_params["key"]))),
        ("/feeds", side.page(lambda p, here, _: p.feeds(here))),
        ("/feeds.opml", side.opml),
        ("/about", side.page(lambda p, here, _: p.about(here))),
        ("/export.csv", side.csv),
        ("/export.json", side.json),
        ("/static/{name}", side.static),
        ("/{path:path}", side.nothing),
    ]
    return [Route(path, _patient(endpoint)) for path, endpoint in pages]


def _patient(endpoint: Endpoint) -> Endpoint:
    """The endpoint, which asks its reader to come back when the database does not answer."""

    def answer(request: Request) -> Response:
        try:
            return endpoint(request)
        except StoreError as error:
            log.warning("page not shown", extra={"path": request.url.path, "error": str(error)})
            return PlainTextResponse("the database does not answer; please try again\n", 503, {"retry-after": "30"})

    return answer


def _page(request: Request) -> int:
    return page_of(request.query_params)


class _Side:
    """The answers. One instance serves all requests; it holds nothing that changes."""

    def __init__(self, site: Site, clock: Clock) -> None:
        self._site, self._clock, self._pages = site, clock, Pages(site)

    def page(self, make: Callable[[Pages, Here, Request], str | None]) -> Callable[[Request], Response]:
        """An endpoint that shows a page, or says that there is none."""

        def answer(request: Request) -> Response:
            here = self._here(request)
            html = make(self._pages, here, request)
            return self._missing(here) if html is None else _conditional(request, html, HTML)

        return answer

    def development(self, request: Request) -> Response:
        """One development. An id that was merged leads on to where its entries went."""
        here, id_ = self._here(request), request.path_params["id"]
        html = self._pages.development(here, id_)
        if html is not None:
            return _conditional(request, html, HTML)
        into = self._pages.moved_to(id_)
        return self._missing(here) if into is None else RedirectResponse(here.href(f"d/{into}"), 308)

    def search(self, request: Request) -> Response:
        """The search page."""
        here = self._here(request)
        asked = asked_of(request.query_params, self._site.book, here.zone)
        return _conditional(request, self._pages.search(here, asked, _page(request)), HTML)

    def feed(
        self, make: Callable[[Site, str, Here, str], Channel | None], folder: str, form: str
    ) -> Callable[[Request], Response]:
        """An endpoint for a feed."""

        def answer(request: Request) -> Response:
            here, id_ = self._here(request), request.path_params["id"]
            address = self._address(request)
            channel = make(self._site, id_, here, address)
            if channel is None:
                return self._missing(here)
            own = f"{address}/{folder}/{id_}.{form}"
            if form == "atom":
                return _conditional(request, channel.atom(own), ATOM)
            return _conditional(request, channel.json(own), JSON_FEED)

        return answer

    def opml(self, request: Request) -> Response:
        """The feeds that are watched."""
        text = write_opml([feed for feed in self._site.feeds if feed.enabled])
        return _conditional(request, text, "text/x-opml; charset=utf-8", file="feeds.opml")

    def csv(self, request: Request) -> Response:
        """The ledger as a table."""
        with self._site.store.read() as tx:
            text = as_csv(store_ledger.developments(tx))
        return _conditional(request, text, "text/csv; charset=utf-8", file="ledger.csv")

    def json(self, request: Request) -> Response:
        """The ledger, whole."""
        with self._site.store.read() as tx:
            text = as_json(tx)
        return _conditional(request, text, "application/json", file="ledger.json")

    def static(self, request: Request) -> Response:
        """A file that pages load."""
        path = STATIC / request.path_params["name"]
        kind = _LOADED.get(path.suffix)
        if kind is None or path.parent != STATIC or not path.is_file():
            return self._missing(self._here(request))
        return FileResponse(
            path, media_type=kind, headers={"cache-control": KEPT if "v" in request.query_params else FRESH}
        )

    def nothing(self, request: Request) -> Response:
        """An address that leads nowhere; one with a slash too many leads to the page without."""
        path = request.path_params["path"]
        if path.endswith("/") and path.strip("/"):
            up = "../" * path.count("/")
            return RedirectResponse(up + path.strip("/"), 308)
        return self._missing(self._here(request))

    def _missing(self, here: Here) -> Response:
        return Response(self._pages.problem(here, "There is no such page"), 404, media_type=HTML)

    def _here(self, request: Request) -> Here:
        chosen = request.query_params.get("lang", "")
        return Here(
            path=request.url.path.strip("/"),
            now=self._clock(),
            language=chosen if chosen in LANGUAGES else self._site.settings.language,
            chosen=chosen in LANGUAGES,
            zone=self._site.settings.zone,
        )

    def _address(self, request: Request) -> str:
        """Where the pages are, for readers elsewhere: as configured, else as this reader addressed us."""
        return self._site.address or f"{request.url.scheme}://{request.url.netloc}"


def _conditional(request: Request, text: str, kind: str, *, file: str = "") -> Response:
    """The text, or 304 when the reader has just that."""
    body = text.encode("utf-8", errors="replace")
    tag = f'"{hashlib.sha256(body).hexdigest()[:24]}"'
    headers = {"etag": tag, "cache-control": FRESH}
    if file:
        headers["content-disposition"] = f'attachment; filename="{file}"'
    held = [part.strip().removeprefix("W/") for part in request.headers.get("if-none-match", "").split(",")]
    if tag in held or "*" in held:
        return Response(status_code=304, headers=headers)
    return Response(body, media_type=kind, headers=headers)
