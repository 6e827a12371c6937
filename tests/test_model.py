"""Values: all that `value` makes quicker than `dataclass` does stays as `dataclass` makes it."""

from __future__ import annotations

import copy
import pickle
from collections.abc import Callable
from dataclasses import FrozenInstanceError, dataclass, field, fields, replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from monitor import model
from monitor.model import Mention, NotModified, Robots, Span, maker, value

SEOUL = timezone(timedelta(hours=9))
VALUES = sorted(
    (cls for cls in vars(model).values() if isinstance(cls, type) and hasattr(cls, "__dataclass_fields__")),
    key=lambda cls: cls.__name__,
)


class _Bare:
    name: str
    number: int = 7
    words: list[str] = field(default_factory=list)
    note: str = field(default="", compare=False, repr=False)


@value
class Quick:
    name: str
    number: int = 7
    words: list[str] = field(default_factory=list)
    note: str = field(default="", compare=False, repr=False)


Plain: Any = dataclass(frozen=True, slots=True, kw_only=True)(type("Quick", (), dict(vars(_Bare))))
MAKERS: list[Callable[..., Any]] = [Quick, maker(Quick)]
by_class_and_maker = pytest.mark.parametrize("make", MAKERS, ids=["class", "maker"])


def _of(made: Any) -> list[Any]:
    return [getattr(made, one.name) for one in fields(made)]


@by_class_and_maker
@pytest.mark.parametrize("given", [{"name": "a"}, {"name": "a", "number": 0, "words": ["b"], "note": "c"}])
def test_a_value_holds_what_a_plain_dataclass_of_the_same_fields_holds(
    make: Callable[..., Any], given: dict[str, Any]
) -> None:
    made, plain = make(**given), Plain(**given)
    assert type(made) is Quick
    assert _of(made) == _of(plain)
    assert repr(made) == repr(plain)
    assert made == Quick(**given)
    assert made == replace(made, note="another")
    assert made != replace(made, number=99)
    assert not hasattr(made, "__dict__")


@by_class_and_maker
def test_a_default_that_can_change_is_made_anew_each_time(make: Callable[..., Any]) -> None:
    one, other = make(name="a"), make(name="a")
    one.words.append("x")
    assert other.words == []


@by_class_and_maker
@pytest.mark.parametrize(
    ("given", "named"),
    [(((), {}), "name"), (((), {"name": "a", "size": 1}), "size"), ((("a",), {}), "positional")],
    ids=["missing", "unknown", "positional"],
)
def test_what_a_plain_dataclass_refuses_is_refused(
    make: Callable[..., Any], given: tuple[tuple[Any, ...], dict[str, Any]], named: str
) -> None:
    for refusing in (make, Plain):
        with pytest.raises(TypeError, match=named):
            refusing(*given[0], **given[1])


@by_class_and_maker
def test_a_value_cannot_be_changed(make: Callable[..., Any]) -> None:
    made = make(name="a")
    with pytest.raises(FrozenInstanceError):
        made.name = "b"
    with pytest.raises(FrozenInstanceError):
        del made.name


@pytest.mark.parametrize("make", [Mention, maker(Mention)], ids=["class", "maker"])
def test_a_value_survives_copying_pickling_and_replacing(make: Callable[..., Any]) -> None:
    made = make(entity="e", alias="A", span=Span(field="title", start=1, end=2), surface="A")
    for twin in (copy.copy(made), copy.deepcopy(made), pickle.loads(pickle.dumps(made)), replace(made)):
        assert type(twin) is Mention
        assert (twin, hash(twin), repr(twin)) == (made, hash(made), repr(made))
    assert replace(made, how="fuzzy").how == "fuzzy"


@pytest.mark.parametrize("make", [Robots, maker(Robots)], ids=["class", "maker"])
def test_a_time_is_kept_in_utc_and_refused_without_a_zone(make: Callable[..., Any]) -> None:
    made = make(site="https://example.org:443", at=datetime(2026, 1, 1, 9, tzinfo=SEOUL))
    assert (made.at, made.at.tzinfo) == (datetime(2026, 1, 1, tzinfo=UTC), UTC)
    with pytest.raises(ValueError, match=r"Robots\.at must carry a time zone"):
        make(site="https://example.org:443", at=datetime(2026, 1, 1))  # noqa: DTZ001 - what is refused


def test_a_value_without_fields_is_one_too() -> None:
    assert NotModified() == NotModified()


@pytest.mark.parametrize("cls", VALUES, ids=lambda cls: cls.__name__)
def test_every_value_takes_its_fields_by_name_with_the_defaults_it_states(cls: Any) -> None:
    init = cls.__init__
    assert init.__qualname__ == f"{cls.__name__}.__init__"
    assert init.__code__.co_argcount == 1
    names = [one.name for one in fields(cls)]
    assert list(init.__code__.co_varnames[1 : 1 + len(names)]) == names
    stated = {one.name: one.default for one in fields(cls) if one.name in (init.__kwdefaults__ or {})}
    assert init.__kwdefaults__ in (None, stated)
