"""Hangul as the keystrokes that type it (two-set layout), so that one slip of a finger is one edit."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from typing import Final

_INITIALS: Final = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_VOWELS: Final = "ㅏ,ㅐ,ㅑ,ㅒ,ㅓ,ㅔ,ㅕ,ㅖ,ㅗ,ㅗㅏ,ㅗㅐ,ㅗㅣ,ㅛ,ㅜ,ㅜㅓ,ㅜㅔ,ㅜㅣ,ㅠ,ㅡ,ㅡㅣ,ㅣ"
_FINALS: Final = (
    ",ㄱ,ㄲ,ㄱㅅ,ㄴ,ㄴㅈ,ㄴㅎ,ㄷ,ㄹ,ㄹㄱ,ㄹㅁ,ㄹㅂ,ㄹㅅ,ㄹㅌ,ㄹㅍ,ㄹㅎ,ㅁ,ㅂ,ㅂㅅ,ㅅ,ㅆ,ㅇ,ㅈ,ㅊ,ㅋ,ㅌ,ㅍ,ㅎ"
)
_ENDS: Final = _FINALS.split(",")
_FIRST: Final = 0xAC00

#: The keystrokes of each Hangul syllable, in the order of their code points.
_KEYS: Final = [initial + vowel + final for initial in _INITIALS for vowel in _VOWELS.split(",") for final in _ENDS]
#: By code point, for `str.translate`, which leaves what is beyond the list as it is: twice as fast as a dictionary.
_TABLE: Final = [*range(_FIRST), *_KEYS]
_SIZES: Final = {chr(code): len(keys) for code, keys in enumerate(_KEYS, _FIRST)}
_HANGUL: Final = re.compile("[\uac00-\ud7a3]")


def keystrokes(text: str) -> str:
    """`text` with every Hangul syllable spelled out in keystrokes; any other character is its own."""
    return text.translate(_TABLE) if _HANGUL.search(text) else text


def other_finals(syllable: str, following: str) -> Iterator[str]:
    """`syllable` as a slip at the border to the syllable `following` it leaves it: with no final consonant, with the
    first consonant of the next, or with both."""
    code = ord(syllable) - _FIRST
    final, consonant = _ENDS[code % len(_ENDS)], keystrokes(following)[0]
    ends = {"", final[:-1], consonant, final[:-1] + consonant, final + consonant} - {final}
    yield from (chr(_FIRST + code - code % len(_ENDS) + at) for at, end in enumerate(_ENDS) if end in ends)


def with_any_final(syllable: str) -> str:
    """All syllables that start as this one does and differ in the final consonant, itself among them."""
    first = ord(syllable) - (ord(syllable) - _FIRST) % len(_ENDS)
    return "".join(map(chr, range(first, first + len(_ENDS))))


def key_starts(text: str) -> Sequence[int]:
    """For each character of `text`, and for its end, where its keystrokes start in `keystrokes(text)`."""
    if not _HANGUL.search(text):
        return range(len(text) + 1)
    return list(itertools.accumulate(map(_SIZES.get, text, itertools.repeat(1)), initial=0))
