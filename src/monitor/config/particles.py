"""What writing does around and inside names: particles, glued nouns, character variants (`config/vocabulary/`)."""

from __future__ import annotations

from dataclasses import field
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from monitor.config.files import Document, checked, load_document
from monitor.model import value


@value
class Particles:
    """What may stand around a Korean name, and which characters are read as which."""

    consonant: frozenset[str] = frozenset()  # particles after a final consonant
    vowel: frozenset[str] = frozenset()  # particles after a vowel
    any: frozenset[str] = frozenset()  # particles after either
    nouns: frozenset[str] = frozenset()
    prefixes: tuple[str, ...] = ()
    countries: frozenset[str] = frozenset()
    variants: dict[str, str] = field(default_factory=dict, hash=False)


class _ByLetter(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    consonant: list[str]
    vowel: list[str]
    any: list[str]


class _Particles(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    particles: _ByLetter
    nouns: list[str]
    prefixes: list[str] = Field(default_factory=list)
    countries: list[str] = Field(default_factory=list)


class _Han(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    traditional: str
    simplified: str


def load_particles(folder: Path) -> Particles:
    """Read `vocabulary/particles.yaml` and `vocabulary/han.yaml` under the configuration folder.

    Raises:
        ConfigError: a file is missing or does not hold what it should.
    """
    shape = checked(load_document(folder / "vocabulary" / "particles.yaml"), _Particles)
    return Particles(
        consonant=frozenset(shape.particles.consonant),
        vowel=frozenset(shape.particles.vowel),
        any=frozenset(shape.particles.any),
        nouns=frozenset(shape.nouns),
        prefixes=tuple(shape.prefixes),
        countries=frozenset(shape.countries),
        variants=_variants(load_document(folder / "vocabulary" / "han.yaml")),
    )


def _variants(document: Document) -> dict[str, str]:
    han = checked(document, _Han)
    traditional, simplified = "".join(han.traditional.split()), "".join(han.simplified.split())
    if len(traditional) != len(simplified):
        what = f"{len(traditional)} traditional characters stand against {len(simplified)} simplified ones"
        raise document.error(what, "simplified", fix="give each character its counterpart at the same position")
    return dict(zip(traditional, simplified, strict=True))
