"""Secrets: a type that prints as ***, read from NAME or from the file named by NAME_FILE."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from monitor.config.files import ConfigError

MASK = "***"


class Secret:
    """A string that shows itself only to `reveal`; `str`, `repr`, format and JSON give ***."""

    __slots__ = ("_text",)

    def __init__(self, text: str) -> None:
        self._text = text

    def reveal(self) -> str:
        """The secret itself, for the one place that needs it."""
        return self._text

    def __str__(self) -> str:
        return MASK if self._text else ""

    def __repr__(self) -> str:
        return f"Secret({str(self)!r})"

    def __bool__(self) -> bool:
        return bool(self._text)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._text == self._text

    def __hash__(self) -> int:
        return hash(self._text)

    @classmethod
    def __get_pydantic_core_schema__(cls, _source: Any, _handler: GetCoreSchemaHandler) -> CoreSchema:
        from_text = core_schema.no_info_after_validator_function(cls, core_schema.str_schema())
        return core_schema.json_or_python_schema(
            json_schema=from_text,
            python_schema=core_schema.union_schema([core_schema.is_instance_schema(cls), from_text]),
            serialization=core_schema.plain_serializer_function_ser_schema(str),
        )


def read_secret(environ: Mapping[str, str], name: str) -> Secret | None:
    """The secret `name`: its own value, else the text of the file named by `name`_FILE, else None.

    Raises:
        ConfigError: both are set, or the file cannot be read or is empty.
    """
    direct, named = environ.get(name), environ.get(f"{name}_FILE")
    if direct and named:
        raise ConfigError(Path(named), f"both {name} and {name}_FILE are set", fix="keep one of them")
    if named:
        return Secret(_text_of(Path(named), f"{name}_FILE"))
    return Secret(direct) if direct else None


def _text_of(path: Path, name: str) -> str:
    try:
        text = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        why = error.strerror if isinstance(error, OSError) else "not UTF-8 text"
        raise ConfigError(path, f"the secret file named by {name} cannot be read: {why}", fix="correct it") from None
    if not text:
        raise ConfigError(path, f"the secret file named by {name} is empty", fix="write the secret into it")
    return text
