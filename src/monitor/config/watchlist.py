"""`config/watchlist.yaml` and the words that shield it: whom we look for, checked before anything is matched."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from monitor.config.files import Document, Key, checked, load_document
from monitor.config.fold import Fold
from monitor.config.marks import load_decoys, load_marks
from monitor.config.particles import Particles, load_particles
from monitor.model import Alias, Entity, Side, Watchlist

__all__ = ["Particles", "load_particles", "load_watchlist"]

Language = Literal["en", "ko", "zh"]
Kind = Literal["company", "organisation", "person", "product", "place", "technology"]


class _Shape(BaseModel):
    model_config = ConfigDict(extra="forbid", populate_by_name=True)


class _Rule(_Shape):
    names: str | list[str] = Field(alias="for")
    language: Language | Literal[""] = Field(default="", alias="in")
    case: bool = False
    require: list[str] = Field(default_factory=list)
    forbid: list[str] = Field(default_factory=list)
    within: Literal["sentence", "title", "item"] = "item"
    fuzzy: bool | None = None

    def listed(self) -> list[str]:
        return [self.names] if isinstance(self.names, str) else self.names


class _Entity(_Shape):
    id: str = Field(pattern=r"^[a-z0-9][a-z0-9-]*$")
    name: str = Field(min_length=1)
    kind: Kind
    side: Side
    country: str = ""
    sector: str = ""
    role: str = ""
    watch: bool = True
    parent: str | None = None
    tickers: list[str] = Field(default_factory=list)
    aliases: dict[Language, list[str]] = Field(min_length=1)
    rules: list[_Rule] = Field(default_factory=list)


class _File(_Shape):
    words: dict[str, list[str]] = Field(default_factory=dict)
    entities: list[_Entity]


def load_watchlist(folder: Path) -> Watchlist:
    """Read `watchlist.yaml`, `vocabulary/marks.yaml` and `vocabulary/decoys.yaml` under the configuration folder.

    Raises:
        ConfigError: a file is missing or wrong; the message names file, line and what to do.
    """
    fold = Fold(load_particles(folder).variants)
    entities = _entities(load_document(folder / "watchlist.yaml"), fold)
    return Watchlist(entities=entities, marks=load_marks(folder), decoys=load_decoys(folder))


def _entities(document: Document, fold: Fold) -> tuple[Entity, ...]:
    shape = checked(document, _File)
    _check(document, shape, fold)
    return tuple(_entity(entity, shape.words, fold) for entity in shape.entities)


def _entity(shape: _Entity, words: Mapping[str, Sequence[str]], fold: Fold) -> Entity:
    return Entity(
        id=shape.id,
        name=shape.name,
        kind=shape.kind,
        country=shape.country,
        side=shape.side,
        role=shape.role,
        sector=shape.sector,
        watch=shape.watch,
        parent=shape.parent,
        tickers=tuple(shape.tickers),
        aliases=tuple(_aliases(shape, words, fold)),
    )


def _aliases(shape: _Entity, words: Mapping[str, Sequence[str]], fold: Fold) -> Iterator[Alias]:
    """Every alias once for each rule that speaks of it; rules for one language come beside the general one."""
    for language, texts in shape.aliases.items():
        for text in texts:
            rules = [r for r in shape.rules if fold.of(text) in map(fold.of, r.listed())]
            if not any(r.language == "" for r in rules):
                yield Alias(text=text, language=language)
            for rule in rules:
                yield _alias(text, language, rule, words)


def _alias(text: str, language: str, rule: _Rule, words: Mapping[str, Sequence[str]]) -> Alias:
    return Alias(
        text=text,
        language=language,
        only_in=rule.language,
        case=rule.case,
        require=tuple(_spelled(rule.require, words)),
        forbid=tuple(_spelled(rule.forbid, words)),
        within=rule.within,
        fuzzy=rule.fuzzy,
    )


def _spelled(listed: Sequence[str], words: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """The words of a condition, with `$name` written out."""
    for word in listed:
        yield from words[word[1:]] if word.startswith("$") else [word]


# ── what a reader of YAML cannot see ─────────────────────────────────────────────────────────────────────────────


def _check(document: Document, shape: _File, fold: Fold) -> None:
    _check_ids(document, shape.entities)
    owners: dict[str, tuple[str, str]] = {}
    for at, entity in enumerate(shape.entities):
        for language, texts in entity.aliases.items():
            for n, text in enumerate(texts):
                _check_alias(document, ("entities", at, "aliases", language, n), entity, text, fold.of(text), owners)
        _check_rules(document, at, entity, shape.words, fold)


def _check_ids(document: Document, entities: Sequence[_Entity]) -> None:
    seen: set[str] = set()
    for at, entity in enumerate(entities):
        if entity.id in seen:
            raise document.error(f"{entity.id}: the id is given twice", "entities", at, fix="merge the two entries")
        seen.add(entity.id)
    for at, entity in enumerate(entities):
        if entity.parent is not None and (entity.parent not in seen or entity.parent == entity.id):
            what = f"{entity.id}: its parent {entity.parent!r} is not another entity of the list"
            raise document.error(what, "entities", at, "parent", fix="name the id of another entity, or remove it")


def _check_alias(
    document: Document,
    where: Sequence[Key],
    entity: _Entity,
    text: str,
    folded: str,
    owners: dict[str, tuple[str, str]],
) -> None:
    if len(folded) < 2:
        what = f"{entity.id}: the alias {text!r} has fewer than two letters and would be found everywhere"
        raise document.error(what, *where, fix="remove it, or give a longer form")
    owner, spelling = owners.setdefault(folded, (entity.id, text))
    if owner != entity.id:
        what = f"{entity.id}: the alias {text!r} is already one of {owner} ({spelling!r})"
        raise document.error(what, *where, fix="leave it with the one that the press means")
    if spelling is not text and fold_keeps(spelling, text):
        what = f"{entity.id}: the alias {text!r} is the same as {spelling!r}"
        raise document.error(what, *where, fix="remove it; spacing, width, script and dots are folded anyway")


def fold_keeps(one: str, other: str) -> bool:
    """Whether two spellings of one folded form differ in nothing a rule about letter case could tell apart."""
    return one.casefold() != other.casefold() or one == other


def _check_rules(document: Document, at: int, entity: _Entity, words: Mapping[str, Sequence[str]], fold: Fold) -> None:
    known = {fold.of(text) for texts in entity.aliases.values() for text in texts}
    seen: set[tuple[str, str]] = set()
    for n, rule in enumerate(entity.rules):
        where: tuple[Key, ...] = ("entities", at, "rules", n)
        for name in rule.listed():
            _check_rule_name(document, where, entity.id, name, fold.of(name) in known)
            key = (fold.of(name), rule.language)
            same = [x for x in rule.listed() if fold.of(x) == key[0]]
            if key in seen and name == same[0]:
                what = f"{entity.id}: two rules speak of {name!r}"
                raise document.error(what, *where, fix="merge them into one, or say `in:` which language each is for")
            seen.add(key)
        _check_words(document, where, entity.id, rule, words)


def _check_rule_name(document: Document, where: Sequence[Key], entity: str, name: str, known: bool) -> None:  # noqa: FBT001
    if not known:
        what = f"{entity}: the rule speaks of {name!r}, which is not one of its aliases"
        raise document.error(what, *where, "for", fix="add the alias, or correct the rule")


def _check_words(
    document: Document, where: Sequence[Key], entity: str, rule: _Rule, words: Mapping[str, Sequence[str]]
) -> None:
    for key, listed in (("require", rule.require), ("forbid", rule.forbid)):
        for word in listed:
            if word.startswith("$") and word[1:] not in words:
                what = f"{entity}: there is no list {word!r}"
                raise document.error(what, *where, key, fix="add it under `words`, or write the words out")
    both = _both(_spelled(rule.require, words), _spelled(rule.forbid, words))
    if both:
        what = f"{entity}: {both!r} is both required and forbidden"
        raise document.error(what, *where, fix="remove it from one of the two")


def _both(required: Iterable[str], forbidden: Iterable[str]) -> str:
    return next(iter(sorted({w.casefold() for w in required} & {w.casefold() for w in forbidden})), "")
