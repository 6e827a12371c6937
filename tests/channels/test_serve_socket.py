"""`monitor serve` beside Slack's Socket Mode: an answer ends in the table of feedback, and the daemon still stops."""

from __future__ import annotations

from pathlib import Path

from monitor.store import feedback
from monitor.store.store import open_store
from tests.channels.slack_double import TOKEN
from tests.channels.socket_double import APP_TOKEN, socket_double
from tests.channels.test_slack_socket import chosen, envelope
from tests.cli.house import SETTINGS, House
from tests.test_daemon import serving


def test_an_answer_from_slack_is_stored_by_the_daemon_once(tmp_path: Path) -> None:
    house = House(tmp_path)
    with socket_double() as slack:
        own = f"channels:\n  slack: {{channel: C0000001, socket: true, base_url: '{slack.base_url}'}}"
        house.write(SETTINGS.replace("\nchannels:", f"\n{own}", 1))
        house.environ |= {"MONITOR_SLACK_TOKEN": TOKEN, "MONITOR_SLACK_APP_TOKEN": APP_TOKEN}
        with serving(house) as daemon:
            for id_ in ("e1", "e2"):
                slack.say.put(envelope(id_, chosen("mute-company|d1|catl|")))
                assert slack.acknowledged.get(timeout=40) == id_
            assert daemon.stop() == 0
    store = open_store(f"sqlite:///{tmp_path / 'var' / 'monitor.db'}")
    with store.read() as tx:
        (said,) = feedback.every(tx)
    store.close()
    assert (said.entity, said.who, said.source) == ("catl", "kim", "slack")
