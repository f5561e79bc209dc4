"""A person takes a case to the level above: who is told, what it says, and what is missing."""

import pytest

from prazo.accounts.models import SeenBy
from prazo.desk.actor import ByRule, rule
from prazo.desk.models import Event, Outgoing, Ticket
from prazo.escalation.actions.escalate import escalate
from prazo.lib.refusal import Refusal
from tests.world import TEXT, World, at, make_world


@pytest.fixture
def world(system: None) -> World:
    return make_world()


def mail(ticket: Ticket) -> Outgoing:
    return Outgoing.objects.filter(ticket=ticket, key__startswith="escalated:").latest("pk")


def event(ticket: Ticket) -> Event:
    return ticket.events.filter(kind="escalated").latest("pk")


def test_the_people_of_the_level_above_are_written_to(world: World) -> None:
    ticket = world.ask()
    escalate(ticket, by=world.by_ann, at=at("8:30"), reason="Too deep for us.")
    assert sorted(mail(ticket).to) == ["bob@desk.example", "lea@desk.example"]
    assert "Ann escalated this ticket." in mail(ticket).text
    assert "Too deep for us." in mail(ticket).text


def test_whoever_does_it_is_not_written_to(world: World) -> None:
    ticket = world.ask()
    escalate(ticket, by=world.by_lea, at=at("8:30"), reason="Too deep for us.")
    assert mail(ticket).to == ["bob@desk.example"]
    assert set(event(ticket).data["reached"]) == {world.bob.pk, world.lea.pk}


def test_at_the_top_its_leads_are_told(world: World) -> None:
    ticket = world.ask()
    escalate(ticket, by=world.by_ann, at=at("8:30"), reason="Too deep for us.")
    above = escalate(ticket, by=world.by_bob, at=at("8:40"), reason="For us, too.")
    assert (above.level, above.team) == ("l2", world.back)
    assert mail(ticket).to == ["lea@desk.example"]
    assert event(ticket).data["reached"] == [world.lea.pk]  # not all of the team
    assert (event(ticket).data["level"], event(ticket).data["missing"]) == ("", [])


def test_what_the_level_requires_and_nobody_did_is_kept(system: None) -> None:
    bare = "l2: {name: Second level, team: back}"
    assert bare in TEXT
    world = make_world(TEXT.replace(bare, f"{bare[:-1]}, requires: [reproduced, logs]}}"))
    ticket = world.ask()
    escalate(ticket, by=world.by_ann, at=at("8:30"), reason="Too deep.", done=["logs"])
    assert event(ticket).data["missing"] == ["reproduced"]


def test_a_rule_is_named_as_who_did_it(world: World) -> None:
    ticket = world.ask()
    by = rule(ByRule(id=1, name="Night watch", chain=(1,)))
    escalate(ticket, by=by, at=at("8:30"), reason="Nobody is there.")
    assert "Night watch escalated this ticket." in mail(ticket).text
    assert sorted(mail(ticket).to) == ["bob@desk.example", "lea@desk.example"]


def test_of_a_private_ticket_no_mail_says_what_it_is_about(world: World) -> None:
    world.back.seen_by = SeenBy.TEAM
    world.back.save()
    ticket = world.ask("My salary")
    Ticket.objects.filter(pk=ticket.pk).update(level="l2", team=world.back)
    ticket.refresh_from_db()
    escalate(ticket, by=world.by_bob, at=at("8:30"), reason="It is about my salary.")
    sent = mail(ticket)
    assert "salary" not in sent.subject + sent.text
    assert f"/t/{ticket.number}" in sent.text


def test_it_needs_a_reason(world: World) -> None:
    ticket = world.ask()
    with pytest.raises(Refusal, match="next level"):
        escalate(ticket, by=world.by_ann, at=at("8:30"), reason="  ")
    ticket.refresh_from_db()
    assert ticket.level == "l1" and not ticket.events.filter(kind="escalated").exists()
