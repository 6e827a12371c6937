"""What a card says, before it is laid out."""

from __future__ import annotations

from dataclasses import replace

import pytest

from monitor.digest.book import Book
from monitor.digest.face import Face, face_of
from monitor.digest.plain import clean, period
from monitor.digest.summary import counts_line, footnote, subject_line
from monitor.digest.wording import LANGUAGES, PHRASES, day
from monitor.model import Card, ChangeKind, DigestKind, Move, Party, Side
from tests.digest.samples import (
    BOOK,
    CARDS,
    ELECTROLYTE,
    LARGE,
    NOW,
    SMALL,
    SUPPLY,
    TALKS,
    VENTURE,
    WATCHLIST,
    amount,
    card,
    digest,
    party,
    sized,
    source,
    stage,
)


def face(shown: Card, language: str = "en") -> Face:
    return face_of(shown, digest(language), BOOK)


NEW = card(SUPPLY, ChangeKind.NEW, stage("", "signed"))
MOVED = card(ELECTROLYTE, ChangeKind.UPDATE, stage("board-approved", "signed"), sized(SMALL, LARGE))


def test_an_arrow_leads_from_supplier_to_buyer_whatever_the_order_of_the_parties() -> None:
    assert face(NEW).headline == "🇰🇷 LG Energy Solution → 🇨🇳 Chery · Supply contract"
    turned = replace(SUPPLY, parties=SUPPLY.parties[::-1])
    assert face(card(turned, ChangeKind.NEW)).names == face(NEW).names


def test_partners_without_a_direction_stand_side_by_side_korea_first() -> None:
    assert face(CARDS[2]).names == "POSCO Future M × FINO × CNGR × Toyota Tsusho"


def test_a_joint_venture_flies_both_flags_and_others_fly_their_own() -> None:
    flags = [p.flag for p in face(CARDS[2]).parties]
    assert flags == ["🇰🇷", "🇰🇷🇨🇳", "🇨🇳", "🇯🇵"]


def test_a_party_known_by_country_only_reads_as_such_in_each_language() -> None:
    shown = card(TALKS, ChangeKind.NEW)
    assert [face(shown, language).names for language in LANGUAGES] == [
        "a Chinese company → SK On",
        "중국 기업 → SK온",
        "中国企业 → SK On",
    ]


def test_many_parties_are_cut_with_a_count() -> None:
    crowd = replace(VENTURE, parties=(*VENTURE.parties, party("ecopro"), party("gem")))
    assert face(card(crowd, ChangeKind.NEW)).names.endswith(" +2")


def test_what_moved_is_listed_from_and_to_but_the_stage_has_its_own_line() -> None:
    shown = face(MOVED)
    assert [(f.before, f.text) for f in shown.facts if f.moved] == [("160,000 t", "about 350,000 t")]
    assert [step.label for step in shown.steps] == ["In talks", "Board approved", "Signed"]
    assert [step.fresh for step in shown.steps] == [False, False, True]


def test_every_stage_the_reader_was_not_told_of_is_fresh() -> None:
    told_long_ago = card(ELECTROLYTE, ChangeKind.UPDATE, stage("in-talks", "signed"))
    assert [step.fresh for step in face(told_long_ago).steps] == [False, True, True]
    told_elsewhere = card(ELECTROLYTE, ChangeKind.UPDATE, stage("mou", "signed"))
    assert [step.fresh for step in face(told_elsewhere).steps] == [False, False, True]
    assert not any(step.fresh for step in face(card(ELECTROLYTE, ChangeKind.UPDATE, sized(SMALL, LARGE))).steps)


def test_of_a_new_development_nothing_is_listed_as_moved() -> None:
    assert not [f for f in face(NEW).facts if f.moved]


def test_a_party_that_joined_is_named() -> None:
    joined = card(ELECTROLYTE, ChangeKind.UPDATE, Move(fact="party", before="", after="catl"))
    assert [(f.label, f.before, f.text) for f in face(joined, "zh").facts if f.moved] == [("当事方", "", "宁德时代")]


def test_an_amount_is_not_shown_twice_when_it_moved() -> None:
    assert [f.text for f in face(MOVED).facts].count("about 350,000 t") == 1


def test_money_is_converted_into_the_readers_at_the_rate_of_its_day() -> None:
    worth = next(f for f in face(NEW).facts if f.label == "Value")
    assert (worth.text, worth.conversion, worth.rate) == (
        "over 1 trillion won",
        "714 million dollars",
        "rate of 16 Mar 2026",
    )
    assert not any(f.conversion for f in face(NEW, "ko").facts)


def test_a_conversion_printed_by_a_source_gives_way_to_ours() -> None:
    told_again = replace(amount(7e8, "USD"), role="conversion")
    shown = face(card(replace(SUPPLY, amounts=(*SUPPLY.amounts, told_again)), ChangeKind.NEW))
    assert [f.text for f in shown.facts if f.label == "Value"] == ["over 1 trillion won"]


def test_a_disputed_figure_says_so() -> None:
    assert [f.note for f in face(MOVED).facts if f.note] == ["reports differ"]


def test_the_supporting_sentence_is_in_the_readers_language_where_one_says_it() -> None:
    publishers = {language: face(NEW, language).quote for language in LANGUAGES}
    assert {k: q.source.publisher for k, q in publishers.items() if q} == {
        "en": "Battery Wire",
        "ko": "Daily Cell",
        "zh": "Lithium Post",
    }


def test_a_sentence_about_an_older_stage_never_supports_the_new_one() -> None:
    quote = face(MOVED, "en").quote
    assert quote is not None
    assert quote.source.publisher == "Lithium Post"


def test_where_no_sentence_is_in_the_readers_language_the_card_says_it_in_one() -> None:
    assert face(NEW).gloss == ""
    assert face(CARDS[2]).gloss.startswith("The plan of CNGR, FINO and POSCO Future M")
    assert face(CARDS[2], "zh").gloss == ""


def test_other_sources_stand_by_language_the_readers_first_and_the_quoted_one_is_left_out() -> None:
    groups = face(NEW, "ko").sources
    assert [(name, [s.publisher for s in some]) for name, some, _ in groups] == [
        ("한국어", ["Seoul Ledger"]),
        ("영어", ["Battery Wire"]),
        ("중국어", ["Lithium Post"]),
    ]


def test_a_publisher_is_listed_once_and_long_lists_are_cut() -> None:
    many = tuple(source(f"m{n}", f"Paper {n % 7}", "ko", NOW, "") for n in range(30))
    ((_, shown, left),) = face(card(replace(SUPPLY, sources=many), ChangeKind.NEW)).sources
    assert (len(shown), left) == (4, 3)


def test_first_reported_names_publisher_language_and_local_time() -> None:
    assert face(NEW).first == "First reported by Daily Cell (Korean), 16 Mar 12:12"
    assert face(NEW, "zh").first == "首发：Daily Cell（韩文），3月16日 12:12"


def test_not_yet_in_english_is_said_until_an_english_source_tells_it() -> None:
    assert face(CARDS[2]).unseen == "Not yet in English"
    assert face(NEW).unseen == ""


def test_a_development_without_sources_still_has_a_face() -> None:
    bare = face(card(replace(SUPPLY, sources=(), changes=()), ChangeKind.NEW))
    assert (bare.quote, bare.sources, bare.first, bare.unseen) == (None, (), "", "")
    assert [s.label for s in bare.steps] == ["Signed"]


@pytest.mark.parametrize("url", ["javascript:alert(1)", "ftp://x", 'https://x"onmouseover="y', "https://x y", ""])
def test_an_address_that_is_no_plain_web_address_is_no_link(url: str) -> None:
    bad = replace(SUPPLY.sources[0], url=url)
    quote = face(card(replace(SUPPLY, sources=(bad,)), ChangeKind.NEW)).quote
    assert quote is not None
    assert quote.source.url == ""


def test_text_from_outside_loses_what_steers_terminals_and_turns_writing() -> None:
    assert clean("a\x1b[31m\u202eb\u200b\r\nc\t d") == "a[31mb c d"


def test_ids_nobody_named_are_shown_and_not_hidden() -> None:
    strange = replace(SUPPLY, event="moon-landing", status="dreamt", parties=(Party(entity="acme", side=Side.KR),))
    shown = face(card(strange, ChangeKind.NEW))
    assert (shown.headline, shown.stage) == ("🇰🇷 acme · Moon landing", "Dreamt")


def test_names_come_from_the_watchlist_by_language() -> None:
    book = Book.of(WATCHLIST, events={}, stages={}, products={})
    assert [book.name("chery", language) for language in LANGUAGES] == ["Chery", "체리자동차", "奇瑞汽车"]
    assert [book.name("catl", language) for language in LANGUAGES] == ["CATL", "CATL", "宁德时代"]
    assert book.product("chery", "ko") == "체리자동차"
    assert book.link("x") == ""


@pytest.mark.parametrize(
    ("text", "language", "words"),
    [
        ("2026", "en", "2026"),
        ("2026-Q2", "en", "Q2 2026"),
        ("2026-Q2", "ko", "2026년 2분기"),
        ("2026-H2", "zh", "2026年下半年"),
        ("2026/2030", "en", "2026–2030"),
        ("2026-03", "en", "2026-03"),
    ],
)
def test_periods_read_as_people_write_them(text: str, language: str, words: str) -> None:
    assert period(text, language) == words


def test_every_language_has_every_phrase() -> None:
    assert {frozenset(PHRASES[language]) for language in LANGUAGES} == {frozenset(PHRASES["en"])}


def test_dates_read_as_each_language_writes_them() -> None:
    assert [day(NOW.date(), language) for language in LANGUAGES] == ["16 Mar 2026", "2026.3.16", "2026年3月16日"]
    assert day(NOW.date(), "ko", year=False) == "3월 16일"


def test_the_subject_tells_the_weightiest_thing_and_counts_the_rest() -> None:
    assert subject_line(digest(), BOOK) == "LG Energy Solution → Chery · Supply contract — Signed (+3)"
    assert subject_line(digest("zh", DigestKind.WATCHING), BOOK) == "中韩电池每日简报: 开始监测"


def test_the_summary_counts_what_is_shown_and_what_is_not() -> None:
    assert counts_line(digest()) == "2 new · 1 updated · 1 disputed"
    assert footnote(digest()) == ""
    assert footnote(digest(kind=DigestKind.WATCHING)) == "and 9 more in the ledger"
