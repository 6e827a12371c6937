"""Who speaks under which names (`publishers.yaml`): newsrooms, the wires among them, the marks of their copies."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints

from monitor.config.files import Document, checked, load_document

FILE: Final = "publishers.yaml"
#: Where in an item a mark is looked for.
WHERE: Final = ("start", "lead", "end", "title")
_SLOTS: Final = frozenset({"name", "place", "who", "day", "rest"})
_SLOT: Final = re.compile(r"\{([^{}]*)\}")

Word = Annotated[str, StringConstraints(min_length=1)]
Host = Annotated[str, StringConstraints(pattern=r"^[a-z0-9.-]+\.[a-z]+(/\S*)?$")]
Forms = tuple[Word, ...]


class _Shape(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Marks(_Shape):
    """Forms by the place they stand in; see the file for their slots."""

    start: Forms = ()
    lead: Forms = ()
    end: Forms = ()
    title: Forms = ()

    def at(self, where: str) -> Forms:
        """The forms of one place."""
        forms: Forms = getattr(self, where)
        return forms


class Newsroom(_Shape):
    """One newsroom: its names by language, the printed one first, its hosts, and its numbers at portals."""

    en: tuple[Word, ...] = ()
    ko: tuple[Word, ...] = ()
    zh: tuple[Word, ...] = ()
    hosts: tuple[Host, ...] = ()
    at: dict[Word, Word] = {}
    wire: bool = False
    marks: Marks = Marks()
    articles: bool = True

    @property
    def names(self) -> tuple[str, ...]:
        """Every name, in any language."""
        return (*self.en, *self.ko, *self.zh)

    def name(self, language: str) -> str:
        """How it is printed in a language; in English, or any other, where it has no name in it."""
        own: tuple[str, ...] = {"ko": self.ko, "zh": self.zh}.get(language, self.en)
        return (own or self.en or self.names)[0]


class Closed(_Shape):
    """A host whose pages are not fetched, and why."""

    host: Host
    why: Word


class Publishers(_Shape):
    """The file."""

    portals: dict[Word, tuple[Word, ...]] = {}
    marks: Marks = Marks()
    credits: Forms = ()
    newsrooms: dict[Annotated[str, StringConstraints(pattern=r"^[a-z0-9][a-z0-9-]*$")], Newsroom] = {}
    not_fetched: tuple[Closed, ...] = ()

    @property
    def labels(self) -> dict[str, dict[str, str]]:
        """The printed names: id → language → name."""
        codes: tuple[Literal["en", "ko", "zh"], ...] = ("en", "ko", "zh")
        return {id_: {code: one.name(code) for code in codes} for id_, one in self.newsrooms.items()}

    @property
    def by_name(self) -> dict[str, str]:
        """Key of a name (see `name_key`) → id."""
        return {name_key(name): id_ for id_, one in self.newsrooms.items() for name in one.names}

    @property
    def by_host(self) -> dict[str, str]:
        """Host, perhaps with a path → id."""
        return {host: id_ for id_, one in self.newsrooms.items() for host in self._hosts(one)}

    @property
    def closed(self) -> dict[str, str]:
        """Host, perhaps with a path → why its pages are not fetched."""
        paid = {
            host: "paid, or closed to programs"
            for one in self.newsrooms.values()
            if not one.articles
            for host in one.hosts
        }
        return paid | {one.host: one.why for one in self.not_fetched}

    def _hosts(self, one: Newsroom) -> Iterator[str]:
        yield from one.hosts
        for portal, number in one.at.items():
            yield from (form.replace("{}", number) for form in self.portals.get(portal, ()))


def name_key(name: str) -> str:
    """A publisher's name reduced to what its spellings share: letters and digits, without the article."""
    plain = unicodedata.normalize("NFKC", name).casefold().strip().removeprefix("the ")
    return "".join(c for c in plain if c.isalnum())


def load_publishers(folder: Path) -> Publishers:
    """Read `publishers.yaml` of the configuration folder; without it everyone speaks for themselves.

    Raises:
        ConfigError: the file is wrong, by file and line.
    """
    if not (folder / FILE).exists():
        return Publishers()
    document = load_document(folder / FILE)
    known = checked(document, Publishers)
    _check_names(document, known)
    _check_forms(document, known.marks, "marks")
    for id_, one in known.newsrooms.items():
        _check_forms(document, one.marks, "newsrooms", id_, "marks")
        for portal in one.at:
            if portal not in known.portals:
                what = f"newsrooms.{id_}.at: there is no portal {portal!r}"
                raise document.error(
                    what, "newsrooms", id_, "at", fix="add it under `portals`, or correct its spelling"
                )
    return known


def _check_names(document: Document, known: Publishers) -> None:
    owners: dict[str, str] = {}
    for id_, one in known.newsrooms.items():
        if not one.names:
            raise document.error(f"newsrooms.{id_} has no name", "newsrooms", id_, fix="add one under en, ko or zh")
        for text in {*map(name_key, one.names), *one.hosts, *(f"{portal} {n}" for portal, n in one.at.items())}:
            if (owner := owners.setdefault(text, id_)) != id_:
                what = f"{text!r} stands for both {owner} and {id_}"
                raise document.error(what, "newsrooms", id_, fix="remove it from one of them")


def _check_forms(document: Document, marks: Marks, *keys: str) -> None:
    for where in WHERE:
        for at, form in enumerate(marks.at(where)):
            if unknown := set(_SLOT.findall(form)) - _SLOTS:
                what = f"the form {form!r} has an unknown slot {{{min(unknown)}}}"
                raise document.error(what, *keys, where, at, fix=f"use one of: {', '.join(sorted(_SLOTS))}")
            if keys == ("marks",) and "{name}" not in form:
                what = f"the form {form!r} names no wire"
                raise document.error(what, *keys, where, at, fix="add {name}, or move it to the marks of one newsroom")
