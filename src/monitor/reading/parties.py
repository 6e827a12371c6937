"""Who acts in an event: companies and unnamed firms of a side, with sides and roles."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final

from monitor.config.vocabulary import Event
from monitor.model import UNNAMED, Entity, Mention, Party, Side
from monitor.reading.clauses import Sentence
from monitor.reading.cues import STRONG
from monitor.reading.facts import akin, is_background

#: How near (characters) a by-stander's word must stand to a name.
_REACH: Final = {True: 12, False: 5}

#: How far behind a country word the word for a firm may stand ("中 최대 리튬 업체").
_MARK_REACH: Final = 12

#: How far behind a firm the words that make it an owner may stand.
_OWNER_REACH: Final = 10
_OWNED_REACH: Final = 4

#: What joins two names to a row: behind the one compared with (en, zh), and before it (ko).
_ROW: Final = frozenset({" and ", " or ", " & ", "和", "与", "及", "、"})
_ROW_BEHIND: Final = frozenset({"·", "와 ", "과 ", "와", "과"})
_COMMAS: Final = frozenset(",，、;；与和及同")
_COLONS: Final = frozenset(":：")
#: Between the word for a subsidiary and a firm these say that the firm is somebody else's.
_TOWARDS: Final = _COMMAS | frozenset("向获为对从拟由被给")

#: What stands between an owner and what it owns.
_POSSESSIVE: Final = ("'s ", "’s ", "의 ", "的")

#: The roles of a purchase of shares, and what stands at its subject, its seller and its buyer.
PURCHASE: Final = ("investor", "target")
_SUBJECT: Final = ("이 ", "가 ", "은 ", "는 ")
_BY: Final = (" acquired by", " bought by", " taken by", "被")
_TO: Final = (" to", "向", "给", "予")
_TO_BEHIND: Final = ("에 ", "에게 ", "로 ", "으로 ")
_FROM: Final = (" from", "从", "自")
_FROM_BEHIND: Final = ("로부터", "으로부터", "에게서", "에서")

#: Down the chain: who is further left sells to who is further right.
_CHAIN: Final = (
    ("lithium", "cobalt", "nickel", "recycling"),
    ("precursor", "equipment"),
    ("cathode", "anode", "copper_foil", "al_foil", "separator", "electrolyte", "components", "sodium_ion"),
    ("cells", "ess"),
    ("parts",),
    ("automaker",),
)
_LEVEL: Final = {sector: level for level, sectors in enumerate(_CHAIN) for sector in sectors}


#: Talks may be about whatever else is told.
_TALKS: Final = "talks"
#: What may stand between a word for whom an act is aimed at and the word that compares ("sues its biggest rival X").
_AIM_GAP: Final = re.compile(r"(?: (?:[a-z-]+ ){0,2})?")

#: Why a country mark counts as a firm although nothing behind it says so.
STRANGER: Final = "a name we do not know behind its country"


class Cast:
    """Who the entities of the watch list are, for finding actors. Immutable."""

    def __init__(self, entities: Iterable[Entity], sites: Collection[str] = ()) -> None:
        self._by_id = {entity.id: entity for entity in entities}
        self._sides = {**{id_: e.side for id_, e in self._by_id.items()}, **{mark: s for s, mark in UNNAMED.items()}}
        self._companies = frozenset(id_ for id_, e in self._by_id.items() if e.watch and e.kind == "company")
        self._sites = frozenset(sites)

    def entity(self, name: str) -> Entity | None:
        """The entity of an id; None for a country mark."""
        return self._by_id.get(name)

    def side(self, name: str) -> Side:
        """The side of an entity or of a country mark."""
        return self._sides.get(name, Side.OTHER)

    def is_abroad(self, name: str) -> bool:
        """Whether a firm of one side is at home in the country of the other."""
        entity = self._by_id.get(name)
        return entity is not None and {entity.side, entity.country} == {Side.KR, Side.CN}

    def sector(self, name: str) -> str:
        """The business of an entity; "" for others."""
        entity = self._by_id.get(name)
        return entity.sector if entity else ""

    def level(self, name: str) -> int | None:
        """How far down the chain of value a firm stands; None for one that stands nowhere."""
        return self.level_of(self.sector(name))

    def level_of(self, sector: str) -> int | None:
        """How far down the chain of value a business stands."""
        return _LEVEL.get(sector)

    def firm(self, mention: Mention) -> str | None:
        """The firm a mention stands for: itself, or the owner of a person or product; None for what is no firm."""
        if mention.how == "country":
            return mention.entity
        entity = self._by_id.get(mention.entity)
        if entity is None or (not entity.watch and entity.kind != "product"):
            return None
        if entity.kind in ("company", "organisation"):
            return entity.id if entity.sector not in ("finance", "media", "noise", "law", "research") else None
        if entity.kind in ("person", "product") and entity.id not in self._sites:
            return self.firm_of_parent(entity)
        return None

    def firm_of_parent(self, entity: Entity) -> str | None:
        """The firm a person or product belongs to."""
        parent = self._by_id.get(entity.parent or "")
        return parent.id if parent and parent.watch and parent.kind == "company" else None

    def are_kin(self, one: str, other: str) -> bool:
        """The same firm, parent and subsidiary, or an unnamed firm and a named one of its side."""
        if one == other:
            return True
        if one in UNNAMED.values() or other in UNNAMED.values():
            return self.side(one) is self.side(other)
        here, there = self._by_id.get(one), self._by_id.get(other)
        return here is not None and there is not None and (here.parent == other or there.parent == one)

    def matters(self, mention: Mention) -> bool:
        """Whether a mention can make an item ours: a firm, a body, a person, a model or a country; not a technology."""
        entity = self._by_id.get(mention.entity)
        return mention.how == "country" or (entity is not None and entity.kind != "technology")

    def is_kind(self, mention: Mention, kind: str) -> bool:
        """Whether a mention names a watched entity of a kind (company, product, place …)."""
        entity = self._by_id.get(mention.entity)
        return entity is not None and entity.kind == kind and (entity.watch or kind == "place")

    def is_company(self, mention: Mention) -> bool:
        """Whether a mention names a company itself."""
        return mention.entity in self._companies

    def is_office(self, mention: Mention) -> bool:
        """Whether a mention names an office of a government."""
        return self.is_kind(mention, "organisation") and self.sector(mention.entity) == "policy"

    def is_named_company(self, name: str) -> bool:
        """Whether an id is that of a watched company, not of a group of firms, an office or a country mark."""
        return name in self._companies


def actors(
    sentences: Sequence[Sentence], cast: Cast, event: str = "", events: Mapping[str, Event] | None = None
) -> tuple[str, ...]:
    """Entity ids (and country marks) of the actors, in order of appearance.

    The first sentence says who acts; sentences below it are asked only for a side it leaves out, and only when they
    tell of the same event (or of none).
    """
    found: list[str] = []
    for number, sentence in enumerate(sentences):
        if number and _complete(found, cast):
            found += _units(sentences[0], sentence, found, cast)
            break
        aside = is_background(sentence) or _tells_of_another(sentence, event, events or {})
        named = any(name not in UNNAMED.values() for name in found)
        if number and named and aside and not sentence.has("cue", "anaphora"):
            continue
        found += [name for name in named_in(sentence, cast, first=sentence.field == "title") if name not in found]
    return _without_shadows(_without_owners(found, sentences, cast), cast)


def _units(title: Sentence, below: Sentence, names: Sequence[str], cast: Cast) -> list[str]:
    """The firm below a title that speaks of the unit of a party without its name ("X's Korean unit")."""
    if not title.has("owner"):
        return []
    firms = {m.entity: entity for m in below.mentions if cast.is_company(m) and (entity := cast.entity(m.entity))}
    return [name for name, entity in firms.items() if name not in names and entity.parent in names]


def _tells_of_another(sentence: Sentence, event: str, events: Mapping[str, Event]) -> bool:
    names = {cue.name for cue in sentence.of("event") if cue.strength == STRONG}
    if event == _TALKS:  # of anything
        return False
    return bool(event) and bool(names) and not any(akin(name, event, events) for name in names)


def named_in(sentence: Sentence, cast: Cast, *, first: bool = True) -> list[str]:
    """The firms of one sentence that act in it, companies before those known by a person or a product."""
    direct = [
        m
        for m in sentence.mentions
        if (_counts(m, sentence, cast, first=first) and not _stands_by(sentence, m)) or _opens(m, sentence, cast)
    ]
    names = [name for m in direct if (name := cast.firm(m))]
    sides = {cast.side(name) for name in names}
    for mention in sentence.mentions:
        name = None if mention.how == "country" else cast.firm(mention)
        if name and name not in names and cast.side(name) not in sides and not _stands_by(sentence, mention):
            names.append(name)
    return list(dict.fromkeys(names))


def _opens(mention: Mention, sentence: Sentence, cast: Cast) -> bool:
    """Whether an office of a government opens a title: then it is the one that acts."""
    return sentence.field == "title" and mention.span.start == 0 and cast.is_office(mention)


def _counts(mention: Mention, sentence: Sentence, cast: Cast, *, first: bool) -> bool:
    """Companies do; a country mark when it means one firm (below the title: not "the makers" in general)."""
    if mention.how != "country":
        return cast.is_company(mention)
    if mention.reason == STRANGER:
        return True
    return _is_firm(mention, sentence) and (first or not mention.surface.endswith(("s", "S")))


def _is_firm(mention: Mention, sentence: Sentence) -> bool:
    """Whether a word for a firm follows the country closely, and none that makes it something else."""
    start = mention.span.start - sentence.start
    end = start + len(mention.surface)
    near = [c for c in sentence.of("firm") if start <= c.start <= end + _MARK_REACH and c.end > start]
    if any(c.name == "not" and c.start <= end + 2 for c in near):
        return False
    return any(c.name == "firm" for c in near)


def _complete(names: Sequence[str], cast: Cast) -> bool:
    """Both sides are there by name."""
    sides = {cast.side(name) for name in names if name not in UNNAMED.values()}
    return {Side.KR, Side.CN} <= sides


def _stands_by(sentence: Sentence, mention: Mention) -> bool:
    """Whether the mention is only compared with, replaced, or left behind; alone or in a row ("rival A and B")."""
    if not sentence.has("bystander"):
        return False
    if _is_compared(sentence, mention):
        return True
    others = [m for m in sentence.mentions if m is not mention and _in_a_row(sentence, m, mention)]
    return any(_is_compared(sentence, other) for other in others)


def _in_a_row(sentence: Sentence, one: Mention, other: Mention) -> bool:
    """Whether nothing but a word for "and" stands between two names, in the order in which the word for comparing
    covers both: before them, or behind them in Korean."""
    first, second = sorted((one, other), key=lambda m: m.span.start)
    if first.span.end > second.span.start:
        return False
    between = sentence.plain[first.span.end - sentence.start : second.span.start - sentence.start]
    return between in (_ROW if first is one else _ROW_BEHIND)


def _is_compared(sentence: Sentence, mention: Mention) -> bool:
    start, end = mention.span.start - sentence.start, mention.span.end - sentence.start
    aims = sentence.of("cue", "aimed")
    for cue in sentence.of("bystander"):
        if any(_AIM_GAP.fullmatch(sentence.plain[aim.end : cue.start]) for aim in aims if aim.end <= cue.start):
            continue
        latin = sentence.plain[cue.start].isascii()
        hangul = "가" <= sentence.plain[cue.start] <= "힣"
        gap = cue.start - end if hangul else start - cue.end
        between = sentence.plain[end : cue.start] if hangul else sentence.plain[cue.end : start]
        if 0 <= gap <= _REACH[latin] and not set(between) & _COMMAS:
            return True
    return False


def _without_owners(names: Sequence[str], sentences: Sequence[Sentence], cast: Cast) -> list[str]:
    """Without firms named only as the owner of another party ("A's subsidiary B", "A의 자회사 B", "A旗下B")."""
    owners: set[str] = set()
    others: set[str] = set()
    for sentence in sentences:
        firms = [m for m in sentence.mentions if cast.is_company(m)]
        for mention, following in zip(firms, [*firms[1:], None][: len(firms)], strict=True):
            end = mention.span.end - sentence.start
            owns = following is not None and (
                _is_owner_of(sentence, mention, following, cast)
                or any(
                    end <= cue.start <= end + _OWNER_REACH
                    and 0 <= following.span.start - sentence.start - cue.end <= _OWNED_REACH
                    and not set(sentence.plain[end : cue.start]) & (_COMMAS | _COLONS)
                    and not set(sentence.plain[cue.end : following.span.start - sentence.start]) & _TOWARDS
                    for cue in sentence.of("owner")
                )
            )
            (owners if owns else others).add(mention.entity)
    return [name for name in names if name not in owners - others]


def _is_owner_of(sentence: Sentence, owner: Mention, owned: Mention, cast: Cast) -> bool:
    """Whether nothing but a possessive stands between a firm and its own subsidiary ("A's B", "A의 B")."""
    entity = cast.entity(owned.entity)
    between = sentence.plain[owner.span.end - sentence.start : owned.span.start - sentence.start]
    return entity is not None and entity.parent == owner.entity and between in _POSSESSIVE


def acting_abroad(names: Sequence[str], cast: Cast, host: Side) -> tuple[str, ...]:
    """Of a firm's own step into a country, only that firm and its kin act; customers there are the reason."""
    guests = tuple(name for name in names if cast.side(name) is not host)
    return guests or tuple(names)


def _without_shadows(names: Sequence[str], cast: Cast) -> tuple[str, ...]:
    """Country marks go where a firm of their side is named."""
    named = {cast.side(name) for name in names if name not in UNNAMED.values()}
    return tuple(n for n in names if n not in UNNAMED.values() or cast.side(n) not in named)


def with_roles(names: Sequence[str], event: Event, cast: Cast, head: Sentence) -> tuple[Party, ...]:
    """The parties with the roles the event gives them; of a purchase, those the first sentence gives."""
    roles = _roles(names, event.roles, cast, passive=head.has("passive"))
    if event.roles == PURCHASE and len(names) > 1:
        roles = purchase_roles(names, head, cast) or roles
    return tuple(Party(entity=name, side=cast.side(name), role=role) for name, role in zip(names, roles, strict=True))


def _roles(names: Sequence[str], roles: Sequence[str], cast: Cast, *, passive: bool) -> list[str]:
    if len(names) < 2 and len(roles) > 1:
        return [roles[0]] * len(names) if "supplier" not in roles else ["actor"] * len(names)
    if set(roles) == {"supplier", "buyer"}:
        return _trade(names, cast, passive=passive)
    if len(roles) == 2:
        return [roles[0], *[roles[1]] * (len(names) - 1)]
    return [roles[0] if roles else "actor"] * len(names)


def purchase_roles(names: Sequence[str], head: Sentence, cast: Cast) -> list[str]:
    """Who buys, whose shares they are, and who else has a part in it ("actor": a seller); [] where no verb says so."""
    buyers = _buyers(head, cast) & set(names)
    if not buyers or buyers == set(names):
        return []
    sellers = {name for m in head.mentions if (name := cast.firm(m)) and _is_source(head, m)}
    others = [name for name in names if name not in buyers]
    ventures = {name for name in others if cast.side(name) is Side.JOINT}
    targets = ventures or (set(others) - sellers) or set(others)
    investor, target = PURCHASE
    return [investor if n in buyers else target if n in targets else "actor" for n in names]


def _buyers(head: Sentence, cast: Cast) -> set[str]:
    """The firms that are the subject of buying, or stand where a seller's customer stands."""
    firms = [(m, name) for m in head.mentions if (name := cast.firm(m)) and cast.side(name) is not Side.JOINT]
    found = {name for m, name in firms if _is_after(head, m, _BY) or _is_customer(head, m)}
    if found:
        return found
    for verb in head.of("cue", "acquires"):
        before = [(m, name) for m, name in firms if m.span.end - head.start <= verb.start and not _is_source(head, m)]
        marked = [name for m, name in before if head.plain[m.span.end - head.start :].startswith(_SUBJECT)]
        if before:
            hangul = "가" <= head.plain[verb.start] <= "힣"
            last, buyer = before[-1]
            row = {name for m, name in before if _in_a_row(head, m, last)}
            return {marked[-1] if marked else before[0][1]} if hangul else {buyer, *row}
    return set()


def _is_customer(head: Sentence, mention: Mention) -> bool:
    """Whether a sale goes to this firm."""
    end = mention.span.end - head.start
    if not head.has("cue", "sells"):
        return False
    return _is_after(head, mention, _TO) or head.plain[end:].startswith(_TO_BEHIND)


def _is_source(head: Sentence, mention: Mention) -> bool:
    """Whether the shares come from this firm."""
    start = mention.span.start - head.start
    selling = any(0 <= verb.start - (start + len(mention.surface)) <= 1 for verb in head.of("cue", "sells"))
    behind = head.plain[mention.span.end - head.start :]
    return selling or _is_after(head, mention, _FROM) or behind.startswith(_FROM_BEHIND)


def _is_after(head: Sentence, mention: Mention, words: tuple[str, ...]) -> bool:
    return head.plain[: mention.span.start - head.start].rstrip().endswith(words)


def _trade(names: Sequence[str], cast: Cast, *, passive: bool) -> list[str]:
    """Who sells and who buys: by place in the chain of value, else by order in the sentence."""
    levels = [_LEVEL.get(cast.sector(name)) for name in names]
    known = [level for level in levels if level is not None]
    if len(set(known)) > 1:
        low = min(known)
        return ["actor" if level is None else "supplier" if level == low else "buyer" for level in levels]
    first, second = ("buyer", "supplier") if passive else ("supplier", "buyer")
    return [first, *[second] * (len(names) - 1)]


def sides_of(names: Iterable[str], cast: Cast) -> frozenset[Side]:
    """The sides that act."""
    return frozenset(cast.side(name) for name in names)


def are_both(sides: Collection[Side]) -> bool:
    """Whether both sides are there; a joint venture is the other side to each of them."""
    return {Side.KR, Side.CN} <= set(sides) or (Side.JOINT in sides and (Side.KR in sides or Side.CN in sides))
