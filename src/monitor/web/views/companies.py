"""Companies: each with its deals, partners and how far they have come."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from itertools import groupby

from monitor.digest.book import Book
from monitor.digest.face import tone_of
from monitor.model import Entity, Party, Side, value
from monitor.web.here import Here
from monitor.web.outline import Outline
from monitor.web.views.charts import StageRow, funnel

SIDES = (Side.KR, Side.CN, Side.JOINT, Side.OTHER)
SIDE_NAMES = {
    Side.KR: "Korean",
    Side.CN: "Chinese",
    Side.JOINT: "Korean–Chinese joint ventures",
    Side.OTHER: "Others",
}


@value
class CompanyRow:
    """A company in the index."""

    id: str
    name: str
    native: str
    flag: str
    deals: int
    firm: int
    partners: int
    latest: str
    share: float


@value
class SideGroup:
    """The companies of a side, those with most deals first."""

    name: str
    companies: tuple[CompanyRow, ...]


def companies(outlines: Iterable[Outline], entities: Mapping[str, Entity], here: Here, book: Book) -> list[SideGroup]:
    """Every company that is a party of a development."""
    deals: dict[str, list[Outline]] = defaultdict(list)
    sides: dict[str, Party] = {}
    for one in outlines:
        for party in one.parties:
            sides.setdefault(party.entity, party)
        for entity in one.entities:
            deals[entity].append(one)
    top = max((len(d) for d in deals.values()), default=1)
    rows = [_row(id_, found, sides[id_], entities.get(id_), top, here, book) for id_, found in deals.items()]
    rows.sort(key=lambda r: (SIDES.index(sides[r.id].side), -r.deals, r.name))
    grouped = groupby(rows, key=lambda r: sides[r.id].side)
    return [SideGroup(name=SIDE_NAMES[side], companies=tuple(group)) for side, group in grouped]


def _row(
    id_: str, deals: list[Outline], party: Party, entity: Entity | None, top: int, here: Here, book: Book
) -> CompanyRow:
    partners = {other for one in deals for other in one.entities} - {id_}
    name = book.name(id_, here.language)
    return CompanyRow(
        id=id_,
        name=name,
        native=native_name(id_, entity, name, book),
        flag=book.flag(party),
        deals=len(deals),
        firm=sum(tone_of(one.status) == "firm" for one in deals),
        partners=len(partners),
        latest=here.day(max(one.moved_at for one in deals)),
        share=len(deals) / top,
    )


def native_name(id_: str, entity: Entity | None, shown: str, book: Book) -> str:
    """The name in the company's own language, where it differs from the one shown."""
    language = {"KR": "ko", "CN": "zh"}.get(entity.country if entity else "", "")
    name = book.name(id_, language) if language else ""
    return name if name != shown else ""


# ── one company ──────────────────────────────────────────────────────────────────────────────────────────────────


@value
class Partner:
    """Someone it has deals with."""

    id: str
    name: str
    flag: str
    deals: int
    firm: int
    latest: str


@value
class Name:
    """A name in a language."""

    language: str
    text: str


@value
class Company:
    """A company's own page, without the list of its deals."""

    id: str
    name: str
    names: tuple[Name, ...]
    flag: str
    about: tuple[str, ...]  # kind, country, sector, role, tickers
    deals: int
    firm: int
    halted: int
    since: datetime | None
    stages: tuple[StageRow, ...]
    partners: tuple[Partner, ...]


def company(entity: Entity, outlines: Sequence[Outline], ranks: Mapping[str, int], here: Here, book: Book) -> Company:
    """The page of `entity`; `outlines` are its own."""
    name = book.name(entity.id, here.language)
    names = {code: book.name(entity.id, code) for code in ("en", "ko", "zh")}
    about = (entity.country, entity.sector, entity.role, *entity.tickers)
    return Company(
        id=entity.id,
        name=name,
        names=tuple(Name(language=code, text=text) for code, text in names.items() if text != name),
        flag=book.flag(Party(entity=entity.id, side=entity.side)),
        about=tuple(dict.fromkeys(part for part in about if part)),
        deals=len(outlines),
        firm=sum(tone_of(one.status) == "firm" for one in outlines),
        halted=sum(tone_of(one.status) == "halt" for one in outlines),
        since=min((one.opened_at for one in outlines), default=None),
        stages=funnel(outlines, ranks, here, book),
        partners=_partners(entity.id, outlines, here, book),
    )


def _partners(id_: str, outlines: Sequence[Outline], here: Here, book: Book) -> tuple[Partner, ...]:
    deals: Counter[str] = Counter()
    firm: Counter[str] = Counter()
    parties: dict[str, Party] = {}
    latest: dict[str, datetime] = {}
    for one in outlines:
        for party in {p.entity: p for p in one.parties if p.entity in one.entities and p.entity != id_}.values():
            parties.setdefault(party.entity, party)
            deals[party.entity] += 1
            firm[party.entity] += tone_of(one.status) == "firm"
            latest[party.entity] = max(one.moved_at, latest.get(party.entity, one.moved_at))
    order = sorted(deals, key=lambda e: (-deals[e], -latest[e].timestamp(), e))
    return tuple(
        Partner(
            id=e,
            name=book.name(e, here.language),
            flag=book.flag(parties[e]),
            deals=deals[e],
            firm=firm[e],
            latest=here.day(latest[e]),
        )
        for e in order
    )
