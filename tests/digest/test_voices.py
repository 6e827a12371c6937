"""One wire copied thrice is told once; a newsroom's editions are one newsroom."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from monitor.digest.face import face_of
from monitor.digest.importance import Weights, importance
from monitor.digest.render.data import render_data
from monitor.digest.table import as_csv
from monitor.digest.voices import voices
from monitor.model import ChangeKind, Development, Source
from tests.digest.samples import BOOK, NOW, SUPPLY, at, card, digest, source

WIRES = replace(BOOK, newsrooms={"hani": {"en": "Hani Wire", "ko": "하니통신", "zh": "哈尼社"}})


def copy(item: str, publisher: str, hour: int, language: str = "en", family: str = "", wire: str = "hani") -> Source:
    said = source(item, publisher, language, at(3, 16, hour), f"Told by {publisher} at {hour}.")
    return replace(said, family=family, wire=wire)


OWN = copy("w0", "Hani Wire", 4, family="hani", wire="")
COPIES = (copy("w1", "Daily Cell", 3, family="cell"), copy("w2", "Foil Post", 5), copy("w3", "Salt Times", 6))


def with_sources(*sources: Source) -> Development:
    return replace(SUPPLY, sources=sources)


def test_a_wire_copied_by_three_outlets_is_one_voice_with_or_without_its_own_text() -> None:
    assert [voice.origin for voice in voices(COPIES)] == ["hani"]
    assert [voice.origin for voice in voices((*COPIES, OWN))] == ["hani"]


def test_an_outlet_that_adds_words_of_its_own_is_a_second_voice() -> None:
    own = copy("c1", "Daily Cell", 9, family="cell", wire="")
    assert [voice.origin for voice in voices((*COPIES, own))] == ["hani", "cell"]


def test_editions_of_one_newsroom_are_one_voice_and_unknown_publishers_stand_for_themselves() -> None:
    english = copy("e1", "The Cell", 3, family="cell", wire="")
    korean = copy("e2", "셀신문", 4, "ko", family="cell", wire="")
    others = (copy("e3", "Lithium Post", 5, wire=""), copy("e4", "Graphite Post", 6, wire=""))
    assert [voice.origin for voice in voices((english, korean, *others))] == ["cell", "Lithium Post", "Graphite Post"]


def test_one_text_under_two_names_is_one_voice_even_unmarked() -> None:
    title = "[단독] 한 업체, 다른 업체와 10기가와트시 계약 체결"
    one = replace(copy("r1", "Local Paper", 3, "ko", wire=""), title=title)
    other = replace(copy("r2", "Other Paper", 5, "ko", wire=""), title=title.removeprefix("[단독] "))
    late = replace(other, item="r3", publisher="Third Paper", at=one.at + timedelta(days=9))
    short = tuple(replace(copy(f"s{n}", f"Paper {n}", 3, "ko", wire=""), title="계약 체결") for n in range(2))
    assert len(voices((one, other))) == 1
    assert len(voices((one, late))) == 2, "the same words weeks apart are two articles"
    assert len(voices(short)) == 2, "two short titles are alike by accident"


@given(st.permutations([*COPIES, OWN, copy("c1", "Daily Cell", 9, family="cell", wire="")]))
def test_the_order_in_which_sources_arrive_does_not_matter(sources: list[Source]) -> None:
    assert [(v.origin, v.sources) for v in voices(sources)] == [
        ("hani", (COPIES[0], OWN, COPIES[1], COPIES[2])),
        ("cell", (copy("c1", "Daily Cell", 9, family="cell", wire=""),)),
    ]


def test_nobody_is_no_voice() -> None:
    assert voices(()) == ()


# ── what a reader sees ───────────────────────────────────────────────────────────────────────────────────────────


def test_a_card_names_a_copied_wire_once_and_says_by_way_of_whom() -> None:
    face = face_of(card(with_sources(*COPIES), ChangeKind.NEW), digest("en"), WIRES)
    assert face.sources == ()
    assert face.quote is not None
    assert face.quote.source.publisher == "Hani Wire via Salt Times"
    assert face.first.startswith("First reported by Hani Wire via Daily Cell (English)")


def test_the_wires_own_text_is_named_before_a_copy_that_came_earlier() -> None:
    quoted = copy("k1", "Lithium Post", 9, wire="")
    face = face_of(card(with_sources(*COPIES, OWN, quoted), ChangeKind.NEW), digest("en"), WIRES)
    assert [(name, [s.publisher for s in told], left) for name, told, left in face.sources] == [
        ("English", ["Hani Wire"], 0)
    ]


def test_a_voice_that_speaks_two_languages_is_linked_in_each() -> None:
    english = copy("e1", "The Cell", 3, family="cell", wire="")
    korean = copy("e2", "셀신문", 4, "ko", family="cell", wire="")
    face = face_of(card(with_sources(english, korean), ChangeKind.NEW), digest("en"), WIRES)
    assert [(name, [s.publisher for s in told]) for name, told, _ in face.sources] == [("Korean", ["셀신문"])]


def test_each_language_says_via_in_its_own_way() -> None:
    shown = card(with_sources(*COPIES), ChangeKind.NEW)
    said = {code: face_of(shown, digest(code), WIRES).quote for code in ("ko", "zh")}
    assert {code: q.source.publisher for code, q in said.items() if q} == {
        "ko": "하니통신(Salt Times 전재)",
        "zh": "哈尼社（Salt Times转载）",
    }


def test_copies_do_not_make_a_development_more_important() -> None:
    def points(*sources: Source) -> int:
        return importance(with_sources(*sources), ChangeKind.NEW, (), now=NOW, weights=Weights()).points

    assert points(*COPIES) == points(COPIES[0])
    assert points(*COPIES, copy("c1", "Lithium Post", 9, wire="")) > points(*COPIES)


def test_tables_and_data_count_voices_and_keep_every_source() -> None:
    row = next(csv.DictReader(io.StringIO(as_csv([with_sources(*COPIES)]))))
    assert (row["sources"], row["publishers"], row["first_source"]) == ("3", "1", "Daily Cell")
    made = replace(digest("en"), cards=(card(with_sources(*COPIES), ChangeKind.NEW),), rest=())
    told = json.loads(render_data(made, WIRES))["cards"][0]
    assert told["publishers"] == 1
    assert told["sources"][0] | {"publisher": "Daily Cell", "family": "cell", "wire": "hani"} == told["sources"][0]
