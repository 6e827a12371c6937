"""Slack by bot token: every message once, developments in threads, the first post of a thread kept up to date.

Slack knows no idempotency key. Each post carries its delivery's key in its metadata; before a post whose fate is
unknown is repeated, the channel's history is read for that key. The SDK's own retry of lost connections is off: it
posts a second time without looking.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator
from http.client import HTTPException
from typing import Any, Final, TypeVar
from urllib.error import URLError

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.http_retry.builtin_handlers import RateLimitErrorRetryHandler

from monitor.channels.channel import Finding, Prepared
from monitor.channels.slack_faults import Fault, fault_of
from monitor.config.channels import SlackSettings
from monitor.config.secret import Secret
from monitor.digest.book import Book
from monitor.digest.render.blocks import problems
from monitor.digest.render.slack import SlackMessage, render_slack, render_slack_alerts
from monitor.model import Delivery, Digest, DigestKind, Rejected, Retry, SendOutcome, Sent, Unknown

T = TypeVar("T")

#: Lower-case letters, digits and "_" only: with any other sign Slack loses the metadata without a word.
EVENT_TYPE: Final = "monitor_delivery"
_ID: Final = re.compile(r"[CGD][A-Z0-9]{6,}")
_PAGE: Final = 200
#: History is read from this long before the digest was made: clocks differ.
_SLACK_S: Final = 60
#: What says that the first post of a thread is gone; the follow-up then stands alone.
_NO_THREAD: Final = frozenset({"thread_not_found", "cannot_reply_to_message", "message_not_found"})
#: What says that the first post cannot be edited any more; the reply has said it all.
_NO_EDIT: Final = frozenset({"message_not_found", "cant_update_message", "edit_window_closed", "thread_not_found"})
_SCOPES: Final = ("chat:write", "channels:history", "groups:history")
_FAULTS: Final = (SlackClientError, URLError, OSError, HTTPException, ValueError)


class SlackChannel:
    """One workspace. `targets` are channel ids, or names where the token may list channels."""

    name: Final = "slack"

    def __init__(
        self,
        settings: SlackSettings,
        token: Secret,
        book: Book,
        sleep: Callable[[float], None] = time.sleep,
        *,
        menus: bool = False,
    ) -> None:
        self._settings, self._book, self._menus = settings, book, menus
        self._client = WebClient(
            token=token.reveal(),
            base_url=settings.base_url,
            timeout=settings.timeout_s,  # type: ignore[arg-type] # typed as int, handed to a socket that takes floats
            retry_handlers=[_Patience(settings.patience_s, sleep)],
        )
        self._own: frozenset[str] = frozenset()
        self._ids: dict[str, str] = {}

    @property
    def targets(self) -> tuple[str, ...]:
        """The channel, and those of single audiences."""
        return tuple(dict.fromkeys(t for t in (self._settings.channel, *self._settings.audiences.values()) if t))

    def prepare(self, digest: Digest) -> tuple[Prepared, ...]:
        """An alert as one message a development, each with its own thread; a digest as one message and, where it is
        too long, replies to it."""
        target = self._settings.audiences.get(digest.audience) or self._settings.channel
        if not target:
            return ()
        since = int(digest.at.timestamp()) - _SLACK_S
        if digest.kind is DigestKind.ALERT:
            return tuple(
                (target, _payload(a.post, since, reply=a.reply), a.development)
                for a in render_slack_alerts(digest, self._book, menus=self._menus)
            )
        parts = render_slack(digest, self._book, charts=self._settings.charts, menus=self._menus)
        return tuple(
            (target, _payload(part, since, part=at), digest.key if len(parts) > 1 else "")
            for at, part in enumerate(parts, 1)
        )

    def send(self, delivery: Delivery, *, may_have_arrived: bool) -> SendOutcome:
        """Post, unless the history shows that it was posted; then bring the thread's first post up to date."""
        payload = json.loads(delivery.payload)
        if payload.get("part", 1) > 1 and not delivery.parent:
            return Retry(reason="the first part of the digest is not out yet", after_s=5)
        try:
            posted = self._find(delivery, payload["since"]) if may_have_arrived else None
        except _FAULTS as error:
            reason = f"it is not known whether the post arrived, and looking failed: {fault_of(error).reason}"
            return Unknown(reason=reason, after_s=self._settings.settle_s)
        if posted is None:
            try:
                posted = self._post(delivery, payload)
            except _FAULTS as error:
                return self._outcome(fault_of(error))
        return self._follow_up(delivery, payload, posted)

    def check(self) -> tuple[Finding, ...]:
        """Token, permissions, and membership in every channel."""
        try:
            answer = self._client.auth_test()
        except _FAULTS as error:
            return (_finding(fault_of(error), "Slack"),)
        scopes = {s.strip() for s in _header(answer.headers, "x-oauth-scopes").split(",") if s.strip()}
        missing = tuple(s for s in _SCOPES if scopes and s not in scopes)
        lacking = tuple(
            Finding(
                level="error" if s == "chat:write" else "warning",
                what=f"the Slack token lacks the scope {s}",
                fix=f"add {s} under OAuth & Permissions and reinstall the app",
            )
            for s in missing
        )
        known = Finding(level="ok", what=f"Slack knows the bot as {answer.get('user')} in {answer.get('team')}")
        return (known, *lacking, *(f for target in self.targets or ("",) for f in self._check_target(target)))

    # ── posting ──────────────────────────────────────────────────────────────────────────────────────────────────

    def _post(self, delivery: Delivery, payload: dict[str, Any]) -> str:
        follows = bool(delivery.parent)
        message = payload["reply"] if follows and "reply" in payload else payload
        try:
            return self._say(delivery, message, delivery.parent or None)
        except SlackApiError as error:
            if follows and error.response.get("error") in _NO_THREAD:
                return self._say(delivery, payload, None)
            raise

    def _say(self, delivery: Delivery, message: dict[str, Any], thread: str | None) -> str:
        def call(blocks: list[dict[str, Any]]) -> str:
            answer = self._client.chat_postMessage(
                channel=delivery.target,
                text=message["text"],
                blocks=blocks,
                thread_ts=thread,
                unfurl_links=False,
                unfurl_media=False,
                metadata={"event_type": EVENT_TYPE, "event_payload": {"key": delivery.key, "thread": delivery.thread}},
            )
            self._ids.setdefault(delivery.target, str(answer["channel"]))
            return str(answer["ts"])

        return _without_charts_if_refused(call, message["blocks"])

    def _follow_up(self, delivery: Delivery, payload: dict[str, Any], posted: str) -> SendOutcome:
        """Edit the first post of the thread to the latest state. Editing twice does no harm, so a fault on the way
        only means: look, find the reply, edit again."""
        if "reply" not in payload or delivery.parent in ("", posted):
            return Sent(receipt=posted)

        def call(blocks: list[dict[str, Any]]) -> None:
            self._client.chat_update(
                channel=self._id(delivery.target),
                ts=delivery.parent,
                text=payload["text"],
                blocks=blocks,
                metadata={"event_type": EVENT_TYPE, "event_payload": {"thread": delivery.thread}},
            )

        try:
            _without_charts_if_refused(call, payload["blocks"])
        except _FAULTS as error:
            fault = fault_of(error)
            if fault.code not in _NO_EDIT and fault.kind != "rejected":
                reason = f"the reply is posted, but the first post of its thread was not edited: {fault.reason}"
                return Unknown(reason=reason, after_s=self._settings.settle_s)
        return Sent(receipt=posted)

    def _outcome(self, fault: Fault) -> SendOutcome:
        if fault.kind == "unknown":
            return Unknown(reason=fault.reason, after_s=self._settings.settle_s)
        if fault.kind == "retry":
            return Retry(reason=fault.reason, after_s=fault.after_s)
        return Rejected(reason=fault.reason)

    # ── looking ──────────────────────────────────────────────────────────────────────────────────────────────────

    def _find(self, delivery: Delivery, since: int) -> str | None:
        """The ts of the message that carries the delivery's key."""
        own = self._own_names()
        for message in self._messages(self._id(delivery.target), delivery.parent, since):
            metadata = message.get("metadata") or {}
            key = (metadata.get("event_payload") or {}).get("key")
            ours = own & {message.get("bot_id"), message.get("user")}
            if metadata.get("event_type") == EVENT_TYPE and key == delivery.key and ours:
                return str(message["ts"])
        return None

    def _messages(self, channel: str, parent: str, since: int) -> Iterator[dict[str, Any]]:
        """The channel's messages since a time; the replies of a thread when there is one, then the channel's, where a
        follow-up stands whose thread was gone."""
        window: dict[str, Any] = {
            "channel": channel,
            "oldest": str(since),
            "limit": _PAGE,
            "include_all_metadata": True,
        }
        if parent:
            try:
                for page in self._client.conversations_replies(ts=parent, **window):
                    yield from page.get("messages") or ()
            except SlackApiError as error:
                if error.response.get("error") not in _NO_THREAD:
                    raise
        for page in self._client.conversations_history(**window):
            yield from page.get("messages") or ()

    def _own_names(self) -> frozenset[str]:
        """The ids by which messages of the token's owner are signed."""
        if not self._own:
            answer = self._client.auth_test()
            self._own = frozenset(str(n) for n in (answer.get("bot_id"), answer.get("user_id")) if n)
        return self._own

    def _id(self, target: str) -> str:
        """The id of a channel: reading and editing take ids only."""
        if _ID.fullmatch(target):
            return target
        if target not in self._ids:
            self._ids[target] = self._look_up(target.removeprefix("#"))
        return self._ids[target]

    def _look_up(self, name: str) -> str:
        pages = self._client.conversations_list(types="public_channel,private_channel", limit=_PAGE)
        for page in pages:
            for channel in page.get("channels") or ():
                if channel.get("name") == name:
                    return str(channel["id"])
        raise SlackClientError(f"channel_not_found: {name}")

    def _check_target(self, target: str) -> Iterator[Finding]:
        if not target:
            yield Finding(
                level="error",
                what="no Slack channel is named",
                fix="set channels.slack.channel or MONITOR_SLACK_CHANNEL",
            )
            return
        if not _ID.fullmatch(target):
            yield Finding(
                level="warning",
                what=f"Slack channel {target!r} is named, not identified",
                fix="use its id (C…, at the foot of the channel's details): names change",
            )
        try:
            channel = self._client.conversations_info(channel=self._id(target))["channel"]
        except _FAULTS as error:
            yield _finding(fault_of(error), f"Slack channel {target}")
            return
        yield _membership(target, channel)


class _Patience(RateLimitErrorRetryHandler):
    """Waits out a rate limit in place when it is short; a long one goes back to the outbox."""

    def __init__(self, patience_s: float, sleep: Callable[[float], None]) -> None:
        super().__init__(max_retry_count=2)
        self._patience_s, self._sleep = patience_s, sleep

    def _can_retry(self, *, state: Any, request: Any, response: Any = None, error: Exception | None = None) -> bool:
        if not super()._can_retry(state=state, request=request, response=response, error=error):
            return False
        asked = self._asked(response)
        return asked is not None and asked <= self._patience_s

    def prepare_for_next_attempt(
        self, *, state: Any, request: Any, response: Any = None, error: Exception | None = None
    ) -> None:
        """Wait as long as Slack asked."""
        del request, error
        self._sleep(self._asked(response) or 0)
        state.next_attempt_requested = True
        state.increment_current_attempt()

    def _asked(self, response: Any) -> int | None:
        values = {k: v[0] if isinstance(v, list) else v for k, v in response.headers.items()}
        asked = _header(values, "retry-after")
        return int(asked) if asked.isdecimal() else None


def _payload(message: SlackMessage, since: int, *, part: int = 1, reply: SlackMessage | None = None) -> str:
    data: dict[str, Any] = {**_plain_if_too_big(message), "since": since, "part": part}
    if reply is not None:
        data["reply"] = _plain_if_too_big(reply)
    return json.dumps(data, ensure_ascii=False, sort_keys=True)


def _plain_if_too_big(message: SlackMessage) -> dict[str, Any]:
    """The message; its text alone where its blocks break a limit, because a plain message is better than none."""
    blocks = list(message.blocks)
    return {"text": message.text, "blocks": [] if problems(message.text, blocks) else blocks}


def _without_charts_if_refused(call: Callable[[list[dict[str, Any]]], T], blocks: list[dict[str, Any]]) -> T:
    """Try with charts, and without them where the workspace does not take them; the refusal is definite."""
    try:
        return call(blocks)
    except SlackApiError as error:
        plain = [b for b in blocks if b["type"] != "data_visualization"]
        if error.response.get("error") != "invalid_blocks" or len(plain) == len(blocks):
            raise
        return call(plain)


def _header(headers: Any, name: str) -> str:
    return next((str(v) for k, v in headers.items() if k.lower() == name), "")


def _finding(fault: Fault, what: str) -> Finding:
    level: Final = "error" if fault.kind == "rejected" else "warning"
    return Finding(level=level, what=f"{what}: {fault.reason}", fix=fault.fix)


def _membership(target: str, channel: dict[str, Any]) -> Finding:
    if channel.get("is_archived"):
        return Finding(
            level="error", what=f"Slack channel {target} is archived", fix="unarchive it, or name another channel"
        )
    if not channel.get("is_member"):
        return Finding(
            level="error", what=f"the bot is not in Slack channel {target}", fix="write /invite @bot in that channel"
        )
    return Finding(level="ok", what=f"the bot may post in Slack channel {target}")
