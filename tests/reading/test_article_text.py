"""What the article behind an item adds to its reading, and what of it is only recalled."""

from __future__ import annotations

from monitor.model import Item, Reading, Scope
from tests.reading.reading_cases import DAY, reader

DEAL = "EcoPro BM and CATL sign cathode supply agreement"
PAGE = (
    "EcoPro BM said on Monday it had signed an agreement to supply cathode material to China's CATL.",
    "Under the agreement EcoPro BM will deliver 30,000 tons of high-nickel cathode material from 2027 to 2031.",
    "EcoPro BM signed a similar supply contract with Samsung SDI, worth 44 trillion won.",
    "Shares of the company were little changed.",
)
EARNINGS = "Battery materials maker reports higher sales"
QUARTER = (
    "POSCO Future M said quarterly revenue grew 12 percent on cathode shipments.",
    "The company and China's CNGR are building a nickel refining and precursor plant, due to open in 2027.",
)


def read(title: str, *paragraphs: str, page: str = "https://paper.example/1") -> Reading:
    item = Item(id="i", feed="f", title=title, seen_at=DAY, body="\n".join(paragraphs), body_from=page)
    return reader().read(item)


def parties(reading: Reading) -> list[set[str]]:
    return [{p.entity for p in report.parties} for report in reading.reports]


def test_the_article_fills_in_the_figures_of_the_headlines_deal() -> None:
    (report,) = read(DEAL, *PAGE).reports
    assert [(a.value, a.unit) for a in report.amounts] == [(30_000.0, "t")]
    assert report.periods == ("2027/2031",)


def test_what_an_article_recalls_of_others_of_one_side_is_no_report_of_its_own() -> None:
    assert parties(read(DEAL, *PAGE)) == [{"ecopro-bm", "catl"}]


def test_a_venture_of_both_sides_below_another_headline_is_found() -> None:
    found = read(EARNINGS, *QUARTER)
    assert {"posco-future-m", "cngr"} in parties(found)
    assert (found.scope, found.reportable) == (Scope.CORE, True)


def test_another_deal_of_both_sides_in_the_lead_is_a_report_of_its_own() -> None:
    other = "CATL signed a supply contract for copper foil with Solus Advanced Materials the same day."
    found = read(DEAL, PAGE[0], other, PAGE[1])
    assert parties(found) == [{"ecopro-bm", "catl"}, {"catl", "solus-advanced-materials"}]
