"""Whose words an item holds: the newsroom that prints it, and the wire it copies or cites."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple
from urllib.parse import urlsplit

from monitor.config.hosts import under
from monitor.config.publishers import WHERE, Newsroom, Publishers, name_key
from monitor.model import Item, value

#: Characters of a text in which a mark of its place may stand.
_REACH: Final = {"start": 80, "lead": 160, "end": 160}
_DAY: Final = r"(?:\d{1,2}月)?\d{1,2}日|[A-Z][a-z]{2,8}\.? \d{1,2}(?:, \d{4})?"
#: Signs that stand for the names of wires: characters that no text uses.
_FIRST_SIGN: Final = 0xE000
_SIGN: Final = re.compile("[\ue000-\uf8ff]")
_SLOTS: Final = {
    "name": _SIGN.pattern,
    "place": r"[^\s()\[\]=/,，。]{1,14}(?: [^\s()\[\]=/,，。]{1,14})?",
    "who": r"[^()\[\]=/\n]{1,30}",
    "day": _DAY,
    "rest": r"[^.。!?\n]{0,80}",
}
_SLOT: Final = re.compile(r"(\{[a-z]+\}| +)")


@value
class Origin:
    """`family`: id of the newsroom that prints it, "" where it is not known; `wire`: of the wire whose text it is, ""
    where the words are its own."""

    family: str = ""
    wire: str = ""


class _Name(NamedTuple):
    """A name of a wire: as it looks when folded, how it stands in a text, and the sign of its wire."""

    folded: str
    pattern: re.Pattern[str]
    sign: str


class OriginFinder:
    """Finds origins. Immutable after construction; `of` is pure.

    The names of wires in a text are first replaced by one sign each, so that every form is looked for once and not
    once for every name.
    """

    def __init__(self, publishers: Publishers) -> None:
        self._by_name, self._by_host = publishers.by_name, publishers.by_host
        wires = [(id_, one) for id_, one in publishers.newsrooms.items() if one.wire]
        self._wires = tuple(id_ for id_, _ in wires)
        self._names = _signs([one for _, one in wires])
        self._forms = {where: _pattern(publishers.marks.at(where), where, publishers.credits) for where in WHERE}
        self._own = {
            where: [(id_, _pattern(one.marks.at(where), where)) for id_, one in wires if one.marks.at(where)]
            for where in WHERE
        }

    def of(self, item: Item) -> Origin:
        """The origin of an item. A wire's own text is no copy."""
        family = self._family(item.publisher, item.url)
        wire = self._wire(item)
        return Origin(family=family, wire="" if wire == family else wire)

    def _family(self, publisher: str, url: str) -> str:
        by_name = self._by_name.get(name_key(publisher)) if publisher else None
        return by_name or under(publisher.casefold(), self._by_host) or under(_address(url), self._by_host)

    def _wire(self, item: Item) -> str:
        """The wire that a mark names; one at the start says it best, then one at the end."""
        texts = [text for text in (item.body.strip(), item.summary.strip()) if text]
        low = "\n".join((item.title, *texts)).casefold()
        named = [one for one in self._names if one.folded in low]
        for where in ("start", "end", "title", "lead"):
            for text in [item.title.strip()] if where == "title" else texts:
                if wire := self._marked(where, _part(text, where), named):
                    return wire
        return ""

    def _marked(self, where: str, text: str, named: Sequence[_Name]) -> str:
        for id_, pattern in self._own[where]:
            if pattern.search(text):
                return id_
        found = self._forms[where].search(_signed(text, named)) if named else None
        sign = _SIGN.search(found.group()) if found else None
        return self._wires[ord(sign.group()) - _FIRST_SIGN] if sign else ""


def _signed(text: str, named: Sequence[_Name]) -> str:
    text = _SIGN.sub(" ", text)
    for one in named:
        text = one.pattern.sub(one.sign, text)
    return text


def _part(text: str, where: str) -> str:
    reach = _REACH.get(where, len(text))
    return text[-reach:] if where == "end" else text[:reach]


def _address(url: str) -> str:
    """Host and path of an address; twins of a host are one."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return (parts.hostname or "") + parts.path


def _signs(wires: Sequence[Newsroom]) -> tuple[_Name, ...]:
    """Every name of the wires, the longest first."""
    names = [(name, chr(_FIRST_SIGN + number)) for number, one in enumerate(wires) for name in one.names]
    names.sort(key=lambda pair: -len(pair[0]))
    return tuple(_Name(name.casefold(), re.compile(_word(name), re.IGNORECASE), sign) for name, sign in names)


def _pattern(forms: Sequence[str], where: str, not_places: Sequence[str] = ()) -> re.Pattern[str]:
    """All forms of one place; one in a title ends it."""
    refused = f"(?!{'|'.join(map(re.escape, not_places))})" if not_places else ""
    slots = {**_SLOTS, "place": refused + _SLOTS["place"]}
    written = "|".join("".join(_part_of_form(part, slots) for part in _SLOT.split(form)) for form in forms) or "(?!)"
    return re.compile(f"(?:{written})" + (r"\s*$" if where == "title" else ""), re.IGNORECASE)


def _part_of_form(part: str, slots: Mapping[str, str]) -> str:
    if part.startswith("{"):
        return f"(?:{slots[part[1:-1]]})"
    return r"\s+" if part.isspace() else re.escape(part)


def _word(name: str) -> str:
    """A name that is no part of a longer word of its script."""
    before = "(?<![A-Za-z])" if name[0].isascii() else "(?<![가-힣])" if "가" <= name[0] <= "힣" else ""
    after = "(?![A-Za-z])" if name[-1].isascii() and name[-1].isalpha() else ""
    return f"{before}{re.escape(name)}{after}"
