"""Mails that no person sent: L02, L04, L08, L09, and delivery reports in several dialects."""

import pytest

from prazo.channels.email.reading import read
from tests.channels.email.reading.letter import letter, reading


@pytest.mark.parametrize(
    ("headers", "automatic"),
    [
        ("Subject: hello", ""),
        ("X-Auto-Response-Suppress: All", ""),  # L04: ordinary Exchange
        ("X-Auto-Response-Suppress: DR, OOF, AutoReply\nThread-Topic: x", ""),
        ("Auto-Submitted: no", ""),
        ("X-Autoreply: no", ""),
        ("Precedence: first-class", ""),
        ("Return-Path: <ana@acme.example>", ""),
        ("Auto-Submitted: auto-replied", "auto_reply"),
        ("Auto-Submitted: auto-replied (vacation)", "auto_reply"),
        ("Auto-Submitted: Auto-Generated; owner=x", "auto_reply"),
        ("X-Autoreply: yes", "auto_reply"),
        ("X-Autorespond: out of office", "auto_reply"),
        ("Precedence: auto_reply", "auto_reply"),
        ("X-POST-MessageClass: 9; Autoresponder", "auto_reply"),
        ("Return-Path: <>", "auto_reply"),
        ("Content-Type: multipart/report; report-type=disposition-notification", "auto_reply"),
        ("Precedence: bulk", "bulk"),
        ("Precedence: Junk", "bulk"),
        ("Precedence: list", "bulk"),
        ("List-Id: <news.acme.example>", "bulk"),
        ("List-Unsubscribe: <mailto:x@acme.example>", "bulk"),
        ("Precedence: bulk\nAuto-Submitted: auto-replied", "auto_reply"),
        ("Received: by a.example\n" * 50, ""),
        ("Received: by a.example\n" * 51, "loop"),
        ("Auto-Submitted: auto-replied\n" + "Received: by a.example\n" * 60, "loop"),
    ],
)
def test_l04_l08_l09_what_counts_as_automatic(headers, automatic):
    assert reading(headers).automatic == automatic


def report(action: str, status: str = "5.1.1", more: str = "", enclosed: str = "") -> bytes:
    fields = (
        f"Reporting-MTA: dns; mx.example\n\nOriginal-Recipient: rfc822;bob@b.example\n"
        f"Final-Recipient: rfc822; bob@inner.b.example\nAction: {action}\nStatus: {status}\n"
        f"Diagnostic-Code: smtp; 550 5.1.1 <bob@b.example> unknown\n{more}"
    )
    original = "Message-ID: <original@desk.example>\nSubject: our receipt\n\nHello"
    body = (
        f"--b\n\nNot delivered.\n--b\nContent-Type: message/delivery-status\n\n{fields}\n"
        f"--b\nContent-Type: {enclosed or 'message/rfc822'}\n\n{original}\n--b--\n"
    )
    return letter(
        "Return-Path: <>\nFrom: MAILER-DAEMON@mx.example\nAuto-Submitted: auto-replied\n"
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b",
        body,
    )


@pytest.mark.parametrize("enclosed", ["message/rfc822", "text/rfc822-headers"])
def test_l02_a_failure_names_whom_it_concerns_and_which_mail(enclosed):
    mail = read(report("failed", enclosed=enclosed))
    assert mail.automatic == "bounce"
    assert mail.bounce is not None
    assert mail.bounce.recipients == ("bob@b.example",)
    assert mail.bounce.permanent
    assert mail.bounce.original_message_id == "<original@desk.example>"
    assert mail.bounce.diagnostic == "550 5.1.1 <bob@b.example> unknown"
    assert len(mail.attachments) == 2


def test_l02_a_delay_is_not_permanent():
    mail = read(report("delayed", "4.4.1"))
    assert mail.bounce is not None
    assert not mail.bounce.permanent
    assert mail.bounce.recipients == ("bob@b.example",)


def test_l02_of_several_recipients_the_failed_ones_count():
    more = "\nFinal-Recipient: rfc822;eve@b.example\nAction: delayed\n\n" + (
        "Final-Recipient: rfc822;joe@b.example\nAction: Failed (gone)\n"
    )
    mail = read(report("failed", more=more))
    assert mail.bounce is not None
    assert mail.bounce.recipients == ("bob@b.example", "joe@b.example")


@pytest.mark.parametrize("action", ["delivered", "relayed", "expanded"])
def test_a_report_of_success_is_no_bounce(action):
    mail = read(report(action, "2.0.0"))
    assert mail.bounce is None
    assert mail.automatic == "auto_reply"


QMAIL = (
    "Hi. This is the qmail-send program at mx.example.\n"
    "I'm afraid I wasn't able to deliver your message to the following addresses.\n\n"
    "<bob@b.example>:\n550 5.1.1 no such user\n\n"
    "--- Below this line is a copy of the message.\n\n"
    "Return-Path: <desk@desk.example>\nMessage-ID: <original@desk.example>\n\nHello\n"
)


def test_l02_a_report_without_fields_is_understood():
    mail = reading(
        "Return-Path: <>\nFrom: MAILER-DAEMON@mx.example\nSubject: failure notice", QMAIL
    )
    assert mail.bounce is not None
    assert mail.bounce.recipients == ("bob@b.example",)
    assert mail.bounce.permanent
    assert mail.bounce.original_message_id == "<original@desk.example>"
    assert mail.bounce.diagnostic == "550 5.1.1 no such user"


def test_l02_failed_recipients_in_a_header_are_enough():
    mail = reading("X-Failed-Recipients: bob@b.example, joe@b.example", "gone")
    assert mail.bounce is not None
    assert mail.bounce.recipients == ("bob@b.example", "joe@b.example")


def test_l02_a_report_that_names_nobody_is_still_never_answered():
    mail = reading("Return-Path: <>\nFrom: Postmaster@mx.example", "something went wrong")
    assert mail.automatic == "bounce"
    assert mail.bounce is not None
    assert mail.bounce.recipients == ()
    assert not mail.bounce.permanent


def test_a_person_who_writes_about_a_failure_is_a_person():
    mail = reading("Subject: Undelivered Mail Returned to Sender: why?", QMAIL)
    assert mail.bounce is None
    assert mail.automatic == ""


def test_a_report_in_pieces_does_not_crash():
    whole = report("failed")
    for end in range(0, len(whole), 7):
        read(whole[:end])


def test_q17_a_detector_that_fails_logs_nothing(caplog):
    mail = reading(
        "Return-Path: <>\nFrom:\nContent-Type: multipart/report; report-type=delivery-status", "x"
    )
    assert mail.automatic == "bounce"
    assert len(caplog.records) <= 1
