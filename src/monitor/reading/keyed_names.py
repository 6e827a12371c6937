"""Names in Hangul, Han or mixed script with typos, found by their first or last characters and judged in keystrokes."""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from rapidfuzz.distance import OSA

from monitor.config.fold import BORDER, Folded
from monitor.reading.borders import HAN, script
from monitor.reading.keys import STEM, joined_stems, key_starts, keystrokes, other_finals, stems
from monitor.reading.typo import Found, Name, Typo, scored

#: In names of so many characters none lies between the first two and the last two.
_SHORT: Final = 4
#: Names of these are looked for by their first two and last three: three stand in few texts that name nobody.
_FIVE_SYLLABLES: Final = re.compile("[가-힣]{5}")
#: A slip makes a name at most two characters longer ("발" typed as three letters).
_MORE: Final = 2
#: So many characters beside an anchor tell whether a name may go on there.
_NEAR: Final = 3
#: Stands beyond the ends of a text, so that the characters beside any place can be asked for.
_BEYOND: Final = BORDER * _NEAR
#: Two that stand in no normal form: the one parts the names beside an anchor, the other marks those of which a slip may
#: leave one character there, not two.
_NEXT, _ONE = " ", "-"


class KeyedNames:
    """Names by their anchors, which the caller looks for.

    A slip changes one character, or two that stand side by side (a consonant moves to the next syllable): either the
    first characters of a name or the last stay whole, where one lies between them. These are its `anchors`. Of the
    characters beside an anchor a slip leaves the stems of all but one: few places where an anchor stands have that.
    """

    def __init__(self, names: Sequence[Name], known: frozenset[str]) -> None:
        self._names, self._known = names, known
        self._keys = [keystrokes(name.folded) for name in names]
        self._spaced = [not name.text.isalnum() for name in names]
        firsts: dict[str, list[tuple[int, str]]] = {}
        lasts: dict[str, list[tuple[int, str]]] = {}
        for number in sorted(range(len(names)), key=lambda number: len(names[number].folded)):
            name = names[number].folded
            heads, tail = _ends(name)
            size = len(tail)
            if len(heads[0]) < size and len(heads) == 1 and heads[0] not in firsts and name[1 - size :] in lasts:
                heads, tail = [name[:size]], name[1 - size :]  # the shorter anchor is looked for anyway: fewer hits
            after = number, _stems(name[len(heads[0]) :][:_NEAR])
            for head in heads:
                firsts.setdefault(head, []).append(after)
            lasts.setdefault(tail, []).append((number, _stems(name[: -len(tail)][-_NEAR:])))
        self.anchors = [*firsts, *lasts]
        self._lasts = len(firsts)
        rests = [*firsts.values(), *lasts.values()]
        self._with = [[number for number, _ in names] for names in rests]
        # one string for all names of an anchor: with many, most of the time goes to fetching them from memory
        self._beside = [_NEXT.join([wanted for _, wanted in names]) for names in rests]
        self._anchors_of_spaced = {at for at, those in enumerate(self._with) if any(self._spaced[n] for n in those)}

    def find(self, folded: Folded, anchors: Iterable[Found]) -> list[Typo]:
        """Names with typos where their anchors stand in a normal form."""
        windows = self._windows(folded, anchors)
        if not windows:  # as it mostly is
            return []
        typos: list[Typo] = []
        before = (-1, -1)
        for name, at, end in sorted(windows):
            if (name, at) != before:  # of one place, the shortest
                typos += self._verified(folded, name, at, end)
                before = name, at
        return typos

    def _verified(self, folded: Folded, name: int, at: int, end: int) -> Iterator[Typo]:
        if folded.text[at:end] in self._known:
            return
        start, stop = folded.span(at, end)
        if self._plausible(name, folded.raw[start:stop]):
            yield scored(self._names[name].number, start, stop, 1, len(self._keys[name]))

    def _windows(self, folded: Folded, anchors: Iterable[Found]) -> list[tuple[int, int, int]]:
        """Stretches of whole characters that are a name with one slip, where its anchors stand.

        The first looks are at all names of an anchor together: few texts go on beside it as one of them may.
        """
        windows: list[tuple[int, int, int]] = []
        lasts, beside, stem = self._lasts, self._beside, STEM
        unbroken, spaced = folded.unbroken, self._anchors_of_spaced
        around = folded.text + _BEYOND  # a place below 0 is beyond, too
        for anchor, at, end in anchors:
            wanted = beside[anchor]
            if anchor < lasts:
                one, two = stem[around[end]], stem[around[end + 1]]
                if (
                    (one in wanted or two in wanted)
                    and (_ONE in wanted or (one in wanted and two in wanted) or stem[around[end + 2]] in wanted)
                    and (unbroken(around[at : end + 1]) or anchor in spaced)
                ):
                    for place in _going_on(wanted, one, two, stem[around[end + 2]]):
                        windows += self._begun(folded, at, self._with[anchor][place])
            else:
                one, two = stem[around[at - 1]], stem[around[at - 2]]
                if (
                    (one in wanted or two in wanted)
                    and (_ONE in wanted or (one in wanted and two in wanted) or stem[around[at - 3]] in wanted)
                    and (unbroken(around[max(0, at - 1) : end]) or anchor in spaced)
                ):
                    for place in _going_on(wanted, one, two, stem[around[at - 3]]):
                        windows += self._ended(folded, end, self._with[anchor][place])
        return windows

    def _begun(self, text: Folded, at: int, name: int) -> Sequence[tuple[int, int, int]]:
        """Where a name that starts at a place and has one slip ends."""
        folded, wanted = self._names[name].folded, self._keys[name]
        part = text.text[at : at + len(folded) + _MORE]
        if part.startswith(folded) or not (self._spaced[name] or text.unbroken(part[: len(folded) - 1])):
            return ()
        keys = keystrokes(part)
        if not 0 < OSA.distance(wanted, keys[: len(wanted)], score_cutoff=2) <= 2:
            return ()
        starts = key_starts(part)
        near = _characters_near(starts, len(wanted))
        return [(name, at, at + end) for end in near if _one_slip(wanted, keys[: starts[end]])]

    def _ended(self, text: Folded, end: int, name: int) -> Sequence[tuple[int, int, int]]:
        """Where a name that ends at a place and has one slip starts."""
        folded, wanted = self._names[name].folded, self._keys[name]
        first = max(0, end - len(folded) - _MORE)
        part = text.text[first:end]
        if part.endswith(folded) or not (self._spaced[name] or text.unbroken(part[1 - len(folded) :])):
            return ()
        keys = keystrokes(part)
        if not 0 < OSA.distance(wanted, keys[-len(wanted) :], score_cutoff=2) <= 2:
            return ()
        starts = key_starts(part)
        near = _characters_near(starts, len(keys) - len(wanted))
        return [(name, first + at, end) for at in near if _one_slip(wanted, keys[starts[at] :])]

    def _plausible(self, name: int, surface: str) -> bool:
        """No slip puts a space or comma into a name: "현재 자동차" is not 현대자동차."""
        return all(char.isalnum() or char in self._names[name].text for char in surface)


def _going_on(names: str, one: str, two: str, three: str) -> list[int]:
    """Which of the names beside an anchor may go on, but for a slip, as a text does: with characters of these stems."""
    places = []
    for place, wanted in enumerate(names.split(_NEXT)):
        if one in wanted:
            if two in wanted or three in wanted or _ONE in wanted:
                places.append(place)
        elif two in wanted and (three in wanted or _ONE in wanted):
            places.append(place)
    return places


def _ends(name: str) -> tuple[Sequence[str], str]:
    """The first characters of a name, as a slip behind them may leave them, and the last."""
    if len(name) > _SHORT and not _FIVE_SYLLABLES.fullmatch(name):
        return [name[: (len(name) - 1) // 2]], name[(len(name) + 1) // 2 :]
    # no character lies between the two: the slip may change both
    seconds = {name[1], *other_finals(name[1], name[2])}
    if len(name) > _SHORT:
        seconds |= {*joined_stems(name[1:3]), keystrokes(name[1])[0]}
    return [name[0] + second for second in sorted(seconds)], name[2:]


def _stems(part: str) -> str:
    """What tells that a name goes on beside an anchor with these characters. Two syllables become one in long names
    only: short ones would be found in ordinary words."""
    return stems(part) + (joined_stems(part) if len(part) == _NEAR else _ONE)


def _one_slip(wanted: str, found: str) -> bool:
    """Whether a stretch is a name but for one slip, which never loses the ends of Han names."""
    return (
        found.startswith(_han(wanted[0]))
        and found.endswith(_han(wanted[-1]))
        and OSA.distance(wanted, found, score_cutoff=1) == 1
    )


def _han(char: str) -> str:
    """A Han character, or nothing for any other."""
    return char if script(char) == HAN else ""


def _characters_near(starts: Sequence[int], place: int) -> range:
    """Characters whose keystrokes begin at most one key from a place."""
    return range(bisect.bisect_left(starts, place - 1), bisect.bisect_right(starts, place + 1))
