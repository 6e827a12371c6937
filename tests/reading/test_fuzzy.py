"""Typos of long names: found, and nothing else is read as one."""

from __future__ import annotations

import random
import re
from pathlib import Path

import pytest

from monitor.config.background import load_background
from monitor.config.particles import Particles
from monitor.model import Alias, Entity, Side, Watchlist
from monitor.reading.keys import STEM, joined_stems, key_starts, keystrokes, other_finals, stems
from monitor.reading.match import WatchIndex

CONFIG = Path(__file__).parents[2] / "config"


@pytest.mark.parametrize(
    ("text", "entity"),
    [
        ("LG Enregy Solution expands in Arizona", "lg-energy-solution"),
        ("Contemporray Amperx Technology files in Hong Kong", "catl"),
        ("Hyundia Motor cuts output", "hyundai-motor"),
        ("Samsung SDI and Stellanits talk", "stellantis"),
        ("LG에너지솔루셔이 애리조나 공장을 짓는다", "lg-energy-solution"),
        ("에코프로비엔, 헝가리 공장 가동", "ecopro-bm"),
        ("포스코퓨쳐엠의 음극재 공급", "posco-future-m"),
        ("화유코발ㅌ, 포항 투자", "huayou-cobalt"),
        ("제세능원 충주 공장", "jaese-energy"),
        ("Hyundai Motor Gruop names a chief", "hyundai-motor-group"),
    ],
)
def test_a_slip_of_the_finger_in_a_long_name_is_read_through(index: WatchIndex, text: str, entity: str) -> None:
    (found,) = (mention for mention in index.mentions(text) if mention.how == "fuzzy")
    assert found.entity == entity
    assert 80 < found.score < 100
    assert "slip" in found.reason


@pytest.mark.parametrize(
    "text",
    [
        "Chevy and Chery differ by one letter",  # short names must be right
        "Lithium prices fall",  # a word of other names, one letter from Hithium
        "Shanahan coaches on",
        "SK Energy Solution and LS Energy Solution",  # short words tell companies apart
        "a polestaf for sailors",  # no capital
        "현재 자동차 보험료 인상",  # no slip puts a space into a name
        "성우하이텍 수주",
        "중위권 도약을 노린다",  # nor does one in a name of four syllables make three of them
        "亚特兰蒂斯酒店开业",  # the ends of Chinese names must be right
        "石化集团检修",
    ],
)
def test_a_look_alike_is_not_a_typo(index: WatchIndex, text: str) -> None:
    assert [mention for mention in index.mentions(text) if mention.how == "fuzzy"] == []


def test_fuzzy_may_be_forbidden_and_asked_for_by_rule() -> None:
    def found(fuzzy: bool | None, text: str) -> int:
        entity = Entity(
            id="n",
            name="N",
            kind="company",
            country="CN",
            side=Side.CN,
            aliases=(Alias(text="Northwind", fuzzy=fuzzy),),
        )
        return len(WatchIndex.build(Watchlist(entities=(entity,)), Particles()).mentions(text))

    assert (found(None, "Northwnid"), found(False, "Northwnid"), found(False, "Northwind")) == (1, 0, 1)


def test_no_typo_is_read_into_forty_thousand_ordinary_headlines(index: WatchIndex) -> None:
    headlines = load_background(CONFIG, per_frame=1_400)
    assert len(headlines) > 40_000
    assert [m for headline in headlines for m in index.mentions(headline) if m.how == "fuzzy"] == []


# ── recall of typos made at random ───────────────────────────────────────────────────────────────────────────────

ENGLISH_FLOOR, KOREAN_FLOOR = 0.93, 0.93  # of names that may have typos; measured 0.96 and 0.97


def _english_typo(name: str, dice: random.Random) -> str:
    word = dice.choice(list(re.finditer("[A-Za-z]{5,}", name)))
    at = dice.randrange(word.start(), word.end() - 1)
    swapped = name[:at] + name[at + 1] + name[at] + name[at + 2 :]
    dropped, doubled = name[:at] + name[at + 1 :], name[:at] + name[at] + name[at:]
    wrong = name[:at] + dice.choice("aeiorst") + name[at + 1 :]
    return dice.choice([swapped, dropped, doubled, wrong])


def _korean_typo(name: str, dice: random.Random) -> str:
    """One syllable with a wrong vowel or final consonant, as a slip makes it."""
    at = dice.choice([n for n, char in enumerate(name) if "가" <= char <= "힣"])
    initial, rest = divmod(ord(name[at]) - 0xAC00, 588)
    vowel, final = divmod(rest, 28)
    if dice.random() < 0.5 and vowel not in {9, 10, 11, 14, 15, 16, 19}:  # those are two keystrokes
        vowel = {0: 4, 4: 0, 8: 13, 13: 8, 20: 18, 18: 20, 5: 1, 1: 5}.get(vowel, 20)
    else:
        final = 0 if final in {1, 4, 8, 16, 17, 19, 21} else 21
    return name[:at] + chr(0xAC00 + initial * 588 + vowel * 28 + final) + name[at + 1 :]


def test_most_typos_of_long_names_are_found(index: WatchIndex, watchlist: Watchlist) -> None:
    dice = random.Random(11)
    tried, found = {"en": 0, "ko": 0}, {"en": 0, "ko": 0}
    for entity in (e for e in watchlist.entities if e.watch and e.kind == "company"):
        for alias in entity.aliases:
            letters = sum(char.isalnum() for char in alias.text)
            syllables = sum("가" <= char <= "힣" for char in alias.text)
            if alias.require or alias.forbid or alias.case or alias.fuzzy is False:
                continue
            if alias.text.isascii() and letters >= 7 and re.search("[A-Za-z]{5,}", alias.text):
                language, text = "en", f"{_english_typo(alias.text, dice)} plans a plant in Poland"
            elif syllables >= 4:
                language, text = "ko", f"{_korean_typo(alias.text, dice)}, 폴란드에 공장"
            else:
                continue
            tried[language] += 1
            found[language] += entity.id in {mention.entity for mention in index.mentions(text)}
    assert min(tried.values()) > 200
    assert found["en"] / tried["en"] >= ENGLISH_FLOOR
    assert found["ko"] / tried["ko"] >= KOREAN_FLOOR


@pytest.mark.parametrize("name", ["Ostrava", "Northwind", "Volendrica"])
def test_a_latin_word_is_found_wherever_the_slip_falls(name: str) -> None:
    entity = Entity(id="n", name=name, kind="company", country="CN", side=Side.CN, aliases=(Alias(text=name),))
    index = WatchIndex.build(Watchlist(entities=(entity,)), Particles())
    for at in range(1, len(name)):
        before, rest = name[:at], name[at:]
        swapped = name[: at - 1] + name[at] + name[at - 1] + rest[1:]
        for typed in (before + rest[1:], before + "x" + rest, before + "x" + rest[1:], swapped):
            assert [mention.how for mention in index.mentions(f"{typed} plans a plant")] == ["fuzzy"], typed


def test_keystrokes_spell_out_syllables_and_keep_the_rest() -> None:
    assert keystrokes("LG값과") == "LGㄱㅏㅂㅅㄱㅗㅏ"
    assert key_starts("LG값과") == [0, 1, 2, 6, 9]


def test_a_slip_at_the_border_of_two_syllables_leaves_the_first_another_final_consonant() -> None:
    assert set(other_finals("한", "국")) == {"하", "학"}
    assert set(other_finals("나", "무")) == {"남"}


def test_a_slip_beside_a_syllable_leaves_its_stem_and_pieces_may_stand_for_any() -> None:
    assert (STEM["한"], STEM["g"], STEM["能"], STEM["ㅎ"]) == ("하", "g", "能", "")
    assert stems("한화g") == "하화호하g"
    assert (joined_stems("보자나무"), joined_stems("한국g")) == ("봐", "")


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("나무위키재료", "ㄴ마ㅜ위키재료"),
        ("나무위키재료", "나무윜지ㅐ료"),
        ("가나다라마바", "간다ㅏ라마바"),
        ("새벽과학", "새벽고하ㅏㄱ"),
        ("고마운전지", "ㄱ뫄운전지"),
        ("삼광에너지솔루션", "삼광에넞시ㅗㄹ루션"),
        ("고마보자재료", "고마봐재료"),
    ],
)
def test_a_slip_that_breaks_or_joins_two_syllables_is_read_through(name: str, typed: str) -> None:
    entity = Entity(id="n", name="N", kind="company", country="KR", side=Side.KR, aliases=(Alias(text=name),))
    index = WatchIndex.build(Watchlist(entities=(entity,)), Particles())
    assert [(m.how, m.surface) for m in index.mentions(f"{typed}, 공장 착공")] == [("fuzzy", typed)]


@pytest.mark.parametrize("typed", ["한굴전지", "항국전지", "하눅전지", "학눅전지", "한국저지", "하국전지"])
def test_of_four_syllables_any_may_hold_the_slip_and_two_in_the_middle_together(typed: str) -> None:
    aliases = (Alias(text="한국전지"),)
    entity = Entity(id="n", name="N", kind="company", country="KR", side=Side.KR, aliases=aliases)
    index = WatchIndex.build(Watchlist(entities=(entity,)), Particles())
    assert [(m.how, m.surface) for m in index.mentions(f"{typed}, 공장 착공")] == [("fuzzy", typed)]


# ── what was read before ─────────────────────────────────────────────────────────────────────────────────────────

_NAMES = ("가람소재과학", "한국전지", "나래 에너지솔루션", "北辰新能源材料", "Northwind Cells")
_WORDS = (
    *("가람소재과학", "가람소재고학,", "한굴전지", "나래", "에너지솔루셔", "에너지", "공장"),
    *("北辰薪能源材料", "Northwnid Cells", "Northwnid"),
)


def _index_of(*names: str) -> WatchIndex:
    entities = [
        Entity(id=f"n{number}", name=name, kind="company", country="KR", side=Side.KR, aliases=(Alias(text=name),))
        for number, name in enumerate(names)
    ]
    return WatchIndex.build(Watchlist(entities=tuple(entities)), Particles())


def test_what_was_read_before_changes_nothing() -> None:
    dice = random.Random(5)
    texts = [" ".join(dice.choices(_WORDS, k=dice.randint(1, 5))) for _ in range(25)]
    alone = {text: _index_of(*_NAMES).mentions(text) for text in texts}
    assert sum(any(mention.how == "fuzzy" for mention in found) for found in alone.values()) > 10
    for _ in range(5):
        used = _index_of(*_NAMES)
        dice.shuffle(texts)
        assert {text: used.mentions(text) for text in texts * 2} == alone


@pytest.mark.parametrize(
    ("typed", "hits"),
    [("나래 에너지솔루셔", 1), ("나래에너지솔루셔", 1), ("나래에너지 솔루셔", 1), ("가람 소재고학", 0)],
)
def test_only_a_name_with_a_space_is_read_across_one(typed: str, hits: int) -> None:
    assert len(_index_of(*_NAMES).mentions(f"{typed}, 공장 착공")) == hits
