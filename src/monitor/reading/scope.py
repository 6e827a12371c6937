"""Whether a report belongs to the Korea–China battery business, and whether it is a development at all."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from monitor.config.vocabulary import Vocabulary
from monitor.model import UNNAMED, Amount, Scope, Side
from monitor.reading.clauses import Sentence
from monitor.reading.cues import NOWHERE, STRONG, Cue
from monitor.reading.facts import Told, topics_of
from monitor.reading.parties import Cast, are_both

#: Events that make no Korea–China relation by both sides being named.
_OWN: Final = frozenset({"earnings", "launch", "technology", "ipo", "tender"})
#: Events by which a firm of one side enters the other country.
_ENTRY: Final = frozenset({"branch", "plant", "joint-venture", "investment", "mou", "rnd-licence", "m-and-a"})
_STATE: Final = frozenset({"policy", "export-control"})
#: Events in which goods change hands.
_TRADE: Final = frozenset({"battery-adoption", "supply-contract", "sourcing", "supply-change", "qualification"})
_FACTORY: Final = frozenset({"plant", "joint-venture"})
#: Events in which a word for where from or where to stands for a firm there.
_CARRIED: Final = frozenset({"rnd-licence", "investment", "m-and-a", "sourcing", "supply-contract", "qualification"})
#: How far behind a country its goods may stand, by script of the country word (Latin, other).
_GOODS_REACH: Final = {True: 24, False: 10}
#: What ends the first clause of a headline; colour comes behind it.
_COLOUR: Final = re.compile(r"…|\.\.\.|[!?！？]")
#: Noise that is only colour when it stands behind the news.
_COLOURING: Final = frozenset({"opinion", "rivalry", "preview"})
#: What parts a country from goods that are not its own.
_PARTED: Final = re.compile(r"[,，、;；:：…·]|에|서 |로 |\b(?:to|in|for|with|from|and)\b|[向与和在对]")
#: Cells are counted by what they hold (Wh, Wh/yr).
_ENERGY: Final = "Wh"
#: Other businesses of firms that make batteries too; a title with only words of these is of them.
_ANOTHER: Final = frozenset({"electronics", "chemicals", "heavy"})
#: Stages that make a share-price story news all the same.
_HARD: Final = frozenset({"signed", "mou", "nominated", "board-approved", "cancelled", "under-construction"})
#: Noise that a firmly told event outweighs.
_MILD: Final = frozenset({"rivalry", "market-list"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """Scope, whether it is to be reported, the reason it is not, and why."""

    scope: Scope
    reportable: bool
    dropped: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What the judgement looks at: the sentences of a report, its parties, and the whole item for context; `measure`
    finds the quantities of a sentence."""

    sentences: Sequence[Sentence]
    context: Sequence[Sentence]
    parties: Sequence[str]
    told: Told | None
    measure: Callable[[Sentence], tuple[Amount, ...]]
    running: bool = False


def judge(case: Case, vocabulary: Vocabulary, cast: Cast) -> Judgement:
    """The scope of a report and whether it is a development."""
    relation, why = relation_of(case, vocabulary, cast)
    battery, about = is_battery(case, vocabulary, cast)
    scope = _scope(relation, case, vocabulary, cast, battery=battery)
    dropped = noise_of(case, vocabulary)
    reasons = (why, about)
    if scope is Scope.CORE and dropped:
        scope = Scope.ADJACENT
    if dropped == "share-price" or (dropped == "corporate" and not _names_battery(case.sentences[0], vocabulary)):
        scope = Scope.OUT
    dropped = dropped or (
        unsupported(case, vocabulary, cast, related=relation == "both") if scope is not Scope.OUT else ""
    )
    reasons = (*reasons, *((f"not reported: {dropped}",) if dropped else ()))
    reportable = scope is not Scope.OUT and not dropped
    return Judgement(scope=scope, reportable=reportable, dropped=dropped, reasons=reasons)


def relation_of(case: Case, vocabulary: Vocabulary, cast: Cast) -> tuple[str, str]:
    """("both" | "one" | "none", why): which sides act."""
    sides = {cast.side(name) for name in case.parties}
    event = case.told.event if case.told else ""
    if event and vocabulary.events[event].needs == "state":
        return _state_relation(case, sides, vocabulary)
    if are_both(sides):
        if all(name in UNNAMED.values() for name in case.parties) and not _is_deal(case, vocabulary):
            return "one", "both sides are only spoken of in general"
        return "both", "both sides are parties"
    if sides & {Side.KR, Side.CN} and (other := _other_side(case, sides, event, vocabulary)):
        return "both", other
    if Side.JOINT in sides:
        return "both", "a joint venture of both sides acts"
    if event in _ENTRY and Side.CN in sides and _enters(case, vocabulary, cast):
        return "both", "a Chinese firm acts in Korea"
    if event in _FACTORY and case.told and case.told.firm and any(map(cast.is_abroad, case.parties)):
        return "both", "a Chinese firm acts where it is at home, in Korea"
    if sides & {Side.KR, Side.CN}:
        return "one", f"only one side acts: {', '.join(sorted(sides & {Side.KR, Side.CN}))}"
    return "none", "no Korean or Chinese party"


def _is_deal(case: Case, vocabulary: Vocabulary) -> bool:
    """Whether the event joins its parties by a word that is enough by itself."""
    told = case.told
    return told is not None and told.firm and _joins(told.event, vocabulary)


def _state_relation(case: Case, sides: set[Side], vocabulary: Vocabulary) -> tuple[str, str]:
    told = case.sentences[:2]
    states = {cue.name for s in told for cue in s.of("state") if cue.name == "other" or acts(s, cue, vocabulary)}
    goods = {name for s in told for name in _goods_in(s, vocabulary)} | {str(side) for side in sides}
    if "other" in {cue.name for cue in case.sentences[0].of("state")} and not {"CN", "KR"} & states:
        return "one", "the act of another government"
    states |= {cue.name for s in told[:1] for cue in s.of("country") if _is_government(s, cue, vocabulary)}
    if case.told is not None and case.told.event == "export-control":  # what one country controls the other feels
        there = {cue.name for s in told for cue in s.of("country")} | goods
        states |= {"CN"} & there if "CN" not in states else {"KR"} & there
    for state, other in (("CN", "KR"), ("KR", "CN")):
        if state in states and other in goods:
            return "both", f"a government of {state} acts on business of {other}"
    if {"CN", "KR"} <= states:
        return "both", "both governments act"
    return ("one", "a policy that touches one side") if goods & {"KR", "CN"} else ("none", "no Korean or Chinese party")


def acts(sentence: Sentence, state: Cue, vocabulary: Vocabulary) -> bool:
    """Whether a government is one that acts, not one that somebody deals with ("ties with Beijing")."""
    return not sentence.plain[: state.start].rstrip().endswith(vocabulary.scope.partners)


def _is_government(title: Sentence, country: Cue, vocabulary: Vocabulary) -> bool:
    """Whether a country opens a title by itself: then its government acts ("Korea mulls …", 韩国拟…)."""
    word = title.plain[country.start : country.end]
    goods = any(0 <= topic.start - country.end <= 1 for topic in title.of("topic"))
    return not title.plain[: country.start].strip() and not goods and word not in vocabulary.scope.adjectives


def _other_side(case: Case, sides: set[Side], event: str, vocabulary: Vocabulary) -> str:
    """Why the side that names no firm acts all the same; "" when it does not. Only the title is asked."""
    title = case.sentences[0]
    missing = {"KR", "CN"} - {str(side) for side in sides}
    if event in _TRADE and (goods := missing & _goods_in(title, vocabulary)):
        return f"goods of the other side ({', '.join(sorted(goods))}) are bought or used"
    if event == "branch" and any(cue.name in missing for cue in title.of("goods")):
        return "people of the other side are hired"
    if case.told is None or not case.told.firm:
        return ""
    if event == "lawsuit" and any(title.has("country", side) for side in missing):
        return "a dispute that reaches into the other country"
    left = event == "dissolution" and title.has("event", "joint-venture")
    if left and any(title.has("country", side) for side in missing):
        return "a venture in the other country is left"
    if event in _CARRIED and any(_is_way(title, cue, vocabulary) for cue in title.of("country") if cue.name in missing):
        return "the other country is where it comes from or goes to"
    return ""


def _is_way(sentence: Sentence, country: Cue, vocabulary: Vocabulary) -> bool:
    """Whether the country is where something comes from or goes to ("from China", 中서, 向韩国)."""
    ways = vocabulary.scope.ways
    before, behind = sentence.plain[: country.start].rstrip(), sentence.plain[country.end :]
    return before.endswith(ways.before) or behind.startswith(ways.behind)


def _goods_in(sentence: Sentence, vocabulary: Vocabulary) -> set[str]:
    """The sides whose batteries or firms a sentence speaks of: by a phrase of the vocabulary, or by the word for a
    battery product right behind the country, when it is not a market that is spoken of."""
    found = {cue.name for cue in sentence.of("goods")}
    for country in sentence.of("country"):
        reach = _GOODS_REACH[sentence.plain[country.start].isascii()]
        for topic in sentence.of("topic"):
            if not 0 <= topic.start - country.end <= reach or vocabulary.topics[topic.name].kind != "battery":
                continue
            market = any(0 <= word.start - topic.end <= 2 for word in sentence.of("firm", "not"))
            if not market and not _PARTED.search(sentence.plain[country.end : topic.start]):
                found.add(country.name)
    return found - {NOWHERE}


def _enters(case: Case, vocabulary: Vocabulary, cast: Cast) -> bool:
    """A Chinese maker of batteries sets up business in Korea, by a strong word in the title or lead."""
    told = case.told
    if told is None or not told.firm:
        return False
    makes = told.event in (*_FACTORY, "branch") and _names_battery(case.sentences[0], vocabulary)
    makers = [n for n in case.parties if cast.side(n) is Side.CN and (makes or n not in vocabulary.scope.diversified)]
    if not makers:
        return False
    return any(_in_country(s, "KR", cast) for s in case.sentences[:2])


def _names_battery(sentence: Sentence, vocabulary: Vocabulary) -> bool:
    return any(vocabulary.topics[cue.name].kind == "battery" for cue in sentence.of("topic"))


def _in_country(sentence: Sentence, side: str, cast: Cast) -> bool:
    """Whether the country is a place here, not a word put before a firm's name."""
    starts = {m.span.start - sentence.start for m in sentence.mentions if cast.is_company(m)}
    return any(not starts & set(range(c.end, c.end + 3)) for c in sentence.of("country", side))


def is_battery(case: Case, vocabulary: Vocabulary, cast: Cast) -> tuple[bool, str]:
    """Whether batteries are the business, by a word of the text or by what a party makes."""
    kinds = {vocabulary.topics[name].kind for name in topics_of(case.context)}
    if _is_of_another(case.sentences[0]):
        return False, "another business is the news"
    if "battery" in kinds:
        return True, "batteries are named"
    if "other" in {vocabulary.topics[name].kind for name in topics_of(case.sentences)}:
        return False, "no battery business"
    if any(amount.unit.startswith(_ENERGY) for s in case.sentences for amount in case.measure(s)):
        return True, "an amount of energy is told"
    makers = [name for name in case.parties if name not in vocabulary.scope.diversified]
    if {cast.sector(name) for name in makers} & vocabulary.scope.battery_sectors:
        return True, "a party makes batteries or their parts"
    return False, "no battery business"


def _is_of_another(title: Sentence) -> bool:
    """Whether a title names a business that is neither batteries nor cars, and nothing else."""
    names = {cue.name for cue in title.of("topic")}
    return bool(names) and names <= _ANOTHER


def _scope(relation: str, case: Case, vocabulary: Vocabulary, cast: Cast, *, battery: bool) -> Scope:
    event = case.told.event if case.told else ""
    if relation == "both":
        if battery:
            return Scope.CORE if event and event not in _OWN else Scope.ADJACENT
        return Scope.OUT if _is_of_another(case.sentences[0]) else Scope.ADJACENT
    if relation == "one":
        return (
            Scope.ADJACENT if battery or (_crosses(case, cast) and _is_of_cars(case, vocabulary, cast)) else Scope.OUT
        )
    return Scope.ADJACENT if battery and _touches(case) else Scope.OUT


def _crosses(case: Case, cast: Cast) -> bool:
    """A firm of one side in the other country."""
    there = {Side.KR: "CN", Side.CN: "KR"}
    sides = {cast.side(name) for name in case.parties}
    return any(_named(case.sentences, country) for side, country in there.items() if side in sides)


def _is_of_cars(case: Case, vocabulary: Vocabulary, cast: Cast) -> bool:
    """Whether cars may be the business: by a word, by who acts, or by an event where no other business is named."""
    kinds = {vocabulary.topics[name].kind for name in topics_of(case.context)}
    makers = any(cast.sector(name) == "automaker" for name in case.parties)
    return "other" not in kinds and ("vehicle" in kinds or makers or case.told is not None)


def _touches(case: Case) -> bool:
    """Batteries, and one of the two countries in the title."""
    return any(_named(case.sentences[:1], country) for country in ("KR", "CN"))


def _named(sentences: Sequence[Sentence], side: str) -> bool:
    return any(s.has("country", side) for s in sentences)


def noise_of(case: Case, vocabulary: Vocabulary) -> str:
    """The named reason why this is no development; "" when it is one."""
    told = case.told
    title = case.sentences[0]
    noises = [
        cue.name for cue in title.of("noise") if not (_is_colour(cue, title, told) or _is_event(cue, title, told))
    ]
    hard = told is not None and told.explicit and told.status in _HARD
    if "share-price" in noises and not hard:
        return "share-price"
    if "corporate" in noises and not (told and told.headline and (told.explicit or _joins(told.event, vocabulary))):
        return "corporate"
    if told is None:
        return "no-event"
    if "column" in noises:
        return "opinion"
    for noise in vocabulary.scope.noise:
        mild = noise in _MILD or (noise == "opinion" and told.event == "launch")
        if noise != "corporate" and noise in noises and not (told.headline and (told.explicit or mild)):
            return noise
    return "own-technology" if told.event == "technology" else ""


def _is_event(noise: Cue, title: Sentence, told: Told | None) -> bool:
    """Whether a word of noise is part of what names the event ("leaked" of pictures, and of technology)."""
    return told is not None and any(
        cue.start <= noise.start and noise.end <= cue.end for cue in title.of("event", told.event)
    )


def _is_colour(noise: Cue, title: Sentence, told: Told | None) -> bool:
    """Whether a word of noise only colours news told firmly in the clause before it ("A, B와 합작…승부수")."""
    if told is None or not told.headline or noise.name not in _COLOURING or told.event in _OWN:
        return False
    end = _COLOUR.search(title.plain)
    if end is None or noise.start < end.start():
        return False
    return any(cue.end <= end.start() and cue.strength == STRONG for cue in title.of("event", told.event))


def unsupported(case: Case, vocabulary: Vocabulary, cast: Cast, *, related: bool) -> str:
    """Why a report within scope is still not firm enough; "" when it is."""
    told = case.told
    if told is None:
        return "no-event"
    sides = {cast.side(name) for name in case.parties}
    paired = related or {Side.KR, Side.CN} <= sides
    if not sides - {Side.OTHER} and told.event not in _STATE:
        return "no-company"
    named = any(cast.is_named_company(name) for name in case.parties)
    if not named and not (paired and told.firm) and told.event not in _STATE:
        return "no-company"
    if (
        not told.firm
        and not _is_settled(case, told, vocabulary, cast)
        and not (paired and (told.explicit or _joins(told.event, vocabulary)))
    ):
        return "vague"
    return _unsupported_in_running_text(case, cast, paired=paired) if case.running else ""


def _is_settled(case: Case, told: Told, vocabulary: Vocabulary, cast: Cast) -> bool:
    """Whether a title tells by stage what its words for the event leave open: two firms by name, and batteries."""
    title = case.sentences[0]
    firms = {mention.entity for mention in title.mentions if cast.is_company(mention)}
    return told.explicit and told.status in _HARD and len(firms) > 1 and _names_battery(title, vocabulary)


def _joins(event: str, vocabulary: Vocabulary) -> bool:
    """Whether an event is something between firms by its nature, so that naming both says enough."""
    return bool(set(vocabulary.events[event].roles) - {"actor"})


def _unsupported_in_running_text(case: Case, cast: Cast, *, paired: bool) -> str:
    """Inside an article a sentence must say more: a firm event, firms by name, and no mere outlook."""
    told, head = case.told, case.sentences[0]
    if told is None or not told.firm:
        return "vague"
    if not any(cast.is_named_company(name) for name in case.parties):
        return "no-company"
    if head.has("cue", "forecast", "opinion") or told.modality == "question":
        return "outlook"
    if told.event in _OWN or (told.event == "mou" and not told.explicit) or not (told.explicit or paired):
        return "background"
    return ""
