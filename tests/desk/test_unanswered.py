"""Who spoke last, kept on the ticket by whatever happens to it."""

from datetime import datetime, timedelta
from importlib import import_module

import pytest
from django.db import connection

from prazo.desk.actions.assign import assign
from prazo.desk.actions.close import close
from prazo.desk.actions.log_call import log_call
from prazo.desk.actions.merge import merge
from prazo.desk.actions.note import note
from prazo.desk.actions.reopen import reopen
from prazo.desk.actions.reply import reply
from prazo.desk.actions.resolve import resolve
from prazo.desk.actions.split import split
from prazo.desk.actions.wait import wait
from prazo.desk.actor import SYSTEM
from prazo.desk.models import Ticket
from tests.world import MONDAY, World, at, make_world

FILL = import_module("prazo.desk.migrations.0031_unanswered").FILL


@pytest.fixture
def world(system: None) -> World:
    return make_world()


def since(ticket: Ticket) -> datetime | None:
    """As it is kept, which is also what the migration would fill in."""
    kept = Ticket.objects.get(pk=ticket.pk).unanswered_since
    with connection.cursor() as cursor:
        cursor.execute("update desk_ticket set unanswered_since = null")
        cursor.execute(FILL)
    assert Ticket.objects.get(pk=ticket.pk).unanswered_since == kept
    return kept


def test_from_the_first_word_to_the_first_answer(world: World) -> None:
    ticket = world.ask(at=MONDAY)
    assert since(ticket) == MONDAY
    world.ask(at=at("08:30"), answers=ticket)
    note(ticket, by=world.by_ann, at=at("08:40"), text="I look at it.")
    assign(ticket, by=world.by_ann, at=at("08:41"), to=world.ann)
    wait(ticket, on="third_party", by=world.by_ann, at=at("08:42"))
    assert since(ticket) == MONDAY
    reply(ticket, by=world.by_ann, at=at("09:00"), text="Since when?")
    assert since(ticket) is None
    world.ask("Now everything is down!", at=at("09:30"), answers=ticket)
    assert since(ticket) == at("09:30")


def test_what_no_person_says_is_neither(world: World) -> None:
    ticket = world.ask(at=MONDAY)
    reply(ticket, by=SYSTEM, at=at("08:30"), text="We have it.")
    assert since(ticket) == MONDAY
    reply(ticket, by=world.by_ann, at=at("09:00"), text="Since when?")
    world.ask("Out of office", at=at("09:01"), answers=ticket, automatic="replied")
    assert since(ticket) is None


def test_a_machine_that_opens_a_ticket_waits_for_nothing(world: World) -> None:
    alarm = world.ask("Disk full", at=MONDAY, automatic="generated")
    assert Ticket.objects.get(pk=alarm.pk).unanswered_since is None


def test_an_answer_is_to_what_was_here_when_it_was_written(world: World) -> None:
    late, pressed = world.ask(at=MONDAY), world.ask(at=MONDAY)
    reply(late, by=world.by_ann, at=at("09:00"), text="Since when?")
    world.ask("It is urgent", at=at("08:50"), answers=late, as_of=at("09:10"))
    assert since(late) == at("08:50")  # it lay in a queue
    world.ask("It is urgent", at=at("09:00") + timedelta(seconds=5), answers=pressed)
    reply(pressed, by=world.by_ann, at=at("09:00"), text="Since when?")  # and could be taken back
    assert since(pressed) == at("09:00") + timedelta(seconds=5)


def test_an_end_is_an_answer_where_it_says_something(world: World) -> None:
    told, silent = world.ask(at=MONDAY), world.ask(at=MONDAY)
    resolve(told, by=world.by_ann, at=at("09:00"), summary="Done.")
    close(silent, by=world.by_ann, at=at("09:00"), reason="A duplicate of a letter.")
    assert since(told) is since(silent) is None
    for ticket in (told, silent):
        reopen(ticket, by=world.by_ann, at=at("09:10"))
    assert since(told) is None
    assert since(silent) == MONDAY
    resolve(told, by=world.by_ann, at=at("09:20"), summary="Done.")
    world.ask("It is not", at=at("09:30"), answers=told)
    assert since(told) == at("09:30")


def test_calls(world: World) -> None:
    ticket = world.ask(at=MONDAY)
    log_call(ticket, by=world.by_ann, at=at("09:00"), said="He will try.", outgoing=True)
    assert Ticket.objects.get(pk=ticket.pk).unanswered_since is None
    log_call(ticket, by=world.by_ann, at=at("10:00"), said="It is down again.")
    assert Ticket.objects.get(pk=ticket.pk).unanswered_since == at("10:00")


def test_what_is_merged_brings_its_question_along(world: World) -> None:
    first, second = world.ask(at=MONDAY), world.ask(at=at("08:30"))
    reply(first, by=world.by_ann, at=at("09:00"), text="We look at it.")
    merge(second, into=first, by=world.by_ann, at=at("09:10"))
    assert since(first) == at("08:30")
    assert since(second) is None
    reply(first, by=world.by_ann, at=at("09:20"), text="To both: done.")
    assert since(first) is None


def test_what_is_split_off_is_unanswered_since_it_was_asked(world: World) -> None:
    source = world.ask(at=MONDAY)
    message = source.messages.get(kind="request")
    reply(source, by=world.by_ann, at=at("09:00"), text="The first is done.")
    own = split(
        source, message=message, subject="And", text="the fax", by=world.by_ann, at=at("09:10")
    )
    assert since(own) == MONDAY
    assert since(source) is None
