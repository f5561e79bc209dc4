"""Who is told of what, in whose list it stands, and that a storm is one line."""

from collections.abc import Iterable
from datetime import timedelta

import pytest

from prazo.accounts.models import Member, SeenBy, User
from prazo.desk.actions.assign import assign
from prazo.desk.actions.classify import classify
from prazo.desk.actions.close import close
from prazo.desk.actions.let_in import let_in
from prazo.desk.actions.log_call import log_call
from prazo.desk.actions.merge import merge
from prazo.desk.actions.note import note
from prazo.desk.actions.reopen import reopen
from prazo.desk.actions.reply import reply
from prazo.desk.actions.resolve import resolve
from prazo.desk.actions.resume import resume
from prazo.desk.actions.wait import wait
from prazo.desk.models import Ticket
from prazo.escalation.actions.climb import climb
from prazo.escalation.actions.escalate import escalate
from prazo.lib import scope
from prazo.notices.actions.follow import follow, unfollow
from prazo.notices.actions.read import opened, read, read_all
from prazo.notices.actions.tell import tell
from prazo.notices.lines import MANY, STORM
from prazo.notices.models import Follower, Happening, Kind, Notice, Occasion, Preference
from prazo.watch.probe import make_probe
from tests.notices.storm import storm
from tests.world import World, at


def of(user: User) -> list[tuple[str, str, int]]:
    """What stands in somebody's list: kind, who, and tickets of each unread line."""
    lines = Notice.objects.filter(user=user, seen_at=None).order_by("at", "pk")
    return list(lines.values_list("kind", "who", "tickets"))


def kinds(user: User) -> list[str]:
    return [kind for kind, *_ in of(user)]


@pytest.fixture
def ticket(world: World) -> Ticket:
    """Ann's."""
    ticket = world.ask()
    assign(ticket, by=world.by_lea, at=at("8:05"), to=world.ann)
    tell(at("8:05"))
    Notice.objects.all().delete()
    return ticket


def test_given_taken_and_put_back(world: World) -> None:
    ticket = world.ask()
    assign(ticket, by=world.by_lea, at=at("8:05"), to=world.ann)
    assert tell(at("8:05")) == 1 and tell(at("8:05")) == 0
    assert of(world.ann) == [(Kind.ASSIGNED, "Lea", 1)] and of(world.lea) == []
    assign(ticket, by=world.by_bob, at=at("8:06"), to=world.bob)
    tell(at("8:06"))
    assert of(world.ann)[1:] == [(Kind.MOVED, "Bob", 1)]
    assert of(world.bob) == []  # his own act
    assign(ticket, by=world.by_lea, at=at("8:07"))
    tell(at("8:07"))
    assert of(world.bob) == [(Kind.MOVED, "Lea", 1)]


def test_a_new_team_for_who_has_it_is_no_gift(ticket: Ticket, world: World) -> None:
    assign(ticket, by=world.by_lea, at=at("8:10"), to=world.ann, team=world.front)
    tell(at("8:10"))
    assert of(world.ann) == []


def test_the_customer_writes(ticket: Ticket, world: World) -> None:
    follow(ticket, user=world.bob, at=at("8:10"))
    world.ask(answers=ticket, at=at("8:20"))
    tell(at("8:20"))
    assert of(world.ann) == of(world.bob) == [(Kind.ANSWERED, "Rita Rey", 1)]
    world.ask(answers=ticket, at=at("8:30"), automatic="auto-replied")
    unfollow(ticket, user=world.bob)
    tell(at("8:30"))
    assert len(of(world.ann)) == len(of(world.bob)) == 1
    world.ask(answers=ticket, at=at("8:40"))
    tell(at("8:40"))
    assert len(of(world.ann)) == 1  # the same line, told again
    assert Occasion.objects.filter(user=world.ann, kind=Kind.ANSWERED).count() == 2
    assert Notice.objects.get(user=world.ann).at == at("8:40")


def test_who_writes_a_call_down_is_not_told_of_it(ticket: Ticket, world: World) -> None:
    resolve(ticket, by=world.by_ann, at=at("8:10"), summary="Done.")
    log_call(ticket, by=world.by_ann, at=at("8:20"), said="Still dead.")
    tell(at("8:20"))
    assert of(world.ann) == []


def test_a_message_that_reopens_is_told_once(ticket: Ticket, world: World) -> None:
    resolve(ticket, by=world.by_ann, at=at("8:10"), summary="Done.")
    world.ask(answers=ticket, at=at("8:20"))
    tell(at("8:20"))
    assert kinds(world.ann) == [Kind.ANSWERED]


def test_colleagues(ticket: Ticket, world: World) -> None:
    note(ticket, by=world.by_bob, at=at("8:10"), text="Look at the routes.")
    reply(ticket, by=world.by_lea, at=at("8:11"), text="Hello")
    wait(ticket, by=world.by_ann, at=at("8:12"), on="third_party", reason="x")
    resume(ticket, by=world.by_bob, at=at("8:13"))
    resolve(ticket, by=world.by_bob, at=at("8:14"), summary="Done.")
    close(ticket, by=world.by_bob, at=at("8:15"))
    reopen(ticket, by=world.by_bob, at=at("8:16"))
    tell(at("8:17"))
    assert kinds(world.ann) == [Kind.NOTED, Kind.RETURNED, Kind.ENDED]
    assert kinds(world.bob) == kinds(world.lea) == []


def test_a_mention_tells_and_follows(ticket: Ticket, world: World) -> None:
    note(ticket, by=world.by_ann, at=at("8:10"), text="@bob, @Lea: look. @stranger too, and @ann")
    tell(at("8:10"))
    assert kinds(world.bob) == kinds(world.lea) == [Kind.MENTIONED]
    assert kinds(world.ann) == kinds(world.stranger) == []
    following = Follower.objects.filter(ticket=ticket).values_list("user", flat=True)
    assert set(following) == {world.bob.pk, world.lea.pk}


def test_who_has_the_ticket_and_is_mentioned_hears_it_once(ticket: Ticket, world: World) -> None:
    note(ticket, by=world.by_bob, at=at("8:10"), text="@ann?")
    tell(at("8:10"))
    assert kinds(world.ann) == [Kind.MENTIONED]


def test_who_may_not_see_it_is_not_told(ticket: Ticket, world: World) -> None:
    follow(ticket, user=world.stranger, at=at("8:10"))
    assert not Follower.objects.exists()
    follow(ticket, user=world.bob, at=at("8:10"))
    Member.objects.filter(user=world.bob).delete()
    world.ask(answers=ticket, at=at("8:20"))
    tell(at("8:20"))
    assert kinds(world.bob) == [] and kinds(world.ann) == [Kind.ANSWERED]


def test_of_a_private_ticket_its_guests_are_told(ticket: Ticket, world: World) -> None:
    """Bob followed it before it was hidden from him."""
    follow(ticket, user=world.bob, at=at("8:10"))
    world.front.seen_by = SeenBy.TEAM
    world.front.save()
    world.ask(answers=ticket, at=at("8:20"))
    tell(at("8:20"))
    assert kinds(world.bob) == [] and kinds(world.ann) == [Kind.ANSWERED]
    let_in(ticket, people=[world.bob], by=world.by_ann, at=at("8:25"), reason="He knows.")
    world.ask(answers=ticket, at=at("8:30"))
    tell(at("8:30"))
    assert Kind.ANSWERED in kinds(world.bob)


def test_who_left_the_desk_sees_what_he_was_told_no_more(ticket: Ticket, world: World) -> None:
    world.ask(answers=ticket, at=at("8:20"))
    tell(at("8:20"))
    assert Notice.objects.visible_to(world.ann).count() == 1
    Member.objects.filter(user=world.ann).delete()
    assert Notice.objects.visible_to(world.ann).count() == 0


def test_who_is_no_longer_active_is_not_told(ticket: Ticket, world: World) -> None:
    User.objects.filter(pk=world.ann.pk).update(is_active=False)
    world.ask(answers=ticket, at=at("8:20"))
    tell(at("8:20"))
    assert kinds(world.ann) == []


def test_the_watchdogs_tickets_are_nobodys(world: World) -> None:
    make_probe(world.desk, world.version, at("8:00"))
    tell(at("8:01"))
    climb(at("12:00"))
    tell(at("12:00"))
    assert not Happening.objects.exists() and not Notice.objects.exists()


class TestEscalation:
    def test_what_nears_and_what_lapses(self, ticket: Ticket, world: World) -> None:
        follow(ticket, user=world.bob, at=at("8:06"))
        due = Ticket.objects.get(pk=ticket.pk).next_due_at
        climb(due - timedelta(seconds=1))
        tell(due)
        assert kinds(world.bob) == [Kind.DUE]
        read_all(world.bob, at=due, shown_at=due)
        climb(due + timedelta(hours=1))
        tell(due + timedelta(hours=1))
        assert kinds(world.bob) == [Kind.LAPSED]
        assert {*kinds(world.ann)} == {Kind.DUE, Kind.LAPSED, Kind.MOVED}  # it went up a level
        assert Notice.objects.filter(user=world.bob).last().metric

    def test_whom_it_wrote_to_sees_it_and_gets_no_second_mail(
        self, ticket: Ticket, world: World
    ) -> None:
        due = Ticket.objects.get(pk=ticket.pk).next_due_at
        climb(due + timedelta(hours=1))
        tell(due + timedelta(hours=1))
        reached = [
            (event.pk, person)
            for event in ticket.events.filter(kind="escalated")
            for person in event.data["reached"]
        ]
        assert reached
        for event, person in reached:
            occasion = Occasion.objects.get(event=event, user=person)
            assert occasion.notice is not None and occasion.mail_after is None

    def test_by_hand(self, ticket: Ticket, world: World) -> None:
        escalate(ticket, by=world.by_ann, at=at("8:30"), reason="Beyond me.")
        tell(at("8:30"))
        assert of(world.bob) == [(Kind.LAPSED, "Ann", 1)]
        assert kinds(world.ann) == []


class TestStorm:
    def give(self, world: World, tickets: Iterable[Ticket], to: User) -> None:
        for ticket in tickets:
            assign(ticket, by=world.by_lea, at=at("9:00"), to=to)

    def test_five_hundred_are_one(self, world: World) -> None:
        storm(world, 500, at("9:00"))
        while tell(at("9:00"), limit=130):
            pass
        assert of(world.ann) == [(Kind.ASSIGNED, "Lea", 500)]
        assert Occasion.objects.filter(user=world.ann).count() == 500

    def test_one_after_the_other_becomes_one(self, world: World) -> None:
        tickets = [world.ask(at=at("8:00")) for _ in range(MANY + 3)]
        lengths = []
        for minute, ticket in enumerate(tickets):
            self.give(world, [ticket], world.ann)
            tell(at(f"9:{minute:02}"))
            lengths.append(len(of(world.ann)))
        assert lengths == [*range(1, MANY + 1), 1, 1, 1]
        assert of(world.ann) == [(Kind.ASSIGNED, "Lea", MANY + 3)]

    def test_a_ticket_told_of_again_is_no_further_one(self, world: World) -> None:
        tickets = storm(world, MANY + 5, at("9:00"))
        while tell(at("9:00"), limit=4):
            pass
        for ticket in tickets[:3]:
            assign(ticket, by=world.by_lea, at=at("9:01"), to=world.bob)
            assign(ticket, by=world.by_lea, at=at("9:02"), to=world.ann)
        tell(at("9:02"))
        assert (Kind.ASSIGNED, "Lea", MANY + 5) in of(world.ann)

    def test_a_ticket_told_of_twice_before_it_is_one_of_it(self, world: World) -> None:
        first, *others = (world.ask(at=at("8:00")) for _ in range(MANY + 1))
        for to in (world.ann, world.bob, world.ann):
            self.give(world, [first], to)
        tell(at("9:00"))
        self.give(world, others, world.ann)
        tell(at("9:01"))
        assert (Kind.ASSIGNED, "Lea", MANY + 1) in of(world.ann)

    def test_after_it_lines_are_single_again(self, world: World) -> None:
        tickets = [world.ask(at=at("8:00")) for _ in range(MANY + 2)]
        self.give(world, tickets[:-1], world.ann)
        tell(at("9:00"))
        self.give(world, tickets[-1:], world.ann)
        tell(at("9:00") + STORM + timedelta(seconds=1))
        assert [count for *_, count in of(world.ann)] == [MANY + 1, 1]

    def test_it_is_read_with_its_last_ticket(self, world: World) -> None:
        tickets = [world.ask(at=at("8:00")) for _ in range(MANY + 1)]
        self.give(world, tickets, world.ann)
        tell(at("9:00"))
        for ticket in tickets[:-1]:
            assert not opened(world.ann, ticket, at=at("9:10"))
        assert len(of(world.ann)) == 1
        assert opened(world.ann, tickets[-1], at=at("9:10"))
        assert of(world.ann) == []


def test_who_loses_it_by_a_new_level_is_told(ticket: Ticket, world: World) -> None:
    classify(ticket, by=world.by_lea, at=at("8:10"), changes={"level": "l2"})
    classify(ticket, by=world.by_lea, at=at("8:11"), changes={"priority": "high"})
    tell(at("8:12"))
    assert of(world.ann) == [(Kind.MOVED, "Lea", 1)]


def test_reading_is_ones_own(ticket: Ticket, world: World) -> None:
    follow(ticket, user=world.bob, at=at("8:10"))
    world.ask(answers=ticket, at=at("8:20"))
    tell(at("8:20"))
    anns = Notice.objects.get(user=world.ann)
    read(world.bob, at=at("8:30"), notice=anns.pk)
    assert len(of(world.ann)) == 1
    opened(world.bob, ticket, at=at("8:30"))
    assert of(world.bob) == [] and len(of(world.ann)) == 1
    read(world.ann, at=at("8:31"), notice=anns.pk)
    assert of(world.ann) == []
    world.ask(answers=ticket, at=at("8:40"))
    tell(at("8:40"))
    assert len(of(world.ann)) == 1  # a new line: the old one was read


def test_what_fell_since_stays_unread(ticket: Ticket, world: World) -> None:
    world.ask(answers=ticket, at=at("8:20"))
    tell(at("8:20"))
    note(ticket, by=world.by_bob, at=at("8:30"), text="Look.")
    tell(at("8:30"))
    read_all(world.ann, at=at("8:31"), shown_at=at("8:25"))
    assert kinds(world.ann) == [Kind.NOTED]


def test_a_choice_against_the_list(ticket: Ticket, world: World) -> None:
    Preference.objects.create(
        user=world.ann, browser={Kind.ANSWERED: False}, mail={Kind.ANSWERED: "never"}
    )
    Preference.objects.create(
        user=world.bob, browser={Kind.ANSWERED: False}, mail={Kind.ANSWERED: "daily"}
    )
    follow(ticket, user=world.bob, at=at("8:10"))
    Occasion.objects.all().delete()
    world.ask(answers=ticket, at=at("8:20"))
    tell(at("8:20"))
    assert of(world.ann) == of(world.bob) == []
    assert [one.user for one in Occasion.objects.all()] == [world.bob]


def test_an_event_that_cannot_be_told_holds_up_no_other(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = world.ask(), world.ask()
    for ticket in (first, second):
        assign(ticket, by=world.by_lea, at=at("8:05"), to=world.ann)
    from prazo.notices.actions import tell as module

    sound = module.told

    def broken(one: object, *rest: object) -> object:
        if getattr(one, "ticket", 0) == first.pk:
            raise ValueError("not this one")
        return sound(one, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(module, "told", broken)
    tell(at("8:06"))
    assert [line.ticket for line in Notice.objects.all()] == [second]
    assert Happening.objects.get().failed_at == at("8:06")
    assert tell(at("8:07")) == 0
    assert tell(at("9:07")) == 1  # it is tried again, and again in vain
    assert Happening.objects.get().failed_at == at("9:07")
    monkeypatch.setattr(module, "told", sound)
    assert tell(at("9:08")) == 0
    assert tell(at("10:08")) == 1
    assert not Happening.objects.exists()
    assert {line.ticket for line in Notice.objects.all()} == {first, second}


def test_one_whose_zone_is_gone_keeps_nobody_from_being_told(world: World) -> None:
    ticket = world.ask()
    for user in (world.ann, world.bob):
        follow(ticket, user=user, at=at("8:02"))
    Preference.objects.create(user=world.ann, mail={Kind.ANSWERED: "daily"})
    User.objects.filter(pk=world.ann.pk).update(time_zone="Mars/Base")
    tell(at("8:03"))
    world.ask(answers=ticket, at=at("8:05"))
    tell(at("8:06"))
    assert not Happening.objects.exists()
    told = Occasion.objects.filter(fact="message")
    assert {one.user for one in told} == {world.ann, world.bob}
    assert told.get(user=world.ann).mail_after == at("8:07")


def test_the_walls_of_the_tables(ticket: Ticket, world: World) -> None:
    follow(ticket, user=world.bob, at=at("8:10"))
    world.ask(answers=ticket, at=at("8:20"))
    tell(at("8:20"))
    world.ask(answers=ticket, at=at("8:21"))
    tables = (Notice, Occasion, Follower, Happening)
    with scope.entered(scope.of([world.desk.pk])):
        assert all(table.objects.exists() for table in tables)
    for other in (scope.of([world.other_desk.pk]), scope.of([world.desk.pk], [1]), scope.NOTHING):
        with scope.entered(other):
            assert not any(table.objects.exists() for table in tables)


def test_who_follows_what_is_merged_follows_the_case(world: World) -> None:
    first, second, case = world.ask("a"), world.ask("b"), world.ask("c")
    for ticket in (first, case):
        follow(ticket, user=world.bob, at=at("8:10"))
    follow(first, user=world.lea, at=at("8:10"))
    merge(first, into=second, by=world.by_ann, at=at("8:20"))
    merge(second, into=case, by=world.by_ann, at=at("8:21"))
    world.ask(answers=first, at=at("8:22"))  # in the same portion
    tell(at("8:25"))
    assert kinds(world.lea) == [Kind.ENDED, Kind.ENDED, Kind.ANSWERED]
    followers = Follower.objects.values_list("ticket", "user")
    assert set(followers) == {(case.pk, world.bob.pk), (case.pk, world.lea.pk)}
    world.ask(answers=case, at=at("8:30"))
    tell(at("8:30"))
    assert kinds(world.lea).count(Kind.ANSWERED) >= 1
