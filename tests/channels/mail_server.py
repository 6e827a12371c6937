"""A real SMTP server on loopback (aiosmtpd) that keeps what it takes, and refuses or breaks on request."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import trustme
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

USER, PASSWORD = "watch", "p@ss/word:1"


@dataclass(slots=True)
class MailServer:
    """`taken`: (recipient, raw message). `refuse`: address → SMTP reply to RCPT. `data_reply`: reply to the message,
    "" to take it, "lost" to take it and hang up without a word."""

    host: str = "127.0.0.1"
    port: int = 0
    refuse: dict[str, str] = field(default_factory=dict)
    data_replies: list[str] = field(default_factory=list)
    taken: list[tuple[str, bytes]] = field(default_factory=list)
    logins: list[tuple[str, str]] = field(default_factory=list)

    def messages(self) -> list[EmailMessage]:
        """The messages taken, parsed. No property: aiosmtpd looks at every attribute for each connection."""
        return [message_from_bytes(raw, _class=EmailMessage, policy=policy.default) for _, raw in self.taken]

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """Take a recipient, or refuse it."""
        if address in self.refuse:
            return self.refuse[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Take the message, or do what the test asks."""
        reply = self.data_replies.pop(0) if self.data_replies else ""
        if reply and reply != "lost":
            return reply
        content: Any = envelope.original_content
        self.taken += [(to, content) for to in envelope.rcpt_tos]
        if reply == "lost" and isinstance(server.transport, asyncio.WriteTransport):
            server.transport.abort()
        return "250 taken"

    def log_in(
        self, _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, data: object
    ) -> AuthResult:
        """Check a password."""
        assert isinstance(data, LoginPassword)
        self.logins.append((data.login.decode(), data.password.decode()))
        good = self.logins[-1] == (USER, PASSWORD)
        return AuthResult(success=good, handled=good)


class _Controller(Controller):
    def _trigger_server(self) -> None:
        """Learn the port that was given before the first connection to it is tried."""
        assert isinstance(self.server, asyncio.Server)
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call] # aiosmtpd's


@dataclass(frozen=True, slots=True)
class Authority:
    """Who signs the server's certificate: the file a client must trust, and the certificate."""

    file: Path
    certificate: trustme.LeafCert


def authority(folder: Path) -> Authority:
    """A new authority, and a certificate for loopback."""
    ca = trustme.CA()
    ca.cert_pem.write_to_path(str(folder / "ca.pem"))
    return Authority(folder / "ca.pem", ca.issue_cert("127.0.0.1"))


@contextmanager
def mail_server(signed: Authority | None = None, *, implicit: bool = False, auth: bool = False) -> Iterator[MailServer]:
    """A server that answers until the block ends; with a certificate by STARTTLS, or by TLS from the first byte."""
    context = None
    if signed is not None:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        signed.certificate.configure_cert(context)
    server = MailServer()
    controller = _Controller(
        server,
        hostname=server.host,
        port=0,
        ssl_context=context if implicit else None,
        tls_context=None if implicit else context,
        require_starttls=context is not None and not implicit,
        authenticator=server.log_in if auth else None,
        auth_required=auth,
    )
    controller.start()
    server.port = controller.port
    try:
        yield server
    finally:
        controller.stop()
