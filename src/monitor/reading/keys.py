"""Hangul as the keystrokes that type it (two-set layout), so that one slip of a finger is one edit."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

_INITIALS: Final = "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎ"
_VOWELS: Final = "ㅏ,ㅐ,ㅑ,ㅒ,ㅓ,ㅔ,ㅕ,ㅖ,ㅗ,ㅗㅏ,ㅗㅐ,ㅗㅣ,ㅛ,ㅜ,ㅜㅓ,ㅜㅔ,ㅜㅣ,ㅠ,ㅡ,ㅡㅣ,ㅣ"
_FINALS: Final = (
    ",ㄱ,ㄲ,ㄱㅅ,ㄴ,ㄴㅈ,ㄴㅎ,ㄷ,ㄹ,ㄹㄱ,ㄹㅁ,ㄹㅂ,ㄹㅅ,ㄹㅌ,ㄹㅍ,ㄹㅎ,ㅁ,ㅂ,ㅂㅅ,ㅅ,ㅆ,ㅇ,ㅈ,ㅊ,ㅋ,ㅌ,ㅍ,ㅎ"
)
_NUCLEI: Final = _VOWELS.split(",")
_ENDS: Final = _FINALS.split(",")
_FIRST: Final = 0xAC00

#: The keystrokes of each Hangul syllable, in the order of their code points.
_KEYS: Final = [initial + vowel + final for initial in _INITIALS for vowel in _NUCLEI for final in _ENDS]
#: By code point, for `str.translate`, which leaves what is beyond the list as it is: twice as fast as a dictionary.
_TABLE: Final = [*range(_FIRST), *_KEYS]
_SIZES: Final = {chr(code): len(keys) for code, keys in enumerate(_KEYS, _FIRST)}
_HANGUL: Final = re.compile("[\uac00-\ud7a3]")
#: Syllables of names come again and again.
_PAIRS: Final = 16_384


class _Stems(dict[str, str]):
    """Stems of characters, worked out on first sight."""

    def __missing__(self, char: str) -> str:
        self[char] = found = _stem(char)
        return found


def _stem(char: str) -> str:
    if "ㄱ" <= char <= "ㅣ":
        return ""
    return chr(ord(char) - (ord(char) - _FIRST) % len(_ENDS)) if _HANGUL.match(char) else char


#: What a slip beside a character leaves of it: a syllable without its final consonant, any other character whole. A
#: single letter of Hangul is a piece of some broken syllable: "", which stands in any text.
STEM: Final = _Stems()


def stems(text: str) -> str:
    """The stems of all characters of `text`, and those that a slip inside a vowel of two keystrokes may leave."""
    return "".join([STEM[char] + _broken(char) for char in text])


def joined_stems(text: str) -> str:
    """The stems of pairs of syllables in `text` that become one when the consonant between their vowels is lost."""
    return "".join([_joined(one, two) for one, two in itertools.pairwise(text)])


@lru_cache(maxsize=_PAIRS)
def _joined(one: str, two: str) -> str:
    if not (_HANGUL.match(one) and _HANGUL.match(two)):
        return ""
    (initial, vowel), (_, other) = _opening(one), _opening(two)
    return _syllable(initial, vowel + other[0]) if vowel + other[0] in _NUCLEI else ""


@lru_cache(maxsize=_PAIRS)
def _broken(char: str) -> str:
    """The stems of a syllable with one key of its vowel of two; "" for any other character."""
    if not _HANGUL.match(char):
        return ""
    initial, vowel = _opening(char)
    return "".join([_syllable(initial, key) for key in vowel]) if len(vowel) > 1 else ""


def _opening(syllable: str) -> tuple[int, str]:
    """The place of a syllable's first consonant among all, and the keystrokes of its vowel."""
    initial, vowel = divmod((ord(syllable) - _FIRST) // len(_ENDS), len(_NUCLEI))
    return initial, _NUCLEI[vowel]


def _syllable(initial: int, vowel: str) -> str:
    return chr(_FIRST + (initial * len(_NUCLEI) + _NUCLEI.index(vowel)) * len(_ENDS))


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


def key_starts(text: str) -> Sequence[int]:
    """For each character of `text`, and for its end, where its keystrokes start in `keystrokes(text)`."""
    if not _HANGUL.search(text):
        return range(len(text) + 1)
    return list(itertools.accumulate(map(_SIZES.get, text, itertools.repeat(1)), initial=0))
