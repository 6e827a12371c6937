"""Which aliases hit too often in text that is not about us: the sign of a name that is also an ordinary word."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from monitor.config.particles import Particles
from monitor.model import Alias, Mention, Watchlist, value
from monitor.reading.match import WatchIndex

#: Hits per 100,000 headlines above which an alias without a condition is refused. Short names are seldom without a
#: second meaning; of the others only ordinary words come so often (firms in the news reach about 600).
LIMIT: Final = 700.0
LIMIT_SHORT: Final = 100.0
#: What counts as short: letters of a Latin name, characters of any other.
_SHORT_LATIN: Final = 4
_SHORT_OTHER: Final = 2
#: Fewer hits than this say nothing.
_ENOUGH: Final = 3
#: Kinds whose names are names; words for techniques and places are frequent by nature.
_NAMED: Final = frozenset({"company", "organisation", "person", "product"})


@value
class AliasHits:
    """What one alias found in the background. `problem` says what is wrong, "" when nothing is."""

    entity: str
    alias: str
    how: str  # exact or fuzzy
    hits: int
    per_100k: float
    samples: tuple[str, ...]
    problem: str = ""


@value
class LintReport:
    """The aliases that hit, the most frequent first, out of so many headlines."""

    headlines: int
    aliases: tuple[AliasHits, ...]

    @property
    def problems(self) -> tuple[AliasHits, ...]:
        """The aliases that should not go live as they are."""
        return tuple(hits for hits in self.aliases if hits.problem)


def lint_aliases(
    watchlist: Watchlist, particles: Particles, headlines: Iterable[str], *, samples: int = 3
) -> LintReport:
    """Read every headline and count what each alias hits; `samples` headlines are kept for each."""
    index = WatchIndex.build(watchlist, particles)
    found: dict[tuple[str, str, str], list[str]] = {}
    read = 0
    for headline in headlines:
        read += 1
        for key in dict.fromkeys(map(_key, index.mentions(headline))):
            found.setdefault(key, []).append(headline)
    judged = _judged(watchlist)
    aliases = [_hits(key, heads, read, samples, judged) for key, heads in found.items() if key[2] != "country"]
    return LintReport(headlines=read, aliases=tuple(sorted(aliases, key=lambda hits: (-hits.hits, hits.alias))))


def _key(mention: Mention) -> tuple[str, str, str]:
    return mention.entity, mention.alias, mention.how


def _judged(watchlist: Watchlist) -> Mapping[tuple[str, str], bool]:
    """For each alias of those we watch by name, whether a condition guards it."""
    return {
        (entity.id, alias.text): _guarded(alias)
        for entity in watchlist.entities
        if entity.watch and entity.kind in _NAMED
        for alias in entity.aliases
    }


def _guarded(alias: Alias) -> bool:
    return bool(alias.case or alias.require or alias.forbid)


def _hits(
    key: tuple[str, str, str], headlines: list[str], read: int, samples: int, judged: Mapping[tuple[str, str], bool]
) -> AliasHits:
    entity, alias, how = key
    rate = round(100_000 * len(headlines) / read, 1)
    limit = LIMIT_SHORT if len(alias) <= (_SHORT_LATIN if alias.isascii() else _SHORT_OTHER) else LIMIT
    problem = ""
    if len(headlines) >= _ENOUGH and rate > limit and not judged.get((entity, alias), True):
        problem = f"over {limit:g} hits per 100,000 and no condition: give it a rule (case, require, forbid) or a decoy"
    return AliasHits(
        entity=entity,
        alias=alias,
        how=how,
        hits=len(headlines),
        per_100k=rate,
        samples=tuple(headlines[:samples]),
        problem=problem,
    )
