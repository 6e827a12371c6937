"""Hangul as the keystrokes that type it (two-set layout), so that one slip of a finger is one edit."""

from __future__ import annotations

import itertools
import re
from typing import Final

_INITIALS: Final = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_VOWELS: Final = "ㅏ,ㅐ,ㅑ,ㅒ,ㅓ,ㅔ,ㅕ,ㅖ,ㅗ,ㅗㅏ,ㅗㅐ,ㅗㅣ,ㅛ,ㅜ,ㅜㅓ,ㅜㅔ,ㅜㅣ,ㅠ,ㅡ,ㅡㅣ,ㅣ"
_FINALS: Final = (
    ",ㄱ,ㄲ,ㄱㅅ,ㄴ,ㄴㅈ,ㄴㅎ,ㄷ,ㄹ,ㄹㄱ,ㄹㅁ,ㄹㅂ,ㄹㅅ,ㄹㅌ,ㄹㅍ,ㄹㅎ,ㅁ,ㅂ,ㅂㅅ,ㅅ,ㅆ,ㅇ,ㅈ,ㅊ,ㅋ,ㅌ,ㅍ,ㅎ"
)
_FIRST, _LAST = 0xAC00, 0xD7A3


class _Keys(dict[int, str]):
    """The keystrokes of one character; any other than a Hangul syllable is its own."""

    def __missing__(self, code: int) -> str:
        self[code] = keys = _keys(code) if _FIRST <= code <= _LAST else chr(code)
        return keys


def _keys(code: int) -> str:
    vowels, finals = _VOWELS.split(","), _FINALS.split(",")
    initial, rest = divmod(code - _FIRST, len(vowels) * len(finals))
    vowel, final = divmod(rest, len(finals))
    return _INITIALS[initial] + vowels[vowel] + finals[final]


_TABLE: Final = _Keys()
_HANGUL: Final = re.compile("[\uac00-\ud7a3]")


def keystrokes(text: str) -> str:
    """`text` with every Hangul syllable spelled out in keystrokes."""
    return text.translate(_TABLE) if _HANGUL.search(text) else text


def key_starts(text: str) -> list[int]:
    """For each character of `text`, and for its end, where its keystrokes start in `keystrokes(text)`."""
    return list(itertools.accumulate(map(len, map(_TABLE.__getitem__, map(ord, text))), initial=0))
