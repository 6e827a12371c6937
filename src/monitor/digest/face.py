"""The face of a card: every word a reader sees, chosen once, so that all renderings say the same."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import groupby
from typing import Final
from zoneinfo import ZoneInfo

from monitor.digest.book import MONEY, Book
from monitor.digest.gloss import gloss
from monitor.digest.plain import clean, period
from monitor.digest.voices import Voice, first_of, voices
from monitor.digest.wording import day, language_name, moment, phrase
from monitor.model import Amount, Card, ChangeKind, Development, Digest, DigestKind, Move, Party, Side, Source

#: Longer lists are cut with "+n": a card is read in three seconds.
MAX_PARTIES: Final = 4
MAX_SOURCES_A_LANGUAGE: Final = 4
MAX_AMOUNTS: Final = 4
MAX_STEPS: Final = 5
MAX_SENTENCE: Final = 320

#: Roles that make a direction, as (from, sign, to).
_DIRECTIONS: Final = (
    (("supplier",), "→", ("buyer",)),
    (("investor",), "→", ("target",)),
    (("plaintiff",), "v.", ("defendant",)),
)
#: How sure a stage is, by its id; an id that is not listed reads as unsure.
_TONES: Final = {
    **dict.fromkeys(("board-approved", "signed", "confirmed", "under-construction", "in-production"), "firm"),
    **dict.fromkeys(("revised", "denied", "cancelled"), "halt"),
}
_ADDRESS: Final = re.compile(r"https?://[^\s<>\"|]+")
_SIDES: Final = (Side.KR, Side.JOINT, Side.CN, Side.OTHER)


@dataclass(frozen=True, slots=True, kw_only=True)
class FaceParty:
    """A party with its flag; `sign` joins it to the one before ("→", "×", "v.", "+", or "" for the first)."""

    flag: str
    name: str
    sign: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FaceStep:
    """A stage the development reached, and when; `fresh`: the reader has not been told of it."""

    label: str
    date: str
    fresh: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FaceFact:
    """A fact of the deal, `moved` or not. `before` is "" when it was not known; `conversion` is an amount in the
    reader's money, and `rate` says at which day's rate."""

    label: str
    text: str
    moved: bool = False
    before: str = ""
    conversion: str = ""
    rate: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class FaceSource:
    """A publisher that told it."""

    publisher: str
    language: str
    url: str
    title: str
    date: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FaceQuote:
    """The sentence that supports the card, in the source's own language."""

    text: str
    source: FaceSource


@dataclass(frozen=True, slots=True, kw_only=True)
class Face:
    """A card, ready to be laid out."""

    id: str
    kind: ChangeKind
    badge: str  # new, update, reports differ; "" where the ledger is shown as it stands
    parties: tuple[FaceParty, ...]
    more_parties: int
    event: str
    products: str
    gloss: str  # the development in a sentence of the reader's language; "" where the quote says it in that language
    stage: str
    tone: str  # firm, soft, halt: how sure the stage is
    steps: tuple[FaceStep, ...]
    facts: tuple[FaceFact, ...]
    quote: FaceQuote | None
    sources: tuple[tuple[str, tuple[FaceSource, ...], int], ...]  # language name, sources, how many are left out
    first: str
    unseen: str
    link: str
    importance: int
    why: tuple[str, ...]

    @property
    def names(self) -> str:
        """The parties in one line, without flags."""
        return _join(self, flags=False)

    @property
    def headline(self) -> str:
        """The parties with flags, and the event."""
        return f"{_join(self, flags=True)} · {self.event}"


def _join(face: Face, *, flags: bool) -> str:
    parts = [
        (f"{p.sign} " if p.sign else "") + (f"{p.flag} " if flags and p.flag else "") + p.name for p in face.parties
    ]
    return " ".join(parts) + (f" +{face.more_parties}" if face.more_parties else "")


def tone_of(stage: str) -> str:
    """How sure a stage is: firm, soft or halt."""
    return _TONES.get(stage, "soft")


def face_of(card: Card, digest: Digest, book: Book) -> Face:
    """The face of `card` in the digest's language and zone."""
    development, language = card.development, digest.language
    quoted = _supporting(card, language)
    return Face(
        id=development.id,
        kind=card.kind,
        badge="" if digest.kind is DigestKind.WATCHING else phrase(language, str(card.kind)),
        parties=parties_of(development, language, book),
        more_parties=more_parties(development),
        event=book.event(development.event, language),
        products=phrase(language, "comma").join(dict.fromkeys(book.product(p, language) for p in development.products)),
        gloss="" if quoted and quoted.language == language else gloss(development, language, book),
        stage=book.stage(development.status, language),
        tone=tone_of(development.status),
        steps=_steps(card, digest, book),
        facts=(*_moved(card, language, book), *_standing(card, language, book)),
        quote=_quote(quoted, digest, book) if quoted else None,
        sources=_sources(development, quoted, digest, book),
        first=_first(development, digest, book),
        unseen=_unseen(development, language),
        link=book.link(development.id),
        importance=card.importance,
        why=card.why,
    )


# ── who ──────────────────────────────────────────────────────────────────────────────────────────────────────────


def parties_of(development: Development, language: str, book: Book) -> tuple[FaceParty, ...]:
    """The parties that are shown, in their order."""
    return tuple(
        FaceParty(flag=book.flag(party), name=book.name(party.entity, language), sign=sign)
        for party, sign in _in_order(development.parties)[:MAX_PARTIES]
    )


def more_parties(development: Development) -> int:
    """How many parties are left out."""
    return max(0, len(development.parties) - MAX_PARTIES)


def _in_order(parties: tuple[Party, ...]) -> list[tuple[Party, str]]:
    """Parties with the sign that joins each to the one before: supplier → buyer where the roles say so."""
    by_side = sorted(parties, key=lambda p: _SIDES.index(p.side))
    for givers, sign, takers in _DIRECTIONS:
        first = [p for p in by_side if p.role in givers]
        second = [p for p in by_side if p.role in takers]
        if first and second:
            others = [p for p in by_side if p not in first and p not in second]
            return _signed(first, "") + _signed(second, sign) + _signed(others, "+")
    return _signed(by_side, "", between="×")


def _signed(parties: list[Party], first: str, between: str = "+") -> list[tuple[Party, str]]:
    return [(party, between if at else first) for at, party in enumerate(parties)]


# ── what moved ───────────────────────────────────────────────────────────────────────────────────────────────────


def _steps(card: Card, digest: Digest, book: Book) -> tuple[FaceStep, ...]:
    """The stages reached, oldest first; a stage that was left and reached again stands twice."""
    stations: list[tuple[str, datetime]] = []
    for change in card.development.changes:
        stations += [(m.after, change.at) for m in change.moves if m.fact == "status" and m.after]
    if not stations or stations[-1][0] != card.development.status:
        stations.append((card.development.status, card.development.moved_at))
    told = _told_until(card, [stage for stage, _ in stations])
    steps = [
        FaceStep(label=book.stage(stage, digest.language), date=_short_day(at, digest), fresh=number > told)
        for number, (stage, at) in enumerate(stations)
    ]
    return tuple(steps[-MAX_STEPS:])


def _told_until(card: Card, stages: list[str]) -> int:
    """The place of the last stage the reader was told of; of a new development none stands out."""
    known = next((m.before for m in card.moves if m.fact == "status"), None)
    last = len(stages) - 1
    if card.kind is ChangeKind.NEW or known is None:
        return last
    return max((n for n, stage in enumerate(stages[:last]) if stage == known), default=last - 1)


def _shown_moves(card: Card) -> tuple[Move, ...]:
    """What moved since the reader was last told, but the stage, which has its own line. Of a new development
    everything is new, so nothing is listed as moved."""
    if card.kind is ChangeKind.NEW:
        return ()
    return tuple(m for m in card.moves if m.fact != "status" and (m.before, m.was) != (m.after, m.now))


def _moved(card: Card, language: str, book: Book) -> tuple[FaceFact, ...]:
    return tuple(_move(m, card.development, language, book) for m in _shown_moves(card))


def _move(move: Move, development: Development, language: str, book: Book) -> FaceFact:
    label, before = phrase(language, move.fact), _fact(move.fact, move.before, move.was, language, book)
    if move.now is not None:
        amount = _amount(move.now, development, language, book)
        return replace(amount, moved=True, before=before, note=amount.note or _added(before, language))
    text = _fact(move.fact, move.after, None, language, book)
    return FaceFact(label=label, text=text or "—", moved=True, before=before, note=_added(before, language))


def _added(before: str, language: str) -> str:
    return "" if before else phrase(language, "added")


def _fact(fact: str, text: str, amount: Amount | None, language: str, book: Book) -> str:
    """A fact's id as its label; an amount in the reader's way of writing it."""
    if amount is not None:
        return book.amount(amount, language)
    if not text:
        return ""
    named = {"party": book.name, "product": book.product, "event": book.event, "place": book.place}
    if fact in named:
        return clean(named[fact](text, language))
    return period(text, language) if fact == "period" else clean(text)


# ── how much, where, when ────────────────────────────────────────────────────────────────────────────────────────


def _standing(card: Card, language: str, book: Book) -> tuple[FaceFact, ...]:
    """The facts that did not move."""
    development, moves = card.development, _shown_moves(card)
    moved = {m.now for m in moves if m.now is not None}
    amounts = [_amount(a, development, language, book) for a in _told_once(development.amounts) if a not in moved]
    after = {m.after for m in moves}
    places = dict.fromkeys(book.place(p, language) for p in development.places if p not in after)
    periods = [period(p, language) for p in development.periods if p not in after]
    facts = [*amounts[:MAX_AMOUNTS]]
    if places:
        facts.append(FaceFact(label=phrase(language, "place"), text=clean(phrase(language, "comma").join(places))))
    if periods:
        facts.append(FaceFact(label=phrase(language, "period"), text=phrase(language, "comma").join(periods)))
    return tuple(facts)


def _told_once(amounts: tuple[Amount, ...]) -> tuple[Amount, ...]:
    """The amounts without money that a source only told again in another currency: ours carries its date."""
    own = tuple(a for a in amounts if a.role != "conversion")
    return own if any(a.unit in MONEY for a in own) else amounts


def _amount(amount: Amount, development: Development, language: str, book: Book) -> FaceFact:
    at = _amount_day(development)
    conversion = book.conversion(amount, language, at)
    return FaceFact(
        label=phrase(language, "value" if amount.unit in MONEY else "amount"),
        text=clean(book.amount(amount, language)),
        conversion=conversion,
        rate=phrase(language, "rate", day(at, language)) if conversion else "",
        note=phrase(language, "differs" if amount.flag == "conflict" else "unusual") if amount.flag else "",
    )


def _amount_day(development: Development) -> date:
    """The day an amount last moved: money is converted at the rate of its own time."""
    moved = [c.at for c in development.changes if any(m.fact == "amount" for m in c.moves)]
    return (moved[-1] if moved else development.opened_at).date()


# ── who told it ──────────────────────────────────────────────────────────────────────────────────────────────────


def _supporting(card: Card, language: str) -> Source | None:
    """The source whose sentence carries the card: one that moved a shown fact or says the present stage since then;
    the reader's language first, then one that moved a fact, then the latest."""
    development = card.development
    shown = {(m.fact, m.after) for m in card.moves}
    movers = {c.item for c in development.changes if shown & {(m.fact, m.after) for m in c.moves}}
    speaking = [s for s in development.sources if s.sentence.strip()]
    since = min((s.at for s in speaking if s.item in movers), default=development.opened_at)
    telling = [s for s in speaking if s.item in movers or (s.status == development.status and s.at >= since)]
    return max(telling or speaking, key=lambda s: (s.language == language, s.item in movers, s.at, s.url), default=None)


def _quote(source: Source, digest: Digest, book: Book) -> FaceQuote:
    text = clean(source.sentence)
    cut = text if len(text) <= MAX_SENTENCE else text[: MAX_SENTENCE - 1].rstrip() + "…"
    return FaceQuote(text=cut, source=_source(source, digest, book))


def told_by(source: Source, book: Book, language: str) -> str:
    """Who tells it, as printed: the publisher, or the wire and the publisher that has its text."""
    publisher = clean(source.publisher) or source.url.partition("//")[2].partition("/")[0]
    return phrase(language, "via", book.newsroom(source.wire, language), publisher) if source.wire else publisher


def _source(source: Source, digest: Digest, book: Book) -> FaceSource:
    return FaceSource(
        publisher=told_by(source, book, digest.language),
        language=source.language,
        url=source.url if _ADDRESS.fullmatch(source.url) else "",
        title=clean(source.title),
        date=_short_day(source.at, digest),
    )


def _sources(
    development: Development, quoted: Source | None, digest: Digest, book: Book
) -> tuple[tuple[str, tuple[FaceSource, ...], int], ...]:
    """The other voices by language, the reader's language first; one entry a voice, its own text or its earliest."""
    others = [voice.face for voice in _in_each_language(development) if quoted not in voice.sources]
    others.sort(key=lambda s: (s.language != digest.language, s.language, s.at, s.item))
    return tuple(_group(code, list(group), digest, book) for code, group in groupby(others, key=lambda s: s.language))


def _in_each_language(development: Development) -> Iterator[Voice]:
    """The voices, each once for every language it speaks: a reader may read only one of them."""
    for voice in voices(development.sources):
        for code in dict.fromkeys(s.language for s in voice.sources):
            yield replace(voice, sources=tuple(s for s in voice.sources if s.language == code))


def _group(code: str, group: list[Source], digest: Digest, book: Book) -> tuple[str, tuple[FaceSource, ...], int]:
    shown = tuple(_source(s, digest, book) for s in group[:MAX_SOURCES_A_LANGUAGE])
    return language_name(code, digest.language), shown, len(group) - len(shown)


def _first(development: Development, digest: Digest, book: Book) -> str:
    first = first_of(development.sources)
    if first is None:
        return ""
    at = moment(first.at, digest.language, digest.zone, year=_other_year(first.at, digest))
    told = _source(first, digest, book)
    return phrase(digest.language, "first", told.publisher, language_name(first.language, digest.language), at)


def _unseen(development: Development, language: str) -> str:
    languages = {s.language for s in development.sources}
    return phrase(language, "unseen") if languages and "en" not in languages else ""


def _short_day(at: datetime, digest: Digest) -> str:
    local = at.astimezone(ZoneInfo(digest.zone))
    return day(local.date(), digest.language, year=_other_year(at, digest))


def _other_year(at: datetime, digest: Digest) -> bool:
    zone = ZoneInfo(digest.zone)
    return at.astimezone(zone).year != digest.at.astimezone(zone).year
