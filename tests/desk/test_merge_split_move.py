"""One case of two, two of one, and a case under another agreement."""

import pytest
from django.utils import translation
from django.utils.translation import gettext

from prazo.agreements.take import take
from prazo.desk.actions.merge import merge
from prazo.desk.actions.move import move
from prazo.desk.actions.note import note
from prazo.desk.actions.open_side_thread import open_side_thread
from prazo.desk.actions.receive import receive
from prazo.desk.actions.remind import remind
from prazo.desk.actions.reply import reply
from prazo.desk.actions.resolve import resolve
from prazo.desk.actions.spam import mark_spam
from prazo.desk.actions.split import Passage, split, split_all
from prazo.desk.actions.tag import tag
from prazo.desk.files import content_of
from prazo.desk.inbound import Inbound, InboundFile
from prazo.desk.models import (
    Blob,
    Clock,
    Event,
    Message,
    Note,
    Outgoing,
    Reminder,
    SideThread,
    Ticket,
)
from prazo.lib.refusal import Refusal
from tests.desk.in_line import assert_in_line
from tests.world import MONDAY, TEXT, World, at, make_world, sign


@pytest.fixture
def world(system: None) -> World:
    return make_world()


def due(ticket: Ticket, metric: str = "first_response") -> object:
    return Clock.objects.get(ticket=ticket, metric=metric).due_at


def test_a_case_runs_from_the_earliest_word_of_the_two(world: World) -> None:
    early, late = world.ask(), world.ask(at=at("10:00"))
    note(early, by=world.by_ann, at=at("10:10"), text="The same cable.")
    merge(early, into=late, by=world.by_ann, at=at("10:30"))
    early.refresh_from_db()
    late.refresh_from_db()
    assert (early.status, early.merged_into, early.closed_at) == ("merged", late, at("10:30"))
    assert due(late) == at("12:00")
    assert Message.objects.filter(ticket=late, kind="request").count() == 2
    assert Note.objects.get().ticket == late
    assert {row.state for row in Clock.objects.filter(ticket=early)} == {"no_target"}
    assert_in_line(early)
    assert_in_line(late)


def test_a_merge_takes_all_of_one_ticket_and_nothing_of_others(world: World) -> None:
    source, case, bystander = world.ask(), world.ask(), world.ask()
    by, when = world.by_ann, at("10:00")
    for one in (source, bystander):
        note(one, by=by, at=when, text="The same cable.")
        remind(one, by=by, at=when, when=at("14:00"), user=world.ann)
        thread = {"party": "carrier", "to": "noc@carrier.example", "subject": "S", "text": "T"}
        open_side_thread(one, **thread, by=by, at=when)
        tag(one, add=["cable"], by=by, at=when)
    merge(source, into=case, by=by, at=at("10:30"))
    for kept in (Message.objects.filter(kind="request"), Note.objects, SideThread.objects):
        assert kept.filter(ticket=bystander).count() == 1
    found = Reminder.objects.order_by("pk").values_list("ticket", flat=True)
    assert [*found] == [case.pk, bystander.pk]
    assert [thread.ticket for thread in SideThread.objects.order_by("pk")] == [case, bystander]
    case.refresh_from_db()
    assert case.tags == ["cable"]


def test_what_was_answered_there_is_answered_here(world: World) -> None:
    early, late = world.ask(), world.ask(at=at("09:00"))
    reply(early, by=world.by_ann, at=at("09:30"), text="We look into it.")
    merge(early, into=late, by=world.by_ann, at=at("10:30"))
    assert Clock.objects.get(ticket=late, metric="first_response").met_at == at("09:30")


@pytest.mark.parametrize("status", ["merged", "itself", "customer", "strangers", "desk", "ended"])
def test_a_merge_that_makes_no_sense_is_refused(world: World, status: str) -> None:
    ticket, case = world.ask(), world.ask()
    if status == "merged":
        merge(ticket, into=world.ask(), by=world.by_ann, at=MONDAY)
    elif status == "itself":
        case = ticket
    elif status == "customer":
        sign(world.desk, "Bolt", "bolt.example")
        case = world.ask(sender="ned@bolt.example")
    elif status == "strangers":  # T15: of no known customer, so perhaps of two
        ticket = world.ask(sender="eve@nowhere.example")
        case = world.ask(sender="ian@elsewhere.example")
    elif status == "desk":
        case = world.ask(desk=world.other_desk, sender="x@else.example")
    else:
        resolve(case, by=world.by_ann, at=MONDAY, summary="Done.")
    events = Event.objects.count()
    with pytest.raises(Refusal):
        merge(ticket, into=case, by=world.by_ann, at=at("09:00"))
    assert Event.objects.count() == events


def test_one_strangers_tickets_can_be_merged(world: World) -> None:
    one, other = (world.ask(sender="eve@nowhere.example") for _ in range(2))
    assert merge(one, into=other, by=world.by_ann, at=at("09:00")) == other


def test_r07_nothing_is_split_off_what_was_merged_away_meanwhile(world: World) -> None:
    """What was read before the lock may have gone on: the message is the other case's now."""
    message, case = world.write(), world.ask()
    merge(message.ticket, into=case, by=world.by_ann, at=at("09:00"))
    with pytest.raises(Refusal) as refusal:
        split(
            message.ticket, message=message, subject="S", text="T", by=world.by_ann, at=at("09:01")
        )
    assert refusal.value.conflict


def test_two_tickets_cannot_be_merged_into_each_other(world: World) -> None:
    one, other = world.ask(), world.ask()
    merge(one, into=other, by=world.by_ann, at=at("09:00"))
    with pytest.raises(Refusal) as refusal:
        merge(other, into=one, by=world.by_ann, at=at("09:00"))
    assert refusal.value.conflict


def test_a_question_taken_out_counts_from_when_it_was_asked(world: World) -> None:
    message = world.write(text="One thing. And can we have a second line?")
    ticket = message.ticket
    reply(ticket, by=world.by_ann, at=at("08:30"), text="The first: yes.")
    own = split(
        ticket,
        message=message,
        subject="A second line",
        text="Can we have a second line?",
        by=world.by_ann,
        at=at("09:00"),
    )
    assert (own.opened_at, own.split_from, own.customer, own.contract) == (
        MONDAY,
        ticket,
        world.customer,
        world.contract,
    )
    assert due(own) == at("12:00")
    assert Clock.objects.get(ticket=own, metric="first_response").state == "running"
    copy = Message.objects.get(ticket=own)
    assert (copy.text, copy.requester) == ("Can we have a second line?", world.requester)
    assert_in_line(own)
    assert_in_line(ticket)


def test_the_files_of_the_message_come_along(world: World) -> None:
    """Also a picture that stood among its words, which the new ticket shows without layout."""
    picture = b"\x89PNG\r\n\x1a\n" + b"\0" * 32
    message = receive(
        world.desk,
        Inbound(
            channel="email", reference="<1>", sender="rita@acme.example", subject="Two things",
            text="A fax, and a line.", html='<p>A fax, and a line. <img src="cid:a@b"></p>',
            received_at=MONDAY,
            files=(
                InboundFile(name="log.txt", content_type="text/plain", content=b"carrier lost"),
                InboundFile(name="a.png", content_type="image/png", content=picture,
                            content_id="<a@b>", inline=True),
                InboundFile(name="all.zip", content_type="application/zip", content=b"PK\x03\x04"),
            ),
        ),
    )  # fmt: skip
    assert isinstance(message, Message)
    passages = [Passage(message, "Fax", "A fax"), Passage(message, "Line", "a line.")]
    made = split_all(message.ticket, passages=passages, by=world.by_ann, at=at("9:00"))
    for one in (*made, message.ticket):
        own = one.messages.get(kind="request")
        files = {file.name: file for file in own.attachments.select_related("blob", "read")}
        assert set(files) == {"log.txt", "a.png", "all.zip"}
        assert content_of(files["a.png"]) == picture
        assert files["a.png"].inline == bool(own.html)
        assert files["log.txt"].read.text == "carrier lost"
        assert "archive_unsearched" in own.remarks
    assert Blob.objects.count() == 3


def test_only_the_customers_words_can_be_taken_out(world: World) -> None:
    ticket, other = world.ask(), world.write()
    answer = reply(ticket, by=world.by_ann, at=MONDAY, text="We look into it.")
    for message in (answer, other):
        with pytest.raises(Refusal) as refusal:
            split(ticket, message=message, subject="x", text="x", by=world.by_ann, at=MONDAY)
        assert refusal.value.field == "message"
    own = Message.objects.get(ticket=ticket, kind="request")
    with pytest.raises(Refusal):
        split(ticket, message=own, subject=" ", text="x", by=world.by_ann, at=MONDAY)
    assert Ticket.objects.count() == 2


def test_a_secret_in_a_passage_is_masked_and_said_to_be(world: World) -> None:
    message = world.write(text="A second line, please.")
    text = "A second line, please. The password is Tr0ub4dor&3x."
    own = split(
        message.ticket, message=message, subject="S", text=text, by=world.by_ann, at=at("10:00")
    )
    copy = Message.objects.get(ticket=own, kind="request")
    assert "Tr0ub4dor" not in copy.text
    assert copy.remarks


def test_nothing_is_taken_out_of_spam_nor_without_a_passage(world: World) -> None:
    message = world.write()
    with pytest.raises(Refusal):
        split_all(message.ticket, passages=[], by=world.by_ann, at=at("09:00"))
    mark_spam(message.ticket, by=world.by_ann, at=at("09:00"))
    with pytest.raises(Refusal):
        split(
            message.ticket, message=message, subject="S", text="T", by=world.by_ann, at=at("9:30")
        )
    assert not Ticket.objects.filter(split_from=message.ticket).exists()


def test_several_passages_become_several_tickets_and_one_mail(world: World) -> None:
    first = world.write(text="One thing. A second line? And a fax.")
    ticket = first.ticket
    later = world.write(at=at("09:30"), text="And an invoice.", answers=ticket)
    passages = [
        Passage(first, "A second line", "A second line?"),
        Passage(first, "A fax", "And a fax."),
        Passage(later, "An invoice", "And an invoice."),
    ]
    before = Outgoing.objects.count()
    made = split_all(ticket, passages=passages, by=world.by_ann, at=at("10:00"))
    assert [one.opened_at for one in made] == [MONDAY, MONDAY, at("09:30")]
    assert [due(one) for one in made] == [at("12:00"), at("12:00"), at("13:30")]
    assert Outgoing.objects.count() == before + 1
    told = Message.objects.get(ticket=ticket, kind="notice")
    assert all(f"#{one.number} {one.subject}" in told.text for one in made)
    assert f"#{ticket.number}" in told.text
    post = Outgoing.objects.get(message=told)
    assert (post.to, post.cc) == (["rita@acme.example"], [])
    assert post.headers["X-Auto-Response-Suppress"] == "All"
    assert Clock.objects.get(ticket=ticket, metric="first_response").state == "running"
    for one in (*made, ticket):
        assert_in_line(one)


def test_the_customer_is_told_in_his_language(world: World) -> None:
    message = world.write()
    Ticket.objects.filter(pk=message.ticket_id).update(language="de")
    with translation.override("es"):  # the agent's
        split_all(
            message.ticket,
            passages=[Passage(message, "Fax", "Fax?")],
            by=world.by_ann,
            at=at("10:00"),
        )
    told = Message.objects.get(kind="notice").text
    with translation.override("de"):
        assert gettext("All times we promised count from when you wrote.") in told


def test_all_passages_or_none(world: World) -> None:
    message = world.write()
    passages = [Passage(message, "Fax", "Fax?"), Passage(message, " ", "x")]
    with pytest.raises(Refusal) as refusal:
        split_all(message.ticket, passages=passages, by=world.by_ann, at=at("10:00"))
    assert refusal.value.params["place"] == 1
    assert Ticket.objects.count() == 1
    assert not Message.objects.filter(kind="notice").exists()


def test_a_case_moved_to_another_version_counts_by_it_from_then_on(world: World) -> None:
    other = take(TEXT.replace('version: "1"', 'version: "2"').replace("- {in: 4h}", "- {in: 6h}"))
    ticket, stays = world.ask(), world.ask()
    move(ticket, to=other, by=world.by_lea, at=at("09:00"), reason="Their contract was renewed.")
    ticket.refresh_from_db()
    assert ticket.version == other
    assert due(ticket) == at("14:00")
    assert due(stays) == at("12:00")
    moved = Event.objects.get(ticket=ticket, kind="agreement")
    assert moved.data["reason"] == "Their contract was renewed."
    assert_in_line(ticket)


def test_a_breach_stays_on_record_where_a_milder_version_comes_to_hold(world: World) -> None:
    milder = take(TEXT.replace('version: "1"', 'version: "2"').replace("- {in: 4h}", "- {in: 6h}"))
    ticket = world.ask()
    move(ticket, to=milder, by=world.by_lea, at=at("12:30"), reason="Their contract was renewed.")
    clock = Clock.objects.get(ticket=ticket, metric="first_response")
    assert (clock.due_at, clock.breached_at) == (at("14:00"), at("12:00"))
    assert_in_line(ticket)


def test_a_move_needs_a_reason(world: World) -> None:
    with pytest.raises(Refusal) as refusal:
        move(world.ask(), to=world.version, by=world.by_lea, at=MONDAY, reason=" ")
    assert refusal.value.field == "reason"
