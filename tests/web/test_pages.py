"""The pages over a ledger of 120 made-up developments."""

from __future__ import annotations

import hashlib
import re
import shutil
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from sqlalchemy import insert

from monitor.app import Knowledge
from monitor.config.shape import WebShape
from monitor.model import Development, Source
from monitor.store.schema import merged
from monitor.store.store import open_store
from monitor.web.pages import STATIC
from monitor.web.site import Site
from tests.web import world
from tests.web.reader import Reader, reader_of

PAGES = (
    "/", "/search", "/companies", "/companies/catl", "/map", "/charts", "/digests", "/feeds", "/about", "/d/d000004",
)  # fmt: skip
VOID = {"meta", "link", "input", "br", "hr", "img"}


class Balanced(HTMLParser):
    """Notes every tag that is closed out of turn, and every id given twice."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.faults: list[str] = []
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.ids += [text for name, text in attrs if name == "id" and text]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.ids += [text for name, text in attrs if name == "id" and text]

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.faults.append(f"</{tag}> at {self.getpos()}")


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_whole_and_small(client: Reader, path: str) -> None:
    answer = client.get(path)
    parser = Balanced()
    parser.feed(answer.text)
    assert answer.status_code == 200
    assert (parser.faults, parser.open) == ([], [])
    assert len(parser.ids) == len(set(parser.ids))
    assert len(answer.content) < 150_000


@pytest.mark.parametrize("language", ["ko", "zh"])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_speaks_the_language_it_is_asked_for_and_hands_it_on(client: Reader, path: str, language: str) -> None:
    html = client.get(path, params={"lang": language}).text
    assert f'<html lang="{language}">' in html
    assert f"companies?lang={language}" in html


def test_the_first_page_shows_what_moved_last_first(client: Reader) -> None:
    ids = re.findall(r'href="./d/(d\d+)"', client.get("/").text)
    assert ids == sorted(ids)
    assert ids[0] == "d000000"


def test_a_development_shows_its_timeline_its_sources_and_whom_it_was_told(client: Reader, site: Site) -> None:
    html = client.get("/d/d000004").text
    with site.store.read() as tx:
        one = store_get(tx, "d000004")
    assert all(source.url in html for source in one.sources)
    assert html.count('<p class="kicker"><time>') == len(one.changes)
    assert "slack #desk: sent" in html


def store_get(tx: object, id_: str) -> Development:
    from monitor.store import ledger

    found = ledger.get(tx, id_)  # type: ignore[arg-type] # a connection
    assert found is not None
    return found


def test_an_unknown_address_is_a_page_that_says_so(client: Reader) -> None:
    for path in ("/d/none", "/companies/none", "/digests/none", "/static/none.css", "/static/../pages.py", "/x/y"):
        assert client.get(path).status_code == 404


def test_an_id_that_was_merged_leads_on_for_good(tmp_path: Path, known: Knowledge) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'monitor.db'}")
    world.fill(store, world.developments(known, 1))
    with store.write() as tx:
        tx.execute(insert(merged).values(id="dold", into="d000000"))
    answer = reader_of(world.site(store, known)).get("/d/dold")
    store.close()
    assert (answer.status_code, answer.headers["location"]) == (308, "../d/d000000")


def test_a_slash_too_many_leads_to_the_page_and_never_elsewhere(client: Reader) -> None:
    assert client.get("/companies/").headers["location"] == "../companies"
    for path in ("//evil.example/", "/%5Cevil.example/", "/d//evil.example/"):
        assert client.get(f"http://ledger.test{path}").headers.get("location", "../").startswith("../")


# ── search ───────────────────────────────────────────────────────────────────────────────────────────────────────


def found(client: Reader, **query: str) -> list[str]:
    return re.findall(r'<h3><a href="./d/(d\d+)', client.get("/search", params=query).text)


def test_search_finds_a_company_by_its_name_in_any_script(client: Reader, site: Site, known: Knowledge) -> None:
    with site.store.read() as tx:
        chinese = next(p.entity for p in store_get(tx, "d000001").parties if p.side == "CN")
    names = {known.book.name(chinese, code) for code in ("en", "ko", "zh")}
    assert all("d000001" in found(client, q=name.split()[0]) for name in names)


def test_filters_narrow_and_stay_filled_in(client: Reader) -> None:
    answer = client.get("/search", params={"event": "lawsuit", "q": '"><script>'})
    assert '<option value="lawsuit" selected>' in answer.text
    assert 'value="&#34;&gt;&lt;script&gt;"' in answer.text
    assert found(client, event="lawsuit", language="ko")
    assert set(found(client, event="lawsuit", language="ko")) <= set(found(client, event="lawsuit"))


def test_a_date_that_is_none_is_said_and_the_rest_still_answers(client: Reader) -> None:
    answer = client.get("/search", params={"since": "yesterday", "until": "0000-00-00"})
    assert answer.status_code == 200
    assert "“yesterday” is no date" in answer.text


@pytest.mark.parametrize("page", ["2", "0", "-1", "x", "99999", "٣"])
def test_any_page_number_answers(client: Reader, page: str) -> None:
    assert client.get("/search", params={"page": page}).status_code == 200


def test_pages_of_a_search_do_not_overlap(client: Reader) -> None:
    first, second = found(client, page="1"), found(client, page="2")
    assert len(first) == 40
    assert not set(first) & set(second)


# ── text from outside ────────────────────────────────────────────────────────────────────────────────────────────

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(1)>\"'&{{7*7}}\u202e"


def hostile(one: Development) -> Development:
    def spoilt(source: Source) -> Source:
        return replace(
            source,
            title=HOSTILE,
            sentence=HOSTILE + ".",
            publisher=HOSTILE,
            url="javascript:alert(1)//https://x.example",
        )

    return replace(one, sources=tuple(spoilt(s) for s in one.sources), places=(HOSTILE,))


def test_text_from_outside_is_text_everywhere(tmp_path: Path, known: Knowledge) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'monitor.db'}")
    world.fill(store, [hostile(one) for one in world.developments(known, 3)])
    client = reader_of(world.site(store, known))
    for path in ("/", "/d/d000000", "/search?q=script", "/companies", "/map", "/audiences/desk.atom"):
        text = client.get(path).text
        assert "<script>alert" not in text
        assert "<img src=x" not in text
        assert 'href="javascript:' not in text
        assert "\u202e" not in text
    store.close()


# ── an empty ledger ──────────────────────────────────────────────────────────────────────────────────────────────


def test_every_page_answers_before_anything_happened(tmp_path: Path, known: Knowledge) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'monitor.db'}")
    client = reader_of(world.site(store, known, settings=WebShape(language="zh")))
    answers = {path: client.get(path).status_code for path in PAGES if not path.startswith("/d/")}
    store.close()
    assert set(answers.values()) == {200}


# ── files ────────────────────────────────────────────────────────────────────────────────────────────────────────


def test_vendored_libraries_are_the_ones_their_list_names() -> None:
    listed = dict(
        re.findall(r"^\| `([\w.]+)` .* \| ([0-9a-f]{64}) \|$", (STATIC / "README.md").read_text(), re.MULTILINE)
    )
    assert listed
    assert {name: hashlib.sha256((STATIC / name).read_bytes()).hexdigest() for name in listed} == listed


def test_no_page_loads_anything_from_elsewhere_or_runs_anything_inline(client: Reader) -> None:
    for path in PAGES:
        html = client.get(path).text
        assert re.findall(r'<(?:script|link|img|iframe)[^>]*(?:src|href)="(?:https?:)?//', html) == []
        assert re.findall(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)", html) == []


# ── a database that is away ──────────────────────────────────────────────────────────────────────────────────────


def test_a_reader_is_asked_to_come_back_while_the_database_is_away(tmp_path: Path, known: Knowledge) -> None:
    folder = tmp_path / "var"
    store = open_store(f"sqlite:///{folder / 'monitor.db'}")
    client = reader_of(world.site(store, known))
    store.close()
    shutil.rmtree(folder)
    answers = [client.get(path) for path in ("/", "/search?q=x", "/d/x", "/audiences/desk.atom", "/export.csv")]
    assert [(answer.status_code, answer.headers["retry-after"]) for answer in answers] == [(503, "30")] * 5
    assert str(tmp_path) not in "".join(answer.text for answer in answers)
