"""Feeds and tables for machines: formats, addresses that last, and 304 for those who have it."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import feedparser
import pytest

from monitor.app import Knowledge
from monitor.model import Source
from monitor.sources.opml import read_opml
from monitor.store import search
from monitor.store.codec import dump
from monitor.store.schema import development
from monitor.store.store import open_store
from monitor.web.site import Site
from tests.web import world
from tests.web.reader import Reader, reader_of

ATOMS = ("/audiences/desk.atom", "/companies/catl.atom")


@pytest.mark.parametrize("path", ATOMS)
def test_an_atom_feed_is_read_without_complaint(client: Reader, path: str) -> None:
    answer = client.get(path)
    feed = feedparser.parse(answer.content)
    assert answer.headers["content-type"].startswith("application/atom+xml")
    assert not feed.bozo
    assert feed.entries
    assert feed.feed.links[0].href == f"http://ledger.test{path}"
    assert all(e.link.startswith("http://ledger.test/d/d") for e in feed.entries)
    assert all(e.published <= e.updated for e in feed.entries)
    assert feed.feed.updated == max(e.updated for e in feed.entries)


def test_a_json_feed_holds_the_same_entries(client: Reader) -> None:
    atom = feedparser.parse(client.get("/audiences/desk.atom").content)
    feed = client.get("/audiences/desk.json").json()
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert [item["id"] for item in feed["items"]] == [entry.id for entry in atom.entries]
    assert all(
        {"url", "title", "content_html", "date_published", "date_modified"} <= item.keys() for item in feed["items"]
    )


def test_a_company_feed_tells_its_deals_alone(client: Reader, site: Site) -> None:
    ids = {item["id"].rpartition("/")[2] for item in client.get("/companies/catl.json").json()["items"]}
    assert ids == {o.id for o in site.shelf.outlines() if "catl" in o.entities}


def test_an_entry_keeps_its_id_and_is_updated_only_when_a_fact_moved(tmp_path: Path, known: Knowledge) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'monitor.db'}")
    (one,) = world.developments(known, 1)
    world.fill(store, [one])
    reader = reader_of(world.site(store, known))
    before = reader.get("/audiences/desk.json").json()["items"][0]
    told_again = replace(one, sources=(*one.sources, replace(one.sources[0], item="x", publisher="Another Paper")))
    with store.write() as tx:
        tx.execute(development.update().values(development=dump(told_again)))
        search.keep(tx, told_again)
    after = reader.get("/audiences/desk.json").json()["items"][0]
    store.close()
    assert (after["id"], after["date_modified"]) == (before["id"], before["date_modified"])


@pytest.mark.parametrize(
    "path", ["/", "/search", "/d/d000001", *ATOMS, "/audiences/desk.json", "/feeds.opml", "/export.csv", "/export.json"]
)
def test_who_has_it_already_is_told_so(client: Reader, path: str) -> None:
    first = client.get(path)
    again = client.get(path, headers={"if-none-match": f'"other", W/{first.headers["etag"]}'})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert client.get(path, headers={"if-none-match": '"other"'}).status_code == 200


def test_the_watched_feeds_come_as_opml_that_can_be_read_back(client: Reader) -> None:
    read = read_opml(client.get("/feeds.opml").content)
    assert {f.url for f in read} == {f.url for f in world.feeds() if f.enabled and f.url.startswith("http")}


def test_the_table_has_a_row_a_development_and_no_formulas(tmp_path: Path, known: Knowledge) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'monitor.db'}")

    def spoilt(source: Source) -> Source:
        return replace(source, publisher="=HYPERLINK(1)")

    world.fill(store, [replace(d, sources=tuple(map(spoilt, d.sources))) for d in world.developments(known, 3)])
    answer = reader_of(world.site(store, known)).get("/export.csv")
    store.close()
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [row["id"] for row in rows] == ["d000000", "d000001", "d000002"]
    assert {row["first_source"] for row in rows} == {"'=HYPERLINK(1)"}
    assert "attachment" in answer.headers["content-disposition"]


def test_the_ledger_comes_whole_as_json(client: Reader) -> None:
    assert len(json.loads(client.get("/export.json").text)) == 120
