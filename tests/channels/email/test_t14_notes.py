"""T14: what is said inside the desk is in no mail that leaves it, whatever is done to a ticket."""

import pkgutil
from collections.abc import Callable
from datetime import timedelta
from email import message_from_bytes
from email.policy import default

import pytest

from prazo.accounts.models import SeenBy, Team, User
from prazo.channels.email.compose import compose
from prazo.channels.email.route import Route
from prazo.channels.email.send import letter_of
from prazo.desk import actions
from prazo.desk.actions.close_beside import close_beside
from prazo.desk.actions.correct import correct
from prazo.desk.actions.end_reminder import end_reminder
from prazo.desk.actions.hear_beside import hear_beside
from prazo.desk.actions.let_in import let_in
from prazo.desk.actions.link import link
from prazo.desk.actions.log_call import log_call
from prazo.desk.actions.merge import merge
from prazo.desk.actions.move import move
from prazo.desk.actions.note import note
from prazo.desk.actions.open_side_thread import open_side_thread
from prazo.desk.actions.remind import remind
from prazo.desk.actions.reopen_beside import reopen_beside
from prazo.desk.actions.reply import reply
from prazo.desk.actions.resolve_children import resolve_with_children
from prazo.desk.actions.see import see
from prazo.desk.actions.spam import mark_spam, not_spam
from prazo.desk.actions.split import Passage, split_all
from prazo.desk.actions.tag import tag
from prazo.desk.actions.take_side_answer import take_side_answer
from prazo.desk.actions.tell_apart import tell_apart
from prazo.desk.actions.write_beside import write_beside
from prazo.desk.actions.write_down import write_down
from prazo.desk.inbound import Inbound, InboundFile
from prazo.desk.models import Message, Outgoing, Reminder, SideMessage, SideThread, Ticket
from prazo.desk.quoted import quoted
from prazo.escalation.actions.climb import climb
from prazo.rules.following import follow
from prazo.rules.models import On
from prazo.writing.actions.carry import carry_drafts
from prazo.writing.actions.press import press
from prazo.writing.actions.send_held import send_held
from prazo.writing.words import Words
from tests.desk.test_acts import ACTS
from tests.rules.made import deed, make_rule
from tests.world import TEXT, World, at, make_world

INSIDE = "Zwergfledermaus"
ROUTE = Route(name="Desk", address="acme-desk@desk.example", server=None, account=None)
NOC = "noc@carrier.example"
EVERY_VARIABLE = "{requester} {customer} {number} {subject} {agent} {due}"

Act = Callable[[World, Ticket, Ticket], object]
"""On the ticket with the note; the other one is of the same customer, with a note, too."""


def beside(world: World, ticket: Ticket) -> SideThread:
    asked = ticket.messages.filter(kind="request").earliest("pk")
    return open_side_thread(
        ticket, party="carrier", to=NOC, subject="Trunk", text=f"It is dead. {quoted(asked)}",
        by=world.by_ann, at=at("9:00"), wait=True,
    )  # fmt: skip


def answered_beside(world: World, ticket: Ticket) -> SideThread:
    thread = beside(world, ticket)
    said = Inbound(channel="email", reference="<n>", sender=NOC, subject="Re: Trunk",
                   text="It is repaired.", received_at=at("9:10"))  # fmt: skip
    hear_beside(thread, said, as_of=at("9:10"))
    return thread


def split(world: World, ticket: Ticket) -> object:
    message = ticket.messages.get(kind="request")
    passages = [Passage(message, "Fax", "A fax?"), Passage(message, "Line", "A line?")]
    return split_all(ticket, passages=passages, by=world.by_ann, at=at("9:00"))


def resolve_both(world: World, ticket: Ticket, other: Ticket) -> object:
    link(ticket, other=other, kind="causes", by=world.by_ann, at=at("9:00"))
    return resolve_with_children(
        ticket, chosen=[other], by=world.by_ann, at=at("9:01"), summary="Cable replaced."
    )


def wrote_down(world: World, ticket: Ticket) -> object:
    log_call(ticket, by=world.by_ann, at=at("9:00"), said="Hm.")
    return write_down(ticket, agreed="We send one.", by=world.by_ann, at=at("9:01"))


def reminded(world: World, ticket: Ticket) -> Reminder:
    return remind(ticket, by=world.by_ann, at=at("9:00"), when=at("11:00"), user=world.ann)


def let_in_bob(world: World, ticket: Ticket) -> None:
    Team.objects.filter(pk=world.front.pk).update(seen_by=SeenBy.LEADS)
    Ticket.objects.filter(pk=ticket.pk).update(team=world.front)
    ticket.refresh_from_db()
    let_in(ticket, people=[world.bob], by=world.by_ann, at=at("9:00"), reason=INSIDE)


def ended(act: str) -> Act:
    """Done to a ticket that is resolved, or waits."""

    def done(world: World, ticket: Ticket, other: Ticket) -> object:
        ACTS["resolve" if act == "reopen" else "ask"](world, ticket, at("8:50"))
        return ACTS[act](world, ticket, at("9:00"))

    return done


def plain(act: str) -> Act:
    return lambda world, ticket, other: ACTS[act](world, ticket, at("9:00"))


DONE: dict[str, Act] = {
    **{act: plain(act) for act in ACTS if act not in ("reopen", "resume", "ask")},
    "reply that asks": plain("ask"),
    "reopen": ended("reopen"),
    "resume": ended("resume"),
    "close_beside": lambda w, t, o: close_beside(
        t, thread=answered_beside(w, t), by=w.by_ann, at=at("9:20")
    ),
    "reopen_beside": lambda w, t, o: reopen_beside(t, thread=beside(w, t), at=at("9:20")),
    "correct": lambda w, t, o: correct(
        t, by=w.by_ann, at=at("9:00"), changes={"subject": "Fax", "requester": "zoe@acme.example"}
    ),
    "let_in": lambda w, t, o: let_in_bob(w, t),
    "remind": lambda w, t, o: reminded(w, t),
    "end_reminder": lambda w, t, o: end_reminder(
        t, reminder=reminded(w, t).pk, by=w.by_ann, at=at("9:10")
    ),
    "spam": lambda w, t, o: not_spam(
        mark_spam(t, by=w.by_ann, at=at("9:00")), by=w.by_ann, at=at("9:01")
    ),
    "tag": lambda w, t, o: tag(t, add=["vpn"], by=w.by_ann, at=at("9:00")),
    "see": lambda w, t, o: see(t, mark="held", by=w.by_ann, at=at("9:00")),
    "hear_beside": lambda w, t, o: answered_beside(w, t),
    "link": lambda w, t, o: link(t, other=o, kind="related", by=w.by_ann, at=at("9:00")),
    "merge": lambda w, t, o: merge(t, into=o, by=w.by_ann, at=at("9:00")),
    "merge of the other": lambda w, t, o: merge(o, into=t, by=w.by_ann, at=at("9:00")),
    "move": lambda w, t, o: move(t, to=t.version, by=w.by_lea, at=at("9:00"), reason="So."),
    "open_side_thread": lambda w, t, o: beside(w, t),
    "receive": lambda w, t, o: w.ask(answers=t, at=at("9:00")),
    "receive from elsewhere": lambda w, t, o: w.ask(answers=t, sender="e@x.example", at=at("9:00")),
    "resolve_children": resolve_both,
    "split": lambda w, t, o: split(w, t),
    "take_side_answer": lambda w, t, o: take_side_answer(
        t, thread=answered_beside(w, t), by=w.by_ann, at=at("9:20"), goes_on=True
    ),
    "tell_apart": lambda w, t, o: tell_apart(t, other=o, by=w.by_ann, at=at("9:00")),
    "write_beside": lambda w, t, o: write_beside(
        t, thread=beside(w, t), text="And?", by=w.by_ann, at=at("9:30")
    ),
    "write_down": lambda w, t, o: wrote_down(w, t),
    "a note that was a draft": lambda w, t, o: press(
        t, "note", Words(text=INSIDE), user=w.ann, at=at("9:00"), hold=timedelta()
    ),
    "an answer held back": lambda w, t, o: press(
        t, "reply", Words(text="Hello."), user=w.ann, at=at("9:00"), hold=timedelta(seconds=9)
    ),
}
OF_NO_TICKET = {
    "block",  # of a sender, who is told nothing
    "record_export",  # who took a queue as a file, in the history of the settings
    "rename_tag",
    "close_day",  # moves due times, and tells nobody
    "count_contract",  # counts anew what was counted
    "join_people",  # of two people: each of their tickets says so by an event, and no mail does
    "hear",  # a part of log_call and of what is received
    "save_queue",
    "write_first",  # opens one; what is written on it goes out as every answer does
}


def test_every_act_there_is_is_tried() -> None:
    there_are = {module.name for module in pkgutil.iter_modules(actions.__path__)}
    assert there_are <= DONE.keys() | OF_NO_TICKET, "a new act is tried here, too"


@pytest.mark.parametrize("act", DONE)
def test_a_note_leaves_by_no_act(system: None, act: str) -> None:
    world = make_world(TEXT.replace("other_address: new_ticket", "other_address: note"))
    make_rule(world, On.WRITTEN, deed("reply", text=f"Thank you. {EVERY_VARIABLE}"))
    ticket, other = world.ask("One", at=at("8:00")), world.ask("Two", at=at("8:00"))
    upload = InboundFile(name=f"{INSIDE}.txt", content_type="text/plain", content=INSIDE.encode())
    for one in (ticket, other):
        note(one, by=world.by_bob, at=at("8:30"), text=f"{INSIDE} @Ann", files=[upload])
    DONE[act](world, Ticket.objects.get(pk=ticket.pk), other)
    what_follows(world, ticket)
    assert Ticket.objects.get(pk=ticket.pk).notes.count() or other.notes.count()
    assert not [text for text in said_outside() if INSIDE in text]


def what_follows(world: World, ticket: Ticket) -> None:
    """The customer writes again, is answered, and time passes: every step is taken."""
    world.ask(answers=ticket, at=at("10:00"))
    follow(at("10:00"))
    carry_drafts(at("10:00"))
    while send_held(at("10:01")):
        pass
    case = Ticket.objects.get(pk=ticket.pk)
    case = case.merged_into or case
    reply(case, by=world.by_ann, at=at("10:05"), text="Which?", then_wait=case.is_open)
    for days in (1, 5, 9):
        climb(at("10:00", days=days))


def said_outside() -> list[str]:
    """All that stands on a page or in a mail for somebody who does not work here."""
    ours = set(User.objects.values_list("email", flat=True))
    found = [*Message.objects.values_list("text", flat=True)]
    found += [*SideMessage.objects.values_list("text", flat=True)]
    sent = [row for row in Outgoing.objects.all() if not {*row.to, *row.cc} <= ours]
    assert sent
    for row in sent:
        mail = message_from_bytes(compose(letter_of(row, ROUTE)), policy=default)
        found += [f"{name}: {value}" for name, value in mail.items()]
        for part in mail.walk():
            found.append(f"{part.get_filename()}")
            if not part.is_multipart():
                found.append(part.get_payload(decode=True).decode(errors="replace"))  # type: ignore[union-attr]
    return found
