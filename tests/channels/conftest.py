"""What the channels are tested against: a Slack double and a real SMTP server, both on loopback."""

from __future__ import annotations

import warnings
from collections.abc import Iterator

import pytest

from tests.channels.mail_server import MailServer, mail_server
from tests.channels.slack_double import SlackDouble, slack_double

with warnings.catch_warnings():  # the library imports a module that Python is about to drop
    warnings.simplefilter("ignore", DeprecationWarning)
    from apprise import Apprise

    Apprise().add("json://127.0.0.1")  # which loads every plugin, so that later they are silent


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
