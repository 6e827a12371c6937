"""Slack's Socket Mode: what readers choose in the menus beside cards, without a public address.

With several daemons Slack gives an answer to any one of them. It is acknowledged only when it is kept: Slack sends an
answer again that nobody acknowledged, and one that comes twice has the same id.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping
from datetime import datetime
from itertools import chain, repeat
from typing import Any, Final

from slack_sdk import WebClient
from slack_sdk.errors import SlackClientError
from slack_sdk.socket_mode import SocketModeClient
from slack_sdk.socket_mode.client import BaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.socket_mode.response import SocketModeResponse
from slack_sdk.webhook import WebhookClient

from monitor.channels.slack_faults import fault_of
from monitor.config.channels import SlackSettings
from monitor.config.secret import Secret
from monitor.digest.feedback import choose
from monitor.digest.render.slack import FEEDBACK_ACTION
from monitor.model import Feedback

#: Pauses before the first connection is tried again; later ones the SDK mends itself.
_PAUSES_S: Final = (5, 15, 60, 300)
_log = logging.getLogger(__name__)


def feedback_in(payload: Mapping[str, Any], at: datetime) -> Feedback | None:
    """The feedback in what Slack sends when a menu is used; None when it is something else, or damaged."""
    actions, user = payload.get("actions") or (), payload.get("user") or {}
    ours = next((a for a in actions if a.get("action_id") == FEEDBACK_ACTION), None)
    if payload.get("type") != "block_actions" or ours is None:
        return None
    code = str((ours.get("selected_option") or {}).get("value", ""))
    who = str(user.get("username") or user.get("name") or user.get("id") or "someone")
    return choose(code, at=at, who=who, source="slack", said=str(ours.get("action_ts", "")))


def thanks(said: Feedback) -> str:
    """What the reader is told, for no one else to see."""
    until = f" until {said.until:%Y-%m-%d}" if said.until else ""
    what = said.entity or said.development
    return f"Noted: {said.kind.value.replace('-', ' ')} ({what}){until}."


class SlackSocket:
    """Listens in the background. `clock` dates what is said."""

    def __init__(self, settings: SlackSettings, app_token: Secret, clock: Callable[[], datetime]) -> None:
        self._settings, self._token, self._clock = settings, app_token, clock
        self._client: SocketModeClient | None = None
        self._closed = threading.Event()
        self._take: Callable[[Feedback], None] = lambda _said: None

    def start(self, take: Callable[[Feedback], None]) -> None:
        """Connect, and hand what is said to `take`."""
        self._take = take
        threading.Thread(target=self._connect, name="slack-socket", daemon=True).start()

    def close(self) -> None:
        """Hang up."""
        self._closed.set()
        if self._client is not None:
            self._client.close()

    def _connect(self) -> None:
        web = WebClient(base_url=self._settings.base_url, timeout=int(self._settings.timeout_s), retry_handlers=[])
        self._client = SocketModeClient(app_token=self._token.reveal(), web_client=web, concurrency=2)
        self._client.socket_mode_request_listeners.append(self._hear)
        for pause in chain(_PAUSES_S, repeat(_PAUSES_S[-1])):
            try:
                self._client.connect()
            except (SlackClientError, OSError, ValueError) as error:
                _log.warning("slack.socket", extra={"reason": fault_of(error).reason})
            else:
                _log.info("slack.socket", extra={"state": "connected"})
                return
            if self._closed.wait(pause):
                return

    def _hear(self, client: BaseSocketModeClient, request: SocketModeRequest) -> None:
        said = feedback_in(request.payload, self._clock()) if request.type == "interactive" else None
        if said is not None:
            self._take(said)
        client.send_socket_mode_response(SocketModeResponse(envelope_id=request.envelope_id))
        if said is not None:
            self._thank(str(request.payload.get("response_url") or ""), said)

    def _thank(self, url: str, said: Feedback) -> None:
        if not url:
            return
        try:
            WebhookClient(url, timeout=int(self._settings.timeout_s)).send(
                text=thanks(said), response_type="ephemeral", replace_original=False
            )
        except (SlackClientError, OSError, ValueError) as error:
            _log.info(
                "slack.socket", extra={"state": "kept, but the reader was not told", "reason": fault_of(error).what}
            )
