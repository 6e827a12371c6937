"""YAML in, checked values out; a mistake is named by file and line, with what to do about it."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

try:  # ten times faster, where PyYAML was built with libyaml
    from yaml import CSafeLoader as SafeLoader
except ImportError:
    from yaml import SafeLoader  # type: ignore[assignment]  # the same interface, in Python

M = TypeVar("M", bound=BaseModel)
Key = str | int


class ConfigError(Exception):
    """A mistake in the configuration. `str()` is the one line a user reads: where, what, what to do."""

    def __init__(self, path: Path, what: str, *, line: int | None = None, fix: str = "") -> None:
        self.path, self.line, self.what, self.fix = path, line, what, fix
        where = f"{path}:{line}" if line else str(path)
        super().__init__(f"{where}: {what}" + (f" — {fix}" if fix else ""))


class Document:
    """One YAML file: its plain data, and the line (from 1) on which any part of it stands."""

    def __init__(self, path: Path, node: yaml.Node | None, data: Any) -> None:
        self.path, self._node, self.data = path, node, data

    def line(self, *keys: Key) -> int:
        """The line of the deepest part of `keys` that exists."""
        node, line = self._node, 1
        for key in keys:
            child = _child(node, key)
            if child is None:
                break
            node, line = child
        return line

    def error(self, what: str, *keys: Key, fix: str = "") -> ConfigError:
        """An error that points at the part named by `keys`."""
        return ConfigError(self.path, what, line=self.line(*keys), fix=fix)


def _child(node: yaml.Node | None, key: Key) -> tuple[yaml.Node, int] | None:
    if isinstance(node, yaml.MappingNode):
        for name, part in node.value:
            if name.value == str(key):
                return part, name.start_mark.line + 1
    if isinstance(node, yaml.SequenceNode) and isinstance(key, int) and key < len(node.value):
        part = node.value[key]
        return part, part.start_mark.line + 1
    return None


def load_document(path: Path) -> Document:
    """Read one YAML file.

    Raises:
        ConfigError: the file is missing, unreadable, not UTF-8, or not YAML.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise ConfigError(path, "the file does not exist", fix="create it, or name its folder with --config") from None
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(path, f"the file cannot be read: {error}", fix="make it a readable UTF-8 file") from None
    return parse_document(path, text)


def parse_document(path: Path, text: str) -> Document:
    """The document that `text` would be as the file `path`.

    Raises:
        ConfigError: the text is not YAML.
    """
    try:
        return Document(path, *_parse(text))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        line = mark.line + 1 if mark else None
        raise ConfigError(path, f"not valid YAML: {error.problem}", line=line, fix="correct the line") from None
    except yaml.YAMLError as error:
        raise ConfigError(path, f"not valid YAML: {error}", fix="correct the file") from None


def _parse(text: str) -> tuple[yaml.Node | None, Any]:
    """The node tree, for lines, and the plain data, from one parse."""
    loader = _Loader(text)
    try:
        node = loader.get_single_node()
        return node, None if node is None else loader.construct_document(node)
    finally:
        loader.dispose()


def checked(document: Document, shape: type[M]) -> M:
    """The document's data as `shape`; the first mistake found is raised with its line.

    Raises:
        ConfigError: the data does not fit the shape.
    """
    try:
        return shape.model_validate(document.data if document.data is not None else {})
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        where: Sequence[Key] = first["loc"]
        name = ".".join(str(key) for key in where) or "the file"
        more = f" (and {error.error_count() - 1} more mistakes)" if error.error_count() > 1 else ""
        raise document.error(f"{name}: {first['msg']}{more}", *where, fix=_fix(first["type"])) from None


def _fix(kind: str) -> str:
    return {
        "extra_forbidden": "remove the key, or correct its spelling",
        "missing": "add the key",
    }.get(kind, "correct the value")


class _Loader(SafeLoader):
    """SafeLoader that refuses a key given twice instead of silently keeping the last one."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:  # noqa: FBT001, FBT002
        seen: set[str] = set()
        for key, _ in node.value:
            if key.value in seen:
                raise yaml.constructor.ConstructorError(
                    None, None, f"the key {key.value!r} is given twice", key.start_mark
                )
            seen.add(key.value)
        return super().construct_mapping(node, deep)
