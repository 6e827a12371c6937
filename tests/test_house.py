"""The plan of the house, held against the code: data goes one way, and pure folders touch nothing outside."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import monitor

SOURCE = Path(monitor.__file__).parent
MODULES = sorted(path for path in SOURCE.rglob("*.py") if "migrations" not in path.parts)

#: Which folders (or top modules) each may import from, besides itself. `model` is for everyone.
MAY_IMPORT = {
    "model": set(),
    "log": {"config"},
    "config": set(),
    "sources": {"config"},
    "reading": {"config"},
    "ledger": {"config"},
    "digest": {"config"},
    "channels": {"config", "digest"},
    "store": {"config", "ledger"},
    "replay": {"config", "ledger", "reading", "sources"},
    "app": {"channels", "config", "digest", "ledger", "reading", "sources", "store"},
    "pipeline": {"app", "channels", "config", "digest", "ledger", "reading", "sources", "store"},
    "web": {"app", "config", "digest", "ledger", "sources", "store"},
    "publish": {"app", "config", "digest", "ledger", "sources", "store", "web"},
    "metrics": {"app", "config", "store"},
    "health": {"app", "config", "metrics", "store"},
    "daemon": {"app", "config", "digest", "health", "log", "metrics", "pipeline", "sources", "store", "web"},
    "cli": {
        "app", "channels", "config", "daemon", "digest", "health", "ledger", "log", "metrics", "pipeline", "publish",
        "reading", "replay", "sources", "store", "web",
    },
}  # fmt: skip

PURE = (
    "model.py",
    "reading",
    "ledger",
    "digest",
    "sources/delta.py",
    "sources/parse.py",
    "sources/due.py",
    "sources/address.py",
    "sources/robots.py",
    "sources/wanted.py",
)
IMPURE_LIBRARIES = {
    "asyncio", "httpx", "logging", "multiprocessing", "os", "random", "requests", "secrets", "slack_sdk", "smtplib",
    "socket", "sqlalchemy", "sqlite3", "structlog", "subprocess", "tempfile", "threading", "time",
}  # fmt: skip
CLOCKS = {"now", "utcnow", "today"}


def room_of(path: Path) -> str:
    relative = path.relative_to(SOURCE)
    return relative.parts[0] if len(relative.parts) > 1 else relative.stem


def imports_of(path: Path) -> Iterator[str]:
    """Every module a file imports, by full name."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def is_pure(path: Path) -> bool:
    relative = path.relative_to(SOURCE).as_posix()
    return any(relative == pure or relative.startswith(f"{pure}/") for pure in PURE)


@pytest.mark.parametrize("path", MODULES, ids=lambda p: p.relative_to(SOURCE).as_posix())
def test_imports_go_one_way(path: Path) -> None:
    room = room_of(path)
    if room in ("__init__", "__main__"):
        return
    reached = {name.split(".")[1] for name in imports_of(path) if name.startswith("monitor.")}
    assert reached - {room, "model"} <= MAY_IMPORT[room]


@pytest.mark.parametrize("path", [p for p in MODULES if is_pure(p)], ids=lambda p: p.relative_to(SOURCE).as_posix())
def test_pure_modules_have_no_clock_and_no_outside(path: Path) -> None:
    assert not {name.split(".")[0] for name in imports_of(path)} & IMPURE_LIBRARIES
    calls = (node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.Call))
    clocks = [c.func.attr for c in calls if isinstance(c.func, ast.Attribute) and c.func.attr in CLOCKS and not c.args]
    assert clocks == []


def test_no_folder_hides_code_in_its_init() -> None:
    assert [str(p) for p in SOURCE.rglob("__init__.py") if p.read_text(encoding="utf-8").strip()] == []


def test_modules_do_not_import_each_other_in_a_circle() -> None:
    names = {path.relative_to(SOURCE.parent).with_suffix("").as_posix().replace("/", "."): path for path in MODULES}
    edges = {name: {n for n in imports_of(path) if n in names and n != name} for name, path in names.items()}
    done: set[str] = set()

    def visit(name: str, trail: tuple[str, ...]) -> None:
        assert name not in trail, " → ".join((*trail[trail.index(name) :], name))
        if name not in done:
            for target in sorted(edges[name]):
                visit(target, (*trail, name))
            done.add(name)

    for name in names:
        visit(name, ())
