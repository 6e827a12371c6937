from __future__ import annotations

import os
from collections.abc import Callable

from tests.cli.house import FEEDS, SETTINGS, Call, House

Run = Callable[..., Call]


def test_a_healthy_household_is_all_well(monitor: Run) -> None:
    done = monitor("doctor", "--json")
    areas = {line["area"] for line in done.json}

    assert done.code == 0
    assert areas == {
        "versions",
        "clock",
        "folders",
        "database",
        "daemon",
        "configuration",
        "pages",
        "channels",
        "feeds",
    }
    assert not [line for line in done.json if line["level"] == "error"]
    assert any("expat" in line["what"] for line in done.json)


def test_the_quiet_doctor_says_nothing_when_all_is_well(monitor: Run) -> None:
    done = monitor("doctor", "--quiet")

    assert (done.code, done.out, done.err) == (0, "", "")


def test_a_mistake_in_the_settings_is_a_line_of_the_report(house: House, monitor: Run) -> None:
    house.write(SETTINGS.replace("Asia/Seoul", "Asia/Soul"))
    loud, quiet = monitor("doctor", "--json"), monitor("doctor", "--quiet")

    assert (loud.code, quiet.code) == (78, 78)
    assert "did you mean Asia/Seoul" in loud.out
    assert quiet.err.count("\n") == 1


def test_a_mistake_in_another_file_is_found_too(house: House, monitor: Run) -> None:
    (house.config / "feeds.yaml").write_text("feeds: [{id: x}]\n")
    done = monitor("doctor", "--json")

    assert done.code == 78
    assert any("feeds.yaml:1" in line["what"] for line in done.json if line["level"] == "error")


def test_a_database_that_cannot_be_used_is_named_with_the_rest_still_checked(house: House, monitor: Run) -> None:
    house.environ["MONITOR_DATABASE_URL"] = "postgresql://user:hunter2@127.0.0.1:9/db"
    done = monitor("doctor", "--json")
    errors = [line["area"] for line in done.json if line["level"] == "error"]

    assert done.code == 75
    assert set(errors) >= {"database"}
    assert "configuration" in {line["area"] for line in done.json if line["level"] == "ok"}
    assert "hunter2" not in done.out + done.err


def test_channels_without_credentials_are_named_with_what_to_set(house: House, monitor: Run) -> None:
    house.write(SETTINGS.replace("  files:\n", "  files:\n  slack: {channel: C1}\n  email: {to: [a@example.org]}\n"))
    lines = monitor("doctor", "--json").json
    said = " ".join(line["what"] for line in lines if line["area"] == "channels")

    assert "MONITOR_SLACK_TOKEN" in said
    assert "MONITOR_SMTP_URL" in said


def test_a_slack_that_does_not_answer_is_named_and_the_token_is_not(house: House, monitor: Run) -> None:
    house.write(SETTINGS.replace("  files:\n", "  files:\n  slack: {channel: C1, timeout_s: 2}\n"))
    house.environ |= {"MONITOR_SLACK_TOKEN": "xoxb-not-real", "MONITOR_SLACK_BASE_URL": "http://127.0.0.1:9/api/"}
    done = monitor("doctor", "--json")
    said = [line for line in done.json if line["what"].startswith("slack: ")]

    assert said[0]["level"] != "ok"
    assert "xoxb-not-real" not in done.out + done.err


def test_feeds_in_trouble_are_listed(house: House, monitor: Run) -> None:
    (house.config / "feeds.yaml").write_text(FEEDS + "  - {id: shut, url: 'http://127.0.0.1:9/rss', publisher: Shut}\n")
    house.environ["MONITOR_POLICY__POLL__ALLOW_NETWORKS"] = "127.0.0.0/8"
    house.environ["MONITOR_POLICY__POLL__DEADLINE_S"] = "5"
    monitor("run")
    lines = monitor("doctor", "--json").json

    assert any(line["what"].startswith("shut: ") for line in lines if line["level"] == "warning")


def test_a_daemon_that_is_silent_is_an_error(house: House, monitor: Run) -> None:
    beat = house.root / "var" / "serve.beat"
    beat.parent.mkdir()
    beat.write_text(f"{os.getpid()}\n")
    os.utime(beat, (1_700_000_000, 1_700_000_000))
    done = monitor("doctor", "--quiet")

    assert done.code == 75
    assert "restart monitor serve" in done.err


def test_pages_that_everyone_on_the_network_can_read_are_named(house: House, monitor: Run) -> None:
    house.environ["MONITOR_SERVE__HOST"] = "0.0.0.0"
    open_ = [line["level"] for line in monitor("doctor", "--json").json if line["area"] == "pages"]
    house.environ["MONITOR_WEB_PASSWORD"] = "hunter2"
    done = monitor("doctor", "--json")

    assert (open_, [line["level"] for line in done.json if line["area"] == "pages"]) == (["warning"], ["ok"])
    assert "hunter2" not in done.out
