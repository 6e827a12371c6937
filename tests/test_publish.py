from __future__ import annotations

from datetime import UTC, datetime, timedelta

from monitor.digest.book import Book
from monitor.model import Development, Party, Scope, Side, Source
from monitor.publish import CARDS, pages

NOW = datetime(2026, 11, 22, tzinfo=UTC)
BOOK = Book(
    names={"lg-chem": {"en": "LG Chem"}, "huayou": {"en": "Huayou Cobalt"}}, countries={"lg-chem": "KR", "huayou": "CN"}
)


def development(n: int, title: str = "LG Chem and Huayou build a plant") -> Development:
    at = NOW - timedelta(days=n)
    source = Source(
        item=f"i{n}",
        index=0,
        publisher="Wire",
        language="en",
        url=f"https://news.example/{n}",
        title=title,
        sentence=title,
        at=at,
        status="signed",
    )
    return Development(
        id=f"dev{n:03}",
        event="joint-venture",
        status="signed",
        parties=(Party(entity="lg-chem", side=Side.KR), Party(entity="huayou", side=Side.CN)),
        scope=Scope.CORE,
        opened_at=at,
        moved_at=at,
        sources=(source,),
    )


def published(*developments: Development) -> dict[str, str]:
    return dict(pages(developments, BOOK, language="en", zone="Asia/Seoul", now=NOW))


def test_there_is_an_index_and_a_page_for_each_development() -> None:
    made = published(development(1), development(2))

    assert list(made) == ["index.html", "dev001/index.html", "dev002/index.html"]
    assert "Huayou Cobalt" in made["dev001/index.html"]
    assert "https://news.example/2" in made["dev002/index.html"]


def test_the_index_names_every_development_however_many() -> None:
    made = published(*(development(n) for n in range(CARDS + 5)))

    assert all(f'"./dev{n:03}"' in made["index.html"] for n in range(CARDS, CARDS + 5))


def test_an_empty_ledger_gives_an_empty_index() -> None:
    assert list(published()) == ["index.html"]


def test_text_from_outside_is_escaped() -> None:
    made = published(development(1, "<script>alert(1)</script> LG Chem"))

    assert "<script>alert" not in "".join(made.values())
