"""`monitor feedback` on a household with two developments."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
import yaml

from monitor.cli.exits import DONE, FAILED, USAGE
from tests.cli.house import Call

Run = Callable[..., Call]


@pytest.fixture
def ids(monitor: Run) -> list[str]:
    """Two developments of which nobody was told."""
    for step in ("poll", "read"):
        assert monitor(step).code == DONE
    return [one["id"] for one in monitor("developments", "--json").json]


def test_a_muted_company_is_left_out_of_the_next_digest_and_told_again_when_unmuted(
    monitor: Run, ids: list[str]
) -> None:
    day = f"{datetime.now(UTC) + timedelta(days=2):%Y-%m-%d}"
    assert monitor("feedback", "mute", "catl", "--until", day, "--who", "kim").out == f"catl is muted through {day}\n"
    (silent,) = monitor("digest", "--dry-run", "--json").json
    assert (len(silent["cards"]), silent["muted"]) == (1, 1)
    assert monitor("feedback", "unmute", "catl").out == "catl is told again\n"
    (full,) = monitor("digest", "--dry-run", "--json").json
    assert (len(full["cards"]), full["muted"]) == (2, 0)


def test_a_development_may_be_muted_by_the_first_letters_of_its_id(monitor: Run, ids: list[str]) -> None:
    assert monitor("feedback", "mute", ids[0][:8]).out == f"{ids[0]} is muted until it is lifted\n"
    (said,) = monitor("feedback", "--json").json
    assert (said["kind"], said["development"], said["until"]) == ("mute-development", ids[0], None)
    table = monitor("feedback", "list", "--kind", "mute-development").out
    assert ids[0] in table


def test_what_cannot_be_muted_or_lifted_is_refused_with_where_to_look(monitor: Run, ids: list[str]) -> None:
    unknown = monitor("feedback", "mute", "zzz")
    assert (unknown.code, unknown.err) == (
        FAILED,
        "monitor: zzz: no such development or company — see monitor developments, monitor watchlist\n",
    )
    assert monitor("feedback", "unmute", "catl").code == FAILED
    assert monitor("feedback", "mute", "catl", "--until", "2020-01-01").code == USAGE


def test_judgements_become_suggestions_that_change_nothing(monitor: Run, ids: list[str]) -> None:
    assert monitor("feedback", "add", "wrong-company", ids[1], "--entity", "catl", "--note", "a cat").code == DONE
    assert monitor("feedback", "add", "same", ids[0], "--other", ids[1]).code == DONE
    assert monitor("feedback", "add", "same", ids[0]).code == USAGE
    assert monitor("feedback", "add", "wrong-company", ids[0], "--entity", "zzz").code == FAILED
    said = monitor("feedback", "rules").out
    assert said.startswith("# 2 suggestions from readers — nothing is applied")
    made = yaml.safe_load(said)
    assert made == monitor("feedback", "rules", "--json").json
    assert {one["file"] for one in made} == {"watchlist.yaml", "vocabulary/identity.yaml"}
    (digest,) = monitor("digest", "--dry-run", "--json").json
    assert len(digest["cards"]) == 2
