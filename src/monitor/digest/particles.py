"""Korean particles that depend on how the word before them ends when read aloud."""

from __future__ import annotations

import re
from string import Formatter
from typing import Any, Final

_PAIRS: Final = {"은": ("은", "는"), "을": ("을", "를"), "과": ("과", "와"), "이": ("이", "가")}
_UNREADABLE: Final = {"은": "은(는)", "을": "을(를)", "과": "와(과)", "이": "이(가)"}
_CLOSED_DIGITS: Final = frozenset("013678")  # 영 일 삼 육 칠 팔
_CLOSED_LETTERS: Final = frozenset("lmnr")  # 엘 엠 엔 알
_UNITS: Final = {
    "wh": False,
    "w": False,
    "t": True,
    "㎡": False,
    "m²": False,
    "%": False,
}  # 와트시 와트 톤 제곱미터 퍼센트
_MEASURED: Final = re.compile(r"(?:[0-9만억천조수십백]\s*)[kmgt]?(wh|w|t|㎡|m²|%)$", re.IGNORECASE)
_WORD: Final = re.compile(r"[A-Za-z]+$")


def ends_closed(text: str) -> bool | None:
    """Whether the word ends in a consonant when read in Korean; None where that cannot be said (Chinese signs)."""
    word = text.rstrip(" )]}」』’”'\".,")
    if measured := _MEASURED.search(word):
        return _UNITS[measured[1].lower()]
    last = word[-1:]
    if "가" <= last <= "힣":
        return (ord(last) - ord("가")) % 28 != 0
    if last.isascii() and last.isdigit():
        return last in _CLOSED_DIGITS
    latin = _WORD.search(word)
    return _latin_ends_closed(latin[0]) if latin else None


def _latin_ends_closed(word: str) -> bool:
    """Capitals are read letter by letter, other words as words."""
    if word.isupper():
        return word[-1].lower() in _CLOSED_LETTERS
    return word.lower().endswith(("l", "m", "n", "ng", "ck"))


def with_particle(text: str, particle: str) -> str:
    """The text with 은/는, 을/를, 과/와 or 이/가; `particle` is the form after a consonant."""
    closed = ends_closed(text)
    return text + (_UNREADABLE[particle] if closed is None else _PAIRS[particle][0 if closed else 1])


class KoreanFormatter(Formatter):
    """`str.format` in which "{who:은}" puts the particle that fits."""

    def format_field(self, value: Any, format_spec: str) -> str:
        """A field with its particle, or as `str.format` would."""
        if format_spec in _PAIRS:
            return with_particle(str(value), format_spec)
        return str(super().format_field(value, format_spec))
