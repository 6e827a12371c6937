"""Which event some sentences tell of, at which stage, and how surely. Pure functions over their cues."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from monitor.config.vocabulary import Event, Topic, Vocabulary
from monitor.reading.clauses import SECOND, TITLE, Sentence
from monitor.reading.cues import STRONG, WEAK, Cue

#: How near (characters) a Chinese negation must stand to what it denies; a Korean one stands nearer.
_NEGATION_REACH: Final = 14
#: What parts a stage from a word of the future that belongs to something else.
_BREAK: Final = re.compile(r"…|\.\.|[;；·]|[,，、](?!\d)")
#: What ends the reach of an English negation.
_CLAUSE_END: Final = re.compile(r"[,;:.]|\b(?:but|and|while|although|after|until|as)\b")
#: How near a word of the future must stand to a stage to make it a plan; Latin words are longer than Hangul or Han.
_FUTURE_REACH: Final = {True: 45, False: 16}

#: How far behind an event a word may stand that makes it an aside; Chinese ones stand right behind it.
_ASIDE_BEHIND: Final = 3
_AFTER: Final = "的"

#: Events named by a noun that may also stand for a firm that was there before ("its joint venture").
_OWNABLE: Final = frozenset({"joint-venture", "branch"})

#: Batteries that stand on the ground are delivered, not fitted.
_STORAGE: Final = "ess"
#: Noise whose words contain those of events: counts of batteries, and hiring.
_SWALLOWS: Final = ("market-list", "corporate")

#: Events of goods that change hands: electricity is none of them.
_SUPPLIED: Final = frozenset({"supply-contract", "battery-adoption", "sourcing", "qualification"})

#: How near (characters) a word for shares stands to the venture they are shares of.
_SHARES_BEFORE, _SHARES_BEHIND = 40, 8

#: What a court dismisses is not denied.
_COURT: Final = "lawsuit"
#: A fault is there or not, whatever is talked of.
_FAULT: Final = "safety"
#: A meeting has taken place, whatever was talked of.
_MEETING: Final = "exec-meeting"
#: How far behind a word of rumour its claim may begin ("said to have signed").
_SAID_REACH: Final = {True: 6, False: 0}

#: The same for the signing of a paper, of which the press often tells the future in the next clause.
_PAPER_REACH: Final = {True: 12, False: 5}

#: How many sentences are asked for the stage.
_READ: Final = 3
#: Stages that are more than a word about the future, strongest claim last.
_SOFT: Final = ("rumoured", "considering", "in-talks")
_HARD: Final = ("nominated", "signed", "board-approved", "mou", "under-construction")
_PAPERS: Final = ("signed", "mou")
_REVERSALS: Final = ("denied", "cancelled", "revised")


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What some sentences tell: the event, its stage, the modality, and why we think so."""

    event: str
    status: str
    modality: str
    firm: bool  # the event is named by a word that is enough by itself
    headline: bool  # … and it stands in the title
    explicit: bool  # the stage is named, not assumed
    reasons: tuple[str, ...]


def events_of(sentences: Sequence[Sentence]) -> Mapping[str, tuple[float, bool]]:
    """Event id → (weight of its best evidence, whether that evidence is strong)."""
    found: dict[str, tuple[float, bool]] = {}  # in order of appearance
    for sentence in sentences:
        for cue in sentence.of("event"):
            if _is_hidden(sentence, cue):
                continue
            strong = cue.strength == STRONG and not is_aside(sentence, cue)
            score = sentence.weight * (STRONG if strong else WEAK)
            if (score, strong) > found.get(cue.name, (0.0, False)):
                found[cue.name] = (score, strong)
    return found


def _is_hidden(sentence: Sentence, cue: Cue) -> bool:
    """Whether the cue is only a part of a longer word that tells no event (装车 in 装车量), or what is supplied is
    electricity."""
    if cue.name in _SUPPLIED and any(
        word.start < cue.end and cue.start < word.end for word in sentence.of("cue", "current")
    ):
        return True
    return any(
        noise.start <= cue.start and cue.end <= noise.end and noise.end - noise.start > cue.end - cue.start
        for noise in sentence.of("noise")
        if noise.name in _SWALLOWS
    )


def is_aside(sentence: Sentence, cue: Cue) -> bool:
    """Whether the cue only describes somebody or names an aim ("that is building", "짓는 중인", "量产的")."""
    if cue.name in _OWNABLE and any(word.start < cue.start <= word.end + 1 for word in sentence.of("cue", "owned")):
        return True
    if cue.name == "joint-venture" and _is_bought(sentence, cue):
        return True
    if any(
        word.end <= cue.start and "," not in sentence.plain[word.end : cue.start]
        for word in sentence.of("cue", "relative")
    ):
        return True
    for word in sentence.of("cue", "aside"):
        if _is_hangul(sentence.plain, word) or sentence.plain[word.start : word.end] == _AFTER:
            covers = word.start <= cue.start and cue.end <= word.end
            near = covers or 0 <= word.start - cue.end <= _ASIDE_BEHIND
        else:
            near = cue.start <= word.end + 1 and (cue.start >= word.end or word.start <= cue.start < word.end - 1)
        if near:
            return True
    return False


def _is_bought(sentence: Sentence, cue: Cue) -> bool:
    """Whether the venture is what shares are bought of ("25% of the joint venture", 합작법인 지분)."""
    for word in sentence.of("cue", "shares_of"):
        before = 0 <= cue.start - word.end <= _SHARES_BEFORE and not _is_hangul(sentence.plain, word)
        if before and not _BREAK.search(sentence.plain[word.end : cue.start]):
            return True
        if not sentence.plain[word.start].isascii() and 0 <= word.start - cue.end <= _SHARES_BEHIND:
            return True
        if cue.end < word.start and _is_its_name(sentence, cue.end, word.start):
            return True
    return False


def _is_its_name(sentence: Sentence, start: int, end: int) -> bool:
    """Whether a single name and nothing else stands between two places ("合资公司 X 股权")."""
    between = sentence.text[start:end].strip()
    return bool(between) and any(between == mention.surface for mention in sentence.mentions)


def choose_event(found: Mapping[str, tuple[float, bool]], events: Mapping[str, Event], *, paired: bool) -> str | None:
    """The most specific event among those told well; None when nothing is told.

    Args:
        paired: firms of both sides are named, so that what is between them is the news.
    """
    told = {name: score for name, (score, _) in found.items() if score >= STRONG}
    firm = {name: score for name, (score, strong) in found.items() if strong}
    left = [name for name in told if not _yields(name, firm, events, told[name], paired=paired)] or list(told)
    return max(left, key=lambda name: (name in firm, told[name]), default=None)  # of equals, the first told


def _yields(name: str, firm: Mapping[str, float], events: Mapping[str, Event], score: float, *, paired: bool) -> bool:
    event = events[name]
    others = (*event.yields_to, *(event.yields_paired if paired else event.yields_alone))
    enough = min(STRONG * SECOND, score) if event.generic else score
    needed = {True: score, False: enough}  # what a state does, told below, is only the reason or a condition
    return any(firm.get(other, 0) >= needed[events[other].needs == "state"] for other in others)


def akin(a: str, b: str, events: Mapping[str, Event]) -> bool:
    """Whether two events may be wordings of one piece of news: the same, or one yields to the other."""
    if a not in events or b not in events:
        return a == b
    return (
        a == b
        or b in (*events[a].yields_to, *events[a].yields_paired)
        or a in (*events[b].yields_to, *events[b].yields_paired)
    )


def tell(sentences: Sequence[Sentence], vocabulary: Vocabulary, *, paired: bool, model: bool = False) -> Told | None:
    """What the sentences tell, title first; None when no event is named.

    Args:
        paired: firms of both sides are named.
        model: the first sentence names a model of car.
    """
    found = dict(events_of(sentences))
    if "mou" in found and "mou" in supported(sentences[:1]):  # a memorandum by name: only the title can say for what
        found = {name: (s, f) for name, (s, f) in found.items() if name == "mou" or s >= found["mou"][0]}
    event = choose_event(found, vocabulary.events, paired=paired)
    if event is None:
        return None
    if (renamed := _by_goods(event, sentences[0], vocabulary, paired=paired, model=model)) != event:
        found[renamed], event = found[event], renamed
    status, explicit, why = stage_of(sentences, event, vocabulary)
    score, strong = found[event]
    if "talks" in found and ((event == "mou" and status == "in-talks") or _is_denied(sentences[:2], event)):
        event, status = "talks", "in-talks"
    if event == "joint-venture" and not (explicit and status == "signed") and found.get("plant", (0, False))[1]:
        built = supported(sentences[:1]) & set(_PHYSICAL)
        event, status = ("plant", max(built, key=_PHYSICAL.index)) if built else (event, status)
    return Told(
        event=event,
        status=status,
        modality=modality_of(sentences, status),
        firm=strong,
        headline=strong and score >= STRONG * TITLE,
        explicit=explicit,
        reasons=(f"event {event} ({'strong' if strong else 'weak'} word, weight {score:g})", why),
    )


def _by_goods(event: str, title: Sentence, vocabulary: Vocabulary, *, paired: bool, model: bool) -> str:
    """The event by what it is about: who launches a battery shows technology, who develops a car together or builds
    the other's does not develop batteries, and materials are supplied, not fitted."""
    topics = [vocabulary.topics[cue.name] for cue in title.of("topic")]
    kinds = {topic.kind for topic in topics}
    if event == "launch" and "battery" in kinds:
        if paired:
            return "supply-contract" if _is_material(topics) else "battery-adoption"
        return "launch" if "vehicle" in kinds or model else "technology"
    if event == "vehicle-codev" and "battery" in kinds and "vehicle" not in kinds and not model:
        return "supply-contract"
    if event == "rnd-licence" and "battery" not in kinds and ("vehicle" in kinds or model):
        return "vehicle-codev"
    if event in ("plant", "qualification") and "battery" not in kinds and paired and model:
        return "vehicle-codev"
    if event == "battery-adoption" and "vehicle" not in kinds and not model and title.has("topic", _STORAGE):
        return "supply-contract"
    return "supply-contract" if event == "battery-adoption" and _is_material(topics) else event


def _is_material(topics: Sequence[Topic]) -> bool:
    """Whether materials are all that is said of batteries."""
    batteries = [topic for topic in topics if topic.kind == "battery"]
    return bool(batteries) and all(topic.material for topic in batteries)


def stage_of(sentences: Sequence[Sentence], event: str, vocabulary: Vocabulary) -> tuple[str, bool, str]:
    """The strongest supported stage: (stage, whether a word names it, why)."""
    head, rest = sentences[:1], [s for s in sentences[1:_READ] if _tells_of(s, event, vocabulary)]
    first, later = supported(head, event), supported(rest, event)
    soft = supported([s for s in rest if s.has("event", event)])  # a plan below must be a plan for this
    if _is_asserted(head) or not soft & set(_SOFT):
        later -= set(_SOFT)
    for reversal in _REVERSALS if event != _COURT else ():
        if reversal in first or (reversal in later and not first - {"confirmed", "rumoured"}):
            return reversal, True, f"stage {reversal}: said of this event"
    stage = _combined(_strongest(first, event), _strongest(later, event))
    if stage in (None, "confirmed") and any(s.has("cue", "unsettled") for s in sentences[:_READ]):
        return "considering", True, "stage considering: its terms are still to be found"
    if stage is None or (stage == "confirmed" and vocabulary.events[event].default != "in-talks"):
        default = vocabulary.events[event].default
        if stage is None and default == "signed" and _is_denied(sentences[:2], event):
            return "considering", True, "stage considering: what would be signed is negated"
        if stage is None and any(is_question(s) for s in head):
            return "rumoured", True, "stage rumoured: the title only asks"
        return default, stage is not None, f"stage {default}: usual for {event} when nothing else is said"
    if stage == "considering" and any(cue.start == 0 for s in head for cue in s.of("cue", "scheduled")):
        return "confirmed", True, "stage confirmed: planned for a date that is told"
    if event == "mou" and stage == "signed":
        return "mou", True, "stage mou: what was signed is a memorandum"
    return stage, True, f"stage {stage}: named"


def _is_denied(head: Sequence[Sentence], event: str) -> bool:
    """Whether a negation stands at the event or at its signing in the first sentence."""
    signing = [(s, c) for s in head for c in s.of("stage", "signed")]
    named = [(s, c) for s in head for c in s.of("event", event) if c.strength == STRONG]
    return any(is_negated(s, c) for s, c in signing) or (bool(named) and all(is_negated(s, c) for s, c in named))


def _is_asserted(head: Sequence[Sentence]) -> bool:
    """Whether the first sentence ends by telling a fact of the past."""
    return any(
        cue.end >= len(s.plain.rstrip(" .\"'”’…")) and not s.has("stage", *_SOFT)
        for s in head
        for cue in s.of("cue", "asserted")
    )


def _tells_of(sentence: Sentence, event: str, vocabulary: Vocabulary) -> bool:
    """Whether a sentence below the title speaks of the event (or names none)."""
    names = {cue.name for cue in sentence.of("event") if cue.strength == STRONG}
    return not names or any(akin(name, event, vocabulary.events) for name in names)


def _combined(first: str | None, later: str | None) -> str | None:
    """The title's stage, unless it is silent or soft where the text below is hard; who is picked may have signed."""
    if first is None or first == "confirmed":
        return later or first
    if (first in _SOFT and later in _HARD) or (first == "nominated" and later in _PAPERS):
        return later
    return first


def _strongest(stages: set[str], event: str) -> str | None:
    order = _order_for(event)
    return max((s for s in stages if s in order), key=order.index, default=None)


_PHYSICAL: Final = ("under-construction", "in-production")
_BUILT: Final = frozenset({"plant", "joint-venture", "qualification"})
_SHIPPED: Final = frozenset(
    {"battery-adoption", "launch", "plant", "qualification", "supply-contract", "safety", "vehicle-codev"}
)


def _order_for(event: str) -> tuple[str, ...]:
    """The stages that make sense for an event, weakest claim first. A memorandum is weaker than a contract in one
    sentence with it, because what was signed is the memorandum."""
    if event == _COURT:
        return ("confirmed",)
    if event in (_MEETING, _FAULT):
        return ("confirmed", "rumoured", "considering")
    order = ["confirmed", "rumoured", "considering", "in-talks", "nominated", "signed", "board-approved", "mou"]
    if event in _BUILT:
        order.append("under-construction")
    if event in _SHIPPED:
        order.append("in-production")
    return tuple(order)


def supported(sentences: Sequence[Sentence], event: str = "") -> set[str]:
    """Stages named in the sentences and neither negated, nor asked, nor still to come."""
    found: set[str] = set()
    for sentence in sentences:
        for cue in sentence.of("stage"):
            if _is_said_to_be(sentence, cue):
                found.add("rumoured")
            elif _is_future(sentence, cue):
                if not _is_next_step(sentence, cue, event):
                    found.add("considering")
            elif cue.name in _REVERSALS or not is_negated(sentence, cue):
                found.add(cue.name)
        if event != _MEETING and _closes_in_talks(sentence):
            found.add("in-talks")
        if _opens_as_rumour(sentence):
            found = {name for name in found if name in _REVERSALS or name in _SOFT} | {"rumoured"}
    return found


def _is_next_step(sentence: Sentence, cue: Cue, event: str) -> bool:
    """Whether a stage to come is the next one of a venture told before it ("JV agreed … to break ground in May")."""
    return event == "joint-venture" and any(
        told.end <= cue.start and _BREAK.search(sentence.plain[told.end : cue.start])
        for told in sentence.of("event", event)
    )


def _is_said_to_be(sentence: Sentence, cue: Cue) -> bool:
    """Whether the stage itself is what is rumoured ("rumoured to win an order")."""
    return cue.name in _HARD and any(
        not _is_hangul(sentence.plain, word)
        and -1 <= cue.start - word.end <= _SAID_REACH[sentence.plain[word.start].isascii()]
        for word in sentence.of("stage", "rumoured")
    )


def _closes_in_talks(sentence: Sentence) -> bool:
    """Whether a clause of a title ends with a word for talks, which then is how far it has come ("A·B 공급 협의")."""
    return sentence.field == "title" and any(
        not sentence.plain[word.end :].strip(" \"'”’") or _BREAK.match(sentence.plain[word.end :].lstrip(" \"'”’"))
        for word in sentence.of("cue", "closing")
    )


def _opens_as_rumour(sentence: Sentence) -> bool:
    """Whether a title begins with a word that makes all of it hearsay (传…)."""
    opening = len(sentence.plain) - len(sentence.plain.lstrip(" \"'“”‘’[【「『"))
    return sentence.field == "title" and any(cue.start == opening for cue in sentence.of("cue", "opening"))


def is_negated(sentence: Sentence, cue: Cue) -> bool:
    """Whether a negation denies the cue: before it in the clause in English, right before it in Chinese, right after
    it in Korean."""
    for no in sentence.of("cue", "not"):
        if cue.start <= no.start and no.end <= cue.end:
            continue
        if _is_hangul(sentence.plain, no):
            if 0 <= no.start - cue.end <= _NEGATION_REACH // 2:
                return True
        elif no.end <= cue.start and _in_one_clause(sentence, no, cue):
            return True
    return False


def _in_one_clause(sentence: Sentence, no: Cue, cue: Cue) -> bool:
    """Whether nothing between a negation and what follows ends its reach."""
    between = sentence.plain[no.end : cue.start]
    if not sentence.plain[no.start].isascii():
        return len(between) <= _NEGATION_REACH
    return not _CLAUSE_END.search(between)


def _is_hangul(text: str, cue: Cue) -> bool:
    return "가" <= text[cue.start] <= "힣"


def _is_future(sentence: Sentence, cue: Cue) -> bool:
    """Whether a word of the future stands so near the stage that it is still to come."""
    for word in sentence.of("future", cue.name):
        latin = sentence.plain[word.start].isascii()
        reach = _FUTURE_REACH[latin] if cue.name in _PHYSICAL else _PAPER_REACH[latin]
        before, after = cue.start - word.end, word.start - cue.end
        if _BREAK.search(sentence.plain[min(cue.end, word.end) : max(cue.start, word.start)]):
            continue
        if word.start <= cue.start <= word.end or -1 <= before <= reach or -1 <= after <= (reach, 3)[latin]:
            return True
    return False


def modality_of(sentences: Sequence[Sentence], status: str) -> str:
    """How the claim is made: denial, hearsay, intention, question, background or fact."""
    if status == "denied":
        return "denial"
    if any(s.has("cue", "hearsay") for s in sentences[:2]) or any(map(_opens_as_rumour, sentences[:1])):
        return "hearsay"
    if status in ("considering", "in-talks"):
        return "intention"
    if any(is_question(s) for s in sentences[:1]):
        return "question"
    return "hearsay" if status == "rumoured" else "fact"


def is_question(sentence: Sentence) -> bool:
    """Whether a sentence asks if something is so (not why it is)."""
    end = len(sentence.plain.rstrip(" \"'”’…."))
    return any(cue.end >= end for cue in sentence.of("cue", "question")) and not sentence.has("cue", "why")


def is_background(sentence: Sentence) -> bool:
    """Whether a sentence tells what was before: a word of the past and no stage of today's."""
    return sentence.weight < TITLE and sentence.has("cue", "past")


def topics_of(sentences: Iterable[Sentence]) -> tuple[str, ...]:
    """Topic ids named in the sentences, in order of appearance."""
    return tuple(dict.fromkeys(cue.name for s in sentences for cue in s.of("topic")))
