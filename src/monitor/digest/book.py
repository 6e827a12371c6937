"""Names, labels, flags and figures, as a reader of one language wants to see them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from monitor.digest.wording import phrase
from monitor.model import UNNAMED, Amount, Entity, Party, Side, Watchlist

Labels = Mapping[str, Mapping[str, str]]
"""id → language → label."""

FormatAmount = Callable[[Amount, str], str]
"""An amount in words of a language: "8 GWh", "약 1.2조원"."""

Convert = Callable[[Amount, str, date], Amount | None]
"""An amount in another currency at the rate of a day; None when it is no money or the day has no rate."""

#: The money a reader of a language thinks in.
CURRENCY: Final = {"en": "USD", "ko": "KRW", "zh": "CNY"}

MONEY: Final = frozenset({"KRW", "CNY", "USD", "EUR", "JPY"})
_UNNAMED: Final = frozenset(UNNAMED.values())


def plain_amount(amount: Amount, _language: str) -> str:
    """An amount as the source printed it."""
    return amount.surface


def no_rate(_amount: Amount, _currency: str, _day: date) -> Amount | None:
    """The exchange that is always closed."""
    return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """What the renderers look things up in. Build it with `Book.of`."""

    names: Labels
    countries: Mapping[str, str]
    events: Labels = field(default_factory=dict)
    stages: Labels = field(default_factory=dict)
    products: Labels = field(default_factory=dict)
    places: Labels = field(default_factory=dict)
    newsrooms: Labels = field(default_factory=dict)
    format_amount: FormatAmount = plain_amount
    convert: Convert = no_rate
    ledger_url: str = ""  # pages of the ledger; a development is at {ledger_url}/{id}

    @classmethod
    def of(
        cls,
        watchlist: Watchlist,
        *,
        events: Labels,
        stages: Labels,
        products: Labels,
        places: Labels | None = None,
        newsrooms: Labels | None = None,
        format_amount: FormatAmount = plain_amount,
        convert: Convert = no_rate,
        ledger_url: str = "",
    ) -> Book:
        """The book of a watchlist: an entity's name in a language is its first alias of that language."""
        return cls(
            names={e.id: _names(e) for e in watchlist.entities},
            countries={e.id: e.country for e in watchlist.entities},
            events=events,
            stages=stages,
            products=products,
            places=places or {},
            newsrooms=newsrooms or {},
            format_amount=format_amount,
            convert=convert,
            ledger_url=ledger_url.rstrip("/"),
        )

    def name(self, entity: str, language: str) -> str:
        """An entity's name; parties known by country only read "a Chinese company"."""
        if entity in _UNNAMED:
            return phrase(language, entity)
        return _pick(self.names.get(entity, {}), language) or entity

    def event(self, event: str, language: str) -> str:
        """The label of an event id."""
        return _label(self.events, event, language)

    def stage(self, stage: str, language: str) -> str:
        """The label of a stage id."""
        return _label(self.stages, stage, language)

    def product(self, product: str, language: str) -> str:
        """The label of a product id: of the vocabulary, or a product of the watchlist."""
        return _label(self.products if product in self.products else self.names, product, language)

    def place(self, place: str, language: str) -> str:
        """The label of a place id, the name of a plant of the watchlist, or the place as printed."""
        return _pick(self.places.get(place) or self.names.get(place, {}), language) or place

    def newsroom(self, newsroom: str, language: str) -> str:
        """The name of a newsroom; its id where it has left the list."""
        return _pick(self.newsrooms.get(newsroom, {}), language) or newsroom

    def flag(self, party: Party) -> str:
        """The flag of a party's side; of its country where it belongs to neither side."""
        if party.side is Side.JOINT:
            return _flag("KR") + _flag("CN")
        return _flag(self.countries.get(party.entity, "") if party.side is Side.OTHER else party.side)

    def amount(self, amount: Amount, language: str) -> str:
        """An amount in its own unit."""
        return self.format_amount(amount, language)

    def conversion(self, amount: Amount, language: str, at: date) -> str:
        """The amount in the reader's money at the rate of `at`; "" where there is nothing to convert."""
        currency = CURRENCY.get(language, "USD")
        if amount.unit not in MONEY or amount.unit == currency:
            return ""
        converted = self.convert(amount, currency, at)
        return self.format_amount(replace(converted, qualifier=""), language) if converted else ""

    def link(self, development: str) -> str:
        """The address of a development's page, or ""."""
        return f"{self.ledger_url}/{development}" if self.ledger_url else ""


def _names(entity: Entity) -> dict[str, str]:
    names = {"": entity.name}
    for alias in entity.aliases:
        names.setdefault(alias.language or "", alias.text)
    names["en"] = entity.name
    if entity.side is not Side.KR and entity.name.isascii() and entity.name.isupper():
        names["ko"] = entity.name  # the Korean press prints foreign acronyms as they are: CATL, BYD
    return names


def _label(labels: Labels, key: str, language: str) -> str:
    label = _pick(labels.get(key, {}), language) or key.replace("-", " ")
    return label[:1].upper() + label[1:]


def _pick(labels: Mapping[str, str], language: str) -> str:
    """The label in a language, or the nearest there is."""
    for code in (language, "zh-hans", "zh_hans") if language == "zh" else (language,):
        if labels.get(code):
            return labels[code]
    return labels.get("en") or labels.get("", "")


def _flag(country: str) -> str:
    """Two regional indicator letters; nothing for a country that has no two-letter code."""
    if len(country) != 2 or not country.isascii() or not country.isalpha():
        return ""
    return "".join(chr(0x1F1E6 + ord(letter) - ord("A")) for letter in country.upper())
