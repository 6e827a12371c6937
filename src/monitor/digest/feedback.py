"""What readers may say of a development: the choices they are offered, and how a choice becomes feedback."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import blake2b
from typing import Final

from monitor.digest.book import Book
from monitor.digest.wording import phrase
from monitor.model import Card, Feedback, FeedbackKind, value

#: How long a mute chosen from a list lasts.
MUTE_DAYS: Final = 30
_SEPARATOR: Final = "|"
#: What each kind must name.
_NEEDS: Final = {
    FeedbackKind.MUTE_DEVELOPMENT: ("development",),
    FeedbackKind.MUTE_COMPANY: ("entity",),
    FeedbackKind.WRONG_COMPANY: ("development",),
    FeedbackKind.SAME: ("development", "other"),
    FeedbackKind.NOT_SAME: ("development",),
}
_MUTED_PARTIES: Final = 2


@value
class Choice:
    """One thing a reader may choose. `code` says it to the machine in at most 150 signs, `label` to the reader."""

    code: str
    label: str


def feedback_of(
    kind: FeedbackKind,
    *,
    at: datetime,
    who: str,
    source: str,
    development: str = "",
    entity: str = "",
    other: str = "",
    until: datetime | None = None,
    note: str = "",
    said: str = "",
) -> Feedback:
    """A piece of feedback, named after all it says. `said` tells apart what was said when, where `at` may differ
    between two copies of one message."""
    parts = (kind.value, development, entity, other, str(until) if not said else "", note, who, said or at.isoformat())
    return Feedback(
        id=blake2b("\x1f".join(parts).encode(), digest_size=6).hexdigest(),
        at=at,
        who=who,
        kind=kind,
        development=development,
        entity=entity,
        other=other,
        until=until,
        note=note,
        source=source,
    )


def mistake_in(one: Feedback) -> str:
    """What a piece of feedback lacks, in words; "" when nothing."""
    missing = [name for name in _NEEDS[one.kind] if not getattr(one, name)]
    if missing:
        return f"{one.kind} must name {' and '.join(missing)}"
    if one.other and one.other == one.development:
        return f"{one.kind} must name two different developments"
    return ""


# ── choices ──────────────────────────────────────────────────────────────────────────────────────────────────────


def choices_for(card: Card, language: str, book: Book, above: Card | None = None) -> tuple[Choice, ...]:
    """At most five choices for a card; `above`: the card that stands before it, which may be the same thing."""
    id_ = card.development.id
    firms = [p.entity for p in card.development.parties if not p.entity.startswith("?")]
    muted = firms[: _MUTED_PARTIES - (above is not None)]
    return tuple(_choices(id_, muted, language, book, above.development.id if above else ""))


def _choices(id_: str, muted: list[str], language: str, book: Book, above: str) -> Iterator[Choice]:
    yield Choice(code=_code(FeedbackKind.MUTE_DEVELOPMENT, id_), label=phrase(language, "say_mute", MUTE_DAYS))
    for firm in muted:
        label = phrase(language, "say_mute_firm", book.name(firm, language), MUTE_DAYS)
        yield Choice(code=_code(FeedbackKind.MUTE_COMPANY, id_, firm), label=label)
    yield Choice(code=_code(FeedbackKind.WRONG_COMPANY, id_), label=phrase(language, "say_wrong"))
    yield Choice(code=_code(FeedbackKind.NOT_SAME, id_), label=phrase(language, "say_not_same"))
    if above:
        yield Choice(code=_code(FeedbackKind.SAME, id_, "", above), label=phrase(language, "say_same"))


def _code(kind: FeedbackKind, development: str, entity: str = "", other: str = "") -> str:
    return _SEPARATOR.join((kind.value, development, entity, other))


def choose(code: str, *, at: datetime, who: str, source: str, said: str = "") -> Feedback | None:
    """The feedback behind a chosen code; None when it is none of ours, or lacks something."""
    kind, *names = code.split(_SEPARATOR)
    three = 3
    if kind not in set(FeedbackKind) or len(names) != three:
        return None
    development, entity, other = names
    made = feedback_of(
        FeedbackKind(kind),
        at=at,
        who=who,
        source=source,
        development=development,
        entity=entity,
        other=other,
        said=said,
    )
    if made.kind in (FeedbackKind.MUTE_DEVELOPMENT, FeedbackKind.MUTE_COMPANY):
        made = replace(made, until=at + timedelta(days=MUTE_DAYS))
    return None if mistake_in(made) else made
