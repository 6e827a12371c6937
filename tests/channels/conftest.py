"""What the channels are tested against: a Slack double and a real SMTP server, both on loopback."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.channels.mail_server import MailServer, mail_server
from tests.channels.slack_double import SlackDouble, slack_double


@pytest.fixture
def slack() -> Iterator[SlackDouble]:
    """A Slack workspace."""
    with slack_double() as double:
        yield double


@pytest.fixture
def mail() -> Iterator[MailServer]:
    """A mail server without TLS."""
    with mail_server() as server:
        yield server
