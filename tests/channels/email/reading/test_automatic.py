"""Mails that no person sent: L02, L04, L08, L09, and delivery reports in several dialects."""

from email.header import Header

import pytest

from prazo.channels.email.reading import read
from tests.channels.email.reading.letter import letter, reading


@pytest.mark.parametrize(
    ("headers", "lists"),
    [
        ("List-Post: <mailto:Help@desk.example>", ("help@desk.example",)),
        (
            "List-Post: <https://groups.example/post>, <mailto:help@desk.example?subject=x>",
            ("help@desk.example",),
        ),
        ("List-Post: NO (announcements only)", ()),
        (
            "Mailing-list: list help@desk.example; contact help+owners@desk.example",
            ("help@desk.example",),
        ),
        ("List-Id: <help.desk.example>", ()),
        ("Subject: x", ()),
    ],
)
def test_where_one_writes_to_a_list(headers: str, lists: tuple[str, ...]) -> None:
    assert reading(headers).lists == lists


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
        ("Return-Path: <MAILER-DAEMON@mx.desk.example>", "auto_reply"),  # Sendmail's way of <>
        ("Return-Path: <MAILER-DAEMON>", "auto_reply"),
        ("Return-Path: <mailer-daemons-fan@acme.example>", ""),
        ("X-Envelope-From: <>", "auto_reply"),
        ("Content-Type: multipart/report; report-type=disposition-notification", "auto_reply"),
        ("Precedence: bulk", "bulk"),
        ("Precedence: Junk", "bulk"),
        ("Precedence: list", "list"),
        ("List-Id: <news.acme.example>", "list"),
        ("List-Unsubscribe: <mailto:x@acme.example>", "list"),
        ("List-Id: <news.acme.example>\nPrecedence: bulk", "bulk"),
        ("List-Id: <news.acme.example>\nReturn-Path: <>", "auto_reply"),
        ("Precedence: bulk\nAuto-Submitted: auto-replied", "auto_reply"),
        ("Received: by a.example\n" * 50, ""),
        ("Received: by a.example\n" * 51, "loop"),
        ("Auto-Submitted: auto-replied\n" + "Received: by a.example\n" * 60, "loop"),
    ],
)
def test_l04_l08_l09_what_counts_as_automatic(headers, automatic):
    assert reading(headers).automatic == automatic


@pytest.mark.parametrize(
    ("subject", "automatic"),
    [
        ("Automatic reply: Re: No dial tone", "auto_reply"),
        ("Out of Office AutoReply: No dial tone", "auto_reply"),
        ("AUTO: Ana is out of the office", "auto_reply"),
        ("Resposta automática: Re: ramal", "auto_reply"),
        ("Respuesta automática: RE: interno", "auto_reply"),
        ("Fuera de la oficina: Re: interno", "auto_reply"),
        ("Automatische Antwort: Telefon", "auto_reply"),
        ("Abwesenheitsnotiz: Telefon", "auto_reply"),
        ("Автоматический ответ: телефон", "auto_reply"),
        ("Réponse automatique : Re: panne", "auto_reply"),
        ("Re: Automatic reply: No dial tone", ""),  # a person who answers such a mail
        ("AW: Abwesenheitsnotiz: Telefon", ""),
        ("Automatic reply of our menu is silent", ""),
        ("Resposta automática do ramal não toca", ""),
        ("Autos: three of them", ""),
    ],
)
def test_t18_an_answering_machine_may_say_so_in_the_subject_alone(subject, automatic):
    words = f"Subject: {Header(subject, 'utf-8').encode()}"
    assert reading(f"{words}\nIn-Reply-To: <x@desk.example>").automatic == automatic
    assert reading(f"{words}\nReferences: <x@desk.example>").automatic == automatic
    assert reading(words).automatic == ""


@pytest.mark.parametrize(
    ("subject", "automatic"),
    [
        ("AUTO: Ana Silva is out of the office (returning 11/30/2026 10:12:17 AM)", "auto_reply"),
        ("AUTO: Ana Silva ist außer Haus. (Rückkehr am 30.11.2026)", "auto_reply"),
        ("AUTO: Ana Silva está fora do escritório (retornará em 30/11/2026)", "auto_reply"),
        ("Re: AUTO: Ana Silva is out of the office (returning 11/30/2026)", ""),
        ("AUTO: o carro parou (desde 30/11/2026)", ""),
        ("Auto: guincho (retorno em 30/11)", ""),
    ],
)
def test_t18_notes_names_no_mail_that_it_answers_but_the_day_of_return(subject, automatic):
    assert reading(f"Subject: {Header(subject, 'utf-8').encode()}").automatic == automatic


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


STATUS = (
    "Reporting-MTA: dns; mx.example\n\nFinal-Recipient: {recipient}\nAction: failed\n"
    "Status: 5.1.1\n"
)


def enclosing(
    headers: str, kind: str = "multipart/mixed", recipient: str = "rfc822; bob@b.example"
):
    """A mail with words, a status report and the head of a mail of ours."""
    return reading(
        f"{headers}\nContent-Type: {kind}; boundary=b",
        "--b\n\nThe whole call centre is down!\n--b\nContent-Type: message/delivery-status\n"
        f"Content-Disposition: attachment; filename=details.txt\n\n"
        f"{STATUS.format(recipient=recipient)}--b\nContent-Type: text/rfc822-headers\n\n"
        "Message-ID: <original@desk.example>\n--b--\n",
    )


@pytest.mark.parametrize(
    "headers",
    [
        "From: ana@acme.example",
        "From: ana@acme.example\nReturn-Path: <ana@acme.example>",
        "From: ana@acme.example\nAuto-Submitted: no",
        "From: ana@acme.example\nSubject: Fwd: Undelivered Mail Returned to Sender",
        "From: ana@acme.example\nIn-Reply-To: <original@desk.example>",
        "From: postmaster@acme.example\nSubject: Mail delivery problem with your API",
    ],
)
@pytest.mark.parametrize("kind", ["multipart/mixed", "multipart/related", "multipart/x-odd"])
def test_l02_a_person_who_encloses_a_report_is_a_person(headers, kind):
    mail = enclosing(headers, kind)
    assert (mail.automatic, mail.bounce) == ("", None)
    assert mail.text == "The whole call centre is down!"
    assert "details.txt" in [file.name for file in mail.attachments]


@pytest.mark.parametrize(
    "headers",
    [
        "Return-Path: <>\nFrom: mail@mx.example",
        "From: MAILER-DAEMON@mx.example",
        "From: postmaster@mx.example\nAuto-Submitted: auto-replied",
        "From: relay@mx.example\nX-Failed-Recipients: bob@b.example",
    ],
)
def test_l02_a_machine_may_write_its_report_as_it_likes(headers):
    mail = enclosing(headers)
    assert mail.automatic == "bounce"
    assert mail.bounce is not None
    assert mail.bounce.recipients == ("bob@b.example",)
    assert mail.bounce.original_message_id == "<original@desk.example>"


WORDS_ALONE = "Your message did not reach <bob@b.example>: 550 5.1.1 no such user"


@pytest.mark.parametrize(
    "headers",
    [
        "Return-Path: <MAILER-DAEMON@desk.example>\nFrom: Admin <postmaster@b.example>",
        "Return-Path: <MAILER-DAEMON>\nSubject: Delivery failure",
        "X-MS-Embedded-Report:\nFrom: postmaster@b.example",
        "X-MS-Exchange-Message-Is-Ndr:\nFrom: postmaster@b.example",
        "X-DSNContext: 335a7efd\nFrom: postmaster@b.example\nSubject: Undeliverable: Invoice",
        "Return-Path: <>\nSubject: Não foi possível entregar",
        "Return-Path: <>\nSubject: Mail Not Delivered",
        "From: MAILER-DAEMON@b.example\nSubject: Processing error",
        "From: MAILER-DAEMON@b.example",
        "From: MAILER-DAEMON (Mail system)",
    ],
)
def test_l02_a_report_in_words_alone_is_known_by_who_sent_it(headers):
    mail = reading(headers, WORDS_ALONE)
    assert mail.automatic == "bounce"
    assert mail.bounce is not None
    assert mail.bounce.diagnostic.endswith("550 5.1.1 no such user")


@pytest.mark.parametrize("subject", ["Our news in March", "Your order is on its way", ""])
def test_a_letter_from_the_bounces_of_a_shop_is_a_letter(subject):
    mail = reading(f"From: bounces@shop.example\nSubject: {subject}", "Look at our hats.")
    assert (mail.automatic, mail.bounce) == ("", None)


@pytest.mark.parametrize("subject", ["Mail delivery problem with your API", "Undeliverable?", "x"])
def test_l02_a_postmaster_who_writes_is_a_person(subject):
    mail = reading(
        f"From: postmaster@x.example\nSubject: {subject}", "Our mails get 550 5.7.1 from you."
    )
    assert (mail.automatic, mail.bounce) == ("", None)


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("utf-8; josé@x.example", "josé@x.example"),
        (r"utf-8; jos\x{E9}@x.example", "josé@x.example"),
        ("utf-8; иван@почта.example", "иван@xn--80a1acny.example"),
    ],
)
def test_an_address_in_any_script_is_read_from_a_report(written, address):
    mail = enclosing("From: MAILER-DAEMON@mx.example", recipient=written)
    assert mail.bounce is not None
    assert mail.bounce.recipients == (address,)
    announced = reading(f"X-Failed-Recipients: {address}", "gone")
    assert announced.bounce is not None
    assert announced.bounce.recipients == (address,)


def test_a_letter_that_does_not_exist_makes_no_address():
    mail = enclosing("From: MAILER-DAEMON@mx.example", recipient=r"utf-8; \x{110000}\x{D800}@x.y")
    assert mail.bounce is not None
    assert mail.bounce.recipients == ()


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
