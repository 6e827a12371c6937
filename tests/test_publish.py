"""The static site: complete in itself, every link leads to a file that was written."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

import pytest
from sqlalchemy import insert

from monitor.app import Knowledge
from monitor.publish import files
from monitor.store.schema import merged
from monitor.store.store import open_store
from tests.web import world


@pytest.fixture(scope="module")
def known() -> Knowledge:
    return world.knowledge()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory, known: Knowledge) -> dict[str, str | bytes]:
    store = open_store(f"sqlite:///{tmp_path_factory.mktemp('site') / 'monitor.db'}")
    found = list(world.developments(known, 95))
    world.fill(store, found)
    world.fill_rest(store, found)
    made = files(world.site(store, known), language="en", zone="Asia/Seoul", now=world.NOW)
    written = {file.path: file.content for file in made}
    store.close()
    return written


def pages(site: dict[str, str | bytes]) -> dict[str, str]:
    return {path: str(content) for path, content in site.items() if path.endswith(".html")}


def test_every_development_and_every_company_of_a_deal_has_a_page(site: dict[str, str | bytes]) -> None:
    assert len([path for path in site if re.fullmatch(r"d/d\d+/index\.html", path)]) == 95
    firms = set(re.findall(r'href="([\w-]+)/index\.html"', pages(site)["companies/index.html"]))
    assert all(f"companies/{firm}/index.html" in site for firm in firms)


def test_the_whole_ledger_can_be_leafed_through(site: dict[str, str | bytes]) -> None:
    assert [path for path in site if path.startswith("all")] == [
        "all/index.html",
        "all/2/index.html",
        "all/3/index.html",
    ]


def test_every_link_leads_to_a_file_that_was_written(site: dict[str, str | bytes]) -> None:
    dead = {
        (path, link)
        for path, html in pages(site).items()
        for link in re.findall(r'(?:href|src|action)="([^"#]+)"', html)
        if not link.startswith("http") and resolved(path, link) not in site
    }
    assert dead == set()


def resolved(page: str, link: str) -> str:
    parts: list[str] = []
    for part in PurePosixPath(page).parent.joinpath(link.partition("?")[0]).parts:
        if part == "..":
            parts.pop()
        else:
            parts.append(part)
    return "/".join(parts)


def test_an_id_that_was_merged_leads_to_where_its_entries_went(tmp_path: Path, known: Knowledge) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'monitor.db'}")
    world.fill(store, world.developments(known, 1))
    with store.write() as tx:
        tx.execute(insert(merged), [{"id": "dfirst", "into": "dsecond"}, {"id": "dsecond", "into": "d000000"}])
    made = files(world.site(store, known), language="en", zone="UTC", now=world.NOW)
    pages_ = {file.path: str(file.content) for file in made if file.path.startswith("d/")}
    store.close()
    assert set(pages_) == {"d/d000000/index.html", "d/dfirst/index.html", "d/dsecond/index.html"}
    assert 'content="0; url=../../d/d000000/index.html"' in pages_["d/dfirst/index.html"]


def test_an_empty_ledger_gives_a_site_too(tmp_path: Path, known: Knowledge) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'monitor.db'}")
    made = files(world.site(store, known), language="ko", zone="UTC", now=datetime(2026, 1, 1, tzinfo=UTC))
    paths = [file.path for file in made]
    store.close()
    assert {"index.html", "all/index.html", "audiences/desk.atom", "export.csv", "static/ledger.css"} <= set(paths)
