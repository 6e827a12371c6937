"""A development in one line of English, Korean or Chinese, composed from its facts and nothing else."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from monitor.digest import gloss_words as words
from monitor.digest.book import MONEY, Book
from monitor.digest.particles import KoreanFormatter, with_particle
from monitor.digest.plain import clean, period
from monitor.digest.wording import LANGUAGES
from monitor.model import Amount, Development, Party

MOST_NAMES: Final = 3  # of a side; more are left to the card
MOST_OF_A_KIND: Final = 2  # sums, places or periods in brackets
_TAKING: Final = frozenset({"buyer", "target", "defendant"})
_DESCRIBING: Final = ("form-", "chem-")  # products that say what kind of cells
_ANY_CELLS: Final = "battery-general"
Parties = tuple[Party, ...]
_fill: Final = KoreanFormatter().format


def gloss(development: Development, language: str, book: Book) -> str:
    """One sentence; a language that is not spoken here reads as English. Every figure is one of the facts."""
    language = language if language in LANGUAGES else "en"
    pattern, first, second = _pattern(development, language)
    said = _sentence(development, pattern, first, second, language, book) or _named(development, language, book)
    text = clean(said + _tail(development, pattern, language, book)) + words.END[language]
    return text[:1].upper() + text[1:]


# ── the sentence ─────────────────────────────────────────────────────────────────────────────────────────────────


def _pattern(development: Development, language: str) -> tuple[str, Parties, Parties]:
    """What is done as a pattern, who does it and to whom; "" where the words for that are lacking."""
    phrase = words.EVENTS[language].get(development.event)
    if phrase is None or development.status not in words.STAGES.get(development.event, ()):
        return "", (), ()
    first, second = _sides(development.parties, phrase.subject)
    if phrase.both and first and second:
        return phrase.both, first, second
    if phrase.mutual and len(development.parties) > 1:
        return phrase.mutual, development.parties, ()
    return (phrase.alone, first, ()) if len(first) == 1 else ("", (), ())


def _sentence(
    development: Development, pattern: str, first: Parties, second: Parties, language: str, book: Book
) -> str:
    """Who does what to whom and how far it has come; "" without a pattern."""
    if not pattern:
        return ""
    does = _fill(
        pattern,
        them=_names(second, language, book),
        goods=_goods(development, language, book),
        kind=_kind(development.products, language, book),
        share=_share(development, language, book),
    )
    frame = words.FRAMES[language][development.status]
    return _fill(frame, who=_names(first, language, book), does=does, **_agreement(len(first)))


def _sides(parties: Parties, subject: tuple[str, ...]) -> tuple[Parties, Parties]:
    """Those who do it, and those it is done to."""
    doing = tuple(p for p in parties if p.role in subject)
    roles = {p.role for p in parties} - set(subject)
    others = _TAKING if subject[0] not in _TAKING else {"supplier"}
    return doing, tuple(p for p in parties if p.role in others) if roles & set(others) else ()


def _agreement(subjects: int) -> dict[str, str]:
    if subjects > 1:
        return {"has": "have", "is": "are", "plans": "plan"}
    return {"has": "has", "is": "is", "plans": "plans"}


def _named(development: Development, language: str, book: Book) -> str:
    """The parties with the labels of event and stage."""
    return words.NOMINAL[language].format(
        who=_names(development.parties, language, book),
        event=_inline(book.event(development.event, language)),
        stage=_inline(book.stage(development.status, language)),
    )


def _names(parties: Sequence[Party], language: str, book: Book) -> str:
    names = list(dict.fromkeys(clean(book.name(p.entity, language)) for p in parties))[:MOST_NAMES]
    comma, last = words.AND[language]
    if len(names) < 2:
        return "".join(names)
    head = comma.join(names[:-1])
    joint = with_particle(head, "과") + " " if language == "ko" else head + last
    return joint + names[-1]


def _inline(label: str) -> str:
    """A label in the middle of a sentence: "Supply contract" → "supply contract", but MoU and LFP as they are."""
    word = label.partition(" ")[0]
    return label[:1].lower() + label[1:] if word[1:].islower() else label


# ── what ─────────────────────────────────────────────────────────────────────────────────────────────────────────


def _goods(development: Development, language: str, book: Book) -> str:
    """What is traded or made, with its quantity: "8 GWh of cylindrical batteries"."""
    goods = _kind(development.products, language, book)
    quantity = next(iter(_quantities(development)), None)
    if quantity is None:
        return goods
    return words.QUANTITY_OF[language].format(clean(book.amount(quantity, language)), goods)


def _kind(products: Sequence[str], language: str, book: Book) -> str:
    """The kinds of goods, those that only describe cells in front of a word for cells; where none is told, the
    names of models or works."""
    told = [p for p in products if p != _ANY_CELLS]
    goods_told = [p for p in told if p in book.products]
    labels = {p: _inline(clean(book.product(p, language))) for p in goods_told}
    labels = labels or {p: clean(book.product(p, language)) for p in told}
    describing = [label for p, label in labels.items() if p.startswith(_DESCRIBING)]
    goods = [label for p, label in labels.items() if not p.startswith(_DESCRIBING)][:MOST_OF_A_KIND]
    noun = ("/" if language == "en" else "·" if language == "ko" else "、").join(goods) or words.CELLS[language]
    gap = "" if language == "zh" else " "
    if describing and describing[-1].endswith(noun):
        noun, gap = "", gap if len(describing) > 1 else ""
    return f"{gap.join(describing)}{gap if describing and noun else ''}{noun}"


def _share(development: Development, language: str, book: Book) -> str:
    stake = next(iter(_stakes(development)), None)
    return words.SHARE_OF[language].format(book.amount(stake, language)) if stake else words.SHARE[language]


def _told(development: Development) -> list[Amount]:
    """Amounts nobody disputes that are told for their own sake."""
    return [a for a in development.amounts if a.flag != "conflict" and a.role not in {"conversion", "share", "change"}]


def _quantities(development: Development) -> list[Amount]:
    units = ("Wh", "Wh/yr", "t", "t/yr", "m2", "m2/yr")
    return sorted((a for a in _told(development) if a.unit in units), key=lambda a: units.index(a.unit))


def _stakes(development: Development) -> list[Amount]:
    return [a for a in _told(development) if a.unit == "%" and a.role == "stake"]


# ── how much, where, when ────────────────────────────────────────────────────────────────────────────────────────


def _tail(development: Development, pattern: str, language: str, book: Book) -> str:
    """What the sentence does not say, in brackets."""
    parts: list[str] = []
    if not pattern and any(p != _ANY_CELLS for p in development.products):
        parts.append(_kind(development.products, language, book))
    if "{goods" not in pattern:
        parts += [book.amount(a, language) for a in _quantities(development)[:1]]
    if "{share" not in pattern:
        parts += [words.STAKE[language].format(book.amount(a, language)) for a in _stakes(development)[:1]]
    parts += [book.amount(a, language) for a in _told(development) if a.unit in MONEY][:MOST_OF_A_KIND]
    parts += [book.place(p, language) for p in development.places[:MOST_OF_A_KIND]]
    parts += [_period(p, language) for p in development.periods[:MOST_OF_A_KIND]]
    left, joint, right = words.TAIL[language]
    return left + joint.join(dict.fromkeys(map(clean, parts))) + right if parts else ""


def _period(text: str, language: str) -> str:
    """As on a card, but a lone year and a month are said as words in Korean and Chinese."""
    year, _, part = text.partition("-")
    if part.isdigit():
        return words.MONTH[language].format(year, int(part))
    printed = period(text, language)
    return words.YEAR[language].format(printed) if printed[-1:].isdigit() else printed
