"""Everything that can go wrong with Slack, as one of three kinds, in plain words with what to do about it."""

from __future__ import annotations

import socket
import ssl
from dataclasses import dataclass
from typing import Final, Literal
from urllib.error import URLError

from slack_sdk.errors import SlackApiError

#: Slack's refusals that someone must act on: what they mean, and what to do.
_ADVICE: Final = {
    "invalid_auth": ("Slack does not accept the token", "put the bot token (xoxb-…) into MONITOR_SLACK_TOKEN"),
    "not_authed": ("no token reached Slack", "put the bot token (xoxb-…) into MONITOR_SLACK_TOKEN"),
    "token_revoked": ("the Slack token was revoked", "reinstall the app and set MONITOR_SLACK_TOKEN to its new token"),
    "token_expired": ("the Slack token has expired", "reinstall the app and set MONITOR_SLACK_TOKEN to its new token"),
    "account_inactive": ("the Slack app or its workspace is switched off", "reinstall the app in the workspace"),
    "not_in_channel": ("the bot is not in the channel", "write /invite @bot in that channel"),
    "channel_not_found": (
        "Slack has no such channel, or it is private and the bot is not in it",
        "correct channels.slack.channel (best the id, C…), and invite the bot",
    ),
    "is_archived": ("the Slack channel is archived", "unarchive it, or name another in channels.slack.channel"),
    "missing_scope": ("the Slack token lacks a permission", "add the scope under OAuth & Permissions and reinstall"),
    "restricted_action": ("the workspace forbids the bot to post there", "ask a workspace admin to allow it"),
    "access_denied": ("the workspace denies access to the bot", "ask a workspace admin to allow it"),
    "ekm_access_denied": ("the workspace's keys are withdrawn", "ask a workspace admin"),
    "team_access_not_granted": ("the bot has no access to this workspace", "install the app in the workspace"),
    "msg_too_long": ("the message is too long for Slack", "lower max_cards of the audience"),
    "msg_blocks_too_long": ("the message is too long for Slack", "lower max_cards of the audience"),
    "invalid_blocks": ("Slack refused the layout of the message", "this is a mistake in the program: report it"),
    "metadata_too_large": ("Slack refused the message's metadata", "this is a mistake in the program: report it"),
    "no_text": ("Slack found no text in the message", "this is a mistake in the program: report it"),
}
#: Documented as perhaps having succeeded in part.
_UNKNOWN: Final = frozenset({"fatal_error", "internal_error", "service_unavailable", "request_timeout"})
_RATE: Final = frozenset({"ratelimited", "rate_limited", "message_limit_exceeded"})

Kind = Literal["unknown", "retry", "rejected"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """`kind`: unknown (it may have been done), retry (surely not done), rejected (someone must act)."""

    kind: Kind
    what: str
    fix: str = ""
    code: str = ""
    after_s: int | None = None

    @property
    def reason(self) -> str:
        """What went wrong and what to do, in one line."""
        return f"{self.what}: {self.fix}" if self.fix else self.what


def fault_of(error: Exception) -> Fault:
    """The fault behind an exception of the SDK or of the connection under it."""
    if isinstance(error, SlackApiError):
        return _refusal(error)
    cause = error.reason if isinstance(error, URLError) and isinstance(error.reason, Exception) else error
    if isinstance(cause, ssl.SSLCertVerificationError):
        fix = "check the machine's certificates and clock, and channels.slack.base_url"
        return Fault(kind="rejected", what="Slack's certificate is not trusted", fix=fix)
    if isinstance(cause, (ConnectionRefusedError, socket.gaierror)):
        return Fault(kind="retry", what="Slack cannot be reached", fix="check the network")
    if isinstance(cause, TimeoutError):
        return Fault(kind="unknown", what="Slack did not answer in time")
    if "channel_not_found" in str(error):
        return _advised("channel_not_found")
    return Fault(kind="unknown", what=f"the connection to Slack broke ({type(cause).__name__})")


def _refusal(error: SlackApiError) -> Fault:
    response = error.response
    status = response.status_code
    data = response.data if isinstance(response.data, dict) else {}
    code = str(data.get("error", ""))
    if status == 429 or code in _RATE:
        asked = next((v for k, v in response.headers.items() if k.lower() == "retry-after"), "")
        return Fault(kind="retry", what="Slack asks for a pause", after_s=int(asked) if str(asked).isdecimal() else 30)
    if status >= 500 or code in _UNKNOWN:
        return Fault(kind="unknown", what=f"Slack had a fault of its own ({code if code in _UNKNOWN else status})")
    return _advised(code, data)


def _advised(code: str, data: dict[str, object] | None = None) -> Fault:
    """A definite refusal; Slack's own hints at the place of a mistake are the whole diagnosis, so they are kept."""
    what, fix = _ADVICE.get(code, (f"Slack refused ({code[:80] or 'no reason given'})", ""))
    more = data or {}
    hints: list[str] = [f"needed: {more['needed']}"] if more.get("needed") else []
    metadata = more.get("response_metadata")
    if isinstance(metadata, dict):
        hints += [str(m) for m in metadata.get("messages") or ()]
    shown = f"{what} ({code})" if code in _ADVICE else what
    return Fault(kind="rejected", what=" — ".join([shown, *hints]), fix=fix, code=code)
