"""A rule never meets a target: whatever it does, under whichever of the five agreements."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from prazo.agreements.loader import load
from prazo.agreements.take import adopt, take
from prazo.desk import actor
from prazo.desk.actions.receive import receive
from prazo.desk.actions.reply import reply
from prazo.desk.actor import ByRule
from prazo.desk.clocks import read
from prazo.desk.inbound import Inbound
from prazo.desk.models import Clock, Event, Ticket
from prazo.desk.terms import terms_of
from prazo.engine.clock import fold
from prazo.engine.events import Author, Kind
from prazo.engine.events import Event as Happened
from prazo.rules.deeds import BY_PERSONS, KINDS, Deed
from prazo.rules.performing import perform
from tests.rules.made import deed
from tests.tries import tries
from tests.world import World, make_world, sign

FOLDER = Path(__file__).resolve().parents[2] / "agreements"
FIVE = sorted(path.stem for path in FOLDER.glob("*.yaml"))
BEGAN = datetime(2026, 9, 1, 13, 0, tzinfo=UTC)
ROBOT = actor.rule(ByRule(1, "The rule", (1,)))


def deeds_under(world: World, ticket: Ticket) -> list[Deed]:
    """One of every kind, and every value that a rule can give a ticket."""
    declared = terms_of(ticket.version).agreement.dimensions
    dimensions = ("priority", "level", "request_type", "component", "tier")
    return [
        deed("assign", person=world.ann.pk),
        deed("assign", person="nobody", team=world.front.pk),
        *(
            deed("classify", **{name: value})
            for name in dimensions
            for value in declared.get(name, ())
        ),
        deed("tag", add="vpn, late"),
        deed("note", text="{number}"),
        deed("tell", team=world.front.pk, text="Look at it."),
        deed("remind", team=world.front.pk, days="2"),
        deed("reply", text="We look at it."),
        deed("wait", on="third_party"),
        deed("wait", on="carrier", reference="BA1"),
        deed("escalate", reason="It takes long."),
        deed("resolve", summary="It is done."),
        deed("close", reason="It is over."),
        deed("spam", reason="Nobody asked."),
    ]


@pytest.mark.parametrize("name", FIVE)
def test_no_deed_of_a_rule_meets_a_clock(system: None, name: str) -> None:
    world = make_world()
    version = take((FOLDER / f"{name}.yaml").read_text())
    adopt(world.desk, version, since=datetime(2026, 8, 1, tzinfo=UTC))
    probe = mail(world, "probe", BEGAN)
    assert probe.version == version
    deeds = deeds_under(world, probe)
    assert {one.do for one in deeds} == set(KINDS) - BY_PERSONS
    clocks = 0
    for place, one in enumerate(deeds):
        for spoken in (False, True):
            # Far apart, as one address is written to by itself only so often.
            began = BEGAN + timedelta(days=2 * place + spoken)
            ticket = mail(world, f"{place} {spoken}", began)
            if spoken:  # where repeating targets run, and a customer owes an answer
                reply(ticket, by=world.by_ann, at=began + timedelta(minutes=2), text="Which?",
                      then_wait=True)  # fmt: skip
            instant = began + timedelta(minutes=5)
            perform(ticket, [one], by=ROBOT, at=instant)
            rows = list(Clock.objects.filter(ticket=ticket))
            assert not [
                row.metric for row in rows if row.met_at is not None and row.met_at >= instant
            ], one
            later = read(Ticket.objects.get(pk=ticket.pk), instant + timedelta(days=30))
            assert not [c.metric for c in later if c.met_at is not None and c.met_at >= instant], (
                one
            )
            clocks += len(rows)
    assert clocks > len(deeds)
    assert Event.objects.filter(by=Author.BOT).exists()


def mail(world: World, subject: str, received_at: datetime) -> Ticket:
    if not world.desk.tickets.exists():
        sign(world.desk, "Sender", "sender.example")
    inbound = Inbound(
        channel="email",
        reference=f"<{subject}@sender.example>",
        sender="sam@sender.example",
        sender_name="Sam",
        written_to=("acme-desk@desk.example",),
        subject=subject,
        text="Help.",
        received_at=received_at,
        language="en",
    )
    return receive(world.desk, inbound).ticket


AGREEMENTS = {name: load((FOLDER / f"{name}.yaml").read_text()).agreement for name in FIVE}
# What each deed can leave behind as facts; see prazo/desk/actions.
LEFT = st.sampled_from(
    [
        (Kind.ASSIGNED, {"to": "Ann"}),
        (Kind.ASSIGNED, {"to": ""}),
        (Kind.CLASSIFIED, {"priority": "p1"}),
        (Kind.NOTE, {}),
        (Kind.REPLY, {"investigation": False}),
        (Kind.REPLY, {"investigation": True}),
        (Kind.WAITING, {"on": "customer"}),
        (Kind.WAITING, {"on": "third_party"}),
        (Kind.WAITING, {"on": "carrier"}),
        (Kind.CARRIER_TICKET, {"number": "BA1"}),
        (Kind.ESCALATED, {}),
        (Kind.RESOLVED, {}),
        (Kind.CLOSED, {}),
        (Kind.TAGGED, {"added": ["vpn"], "removed": []}),
        (Kind.SPAM, {"was": ""}),
        (Kind.NOT_SPAM, {}),
    ]
)
STORY = st.lists(st.tuples(LEFT, st.integers(1, 3000)), min_size=1, max_size=8)


@pytest.mark.parametrize("name", FIVE)
@tries(40)
@given(story=STORY)
def test_no_story_of_rules_alone_meets_a_clock(name: str, story: list) -> None:
    """Whatever they leave behind, in any order: nothing was met, and due times still lapse."""
    agreement = AGREEMENTS[name]
    facts = {dimension: values[0] for dimension, values in agreement.dimensions.items() if values}
    facts = {key: value for key, value in facts.items() if key != "cause"}
    now, events = BEGAN, [Happened(BEGAN, Kind.OPENED, Author.REQUESTER, {**facts, "addon": []})]
    for (kind, data), minutes in story:
        now += timedelta(minutes=minutes)
        data = {**data, "rule": ROBOT.rule.as_json()} if ROBOT.rule else data
        events.append(Happened(now, kind, ROBOT.kind, data, order=len(events)))
    for clock in fold([agreement], events, now + timedelta(days=60), {}):
        assert clock.met_at is None, clock.metric
