"""One language of conditions: read with all faults at once, and true of the right tickets."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prazo.desk.actions.assign import assign
from prazo.desk.actions.classify import classify
from prazo.desk.actions.exclude import exclude
from prazo.desk.actions.wait import wait
from prazo.desk.conditions import (
    FIELDS,
    Condition,
    Conditions,
    matching,
    read,
    written,
)
from prazo.desk.conditions.condition import Op
from prazo.desk.conditions.fields import OPS, WITHOUT_VALUE, Kind
from prazo.desk.models import Ticket
from tests.world import MONDAY, World, at, make_world

SAMPLE = {
    Kind.STATE: ("open", "closed"),
    Kind.CHOICE: ("high", "none"),
    Kind.CHOICES: ("no_contract", "none"),
    Kind.TAGS: ("vpn", "too late", "none"),
    Kind.ROW: ("1", "none"),
    Kind.PERSON: ("me", "none", "7"),
    Kind.TEXT: ("dial", "50%_off'"),
    Kind.FLAG: (),
    Kind.DUE: ("2h",),
    Kind.AGO: ("3d",),
}
OPPOSITES = ((Op.IS, Op.IS_NOT), (Op.CONTAINS, Op.LACKS))


@pytest.fixture
def world(system: None) -> World:
    return make_world()


@pytest.fixture
def tickets(world: World) -> dict[str, Ticket]:
    """Some in each state that a condition can tell apart."""
    made = {
        "plain": world.ask("No dial tone"),
        "mine": world.ask("A question", at=at("09:10")),
        "waits": world.ask("Slow line", at=at("09:20")),
        "unknown": world.ask("Who are you", at=at("09:30"), sender="eve@elsewhere.example"),
        "excluded": world.ask("Their router", at=at("09:40")),
    }
    assign(made["mine"], by=world.by_ann, at=at("09:50"), to=world.ann)
    classify(made["mine"], by=world.by_ann, at=at("09:51"), changes={"priority": "high"})
    wait(made["waits"], on="carrier", by=world.by_ann, at=at("09:52"))
    exclude(
        made["excluded"], cause="provider_net", evidence="Hop 4.", by=world.by_ann, at=at("09:53")
    )
    return made


def true_of(
    tickets: dict[str, Ticket], field: str, op: str, *values: str, user: int | None = None
) -> set[str]:
    conditions, faults = read({"all_of": [{"field": field, "op": op, "values": list(values)}]})
    assert not faults
    found = matching(
        conditions, [t.pk for t in tickets.values()], user=user, as_of=MONDAY + timedelta(hours=3)
    )
    return {name for name, ticket in tickets.items() if ticket.pk in found}


def test_each_can_be_asked_of_the_database(tickets: dict[str, Ticket]) -> None:
    for field in FIELDS.values():
        for op in OPS[field.kind]:
            values = () if op in WITHOUT_VALUE else SAMPLE[field.kind]
            found = true_of(tickets, field.name, op, *values, user=7)
            for one, other in OPPOSITES:
                if op == one:
                    rest = true_of(tickets, field.name, other, *values, user=7)
                    assert rest == set(tickets) - found, field.name


def test_what_they_are_true_of(world: World, tickets: dict[str, Ticket]) -> None:
    assert true_of(tickets, "priority", "is", "high") == {"mine"}
    assert true_of(tickets, "assignee", "is", "me", user=world.ann.pk) == {"mine"}
    assert true_of(tickets, "assignee", "is", "me") == set()
    assert true_of(tickets, "assignee", "is", "none") == set(tickets) - {"mine"}
    assert true_of(tickets, "waiting_on", "is", "carrier") == {"waits"}
    assert true_of(tickets, "contract", "is", "none") == {"unknown"}
    assert true_of(tickets, "customer", "is", str(world.customer.pk)) == set(tickets) - {"unknown"}
    assert true_of(tickets, "requester", "contains", "ELSEWHERE") == {"unknown"}
    assert true_of(tickets, "subject", "contains", "dial TONE", "slow") == {"plain", "waits"}
    assert true_of(tickets, "excluded", "is") == {"excluded"}
    assert true_of(tickets, "cause", "is", "none") == set(tickets) - {"excluded"}
    assert true_of(tickets, "opened", "more_ago", "1h45m") == {"plain", "mine"}
    due = {name for name, t in tickets.items() if Ticket.objects.get(pk=t.pk).next_due_at}
    assert due
    assert true_of(tickets, "due", "never") == set(tickets) - due
    assert true_of(tickets, "due", "within", "4w") == due
    assert true_of(tickets, "due", "later", "4w") == set()


def test_all_and_any(tickets: dict[str, Ticket]) -> None:
    conditions = Conditions(
        all_of=(Condition("cause", Op.IS, ("none",)),),
        any_of=(
            Condition("priority", Op.IS, ("high",)),
            Condition("waiting_on", Op.IS, ("carrier",)),
            Condition("excluded", Op.IS),
        ),
    )
    found = matching(conditions, [t.pk for t in tickets.values()], user=None, as_of=MONDAY)
    assert found == {tickets["mine"].pk, tickets["waits"].pk}
    everything = matching(Conditions(), [t.pk for t in tickets.values()], user=None, as_of=MONDAY)
    assert len(everything) == len(tickets)


def test_all_faults_are_told_at_once() -> None:
    conditions, faults = read(
        {
            "all_of": [
                {"field": "priority", "op": "is", "values": ["high"]},
                {"field": "shoe_size", "op": "is", "values": ["44"]},
                {"field": "due", "op": "within", "values": ["soon"]},
                {"field": "due", "op": "contains", "values": ["2h"]},
                {"field": "team", "op": "is", "values": ["1; drop table"]},
                {"field": "status", "op": "is", "values": []},
                "what",
            ],
            "any_of": [{"field": "subject", "op": "contains", "values": ["\0"]}],
        }
    )
    assert [each.field for each in faults] == [
        *(f"all_of.{place}" for place in range(1, 7)),
        "any_of.0",
    ]
    assert all(str(each) for each in faults)
    assert conditions.all_of == (Condition("priority", Op.IS, ("high",)),)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: (
            st.lists(inner)
            | st.dictionaries(st.sampled_from(["all_of", "any_of", "field", "op", "values"]), inner)
        ),
    )
)
def test_nothing_that_is_stored_breaks_the_reader(stored: object) -> None:
    conditions, _faults = read(stored if isinstance(stored, dict) else {"all_of": stored})
    assert read(written(conditions)) == (conditions, [])
