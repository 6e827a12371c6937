"""Towns and countries in three languages."""

from __future__ import annotations

from functools import lru_cache

import pytest

from monitor.config.places import Places, load_places
from monitor.reading.places import PlaceFinder
from tests.reading.amount_cases import CONFIG


@lru_cache
def places() -> Places:
    return load_places(CONFIG)


@lru_cache
def finder() -> PlaceFinder:
    return PlaceFinder(places())


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a plant in Debrecen", ("debrecen", "hungary")),  # a town abroad brings its country
        ("헝가리 데브레첸 공장에서", ("hungary", "debrecen")),  # particles may follow
        ("匈牙利德布勒森工厂", ("hungary", "debrecen")),  # no spaces
        ("오창공장과 포항시", ("ochang", "pohang")),  # towns of Korea bring nothing
        ("福建宁德的工厂", ("fujian", "ningde")),  # a province and its town
        ("宁德时代与吉利", ()),  # a company named after a town
        ("신차 인도를 시작", ()),  # 인도 is also "delivery"
        ("인도 공장 착공", ("india",)),  # and India
        ("요청주문", ()),  # 청주 inside other words
        ("let us polish it; the god of thunder", ()),  # words that are no names
        ("Ohio-based, Indianapolis", ("ohio", "united-states")),  # a name ends where its letters end
        ("North American plants", ("north-america",)),  # the longer name wins
        ("盧森堡銅箔", ("luxembourg",)),  # traditional characters
        ("", ()),  # nothing
    ],
)
def test_places_are_found_by_their_names(text: str, expected: tuple[str, ...]) -> None:
    assert finder().find(text) == expected


@pytest.mark.parametrize("language", ["en", "ko", "zh"])
def test_every_place_is_found_under_every_name_it_is_printed_with(language: str) -> None:
    missed = [id_ for id_, place in places().places.items() if id_ not in finder().find(place.name(language))]
    assert missed == []


def test_a_place_is_named_in_each_language_and_an_unknown_one_by_its_id() -> None:
    names = [places().name("debrecen", language) for language in ("en", "ko", "zh", "ja")]
    assert names == ["Debrecen", "데브레첸", "德布勒森", "Debrecen"]
    assert places().name("atlantis", "en") == "atlantis"
    assert places().labels["debrecen"] == {"en": "Debrecen", "ko": "데브레첸", "zh": "德布勒森"}
