"""Headlines about anything else, to try names on: our own sample (`config/background.yaml`), or files of one's own."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from pydantic import BaseModel, ConfigDict, Field

from monitor.config.files import ConfigError, checked, load_document

#: Headlines made of each frame of our own sample.
PER_FRAME: Final = 40
_SLOT = re.compile(r"\{([a-z]+)\}")


class _Sample(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    frames: list[str] = Field(min_length=1)
    slots: dict[str, list[str]] = Field(default_factory=dict)


class _Samples(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)
    en: _Sample
    ko: _Sample
    zh: _Sample


def load_background(folder: Path, paths: Sequence[Path] = (), *, per_frame: int = PER_FRAME) -> tuple[str, ...]:
    """The headlines of `paths` (one a line, or JSON Lines with a title), or of `background.yaml` when there are none.

    Raises:
        ConfigError: a file is missing or cannot be read.
    """
    if paths:
        return tuple(itertools.chain.from_iterable(map(_read, paths)))
    document = load_document(folder / "background.yaml")
    samples = checked(document, _Samples)
    for language, sample in (("en", samples.en), ("ko", samples.ko), ("zh", samples.zh)):
        for n, frame in enumerate(sample.frames):
            if missing := set(_SLOT.findall(frame)) - sample.slots.keys():
                what = f"there is no slot {min(missing)!r}"
                raise document.error(what, language, "frames", n, fix="add it under `slots`, or correct its spelling")
    made = (_made(sample, per_frame) for sample in (samples.en, samples.ko, samples.zh))
    return tuple(dict.fromkeys(itertools.chain.from_iterable(made)))


def _made(sample: _Sample, per_frame: int) -> Iterator[str]:
    for number, frame in enumerate(sample.frames):
        slots = _SLOT.findall(frame)
        for turn in range(per_frame if slots else 1):
            yield _filled(frame, slots, sample.slots, number + turn)


def _filled(frame: str, slots: Sequence[str], words: Mapping[str, Sequence[str]], turn: int) -> str:
    """The frame with its slots filled, differently every turn: each slot steps through its words at its own pace."""
    chosen = iter(
        [words[slot][(turn * (2 * at + 1) + turn // (at + 2)) % len(words[slot])] for at, slot in enumerate(slots)]
    )
    return _SLOT.sub(lambda _: next(chosen), frame)


def _read(path: Path) -> Iterator[str]:
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        for line in filter(str.strip, lines):
            yield _headline(line) if path.suffix == ".jsonl" else line
    except (OSError, UnicodeDecodeError, ValueError) as error:
        raise ConfigError(path, f"not a file of headlines: {error}", fix="give one headline a line, in UTF-8") from None


def _headline(line: str) -> str:
    item = json.loads(line)
    return " ".join(part for part in (item.get("title"), item.get("summary")) if part)
