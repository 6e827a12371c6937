"""The watch index: spans, variants and conditions, whatever the text."""

from __future__ import annotations

import unicodedata
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.config.particles import Particles
from monitor.model import Alias, CountryMark, Entity, Mention, Side, Watchlist
from monitor.reading.match import WatchIndex, company_ids

NAMES = "LG에너지솔루션|기아|CATL|SK On|宁德时代|現代汽車|BYD|에코프로비엠|LG Energy Soluton|中 배터리|현대차"
LETTERS = "는|과 | |-|·|\u200b|\u202e|🔋|👩\u200d🔬|ﬁ|㈜|㎾h|İ|ß|Σας|\ud83d|\udc00|\n|，|ＢＹＤ|한"
MORE = "\u1112\u1161\u11ab|e\u0301|a|X|7|。|…|ㅋㅋ|Chinese battery maker"
PIECES = [*NAMES.split("|"), *LETTERS.split("|"), *MORE.split("|")]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=14).map("".join) | st.text(st.characters(), max_size=60)
PROPERTY = settings(deadline=None, max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])


def _spans_hold(mentions: tuple[Mention, ...], fields: dict[str, str]) -> bool:
    return all(
        0 <= m.span.start < m.span.end <= len(fields[m.span.field])
        and fields[m.span.field][m.span.start : m.span.end] == m.surface
        for m in mentions
    )


@PROPERTY
@given(title=TEXTS, summary=TEXTS)
def test_spans_slice_to_the_surface_in_the_original_text_for_any_text(
    index: WatchIndex, title: str, summary: str
) -> None:
    found = index.mentions(title, summary)
    assert _spans_hold(found, {"title": title, "summary": summary})
    assert list(found) == sorted(found, key=lambda m: (m.span.field != "title", m.span.start, m.span.end, m.entity))


@PROPERTY
@given(text=TEXTS)
def test_a_decomposed_text_says_the_same(index: WatchIndex, text: str) -> None:
    composed = unicodedata.normalize("NFC", text)
    decomposed = unicodedata.normalize("NFD", composed)
    exact = [m.entity for m in index.mentions(composed) if m.how == "exact"]
    assert [m.entity for m in index.mentions(decomposed) if m.how == "exact"] == exact


@pytest.mark.parametrize("filler", ["소식 ", "news ", "新闻，", "\ud800", "🔋", "\u200b", "기아 "])
def test_a_megabyte_is_read_to_its_end(index: WatchIndex, filler: str) -> None:
    text = filler * (1_000_000 // len(filler)) + " CATL"
    found = index.mentions(text)
    assert found[-1].surface == "CATL"
    assert _spans_hold(found[-3:], {"title": text})


# A name, a particle or a space exchanged for another of its kind leaves the answer as it is.
KOREAN = [
    "LG에너지솔루션",
    "삼성SDI",
    "SK온",
    "기아",
    "현대차",
    "에코프로비엠",
    "포스코퓨처엠",
    "체리자동차",
    "화유코발트",
    "고려아연",
    "엔켐",
]
ENGLISH = [
    "LG Energy Solution",
    "Samsung SDI",
    "SK On",
    "Kia",
    "Hyundai Motor",
    "EcoPro BM",
    "CATL",
    "BYD",
    "Huayou Cobalt",
]
CHINESE = ["LG新能源", "三星SDI", "宁德时代", "比亚迪", "起亚", "奇瑞汽车", "华友钴业", "格林美", "容百科技", "欣旺达"]


def _with_final(name: str) -> bool:
    last = name[-1]
    return ("가" <= last <= "힣" and (ord(last) - 0xAC00) % 28 > 0) or last in "LMNR"


@PROPERTY
@given(
    name=st.sampled_from(KOREAN),
    pair=st.sampled_from(
        [("은", "는"), ("이", "가"), ("을", "를"), ("과", "와"), ("의", "의"), ("에", "에"), ("도", "도"), ("", "")]
    ),
    rest=st.sampled_from([" 공장 증설에 나선다", " 협력하기로 했다", "\n다음 소식", ", 실적 발표"]),
    before=st.sampled_from(["", "속보: ", '"', "中 ", "(", "14일 "]),
)
def test_a_korean_name_is_found_whatever_particle_follows(
    index: WatchIndex, name: str, pair: tuple[str, str], rest: str, before: str
) -> None:
    text = before + name + pair[0 if _with_final(name) else 1] + rest
    assert [m.surface for m in index.mentions(text) if m.how != "country"] == [name]


@PROPERTY
@given(
    name=st.sampled_from([*KOREAN, *ENGLISH, *CHINESE]),
    change=st.sampled_from(["width", "nbsp", "zero-width", "hyphen", "nfd", "dot"]),
)
def test_a_name_is_found_however_it_is_typed(index: WatchIndex, name: str, change: str) -> None:
    wide = {ord(c): ord(c) + 0xFEE0 for c in map(chr, range(0x21, 0x7F))}
    typed = {
        "width": name.translate(wide),
        "nbsp": name.replace(" ", "\u00a0"),
        "zero-width": "\u200b".join(name),
        "hyphen": name.replace(" ", "-"),
        "nfd": unicodedata.normalize("NFD", name),
        "dot": name.replace(" ", "·"),
    }[change]
    (plain,) = index.mentions(f"{name}!")
    (found,) = index.mentions(f"{typed}!")
    assert (found.entity, found.surface) == (plain.entity, typed)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("寧德時代與現代汽車簽約", "宁德时代与现代汽车签约"),
        ("比亞迪與起亞", "比亚迪与起亚"),
        ("國軒高科、億緯鋰能", "国轩高科、亿纬锂能"),
        ("浦項控股與華友鈷業", "浦项控股与华友钴业"),
    ],
)
def test_traditional_and_simplified_characters_say_the_same(index: WatchIndex, one: str, other: str) -> None:
    assert [m.entity for m in index.mentions(one)] == [m.entity for m in index.mentions(other)] != []


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("SKI와 LG화학의 소송", "sk-innovation"),
        ("SK创新在匈牙利扩产电池", "sk-innovation"),
        ("엔솔 배터리 수주", "lg-energy-solution"),
        ("宁王业绩预增", "catl"),
        ("쌍용차, BYD와 배터리 협약", "kg-mobility"),
        ("일진머티리얼즈 동박 증설", "lotte-energy-materials"),
        ("포스코케미칼 음극재 공급", "posco-future-m"),
        ("浦項鋼鐵與中偉股份合資", "posco-holdings"),
        ("富豪汽車電動車降價", "volvo-cars"),
        ("엘지(LG)화학 양극재 공장", "lg-chem"),
        ("Guoxuan plans a cell plant", "gotion"),
        ("핀드림스인더스트리 배터리 팩", "findreams"),
        ("우시선도스마트장비 수주", "wuxi-lead"),
        ("SK新能源盐城工厂", "sk-on-jiangsu"),
    ],
)
def test_old_names_nicknames_and_regional_wordings_are_found(
    index: WatchIndex, watchlist: Watchlist, text: str, meant: str
) -> None:
    assert meant in company_ids(index.mentions(text), watchlist)


def test_only_companies_stand_for_companies(index: WatchIndex, watchlist: Watchlist) -> None:
    found = index.mentions("Elon Musk shows a Megapack in Shanghai as Chinese battery makers watch")
    assert {"elon-musk", "megapack", "shanghai", "?CN"} <= {m.entity for m in found}
    assert company_ids(found, watchlist) == ()


# ── rules on lists of our own ────────────────────────────────────────────────────────────────────────────────────


def _index(*aliases: Alias, decoys: tuple[str, ...] = (), marks: tuple[CountryMark, ...] = ()) -> WatchIndex:
    entity = Entity(id="acme", name="Acme", kind="company", country="KR", side=Side.KR, aliases=aliases)
    watchlist = Watchlist(entities=(entity,), decoys=decoys, marks=marks)
    return WatchIndex.build(watchlist, Particles(consonant=frozenset({"은"}), vowel=frozenset({"는"})))


RULELESS = _index(
    *(Alias(text=name) for name in ("LG에너지솔루션", "에코프로비엠", "宁德时代", "BYD", "LG Energy Solution", "한"))
)
HALVES = [
    "LG에너지",
    "솔루션",
    "LG Energy",
    "Soluton",
    "에코프",
    "로비엠",
    "에코프로비",
    "로로",
    "\u0301",
    "\u11ab",
    "\u0387",
]
FIELD = st.lists(st.sampled_from([*PIECES, *HALVES]), max_size=5).map("".join)


@settings(PROPERTY, max_examples=400)
@given(fields=st.tuples(FIELD, FIELD, FIELD))
def test_what_one_field_says_does_not_change_what_another_names(fields: tuple[str, str, str]) -> None:
    together = [(m.span, m.surface, m.how) for m in RULELESS.mentions(*fields)]
    named = ("title", "summary", "body")
    alone = [
        (replace(m.span, field=field), m.surface, m.how)
        for field, text in zip(named, fields, strict=True)
        for m in RULELESS.mentions(text)
    ]
    assert together == alone


def test_an_empty_watchlist_finds_nothing() -> None:
    assert WatchIndex.build(Watchlist(entities=()), Particles()).mentions("anything") == ()


def test_the_longest_name_wins_and_a_decoy_hides_what_is_inside_it() -> None:
    found = _index(Alias(text="Acme"), Alias(text="Acme Cells"), decoys=("Acme Ballet",))
    assert [m.surface for m in found.mentions("Acme Cells, Acme Ballet and Acme")] == ["Acme Cells", "Acme"]


@pytest.mark.parametrize(
    ("within", "title", "summary", "count"),
    [
        ("item", "Acme rises", "Its cells sell.", 1),
        ("title", "Acme rises", "Its cells sell.", 0),
        ("sentence", "Acme rises. Cells sell.", "", 0),
        ("sentence", "Acme sells cells. Rain falls.", "", 1),
        ("title", "Cells and rain", "Acme rises", 1),
    ],
)
def test_a_required_word_must_stand_where_the_rule_looks(within: str, title: str, summary: str, count: int) -> None:
    found = _index(Alias(text="Acme", require=("cells",), within=within))
    assert len(found.mentions(title, summary)) == count


def test_latin_words_of_a_condition_are_whole_words_unless_starred() -> None:
    assert not _index(Alias(text="Acme", require=("cell",))).mentions("Acme excellent")
    assert not _index(Alias(text="Acme", require=("cell",))).mentions("Acme cells")
    assert _index(Alias(text="Acme", require=("cell*",))).mentions("Acme cells")


def test_a_rule_for_one_language_leaves_the_others_alone() -> None:
    found = _index(Alias(text="Acme"), Alias(text="Acme", only_in="ko", forbid=("야구",)))
    assert found.mentions("Acme 야구단") == ()
    assert len(found.mentions("Acme 공장")) == 1
    assert len(found.mentions("Acme 棒球 新闻 报道")) == 1


def test_a_mark_counts_in_texts_of_its_language_only() -> None:
    found = _index(Alias(text="Acme"), marks=(CountryMark(text="中企", side=Side.CN, language="zh"),))
    assert [m.entity for m in found.mentions("中企海外建厂提速")] == ["?CN"]
    assert found.mentions("中企 대출 확대") == ()
