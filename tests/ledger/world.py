"""Short ways to write reports for the ledger."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from monitor.config.identity import Identity, IdentityRules
from monitor.ledger.entry import Entry
from monitor.model import UNNAMED, Amount, Party, Report, Scope, Side, Source, Span

DAY_ZERO = datetime(2026, 3, 2, tzinfo=UTC)
SIDES = {
    "hanbit": Side.KR,
    "sori": Side.KR,
    "mirae": Side.KR,
    "jinlong": Side.CN,
    "jinlong-auto": Side.CN,
    "baiyun": Side.CN,
    "minhe": Side.CN,
    "target": Side.OTHER,
}
RULES = IdentityRules(
    families={
        "supply": ("supply-contract", "supply-change"),
        "venture": ("joint-venture", "plant", "dissolution"),
    },
    open_events=("talks", "mou"),
    closing_events=("supply-change", "dissolution"),
    recurring_events=("earnings",),
    serial_events=("lawsuit",),
    busy_firms=("sori", "baiyun"),
    usual_products={"foil": ("copper-foil",)},
    common_places=("europe",),
    equal_stages=(("signed", "confirmed"),),
    reversals=("denied", "revised", "cancelled"),
    alterations=("revised",),
    altering_events=("supply-change",),
    exclusive_products=(("cathode", "copper-foil"),),
    dimensions={"energy": ("Wh",), "money": ("KRW", "CNY", "USD"), "mass": ("t",), "share": ("%",)},
)
RANKS = {"rumoured": 1, "considering": 2, "in-talks": 3, "mou": 4, "signed": 7, "confirmed": 8, "in-production": 10}


IDENTITY = Identity(RULES, {"jinlong-auto": "jinlong"}, RANKS, sectors={"hanbit": "foil"})


def amount(value: float, unit: str, qualifier: str = "") -> Amount:
    surface = f"{value:g} {unit}"
    span = Span(field="title", start=0, end=len(surface))
    return Amount(value=value, unit=unit, span=span, surface=surface, qualifier=qualifier)


def entry(
    item: str,
    *parties: str,
    day: float = 0,
    event: str = "supply-contract",
    status: str = "signed",
    amounts: tuple[Amount, ...] = (),
    products: tuple[str, ...] = (),
    places: tuple[str, ...] = (),
    periods: tuple[str, ...] = (),
    scope: Scope = Scope.CORE,
    title: str = "",
    language: str = "en",
    dated: bool = True,
    index: int = 0,
) -> Entry:
    """An entry of our own little world; parties are ids of SIDES, or "KR" / "CN" for an unnamed firm."""
    at = DAY_ZERO + timedelta(days=day)
    made = tuple(
        Party(entity=UNNAMED[Side(p)], side=Side(p))
        if p in ("KR", "CN")
        else Party(entity=p, side=SIDES[p], role="target" if p == "target" else "actor")
        for p in parties or ("hanbit", "jinlong")
    )
    report = Report(
        item=item,
        index=index,
        event=event,
        status=status,
        parties=made,
        at=at,
        amounts=amounts,
        products=products,
        places=places,
        periods=periods,
        scope=scope,
        reportable=True,
    )
    source = Source(
        item=item,
        index=index,
        publisher="wire",
        language=language,
        url="",
        title=title or item * 6,  # like no other title
        sentence="",
        at=at,
        status=status,
        dated=dated,
    )
    return Entry(report=report, source=source)
