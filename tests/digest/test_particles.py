"""Particles follow the sound a word ends in."""

from __future__ import annotations

import pytest

from monitor.digest.particles import KoreanFormatter, with_particle


@pytest.mark.parametrize(
    ("word", "particle", "expected"),
    [
        ("삼성전자", "은", "삼성전자는"),  # an open syllable
        ("엔켐", "은", "엔켐은"),  # a closed one
        ("CATL", "은", "CATL은"),  # read letter by letter: 엘
        ("BYD", "은", "BYD는"),  # 디
        ("SK On", "은", "SK On은"),  # read as a word
        ("Chery", "과", "Chery와"),  # read as a word
        ("POSCO", "이", "POSCO가"),  # 오
        ("8GWh", "을", "8GWh를"),  # 기가와트시
        ("3만t", "을", "3만t을"),  # 톤
        ("120억㎡", "을", "120억㎡를"),  # 제곱미터
        ("49%", "을", "49%를"),  # 퍼센트
        ("폴스타 4", "은", "폴스타 4는"),  # 사
        ("EV6", "과", "EV6과"),  # 육
        ("삼원계(NCM)", "을", "삼원계(NCM)을"),  # the word inside the brackets
        ("宁德时代", "은", "宁德时代은(는)"),  # cannot be said
        ("", "을", "을(를)"),  # nothing before it
    ],
)
def test_the_particle_fits_the_word(word: str, particle: str, expected: str) -> None:
    assert with_particle(word, particle) == expected


def test_a_format_may_ask_for_particles_and_for_anything_else() -> None:
    assert KoreanFormatter().format("{a:은} {b:.1f} {a}", a="기아", b=1.25) == "기아는 1.2 기아"
