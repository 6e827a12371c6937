from __future__ import annotations

import dataclasses
from pathlib import Path

import pytest

from monitor.config.files import ConfigError
from monitor.config.secret import Secret
from monitor.config.settings import Settings, load_settings

REAL = Path(__file__).parents[2] / "config"
GOOD = """\
audiences:
  desk:
    title: The desk
    schedule: immediate
    zone: Asia/Seoul
    channels: [console]
    filter: {parties: [catl]}
channels:
  console:
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A configuration folder with the real watchlist and vocabulary and a small monitor.yaml."""
    made = tmp_path / "config"
    made.mkdir()
    for name in ("watchlist.yaml", "vocabulary"):
        (made / name).symlink_to(REAL / name)
    (made / "monitor.yaml").write_text(GOOD)
    return made


def edited(folder: Path, old: str, new: str) -> Path:
    (folder / "monitor.yaml").write_text(GOOD.replace(old, new))
    return folder


def test_the_file_that_comes_with_the_product_is_right() -> None:
    settings = load_settings(REAL, {})

    assert [a.id for a in settings.audiences] == ["desk", "daily"]
    assert settings.audiences[1].schedule == "0 8 * * *"
    assert set(settings.audiences[1].channels) == {"email", "files"}


def test_the_folder_is_the_one_given_then_the_variable_then_config_here(folder: Path) -> None:
    elsewhere = {"MONITOR_CONFIG": str(folder)}

    assert load_settings(None, elsewhere).config_dir == folder
    assert load_settings(REAL, elsewhere).config_dir == REAL


def test_without_a_folder_the_message_says_where_it_was_looked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    with pytest.raises(ConfigError, match=r"/config/monitor.yaml: the file does not exist — create it, or name"):
        load_settings(None, {})


def test_the_database_is_a_sqlite_file_in_var_dir_unless_told_otherwise(folder: Path) -> None:
    plain = load_settings(folder, {"MONITOR_VAR_DIR": "/somewhere"})
    server = load_settings(folder, {"MONITOR_DATABASE_URL": "postgresql://u:p@h/d"})

    assert plain.database_url == Secret("sqlite:////somewhere/monitor.db")
    assert server.database_url.reveal() == "postgresql://u:p@h/d"
    assert "u:p" not in repr(server)


def test_every_key_can_be_overridden_from_the_environment(folder: Path) -> None:
    settings = load_settings(
        folder,
        {
            "MONITOR_POLICY__POLL__ALLOW_NETWORKS": "127.0.0.0/8, 10.0.0.0/8",
            "MONITOR_POLICY__POLL__CONCURRENCY": "4",
            "MONITOR_AUDIENCES__DESK__QUIET": '["22:00", "07:00"]',
            "MONITOR_SLACK_CHANNEL": "#elsewhere",
            "MONITOR_SLACK_BASE_URL": "http://127.0.0.1:4003/api/",
            "MONITOR_EMAIL_TO": "a@example.org,b@example.org",
        },
    )

    assert settings.policy.poll.allow_networks == ("127.0.0.0/8", "10.0.0.0/8")
    assert settings.policy.poll.concurrency == 4
    assert settings.audiences[0].quiet == ("22:00", "07:00")
    assert settings.channels.slack is not None
    assert settings.channels.slack.channel == "#elsewhere"
    assert settings.channels.slack.base_url == "http://127.0.0.1:4003/api/"
    assert settings.channels.email is not None
    assert settings.channels.email.to == ("a@example.org", "b@example.org")


def test_words_for_schedules_become_cron_strings(folder: Path) -> None:
    assert load_settings(edited(folder, "immediate", "weekly"), {}).audiences[0].schedule == "0 8 * * 1"


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ("Asia/Seoul", "Asia/Soul", 5, "did you mean Asia/Seoul"),
        ("immediate", "0 8 * *", 4, "five fields"),
        ("immediate", "61 8 * * *", 4, "use 0 to 59"),
        ("[console]", "[console, pigeon]", 6, "unknown channel 'pigeon'"),
        ("[console]", "[slack]", 6, "unknown channel 'slack'"),  # known to us, not configured
        ("[console]", "[]", 6, "at least 1"),
        ("[catl]", "[catll]", 7, "unknown entity id 'catll' — did you mean catl?"),
        ("{parties: [catl]}", "{events: [supply-contrat]}", 7, "did you mean supply-contract?"),
        ("{parties: [catl]}", "{stages: [signd]}", 7, "did you mean signed?"),
        ("{parties: [catl]}", "{scopes: [inner]}", 7, "use core, adjacent, out"),
        ("{parties: [catl]}", "{sides: [JP]}", 7, "is no side"),
        ("title: The desk", "titel: The desk", 2, "title: Field required"),
        ("title: The desk", "title: [", 5, "not valid YAML"),
        ("desk:", "The Desk:", 2, "pattern"),
    ],
)
def test_a_mistake_is_named_by_file_line_and_fix(folder: Path, old: str, new: str, line: int, said: str) -> None:
    with pytest.raises(ConfigError) as caught:
        load_settings(edited(folder, old, new), {})

    assert said in str(caught.value)
    assert caught.value.path == folder / "monitor.yaml"
    assert f"monitor.yaml:{line}: " in str(caught.value)


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("MONITOR_POLICY__POLL__CONCURRENCY", "many", "valid integer"),
        ("MONITOR_POLICY__POLL__ALLOW_NETWORKS", "10.0.0.0/99", "10.0.0.0/99"),
        ("MONITOR_POLICY__POLL__SPEED", "1", "Extra inputs"),
        ("MONITOR_AUDIENCES__DESK__ZONE", "Mars/Base", "is no time zone"),
        ("MONITOR_EMAIL_TO", "nobody", "no email address"),
    ],
)
def test_a_wrong_variable_is_named(folder: Path, name: str, text: str, said: str) -> None:
    with pytest.raises(ConfigError, match=said) as caught:
        load_settings(folder, {name: text})

    assert name in str(caught.value)


def test_variables_of_others_are_no_concern_of_ours(folder: Path) -> None:
    assert load_settings(folder, {"MONITOR_SOMETHING": "x", "PATH__X": "y"}) == load_settings(folder, {})


def test_no_secret_shows_in_the_settings(folder: Path) -> None:
    environ = {
        "MONITOR_SLACK_TOKEN": "xoxb-1",
        "MONITOR_SLACK_WEBHOOK": "https://hooks/2",
        "MONITOR_SMTP_URL": "smtp://u:pw3@h",
        "MONITOR_WEBHOOK_SECRET": "key4",
        "MONITOR_NAVER_ID": "naver5",
    }
    settings = load_settings(folder, environ)

    assert len(settings.secrets.all) == len(environ)
    assert not [text for text in environ.values() if text in repr(settings)]


def test_settings_are_frozen(folder: Path) -> None:
    settings: Settings = load_settings(folder, {})

    with pytest.raises(dataclasses.FrozenInstanceError):
        settings.var_dir = Path("/")  # type: ignore[misc]  # that this is refused is what is tested
