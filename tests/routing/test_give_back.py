"""Work is taken from whoever is not there for it."""

from typing import Any

import pytest

from prazo.accounts.actions.deactivate import deactivate
from prazo.accounts.actions.remove_member import remove_member
from prazo.accounts.models import Absence, Change, Member, Role, SeenBy, User
from prazo.desk.actions.assign import assign
from prazo.desk.actions.reply import reply
from prazo.desk.models import Ticket
from prazo.lib.refusal import Refusal
from prazo.routing.actions.give import give_out
from prazo.routing.actions.give_back import PORTION, give_back
from prazo.routing.actions.set_absence import end_absence, set_absence
from prazo.routing.models import Policy, Shift
from tests.routing.office import (
    OFFICE,
    away,
    holder,
    last,
    member,
    operator,
    policy,
    shift,
    staffed,
)
from tests.world import World, at, hire, make_world


@pytest.fixture
def world(system: None) -> World:
    return make_world()


def held(world: World, user: User, subject: str = "x", when: str = "8:30") -> Ticket:
    ticket = world.ask(subject)
    assign(ticket, by=world.by_lea, at=at(when), to=user)
    return ticket


class TestWhoLeft:
    def test_taken_off_the_desk(self, world: World) -> None:
        staffed(world)
        ticket, other = held(world, world.ann), held(world, world.bob)
        admin = operator(hire(world.desk, "ada", Role.ADMIN))
        remove_member(member(world.desk, world.ann), by=admin)
        give_back(at("9:00"))
        assert (holder(ticket), holder(other)) == (None, world.bob)
        assert last(ticket).data["why"] == {"returned": "left", "of": "Ann"}
        give_out(at("9:01"))
        assert holder(ticket) == world.bob

    def test_deactivated_or_only_reading(self, world: World) -> None:
        policy(world)
        first, second = held(world, world.ann), held(world, world.bob)
        world.contact.administers = True
        deactivate(member(world.desk, world.ann), by=operator(world.contact))
        member(world.desk, world.bob).__class__.objects.filter(user=world.bob).update(role="reader")
        give_back(at("9:00"))
        assert (holder(first), holder(second)) == (None, None)

    def test_where_the_desk_wants_it(self, world: World) -> None:
        ticket = held(world, world.ann)
        policy(world, returns_left=False)
        member(world.desk, world.ann).delete()
        give_back(at("9:00"))
        assert holder(ticket) == world.ann

    def test_also_at_a_desk_that_never_chose(self, world: World) -> None:
        """What its form offers: the work of whoever leaves comes back."""
        ticket, kept = held(world, world.ann), held(world, world.bob)
        member(world.desk, world.ann).delete()
        assert not Policy.objects.exists()
        give_back(at("9:00"))
        assert (holder(ticket), holder(kept)) == (None, world.bob)

    def test_a_portion_at_a_time(self, world: World) -> None:
        policy(world)
        ids = [world.ask(f"No {n}").pk for n in range(PORTION + 3)]
        Ticket.objects.filter(pk__in=ids).update(assignee=world.ann)
        member(world.desk, world.ann).delete()
        assert give_back(at("9:00"))
        assert not give_back(at("9:00"))
        assert not Ticket.objects.filter(assignee=world.ann).exists()


class TestTrouble:
    """What goes wrong with one ticket, or at one desk, is no other's."""

    def test_a_ticket_that_cannot_be_taken_holds_up_no_other(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        policy(world)
        stuck, refused, other = (held(world, world.ann, name) for name in ("a", "b", "c"))
        member(world.desk, world.ann).delete()

        def moody(ticket: Ticket, **given: Any) -> Ticket:
            if ticket == stuck:
                raise ZeroDivisionError
            if ticket == refused:
                raise Refusal("no", "No.")
            return assign(ticket, **given)

        monkeypatch.setattr("prazo.routing.actions.give_back.assign", moody)
        assert not give_back(at("9:00"))
        assert [holder(one) for one in (stuck, refused, other)] == [world.ann, world.ann, None]

    def test_a_desk_whose_hours_cannot_be_read_holds_up_no_other(self, world: World) -> None:
        staffed(world)
        held(world, world.ann)
        Shift.objects.filter(user=world.ann).update(time_zone="Mars/Base")
        Policy.objects.create(desk=world.other_desk, order="turn")
        gone, new = (
            world.ask(name, desk=world.other_desk, sender=f"{name}@else.example")
            for name in ("gone", "new")
        )
        Ticket.objects.filter(pk=gone.pk).update(assignee=world.bob)  # who does not work there
        give_back(at("9:00"))
        assert holder(gone) is None
        hours = {"time_zone": "Europe/Berlin", "hours": OFFICE}
        Shift.objects.create(desk=world.other_desk, user=world.stranger, **hours)
        give_out(at("9:01"))
        assert [holder(one) for one in (gone, new)] == [world.stranger, world.stranger]


class TestAbsence:
    def test_open_work_is_handed_over_when_it_begins(self, world: World) -> None:
        ticket = held(world, world.ann)
        away(world, world.ann, "10:00", "20:00", substitute=world.bob, hands_over=True)
        give_back(at("9:59"))
        assert holder(ticket) == world.ann
        give_back(at("10:00"))
        assert holder(ticket) == world.bob
        assert last(ticket).data["why"] == {"returned": "absent", "of": "Ann"}
        assert Absence.objects.get().handed_over_at == at("10:00")

    def test_at_another_desk_it_is_handed_over_there(self, world: World) -> None:
        """Ann has nothing at the first desk: that says nothing of the second."""
        Member.objects.create(desk=world.other_desk, user=world.ann, role=Role.AGENT)
        theirs = world.ask(desk=world.other_desk, sender="x@else.example")
        assign(theirs, by=world.by_lea, at=at("8:30"), to=world.ann)
        set_absence(
            member(world.other_desk, world.ann),
            starts_at=at("10:00"),
            ends_at=at("20:00"),
            substitute=world.stranger,
            hands_over=True,
            by=operator(world.lea),
        )
        give_back(at("10:00"))
        assert holder(theirs) == world.stranger

    def test_without_a_substitute_it_goes_into_the_queue(self, world: World) -> None:
        ticket = held(world, world.ann)
        away(world, world.ann, "10:00", "20:00", hands_over=True)
        give_back(at("10:00"))
        assert holder(ticket) is None
        assign(ticket, by=world.by_lea, at=at("11:00"), to=world.ann)
        give_back(at("11:01"))
        assert holder(ticket) == world.ann  # given on purpose

    def test_it_stays_where_that_was_not_wanted(self, world: World) -> None:
        ticket = held(world, world.ann)
        away(world, world.ann, "10:00", "20:00", substitute=world.bob)
        give_back(at("11:00"))
        assert holder(ticket) == world.ann

    def test_new_work_for_the_absent_goes_to_the_substitute(self, world: World) -> None:
        quiet, asked = held(world, world.ann), held(world, world.ann)
        away(world, world.ann, "10:00", "20:00", substitute=world.bob)
        world.ask(at=at("11:00"), answers=asked)
        meant = held(world, world.ann, when="11:00")
        give_back(at("11:01"))
        assert [holder(t) for t in (quiet, asked, meant)] == [world.ann, world.bob, world.bob]

    def test_without_one_what_customers_write_finds_a_reader(self, world: World) -> None:
        """Into the queue; what is quiet, and what he was given on purpose, stays."""
        quiet, asked = held(world, world.ann), held(world, world.ann)
        away(world, world.ann, "10:00", "20:00")
        world.ask(at=at("11:00"), answers=asked)
        meant = held(world, world.ann, when="11:00")
        give_back(at("11:01"))
        assert [holder(t) for t in (quiet, asked, meant)] == [world.ann, None, world.ann]
        assert last(asked).data["why"] == {"returned": "absent", "of": "Ann"}
        assign(asked, by=world.by_lea, at=at("11:30"), to=world.ann)
        give_back(at("11:31"))
        assert holder(asked) == world.ann

    def test_what_is_written_as_the_absence_begins_finds_a_reader(self, world: World) -> None:
        just_before, just_then = held(world, world.ann), held(world, world.ann)
        away(world, world.ann, "10:00", "20:00")
        world.ask(at=at("9:59"), answers=just_before)
        world.ask(at=at("10:00"), answers=just_then)
        give_back(at("10:01"))
        assert [holder(ticket) for ticket in (just_before, just_then)] == [world.ann, None]

    def test_what_the_substitute_gives_back_stays(self, world: World) -> None:
        ticket = held(world, world.ann)
        away(world, world.ann, "10:00", "20:00", substitute=world.bob)
        world.ask(at=at("11:00"), answers=ticket)
        give_back(at("11:01"))
        assign(ticket, by=world.by_bob, at=at("11:30"), to=world.ann)
        give_back(at("11:31"))
        assert holder(ticket) == world.ann

    def test_a_substitute_who_is_absent_himself_has_one(self, world: World) -> None:
        ticket = held(world, world.ann)
        away(world, world.ann, "10:00", "20:00", substitute=world.bob, hands_over=True)
        away(world, world.bob, "9:00", "21:00", substitute=world.lea)
        give_back(at("10:00"))
        assert holder(ticket) == world.lea

    def test_ended_early(self, world: World) -> None:
        staffed(world)
        absence = away(world, world.ann, "9:00", "20:00")
        end_absence(absence, by=operator(world.ann, at("10:00")))
        ticket = world.ask()
        assign(ticket, by=world.by_bob, at=at("10:00"), to=None)  # not to him again
        give_out(at("10:01"))
        assert holder(ticket) == world.ann

    def test_its_history_says_when_it_was_and_when_it_ended(self, world: World) -> None:
        absence = away(world, world.ann, "9:00", "20:00", substitute=world.bob, reason="Flu")
        end_absence(absence, by=operator(world.ann, at("10:00")))
        began, ended = Change.objects.filter(what="routing.absence").order_by("pk")
        whole = {
            "starts_at": "2026-03-02 09:00 UTC",
            "ends_at": "2026-03-02 20:00 UTC",
            "substitute": "bob@desk.example",
        }
        assert began.after.items() >= whole.items() and "Flu" not in str(began.after)
        assert (began.by, ended.by) == (world.lea, world.ann)
        assert ended.before == {"ends_at": "2026-03-02 20:00 UTC"}
        assert ended.after == {"ends_at": "2026-03-02 10:00 UTC"}

    def test_not_twice_in_one_time_not_backwards_not_oneself(self, world: World) -> None:
        from prazo.lib.refusal import Refusal

        away(world, world.ann, "10:00", "12:00")
        for since, until, more in (
            ("11:00", "13:00", {}),
            ("15:00", "14:00", {}),
            ("13:00", "14:00", {"substitute": world.ann}),
            ("13:00", "14:00", {"substitute": world.stranger}),
        ):
            with pytest.raises(Refusal):
                away(world, world.ann, since, until, **more)
        with pytest.raises(Refusal):
            set_absence(
                member(world.desk, world.ann),
                starts_at=at("1:00"),
                ends_at=at("2:00"),
                by=operator(world.ann, at("9:00")),
            )
        assert Absence.objects.count() == 1


class TestEndOfShift:
    """Ann's ends at 16:00 in UTC."""

    def test_kept_unless_the_desk_chooses(self, world: World) -> None:
        policy(world)
        shift(world, world.ann)
        ticket = held(world, world.ann)
        give_back(at("18:00"))
        assert holder(ticket) == world.ann

    def test_what_was_not_answered_comes_back(self, world: World) -> None:
        policy(world, after_shift="all")
        shift(world, world.ann)
        silent, answered = held(world, world.ann), held(world, world.ann)
        reply(answered, by=world.by_ann, at=at("9:00"), text="We look into it.")
        late = held(world, world.ann, when="17:00")  # for tomorrow, on purpose
        give_back(at("16:10"))
        assert holder(silent) == world.ann  # he may be finishing a sentence
        give_back(at("16:15"))
        assert [holder(t) for t in (silent, answered, late)] == [None, world.ann, world.ann]
        assert last(silent).data["why"] == {"returned": "shift", "of": "Ann"}

    def test_all_of_it_however_late_it_is_due(self, world: World) -> None:
        policy(world, after_shift="all")
        shift(world, world.ann)
        calm = world.ask("calm", at=at("15:00"))  # due at 11:00 tomorrow
        assign(calm, by=world.by_lea, at=at("15:01"), to=world.ann)
        give_back(at("18:00"))
        assert holder(calm) is None

    def test_nothing_is_taken_from_who_is_there_again(self, world: World) -> None:
        """Nobody swept in the night; in the morning he works on."""
        policy(world, after_shift="all")
        shift(world, world.ann)
        ticket = held(world, world.ann)
        give_back(at("9:00", days=1))
        assert holder(ticket) == world.ann

    def test_only_what_is_due_before_he_is_back(self, world: World) -> None:
        policy(world, after_shift="due")
        shift(world, world.ann)
        soon = held(world, world.ann, "URGENT")
        calm = world.ask("calm", at=at("15:00"))  # due at 11:00 tomorrow
        assign(calm, by=world.by_lea, at=at("15:01"), to=world.ann)
        give_back(at("18:00"))
        assert (holder(soon), holder(calm)) == (None, world.ann)


def test_a_substitute_outside_a_private_team_gets_nothing_of_it(world: World) -> None:
    """It goes back into its team's queue: nobody is let in by somebody's holidays."""
    staffed(world)
    member(world.desk, world.bob).teams.set([world.back])
    world.front.seen_by = SeenBy.TEAM
    world.front.save()
    ticket = held(world, world.ann)
    away(world, world.ann, "9:00", "23:00", substitute=world.bob, hands_over=True)
    give_back(at("10:00"))
    assert holder(ticket) is None
    assert not Ticket.objects.visible_to(world.bob).filter(pk=ticket.pk).exists()
