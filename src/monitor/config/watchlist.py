"""`config/watchlist.yaml`: whom we look for, checked before anything is matched, and added to without code."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from monitor.config.files import Document, checked, load_document, parse_document
from monitor.config.fold import Fold
from monitor.config.marks import load_decoys, load_marks
from monitor.config.particles import Particles, load_particles
from monitor.config.watchlist_checks import check_watchlist
from monitor.config.watchlist_shape import EntityShape, RuleShape, WatchlistShape, spelled_out
from monitor.model import Alias, Entity, Watchlist

__all__ = ["Particles", "append_entity", "load_particles", "load_watchlist", "read_watchlist"]


def load_watchlist(folder: Path) -> Watchlist:
    """Read `watchlist.yaml`, `vocabulary/marks.yaml` and `vocabulary/decoys.yaml` under the configuration folder.

    Raises:
        ConfigError: a file is missing or wrong; the message names file, line and what to do.
    """
    return read_watchlist(load_document(folder / "watchlist.yaml"), folder)


def read_watchlist(document: Document, folder: Path) -> Watchlist:
    """The watchlist in `document`, with the marks and decoys of the configuration folder.

    Raises:
        ConfigError: the document or one of the other files is wrong.
    """
    fold = Fold(load_particles(folder).variants)
    marks, decoys = load_marks(folder), load_decoys(folder)
    shape = checked(document, WatchlistShape)
    check_watchlist(document, shape, fold, decoys)
    entities = tuple(_entity(entity, shape.words, fold) for entity in shape.entities)
    return Watchlist(entities=entities, marks=marks, decoys=decoys)


def append_entity(folder: Path, entry: Mapping[str, Any]) -> Entity:
    """Add an entry (the keys of the file) to the end of `watchlist.yaml`, whose other lines stay as they are.

    The file is replaced in one step, and only when the whole list with the new entry is right.

    Raises:
        ConfigError: the entry would make the list wrong, or the list is wrong already; nothing was written.
    """
    path = folder / "watchlist.yaml"
    load_document(path)
    block = yaml.safe_dump([dict(entry)], allow_unicode=True, sort_keys=False, default_flow_style=None, width=116)
    text = path.read_text(encoding="utf-8").rstrip("\n") + "\n" + block
    watchlist = read_watchlist(parse_document(path, text), folder)
    fresh = path.with_name(path.name + ".new")
    fresh.write_text(text, encoding="utf-8")
    fresh.replace(path)
    return watchlist.entities[-1]


def _entity(shape: EntityShape, words: Mapping[str, Sequence[str]], fold: Fold) -> Entity:
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


def _aliases(shape: EntityShape, words: Mapping[str, Sequence[str]], fold: Fold) -> Iterator[Alias]:
    """Every alias once for each rule that speaks of it, and once for the texts no rule speaks of."""
    spoken_of = [({fold.of(name) for name in rule.listed()}, rule) for rule in shape.rules]
    for language, texts in shape.aliases.items():
        for text in texts:
            rules = [rule for names, rule in spoken_of if fold.of(text) in names]
            if all(rule.language for rule in rules):
                yield Alias(text=text, language=language)
            yield from (_alias(text, language, rule, words) for rule in rules)


def _alias(text: str, language: str, rule: RuleShape, words: Mapping[str, Sequence[str]]) -> Alias:
    return Alias(
        text=text,
        language=language,
        only_in=rule.language,
        case=rule.case,
        require=tuple(spelled_out(rule.require, words)),
        forbid=tuple(spelled_out(rule.forbid, words)),
        within=rule.within,
        fuzzy=rule.fuzzy,
    )
