"""Rules on events: each event once, none left out; no circles, no storms, none broken for long."""

import threading
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, connections, transaction

from prazo.accounts.models import Change, Member
from prazo.agreements.take import adopt, take
from prazo.desk.actions.assign import assign
from prazo.desk.actions.close import close
from prazo.desk.actions.note import note
from prazo.desk.actions.reply import reply
from prazo.desk.actions.resolve import resolve
from prazo.desk.actions.resume import resume
from prazo.desk.actions.tag import tag
from prazo.desk.actions.wait import wait
from prazo.desk.models import Event, Message, Note, Outgoing, Ticket
from prazo.escalation.actions.climb import climb
from prazo.escalation.actions.escalate import escalate
from prazo.lib import scope
from prazo.rules import facts, following, running
from prazo.rules.following import follow
from prazo.rules.models import Happening, On, Rule, Run
from prazo.rules.past import TOLD, moments
from tests.routing.office import away
from tests.rules.made import asked, deed, make_macro, make_rule
from tests.world import TEXT, World, at, make_world

NOW = at("12:00")


@pytest.fixture
def world(system: None) -> World:
    return make_world()


def outcomes() -> list[tuple[str, str]]:
    return list(Run.objects.order_by("pk").values_list("outcome", "why"))


def notes() -> list[str]:
    return list(Note.objects.order_by("pk").values_list("text", flat=True))


def test_an_event_that_cannot_be_looked_at_holds_up_no_other_and_is_looked_at_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_rule(world, On.MADE, deed("note", text="Look"))
    world.ask()
    bad = Happening.objects.get().event_id
    world.ask()

    def read(event: int) -> facts.Fact | None:
        if event == bad:
            raise ZeroDivisionError
        return facts.fact(event)

    monkeypatch.setattr(following, "fact", read)
    follow(NOW)
    assert notes() == ["Look"]
    assert list(Happening.objects.values_list("event_id", "failed_at")) == [(bad, NOW)]
    monkeypatch.undo()
    follow(NOW + following.AGAIN - timedelta(seconds=1))
    assert notes() == ["Look"]
    follow(NOW + following.AGAIN)
    assert notes() == ["Look", "Look"]
    assert not Happening.objects.exists()


def test_a_rule_gives_nothing_to_who_is_away(world: World) -> None:
    """Nobody would hear of it: it goes to who stands in, or stays where all see it."""
    make_rule(world, On.MADE, deed("assign", person=world.bob.pk), deed("note", text="Given"))
    away(world, world.bob, "8:00", "20:00", substitute=world.ann)
    first = world.ask()
    follow(NOW)
    away(world, world.ann, "8:00", "20:00")
    second = world.ask()
    follow(NOW)
    holders = [Ticket.objects.get(pk=one.pk).assignee for one in (first, second)]
    assert holders == [world.ann, None]
    assert notes() == ["Given", "Given"]


class TestEvents:
    def test_each_is_heard_by_its_rules_alone(self, world: World) -> None:
        for on in On:
            if on != On.TIME:
                make_rule(world, on, deed("note", text=f"{on}"), name=on)
        ticket = world.ask()
        follow(NOW)
        assert notes() == ["made"]
        world.ask(answers=ticket, at=at("8:10"))
        assign(ticket, by=world.by_ann, at=at("8:20"), to=world.ann)
        wait(ticket, by=world.by_ann, at=at("8:30"), on="third_party")
        resume(ticket, by=world.by_ann, at=at("8:40"))
        reply(ticket, by=world.by_ann, at=at("8:45"), text="Which?", then_wait=True)
        world.ask(answers=ticket, at=at("8:50"))  # his answer ends the wait
        resolve(ticket, by=world.by_ann, at=at("9:00"), summary="Done.")
        world.ask(answers=ticket, at=at("9:10"))  # which takes it up again
        close(ticket, by=world.by_ann, at=at("9:20"), reason="over")
        follow(NOW)
        assert notes()[1:] == [
            "written", "assigned", "waiting", "resumed", "waiting", "written", "resumed",
            "resolved", "written", "reopened", "closed",
        ]  # fmt: skip

    def test_a_machines_mail_ends_no_wait(self, world: World) -> None:
        make_rule(world, On.RESUMED, deed("note", text="on"))
        ticket = world.ask()
        reply(ticket, by=world.by_ann, at=at("8:45"), text="Which?", then_wait=True)
        world.ask(answers=ticket, at=at("8:50"), automatic="auto-replied")
        follow(NOW)
        assert notes() == []
        world.ask(answers=ticket, at=at("8:55"))
        follow(NOW)
        assert notes() == ["on"]

    def test_a_machines_mail_is_nobodys_writing(self, world: World) -> None:
        make_rule(world, On.WRITTEN, deed("escalate", reason="He writes."))
        ticket = world.ask()
        world.ask(answers=ticket, at=at("8:10"), automatic="auto-replied")
        follow(NOW)
        assert not Run.objects.exists() and not Happening.objects.exists()
        world.ask(answers=ticket, at=at("8:20"))
        follow(NOW)
        assert outcomes() == [("done", "")]

    def test_a_clock_that_lapses_is_heard_as_an_escalation(self, world: World) -> None:
        make_rule(world, On.ESCALATED, deed("note", text="Lapsed."))
        world.ask("URGENT")
        climb(at("9:30"))
        assert isinstance(Event.objects.filter(kind="escalated")[0].data["rule"], str)
        follow(NOW)
        assert "Lapsed." in notes()
        assert not Happening.objects.exists()

    def test_conditions_decide(self, world: World) -> None:
        make_rule(
            world, On.MADE, deed("assign", person=world.bob.pk), conditions=asked(priority="high")
        )
        urgent, other = world.ask("URGENT help"), world.ask("help")
        follow(NOW)
        assert Ticket.objects.get(pk=urgent.pk).assignee == world.bob
        assert Ticket.objects.get(pk=other.pk).assignee is None
        assert Run.objects.get().ticket_id == urgent.pk

    def test_what_was_before_it_was_switched_on_is_no_matter_of_it(self, world: World) -> None:
        rule = make_rule(world, On.MADE, deed("note", text="made"))
        world.ask()
        Rule.objects.filter(pk=rule.pk).update(since=NOW + timedelta(days=4000))
        follow(NOW)
        assert not Happening.objects.exists()
        assert notes() == []

    def test_other_desks_are_none_of_its_business(self, world: World) -> None:
        make_rule(world, On.MADE, deed("note", text="made"))
        world.ask(desk=world.other_desk, sender="x@else.example")
        assert not Happening.objects.exists()  # nothing is listed where no rule is in use

    def test_the_facts_name_the_rule(self, world: World) -> None:
        rule = make_rule(world, On.MADE, deed("classify", priority="high"), name="Raise")
        world.ask()
        follow(NOW)
        event = Event.objects.get(kind="classified")
        assert event.data == {
            "priority": "high", "rule": {"id": rule.pk, "name": "Raise", "chain": [rule.pk]},
        }  # fmt: skip
        assert (event.by, event.user) == ("bot", None)

    def test_in_their_order(self, world: World) -> None:
        make_rule(world, On.MADE, deed("close", reason="spam"))
        make_rule(world, On.MADE, deed("assign", person=world.bob.pk))
        world.ask()
        follow(NOW)
        (done, refused) = outcomes()
        assert done == ("done", "")
        assert refused[0] == "refused" and "closed already" in refused[1]
        assert Rule.objects.filter(failures=0).count() == 2  # a ticket's state is no rule's fault


class TestOnce:
    def test_an_event_is_taken_once(self, world: World) -> None:
        make_rule(world, On.MADE, deed("note", text="made"))
        world.ask()
        assert follow(NOW) == 1 + 0
        assert follow(NOW) == 0
        assert notes() == ["made"]

    def test_the_database_holds_to_it_as_well(self, world: World) -> None:
        make_rule(world, On.MADE, deed("note", text="made"))
        ticket = world.ask()
        event = Event.objects.get(kind="opened")
        follow(NOW)
        Happening.objects.create(event_id=event.pk, desk=world.desk)
        follow(NOW)
        assert notes() == ["made"]
        run = Run.objects.get()
        run.pk = None
        with pytest.raises(IntegrityError), transaction.atomic():
            run.save(force_insert=True)
        assert ticket.pk == run.ticket_id


class TestCircles:
    def test_no_rule_comes_twice_on_one_chain(self, world: World) -> None:
        make_rule(world, On.CLASSIFIED, deed("classify", component="mail"),
                  conditions=asked(component="phone"), name="to mail")  # fmt: skip
        make_rule(world, On.CLASSIFIED, deed("classify", component="phone"),
                  conditions=asked(component="mail"), name="to phone")  # fmt: skip
        ticket = world.ask()
        make_rule(world, On.ASSIGNED, deed("classify", component="mail"), name="begin")
        assign(ticket, by=world.by_ann, at=at("8:20"), to=world.ann)
        assert follow(NOW) < 10
        assert not Happening.objects.exists()
        found = [outcome for outcome, _ in outcomes()]
        assert found.count("done") == 3  # begin, to phone, to mail
        assert set(found[3:]) == {"held"}
        assert "chain of rules before" in outcomes()[-1][1]

    def test_a_chain_has_an_end(self, world: World, monkeypatch) -> None:
        monkeypatch.setattr(running, "DEEPEST", 2)
        make_rule(world, On.MADE, deed("assign", person=world.bob.pk))
        make_rule(world, On.ASSIGNED, deed("classify", priority="high"))
        make_rule(world, On.CLASSIFIED, deed("escalate", reason="Look."))
        world.ask()
        follow(NOW)
        assert not Happening.objects.exists()
        assert [outcome for outcome, _ in outcomes()] == ["done", "done", "held"]
        assert outcomes()[-1][1] == "2 rules acted one after the other already."
        assert len(Event.objects.get(kind="classified").data["rule"]["chain"]) == 2

    def test_one_ticket_is_not_acted_on_forever(self, world: World, monkeypatch) -> None:
        monkeypatch.setattr(running, "PER_TICKET_A_DAY", 3)
        make_rule(world, On.WRITTEN, deed("note", text="again"))
        ticket = world.ask()
        for minute in range(6):
            world.ask(answers=ticket, at=at(f"8:1{minute}"))
        follow(NOW)
        assert len(notes()) == 3
        assert outcomes()[-1] == ("held", "It acted on this ticket 3 times within a day.")

    def test_a_storm_switches_it_off(self, world: World, monkeypatch) -> None:
        monkeypatch.setattr(running, "PER_HOUR", 2)
        rule = make_rule(world, On.MADE, deed("note", text="made"))
        for n in range(4):
            world.ask(f"n{n}")
        follow(NOW)
        rule.refresh_from_db()
        assert len(notes()) == 2
        assert not rule.active
        assert rule.stopped == "It acted 2 times within an hour."


class TestFaults:
    def test_a_rule_that_fails_again_and_again_is_switched_off(self, world: World) -> None:
        rule = make_rule(world, On.MADE, deed("assign", person=world.bob.pk), name="To Bob")
        Member.objects.filter(user=world.bob).delete()
        for n in range(running.FAILURES + 2):
            world.ask(f"n{n}")
        follow(NOW)
        rule.refresh_from_db()
        assert not rule.active
        assert "does not work at this desk" in rule.stopped
        assert len(outcomes()) == running.FAILURES
        change = Change.objects.get(what="rule.stopped")
        assert (change.by, change.about, change.before) == (None, "To Bob", {"active": True})
        assert change.after["reason"] == rule.stopped

    def test_what_tickets_refuse_is_no_fault_of_the_rule(self, world: World) -> None:
        """A new version knows a value that tickets of the one before it do not."""
        rows = [world.ask(f"n{n}") for n in range(running.FAILURES + 2)]
        phone = "phone: {name: Telephone}"
        newer = TEXT.replace('version: "1"', 'version: "2"').replace(
            phone, f"{phone}, fax: {{name: Fax}}"
        )
        adopt(world.desk, take(newer), since=at("6:30"))
        rule = make_rule(world, On.ASSIGNED, deed("classify", component="fax"))
        for ticket in rows:
            assign(ticket, by=world.by_ann, at=at("9:00"), to=world.ann)
        follow(NOW)
        rule.refresh_from_db()
        assert {outcome for outcome, _ in outcomes()} == {"refused"}
        assert "fax" in outcomes()[0][1]
        assert (rule.active, rule.failures) == (True, 0)

    def test_an_error_of_ours_undoes_its_deeds_and_holds_up_no_other(
        self, world: World, monkeypatch
    ) -> None:
        from prazo.rules import performing

        def broken(*_: object) -> None:
            raise ZeroDivisionError

        monkeypatch.setitem(performing.DO, "close", broken)
        make_rule(world, On.MADE, deed("note", text="half"), deed("close", reason="x"))
        make_rule(world, On.MADE, deed("note", text="whole"))
        world.ask()
        follow(NOW)
        assert notes() == ["whole"]
        assert outcomes() == [("failed", "ZeroDivisionError"), ("done", "")]
        failures = Rule.objects.order_by("pk").values_list("failures", flat=True)
        assert list(failures) == [1, 0]

    def test_one_that_works_again_begins_to_count_anew_and_no_other(self, world: World) -> None:
        rule = make_rule(world, On.MADE, deed("assign", person=world.bob.pk))
        other = make_rule(world, On.ASSIGNED, deed("note", text="x"), active=False)
        Rule.objects.update(failures=running.FAILURES - 1)
        world.ask()
        follow(NOW)
        for one in (rule, other):
            one.refresh_from_db()
        assert (rule.active, rule.failures) == (True, 0)
        assert other.failures == running.FAILURES - 1


class TestReplies:
    def test_it_is_marked_as_automatic(self, world: World) -> None:
        rule = make_rule(world, On.MADE, deed("reply", text="{agent}: we look at {number}."))
        ticket = world.ask()
        follow(NOW)
        message = Message.objects.get(kind="reply")
        assert (message.automatic, message.user) == ("generated", None)
        assert message.text == f"Acme-Desk: we look at #{ticket.number}."
        assert Event.objects.get(kind="reply").data["rule"]["id"] == rule.pk

    def test_a_stranger_is_sent_none_of_his_own_words(self, world: World) -> None:
        """L06: until somebody answered by it, the address may be a victim's."""
        make_rule(world, On.MADE, deed("reply", text="Dear {requester}"))
        ticket = world.ask("Buy my pills")
        follow(NOW)
        mail = Outgoing.objects.get(message__kind="reply")
        assert mail.subject == f"Your request #{ticket.number}"
        assert mail.text == "Dear rita@acme.example"
        world.ask(answers=ticket, at=at("9:00"))
        again = world.ask("Another", at=at("9:10"))
        follow(at("14:00"))
        mail = Outgoing.objects.get(message__kind="reply", ticket=again)
        assert (mail.subject, mail.text) == ("Re: Another", "Dear Rita Rey")

    def test_the_same_variables_as_in_templates(self, world: World) -> None:
        """L06 holds for the subject, too."""
        make_rule(world, On.MADE, deed("reply", text="{subject}, by {due}"))
        ticket = world.ask("Buy my pills")
        follow(at("8:30"))
        first = Message.objects.get(kind="reply").text
        by = "2 Mar 2026, 13:00 (Europe/Berlin)"
        assert first == f"Your request #{ticket.number}, by {by}"
        world.ask(answers=ticket, at=at("9:00"))
        again = world.ask("Buy my pills", at=at("9:10"))
        follow(at("9:30"))
        assert Message.objects.get(kind="reply", ticket=again).text.startswith("Buy my pills, by")

    def test_no_machine_is_answered(self, world: World) -> None:
        """L03."""
        make_rule(world, On.MADE, deed("reply", text="Thanks."))
        world.ask(automatic="auto-replied")
        follow(NOW)
        assert outcomes()[0][0] == "refused"
        assert not Message.objects.filter(kind="reply").exists()

    def test_nobody_is_written_to_again_and_again(self, world: World) -> None:
        make_rule(world, On.MADE, deed("reply", text="Thanks."))
        for n in range(5):
            world.ask(f"n{n}", at=at(f"8:0{n}"))
        follow(NOW)
        assert Message.objects.filter(kind="reply").count() == 2
        assert [outcome for outcome, _ in outcomes()] == ["done", "done"] + ["refused"] * 3


class TestWalls:
    def test_rows_of_another_desk_are_not_seen(self, world: World) -> None:
        make_rule(world, On.MADE, deed("note", text="made"))
        make_macro(world, deed("close"))
        world.ask()
        with scope.entered(scope.of([world.other_desk.pk])):
            assert not Rule.objects.exists() and not Happening.objects.exists()
        with scope.entered(scope.of([world.desk.pk], [world.customer.pk])):
            assert not Rule.objects.exists() and not Happening.objects.exists()
        with scope.entered(scope.of([world.desk.pk])):
            assert Rule.objects.exists() and Happening.objects.exists()

    def test_who_sees_no_rules_is_heard_all_the_same(self, world: World) -> None:
        """The list is kept by the database, whose eyes see the rules."""
        make_rule(world, On.ASSIGNED, deed("note", text="given"))
        ticket = world.ask()
        with (
            scope.entered(scope.of([world.desk.pk], [world.customer.pk])),
            connection.cursor() as cursor,
        ):
            cursor.execute(
                'insert into desk_event (desk_id, ticket_id, at, kind, "by", data)'
                " values (%s, %s, now(), 'assigned', 'agent', '{}')",
                [world.desk.pk, ticket.pk],
            )
        follow(NOW)
        assert notes() == ["given"]


class TestAtOnce:
    """With real commits and several workers."""

    @pytest.fixture
    def world(self, committed_db: None) -> Iterator[World]:
        yield make_world()

    def test_what_commits_late_is_not_missed(self, world: World) -> None:
        """Its number is lower than one that was dealt with before."""
        make_rule(world, On.ASSIGNED, deed("note", text="given"))
        first, second = world.ask("a"), world.ask("b")
        follow(NOW)
        begun, go_on = threading.Event(), threading.Event()

        def slow() -> None:
            with scope.entered(scope.SYSTEM), transaction.atomic():
                assign(first, by=world.by_ann, at=at("8:20"), to=world.ann)
                begun.set()
                go_on.wait(20)
            connections.close_all()

        thread = threading.Thread(target=slow)
        thread.start()
        assert begun.wait(20)
        assign(second, by=world.by_ann, at=at("8:20"), to=world.ann)
        follow(NOW)
        assert list(Run.objects.values_list("ticket", flat=True)) == [second.pk]
        go_on.set()
        thread.join()
        follow(NOW)
        assert list(Run.objects.order_by("pk").values_list("ticket", flat=True)) == [
            second.pk, first.pk,
        ]  # fmt: skip

    def test_two_workers_take_each_event_once(self, world: World) -> None:
        make_rule(world, On.MADE, deed("note", text="made"))
        tickets = [world.ask(f"n{n}") for n in range(8)]

        def work() -> None:
            with scope.entered(scope.SYSTEM):
                while follow(NOW):
                    pass
            connections.close_all()

        threads = [threading.Thread(target=work) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert Note.objects.count() == len(tickets)
        assert not Happening.objects.exists()

    def test_a_deed_that_is_undone_leaves_its_event_to_be_taken_again(self, world: World) -> None:
        make_rule(world, On.MADE, deed("note", text="made"))
        world.ask()
        with pytest.raises(ZeroDivisionError), transaction.atomic():
            follow(NOW)
            assert Note.objects.exists()
            raise ZeroDivisionError
        assert not Note.objects.exists()
        follow(NOW)
        assert Note.objects.count() == 1


def test_a_note_of_a_person_is_nothing_to_hear(world: World) -> None:
    make_rule(world, On.WRITTEN, deed("note", text="x"))
    note(world.ask(), by=world.by_ann, at=at("8:20"), text="a")
    assert set(Happening.objects.values_list("event_id", flat=True)) == {
        Event.objects.get(kind="opened").pk
    }


def test_what_events_tell_of_the_past_ends_where_the_ticket_stands(world: World) -> None:
    """What a trial judges by (prazo.rules.past) is what acts did to the ticket's row."""
    one, two, three = world.ask("URGENT"), world.ask("b"), world.ask("c")
    wait(one, by=world.by_ann, at=at("8:20"), on="carrier", reference="BA1")
    resume(one, by=world.by_ann, at=at("8:30"))
    resolve(one, by=world.by_ann, at=at("8:40"), summary="Done.")
    escalate(two, by=world.by_ann, at=at("8:30"), reason="Look.")
    reply(two, by=world.by_ann, at=at("8:45"), text="Which?", then_wait=True)
    world.ask(answers=two, at=at("8:50"), automatic="auto-replied")
    reply(three, by=world.by_ann, at=at("8:45"), text="Which?", then_wait=True)
    world.ask(answers=three, at=at("8:50"))
    close(three, by=world.by_ann, at=at("9:00"), reason="over")
    world.ask(answers=three, at=at("9:10"))
    tickets = {ticket.pk: ticket for ticket in Ticket.objects.all()}
    told = {one.ticket: one.standing for one in moments(sorted(tickets)).values()}
    assert told == {
        pk: {name: getattr(ticket, name) for name in TOLD} for pk, ticket in tickets.items()
    }
    assert {standing["status"] for standing in told.values()} == {"resolved", "waiting", "open"}


def test_a_rule_hears_of_tags_and_puts_on_more(world: World) -> None:
    """And of what it does so itself it hears no end: what is so already leaves no fact."""
    make_rule(world, On.TAGGED, deed("tag", add="urgent, vpn"), conditions=asked(tag="vpn"))
    ticket = world.ask()
    for name in ("fax", "vpn"):
        tag(ticket, add=[name], by=world.by_ann, at=at("10:00"))
        while follow(NOW):
            pass
    ticket.refresh_from_db()
    assert ticket.tags == ["fax", "urgent", "vpn"]
    assert [outcome for outcome, _ in outcomes()].count("done") == 1
