"""Which of the quantities in some sentences belong to the event they tell of."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from monitor.config.vocabulary import Event
from monitor.model import Amount
from monitor.reading.clauses import Sentence
from monitor.reading.cues import STRONG
from monitor.reading.facts import akin, is_background

_MONEY: Final = frozenset({"KRW", "CNY", "USD", "EUR", "JPY"})
#: Events in which shares of a firm are a fact of the deal.
_SHARES: Final = frozenset({"investment", "m-and-a", "joint-venture", "dissolution"})
#: Events of which only money (damages, fines) is a fact.
_LEGAL: Final = frozenset({"lawsuit", "policy", "export-control"})
#: The event that is the means of others: what is put into a plant.
_MEANS: Final = "investment"
_FUNDED: Final = frozenset({"plant", "joint-venture"})
#: Events in which goods or firms are sold: what a party can make in a year is no fact of them.
_TRADED: Final = frozenset({"supply-contract", "supply-change", "battery-adoption", "talks", "m-and-a", "investment"})
#: The role of money that somebody earned.
_RESULTS: Final = "results"
#: How near (characters) a quantity stands to the word that makes it an aim.
_AIM_REACH, _AIM_BEHIND = 30, 4
#: Less energy than this is the battery of one car, not a deal (Wh).
_ONE_BATTERY: Final = 1e6
#: How far before an amount the word may stand that makes it the former one, with a word such as "about" between.
_FORMER_REACH: Final = 8
#: Two amounts nearer than this are the same one told twice.
_SAME: Final = 0.03


def amounts_of(
    sentences: Sequence[Sentence],
    event: str,
    events: Mapping[str, Event],
    strangers: Callable[[Sentence], bool],
    measure: Callable[[Sentence], tuple[Amount, ...]],
) -> tuple[Amount, ...]:
    """The amounts of the event, in order, each once: of the title, and of sentences below that speak of it.

    Args:
        strangers: whether a sentence names only firms that have no part in the event.
        measure: finds the quantities of a sentence; asked only of those that count.
    """
    found: list[Amount] = []
    for number, sentence in enumerate(sentences):
        if number and (is_background(sentence) or strangers(sentence) or not _speaks_of(sentence, event, events)):
            continue
        shares = 0
        measured = measure(sentence)
        for amount in measured:
            if (
                _is_former(amount, sentence, (*found, *measured))
                or _is_of_another(amount, sentence)
                or not _belongs(amount, event, sentence)
                or any(_same(amount, other) for other in found)
            ):
                continue
            shares += amount.unit == "%"
            many = sentence.has("cue", "swap")  # one share for another; else the first is the one bought
            if amount.unit != "%" or many or (shares == 1 and not any(a.unit == "%" for a in found)):
                found.append(amount)
    return tuple(found)


def _speaks_of(sentence: Sentence, event: str, events: Mapping[str, Event]) -> bool:
    """Whether a sentence tells of the event, of none, or of the money put into what was told before."""
    names = {cue.name for cue in sentence.of("event") if cue.strength == STRONG}
    if not names or any(akin(name, event, events) for name in names):
        return True
    return names == {_MEANS} and event in _FUNDED and sentence.has("cue", "anaphora")


def _belongs(amount: Amount, event: str, sentence: Sentence) -> bool:
    if amount.unit == "%":
        return event in _SHARES and _is_stake(amount, event) and not _describes_owner(amount, sentence)
    if event == "branch":
        return False
    if event in _LEGAL:
        return amount.unit in _MONEY
    if amount.role == _RESULTS and event != "earnings":
        return False
    below = sentence.field != "title"
    if below and event in _TRADED and amount.unit.endswith("/yr") and sentence.has("cue", "capacity"):
        return False
    if below and amount.unit not in _MONEY and _is_aim(amount, sentence):
        return False
    return not (amount.unit.startswith("Wh") and amount.value < _ONE_BATTERY) and not _in_the_past(amount, sentence)


def _is_aim(amount: Amount, sentence: Sentence) -> bool:
    """What somebody hopes to reach one day: behind the word for it in English and Chinese, beside it in Korean."""
    start, end = amount.span.start - sentence.start, amount.span.end - sentence.start
    for word in sentence.of("cue", "aim"):
        hangul = "가" <= sentence.plain[word.start] <= "힣"
        if 0 <= start - word.end <= (_AIM_REACH // 3 if hangul else _AIM_REACH):
            return True
        if hangul and -1 <= word.start - end <= _AIM_BEHIND:
            return True
    return False


def _is_stake(amount: Amount, event: str) -> bool:
    """A share of a firm: said so, or a ratio such as 50:50; in a purchase any percentage that is no change."""
    bought = event in ("investment", "m-and-a") and amount.role in ("", "share")
    return amount.role == "stake" or bought or not amount.surface.rstrip().endswith(("%", "％", "t", "트", "로"))


def _describes_owner(amount: Amount, sentence: Sentence) -> bool:
    """ "its 99 %-owned subsidiary": whose firm it is, not what was bought."""
    end = amount.span.end - sentence.start
    return any(-2 <= cue.start - end <= 3 for cue in sentence.of("owner"))


def _is_of_another(amount: Amount, sentence: Sentence) -> bool:
    """Inside a relative clause about a firm it names: "…, where X is building a plant for 100 GWh"."""
    at = amount.span.start - sentence.start
    for word in sentence.of("cue", "relative"):
        firms = [m for m in sentence.mentions if word.end <= m.span.start - sentence.start < at]
        if firms and "," not in sentence.plain[word.end : at]:
            return True
    return False


def _is_former(amount: Amount, sentence: Sentence, others: Sequence[Amount]) -> bool:
    """What was agreed before, beside what is agreed now ("from 16 to 26 tons", "당초 16만톤", "由16万吨调至26万吨")."""
    if not any(other.unit == amount.unit and not _same(other, amount) for other in others):
        return False
    start, end = amount.span.start - sentence.start, amount.span.end - sentence.start
    if any(cue.start == end for cue in sentence.of("cue", "former_behind")):
        return True
    return any(
        0 <= start - cue.end <= _FORMER_REACH
        and (bool(amount.qualifier) or not sentence.plain[cue.end : start].strip())
        for cue in sentence.of("cue", "former")
    )


def _in_the_past(amount: Amount, sentence: Sentence) -> bool:
    """Inside a phrase such as "after the order of …"."""
    at = amount.span.start - sentence.start
    return any(cue.start <= at < cue.end for cue in sentence.of("cue", "past"))


def _same(one: Amount, other: Amount) -> bool:
    return one.unit == other.unit and abs(one.value - other.value) <= _SAME * max(abs(one.value), abs(other.value))
