"""Bad input: each gives one clear line on stderr and the right exit code, and nothing stored is lost."""

from __future__ import annotations

import resource
import signal
import socket
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.house import FEEDS, SETTINGS, STORIES, Call, House

Run = Callable[..., Call]


def one_line(call: Call, code: int, *parts: str) -> None:
    """The command ended with `code` and one line that says all of `parts`."""
    assert call.code == code, call.err
    assert call.err.count("\n") == 1, call.err
    assert call.err.startswith("monitor: ")
    assert not [part for part in parts if part not in call.err], call.err


def test_a_folder_that_is_not_there_is_named(monitor: Run) -> None:
    one_line(monitor("--config", "/nowhere", "run"), 78, "/nowhere/monitor.yaml", "does not exist", "--config")


@pytest.mark.parametrize(
    ("old", "new", "parts"),
    [
        ("Asia/Seoul", "Asia/Soul", ("monitor.yaml:5: ", "no time zone", "Asia/Seoul")),
        ("console, files", "pager", ("monitor.yaml:6: ", "unknown channel 'pager'", "console")),
        ("  console:\n", "  console: [\n", ("monitor.yaml:", "not valid YAML")),
        ("    title: The desk\n", "    title: The desk\n    filter: {parties: [nobody]}\n", ("unknown entity id",)),
        ("port: 0", "port: 99999999", ("serve.port", "65535")),
    ],
)
def test_a_mistake_in_the_settings_is_named_by_file_and_line(
    house: House, monitor: Run, old: str, new: str, parts: tuple[str, ...]
) -> None:
    house.write(SETTINGS.replace(old, new))

    one_line(monitor("run"), 78, *parts)


@pytest.mark.parametrize("name", ["feeds.yaml", "watchlist.yaml"])
def test_every_file_of_the_configuration_is_named_when_it_is_missing(house: House, monitor: Run, name: str) -> None:
    (house.config / name).unlink()

    one_line(monitor("run"), 78, f"{house.config / name}: ", "does not exist")


def test_a_wrong_variable_is_named(house: House, monitor: Run) -> None:
    house.environ["MONITOR_POLICY__POLL__CONCURRENCY"] = "fast"

    one_line(monitor("run"), 78, "environment: ", "MONITOR_POLICY__POLL__CONCURRENCY", "integer")


@pytest.mark.parametrize(
    "arguments", [("walk",), ("run", "--fast"), ("developments", "--since", "soon"), ("feeds", "x")]
)
def test_wrong_usage_is_64(monitor: Run, arguments: list[str]) -> None:
    one_line(monitor(*arguments), 64, "monitor --help")


def test_a_file_that_is_no_database_is_named_and_left_alone(house: House, monitor: Run) -> None:
    file = house.root / "var" / "monitor.db"
    file.parent.mkdir()
    file.write_text("my shopping list: " + "bread, " * 40)
    before = file.read_bytes()

    one_line(monitor("run"), 78, str(file), "not a SQLite database")
    assert file.read_bytes() == before


def test_a_database_of_another_kind_is_refused(house: House, monitor: Run) -> None:
    house.environ["MONITOR_DATABASE_URL"] = "mysql://user:secret@host/db"

    done = monitor("run")

    one_line(done, 78, "MONITOR_DATABASE_URL")
    assert "secret" not in done.err


def test_a_database_server_that_is_away_is_temporary_and_its_password_is_not_shown(house: House, monitor: Run) -> None:
    house.environ["MONITOR_DATABASE_URL"] = "postgresql://user:hunter2@127.0.0.1:9/db"

    done = monitor("run")

    one_line(done, 75, "does not answer")
    assert "hunter2" not in done.err


#: A folder in which not even root can write.
CLOSED = Path("/proc/monitor")
linux = pytest.mark.skipif(not CLOSED.parent.is_dir(), reason="there is no /proc here")


@linux
@pytest.mark.parametrize("command", ["run", "serve", "developments", "doctor"])
def test_a_folder_that_cannot_be_written_is_named_by_every_command(house: House, monitor: Run, command: str) -> None:
    house.environ["MONITOR_VAR_DIR"] = str(CLOSED)

    done = monitor(command, *(["--quiet"] if command == "doctor" else []))

    assert done.code == 78
    assert str(CLOSED) in done.err


def test_digests_that_cannot_be_written_wait_until_they_can(house: House, monitor: Run) -> None:
    out = house.root / "out"
    out.write_text("a file where the folder should be")
    house.environ["MONITOR_POLICY__DELIVER__BACKOFF_S"] = "1"
    closed = monitor("run")
    out.unlink()
    opened = monitor("run")

    one_line(closed, 3, str(out), "tried again")
    assert opened.code == 0
    assert len(list(out.glob("*/digest.html"))) == 1


@linux
def test_a_place_for_decisions_that_cannot_be_written_is_named(house: House, monitor: Run) -> None:
    archive = str(house.config / "news.xml")

    one_line(monitor("replay", archive, "--decisions", str(CLOSED / "out.jsonl")), 78, str(CLOSED / "out.jsonl"))


def test_a_folder_in_the_way_of_the_database_is_named(house: House, monitor: Run) -> None:
    (house.root / "var").write_text("a file where the folder should be")

    one_line(monitor("run"), 78, str(house.root / "var"))


def test_a_full_disk_is_temporary_and_loses_nothing(house: House, monitor: Run) -> None:
    monitor("run")
    house.tell(
        tuple(
            (f"s{n}", f"CATL and SK On sign supply deal number {n}", date)
            for n in range(400)
            for date in [STORIES[0][2]]
        )
    )
    size = (house.root / "var" / "monitor.db").stat().st_size

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (size + 40_000, size + 40_000))

    full = house.process("run", preexec_fn=limit)

    assert full.code == 75, full.err
    assert "nothing" in full.err
    assert "lost" in full.err
    assert integrity(house.root / "var" / "monitor.db") == "ok"
    assert monitor("run").code == 0
    assert monitor("run", "--json").json["conservation"]["waiting"] == 0


def integrity(database: Path) -> str:
    """What SQLite says of the file."""
    with sqlite3.connect(database) as connection:
        said: str = connection.execute("PRAGMA integrity_check").fetchone()[0]
    connection.close()
    return said


def test_a_bug_is_one_line_too_with_the_trace_in_the_log(house: House, monitor: Run) -> None:
    (house.config / "monitor.yaml").unlink()
    (house.config / "monitor.yaml").mkdir()

    one_line(monitor("run"), 78, "monitor.yaml", "cannot be read")


def test_records_that_are_no_items_are_named_and_the_rest_is_replayed(house: House, monitor: Run) -> None:
    archive = house.root / "a.jsonl"
    archive.write_text('{"id": "a", "title": "CATL"}\nnonsense\n{"id": "b"}\n[]\n\n{"id": "c", "title": ""}\n')
    done = monitor("replay", str(archive), "--decisions", "-")

    assert done.code == 3
    assert [line[:10] for line in done.out.splitlines()] == ['{"id": "a"', '{"id": "c"']
    assert f"{archive}:2: " in done.err
    assert f'{archive}:3: an item needs an "id" and a "title"' in done.err
    assert f"{archive}:4: not a JSON object" in done.err


def test_an_archive_that_is_not_there_is_a_usage_error(monitor: Run) -> None:
    one_line(monitor("replay", "/no/such.jsonl"), 64, "/no/such.jsonl", "no such file")


def test_a_damaged_gzip_archive_is_named(house: House, monitor: Run) -> None:
    archive = house.root / "a.jsonl.gz"
    archive.write_bytes(b"\x1f\x8b\x08\x00damaged")

    done = monitor("replay", str(archive), "--decisions", "-")

    assert done.code == 3
    assert "damaged" in done.err


@pytest.mark.parametrize(("number", "code"), [(signal.SIGTERM, 143), (signal.SIGINT, 130)])
def test_a_run_that_is_told_to_stop_says_so_and_the_next_one_goes_on(
    house: House, monitor: Run, number: signal.Signals, code: int
) -> None:
    house.environ["MONITOR_POLICY__POLL__ALLOW_NETWORKS"] = "127.0.0.0/8"
    with socket.create_server(("127.0.0.1", 0)) as mute:  # it takes the connection and says nothing
        host, port = mute.getsockname()
        feed = f"  - {{id: mute, url: 'http://{host}:{port}/rss', publisher: Mute}}\n"
        (house.config / "feeds.yaml").write_text(FEEDS + feed)
        running = house.start("run")
        connection, _ = mute.accept()
        with connection:
            running.send_signal(number)
            out, err = running.communicate(timeout=30)
    (house.config / "feeds.yaml").write_text(FEEDS)
    after = monitor("run", "--json").json

    one_line(Call(running.returncode, out, err), code, "what was done is kept")
    assert after["conservation"]["waiting"] == 0
    assert len(monitor("developments", "--json").json) == 2
