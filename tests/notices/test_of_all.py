"""Of tickets that are nobody's those are told who ask for it; others cost nothing."""

from datetime import timedelta

from prazo.accounts.models import User
from prazo.desk.actions.assign import assign
from prazo.notices.actions.choose import choose
from prazo.notices.actions.tell import tell
from prazo.notices.lines import MANY
from prazo.notices.models import OF_ALL, Happening, Kind, Notice, Occasion, Preference
from prazo.rules.following import follow
from prazo.rules.models import On, Run
from prazo.rules.trying import tried
from tests.rules.made import deed, make_rule
from tests.world import MONDAY, World, at


def wants(user: User, *kinds: Kind, mail: str = "never") -> None:
    chosen = Preference(user=user, browser=dict.fromkeys(kinds, True))
    chosen.mail = dict.fromkeys(kinds, mail)
    choose(chosen, at=MONDAY)


def of(user: User) -> list[tuple[str, str, int]]:
    lines = Notice.objects.filter(user=user, seen_at=None).order_by("at", "pk")
    return list(lines.values_list("kind", "who", "tickets"))


def test_a_new_ticket_is_listed_where_somebody_of_its_desk_wants_it(world: World) -> None:
    wants(world.stranger, Kind.OPENED)
    wants(world.ann, Kind.ANSWERED)
    world.ask()
    assert not Happening.objects.exists()
    wants(world.bob, Kind.OPENED)
    ticket = world.ask()
    tell(MONDAY)
    assert of(world.bob) == [(Kind.OPENED, "Rita Rey", 1)]
    assert {one.ticket for one in Notice.objects.all()} == {ticket}
    Preference.objects.filter(user=world.bob).delete()
    world.ask()
    assert not Happening.objects.exists()


def test_nobody_is_told_who_did_not_ask(world: World) -> None:
    wants(world.bob, Kind.OPENED)
    ticket = world.ask()
    world.ask(answers=ticket, at=at("8:10"))
    tell(at("8:10"))
    assert of(world.ann) == of(world.lea) == []
    assert not Preference(user=world.ann).of_all


def test_by_mail_alone(world: World) -> None:
    chosen = Preference(user=world.ann, mail={Kind.OPENED: "daily"})
    choose(chosen, at=MONDAY)
    world.ask()
    tell(MONDAY)
    assert of(world.ann) == []
    assert [one.kind for one in Occasion.objects.all()] == [Kind.OPENED]


def test_what_comes_to_ones_team(world: World) -> None:
    wants(world.ann, Kind.TEAM)
    ticket = world.ask()
    tell(MONDAY)
    Notice.objects.all().delete()
    assign(ticket, by=world.by_bob, at=at("8:05"), team=world.back)
    tell(at("8:05"))
    assert of(world.ann) == []
    assign(ticket, by=world.by_bob, at=at("8:06"), team=world.front)
    tell(at("8:06"))
    assert of(world.ann) == [(Kind.TEAM, "Bob", 1)]
    assign(ticket, by=world.by_bob, at=at("8:07"), to=world.bob, team=world.front)
    tell(at("8:07"))
    assert len(of(world.ann)) == 1


def test_a_customer_writes_and_nobody_has_it(world: World) -> None:
    wants(world.ann, Kind.UNHELD)
    ticket = world.ask()
    world.ask(answers=ticket, at=at("8:10"), automatic="auto-replied")
    tell(at("8:10"))
    assert of(world.ann) == []
    world.ask(answers=ticket, at=at("8:11"))
    tell(at("8:11"))
    assert of(world.ann) == [(Kind.UNHELD, "Rita Rey", 1)]
    assign(ticket, by=world.by_bob, at=at("8:12"), to=world.bob)
    world.ask(answers=ticket, at=at("8:13"))
    tell(at("8:13"))
    assert len(of(world.ann)) == 1
    assert of(world.bob) == [(Kind.ANSWERED, "Rita Rey", 1)]


def test_what_somebody_has_is_nobodys_no_more(world: World) -> None:
    """Opened, written in and given to a team, and by then Bob has it: it waits for nobody."""
    wants(world.ann, *OF_ALL, mail="at_once")
    ticket = world.ask()
    world.ask(answers=ticket, at=at("8:05"))
    assign(ticket, by=world.by_lea, at=at("8:06"), to=world.bob, team=world.front)
    tell(at("8:07"))
    assert of(world.ann) == []
    assert not Occasion.objects.filter(user=world.ann).exists()
    assert of(world.bob) == [(Kind.ANSWERED, "Rita Rey", 1), (Kind.ASSIGNED, "Lea", 1)]


def test_a_storm_is_one_line(world: World) -> None:
    wants(world.ann, *OF_ALL)
    for n in range(MANY + 2):
        world.ask(f"n{n}", at=MONDAY + timedelta(seconds=n))
    tell(MONDAY + timedelta(minutes=1))
    lines = of(world.ann)
    assert [tickets for kind, _who, tickets in lines if kind == Kind.OPENED] in ([MANY + 2], [])
    assert len(lines) == 1


class TestTell:
    """The deed."""

    def test_a_person_and_a_team(self, world: World) -> None:
        told = deed("tell", whom=world.bob.pk, team=world.front.pk, text="Look at {number}.")
        rule = make_rule(world, On.MADE, told)
        ticket = world.ask()
        follow(MONDAY)
        tell(MONDAY)
        assert of(world.bob) == of(world.ann) == [(Kind.TOLD, "", 1)]
        assert of(world.contact) == []
        note = ticket.notes.get()
        assert note.text == f"To Bob, {world.front}: Look at #{ticket.number}."
        assert tried(rule, MONDAY).times == 1
        assert ticket.notes.count() == 1

    def test_who_has_it_and_nobody(self, world: World) -> None:
        make_rule(world, On.WRITTEN, deed("tell", whom="holder", text="They wrote."))
        ticket = world.ask()
        world.ask(answers=ticket, at=at("8:05"))
        follow(at("8:05"))
        assert Run.objects.get().outcome == Run.Outcome.REFUSED
        assign(ticket, by=world.by_ann, at=at("8:06"), to=world.ann)
        world.ask(answers=ticket, at=at("8:07"))
        follow(at("8:07"))
        tell(at("8:07"))
        assert (Kind.TOLD, "", 1) in of(world.ann)
