"""Searching the ledger, on each kind of database."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import insert

from monitor.model import Development, Party, Scope, Side, Source
from monitor.store import search
from monitor.store.codec import dump
from monitor.store.schema import development, party
from monitor.store.search import Term, Wanted
from monitor.store.store import Store

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def a_development(number: int, title: str, language: str = "en", *, entity: str = "catl") -> Development:
    at = NOW - timedelta(days=number)
    source = Source(
        item=f"i{number}",
        index=0,
        publisher="Cell Wire",
        language=language,
        url=f"https://news.example/{number}",
        title=title,
        sentence="",
        at=at,
        status="signed",
    )
    return Development(
        id=f"d{number}",
        event="plant" if number % 2 else "supply-contract",
        status="signed",
        parties=(Party(entity=entity, side=Side.CN),),
        scope=Scope.CORE,
        opened_at=at,
        moved_at=at,
        sources=(source,),
    )


def keep(store: Store, *developments: Development) -> None:
    with store.write() as tx:
        for one in developments:
            row = {"id": one.id, "event": one.event, "status": one.status, "scope": one.scope}
            times = {"opened_at": one.opened_at, "moved_at": one.moved_at}
            tx.execute(insert(development).values(**row, **times, development=dump(one)))
            tx.execute(insert(party).values(entity=one.parties[0].entity, development=one.id))
            search.keep(tx, one)


def found(store: Store, wanted: Wanted) -> list[str]:
    with store.read() as tx:
        return [one.id for one in search.find(tx, wanted, limit=50).developments]


def word(text: str) -> Wanted:
    return Wanted(terms=(Term(text=text),))


@pytest.fixture
def ledger(store: Store) -> Store:
    keep(
        store,
        a_development(1, "A cathode plant for Pohang, at 100% of plan"),
        a_development(2, "배터리 공급계약 체결", "ko"),
        a_development(3, "奇瑞与韩国电池企业签约", "zh", entity="chery"),
    )
    return store


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("cathode", ["d1"]),
        ("CATHODE", ["d1"]),
        ("공급계약", ["d2"]),
        ("체결", ["d2"]),  # two letters: no three to look up
        ("奇瑞", ["d3"]),
        ("电池企业", ["d3"]),
        ("100%", ["d1"]),  # no wildcard
        ("100_", []),
        ('"', []),
        ('a" OR "cathode', []),  # no query language
        ("ｃａｔｈｏｄｅ", ["d1"]),  # full width
    ],
)
def test_a_word_is_found_in_any_script_and_means_only_itself(ledger: Store, text: str, expected: list[str]) -> None:
    assert found(ledger, word(text)) == expected


def test_a_word_that_names_a_party_finds_what_never_prints_it(ledger: Store) -> None:
    assert found(ledger, Wanted(terms=(Term(text="Chery", parties=("chery",)),))) == ["d3"]


def test_filters_narrow_together(ledger: Store) -> None:
    assert found(ledger, Wanted(event="plant")) == ["d1", "d3"]
    assert found(ledger, Wanted(event="plant", language="zh")) == ["d3"]
    assert found(ledger, Wanted(since=NOW - timedelta(days=2, hours=1), until=NOW - timedelta(days=1, hours=1))) == [
        "d2"
    ]


def test_a_page_says_how_many_there_are_in_all(ledger: Store) -> None:
    with ledger.read() as tx:
        page = search.find(tx, Wanted(), limit=2, offset=2)
    assert ([one.id for one in page.developments], page.total) == (["d3"], 3)


@pytest.mark.parametrize("wanted", [Wanted(), Wanted(event="plant")])
def test_a_page_beyond_the_last_is_empty_and_still_says_how_many_there_are(ledger: Store, wanted: Wanted) -> None:
    with ledger.read() as tx:
        first, beyond = (search.find(tx, wanted, limit=40, offset=offset) for offset in (0, 40))
    assert (beyond.developments, beyond.total) == ((), len(first.developments))
    assert first.developments


def test_what_was_rewritten_is_no_longer_found_by_its_old_words(ledger: Store) -> None:
    with ledger.write() as tx:
        search.keep(tx, a_development(1, "An anode plant for Pohang"))
    assert found(ledger, word("cathode")) == []
    assert found(ledger, word("anode")) == ["d1"]
