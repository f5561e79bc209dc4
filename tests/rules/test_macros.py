"""A macro: several acts as one, all or nothing; kept for oneself, a team or the desk, in order."""

import pytest

from prazo.accounts.models import Change
from prazo.accounts.operator import Operator
from prazo.customers.models import RequesterAddress
from prazo.desk.actions.close import close
from prazo.desk.models import Event, Message, Note, Outgoing, Ticket
from prazo.lib.refusal import Refusal
from prazo.rules.actions.save_macro import drop_macro, move_macro, save_macro
from prazo.rules.deeds import Deed, read
from prazo.rules.models import Macro, On
from prazo.rules.performing import perform
from tests.routing.office import away
from tests.rules.made import deed, make_macro, make_rule
from tests.world import MONDAY, World, at, make_world


@pytest.fixture
def world(system: None) -> World:
    return make_world()


def now(ticket: Ticket) -> Ticket:
    return Ticket.objects.get(pk=ticket.pk)


def apply(world: World, ticket: Ticket, *deeds: Deed) -> None:
    perform(ticket, deeds, by=world.by_ann, at=at("8:30"))


class TestDeeds:
    def test_all_of_them_are_done_in_order(self, world: World) -> None:
        ticket = world.ask()
        apply(
            world,
            ticket,
            deed("assign", person="me", team=world.back.pk),
            deed("classify", priority="high", component="phone"),
            deed("note", text="Seen by {agent}."),
            deed("reply", text="Dear {requester}, your number is {number}.", then="wait"),
        )
        found = now(ticket)
        assert (found.assignee, found.team, found.priority) == (world.ann, world.back, "high")
        assert (found.status, found.waiting_on) == ("waiting", "customer")
        assert Note.objects.get().text == "Seen by Ann."
        sent = Message.objects.get(kind="question")
        assert sent.text == f"Dear Rita Rey, your number is #{ticket.number}."
        assert (sent.automatic, sent.user) == ("", world.ann)
        kinds = list(Event.objects.filter(user=world.ann).values_list("kind", flat=True))
        assert kinds == ["assigned", "classified", "note", "reply", "waiting"]

    def test_what_is_meant_for_the_absent_goes_to_who_stands_in(self, world: World) -> None:
        ticket, other = world.ask(), world.ask()
        away(world, world.bob, "8:00", "20:00", substitute=world.lea)
        apply(world, ticket, deed("assign", person=world.bob.pk))
        assert now(ticket).assignee == world.lea
        given = Event.objects.get(ticket=ticket, kind="assigned")
        assert given.data["why"] == {"returned": "absent", "of": "Bob"}
        away(world, world.lea, "8:00", "20:00")
        with pytest.raises(Refusal, match="Bob is away and nobody stands in") as refused:
            apply(world, other, deed("note", text="x"), deed("assign", person=world.bob.pk))
        assert refused.value.conflict
        assert now(other).assignee is None and not Note.objects.filter(ticket=other).exists()

    def test_who_takes_it_himself_means_it_away_or_not(self, world: World) -> None:
        ticket = world.ask()
        away(world, world.ann, "8:00", "20:00", substitute=world.bob)
        apply(world, ticket, deed("assign", person="me"))
        apply(world, ticket, deed("assign", person=world.ann.pk))  # it is so already
        assert now(ticket).assignee == world.ann

    def test_a_refusal_names_its_step_and_nothing_is_done(self, world: World) -> None:
        ticket = world.ask()
        events, mails = Event.objects.count(), Outgoing.objects.count()
        with pytest.raises(Refusal, match=r"Step 3, Classify: .*“urgent”") as refused:
            apply(
                world,
                ticket,
                deed("assign", person="me"),
                deed("reply", text="Hello."),
                deed("classify", priority="urgent"),
            )
        assert refused.value.code == "unknown_value"
        assert now(ticket).assignee is None
        assert (Event.objects.count(), Outgoing.objects.count()) == (events, mails)

    def test_the_other_deeds(self, world: World) -> None:
        first, second, third = world.ask("a"), world.ask("b"), world.ask("c")
        apply(world, first, deed("escalate", reason="Look."), deed("wait", on="third_party"))
        assert (now(first).level, now(first).escalated, now(first).status) == (
            "l2", True, "waiting",
        )  # fmt: skip
        apply(world, second, deed("resolve", summary="Done, {requester}."))
        assert now(second).summary == "Done, Rita Rey."
        apply(world, third, deed("assign", person=world.bob.pk), deed("close", reason="Spam."))
        assert (now(third).status, now(third).assignee) == ("closed", world.bob)

    def test_put_back_and_left_as_it_is(self, world: World) -> None:
        ticket = world.ask()
        apply(world, ticket, deed("assign", person=world.bob.pk))
        apply(world, ticket, deed("assign", team=world.back.pk))
        assert now(ticket).assignee == world.bob
        apply(world, ticket, deed("assign", person="nobody"))
        assert (now(ticket).assignee, now(ticket).team) == (None, world.back)
        count = Event.objects.count()
        apply(world, ticket, deed("assign", person="nobody"))  # it is so already
        assert Event.objects.count() == count

    def test_what_is_not_known_of_a_ticket_is_not_written(self, world: World) -> None:
        ticket = world.ask(sender="eve@nowhere.example")
        with pytest.raises(Refusal, match=r"Nothing is known of \{customer\}"):
            apply(world, ticket, deed("reply", text="Dear {customer}"))

    def test_an_answer_to_nobody_keeps_no_promise(self, world: World) -> None:
        ticket = world.ask()
        RequesterAddress.objects.filter(requester=world.requester).delete()
        with pytest.raises(Refusal, match=r"Step 2, Reply: There is nobody to write to"):
            apply(world, ticket, deed("assign", person="me"), deed("reply", text="Hello."))
        assert now(ticket).assignee is None
        assert ticket.clocks.get(metric="first_response").state == "running"

    def test_a_closed_ticket_refuses(self, world: World) -> None:
        ticket = world.ask()
        close(ticket, by=world.by_ann, at=at("8:10"), reason="spam")
        with pytest.raises(Refusal, match="Step 1") as refused:
            apply(world, ticket, deed("assign", person="me"))
        assert refused.value.conflict


class TestKeeping:
    def test_who_sees_it(self, world: World) -> None:
        own = make_macro(world, deed("close", reason="x"))
        team = make_macro(world, deed("close"), owner=world.lea, shared="team", team=world.front)
        desk = make_macro(world, deed("close"), owner=world.lea, shared="desk")

        def seen(user: object) -> list[Macro]:
            return list(Macro.objects.visible_to(user).in_order())  # type: ignore[arg-type]

        assert seen(world.ann) == [desk, team, own]
        assert seen(world.bob) == [desk]
        assert seen(world.lea) == [desk, team]
        assert seen(world.stranger) == []

    @pytest.mark.parametrize(
        ("given", "field"),
        [
            ({"shared": "desk", "team": None}, "shared"),
            ({"shared": "team", "team": None}, "team"),
        ],
    )
    def test_an_agent_shares_with_own_teams_alone(
        self, world: World, given: dict[str, object], field: str
    ) -> None:
        with pytest.raises(Refusal) as refused:
            make_macro(world, deed("close"), **given)
        assert refused.value.field == field
        with pytest.raises(Refusal, match="not in that team"):
            make_macro(world, deed("close"), shared="team", team=world.back)
        make_macro(world, deed("close"), shared="team", team=world.front)

    def test_a_reader_keeps_none(self, world: World) -> None:
        with pytest.raises(Refusal) as refused:
            make_macro(world, deed("close"), owner=world.contact)
        assert refused.value.field == "desk"

    @pytest.mark.parametrize(
        ("kept", "place"),
        [
            (lambda w: deed("assign", person=w.stranger.pk), "0.person"),
            (lambda w: deed("assign", person=w.contact.pk), "0.person"),
            (lambda w: deed("assign", team=99999), "0.team"),
            (lambda w: deed("classify", priority="nonsense"), "0.priority"),
            (lambda w: deed("reply", text="Dear {requester.password}"), "0.text"),
        ],
    )
    def test_what_cannot_be_done_is_not_kept(self, world: World, kept, place: str) -> None:
        with pytest.raises(Refusal) as refused:
            make_macro(world, kept(world))
        assert refused.value.field == place

    def test_no_rule_writes_to_somebody_outside(self, world: World) -> None:
        words = {"party": "carrier", "to": "noc@c.example", "subject": "x", "text": "x"}
        with pytest.raises(Refusal) as refused:
            make_rule(world, On.MADE, deed("beside", **words))
        assert refused.value.field == "0."
        make_macro(world, deed("beside", **words))

    def test_what_others_see_stands_in_the_history(self, world: World) -> None:
        by = Operator(world.lea, MONDAY)
        own = make_macro(world, deed("close"), owner=world.lea)
        assert not Change.objects.exists()
        given = {"desk": world.desk, "name": "All", "team": None, "deeds": read(own.deeds)[0]}
        save_macro(own, by=by, shared="desk", **given)
        save_macro(own, by=by, shared="desk", **{**given, "deeds": (deed("note", text="a"),)})
        drop_macro(own, by=by)
        told = [(c.what, c.before, c.after) for c in Change.objects.order_by("pk")]
        assert [what for what, *_ in told] == ["macro.made", "macro.changed", "macro.dropped"]
        assert told[1][1:] == (
            {"deeds": [{"do": "close", "words": {}}]},
            {"deeds": [{"do": "note", "words": {"text": "a"}}]},
        )

    def test_they_have_an_order(self, world: World) -> None:
        by = Operator(world.ann, MONDAY)
        a, b, c = (make_macro(world, deed("close"), name=name) for name in "abc")
        move_macro(c, True, by=by)
        move_macro(a, False, by=by)
        move_macro(b, False, by=by)  # the last already
        names = [m.name for m in Macro.objects.visible_to(world.ann).in_order()]
        assert names == ["c", "a", "b"]

    def test_others_may_not_change_it(self, world: World) -> None:
        own = make_macro(world, deed("close"))
        shared = make_macro(world, deed("close"), owner=world.lea, shared="desk")
        for user, macro in ((world.lea, own), (world.bob, own), (world.ann, shared)):
            with pytest.raises(Refusal):
                drop_macro(macro, by=Operator(user, MONDAY))
        assert Macro.objects.count() == 2
