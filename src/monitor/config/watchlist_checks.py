"""Mistakes in a watchlist that its shape cannot show: doubles, contradictions, names that would be found everywhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from monitor.config.files import Document, Key
from monitor.config.fold import Fold
from monitor.config.watchlist_shape import EntityShape, RuleShape, WatchlistShape, spelled_out

#: A name of one letter, or one syllable, stands in every text.
SHORTEST: Final = 2


def check_watchlist(document: Document, shape: WatchlistShape, fold: Fold, decoys: Sequence[str]) -> None:
    """Raise `ConfigError` for the first mistake found, with its line and what to do."""
    _check_ids(document, shape.entities)
    _check_parents(document, shape.entities)
    aliases = _Aliases(document, fold, decoys)
    for at, entity in enumerate(shape.entities):
        aliases.check(at, entity)
        _check_rules(document, at, entity, shape.words, fold)


def _check_ids(document: Document, entities: Sequence[EntityShape]) -> None:
    seen: set[str] = set()
    for at, entity in enumerate(entities):
        if entity.id in seen:
            raise document.error(f"{entity.id}: the id is given twice", "entities", at, fix="merge the two entries")
        seen.add(entity.id)


def _check_parents(document: Document, entities: Sequence[EntityShape]) -> None:
    parents = {entity.id: entity.parent for entity in entities}
    for at, entity in enumerate(entities):
        above, steps = entity.parent, 0
        if above is not None and above not in parents:
            what = f"{entity.id}: its parent {above!r} is not in the list"
            raise document.error(what, "entities", at, "parent", fix="name the id of another entity, or remove it")
        while above is not None and above != entity.id and steps < len(parents):
            above, steps = parents[above], steps + 1
        if above == entity.id:
            what = f"{entity.id}: it is its own parent by way of {entity.parent!r}"
            raise document.error(what, "entities", at, "parent", fix="remove one of the parents")


class _Aliases:
    """The aliases checked so far, by normal form."""

    def __init__(self, document: Document, fold: Fold, decoys: Sequence[str]) -> None:
        self._document, self._fold = document, fold
        self._decoys = {fold.of(text): text for text in decoys}
        self._owners: dict[str, tuple[str, bool]] = {}

    def check(self, at: int, entity: EntityShape) -> None:
        shared = {self._fold.of(name) for rule in entity.rules if rule.shared for name in rule.listed()}
        own: dict[str, list[str]] = {}
        for language, texts in entity.aliases.items():
            for n, text in enumerate(texts):
                where: tuple[Key, ...] = ("entities", at, "aliases", language, n)
                folded = self._fold.of(text)
                self._check_form(where, entity.id, text, folded)
                self._check_owner(where, entity.id, text, folded, shared=folded in shared)
                self._check_own(where, entity.id, text, own.setdefault(folded, []))

    def _check_form(self, where: Sequence[Key], entity: str, text: str, folded: str) -> None:
        if len(folded) < SHORTEST:
            what = f"{entity}: the alias {text!r} is too short and would be found everywhere"
            raise self._document.error(what, *where, fix="remove it, or give a longer form")
        if folded in self._decoys:
            what = f"{entity}: the alias {text!r} is also a decoy ({self._decoys[folded]!r}) and could never be found"
            raise self._document.error(what, *where, fix="remove it here, or from vocabulary/decoys.yaml")

    def _check_owner(self, where: Sequence[Key], entity: str, text: str, folded: str, *, shared: bool) -> None:
        owner, theirs = self._owners.setdefault(folded, (entity, shared))
        if owner != entity and not (shared and theirs):
            what = f"{entity}: the alias {text!r} already belongs to {owner}"
            fix = "leave it with the one the press means, or give both a rule with `shared: true`"
            raise self._document.error(what, *where, fix=fix)

    def _check_own(self, where: Sequence[Key], entity: str, text: str, before: list[str]) -> None:
        """The same form twice is a mistake, but for spellings that a rule about letter case keeps apart."""
        for other in before:
            if other == text or other.casefold() != text.casefold():
                what = f"{entity}: the alias {text!r} is found by {other!r} already"
                raise self._document.error(what, *where, fix="remove it: spacing, width, dots and script are folded")
        before.append(text)


def _check_rules(
    document: Document, at: int, entity: EntityShape, words: Mapping[str, Sequence[str]], fold: Fold
) -> None:
    known = {fold.of(text) for texts in entity.aliases.values() for text in texts}
    seen: Counter[tuple[str, str]] = Counter()
    for n, rule in enumerate(entity.rules):
        where: tuple[Key, ...] = ("entities", at, "rules", n)
        for name in rule.listed():
            if fold.of(name) not in known:
                what = f"{entity.id}: the rule speaks of {name!r}, which is not one of its aliases"
                raise document.error(what, *where, "for", fix="add the alias, or correct the rule")
        seen.update({(fold.of(name), rule.language) for name in rule.listed()})
        if twice := [name for (name, _), times in seen.items() if times > 1]:
            what = f"{entity.id}: two rules speak of {twice[0]!r}"
            raise document.error(what, *where, fix="merge them, or say with `in:` which language each is for")
        _check_rule(document, where, entity.id, rule, words)


def _check_rule(
    document: Document, where: Sequence[Key], entity: str, rule: RuleShape, words: Mapping[str, Sequence[str]]
) -> None:
    for key, listed in (("require", rule.require), ("forbid", rule.forbid)):
        for word in listed:
            if word.startswith("$") and word[1:] not in words:
                what = f"{entity}: there is no list of words {word!r}"
                raise document.error(what, *where, key, fix="add it under `words`, or write the words out")
    if both := _spelled(rule.require, words) & _spelled(rule.forbid, words):
        what = f"{entity}: {min(both)!r} is both required and forbidden"
        raise document.error(what, *where, fix="remove it from one of the two")
    if rule.case and not any(name.lower() != name.upper() for name in rule.listed()):
        what = f"{entity}: {rule.listed()[0]!r} has no letters with case"
        raise document.error(what, *where, "case", fix="remove `case`")
    if not (rule.case or rule.shared or rule.require or rule.forbid or rule.fuzzy is not None):
        raise document.error(f"{entity}: the rule says nothing", *where, fix="give it a condition, or remove it")


def _spelled(listed: Sequence[str], words: Mapping[str, Sequence[str]]) -> set[str]:
    return {word.casefold() for word in spelled_out(listed, words)}
