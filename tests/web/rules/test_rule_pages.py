"""Rules on the settings' pages: made, looked at without a trace, switched on, seen at work."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from prazo.accounts.models import Change, Role, User
from prazo.desk.actions.assign import assign
from prazo.desk.actions.classify import classify
from prazo.desk.actions.close import close
from prazo.desk.actions.wait import wait
from prazo.desk.models import Event, Note, Outgoing
from prazo.lib import scope
from prazo.rules.actions.switch import stop
from prazo.rules.following import follow
from prazo.rules.models import On, Rule, Run
from prazo.rules.sweeping import sweep
from prazo.rules.trying import tried
from tests.rules.made import asked, deed, make_rule
from tests.web.conftest import Visit
from tests.world import World, at, hire


@pytest.fixture(autouse=True)
def seen(everything: None) -> None:
    """Tests here look at all of the database."""


@pytest.fixture
def ada(world: World, visit: Visit) -> Client:
    return visit(hire(world.desk, "ada", Role.ADMIN))


def at_rules(world: World, rest: str = "") -> str:
    return f"/settings/desk/{world.desk.slug}/rules{rest}"


def sent(**more: object) -> dict[str, object]:
    own = {
        "name": "Raise",
        "on": "made",
        "all_of-0-field": "priority",
        "all_of-0-op": "is",
        "all_of-0-values": "low",
        "deed-0-do": "classify",
        "deed-0-priority": "high",
        "save": "1",
    }
    return {**own, **more}


class TestMaking:
    def test_it_is_made_off_and_looked_at_first(self, world: World, ada: Client) -> None:
        assert ada.get(at_rules(world, "/new")).status_code == 200
        answer = ada.post(at_rules(world, "/new"), sent())
        rule = Rule.objects.get()
        assert answer["Location"] == at_rules(world, f"/{rule.pk}/trial")
        assert not rule.active
        assert rule.conditions["all_of"] == [{"field": "priority", "op": "is", "values": ["low"]}]
        page = ada.get(answer["Location"]).content.decode()
        assert "Priority is Low" in page and "Classify: Priority High" in page
        assert ada.post(at_rules(world, f"/{rule.pk}/switch"), {"on": "1"}).status_code == 302
        rule.refresh_from_db()
        assert rule.active and rule.since

    def test_rows_of_both_kinds_come_and_go(self, world: World, ada: Client) -> None:
        given = {name: value for name, value in sent().items() if name != "save"}
        page = ada.post(at_rules(world, "/new"), {**given, "add": "all_of"}).content.decode()
        assert 'id="all_of-1-field"' in page and 'id="deed-0-priority"' in page
        page = ada.post(at_rules(world, "/new"), {**given, "add_deed": "1"}).content.decode()
        assert 'id="deed-1-do"' in page
        assert not Rule.objects.exists()

    @pytest.mark.parametrize(
        ("given", "says"),
        [
            ({"on": "time", "all_of-0-field": ""}, "needs a condition"),
            ({"on": "never"}, "Select a valid choice"),
            ({"all_of-0-values": ""}, "Say what “Priority” should be"),
            ({"all_of-0-field": "assignee", "all_of-0-values": "me"}, "choose a person"),
            ({"deed-0-priority": "urgent"}, "knows no Priority “urgent”"),
            ({"deed-0-do": "assign", "deed-0-person": "me"}, "A rule is nobody"),
            ({"name": ""}, "Give the rule a name"),
        ],
    )
    def test_what_is_wrong_is_said(
        self, world: World, ada: Client, given: dict[str, str], says: str
    ) -> None:
        answer = ada.post(at_rules(world, "/new"), sent(**given))
        assert answer.status_code == 422
        assert says in answer.content.decode()
        assert not Rule.objects.exists()

    def test_a_rule_that_does_something_else_is_switched_off(
        self, world: World, ada: Client
    ) -> None:
        ada.post(at_rules(world, "/new"), sent())
        rule = Rule.objects.get()
        address = at_rules(world, f"/{rule.pk}")
        ada.post(f"{address}/switch", {"on": "1"})
        ada.post(address, sent(name="Another name"))
        rule.refresh_from_db()
        assert (rule.name, rule.active) == ("Another name", True)
        ada.post(address, sent(**{"deed-0-priority": "low"}))
        rule.refresh_from_db()
        assert not rule.active

    def test_all_of_it_stands_in_the_history_in_words(self, world: World, ada: Client) -> None:
        ada.post(at_rules(world, "/new"), sent())
        rule = Rule.objects.get()
        address = at_rules(world, f"/{rule.pk}")
        ada.post(f"{address}/switch", {"on": "1"})
        ada.post(address, sent(**{"deed-0-priority": "low"}))
        ada.post(f"{address}/drop")
        whats = list(Change.objects.order_by("pk").values_list("what", flat=True))
        assert whats == ["rule.made", "rule.switched", "rule.changed", "rule.dropped"]
        page = ada.get(f"/settings/desk/{world.desk.slug}/history").content.decode()
        assert "Priority is Low" in page
        assert "Classify: Priority High" in page and "Classify: Priority Low" in page

    def test_one_that_stopped_itself_says_so(self, world: World, ada: Client) -> None:
        rule = make_rule(world, On.MADE, deed("note", text="x"), name="Loud")
        stop(rule, timezone.now(), "It was too much.")
        for page in ("rules", f"rules/{rule.pk}", f"rules/{rule.pk}/log", "", "history"):
            found = ada.get(f"/settings/desk/{world.desk.slug}/{page}").content.decode()
            assert "It was too much." in found, page
        assert "· Prazo" in found  # nobody did it

    def test_they_have_an_order(self, world: World, ada: Client) -> None:
        first, second = (make_rule(world, On.MADE, deed("close"), name=name) for name in "ab")
        ada.post(at_rules(world, f"/{second.pk}/move"), {"up": "1"})
        assert list(world.desk.rules.all()) == [second, first]

    def test_they_are_for_who_sets_the_desk_up(self, world: World, visit: Visit) -> None:
        rule = make_rule(world, On.MADE, deed("close"))
        for rest in ("", "/new", f"/{rule.pk}", f"/{rule.pk}/trial", f"/{rule.pk}/log"):
            assert visit(world.lea).get(at_rules(world, rest)).status_code == 403
            assert visit(world.stranger).get(at_rules(world, rest)).status_code == 404
        for rest in ("/switch", "/drop", "/move"):
            address = at_rules(world, f"/{rule.pk}{rest}")
            assert visit(world.lea).post(address, {"on": "0"}).status_code == 403
        rule.refresh_from_db()
        assert rule.active

    @pytest.mark.parametrize("on", [On.MADE, On.TIME])
    def test_no_ticket_is_shown_to_who_sees_none(self, world: World, visit: Visit, on: On) -> None:
        """Neither by name nor by number: a rule asks whatever its conditions ask."""
        boss = visit(User.objects.create_user("boss@desk.example", administers=True))
        rule = make_rule(
            world, on, deed("note", text="x"),
            conditions=asked(priority="low"),
        )  # fmt: skip
        ticket = world.ask("The secret")
        follow(timezone.now() + timedelta(minutes=1))
        sweep(timezone.now())
        assert Run.objects.count() == 1
        for rest, says in (("/trial", "would do to which tickets"), ("/log", "did to which")):
            page = boss.get(at_rules(world, f"/{rule.pk}{rest}")).content.decode()
            assert says in page and "shown to people who work at this desk" in page
            assert "The secret" not in page and f"#{ticket.number}" not in page
            assert "1 ticket" not in page and "1 time" not in page
        assert 'name="on"' in boss.get(at_rules(world, f"/{rule.pk}/trial")).content.decode()

    def test_a_rule_of_another_desk_is_not_found(self, world: World, visit: Visit) -> None:
        rule = make_rule(world, On.MADE, deed("close"))
        otto = visit(hire(world.other_desk, "otto", Role.ADMIN))
        address = f"/settings/desk/{world.other_desk.slug}/rules/{rule.pk}"
        assert otto.get(address).status_code == 404
        assert otto.post(f"{address}/switch", {"on": "0"}).status_code == 404


class TestTrial:
    def test_of_events_it_tells_what_it_would_have_done_and_leaves_no_trace(
        self, world: World, ada: Client
    ) -> None:
        urgent, other = world.ask("URGENT"), world.ask("slow")
        world.ask(answers=urgent, at=at("8:10"))
        world.ask(answers=other, at=at("8:10"))
        rule = make_rule(
            world, On.WRITTEN, deed("reply", text="Dear {requester}"), active=False,
            conditions=asked(priority="high", customer=str(world.customer.pk)),
        )  # fmt: skip
        before = (Event.objects.count(), Outgoing.objects.count())
        page = ada.get(at_rules(world, f"/{rule.pk}/trial")).content.decode()
        assert "It would have acted 1 time" in page
        assert f'href="/t/{urgent.number}"' in page and f'href="/t/{other.number}"' not in page
        assert "the last 2 tickets of this desk" in page
        assert "not as they stood then: Customer." in page
        assert (Event.objects.count(), Outgoing.objects.count()) == before
        assert not Run.objects.exists()

    def test_what_events_tell_is_judged_as_it_was_then(self, world: World) -> None:
        ticket = world.ask("URGENT")
        assign(ticket, by=world.by_ann, at=at("8:10"), to=world.ann)
        wait(ticket, by=world.by_ann, at=at("8:15"), on="third_party")
        classify(ticket, by=world.by_ann, at=at("8:20"), changes={"priority": "low"})
        assign(ticket, by=world.by_ann, at=at("8:30"), to=world.bob)
        close(ticket, by=world.by_ann, at=at("8:40"), reason="over")
        for fields, instant in (
            ({"priority": "high"}, "8:10"),
            ({"priority": "low"}, "8:30"),
            ({"status": "open"}, "8:10"),
            ({"waiting_on": "third_party"}, "8:30"),
        ):
            rule = make_rule(world, On.ASSIGNED, deed("note", text="x"), conditions=asked(**fields))
            found = tried(rule, at("9:00"))
            assert [would.at for would in found.shown] == [at(instant)], fields
            assert not found.as_it_stands

    def test_what_never_changes_is_told_of_the_past(self, world: World) -> None:
        world.ask("Invoice")
        rule = make_rule(
            world, On.MADE, deed("close", reason="x"), conditions=asked(channel="email")
        )
        found = tried(rule, at("9:00"))
        assert (found.times, list(found.as_it_stands)) == (1, [])

    def test_on_time_it_tells_on_what_it_would_act_now_and_what_would_refuse(
        self, world: World, ada: Client
    ) -> None:
        ticket = world.ask()
        rule = make_rule(
            world, On.TIME, deed("note", text="x"), deed("wait", on="customer"), active=False,
            conditions=asked(priority="low"),
        )  # fmt: skip
        page = ada.get(at_rules(world, f"/{rule.pk}/trial")).content.decode()
        assert "It would have acted 1 time" in page
        assert "Its conditions hold of 1 ticket now" in page
        assert "Step 2, Wait" in page
        assert not Note.objects.exists()
        ticket.refresh_from_db()
        assert ticket.status == "open"

    def test_only_the_last_tickets_of_this_desk(self, world: World, monkeypatch) -> None:
        monkeypatch.setattr("prazo.rules.trying.LOOKED_AT", 3)
        for n in range(5):
            world.ask(f"n{n}")
        world.ask(desk=world.other_desk, sender="x@else.example")
        rule = make_rule(world, On.MADE, deed("close", reason="x"))
        found = tried(rule, at("9:00"))
        assert (found.looked_at, found.times) == (3, 3)
        assert [would.ticket.subject for would in found.shown] == ["n4", "n3", "n2"]


def test_what_it_did_stands_on_its_page_and_on_the_ticket(
    world: World, ada: Client, visit: Visit
) -> None:
    rule = make_rule(
        world, On.MADE, deed("classify", component="mail"), deed("note", text="Seen."),
        deed("reply", text="We are on it."), name="Greet",
    )  # fmt: skip
    ticket = world.ask()
    follow(timezone.now() + timedelta(minutes=1))
    page = ada.get(at_rules(world, f"/{rule.pk}/log")).content.decode()
    assert f'href="/t/{ticket.number}"' in page and ">done<" in page
    shown = visit(world.ann).get(f"/t/{ticket.number}").content.decode()
    assert shown.count(">Rule “Greet”</b>") == 3
    assert ">Rule “Greet”</b> type" not in shown


def test_a_rule_that_cannot_be_done_is_not_switched_on(world: World, ada: Client) -> None:
    rule = make_rule(world, On.MADE, deed("assign", person=world.bob.pk), active=False)
    with scope.entered(scope.SYSTEM):
        world.bob.memberships.all().delete()
    answer = ada.post(at_rules(world, f"/{rule.pk}/switch"), {"on": "1"})
    assert answer.status_code == 422
    assert "works at that desk" in answer.content.decode()
    rule.refresh_from_db()
    assert not rule.active
