"""What two firms of both sides have to do with each other where no word for it is known to us."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from monitor.config.vocabulary import Vocabulary
from monitor.model import Mention, Side
from monitor.reading.clauses import Sentence
from monitor.reading.facts import Told, is_question, stage_of
from monitor.reading.parties import Cast

#: Stages that say by themselves how far it has come.
_SURE: Final = "confirmed"
#: Between names these make a row: what stands behind the last is of all of them; a Korean subject has a comma too.
_ROW: Final = ("、", "·", "&", " and", "和", "与", "及")
#: Steps of the chain of value between which something is sold.
_CUSTOMERS: Final = 2


def implied(sentences: Sequence[Sentence], vocabulary: Vocabulary, cast: Cast) -> Told | None:
    """A weak event for a title on batteries that joins a Korean firm and a Chinese one further up or down the chain by
    a word such as "with", or by naming the goods of one of them; None where it compares them, asks, gives a view, or
    says what is noise."""
    title = sentences[0]
    if title.field != "title" or not _is_plain(title, vocabulary) or not _is_joined(title, vocabulary, cast):
        return None
    event = _between(title, cast)
    if not event:
        return None
    status, explicit, _ = stage_of(sentences, event, vocabulary)
    return Told(
        event=event,
        status=status if explicit else _SURE,
        modality="fact",
        firm=False,
        headline=False,
        explicit=explicit,
        reasons=(f"event {event} (implied: firms of both sides are joined in the title)",),
    )


def _is_plain(title: Sentence, vocabulary: Vocabulary) -> bool:
    views = title.has("cue", "opinion", "forecast") or title.has("noise") or title.has("contest")
    batteries = any(vocabulary.topics[cue.name].kind == "battery" for cue in title.of("topic"))
    return batteries and not views and not is_question(title)


def _is_joined(title: Sentence, vocabulary: Vocabulary, cast: Cast) -> bool:
    firms = [m for m in title.mentions if cast.is_company(m)]
    joined = vocabulary.scope.joined
    sides = {cast.side(m.entity) for m in firms}
    if not {Side.KR, Side.CN} <= sides:
        return False
    return any(_names_goods(title, m, vocabulary) for m in firms) or any(
        _before(title, m, vocabulary).endswith(joined.before) and m is not firms[0]
        if not _is_hangul(title.plain)
        else title.plain[m.span.end - title.start :].startswith(joined.behind)
        for m in firms
    )


def _names_goods(title: Sentence, firm: Mention, vocabulary: Vocabulary) -> bool:
    """Whether goods of the battery business stand right behind a firm: they are its own ("X cells", X负极)."""
    end = firm.span.end - title.start
    row = _ROW if _is_hangul(title.plain) else (*_ROW, ",")
    if _before(title, firm, vocabulary).endswith(row):
        return False
    return any(
        0 <= topic.start - end <= 1 and vocabulary.topics[topic.name].kind == "battery" for topic in title.of("topic")
    )


def _before(title: Sentence, firm: Mention, vocabulary: Vocabulary) -> str:
    """What stands before a firm and the country it is said to be of ("to China's X")."""
    before = title.plain[: firm.span.start - title.start].rstrip()
    countries = [word for words in vocabulary.scope.strangers.possessive.values() for word in words]
    country = next((word for word in countries if before.endswith(" " + word)), "")
    return before.removesuffix(country).rstrip()


def _is_hangul(text: str) -> bool:
    return any("가" <= letter <= "힣" for letter in text)


def _between(title: Sentence, cast: Cast) -> str:
    """Cells for a car maker are adopted, other goods go down the chain of value; equals are rivals: "" for them."""
    levels = {level for m in title.mentions if cast.is_company(m) and (level := cast.level(m.entity)) is not None}
    if len(levels) < _CUSTOMERS:
        return ""
    return "battery-adoption" if {cast.level_of("cells"), cast.level_of("automaker")} <= levels else "supply-contract"
