"""Whether a report belongs to the Korea–China battery business, and whether it is a development at all."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from monitor.config.vocabulary import Vocabulary
from monitor.model import Scope, Side
from monitor.reading.clauses import Sentence
from monitor.reading.facts import Told, topics_of
from monitor.reading.parties import Cast

#: Events that make no Korea–China relation by both sides being named.
_OWN: Final = frozenset({"earnings", "launch", "technology", "ipo", "safety", "tender"})
#: Events by which a firm of one side enters the other country.
_ENTRY: Final = frozenset({"branch", "plant", "joint-venture", "investment", "mou", "rnd-licence", "m-and-a"})
_STATE: Final = frozenset({"policy", "export-control"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """Scope, whether it is to be reported, the reason it is not, and why."""

    scope: Scope
    reportable: bool
    dropped: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What the judgement looks at: the sentences of a report, its parties, and the whole item for context."""

    sentences: Sequence[Sentence]
    context: Sequence[Sentence]
    parties: Sequence[str]
    told: Told | None


def judge(case: Case, vocabulary: Vocabulary, cast: Cast) -> Judgement:
    """The scope of a report and whether it is a development."""
    relation, why = relation_of(case, cast)
    battery, about = is_battery(case, vocabulary, cast)
    scope = _scope(relation, battery, case, vocabulary, cast)
    dropped = noise_of(case, vocabulary)
    reasons = (why, about, *((f"dropped: {dropped}",) if dropped else ()))
    if scope is Scope.CORE and dropped:
        scope = Scope.ADJACENT
    if dropped == "share-price":
        scope = Scope.OUT
    reportable = scope is not Scope.OUT and not dropped and case.told is not None
    return Judgement(scope=scope, reportable=reportable, dropped=dropped, reasons=reasons)


def relation_of(case: Case, cast: Cast) -> tuple[str, str]:
    """("both" | "one" | "none", why): which sides act."""
    sides = {cast.side(name) for name in case.parties}
    event = case.told.event if case.told else ""
    if {Side.KR, Side.CN} <= sides or (Side.JOINT in sides and sides & {Side.KR, Side.CN}):
        return "both", "both sides are parties"
    if Side.JOINT in sides:
        return "both", "a joint venture of both sides acts"
    if event in _STATE:
        return _state_relation(case, sides)
    if event in _ENTRY and Side.CN in sides and _named_country(case.sentences, "KR"):
        return "both", "a Chinese firm acts in Korea"
    if sides & {Side.KR, Side.CN}:
        return "one", f"only one side acts: {', '.join(sorted(sides & {Side.KR, Side.CN}))}"
    return "none", "no Korean or Chinese party"


def _state_relation(case: Case, sides: set[Side]) -> tuple[str, str]:
    states = {cue.name for s in case.sentences for cue in s.of("state")}
    goods = {cue.name for s in case.sentences for cue in s.of("goods")} | {str(side) for side in sides}
    for state, other in (("CN", "KR"), ("KR", "CN")):
        if state in states and other in goods:
            return "both", f"a government of {state} acts on business of {other}"
        if state in states and other in states:
            return "both", "both governments act"
    return ("one", "a policy that touches one side") if goods else ("none", "no Korean or Chinese party")


def _named_country(sentences: Sequence[Sentence], side: str) -> bool:
    return any(s.has("country", side) for s in sentences[:2])


def is_battery(case: Case, vocabulary: Vocabulary, cast: Cast) -> tuple[bool, str]:
    """Whether batteries are the business, by a word of the text or by what a party makes."""
    kinds = {vocabulary.topics[name].kind for name in topics_of(case.context)}
    if "battery" in kinds:
        return True, "batteries are named"
    sectors = {cast.sector(name) for name in case.parties}
    if sectors & vocabulary.scope.battery_sectors and "other" not in kinds:
        return True, "a party makes batteries or their parts"
    return False, "no battery business"


def _scope(relation: str, battery: bool, case: Case, vocabulary: Vocabulary, cast: Cast) -> Scope:  # noqa: FBT001
    event = case.told.event if case.told else ""
    if relation == "both":
        return Scope.CORE if battery and event and event not in _OWN else Scope.ADJACENT
    if relation == "one":
        if battery:
            return Scope.ADJACENT
        return Scope.ADJACENT if _crosses(case, cast) else Scope.OUT
    return Scope.OUT


def _crosses(case: Case, cast: Cast) -> bool:
    """A car maker of one side in the other country."""
    sides = {cast.side(name) for name in case.parties}
    there = {Side.KR: "CN", Side.CN: "KR"}
    return any(_named_country(case.context, country) for side, country in there.items() if side in sides)


def noise_of(case: Case, vocabulary: Vocabulary) -> str:
    """The named reason why this is no development; "" when it is one."""
    told = case.told
    title = case.sentences[0] if case.sentences else None
    if title is None or told is None:
        return "no-event"
    noises = [cue.name for cue in title.of("noise")]
    if "share-price" in noises and not told.explicit:
        return "share-price"
    for noise in vocabulary.scope.noise:
        if noise in noises and not (told.explicit or told.firm and noise in ("rivalry", "market-list")):
            return noise
    if told.event in ("technology",):
        return "own-technology"
    return ""


def sides_needed(parties: Mapping[str, Side]) -> bool:
    """Whether both sides are among the parties."""
    return {Side.KR, Side.CN} <= set(parties.values())
