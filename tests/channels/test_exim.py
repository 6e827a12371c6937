"""Email through a real mail transfer agent: Debian's exim4 on loopback, with STARTTLS, TLS, log-in and a mailbox.

Runs as root where exim4 is installed (`apt-get install exim4-daemon-heavy`); the rest of the suite needs neither.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Final

import pytest

from monitor.channels.email import EmailChannel, parse_relay
from monitor.config.channels import EmailSettings
from monitor.config.secret import Secret
from monitor.model import Rejected, Sent
from tests.channels.mail_server import authority
from tests.channels.rigs import delivery_of
from tests.digest.samples import BOOK, digest

EXIM: Final = shutil.which("exim4") or "/usr/sbin/exim4"
CONFIGURATION: Final = """
exim_path = {exim}
spool_directory = {folder}/spool
log_file_path = {folder}/log/%slog
pid_file_path = {folder}/exim.pid
primary_hostname = mail.example.org
local_interfaces = 127.0.0.1
daemon_smtp_ports = {port} : {tls_port}
tls_on_connect_ports = {tls_port}
tls_certificate = {folder}/server.pem
tls_advertise_hosts = *
queue_only = true
keep_environment =
acl_smtp_rcpt = rcpt

begin acl
rcpt:
  deny local_parts = nobody
       message = no such reader
  accept authenticated = *
  deny message = log in first

begin routers
all:
  driver = accept
  transport = mailbox

begin transports
mailbox:
  driver = appendfile
  directory = {folder}/mail
  create_directory
  maildir_format
  user = mail
  group = mail

begin authenticators
plain:
  driver = plaintext
  public_name = PLAIN
  server_prompts = :
  server_advertise_condition = ${{if def:tls_in_cipher}}
  server_condition = ${{if and{{{{eq{{$auth2}}{{watch}}}}{{eq{{$auth3}}{{p@ss:1}}}}}}}}
  server_set_id = $auth2
"""

pytestmark = pytest.mark.skipif(
    not Path(EXIM).exists() or os.geteuid() != 0, reason="exim4 is not installed, or the tests do not run as root"
)


@dataclass(frozen=True, slots=True)
class Exim:
    """A running exim4."""

    folder: Path
    port: int
    tls_port: int

    def channel(self, url: str) -> EmailChannel:
        """An email channel that trusts this server."""
        to = ("reader@example.org", "nobody@example.org")
        own = EmailSettings(to=to, sender="뉴스 워치 <watch@example.com>", ca_file=self.folder / "ca.pem", timeout_s=10)
        return EmailChannel(own, parse_relay(Secret(url)), BOOK)

    def mailbox(self) -> list[EmailMessage]:
        """Everything delivered, after the queue was run."""
        subprocess.run([EXIM, "-C", str(self.folder / "exim.conf"), "-qff"], check=True, timeout=60)
        files = sorted((self.folder / "mail" / "new").iterdir())
        return [message_from_bytes(f.read_bytes(), _class=EmailMessage, policy=policy.default) for f in files]


@pytest.fixture
def exim() -> Iterator[Exim]:
    """exim4 with a certificate of our own."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o777)  # exim4 and its mailbox belong to users of their own
        for part in ("spool", "log", "mail"):
            (folder / part).mkdir()
            (folder / part).chmod(0o777)
        authority(folder).certificate.private_key_and_cert_chain_pem.write_to_path(str(folder / "server.pem"))
        (folder / "server.pem").chmod(0o644)
        server = Exim(folder, *_free_ports(2))
        file = folder / "exim.conf"
        file.write_text(CONFIGURATION.format(exim=EXIM, folder=folder, port=server.port, tls_port=server.tls_port))
        process = subprocess.Popen([EXIM, "-C", str(file), "-bdf"])
        try:
            _wait_for(server.port)
            yield server
        finally:
            process.terminate()
            process.wait(10)


def _free_ports(count: int) -> list[int]:
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [s.getsockname()[1] for s in sockets]
    for one in sockets:
        one.close()
    return ports


def _wait_for(port: int) -> None:
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except ConnectionRefusedError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError("exim4 did not start")


def test_mail_is_taken_with_starttls_and_with_tls_and_reaches_the_mailbox_whole(exim: Exim) -> None:
    receipts = []
    for url in (
        f"smtp+starttls://watch:p%40ss%3A1@127.0.0.1:{exim.port}",
        f"smtps://watch:p%40ss%3A1@127.0.0.1:{exim.tls_port}",
    ):
        channel = exim.channel(url)
        assert [f.level for f in channel.check()] == ["ok"]
        delivery = delivery_of(channel, digest("zh"), number=1)
        assert delivery.target == "reader@example.org"
        outcome = channel.send(delivery, may_have_arrived=False)
        assert isinstance(outcome, Sent)
        receipts.append(outcome.receipt)
    first, second = exim.mailbox()
    assert first["Message-ID"] == second["Message-ID"] == receipts[0] == receipts[1]
    assert "奇瑞汽车" in first["Subject"]
    assert first["From"].addresses[0].display_name == "뉴스 워치"
    text, page = first.iter_parts()
    assert "奇瑞汽车" in text.get_content()
    assert page.get_content().count("奇瑞汽车") >= 1


def test_a_wrong_password_a_missing_log_in_and_a_bad_recipient_are_refused_in_words(exim: Exim) -> None:
    good = f"smtp+starttls://watch:p%40ss%3A1@127.0.0.1:{exim.port}"
    wrong = exim.channel(good.replace("p%40ss", "wrong"))
    nameless = exim.channel(f"smtp+starttls://127.0.0.1:{exim.port}")
    sends = ((wrong, 1, "MONITOR_SMTP_URL"), (nameless, 1, "log in first"), (exim.channel(good), 0, "no such reader"))
    for channel, number, words in sends:
        outcome = channel.send(delivery_of(channel, digest(), number=number), may_have_arrived=False)
        assert isinstance(outcome, Rejected)
        assert words in outcome.reason
