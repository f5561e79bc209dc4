"""The sweep by hand-made instants: what is taken when, who is told, and what is never told."""

from collections.abc import Iterable
from datetime import datetime, timedelta

import pytest

from prazo.agreements.take import take
from prazo.customers.models import Customer
from prazo.desk.actions.assign import assign
from prazo.desk.actions.classify import classify
from prazo.desk.actions.move import move
from prazo.desk.actions.reply import reply
from prazo.desk.actions.resolve import resolve
from prazo.desk.actions.wait import wait
from prazo.desk.models import Clock, Message, Outgoing, Ticket
from prazo.desk.together import GATHER
from prazo.escalation.actions.climb import climb
from prazo.escalation.duties import sweep as due_now
from prazo.escalation.models import Escalation
from prazo.lib import duty as duties
from tests.world import MONDAY, TEXT, World, at, make_world

WARNING, BREACH, AFTER = 0, 1, 2  # the steps of first_response in tests/world.yaml
SOLUTION_WARNING, SOLUTION_BREACH, URGENT_AFTER, ASK, CLOSE, CARRIER = 3, 4, 5, 6, 7, 8


@pytest.fixture
def world(system: None) -> World:
    return make_world()


def sweep(as_of: datetime) -> list[Escalation]:
    """Climb until nothing is due; what was taken by it, in order."""
    before = set(Escalation.objects.values_list("pk", flat=True))
    while climb(as_of):
        pass
    return list(Escalation.objects.exclude(pk__in=before).order_by("due_at", "pk"))


def steps(taken: Iterable[Escalation]) -> list[tuple[int, int]]:
    return [(one.step, one.repeat) for one in taken]


def told() -> list[tuple[str, list[str]]]:
    """Every notice in the outbox: its kind and its addresses."""
    notices = Outgoing.objects.exclude(key__startswith="receipt:").order_by("pk")
    return [(key.partition(":")[0], to) for key, to in notices.values_list("key", "to")]


def clock(ticket: Ticket, metric: str, cycle: int = 1) -> Clock:
    return Clock.objects.get(ticket=ticket, metric=metric, cycle=cycle)


def test_nothing_is_taken_before_its_time(world: World) -> None:
    world.ask()
    assert sweep(at("10:59")) == []
    assert told() == []


def test_a_step_is_taken_at_its_time_and_once(world: World) -> None:
    world.ask()
    (warning,) = sweep(at("11:00"))  # three of four office hours
    assert (warning.step, warning.repeat) == (WARNING, 0)
    assert warning.due_at == warning.taken_at == at("11:00")
    assert sweep(at("11:00")) == sweep(at("11:59")) == []
    assert told() == [("step", ["ann@desk.example", "lea@desk.example"])]  # nobody has it: the team
    assert Outgoing.objects.get(key__startswith="step:").try_at == at("11:00") + GATHER


def test_es05_steps_fall_due_by_the_databases_clock_not_the_workers(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """This machine's has long passed them; and one that steps back takes none again."""
    world.ask()
    duty = duties.Duty("escalation", due_now, timedelta(seconds=1))
    monkeypatch.setattr(duties, "close_old_connections", lambda: None)  # the test's own
    taken = []
    for when in ("10:59", "11:00", "10:50", "11:01"):
        monkeypatch.setattr(duties, "database_now", lambda when=when: at(when))
        assert duties.Workers("", [duty])._do_what_there_is(duty)
        taken.append(Escalation.objects.count())
    assert taken == [0, 1, 1, 1]
    assert len(told()) == 1


def test_the_assignee_is_told_where_there_is_one(world: World) -> None:
    ticket = world.ask()
    assign(ticket, by=world.by_ann, at=at("09:00"), to=world.ann)
    sweep(at("11:00"))
    assert told() == [("step", ["ann@desk.example"])]


def test_who_left_the_desk_is_not_told(world: World) -> None:
    ticket = world.ask()
    assign(ticket, by=world.by_ann, at=at("09:00"), to=world.bob)
    world.bob.memberships.all().delete()
    sweep(at("11:00"))
    assert told() == [("step", ["ann@desk.example", "lea@desk.example"])]


def test_an_answer_stops_the_steps(world: World) -> None:
    ticket = world.ask()
    reply(ticket, by=world.by_ann, at=at("10:30"), text="We look into it.")
    assert sweep(at("16:00")) == []


def test_a_bot_or_a_receipt_stops_nothing(world: World) -> None:
    ticket = world.ask()
    assert Message.objects.filter(ticket=ticket, kind=Message.Kind.RECEIPT).exists()
    assert steps(sweep(at("11:00"))) == [(WARNING, 0)]


def test_a_breach_raises_the_level_whose_clock_then_runs(world: World) -> None:
    ticket = world.ask()
    sweep(at("11:00"))
    (breach,) = sweep(at("12:00"))
    assert breach.done == ["level:l2"]
    assert [person["address"] for person in breach.told] == ["lea@desk.example"]
    ticket.refresh_from_db()
    assert (ticket.level, ticket.team, ticket.escalated) == ("l2", world.back, True)
    assert clock(ticket, "second_level").due_at == at("16:00")
    assert ticket.next_metric == "first_response"


def test_the_due_time_passing_is_noted_without_a_step_for_it(world: World) -> None:
    ticket = world.ask()
    reply(ticket, by=world.by_ann, at=at("09:00"), text="We look into it.")  # an update in 6 h
    sweep(at("15:00"))
    assert clock(ticket, "update").state == "running"  # due just then: kept so far
    sweep(at("15:01"))
    update = clock(ticket, "update")
    assert (update.state, update.breached_at) == ("breached", at("15:00"))
    ticket.refresh_from_db()
    assert ticket.breached
    assert not ticket.escalated


def test_a_repeated_step_is_dated_again_and_again(world: World) -> None:
    world.ask()
    sweep(at("12:00"))
    found = [steps(sweep(at(when))) for when in ("12:30", "13:00", "13:29", "13:30", "14:00")]
    assert found == [[(AFTER, 0)], [(AFTER, 1)], [], [(AFTER, 2)], [(AFTER, 3)]]
    assert sweep(at("16:59")) == []  # four times at the most
    assert told().count(("step", ["contact@desk.example"])) == 4


def test_after_an_outage_each_step_is_taken_once_with_its_true_time(world: World) -> None:
    world.ask()
    taken = sweep(at("13:40"))  # nobody swept since the morning
    assert [(one.step, one.repeat, one.due_at) for one in taken] == [
        (WARNING, 0, at("11:00")),
        (BREACH, 0, at("12:00")),
        (AFTER, 0, at("12:30")),
        (AFTER, 1, at("13:00")),
        (AFTER, 2, at("13:30")),
    ]
    assert {one.taken_at for one in taken} == {at("13:40")}
    reached = [[person["name"] for person in one.told] for one in taken]
    assert reached == [["Ann", "Lea"], ["Lea"], [], [], ["Contact"]]  # the last for all three
    assert sweep(at("13:40")) == []
    assert [to for _, to in told()] == [
        ["ann@desk.example", "lea@desk.example"],
        ["lea@desk.example"],
        ["contact@desk.example"],  # once for the three that were missed, and it says so
    ]
    notice = Outgoing.objects.get(key__startswith="step:", to=["contact@desk.example"])
    assert "2026-03-02 13:30; 2026-03-02 14:00; 2026-03-02 14:30" in notice.text
    assert steps(sweep(at("14:00"))) == [(AFTER, 3)]


@pytest.mark.parametrize(("swept", "late"), [("11:01", False), ("11:02", True)])
def test_a_notice_that_comes_late_says_so(world: World, swept: str, late: bool) -> None:
    world.ask()
    sweep(at(swept))
    (notice,) = Outgoing.objects.filter(key__startswith="step:")
    assert ("This was to be told at: 2026-03-02 12:00" in notice.text) == late


def test_what_was_met_during_an_outage_is_not_told(world: World) -> None:
    answered, waiting = world.ask(), world.ask()
    reply(answered, by=world.by_ann, at=at("10:00"), text="Solved?")
    taken = sweep(at("12:10"))
    assert {one.ticket_id for one in taken} == {waiting.pk}


def test_those_due_longest_come_first(world: World) -> None:
    late, later = world.ask(at=at("08:30")), world.ask(at=at("08:00"))
    assert climb(at("11:45"), limit=1) == 1
    assert Escalation.objects.get().ticket == later
    sweep(at("11:45"))
    order = Outgoing.objects.filter(key__startswith="step:").order_by("pk")
    assert [outgoing.ticket for outgoing in order] == [later, late]


def test_a_pause_moves_the_steps_after_it(world: World) -> None:
    ticket = world.ask()
    reply(ticket, by=world.by_ann, at=at("09:00"), text="Which line?", then_wait=True)
    assert clock(ticket, "resolution").next_step_at is None
    world.ask(at=at("21:00"), answers=ticket)
    warned_at = at("20:00", days=1) + timedelta(hours=12)  # 36 of 48 h, 12 h later
    assert clock(ticket, "resolution").next_step_at == warned_at


def test_past_its_time_all_teams_review_a_case(world: World) -> None:
    ticket = world.ask()
    reply(ticket, by=world.by_ann, at=at("09:00"), text="We look into it.")
    taken = [one for one in sweep(at("08:00", days=2)) if one.step == SOLUTION_BREACH]
    assert [one.done for one in taken] == [["review"]]
    ticket.refresh_from_db()
    assert ticket.marks == ["all_teams_review"]
    addresses = {person["address"] for person in taken[0].told}
    assert addresses == {f"{name}@desk.example" for name in ("ann", "bob", "lea")}


def test_a_step_for_some_tickets_is_not_taken_for_others(world: World) -> None:
    low, high = world.ask(), world.ask("URGENT: no dial tone")
    for ticket in (low, high):
        reply(ticket, by=world.by_ann, at=at("08:30"), text="We look into it.")
    taken = [one for one in sweep(at("18:00")) if one.step == URGENT_AFTER]
    assert [(one.ticket, one.done) for one in taken] == [(high, ["team:back"])]
    high.refresh_from_db()
    assert (high.team, high.assignee) == (world.back, None)


def test_a_step_that_gives_it_to_a_team_takes_it_from_who_has_it_and_says_so(world: World) -> None:
    ticket = world.ask("URGENT: no dial tone")
    reply(ticket, by=world.by_ann, at=at("08:30"), text="We look into it.")
    assign(ticket, by=world.by_lea, at=at("08:31"), to=world.ann)
    sweep(at("17:59"))
    ticket.refresh_from_db()
    assert ticket.assignee == world.ann
    sweep(at("18:00"))
    ticket.refresh_from_db()
    assert (ticket.team, ticket.assignee) == (world.back, None)
    event = ticket.events.filter(kind="assigned").latest("pk")
    assert (event.by, event.at) == ("system", at("18:00"))
    found = {name: event.data[name] for name in ("from_id", "to_id", "team")}
    assert found == {"from_id": world.ann.pk, "to_id": None, "team": "back"}


def test_what_a_step_changes_holds_for_the_next_one(world: World) -> None:
    """After the breach the case is the second level's: a later step tells its people."""
    ticket = world.ask()
    reply(ticket, by=world.by_ann, at=at("08:30"), text="We look into it.")
    classify(ticket, by=world.by_ann, at=at("08:30"), changes={"priority": "high"})
    taken = {one.step: one for one in sweep(at("20:00"))}
    warned = {person["address"] for person in taken[SOLUTION_WARNING].told}
    assert warned == {"ann@desk.example", "lea@desk.example"}
    late = world.ask("URGENT", at=at("08:00", days=1))
    taken = {one.step: one for one in sweep(at("20:00", days=1)) if one.ticket == late}
    assert taken[BREACH].done == ["level:l2"]
    assert taken[BREACH].due_at < taken[SOLUTION_WARNING].due_at
    warned = {person["address"] for person in taken[SOLUTION_WARNING].told}
    assert warned == {"bob@desk.example", "lea@desk.example"}


def test_steps_of_several_clocks_are_taken_in_order_of_time(world: World) -> None:
    """Of a Friday evening the resolution is due on Sunday, the answer on Monday at noon: while
    nobody swept, its breach takes the case to other people, who were not to be warned on Sunday."""
    ticket = world.ask(at=at("18:00", days=-3))
    taken = sweep(at("12:10"))
    assert [one.step for one in taken] == [SOLUTION_WARNING, SOLUTION_BREACH, WARNING, BREACH]
    warned = {person["address"] for person in taken[0].told}
    assert warned == {"ann@desk.example", "lea@desk.example"}
    ticket.refresh_from_db()
    assert ticket.team == world.back


def test_a_question_is_asked_again_and_then_the_case_closed(world: World) -> None:
    ticket = world.ask()
    reply(ticket, by=world.by_ann, at=at("09:00"), text="Which line?", then_wait=True)
    Outgoing.objects.all().delete()
    (asked,) = sweep(at("09:00", days=1))
    assert (asked.step, asked.done) == (ASK, ["asked"])
    reminder = Outgoing.objects.get()
    assert reminder.to == ["rita@acme.example"]
    assert "4 Mar 2026, 10:00 (Europe/Berlin)" in reminder.text  # when it will be closed
    reminder.delete()

    (closed,) = sweep(at("09:00", days=2))
    assert (closed.step, closed.done) == (CLOSE, ["closed"])
    ticket.refresh_from_db()
    assert (ticket.status, ticket.closed_at) == ("closed", at("09:00", days=2))
    to_rita, to_team = Outgoing.objects.order_by("pk")
    assert (to_rita.to, to_team.to) == (
        ["rita@acme.example"],
        ["ann@desk.example", "lea@desk.example"],
    )
    assert sweep(at("09:00", days=30)) == []


def test_the_requester_is_asked_again_in_his_language_and_zone(world: World) -> None:
    Customer.objects.filter(pk=world.customer.pk).update(time_zone="Asia/Kolkata")
    ticket = world.ask()
    Ticket.objects.filter(pk=ticket.pk).update(language="de")
    reply(ticket, by=world.by_ann, at=at("09:00"), text="Welche Leitung?", then_wait=True)
    Outgoing.objects.all().delete()
    sweep(at("09:00", days=1))
    assert "4. März 2026 14:30 (Asia/Kolkata)" in Outgoing.objects.get().text


def test_the_requester_reads_no_colleagues_name(world: World) -> None:
    ticket = world.ask()
    reply(ticket, by=world.by_ann, at=at("09:00"), text="We asked the carrier.")
    wait(ticket, on="carrier", by=world.by_ann, at=at("09:00"), reference="BA-1")
    Outgoing.objects.all().delete()
    taken = sweep(at("09:00", days=3))
    assert [one.done for one in taken if one.step == CARRIER] == [["told"]]
    for outgoing in Outgoing.objects.all():
        if "rita@acme.example" in outgoing.to:
            assert outgoing.to == ["rita@acme.example"]
            for word in ("ann", "Ann", "lea", "Lea", "/t/", "desk.example"):
                assert word not in outgoing.text
            assert outgoing.headers["Auto-Submitted"] == "auto-generated"
            break
    else:
        pytest.fail("the requester was not told")


def test_an_answer_in_time_keeps_the_case_open(world: World) -> None:
    ticket = world.ask()
    reply(ticket, by=world.by_ann, at=at("09:00"), text="Which line?", then_wait=True)
    world.ask(at=at("08:59", days=2), answers=ticket)
    assert not [one for one in sweep(at("09:00", days=2)) if one.step in (ASK, CLOSE)]
    ticket.refresh_from_db()
    assert ticket.status == "open"


def test_each_question_has_its_own_hours(world: World) -> None:
    ticket = world.ask()
    reply(ticket, by=world.by_ann, at=at("09:00"), text="Which line?", then_wait=True)
    sweep(at("09:00", days=1))
    world.ask(at=at("10:00", days=1), answers=ticket)
    reply(ticket, by=world.by_ann, at=at("11:00", days=1), text="And the other?", then_wait=True)
    assert steps(sweep(at("10:59", days=2))) == []
    assert steps(sweep(at("11:00", days=2))) == [(ASK, 0)]
    assert steps(sweep(at("11:00", days=3))) == [(CLOSE, 0)]
    assert Escalation.objects.filter(step=ASK).count() == 2  # one for each cycle


def test_a_change_of_priority_does_not_tell_again(world: World) -> None:
    ticket = world.ask()
    sweep(at("12:00"))
    classify(ticket, by=world.by_ann, at=at("12:10"), changes={"priority": "high"})
    classify(ticket, by=world.by_ann, at=at("12:11"), changes={"priority": "low"})
    assert sweep(at("12:20")) == []


def test_another_version_tells_only_what_is_new_in_it(world: World) -> None:
    """The same steps in another order, and one more: known ones are not told again."""
    head, _, matrix = TEXT.partition("escalation:\n")
    rows = matrix.splitlines(keepends=True)
    extra = "  - {when: {metric: first_response, at: 50%}, tell: [team_lead]}\n"
    text = head.replace('version: "1"', 'version: "2"') + "escalation:\n"
    other = take(text + rows[1] + extra + rows[0] + "".join(rows[2:]))
    ticket = world.ask()
    assert steps(sweep(at("12:00"))) == [(WARNING, 0), (BREACH, 0)]
    move(ticket, to=other, by=world.by_lea, at=at("12:05"), reason="renewed")
    (new,) = sweep(at("12:06"))
    assert (new.version, new.step, new.due_at) == (other, 1, at("10:00"))
    assert steps(sweep(at("12:30"))) == [(3, 0)]


def test_of_two_desks_each_tells_its_own(world: World) -> None:
    world.ask(sender="someone@else.example", desk=world.other_desk)
    sweep(at("11:00"))
    assert told() == [("step", ["stranger@desk.example"])]


def test_nothing_due_costs_one_statement(world: World, django_assert_num_queries: type) -> None:
    world.ask()
    with django_assert_num_queries(1):
        assert climb(MONDAY) == 0


def test_a_resolved_case_is_left_alone(world: World) -> None:
    ticket = world.ask()
    resolve(ticket, by=world.by_ann, at=at("09:00"), summary="Cable replaced.")
    assert sweep(at("09:00", days=30)) == []
