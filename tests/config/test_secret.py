from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import BaseModel

from monitor.config.files import ConfigError
from monitor.config.secret import Secret, read_secret

TOKEN = "xoxb-very-secret"


class Holder(BaseModel):
    token: Secret


@pytest.mark.parametrize("show", [str, repr, "{}".format, lambda s: f"{[s]}", lambda s: repr({"token": s})])
def test_a_secret_never_shows_itself(show: object) -> None:
    assert callable(show)
    assert TOKEN not in show(Secret(TOKEN))


def test_a_secret_in_a_model_shows_as_stars_in_json_and_repr() -> None:
    holder = Holder.model_validate({"token": TOKEN})

    assert holder.token.reveal() == TOKEN
    assert holder.model_dump_json() == '{"token":"***"}'
    assert TOKEN not in repr(holder)
    assert TOKEN not in str(Holder.model_json_schema())


def test_a_secret_comes_from_the_variable_itself() -> None:
    assert read_secret({"NAME": TOKEN}, "NAME") == Secret(TOKEN)


def test_a_secret_comes_from_the_file_that_name_file_names(tmp_path: Path) -> None:
    file = tmp_path / "token"
    file.write_text(f"{TOKEN}\n")

    assert read_secret({"NAME_FILE": str(file)}, "NAME") == Secret(TOKEN)


def test_no_variable_is_no_secret() -> None:
    assert read_secret({"NAME": ""}, "NAME") is None


def test_a_variable_and_a_file_together_are_a_mistake(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="both NAME and NAME_FILE") as caught:
        read_secret({"NAME": TOKEN, "NAME_FILE": str(tmp_path / "token")}, "NAME")

    assert TOKEN not in str(caught.value)


def test_a_file_that_is_missing_or_empty_is_named(tmp_path: Path) -> None:
    (tmp_path / "empty").write_text(" \n")

    with pytest.raises(ConfigError, match="NAME_FILE cannot be read: No such file"):
        read_secret({"NAME_FILE": str(tmp_path / "missing")}, "NAME")
    with pytest.raises(ConfigError, match="is empty"):
        read_secret({"NAME_FILE": str(tmp_path / "empty")}, "NAME")
