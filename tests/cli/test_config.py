from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import jsonschema  # type: ignore[import-untyped]  # it comes without stubs
import pytest
import yaml

from tests.cli.house import REAL, Call, House

Run = Callable[..., Call]


@pytest.fixture
def schema(monitor: Run) -> Any:
    """The JSON Schema that the command prints."""
    return monitor("config", "schema").json


def test_the_schema_is_one_and_takes_the_file_that_comes_with_the_product(schema: Any) -> None:
    jsonschema.Draft202012Validator.check_schema(schema)

    jsonschema.validate(yaml.safe_load((REAL / "monitor.yaml").read_text()), schema)


def test_the_schema_refuses_what_the_program_refuses(schema: Any) -> None:
    good = yaml.safe_load((REAL / "monitor.yaml").read_text())
    wrong = copy.deepcopy(good)
    wrong["policy"]["poll"]["sped"] = 1

    with pytest.raises(jsonschema.ValidationError, match="sped"):
        jsonschema.validate(wrong, schema)


def test_the_settings_in_force_are_shown_without_secrets(house: House, monitor: Run) -> None:
    house.environ |= {"MONITOR_SLACK_TOKEN": "xoxb-1-secret", "MONITOR_POLICY__POLL__CONCURRENCY": "5"}
    shown = monitor("config", "show")

    assert shown.json["policy"]["poll"]["concurrency"] == 5
    assert shown.json["secrets"]["slack_token"] == "***"
    assert "xoxb-1-secret" not in shown.out


def test_a_variable_that_nothing_reads_is_pointed_out_by_the_doctor(house: House, monitor: Run) -> None:
    house.environ |= {"MONITOR_SLACK_TOKE": "x"}
    lines = monitor("doctor", "--json").json

    assert [one["what"] for one in lines if one["area"] == "environment"] == ["MONITOR_SLACK_TOKE is read by nothing"]


def test_the_version_and_the_help_are_there(monitor: Run) -> None:
    commands = ("run", "serve", "poll", "read", "digest", "deliver", "publish", "replay", "explain", "developments")
    helped = monitor("--help")

    assert monitor("--version").out.startswith("monitor ")
    assert helped.code == 0
    assert not [name for name in (*commands, "feeds", "watchlist", "deliveries", "doctor") if name not in helped.out]


def test_without_a_command_the_help_is_shown_and_it_is_wrong_usage(monitor: Run) -> None:
    done = monitor()

    assert done.code == 64
    assert "Usage: monitor" in done.out
