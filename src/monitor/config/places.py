"""The gazetteer (`vocabulary/places.yaml`): where deals are carried out."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, StringConstraints

from monitor.config.files import checked, load_document

Word = Annotated[str, StringConstraints(min_length=1)]


class Place(BaseModel):
    """Names by language, the printed one first. `within`: a place told along; `never`: longer words that are none."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    en: tuple[Word, ...]
    ko: tuple[Word, ...]
    zh: tuple[Word, ...]
    within: str = ""
    never: tuple[Word, ...] = ()

    def name(self, language: str) -> str:
        """How the place is printed in "en", "ko" or "zh"; English for any other."""
        return {"ko": self.ko, "zh": self.zh}.get(language, self.en)[0]


class Places(BaseModel):
    """Places by id."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    places: dict[Word, Place]

    @property
    def labels(self) -> dict[str, dict[str, str]]:
        """The printed names: id → language → name."""
        return {id_: {"en": place.en[0], "ko": place.ko[0], "zh": place.zh[0]} for id_, place in self.places.items()}

    def name(self, place: str, language: str) -> str:
        """How a place is printed; its id where the gazetteer has none."""
        known = self.places.get(place)
        return known.name(language) if known else place


def load_places(folder: Path) -> Places:
    """Read `vocabulary/places.yaml` of the configuration folder.

    Raises:
        ConfigError: the file is missing or wrong, by file and line.
    """
    document = load_document(folder / "vocabulary" / "places.yaml")
    known = checked(document, Places)
    owners: dict[str, str] = {}
    for id_, place in known.places.items():
        if place.within and (place.within == id_ or place.within not in known.places):
            what = f"places.{id_}.within: {place.within!r} is no other place of this file"
            raise document.error(what, "places", id_, "within", fix="name a place of this file")
        for word in (*place.en, *place.ko, *place.zh):
            if (owner := owners.setdefault(word, id_)) != id_:
                what = f"the name {word!r} stands for both {owner} and {id_}"
                raise document.error(what, "places", id_, fix="remove it from one of them")
    return known
