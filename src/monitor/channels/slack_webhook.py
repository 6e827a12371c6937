"""Slack by incoming webhook: a reduced fallback for workspaces that give no bot token.

A webhook tells nothing about what it posted. So there are no threads, no edits, and no way to look whether a post
whose reply was lost arrived: it is posted again and may then stand twice.
"""

from __future__ import annotations

import json
from typing import Any, Final

from monitor.channels.channel import Finding, Prepared
from monitor.channels.post import Answer, NoAnswer, post
from monitor.config.channels import SlackSettings
from monitor.config.secret import Secret
from monitor.digest.book import Book
from monitor.digest.render.blocks import problems
from monitor.digest.render.slack import render_slack
from monitor.model import Delivery, Digest, Rejected, Retry, SendOutcome, Sent, Unknown

TARGET: Final = "incoming webhook"
_ADVICE: Final = {
    "no_service": "the incoming webhook was removed: make a new one and set MONITOR_SLACK_WEBHOOK",
    "no_active_hooks": "the incoming webhook is switched off: make a new one and set MONITOR_SLACK_WEBHOOK",
    "invalid_token": "the incoming webhook is not known: correct MONITOR_SLACK_WEBHOOK",
    "no_team": "the workspace is gone or switched off: correct MONITOR_SLACK_WEBHOOK",
    "channel_not_found": "the channel of the incoming webhook is gone: make a new one and set MONITOR_SLACK_WEBHOOK",
    "channel_is_archived": "the channel of the incoming webhook is archived: unarchive it",
    "action_prohibited": "the workspace forbids incoming webhooks: ask a workspace admin",
    "posting_to_general_channel_denied": "the workspace forbids posting there: make a webhook for another channel",
}


class SlackWebhookChannel:
    """One incoming webhook, which is one channel."""

    name: Final = "slack"
    targets: Final = (TARGET,)

    def __init__(self, settings: SlackSettings, url: Secret, book: Book) -> None:
        self._settings, self._url, self._book = settings, url, book

    def prepare(self, digest: Digest) -> tuple[Prepared, ...]:
        """The digest as one or more messages."""
        messages = render_slack(digest, self._book, charts=self._settings.charts)
        return tuple((TARGET, _payload(m.text, list(m.blocks)), "") for m in messages)

    def send(self, delivery: Delivery, *, may_have_arrived: bool) -> SendOutcome:
        """POST the message, without charts where the workspace refuses them."""
        del may_have_arrived
        message = json.loads(delivery.payload)
        plain = [b for b in message["blocks"] if b["type"] != "data_visualization"]
        try:
            answer = self._post(message)
            if isinstance(answer, Answer) and answer.text == "invalid_blocks" and len(plain) < len(message["blocks"]):
                answer = self._post({**message, "blocks": plain})
        except ValueError:
            return Rejected(reason="MONITOR_SLACK_WEBHOOK is no web address: copy it from the app's page again")
        return _outcome(answer, delivery)

    def check(self) -> tuple[Finding, ...]:
        """Says what this way cannot do; nothing can be asked of a webhook without posting."""
        what = "Slack is reached by incoming webhook: no threads, no edits, and a lost reply may repeat a message"
        return (Finding(level="warning", what=what, fix="set MONITOR_SLACK_TOKEN to a bot token"),)

    def _post(self, message: dict[str, Any]) -> Answer | NoAnswer:
        body = json.dumps({**message, "unfurl_links": False, "unfurl_media": False}, ensure_ascii=False).encode()
        headers = {"content-type": "application/json; charset=utf-8"}
        return post(self._url.reveal().strip(), body, headers, self._settings.timeout_s)


def _payload(text: str, blocks: list[dict[str, Any]]) -> str:
    kept = [] if problems(text, blocks) else blocks
    return json.dumps({"text": text, "blocks": kept}, ensure_ascii=False, sort_keys=True)


def _outcome(answer: Answer | NoAnswer, delivery: Delivery) -> SendOutcome:
    if isinstance(answer, NoAnswer):
        reason = f"Slack's incoming webhook: {answer.what}"
        if answer.untrusted:
            return Rejected(reason=f"{reason}: check the machine's certificates and clock")
        return Unknown(reason=reason) if answer.sent else Retry(reason=f"{reason}: check the network")
    if answer.status // 100 == 2:
        return Sent(receipt=delivery.key)
    if answer.status == 429:
        return Retry(reason="Slack asks for a pause", after_s=answer.retry_after_s or 30)
    if answer.status >= 500:
        return Unknown(reason=f"Slack had a fault of its own ({answer.status})")
    said = answer.text[:80]
    return Rejected(reason=_ADVICE.get(said, f"Slack refused ({said or answer.status})"))
