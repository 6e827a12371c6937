"""Model values to JSON text and back; the one place that knows how values lie in the database."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import UTC, datetime
from functools import cache
from typing import Any, TypeVar, cast

from pydantic import TypeAdapter
from pydantic_core import to_json
from sqlalchemy import DateTime, Dialect
from sqlalchemy.types import TypeDecorator

T = TypeVar("T")


@cache
def _adapter(shape: Hashable) -> TypeAdapter[Any]:
    return TypeAdapter(cast("Any", shape))


def dump(value: object) -> str:
    """A value as compact JSON."""
    return to_json(value).decode()


def load(shape: type[T], text: str) -> T:
    """The value a text was dumped from."""
    loaded: T = _adapter(cast("Hashable", shape)).validate_json(text)
    return loaded


class Utc(TypeDecorator[datetime]):
    """Aware UTC times in every database; SQLite keeps them without a zone, in a form that sorts."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        utc = value.astimezone(UTC)
        return utc.replace(tzinfo=None) if dialect.name == "sqlite" else utc

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if dialect.name == "sqlite" else value.astimezone(UTC)
