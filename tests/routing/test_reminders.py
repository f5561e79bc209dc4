"""Reminders that are due: who is told, once, and what brings back what was put off."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from prazo.accounts.models import Member, SeenBy
from prazo.desk.actions.assign import assign
from prazo.desk.actions.end_reminder import end_reminder
from prazo.desk.actions.let_in import let_in
from prazo.desk.actions.merge import merge
from prazo.desk.actions.note import note
from prazo.desk.actions.remind import remind
from prazo.desk.actions.resume import resume
from prazo.desk.actions.wait import wait
from prazo.desk.models import Event, Reminder, Ticket
from prazo.engine.events import Kind
from prazo.escalation.actions.climb import climb
from prazo.lib.refusal import Refusal
from prazo.notices.actions.tell import tell
from prazo.notices.models import Notice, Occasion
from prazo.routing.actions import remind_due as remind_dues
from prazo.routing.actions.remind_due import remind_due
from tests.at_once import at_once
from tests.desk.in_line import assert_in_line
from tests.routing.office import away
from tests.world import MONDAY, World, at, make_world


@pytest.fixture
def world(system: None) -> World:
    return make_world()


@pytest.fixture
def ticket(world: World) -> Ticket:
    return world.ask(at=at("8:30"))


def facts(ticket: Ticket, did: str) -> list[Event]:
    return list(ticket.events.filter(kind=Kind.REMINDER, data__did=did).order_by("pk"))


def told(as_of: datetime) -> dict[str, list[str]]:
    """Of notices about reminders: whom, and of which fact's metric."""
    tell(as_of)
    found: dict[str, list[str]] = {}
    for one in Occasion.objects.filter(kind="reminded").select_related("user").order_by("pk"):
        found.setdefault(one.user.name, []).append(one.metric)
    return found


def test_it_is_told_at_its_moment_and_stays_until_done(world: World, ticket: Ticket) -> None:
    one = remind(
        ticket, by=world.by_ann, at=at("9:00"), when=at("14:00"), note=" call Rita ", user=world.ann
    )
    assert one.note == "call Rita"
    assert remind_due(at("13:59")) == 0
    assert told(at("13:59")) == {}
    assert remind_due(at("14:00")) == 1
    assert told(at("14:00")) == {"Ann": [""]}
    assert remind_due(at("14:01")) == 0
    one.refresh_from_db()
    assert one.told_at == at("14:00")
    (line,) = facts(ticket, "due")
    assert line.data["note"] == "call Rita"
    assert line.user_id is None
    assert end_reminder(ticket, reminder=one.pk, by=world.by_ann, at=at("14:10"))
    assert not end_reminder(ticket, reminder=one.pk, by=world.by_ann, at=at("14:11"))
    assert len(facts(ticket, "done")) == 1
    assert_in_line(ticket)


def test_a_reminder_meets_no_target(world: World, ticket: Ticket) -> None:
    due = Ticket.objects.get(pk=ticket.pk).next_due_at
    remind(ticket, by=world.by_ann, at=at("9:00"), when=at("14:00"), user=world.ann)
    assert Ticket.objects.get(pk=ticket.pk).next_due_at == due
    assert_in_line(ticket)


def test_one_that_is_changed_is_told_anew(world: World, ticket: Ticket) -> None:
    one = remind(ticket, by=world.by_ann, at=at("9:00"), when=at("10:00"), user=world.ann)
    remind_due(at("10:00"))
    remind(
        ticket,
        by=world.by_bob,
        at=at("10:05"),
        when=at("12:00"),
        user=world.bob,
        instead=one.pk,
    )
    remind_due(at("12:00"))
    assert [line.data["to"] for line in facts(ticket, "due")] == ["Ann", "Bob"]
    with pytest.raises(Refusal, match="done or deleted"):
        remind(ticket, by=world.by_ann, at=at("12:05"), when=at("13:00"), instead=0)


def test_what_is_refused(world: World, ticket: Ticket) -> None:
    by, now = world.by_ann, at("9:00")
    for words in (
        {"when": now},
        {"when": now + timedelta(days=6 * 365)},
        {"when": at("10:00"), "user": world.stranger},
        {"when": at("10:00"), "user": world.contact},  # a reader works on nothing
    ):
        with pytest.raises(Refusal):
            remind(ticket, by=by, at=now, **words)
    assert not Reminder.objects.exists()


def test_a_plan_that_reads_every_fact_tells_too(world: World, ticket: Ticket) -> None:
    """What a reminder says is under the name by which other facts say their note."""
    remind(ticket, by=world.by_ann, at=at("9:00"), when=at("14:00"), user=world.ann)
    with connection.cursor() as cursor:
        cursor.execute("set local enable_nestloop = off")
    remind_due(at("14:00"))
    assert told(at("14:00")).keys() == {"Ann"}


def test_a_team_is_told_but_not_who_only_reads(world: World, ticket: Ticket) -> None:
    remind(ticket, by=world.by_ann, at=at("9:00"), when=at("10:00"), team=world.back)
    remind_due(at("10:00"))
    assert told(at("10:00")).keys() == {"Bob", "Lea"}


def test_whoever_stands_in_gets_it(world: World, ticket: Ticket) -> None:
    away(world, world.ann, "9:30", "20:00", substitute=world.bob)
    one = remind(ticket, by=world.by_ann, at=at("9:00"), when=at("10:00"), user=world.ann)
    remind_due(at("10:00"))
    assert told(at("10:00")).keys() == {"Bob"}
    one.refresh_from_db()
    assert one.user == world.bob
    assert facts(ticket, "due")[0].data["of"] == "Ann"


@pytest.mark.parametrize(("since", "until"), [("10:01", "20:00"), ("9:30", "10:00")])
def test_who_is_there_at_that_moment_gets_it_himself(
    world: World, ticket: Ticket, since: str, until: str
) -> None:
    """He leaves a minute later, or is back just then."""
    away(world, world.ann, since, until, substitute=world.bob)
    remind(ticket, by=world.by_ann, at=at("9:00"), when=at("10:00"), user=world.ann)
    remind_due(at("10:00"))
    assert told(at("10:00")).keys() == {"Ann"}


def test_where_nobody_stands_in_it_is_everybodys(world: World, ticket: Ticket) -> None:
    away(world, world.ann, "9:30", "20:00")
    assign(ticket, by=world.by_lea, at=at("8:40"), to=world.bob)
    one = remind(ticket, by=world.by_lea, at=at("9:00"), when=at("10:00"), user=world.ann)
    remind_due(at("10:00"))
    assert told(at("10:00")).keys() == {"Bob", "Lea"}  # who has the ticket, who set it
    one.refresh_from_db()
    assert (one.user, one.team) == (None, None)


def test_who_left_the_desk_leaves_it_to_all(world: World, ticket: Ticket) -> None:
    before = remind(ticket, by=world.by_ann, at=at("9:00"), when=at("10:00"), user=world.ann)
    after = remind(ticket, by=world.by_lea, at=at("9:00"), when=at("12:00"), user=world.ann)
    remind_due(at("10:00"))
    Member.objects.filter(desk=world.desk, user=world.ann).delete()
    assert remind_due(at("10:30")) == 1  # told already, and he went
    assert remind_due(at("10:31")) == 0
    assert remind_due(at("12:00")) == 1
    for one in (before, after):
        one.refresh_from_db()
        assert one.user is None
    assert [line.data.get("of") for line in facts(ticket, "due")] == [None, "Ann", "Ann"]
    assert told(at("12:00")).keys() == {"Ann", "Lea"} - {"Ann"}


def test_the_only_one_of_a_ticket_does_not_stay_with_who_left(world: World, ticket: Ticket) -> None:
    one = remind(ticket, by=world.by_lea, at=at("9:00"), when=at("10:00"), user=world.ann)
    remind_due(at("10:00"))
    Member.objects.filter(desk=world.desk, user=world.ann).update(role="reader")
    assert [remind_due(at("10:30")), remind_due(at("10:31"))] == [1, 0]
    one.refresh_from_db()
    assert one.user is None
    assert "Lea" in told(at("10:31"))


@pytest.fixture
def private(world: World, ticket: Ticket) -> Ticket:
    """Seen by Ann and Lea, who are of its team."""
    assign(ticket, by=world.by_lea, at=at("8:31"), to=world.ann)
    world.front.seen_by = SeenBy.TEAM
    world.front.save()
    return ticket


def test_nobody_is_reminded_of_what_he_does_not_see(world: World, private: Ticket) -> None:
    for_bob = {"by": world.by_ann, "at": at("9:00"), "when": at("10:00"), "user": world.bob}
    with pytest.raises(Refusal, match="Bob does not see"):
        remind(private, **for_bob)
    let_in(private, people=[world.bob], by=world.by_ann, at=at("9:00"), reason="He knows.")
    remind(private, **for_bob)


def test_it_does_not_go_to_who_stands_in_and_does_not_see_it(world: World, private: Ticket) -> None:
    away(world, world.ann, "9:30", "20:00", substitute=world.bob)
    one = remind(private, by=world.by_lea, at=at("9:00"), when=at("10:00"), user=world.ann)
    remind_due(at("10:00"))
    one.refresh_from_db()
    assert (one.user, one.team) == (None, None)
    assert told(at("10:00")).keys() == {"Ann", "Lea"}


def test_of_a_team_that_does_not_see_it_it_is_everybodys(world: World, private: Ticket) -> None:
    Member.objects.get(user=world.lea).teams.set([world.front])
    one = remind(private, by=world.by_lea, at=at("9:00"), when=at("10:00"), team=world.back)
    remind_due(at("10:00"))
    one.refresh_from_db()
    assert (one.user, one.team) == (None, None)
    assert told(at("10:00")).keys() == {"Ann", "Lea"}


def test_who_sees_it_no_more_leaves_it_to_all(world: World, private: Ticket) -> None:
    let_in(private, people=[world.bob], by=world.by_ann, at=at("9:00"), reason="He knows.")
    before = remind(private, by=world.by_ann, at=at("9:00"), when=at("10:00"), user=world.bob)
    after = remind(private, by=world.by_ann, at=at("9:00"), when=at("12:00"), user=world.bob)
    assert remind_due(at("10:00")) == 1
    assert remind_due(at("10:10")) == 0
    let_in(private, people=[], without=[world.bob], by=world.by_ann, at=at("10:20"), reason="Done.")
    assert remind_due(at("10:30")) == 1  # told already, and hidden from him since
    assert remind_due(at("10:31")) == 0
    assert remind_due(at("12:00")) == 1
    for one in (before, after):
        one.refresh_from_db()
        assert one.user is None
    assert "Ann" in told(at("12:00"))


def test_one_of_a_wait_ends_with_it(world: World, ticket: Ticket) -> None:
    def waiting(since: str, when: str) -> Reminder:
        wait(ticket, on="third_party", by=world.by_ann, at=at(since))
        return remind(
            ticket, by=world.by_ann, at=at(since), when=at(when), user=world.ann, waits=True
        )

    first = waiting("9:00", "12:00")
    resume(ticket, by=world.by_ann, at=at("10:00"))
    remind_due(at("12:00"))
    assert facts(ticket, "due") == []
    assert not Reminder.objects.filter(pk=first.pk).exists()
    second = waiting("12:30", "15:00")
    resume(ticket, by=world.by_ann, at=at("13:00"))
    third = waiting("13:30", "16:00")
    assert not Reminder.objects.filter(pk=second.pk).exists()
    remind_due(at("16:00"))
    assert [line.data["reminder"] for line in facts(ticket, "due")] == [third.pk]


def test_a_merged_tickets_reminders_go_along(world: World, ticket: Ticket) -> None:
    case = world.ask("Again", at=at("8:45"))
    one = remind(
        ticket, by=world.by_ann, at=at("9:00"), when=at("20:00"), user=world.ann, hides=True
    )
    merge(ticket, into=case, by=world.by_ann, at=at("9:10"))
    one.refresh_from_db()
    assert (one.ticket_id, one.hides) == (case.pk, False)
    remind_due(at("20:00"))
    assert len(facts(case, "due")) == 1


class TestPutOff:
    """Until then, unless something happens first."""

    @pytest.fixture
    def off(self, world: World, ticket: Ticket) -> Reminder:
        wait(ticket, on="third_party", by=world.by_ann, at=at("8:35"))  # nothing is due now
        return remind(
            ticket,
            by=world.by_ann,
            at=at("8:40"),
            when=at("9:00", days=3),
            user=world.ann,
            hides=True,
        )

    def hides(self, one: Reminder) -> bool:
        return Reminder.objects.get(pk=one.pk).hides

    def test_his_own_acts_do_not_bring_it_back(
        self, world: World, ticket: Ticket, off: Reminder
    ) -> None:
        note(ticket, by=world.by_ann, at=at("8:50"), text="What I thought.")
        remind(ticket, by=world.by_bob, at=at("8:55"), when=at("12:00"), user=world.bob)
        assert self.hides(off)

    def test_the_requester_does(self, world: World, ticket: Ticket, off: Reminder) -> None:
        world.ask(answers=ticket, at=at("8:50"), automatic="replied")
        assert self.hides(off)
        world.ask(answers=ticket, at=at("8:55"))
        assert not self.hides(off)

    def test_a_colleague_does(self, world: World, ticket: Ticket, off: Reminder) -> None:
        note(ticket, by=world.by_bob, at=at("8:50"), text="@ann look")
        assert not self.hides(off)
        remind_due(at("9:00", days=3))
        assert len(facts(ticket, "due")) == 1  # it is told at its moment all the same

    def test_only_who_sets_it_does_not_see_it(self, world: World, ticket: Ticket) -> None:
        one = remind(
            ticket, by=world.by_lea, at=at("8:40"), when=at("12:00"), user=world.ann, hides=True
        )
        assert not one.hides

    def test_a_target_does_an_hour_before(
        self, world: World, ticket: Ticket, off: Reminder
    ) -> None:
        resume(ticket, by=world.by_ann, at=at("8:50"))  # the clock runs again
        due = Ticket.objects.get(pk=ticket.pk).next_due_at
        assert due is not None
        assert remind_due(due - timedelta(hours=1, seconds=1)) == 0
        assert remind_due(due - timedelta(hours=1)) == 1
        assert not self.hides(off)
        (line,) = facts(ticket, "back")
        assert line.data["metric"] == ticket.next_metric
        assert told(due) == {"Ann": [ticket.next_metric]}

    def test_a_step_of_the_escalation_does(self, world: World) -> None:
        ticket = world.ask(at=at("8:30"))
        climb(at("8:30"))
        one = remind(
            ticket,
            by=world.by_ann,
            at=at("8:31"),
            when=at("9:00", days=3),
            user=world.ann,
            hides=True,
        )
        steps = ticket.clocks.exclude(next_step_at=None).order_by("next_step_at")
        first = steps[0].next_step_at
        climb(first - timedelta(seconds=1))
        assert self.hides(one)
        climb(first)
        assert not self.hides(one)


def test_a_ticket_that_cannot_be_told_of_holds_up_no_other(
    world: World, ticket: Ticket, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is tried again in an hour; what is set for a later day is told on that day."""
    other = world.ask("Fax is dead", at=at("8:30"))
    for one in (ticket, other):
        remind(one, by=world.by_ann, at=at("9:00"), when=at("10:00"), user=world.ann)
    later = remind(ticket, by=world.by_ann, at=at("9:00"), when=at("9:00", days=4), user=world.ann)
    sound = remind_dues.record

    def moody(of: Ticket, *args: Any, **more: Any) -> Event:
        if of == ticket:
            raise ZeroDivisionError
        return sound(of, *args, **more)

    monkeypatch.setattr(remind_dues, "record", moody)
    assert remind_due(at("10:00")) == 1
    assert [len(facts(one, "due")) for one in (ticket, other)] == [0, 1]
    assert remind_due(at("10:01")) == 0
    monkeypatch.undo()
    assert [remind_due(at("10:59")), remind_due(at("11:00"))] == [0, 1]
    assert len(facts(ticket, "due")) == 1
    later.refresh_from_db()
    assert (later.at, later.told_at) == (at("9:00", days=4), None)


def test_two_workers_tell_once(committed_db: None) -> None:
    world = make_world()
    tickets = [world.ask(f"Line {n}", at=MONDAY) for n in range(12)]
    for ticket in tickets:
        remind(ticket, by=world.by_ann, at=at("9:00"), when=at("10:00"), user=world.ann)
    done = at_once([lambda: remind_due(at("10:00")) for _ in range(3)])
    assert not [one for one in done if isinstance(one, Exception)], done
    remind_due(at("10:01"))
    for ticket in tickets:
        assert len(facts(ticket, "due")) == 1
    tell(at("10:01"))
    assert Occasion.objects.filter(kind="reminded", user=world.ann).count() == len(tickets)
    assert Notice.objects.filter(kind="reminded").get().tickets == len(tickets)  # one line
