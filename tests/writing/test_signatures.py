"""Signatures: the desk's and one's own, in the reader's language, below what a person sends."""

from datetime import timedelta

import pytest

from prazo.accounts.models import Change, Member, Role
from prazo.accounts.models.member import ROLE_NAMES
from prazo.accounts.operator import Operator
from prazo.customers.models import Requester
from prazo.desk.actor import SYSTEM, agent
from prazo.desk.models import Message, Note, Outgoing, Ticket
from prazo.lib.refusal import Refusal
from prazo.rules.deeds import Deed
from prazo.rules.performing import perform
from prazo.writing.actions.keep_signatures import keep_signatures, signatures
from prazo.writing.actions.press import press
from prazo.writing.actions.send_held import send_held
from prazo.writing.actions.undo import undo
from prazo.writing.models import Draft
from prazo.writing.signatures import chosen, signature_for, signature_of
from prazo.writing.words import Words, opened
from tests.world import MONDAY, World, at


@pytest.fixture
def ticket(world: World) -> Ticket:
    return world.ask()


def keep(world: World, *, own: bool = False, **texts: str) -> None:
    by = Operator(world.ann, MONDAY)
    given = {"" if code == "every" else code: text for code, text in texts.items()}
    keep_signatures(world.desk, given, by=by, owner=world.ann if own else None)


def sent(ticket: Ticket) -> Outgoing:
    return Outgoing.objects.filter(message__user__isnull=False).latest("pk")


def test_whose_and_in_which_language() -> None:
    desk = [(None, "", "D"), (None, "pt-br", "D pt-br"), (None, "es", "D es")]
    assert chosen(desk, "en") == "D" and chosen(desk, "es") == "D es"
    assert chosen(desk, "pt") == "D pt-br", "the nearest of its language"
    assert chosen([*desk, (7, "de", "A de")], "es") == "D es", "none of one's own for that reader"
    assert chosen([*desk, (7, "", "A")], "es") == "A"
    assert chosen([], "en") == "" and chosen([(None, "de", "x")], "en") == ""


def test_below_an_answer_alone_and_stored_with_none(world: World, ticket: Ticket) -> None:
    keep(world, every="{agent}, {role}\n{desk}", de="Gruß")
    press(ticket, "reply", Words(text="Hi"), user=world.ann, at=at("8:30"), hold=timedelta())
    outgoing = sent(ticket)
    assert outgoing.text == f"Hi\n\n-- \nAnn, agent\n{world.desk.name}"
    assert outgoing.html == "", "nothing in it that a text has not"
    assert ticket.messages.get(kind=Message.Kind.REPLY).text == "Hi"
    press(ticket, "note", Words(text="Hm"), user=world.ann, at=at("8:31"), hold=timedelta())
    assert Note.objects.get().text == "Hm"


def test_in_the_readers_language(world: World, ticket: Ticket) -> None:
    keep(world, every="Yours", de="**{agent}** ({role})")
    Ticket.objects.filter(pk=ticket.pk).update(language="de")
    ticket.refresh_from_db()
    press(ticket, "reply", Words(text="Ja"), user=world.ann, at=at("8:30"), hold=timedelta())
    assert sent(ticket).text.startswith("Ja\n\n-- \n*Ann* (")
    assert "<strong>Ann</strong>" in sent(ticket).html and "<p" in sent(ticket).html


def test_taken_back_it_is_not_there_twice(world: World, ticket: Ticket) -> None:
    keep(world, every="Desk", own=False)
    keep(world, every="*Ann*", own=True)
    ten = timedelta(seconds=10)
    press(ticket, "reply", Words(text="Hi"), user=world.ann, at=at("8:30"), hold=ten)
    undo(ticket, user=world.ann, at=at("8:30"))
    assert opened(Draft.objects.get().sealed).text == "Hi"
    press(ticket, "reply", Words(text="Hi"), user=world.ann, at=at("8:31"), hold=ten)
    assert send_held(at("8:32"))
    assert sent(ticket).text == "Hi\n\n-- \n*Ann*"


def test_below_what_a_macro_of_theirs_sends_and_not_below_a_rules(
    world: World, ticket: Ticket
) -> None:
    keep(world, every="Desk")
    deed = Deed("reply", {"text": "**Hello** {requester}"})
    perform(ticket, [deed], by=world.by_ann, at=at("8:30"))
    assert sent(ticket).text == "*Hello* Rita Rey\n\n-- \nDesk"
    assert signature_of(SYSTEM, ticket) == ""


def test_strangers_put_no_signs_into_what_nobody_looks_at(world: World, ticket: Ticket) -> None:
    Ticket.objects.filter(pk=ticket.pk).update(subject="[click](https://evil.example)")
    deed = Deed("reply", {"text": "**About** {subject}"})
    perform(ticket, [deed], by=world.by_ann, at=at("8:30"))
    assert sent(ticket).html == "" and sent(ticket).text.startswith("**About** [click](")


def test_nor_do_they_turn_a_link_of_ours(world: World, ticket: Ticket) -> None:
    Requester.objects.filter(pk=ticket.requester_id).update(name="x](https://evil.example)")
    Ticket.objects.filter(pk=ticket.pk).update(subject="now](https://evil.example)")
    for text in ("[{requester}, see](https://help.example/)", "[Reset {subject} **a**"):
        perform(ticket, [Deed("reply", {"text": text})], by=world.by_ann, at=at("8:30"))
        assert ticket.outgoing.order_by("pk").last().html == ""
    perform(ticket, [Deed("resolve", {"summary": text})], by=world.by_ann, at=at("8:30"))
    assert ticket.outgoing.order_by("pk").last().html == ""


def test_kept_all_at_once_and_written_down(world: World) -> None:
    keep(world, every="{agent}", es="{agent}, {desk}")
    keep(world, every="{agent}", es="", de="Gruß\n")
    assert signatures(world.desk) == {"": "{agent}", "de": "Gruß"}
    change = Change.objects.filter(what="signature.changed").latest("pk")
    assert change.before == {"signatures": {"": "{agent}", "es": "{agent}, {desk}"}}
    assert change.after == {"signatures": {"": "{agent}", "de": "Gruß"}}
    keep(world, every="{agent}", de="Gruß")
    keep(world, own=True, every="mine")
    assert Change.objects.filter(what="signature.changed").count() == 2
    with pytest.raises(Refusal) as refused:
        keep(world, de="{agent.password}")
    assert refused.value.field == "de"
    assert agent(world.ann).user == world.ann


@pytest.mark.parametrize("role", Role)
def test_every_role_has_a_name(world: World, role: Role) -> None:
    keep(world, every="{role}")
    Member.objects.filter(user=world.ann, desk=world.desk).update(role=role)
    assert signature_for(world.ann, world.desk.pk, "Desk", "en") == str(ROLE_NAMES[role])
