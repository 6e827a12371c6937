"""Everything that can go wrong on the way to a mail server, as an outcome in plain words with what to do about it."""

from __future__ import annotations

import smtplib
import socket
import ssl

from monitor.model import Rejected, Retry

_AGAIN_S = 300


def refusal(code: int, answer: bytes | str, what: str) -> Retry | Rejected:
    """A server's refusal: 4xx passes, 5xx stays until someone acts."""
    said = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    reason = f"{what} ({code} {' '.join(said.split())[:200]})"
    return Retry(reason=reason, after_s=_AGAIN_S) if code // 100 == 4 else Rejected(reason=reason)


def fault_of(error: Exception, host: str, port: int) -> Retry | Rejected:
    """A fault before the message was handed over, so it has surely not arrived."""
    where = f"{host}:{port}"
    if isinstance(error, smtplib.SMTPAuthenticationError):
        what = f"{where} does not accept the user name and password: correct MONITOR_SMTP_URL"
        return refusal(error.smtp_code, b"", what)
    if isinstance(error, smtplib.SMTPNotSupportedError):
        fix = "begin it with smtp+starttls:// or smtps://, or leave out the user where none is needed"
        return Rejected(reason=f"{where} does not offer what MONITOR_SMTP_URL asks for ({error}): {fix}")
    if isinstance(error, smtplib.SMTPResponseException):
        return refusal(error.smtp_code, error.smtp_error, f"{where} refused the connection")
    if isinstance(error, ssl.SSLCertVerificationError):
        fix = "correct the host name in MONITOR_SMTP_URL, or name the certificate in channels.email.ca_file"
        return Rejected(reason=f"the certificate of {where} is not trusted ({error.verify_message}): {fix}")
    if isinstance(error, ssl.SSLError):
        fix = "use smtp+starttls:// for port 587 or 25 and smtps:// for port 465"
        return Rejected(reason=f"{where} does not speak TLS in the way that was asked for: {fix}")
    if isinstance(error, socket.gaierror):
        return Retry(reason=f"the mail server {host} cannot be found: check MONITOR_SMTP_URL and the network")
    return Retry(reason=f"the mail server {where} cannot be reached ({type(error).__name__})")
