"""Places named in a text, by the ids of the gazetteer; a town abroad brings its country along."""

from __future__ import annotations

from ahocorasick_rs import AhoCorasick, MatchKind

from monitor.config.places import Places


class PlaceFinder:
    """Finds the places of a gazetteer. Built once, immutable afterwards."""

    def __init__(self, places: Places) -> None:
        self._places = places.places
        names = {word: id_ for id_, p in self._places.items() for word in (*p.en, *p.ko, *p.zh)}
        shields = dict.fromkeys((word for p in self._places.values() for word in p.never if word not in names), "")
        self._ids = [*names.values(), *shields.values()]
        self._automaton = AhoCorasick([*names, *shields], matchkind=MatchKind.LeftmostLongest)

    def find(self, text: str) -> tuple[str, ...]:
        """Place ids in order of first mention, each followed by the place it lies within, each once."""
        found: dict[str, None] = {}
        for pattern, start, end in self._automaton.find_matches_as_indexes(text):
            place = self._ids[pattern]
            if place and _stands_alone(text, start, end):
                found.update(dict.fromkeys(self._with_surroundings(place)))
        return tuple(found)

    def _with_surroundings(self, place: str) -> list[str]:
        chain = [place]
        while (outer := self._places[chain[-1]].within) and outer not in chain:
            chain.append(outer)
        return chain


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Latin names end where letters end; Hangul names begin where Hangul begins (particles may follow)."""
    before, after = text[start - 1 : start], text[end : end + 1]
    if _latin(text[start]):
        return not (_latin(before) or (_latin(text[end - 1]) and _latin(after)))
    return not (_hangul(text[start]) and _hangul(before))


def _latin(char: str) -> bool:
    return char.isalpha() and char < "\u0250"


def _hangul(char: str) -> bool:
    return "가" <= char <= "힣"
