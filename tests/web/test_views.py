"""The figures behind charts and map, on ledgers small enough to count by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.app import Knowledge
from monitor.model import Amount, Party, Side, Span
from monitor.store.store import Store
from monitor.web.here import Here
from monitor.web.outline import Outline, Pair, Told, named, pairs_of
from monitor.web.views.charts import funnel, leads, monthly, signed
from monitor.web.views.companies import companies
from monitor.web.views.relations import relations
from tests.web import world
from tests.web.reader import reader_of

NOW = datetime(2026, 6, 15, tzinfo=UTC)
HERE = Here(path="charts", now=NOW, zone="Asia/Seoul")
LGES, SDI = Party(entity="lg-energy-solution", side=Side.KR), Party(entity="samsung-sdi", side=Side.KR)
CATL, BYD = Party(entity="catl", side=Side.CN), Party(entity="byd", side=Side.CN)
FINO = Party(entity="fino", side=Side.JOINT)
HOUR = timedelta(hours=1)


def amount(value: float, unit: str) -> Amount:
    return Amount(value=value, unit=unit, span=Span(field="title", start=0, end=1), surface="")


def outline(id_: str, *parties: Party, event: str = "plant", status: str = "signed", at: datetime = NOW) -> Outline:
    return Outline(
        id=id_, event=event, status=status, scope="core", parties=parties, entities=named(parties),
        opened_at=at, moved_at=at, reached=(status,), amounts=(), told=(), publishers=1, moves=1,
    )  # fmt: skip


# ── months ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_month_begins_where_the_reader_is(known: Knowledge) -> None:
    late = outline("a", at=datetime(2026, 4, 30, 16, 0, tzinfo=UTC))  # 1 May in Seoul
    chart = monthly([late], HERE, known.book)
    assert [(c.label, c.total) for c in chart.columns] == [("2026-05", 1), ("2026-06", 0)]


def test_events_beyond_the_most_frequent_are_counted_together(known: Knowledge) -> None:
    many = [outline(f"{n}-{i}", event=f"kind-{n}") for n in range(9) for i in range(9 - n)]
    chart = monthly(many, HERE, known.book)
    assert len(chart.series) == 7
    assert chart.series[-1] == "Other"
    assert chart.columns[-1].counts == (9, 8, 7, 6, 5, 4, 3 + 2 + 1)


@settings(deadline=None, max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 500), st.integers(0, 9)), max_size=60))
def test_the_drawing_says_what_the_table_says(known: Knowledge, deals: list[tuple[int, int]]) -> None:
    found = [
        outline(str(n), event=f"kind-{event}", at=NOW - timedelta(days=age)) for n, (age, event) in enumerate(deals)
    ]
    chart = monthly(found, HERE, known.book)
    heights = sum(block.height for block in chart.blocks)
    tallest = max((c.total for c in chart.columns), default=0)
    assert sum(len([n for n in c.counts if n]) for c in chart.columns) == len(chart.blocks)
    assert all(c.total == sum(c.counts) for c in chart.columns)
    assert all(b.y >= 0 and b.y + b.height <= chart.height and b.x + b.width <= chart.width for b in chart.blocks)
    if tallest:
        unit = next(g.y for g in chart.grid if g.label == 0) - min(b.y for b in chart.blocks)
        assert heights == pytest.approx(
            sum(c.total for c in chart.columns) * unit / tallest, abs=0.06 * len(chart.blocks)
        )


# ── signed ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_only_firm_deals_count_and_capacity_is_no_volume(known: Knowledge) -> None:
    sized = (amount(8e9, "Wh"), amount(6e9, "Wh"), amount(50e9, "Wh/yr"), amount(2e9, "USD"))
    found = [
        replace(outline("a", LGES, CATL), amounts=sized),
        replace(outline("b", LGES, CATL), amounts=(amount(4e9, "Wh"),)),
        replace(outline("c", LGES, CATL, status="rumoured"), amounts=(amount(90e9, "Wh"),)),
        replace(outline("d", SDI, BYD, status="cancelled"), amounts=(amount(1e9, "USD"),)),
    ]
    (row,) = signed(found, HERE, known.book)
    assert (row.pair, row.deals) == (Pair(korean="lg-energy-solution", chinese="catl"), 2)
    assert (row.energy, row.money) == ("12 GWh", "$2 billion")


# ── stages and languages ─────────────────────────────────────────────────────────────────────────────────────────


def test_the_funnel_counts_who_was_ever_there_and_who_is(known: Knowledge) -> None:
    found = [
        replace(outline("a"), reached=("mou", "signed")),
        replace(outline("b", status="mou"), reached=("mou",)),
        replace(outline("c", status="cancelled"), reached=("mou", "cancelled")),
    ]
    rows = {row.stage: (row.ever, row.now) for row in funnel(found, known.vocabulary.ranks, HERE, known.book)}
    assert rows == {"mou": (3, 1), "signed": (1, 1), "cancelled": (1, 1)}
    assert list(rows) == ["mou", "signed", "cancelled"]


def test_the_lead_is_over_the_next_language_and_needs_one() -> None:
    def told(*pairs: tuple[str, int]) -> tuple[Told, ...]:
        return tuple(Told(language=code, at=NOW + hours * HOUR) for code, hours in pairs)

    found = [
        replace(outline("a"), told=told(("ko", 0), ("zh", 4), ("en", 30))),
        replace(outline("b"), told=told(("ko", 0), ("en", 8))),
        replace(outline("c"), told=told(("zh", 0), ("ko", 100))),
        replace(outline("d"), told=told(("en", 0))),  # nobody else told it
    ]
    rows = {row.language: (row.first, row.of, row.median) for row in leads(found)}
    assert rows == {"ko": (2, 3, "6 h"), "zh": (1, 2, "4 days"), "en": (0, 2, "")}


# ── who with whom ────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_joint_venture_stands_on_the_side_its_partner_is_not_on() -> None:
    unnamed = Party(entity="?CN", side=Side.CN)
    pairs = set(pairs_of(outline("a", LGES, CATL, FINO, unnamed)))
    assert pairs == {
        Pair(korean="lg-energy-solution", chinese="catl"),
        Pair(korean="lg-energy-solution", chinese="fino"),
        Pair(korean="fino", chinese="catl"),
    }


def test_the_map_draws_every_pair_of_a_small_ledger_with_the_tone_of_its_surest_deal(known: Knowledge) -> None:
    found = [
        outline("a", LGES, CATL, status="rumoured"),
        outline("b", LGES, CATL),
        outline("c", SDI, BYD, status="denied"),
        outline("d", SDI, CATL, status="in-talks"),
    ]
    drawn = relations(found, HERE, known.book)
    assert {(e.pair.korean, e.pair.chinese): e.tone for e in drawn.edges} == {
        ("lg-energy-solution", "catl"): "firm",
        ("samsung-sdi", "byd"): "halt",
        ("samsung-sdi", "catl"): "soft",
    }
    assert {n.id for n in drawn.nodes} == {"lg-energy-solution", "samsung-sdi", "catl", "byd"}
    assert drawn.rows[0].deals == 2


def test_a_large_map_draws_the_busiest_and_says_what_it_leaves_out(known: Knowledge) -> None:
    korean, chinese = world.firms(known, Side.KR)[:30], world.firms(known, Side.CN)[:30]
    found = [
        outline(f"{a.id}-{b.id}", Party(entity=a.id, side=a.side), Party(entity=b.id, side=b.side))
        for a in korean
        for b in chinese
    ]
    drawn = relations(found, HERE, known.book)
    assert drawn.pairs == 900
    assert len(drawn.edges) + drawn.hidden == 900
    assert 0 < len(drawn.edges) <= 90


def test_the_index_counts_deals_partners_and_firm_ones(known: Knowledge) -> None:
    found = [outline("a", LGES, CATL), outline("b", LGES, BYD, status="rumoured")]
    rows = {c.id: (c.deals, c.firm, c.partners) for g in companies(found, {}, HERE, known.book) for c in g.companies}
    assert rows == {"lg-energy-solution": (2, 1, 2), "catl": (1, 1, 1), "byd": (1, 0, 1)}


# ── links ────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(
    ("path", "static", "to", "expected"),
    [
        ("", False, "d/x", "./d/x"),
        ("d/x", False, "", "../"),
        ("d/x", False, "search", "../search"),
        ("", True, "d/x", "d/x/index.html"),
        ("d/x", True, "", "../../index.html"),
        ("all/2", True, "export.csv", "../../export.csv"),
    ],
)
def test_links_are_relative_so_that_any_folder_or_proxy_path_will_do(
    path: str, static: bool, to: str, expected: str
) -> None:
    assert Here(path=path, now=NOW, static=static).href(to) == expected


# ── either database ──────────────────────────────────────────────────────────────────────────────────────────────


def test_every_page_answers_on_either_database(store: Store, known: Knowledge) -> None:
    found = list(world.developments(known, 90))
    world.fill(store, found)
    world.fill_rest(store, found)
    reader = reader_of(world.site(store, known))
    paths = ("/", "/search?q=供应&language=zh&since=2025-06-01", "/companies/catl", "/map", "/charts", "/digests")
    more = ("/feeds", "/about", "/d/d000003", "/audiences/desk.atom", "/export.json", "/export.csv")
    assert {path: reader.get(path).status_code for path in (*paths, *more)} == dict.fromkeys((*paths, *more), 200)
