"""Rules and macros set reminders, and ask for them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from prazo.desk.actions.assign import assign
from prazo.desk.actions.note import note
from prazo.desk.actions.remind import remind
from prazo.desk.conditions import Condition, Conditions, matching
from prazo.desk.conditions.condition import Op
from prazo.desk.models import Reminder, Ticket
from prazo.lib.refusal import Refusal
from prazo.routing.actions.remind_due import remind_due
from prazo.rules.deeds import HOLDER
from prazo.rules.following import follow
from prazo.rules.models import On
from prazo.rules.performing import perform, refused
from prazo.rules.sweeping import sweep
from prazo.rules.trying import tried
from tests.rules.made import deed, make_rule
from tests.world import MONDAY, World, at, make_world


@pytest.fixture
def world(system: None) -> World:
    return make_world()


def asked(op: Op, *values: str, field: str = "reminder") -> Conditions:
    return Conditions((Condition(field, op, values),))


def test_in_two_working_days_of_the_desk(world: World) -> None:
    """Asked for on a Thursday evening: Friday, Monday, when the office opens in Berlin."""
    ticket = world.ask()
    one = deed("remind", whom=HOLDER, days=2, note="ask {requester} how it is")
    with pytest.raises(Refusal, match="Nobody has the ticket"):
        perform(ticket, [one], by=world.by_ann, at=at("8:00", days=3))
    assign(ticket, by=world.by_lea, at=MONDAY, to=world.bob)
    perform(ticket, [one], by=world.by_ann, at=at("20:00", days=3))
    kept = Reminder.objects.get()
    assert (kept.user, kept.at) == (world.bob, at("8:00", days=7))
    assert kept.note == "ask Rita Rey how it is"
    assert (kept.by, kept.hides) == (world.ann, False)


def test_a_rule_does_it_and_says_so(world: World) -> None:
    ticket = world.ask()
    make_rule(world, On.ESCALATED, deed("remind", team=world.back.pk, days=1))
    make_rule(world, On.CLASSIFIED, deed("remind", whom=world.bob.pk, days=1, note="look"))
    from prazo.desk.actions.classify import classify

    classify(ticket, by=world.by_ann, at=MONDAY, changes={"priority": "high"})
    follow(MONDAY)
    kept = Reminder.objects.get()
    assert (kept.user, kept.by) == (world.bob, None)
    (line,) = ticket.events.filter(kind="reminder")
    assert line.data["rule"]["name"] == "The rule"


def test_it_leaves_no_trace_where_it_is_tried(world: World) -> None:
    ticket = world.ask()
    deeds = [deed("remind", whom=world.bob.pk, days=1)]
    assert refused(ticket, deeds, by=world.by_ann, at=MONDAY) == ""
    assert not Reminder.objects.exists()


def test_reminders_are_asked_for(world: World) -> None:
    now = timezone.now()
    none, coming, due, snoozed = (world.ask(f"No {n}", at=now) for n in range(4))
    tickets = {"none": none, "coming": coming, "due": due, "snoozed": snoozed}
    for ticket, away, hides in ((coming, 5, False), (due, 1, False), (snoozed, 9, True)):
        remind(
            ticket,
            by=world.by_ann,
            at=now,
            when=now + timedelta(hours=away),
            user=world.ann,
            hides=hides,
        )
    Ticket.objects.update(next_due_at=None)
    later = now + timedelta(hours=2)

    def found(conditions: Conditions) -> set[str]:
        pks = [ticket.pk for ticket in tickets.values()]
        true = matching(conditions, pks, user=world.ann.pk, as_of=later)
        return {name for name, ticket in tickets.items() if ticket.pk in true}

    assert found(asked(Op.OVERDUE)) == {"due"}
    assert found(asked(Op.NEVER)) == {"none"}
    assert found(asked(Op.WITHIN, "4h")) == {"coming", "due"}
    assert found(asked(Op.LATER, "4h")) == {"snoozed"}
    assert found(asked(Op.IS, field="snoozed")) == {"snoozed"}
    assert found(asked(Op.IS, "me", field="reminder_for")) == {"coming", "due", "snoozed"}
    assert found(asked(Op.IS_NOT, "me", field="reminder_for")) == {"none"}


def test_a_rule_on_time_hears_of_one_that_nobody_sees_to(world: World) -> None:
    now = timezone.now()
    ticket = world.ask(at=now)
    remind(ticket, by=world.by_ann, at=now, when=now + timedelta(hours=1), user=world.ann)
    rule = make_rule(
        world,
        On.TIME,
        deed("tell", whom=world.lea.pk, text="Nobody saw to it."),
        conditions=asked(Op.OVERDUE),
    )
    remind_due(now + timedelta(hours=1))
    sweep(now + timedelta(hours=1, minutes=2))
    assert ticket.notes.filter(text__contains="Nobody saw to it.").count() == 1
    trial = tried(rule, now + timedelta(hours=2))
    assert trial.times == 1
    assert "reminder" in trial.as_it_stands


def test_a_trial_of_what_waits_for_an_answer_is_told(world: World) -> None:
    ticket = world.ask()
    note(ticket, by=world.by_ann, at=at("9:00"), text="Hm.")
    rule = make_rule(
        world,
        On.TIME,
        deed("note", text="Old."),
        conditions=asked(Op.MORE_AGO, "2h", field="unanswered_since"),
    )
    assert tried(rule, at("20:00")).times == 1
