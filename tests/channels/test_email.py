"""Email over SMTP, against a real server."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from monitor.channels.email import EmailChannel, parse_relay
from monitor.channels.message import Letter, build_message, message_id
from monitor.config.channels import EmailSettings
from monitor.config.secret import Secret
from monitor.model import Rejected, Retry, Sent, Unknown
from tests.channels.mail_server import PASSWORD, USER, Authority, MailServer, authority, mail_server
from tests.channels.rigs import delivery_of, send_all
from tests.digest.samples import BOOK, NOW, digest

LETTER = Letter(
    key="daily-1",
    audience="daily",
    sender="뉴스 워치 <watch@example.com>",
    to="读者 <reader@example.org>",
    subject="LG에너지솔루션 → 奇瑞汽车 · 공급계약 — 계약 체결 (+3)",
    text="본문\n正文\n",
    html="<p>본문 正文</p>",
    language="ko",
    at=NOW,
    unsubscribe="https://u.example.org/0123456789abcdef0123",
)


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """An authority of our own."""
    return authority(tmp_path_factory.mktemp("ca"))


def channel_to(url: str, **more: object) -> EmailChannel:
    own = EmailSettings(to=("reader@example.org",), sender="News watch <watch@example.com>", timeout_s=5)
    return EmailChannel(own.model_copy(update=more), parse_relay(Secret(url)), BOOK)


def plain(mail: MailServer, **more: object) -> EmailChannel:
    return channel_to(f"smtp://127.0.0.1:{mail.port}", **more)


# ── the message ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_a_message_is_the_same_bytes_however_often_it_is_built() -> None:
    assert build_message(LETTER).as_bytes() == build_message(LETTER).as_bytes()


def test_korean_and_chinese_survive_in_headers_and_bodies() -> None:
    read = message_from_bytes(build_message(LETTER).as_bytes(), policy=policy.default)
    assert read["Subject"] == LETTER.subject
    assert read["From"].addresses[0].display_name == "뉴스 워치"
    assert read["To"].addresses[0].display_name == "读者"
    body, page = read.iter_parts()
    assert body.get_content().splitlines() == LETTER.text.splitlines()
    assert page.get_content().splitlines() == LETTER.html.splitlines()


def test_bodies_are_base64_and_the_whole_message_is_ascii_in_short_lines() -> None:
    raw = build_message(LETTER).as_bytes()
    assert raw.isascii()
    assert raw.count(b"Content-Transfer-Encoding: base64") == 2
    assert max(len(line) for line in raw.splitlines()) <= 998
    assert re.search(rb'boundary="=_[0-9a-f]{20}"', raw)


def test_list_headers_stand_whole_in_the_raw_message() -> None:
    raw = build_message(LETTER).as_bytes().decode()
    assert "\r\nList-Unsubscribe: <https://u.example.org/0123456789abcdef0123>\r\n" in raw
    assert "\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n" in raw
    assert "\r\nList-Id: <daily.monitor.example.com>\r\n" in raw
    assert "\r\nAuto-Submitted: auto-generated\r\n" in raw


def test_the_message_id_differs_by_recipient_and_hides_the_address() -> None:
    other = replace(LETTER, to="second@example.org")
    assert message_id(LETTER) != message_id(other)
    assert "reader" not in message_id(LETTER)
    assert message_id(LETTER).endswith("@example.com>")


@settings(deadline=None, max_examples=50)
@given(st.text(max_size=300))
def test_no_subject_adds_a_header(subject: str) -> None:
    message = build_message(replace(LETTER, subject=f"{subject}\r\nBcc: evil@example.com\n{subject}"))
    read = message_from_bytes(message.as_bytes(), policy=policy.default)
    assert read["Bcc"] is None
    assert len(read.keys()) == len(message.keys())


@pytest.mark.parametrize("address", ["a@b\r\nBcc: c@d", "nobody", "@x", "a@", "a b@c.d", "é@x.y"])
def test_an_address_that_is_none_is_refused_with_the_settings(address: str) -> None:
    with pytest.raises(ValidationError, match="email address"):
        EmailSettings(to=(address,))


# ── sending ──────────────────────────────────────────────────────────────────────────────────────────────────────


def test_each_recipient_gets_a_message_of_their_own(mail: MailServer) -> None:
    channel = plain(mail, to=("b@example.org", "a@example.org", "b@example.org"))
    send_all(channel, digest())
    assert [to for to, _ in mail.taken] == ["a@example.org", "b@example.org"]
    assert [m["To"] for m in mail.messages()] == ["a@example.org", "b@example.org"]


def test_one_bad_recipient_among_ten_is_named_and_the_rest_get_theirs(mail: MailServer) -> None:
    channel = plain(mail, to=tuple(f"r{n}@example.org" for n in range(10)))
    mail.refuse["r4@example.org"] = "550 no such user"
    outcomes = [channel.send(delivery_of(channel, digest(), n), may_have_arrived=False) for n in range(10)]
    assert len(mail.taken) == 9
    refused = [o for o in outcomes if not isinstance(o, Sent)]
    assert len(refused) == 1
    assert isinstance(refused[0], Rejected)
    assert "r4@example.org" in refused[0].reason
    assert "no such user" in refused[0].reason


def test_other_recipients_can_be_set_for_an_audience(mail: MailServer) -> None:
    channel = plain(mail, audiences={"daily": ("desk@example.org",)})
    assert channel.targets == ("reader@example.org", "desk@example.org")
    send_all(channel, digest())
    assert [to for to, _ in mail.taken] == ["desk@example.org"]


def test_a_lost_reply_after_the_message_is_unknown_and_the_repeat_is_recognisable(mail: MailServer) -> None:
    mail.data_replies = ["lost"]
    channel = plain(mail)
    delivery = delivery_of(channel, digest())
    assert isinstance(channel.send(delivery, may_have_arrived=False), Unknown)
    assert isinstance(channel.send(delivery, may_have_arrived=True), Sent)
    (_, first), (_, second) = mail.taken
    assert first == second


def test_a_greylisting_server_is_tried_again_and_a_refusing_one_is_not(mail: MailServer) -> None:
    mail.data_replies = ["451 come back later", "554 spam"]
    channel = plain(mail)
    later = channel.send(delivery_of(channel, digest()), may_have_arrived=False)
    never = channel.send(delivery_of(channel, digest()), may_have_arrived=False)
    assert isinstance(later, Retry)
    assert isinstance(never, Rejected)
    assert "554 spam" in never.reason


@pytest.mark.parametrize(("scheme", "implicit"), [("smtp+starttls", False), ("smtps", True)])
def test_with_tls_and_a_password_it_arrives(signed: Authority, scheme: str, *, implicit: bool) -> None:
    with mail_server(signed, implicit=implicit, auth=not implicit) as mail:
        login = "" if implicit else f"{USER}:p%40ss%2Fword%3A1@"
        channel = channel_to(f"{scheme}://{login}127.0.0.1:{mail.port}", ca_file=signed.file)
        send_all(channel, digest())
        assert len(mail.taken) == 1
        assert [f.level for f in channel.check()] == ["ok"]


def test_a_certificate_nobody_vouches_for_is_refused_and_nothing_sent(signed: Authority) -> None:
    with mail_server(signed) as mail:
        channel = channel_to(f"smtp+starttls://127.0.0.1:{mail.port}")
        outcome = channel.send(delivery_of(channel, digest()), may_have_arrived=False)
        assert isinstance(outcome, Rejected)
        assert "not trusted" in outcome.reason
        assert "ca_file" in outcome.reason
        assert mail.taken == []


def test_a_wrong_password_is_tried_once_and_named(signed: Authority) -> None:
    with mail_server(signed, auth=True) as mail:
        channel = channel_to(f"smtp+starttls://{USER}:wr0ng-pw@127.0.0.1:{mail.port}", ca_file=signed.file)
        outcome = channel.send(delivery_of(channel, digest()), may_have_arrived=False)
        assert isinstance(outcome, Rejected)
        assert "MONITOR_SMTP_URL" in outcome.reason
        assert "wr0ng-pw" not in repr((outcome, channel, vars(channel)))
        assert len(mail.logins) == 1
        assert channel.check()[-1].level == "error"


def test_a_server_without_starttls_or_log_in_says_so(mail: MailServer) -> None:
    for url in (f"smtp+starttls://127.0.0.1:{mail.port}", f"smtp://u:p@127.0.0.1:{mail.port}"):
        channel = channel_to(url)
        outcome = channel.send(delivery_of(channel, digest()), may_have_arrived=False)
        assert isinstance(outcome, Rejected)
        assert "does not offer" in outcome.reason


def test_a_password_is_not_sent_where_the_server_wants_starttls_first(signed: Authority) -> None:
    with mail_server(signed, auth=True) as mail:
        channel = channel_to(f"smtp://{USER}:secret@127.0.0.1:{mail.port}")
        outcome = channel.send(delivery_of(channel, digest()), may_have_arrived=False)
        assert isinstance(outcome, Rejected)
        assert "before STARTTLS" in outcome.reason
        assert mail.logins == []


def test_a_server_that_cannot_be_found_is_tried_again(mail: MailServer) -> None:
    channel = channel_to("smtp://mail.invalid:25")
    outcome = channel.send(delivery_of(channel, digest()), may_have_arrived=False)
    assert isinstance(outcome, Retry)
    assert "mail.invalid" in outcome.reason


def test_a_password_over_an_open_line_is_warned_of(mail: MailServer) -> None:
    findings = channel_to(f"smtp://u:p@127.0.0.1:{mail.port}").check()
    assert any("unencrypted" in f.what for f in findings)


@pytest.mark.parametrize("url", ["", "http://x", "smtp://", "smtp://h:notaport", f"{USER}:{PASSWORD}"])
def test_an_address_that_is_no_mail_server_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(ValueError, match="MONITOR_SMTP_URL is no mail server") as caught:
        parse_relay(Secret(url))
    assert PASSWORD not in str(caught.value)
    assert caught.value.__suppress_context__


def test_ports_follow_the_scheme_and_passwords_are_decoded() -> None:
    assert [parse_relay(Secret(f"{s}://h")).port for s in ("smtp", "smtp+starttls", "smtps")] == [25, 587, 465]
    relay = parse_relay(Secret(f"smtps://{USER}:p%40ss%2Fword%3A1@h"))
    assert (relay.user, relay.password.reveal()) == (USER, PASSWORD)
    assert PASSWORD not in repr(relay)


def test_an_unsubscribe_address_too_long_for_its_header_is_left_to_the_body(mail: MailServer, tmp_path: Path) -> None:
    long = plain(mail, unsubscribe_url="https://unsubscribe.example.org/" + "x" * 60 + "/{token}")
    short = plain(mail, unsubscribe_url="https://u.example.org/{token}")
    payloads = [json.loads(c.prepare(digest())[0][1]) for c in (long, short)]
    assert payloads[0]["unsubscribe"] == ""
    assert "x" * 60 in payloads[0]["text"]
    assert payloads[1]["unsubscribe"].startswith("https://u.example.org/")
    assert "{token}" not in payloads[1]["unsubscribe"]
