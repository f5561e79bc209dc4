"""Who may continue a ticket by mail, and what nobody may (trust.md 2.2)."""

from datetime import timedelta

import pytest
from django.conf import settings

from prazo.channels.email.compose import compose
from prazo.channels.email.identity import Named, message_id, named, root_id, ticket_answered
from prazo.channels.email.intake import read_mails
from prazo.channels.email.models import RawMail
from prazo.channels.email.reading import read
from prazo.channels.email.reading.pool import ReaderPool
from prazo.channels.email.route import route_of
from prazo.channels.email.send import letter_of
from prazo.channels.email.take_in import take_in
from prazo.customers.models import Customer
from prazo.desk import actor
from prazo.desk.actions.merge import merge
from prazo.desk.actions.reply import reply
from prazo.desk.actions.resolve import resolve
from prazo.desk.models import Note, Outgoing, Ticket
from tests.channels.email.conftest import NOW, Deliver
from tests.channels.email.world import mail, make_agent, make_desk

pytestmark = pytest.mark.usefixtures("system")
LATER = NOW + timedelta(hours=1)


def receipt_id(ticket: Ticket) -> str:
    return message_id(Outgoing.objects.get(key=f"receipt:{ticket.pk}").pk, ticket.pk)


def answer(ticket: Ticket, **given: str) -> bytes:
    return mail(message_id="<answer@client.example>", In_Reply_To=receipt_id(ticket), **given)


def test_a_message_id_names_its_ticket() -> None:
    given = message_id(17, 4)
    assert named(given) is not None and named(given).ticket == 4 and named(given).outgoing == 17
    assert given == message_id(17, 4)
    assert ticket_answered([], [message_id(1, 3), message_id(2, 9), "<x@y.example>"]) == 9
    assert ticket_answered([message_id(1, 3)], [message_id(2, 9)]) == 3


def test_t13_the_proof_has_160_bits_and_covers_both_numbers() -> None:
    local = message_id(17, 4)[1:].partition("@")[0]
    ticket, outgoing, mac = local.split(".")
    assert (ticket, outgoing, len(mac) * 5) == ("p4", "17", 160)
    for other in (f"<p5.17.{mac}@x.example>", f"<p4.18.{mac}@x.example>", f"<p4.17.{mac[:-1]}a@x>"):
        assert named(other) is None or other.endswith(f"{mac}@x>")
    assert named(f"<p4.17.{mac}@another.example>") is not None  # the domain may change


def test_t13_the_proof_is_compared_in_constant_time(monkeypatch: pytest.MonkeyPatch) -> None:
    from prazo.channels.email import identity

    asked = []
    monkeypatch.setattr(identity.hmac, "compare_digest", lambda a, b: asked.append((a, b)) or True)
    assert named("<p4.17." + "a" * 32 + "@x.example>") is not None
    assert len(asked) == 1


def test_proofs_outlive_a_change_of_the_secret_key(monkeypatch: pytest.MonkeyPatch) -> None:
    before = message_id(17, 4)
    monkeypatch.setattr(settings, "SECRET_KEY_FALLBACKS", [settings.SECRET_KEY])
    monkeypatch.setattr(settings, "SECRET_KEY", "another")
    assert named(before) is not None
    assert message_id(17, 4) != before
    monkeypatch.setattr(settings, "SECRET_KEY_FALLBACKS", [])
    assert named(before) is None


def test_an_answer_continues_its_ticket(deliver: Deliver) -> None:
    make_desk()
    ticket = deliver(mail()).ticket
    row = deliver(answer(ticket), at=LATER)
    assert row.ticket == ticket
    assert Ticket.objects.count() == 1
    assert ticket.messages.filter(kind="request").count() == 2
    assert Outgoing.objects.count() == 1  # the receipt of the first; none for the answer


def test_an_answer_continues_its_ticket_whatever_became_of_our_message_id(
    deliver: Deliver,
) -> None:
    """A server on the way out gave the receipt another one; what it refers to is as we wrote it."""
    desk = make_desk()
    ticket = deliver(mail()).ticket
    outgoing = Outgoing.objects.get(key=f"receipt:{ticket.pk}")
    sent = read(compose(letter_of(outgoing, route_of(desk))))
    given = "<0100018f-1a2b@relay.example>"
    answer = mail(
        message_id="<2@client.example>",
        In_Reply_To=given,
        References=" ".join([*sent.references, given]),
    )
    assert deliver(answer, at=LATER).ticket == ticket
    assert named(root_id(ticket.pk)) == Named(0, ticket.pk)
    assert named(root_id(0, 7)) == Named(0, 0, 7)


def test_t01_a_number_in_the_subject_proves_nothing(deliver: Deliver) -> None:
    make_desk()
    ticket = deliver(mail()).ticket
    for subject in (f"Re: [#{ticket.number}]", f"#{ticket.number}", f"[Ticket {ticket.number}]"):
        row = deliver(
            mail(
                sender="eve@evil.example", subject=subject, message_id=f"<{len(subject)}@e.example>"
            ),
            at=LATER,
        )
        assert row.ticket != ticket
        assert "other_address" not in row.ticket.marks  # not even a hint that it exists
    assert ticket.messages.filter(kind="request").count() == 1


def test_t02_a_forged_proof_opens_a_new_ticket(deliver: Deliver) -> None:
    make_desk()
    ticket = deliver(mail()).ticket
    proof, host = receipt_id(ticket).rsplit("@", 1)
    forged = f"{proof[:-1]}{'b' if proof[-1] == 'a' else 'a'}@{host}"
    row = deliver(mail(message_id="<2@client.example>", In_Reply_To=forged), at=LATER)
    assert row.ticket != ticket


def test_t02_d14_a_good_proof_from_another_address_opens_a_new_ticket(deliver: Deliver) -> None:
    make_desk()
    ticket = deliver(mail()).ticket
    row = deliver(answer(ticket, sender="colleague@client.example"), at=LATER)
    assert row.ticket != ticket
    assert "other_address" in row.ticket.marks
    assert row.ticket.opened_at == LATER  # the queue's end
    assert ticket.messages.filter(kind="request").count() == 1


def test_who_asked_in_a_merged_case_goes_on_with_it(deliver: Deliver) -> None:
    """Two of one customer report one thing; each holds the proof of their own case alone."""
    desk = make_desk()
    by = actor.agent(make_agent(desk, "agent@desk.example"))
    case = deliver(mail()).ticket
    own = deliver(mail(sender="bea@client.example", message_id="<2@client.example>")).ticket
    Ticket.objects.update(customer=Customer.objects.create(desk=desk, name="Client"))
    own.refresh_from_db()
    merge(own, into=case, by=by, at=LATER)
    row = deliver(answer(own, sender="bea@client.example"), at=LATER)
    assert row.ticket == case
    assert row.message.requester.address == "bea@client.example"
    assert "takes_part" in row.message.remarks
    stranger = mail(sender="eve@client.example", In_Reply_To=receipt_id(own), message_id="<4@x.y>")
    assert deliver(stranger, at=LATER).ticket not in (case, own)


def test_t12_an_answer_from_a_new_address_changes_no_customer(deliver: Deliver) -> None:
    make_desk()
    ticket = deliver(mail()).ticket
    deliver(answer(ticket, sender="eve@evil.example"), at=LATER)
    ticket.refresh_from_db()
    assert ticket.requester.address == "ana@client.example"
    assert ticket.requester.addresses.count() == 1


def test_t06_reply_to_is_no_identity(deliver: Deliver) -> None:
    make_desk()
    ticket = deliver(mail()).ticket
    row = deliver(
        answer(ticket, sender="eve@evil.example", Reply_To="ana@client.example"), at=LATER
    )
    assert row.ticket != ticket
    assert row.ticket.requester.address == "eve@evil.example"
    assert "reply_to_differs" in row.message.remarks
    assert {
        "field": "reply-to",
        "name": "",
        "address": "ana@client.example",
    } in row.message.recipients


def test_t06_a_guessed_sender_continues_nothing(deliver: Deliver) -> None:
    make_desk()
    ticket = deliver(mail()).ticket
    row = deliver(answer(ticket, sender="", Reply_To="ana@client.example"), at=LATER)
    assert row.ticket != ticket
    assert "sender_unknown" in row.ticket.marks


def test_t07_of_several_senders_the_first_counts_and_it_is_said(deliver: Deliver) -> None:
    make_desk()
    row = deliver(mail(sender="ana@client.example, eve@evil.example"))
    assert row.ticket.requester.address == "ana@client.example"
    assert "several_from" in row.message.remarks


FORGED = "mx.desk.example; dmarc=pass header.from=client.example"
FAILED = "mx.desk.example; dmarc=fail header.from=client.example"


@pytest.fixture
def own_mta(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "AUTHSERV_ID", "mx.desk.example")


def with_results(raw: bytes, *results: str) -> bytes:
    return b"".join(f"Authentication-Results: {one}\r\n".encode() for one in results) + raw


def test_t03_a_sender_proved_false_continues_nothing(deliver: Deliver, own_mta: None) -> None:
    make_desk()
    ticket = deliver(with_results(mail(), FORGED)).ticket
    row = deliver(with_results(answer(ticket, Cc="eve@evil.example"), FAILED), at=LATER)
    assert row.ticket != ticket
    assert "unauthentic" in row.ticket.marks
    assert not Outgoing.objects.filter(ticket=row.ticket).exists()  # no receipt for a victim


def test_t03_no_verdict_where_one_is_expected_is_said(deliver: Deliver, own_mta: None) -> None:
    make_desk()
    ticket = deliver(with_results(mail(), FORGED)).ticket
    proved = deliver(with_results(answer(ticket), FORGED), at=LATER)
    other = deliver(mail(message_id="<3@client.example>", In_Reply_To=receipt_id(ticket)), at=LATER)
    assert proved.ticket == other.ticket == ticket
    assert "unproved" not in proved.message.remarks
    assert "unproved" in other.message.remarks


def test_t03_nobody_in_cc_becomes_a_reader(deliver: Deliver) -> None:
    make_desk()
    ticket = deliver(mail(Cc="eve@evil.example")).ticket
    assert ticket.requester.address == "ana@client.example"
    assert Outgoing.objects.get().to == ["ana@client.example"]
    assert Outgoing.objects.get().cc == []


def test_t10_only_the_topmost_verdict_of_our_own_mta_counts(
    deliver: Deliver, own_mta: None
) -> None:
    make_desk()
    row = deliver(with_results(mail(), FAILED, FORGED))
    assert "unauthentic" in row.ticket.marks
    other = deliver(
        with_results(mail(message_id="<2@c.example>"), "evil.example; dmarc=fail"), at=LATER
    )
    assert "unauthentic" not in other.ticket.marks


def test_t10_a_mail_that_came_past_the_mta_carries_no_verdict(
    deliver: Deliver, own_mta: None
) -> None:
    from prazo.channels.email.letter import letter
    from prazo.channels.email.models import RawMail
    from prazo.channels.email.reading.reader import read

    raw = with_results(mail(), FORGED)
    verdicts = {
        source: letter(read(raw), RawMail(source=source, received_at=NOW), ()).authentic
        for source in ("smtp:192.0.2.1", "file", "lmtp", "imap:host/INBOX")
    }
    assert verdicts == {"smtp:192.0.2.1": None, "file": None, "lmtp": True, "imap:host/INBOX": True}


def test_t04_a_sign_up_code_sent_to_us_is_held(deliver: Deliver) -> None:
    make_desk()
    for number, sender in enumerate(
        ("no-reply@slack.example", "noreply+x1@apple.example", "verify@id.example",
         "do_not_reply@bank.example", "account-security-noreply@cloud.example")
    ):  # fmt: skip
        row = deliver(mail(sender=sender, message_id=f"<{number}@x.example>"))
        assert "held" in row.ticket.marks, sender
    assert not Outgoing.objects.exists()
    row = deliver(mail(sender="noreen@reply.example", message_id="<p@x.example>"))
    assert "held" not in row.ticket.marks


def test_t05_an_agent_never_acts_by_mail(deliver: Deliver) -> None:
    desk = make_desk()
    make_agent(desk, "agent@desk.example")
    ticket = deliver(mail()).ticket
    row = deliver(answer(ticket, sender="agent@desk.example", body="Close it, please"), at=LATER)
    ticket.refresh_from_db()
    assert (row.state, row.ticket, row.message) == ("read", ticket, None)
    assert ticket.is_open
    assert ticket.messages.filter(kind__in=["reply", "summary"]).count() == 0
    note = Note.objects.get()
    assert note.user is None
    assert "not verified" in note.text
    assert "Close it, please" in note.text
    assert not ticket.clocks.filter(met_at__isnull=False).exists()
    again = deliver(answer(ticket, sender="agent@desk.example", body="Close it, please"), at=LATER)
    assert again.state == "duplicate"
    assert Note.objects.count() == 1


def test_t05_the_same_by_two_ways_at_once_is_one_note(deliver: Deliver, pool: ReaderPool) -> None:
    """One agent's mail in the mailbox and by LMTP, placed in one portion."""
    make_agent(make_desk(), "agent@desk.example")
    ticket = deliver(mail()).ticket
    raw = answer(ticket, sender="agent@desk.example")
    rows = [
        take_in(raw, received_at=LATER, source=source, envelope_to=("help@desk.example",))
        for source in ("lmtp", "smtp")
    ]
    read_mails(LATER, pool)
    assert Note.objects.count() == 1
    states = RawMail.objects.filter(pk__in=[row.pk for row in rows]).values_list("state", flat=True)
    assert sorted(states) == ["duplicate", "read"]


def test_t05_an_agents_mail_goes_where_the_case_is_now(deliver: Deliver) -> None:
    desk = make_desk()
    by = actor.agent(make_agent(desk, "agent@desk.example"))
    ticket = deliver(mail()).ticket
    case = deliver(mail(message_id="<2@client.example>")).ticket
    merge(ticket, into=case, by=by, at=LATER)
    row = deliver(answer(ticket, sender="agent@desk.example"), at=LATER)
    assert row.ticket == case == Note.objects.get().ticket


def test_t05_an_agent_without_a_ticket_is_a_requester_like_others(deliver: Deliver) -> None:
    desk = make_desk()
    make_agent(desk, "agent@desk.example")
    row = deliver(mail(sender="agent@desk.example"))
    assert "from_agent" in row.ticket.marks


def test_t05_an_agent_who_lost_access_is_refused_the_ticket(deliver: Deliver) -> None:
    desk, other = make_desk("help"), make_desk("other")
    user = make_agent(other, "agent@desk.example")
    former = make_agent(desk, "former@desk.example")
    former.is_active = False
    former.save()
    ticket = deliver(mail()).ticket
    for sender in (user.email, former.email):
        row = deliver(answer(ticket, sender=sender), at=LATER)
        assert row.ticket != ticket
        assert "from_agent" in row.ticket.marks
    assert not Note.objects.exists()


@pytest.mark.parametrize("status", ["resolved", "waiting"])
@pytest.mark.parametrize(
    "headers",
    [{"Auto_Submitted": "auto-replied"}, {"subject": "Automatic reply: It does not work"}],
    ids=["marked", "by its subject"],
)
def test_l05_t18_a_vacation_notice_changes_nothing(
    deliver: Deliver, status: str, headers: dict[str, str]
) -> None:
    desk = make_desk()
    by = actor.agent(make_agent(desk, "agent@desk.example"))
    ticket = deliver(mail()).ticket
    if status == "resolved":
        resolve(ticket, by=by, at=NOW + timedelta(minutes=5), summary="Done.")
    else:
        reply(ticket, by=by, at=NOW + timedelta(minutes=5), text="Which one?", then_wait=True)
    before = [
        (clock.metric, clock.state, clock.due_at, clock.met_at) for clock in ticket.clocks.all()
    ]
    row = deliver(answer(ticket, body="On holiday", **headers), at=LATER)
    ticket.refresh_from_db()
    assert row.ticket == ticket
    assert ticket.status == status
    assert [
        (clock.metric, clock.state, clock.due_at, clock.met_at) for clock in ticket.clocks.all()
    ] == before


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"List_Id": "<help.desk.example>", "Precedence": "list"}, "open"),
        ({"List_Id": "<help.desk.example>", "Precedence": "bulk"}, "waiting"),
        ({"List_Id": "<help.desk.example>", "Auto_Submitted": "auto-replied"}, "waiting"),
    ],
    ids=["a person", "an old answering machine", "a machine"],
)
def test_what_a_person_answers_through_a_list_is_heard(
    deliver: Deliver, headers: dict[str, str], status: str
) -> None:
    """As where the desk's address is a group that hands its mail on."""
    desk = make_desk()
    ticket = deliver(mail(**headers)).ticket
    assert not Outgoing.objects.exists()  # L08
    by = actor.agent(make_agent(desk, "agent@desk.example"))
    reply(ticket, by=by, at=NOW + timedelta(minutes=5), text="Which one?", then_wait=True)
    asked = Outgoing.objects.get()
    row = deliver(
        mail(
            message_id="<2@client.example>",
            In_Reply_To=message_id(asked.pk, ticket.pk),
            **headers,
        ),
        at=LATER,
    )
    ticket.refresh_from_db()
    assert (row.ticket, ticket.status) == (ticket, status)
    assert (row.message.automatic == "") is (status == "open")


OUR_GROUP = {
    "Precedence": "list",
    "Mailing_List": "list HELP@desk.example; contact help+owners@desk.example",
    "List_Id": "<help.desk.example>",
    "List_Post": "<https://groups.example/post>, <mailto:help@desk.example>",
}


@pytest.mark.parametrize("field", ["Mailing_List", "List_Post"])
def test_l08_who_writes_to_a_group_that_is_our_address_gets_a_receipt(
    deliver: Deliver, field: str
) -> None:
    make_desk()
    row = deliver(
        mail(Precedence="list", List_Id="<help.desk.example>", **{field: OUR_GROUP[field]})
    )
    assert row.message.automatic == ""
    assert [one.to for one in Outgoing.objects.all()] == [["ana@client.example"]]


@pytest.mark.parametrize(
    "headers",
    [
        OUR_GROUP | {"Precedence": "bulk"},
        OUR_GROUP | {"Auto_Submitted": "auto-generated"},
        OUR_GROUP
        | {"Mailing_List": "list all@client.example", "List_Post": "<mailto:all@client.example>"},
        {"List_Id": "<help.desk.example>"},
    ],
    ids=["bulk", "a machine", "another's list", "a list's name alone"],
)
def test_l08_no_receipt_to(deliver: Deliver, headers: dict[str, str]) -> None:
    make_desk()
    assert deliver(mail(**headers)).ticket is not None
    assert not Outgoing.objects.exists()


def test_t18_a_vacation_reply_to_a_notice_is_no_acknowledgement(deliver: Deliver) -> None:
    desk = make_desk()
    make_agent(desk, "agent@desk.example")
    ticket = deliver(mail()).ticket
    deliver(answer(ticket, sender="agent@desk.example", Auto_Submitted="auto-replied"), at=LATER)
    assert not ticket.events.filter(kind__in=["acknowledged", "reply"]).exists()
    assert not ticket.clocks.filter(met_at__isnull=False).exists()


def test_t11_headers_of_other_desks_command_nothing(deliver: Deliver) -> None:
    make_desk()
    plain = deliver(mail()).ticket
    row = deliver(
        mail(message_id="<2@client.example>", X_Prazo_Priority="1", X_RT_Command="close",
             X_Zammad_Ticket_Priority="3 high", Importance="high", X_Priority="1"),
        at=LATER,
    )  # fmt: skip
    assert row.ticket.priority == plain.priority
    assert row.ticket.level == plain.level


def test_t16_five_thousand_in_cc_are_neither_kept_nor_written_to(deliver: Deliver) -> None:
    make_desk()
    row = deliver(mail(Cc=",\r\n ".join(f"c{i}@many.example" for i in range(5000))))
    assert len(row.message.recipients) <= 20
    assert [one.to for one in Outgoing.objects.all()] == [["ana@client.example"]]


def test_t17_a_look_alike_domain_is_somebody_else(deliver: Deliver) -> None:
    make_desk()
    ticket = deliver(mail(sender="ana@client.example")).ticket
    row = deliver(answer(ticket, sender="ana@сlient.example"), at=LATER)  # Cyrillic es
    assert row.ticket != ticket
    assert row.ticket.requester.address.startswith("ana@xn--")
