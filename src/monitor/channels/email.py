"""Email over SMTP, one message a recipient: a repeat carries the same Message-ID."""

from __future__ import annotations

import json
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import parseaddr
from typing import Final
from urllib.parse import unquote, urlsplit

from monitor.channels.channel import Finding, Prepared
from monitor.channels.message import Letter, build_message, message_id, token_of
from monitor.channels.smtp_faults import fault_of, refusal
from monitor.config.channels import EmailSettings
from monitor.config.secret import Secret
from monitor.digest.book import Book
from monitor.digest.render.email import render_email
from monitor.model import Delivery, Digest, Rejected, SendOutcome, Sent, Unknown

#: What stands in `unsubscribe_url` for the recipient's token.
_TOKEN: Final = "{token}"  # noqa: S105 - a placeholder
#: The longest address that the standard library leaves whole in a List-Unsubscribe header.
_LONGEST: Final = 76 - len("List-Unsubscribe: <>")


@dataclass(frozen=True, slots=True, kw_only=True)
class Relay:
    """Where mail is handed over. `security`: none, starttls, tls."""

    host: str
    port: int
    security: str
    user: str = ""
    password: Secret = Secret("")  # noqa: RUF009 - immutable


_SCHEMES: Final = {"smtp": ("none", 25), "smtp+starttls": ("starttls", 587), "smtps": ("tls", 465)}


def parse_relay(url: Secret) -> Relay:
    """The relay named by MONITOR_SMTP_URL: smtp://, smtp+starttls:// or smtps://user:password@host:port.

    Raises:
        ValueError: not such an address; the message does not repeat it, for it holds a password.
    """
    try:
        parts = urlsplit(url.reveal().strip())
        security, port = _SCHEMES[parts.scheme]
        if not parts.hostname:
            raise ValueError
        return Relay(
            host=parts.hostname,
            port=parts.port or port,
            security=security,
            user=unquote(parts.username or ""),
            password=Secret(unquote(parts.password or "")),
        )
    except (KeyError, ValueError):
        raise ValueError(
            "MONITOR_SMTP_URL is no mail server: write smtp+starttls://user:password@host:587 (or smtps://, smtp://), "
            "with special characters of the password percent-encoded"
        ) from None


class EmailChannel:
    """One relay. `targets` are recipients."""

    name: Final = "email"

    def __init__(self, settings: EmailSettings, relay: Relay, book: Book) -> None:
        if settings.sender is None:
            raise ValueError("the email channel needs a sender")
        self._settings, self._relay, self._book, self._sender = settings, relay, book, settings.sender

    @property
    def targets(self) -> tuple[str, ...]:
        """All recipients."""
        return tuple(dict.fromkeys((*self._settings.to, *(t for to in self._settings.audiences.values() for t in to))))

    def prepare(self, digest: Digest) -> tuple[Prepared, ...]:
        """One message a recipient, sorted."""
        to = self._settings.audiences.get(digest.audience, self._settings.to)
        return tuple((recipient, self._payload(digest, recipient), "") for recipient in sorted(set(to)))

    def send(self, delivery: Delivery, *, may_have_arrived: bool) -> SendOutcome:
        """Hand the message to the relay. SMTP cannot be asked what arrived: when the reply to a message was lost it
        goes out again with the same Message-ID, by which receivers drop the second copy."""
        del may_have_arrived
        letter = _letter(delivery)
        try:
            message = build_message(letter)
        except ValueError as error:
            return Rejected(reason=f"the email cannot be addressed: {error}")
        try:
            with self._connection() as smtp:
                return self._hand_over(smtp, letter, message)
        except (OSError, smtplib.SMTPException) as error:
            return fault_of(error, self._relay.host, self._relay.port)

    def check(self) -> tuple[Finding, ...]:
        """Whether the relay answers, takes the certificate and the password. Nothing is sent."""
        where = f"{self._relay.host}:{self._relay.port}"
        warnings: list[Finding] = []
        if self._relay.security == "none" and self._relay.user:
            what = f"the password for {where} goes out unencrypted"
            warnings.append(Finding(level="warning", what=what, fix="use smtp+starttls:// in MONITOR_SMTP_URL"))
        if not self.targets:
            warnings.append(Finding(level="error", what="no email recipient is named", fix="set channels.email.to"))
        try:
            with self._connection() as smtp:
                smtp.noop()
        except (OSError, smtplib.SMTPException) as error:
            outcome = fault_of(error, self._relay.host, self._relay.port)
            return (*warnings, Finding(level="error", what=outcome.reason))
        return (*warnings, Finding(level="ok", what=f"the mail server {where} takes our mail"))

    # ── inside ───────────────────────────────────────────────────────────────────────────────────────────────────

    def _payload(self, digest: Digest, recipient: str) -> str:
        unsubscribe = self._settings.unsubscribe_url.replace(_TOKEN, token_of(digest.audience, recipient))
        parts = render_email(digest, self._book, unsubscribe=unsubscribe)
        data = {
            "key": digest.key,
            "audience": digest.audience,
            "sender": self._sender,
            "subject": parts.subject,
            "text": parts.text,
            "html": parts.html,
            "language": digest.language,
            "at": digest.at.isoformat(),
            "reply_to": self._settings.reply_to or "",
            "unsubscribe": unsubscribe if len(unsubscribe) <= _LONGEST else "",
        }
        return json.dumps(data, ensure_ascii=False, sort_keys=True)

    @contextmanager
    def _connection(self) -> Iterator[smtplib.SMTP]:
        relay, timeout = self._relay, self._settings.timeout_s
        if relay.security == "tls":
            smtp: smtplib.SMTP = smtplib.SMTP_SSL(relay.host, relay.port, timeout=timeout, context=self._context())
        else:
            smtp = smtplib.SMTP(relay.host, relay.port, timeout=timeout)
        try:
            if relay.security == "starttls":
                smtp.starttls(context=self._context())
            smtp.ehlo_or_helo_if_needed()
            if relay.user:
                _log_in(smtp, relay)
            yield smtp
        finally:
            _leave(smtp)

    def _context(self) -> ssl.SSLContext:
        context = ssl.create_default_context()
        if self._settings.ca_file is not None:
            context.load_verify_locations(self._settings.ca_file)
        return context

    def _hand_over(self, smtp: smtplib.SMTP, letter: Letter, message: EmailMessage) -> SendOutcome:
        where = f"{self._relay.host}:{self._relay.port}"
        steps = (
            (smtp.mail, parseaddr(letter.sender)[1], "the sender"),
            (smtp.rcpt, parseaddr(letter.to)[1], "the recipient"),
        )
        for say, address, who in steps:
            code, answer = say(address)
            if code // 100 != 2:
                return refusal(code, answer, f"{where} refused {who} {address}")
        try:
            code, answer = smtp.data(message.as_bytes())
        except smtplib.SMTPDataError as error:
            return refusal(error.smtp_code, error.smtp_error, f"{where} refused the message")
        except (OSError, smtplib.SMTPException) as error:
            # Between the last dot and the reply: it may be on its way.
            return Unknown(reason=f"the reply of {where} to the message was lost ({type(error).__name__})")
        if code // 100 != 2:
            return refusal(code, answer, f"{where} refused the message")
        return Sent(receipt=message_id(letter))


def _letter(delivery: Delivery) -> Letter:
    data = json.loads(delivery.payload)
    return Letter(**{**data, "to": delivery.target, "at": datetime.fromisoformat(data["at"])})


def _log_in(smtp: smtplib.SMTP, relay: Relay) -> None:
    """Log in by the first way the server offers, once: trying every way with a wrong password locks accounts."""
    offered = smtp.esmtp_features.get("auth", "").upper().split()
    way = next((w for w in ("PLAIN", "LOGIN", "CRAM-MD5") if w in offered), None)
    if way is None:
        only = "log-in before STARTTLS" if smtp.has_extn("starttls") else "log-in"
        raise smtplib.SMTPNotSupportedError(f"no {only} is offered")
    smtp.user, smtp.password = relay.user, relay.password.reveal()
    smtp.auth(way, getattr(smtp, "auth_" + way.lower().replace("-", "_")))


def _leave(smtp: smtplib.SMTP) -> None:
    try:
        smtp.quit()
    except (OSError, smtplib.SMTPException):
        smtp.close()
