"""A car offered for sale where no word says so: its maker, the car, and a price or a word of advertising."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from typing import Final

from monitor.config.vocabulary import Vocabulary
from monitor.model import Amount
from monitor.reading.clauses import Sentence
from monitor.reading.facts import Told, is_question, stage_of
from monitor.reading.parties import Cast

_LAUNCH: Final = "launch"
_MAKERS: Final = "automaker"
#: How far a launch may have come.
_STAGES: Final = frozenset({"rumoured", "considering", "in-production"})
#: A name with a number, as models of cars have: "EX30", "Zeekr 7X", 아토3, 海豹06; not a quarter, an order or a count.
_MODEL: Final = re.compile(
    r"\b(?![qhQH]\d)[A-Za-z]{1,3}-?\d{1,3}\b"
    r"|(?:\b(?!Top|Phase|Level|Euro|Gen|Vol)[A-Z][A-Za-z]{2,}|[가-힣]{2,}|[一-龥]{2,})\s?\d{1,2}[A-Z]?(?![\d%]|[.,:]\d|\w)"
)


def offered(
    sentences: Sequence[Sentence],
    vocabulary: Vocabulary,
    cast: Cast,
    amounts: Callable[[Sentence], Sequence[Amount]],
) -> tuple[Told, str] | None:
    """The launch a title tells by naming a maker and its car together with a price, or a model together with a word
    of advertising, and the maker; None where it does not, or only asks."""
    title = sentences[0]
    maker = _maker(title, vocabulary, cast)
    if not maker or is_question(title) or not _is_car(title, vocabulary, cast):
        return None
    if title.has("event", _LAUNCH) and _names_model(title, cast):
        why = "a model and a word of advertising"
    elif any(_is_price(a, vocabulary) and _is_of_one(a, title, cast) for a in amounts(title)):
        why = "a car and its price"
    else:
        return None
    status, explicit, _ = stage_of(sentences, _LAUNCH, vocabulary)
    if status not in _STAGES:
        status, explicit = vocabulary.events[_LAUNCH].default, False
    told = Told(
        event=_LAUNCH,
        status=status,
        modality="fact",
        firm=True,
        headline=True,
        explicit=explicit,
        reasons=(f"event {_LAUNCH} (implied: {why} in the title)",),
    )
    return told, maker


def _maker(title: Sentence, vocabulary: Vocabulary, cast: Cast) -> str:
    """The maker of cars a title names before any other firm; "" for none."""
    if title.field != "title":
        return ""
    first = next((name for m in title.mentions if m.how != "country" and (name := cast.firm(m))), "")
    return first if cast.sector(first) == _MAKERS or first in vocabulary.scope.car_makers else ""


def _is_car(title: Sentence, vocabulary: Vocabulary, cast: Cast) -> bool:
    return _names_model(title, cast) or any(vocabulary.topics[cue.name].kind == "vehicle" for cue in title.of("topic"))


def _names_model(title: Sentence, cast: Cast) -> bool:
    return any(cast.is_kind(m, "product") for m in title.mentions) or _MODEL.search(title.text) is not None


def _is_of_one(price: Amount, title: Sentence, cast: Cast) -> bool:
    """Whether no second firm comes between: the price would be that of its car."""
    start = price.span.start - title.start
    return len({cast.firm(m) for m in title.mentions if cast.firm(m) and m.span.start - title.start < start}) <= 1


def _is_price(amount: Amount, vocabulary: Vocabulary) -> bool:
    bounds = vocabulary.scope.car_price.get(amount.unit)
    return bounds is not None and amount.role in ("", "value", "conversion") and bounds[0] <= amount.value <= bounds[1]
