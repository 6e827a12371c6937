"""An addressed email as bytes: the same bytes however often it is built."""

from __future__ import annotations

import hashlib
from datetime import datetime
from email import policy
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr

from monitor.model import value


@value
class Letter:
    """Everything an email is made of. `unsubscribe` is a one-click address, "" for none."""

    key: str  # of the digest
    audience: str
    sender: str
    to: str
    subject: str
    text: str
    html: str
    language: str
    at: datetime
    reply_to: str = ""
    unsubscribe: str = ""


def token_of(letter_key: str, address: str) -> str:
    """A short name of a recipient that tells nothing about the address."""
    return hashlib.sha256(f"{letter_key}\n{address}".encode()).hexdigest()[:20]


def message_id(letter: Letter) -> str:
    """The Message-ID: one digest to one recipient has one, so that repeats can be recognised."""
    return f"<{letter.key}.{token_of(letter.key, letter.to)}@{parseaddr(letter.sender)[1].rpartition('@')[2]}>"


def build_message(letter: Letter) -> EmailMessage:
    """The message; bodies in base64, so that no relay has to rewrite them."""
    message = EmailMessage(policy=policy.SMTP)
    domain = parseaddr(letter.sender)[1].rpartition("@")[2]
    message["From"] = _mailbox(letter.sender)
    message["To"] = _mailbox(letter.to)
    message["Subject"] = " ".join(letter.subject.split())
    message["Date"] = format_datetime(letter.at)
    message["Message-ID"] = message_id(letter)
    if letter.reply_to:
        message["Reply-To"] = _mailbox(letter.reply_to)
    message["List-Id"] = f"<{_label(letter.audience)}.monitor.{domain}>"
    if letter.unsubscribe:
        # One short address only: a header folded or encoded by the library is no longer one-click.
        message["List-Unsubscribe"] = f"<{letter.unsubscribe}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    message["Auto-Submitted"] = "auto-generated"
    message["Content-Language"] = letter.language
    message.set_content(letter.text, cte="base64")
    message.add_alternative(letter.html, subtype="html", cte="base64")
    message.set_boundary(f"=_{token_of(letter.key, 'boundary')}")
    return message


def _mailbox(text: str) -> Address:
    name, address = parseaddr(text)
    local, _, domain = address.rpartition("@")
    return Address(display_name=name, username=local, domain=domain)


def _label(audience: str) -> str:
    return (
        "".join(c if c.isascii() and (c.isalnum() or c == "-") else "-" for c in audience.lower()).strip("-") or "list"
    )
