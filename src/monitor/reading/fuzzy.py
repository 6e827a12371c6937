"""Typos in long names: candidates from an index, verified by rapidfuzz (optimal string alignment, a swap is one edit).

Real typos of names are rare in news (one in 1,300 mentions), look-alikes are not: so only names long enough to be told
apart are tried, a budget of one edit (two for long Latin names) is spent on a window that begins and ends where a name
may, and words known to mean something else are never read as typos.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

from monitor.config.fold import Fold, Folded
from monitor.reading.borders import HAN, HANGUL, script
from monitor.reading.keyed_names import KeyedNames
from monitor.reading.latin_names import LatinNames, may_slip
from monitor.reading.typo import Found, Name, Typo

#: Shortest names tried: letters of a Latin name, syllables in Hangul, characters in Han. Below, neighbours are names
#: of their own (Chery and Chevy): on 387,851 headlines, 240 wrong hits at five letters, 27 at seven.
LATIN_LETTERS: Final = 7
HANGUL_SYLLABLES: Final = 4
HAN_CHARACTERS: Final = 5


def tried(text: str, fold: Fold) -> bool:
    """Whether a name is long enough to be looked for with typos."""
    folded = fold.of(text)
    scripts = Counter(map(script, folded))
    if not scripts[HANGUL] and not scripts[HAN]:
        return len(folded) >= LATIN_LETTERS and text.isascii() and may_slip(text)
    return scripts[HANGUL] >= HANGUL_SYLLABLES or scripts[HAN] >= HAN_CHARACTERS


class Typos:
    """Finds names with typos. `known` are normal forms of words and names that are no typo of anything; the `anchors`
    are parts of names that the caller looks for in normal forms."""

    def __init__(self, names: Sequence[Name], known: frozenset[str]) -> None:
        self._latin = LatinNames([name for name in names if name.folded.isascii()], known)
        self._other = KeyedNames([name for name in names if not name.folded.isascii()], known)
        self.anchors = self._other.anchors

    def find(self, folded: Folded, anchors: Sequence[Found]) -> list[Typo]:
        """Names with typos, overlapping ones too; borders and what is taken are the caller's to judge."""
        found = self._latin.find(folded.raw)
        return found if not anchors or folded.text.isascii() else found + self._other.find(folded, anchors)
