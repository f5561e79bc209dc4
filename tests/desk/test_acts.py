"""Each act against each state of a ticket, and the clocks after it."""

import random
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.utils import translation
from django.utils.translation import gettext

from prazo.desk.actions.assign import assign
from prazo.desk.actions.classify import classify
from prazo.desk.actions.close import close
from prazo.desk.actions.exclude import exclude
from prazo.desk.actions.log_call import log_call
from prazo.desk.actions.note import note
from prazo.desk.actions.receive import receive
from prazo.desk.actions.reopen import reopen
from prazo.desk.actions.reply import reply
from prazo.desk.actions.resolve import HOW_IT_WAS, resolve
from prazo.desk.actions.resume import resume
from prazo.desk.actions.wait import wait
from prazo.desk.actions.write_down import write_down
from prazo.desk.inbound import Inbound
from prazo.desk.models import Clock, Event, Note, Outgoing, Ticket
from prazo.escalation.actions.climb import climb
from prazo.escalation.actions.escalate import escalate
from prazo.lib.refusal import Refusal
from tests.desk.in_line import assert_in_line
from tests.world import MONDAY, TEXT, World, at, make_world

Act = Callable[[World, Ticket, datetime], object]

ACTS: dict[str, Act] = {
    "assign": lambda w, t, at: assign(t, by=w.by_ann, at=at, to=w.ann),
    "classify": lambda w, t, at: classify(t, by=w.by_ann, at=at, changes={"priority": "high"}),
    "close": lambda w, t, at: close(t, by=w.by_ann, at=at, reason="duplicate"),
    "escalate": lambda w, t, at: escalate(t, by=w.by_ann, at=at, reason="Too deep for us."),
    "exclude": lambda w, t, at: exclude(
        t, cause="provider_net", evidence="Loss at hop 4.", by=w.by_ann, at=at
    ),
    "log_call": lambda w, t, at: log_call(t, by=w.by_ann, at=at, said="It works again."),
    "note": lambda w, t, at: note(t, by=w.by_ann, at=at, text="Look at the routes."),
    "reopen": lambda w, t, at: reopen(t, by=w.by_ann, at=at),
    "reply": lambda w, t, at: reply(t, by=w.by_ann, at=at, text="We look into it."),
    "ask": lambda w, t, at: reply(t, by=w.by_ann, at=at, text="Which line?", then_wait=True),
    "resolve": lambda w, t, at: resolve(t, by=w.by_ann, at=at, summary="Cable replaced."),
    "resume": lambda w, t, at: resume(t, by=w.by_ann, at=at, reason="They called."),
    "wait": lambda w, t, at: wait(t, on="third_party", by=w.by_ann, at=at),
}
STATES: dict[str, list[str]] = {
    "open": [],
    "waiting": ["ask"],
    "resolved": ["resolve"],
    "closed": ["close"],
}
NEED_AN_OPEN_TICKET = ("assign", "classify", "escalate", "exclude", "resolve", "wait", "ask")
ENDED = dict.fromkeys(NEED_AN_OPEN_TICKET, "not_open") | {"resume": "not_waiting"}
REFUSED = {  # state → act → the code of its refusal; what is not here is done
    "open": {"reopen": "not_ended", "resume": "not_waiting"},
    "waiting": {"reopen": "not_ended"},
    "resolved": ENDED,
    "closed": ENDED | {"close": "closed"},
}
AFTER = {  # the state an act leaves behind, where it is not the one before
    "close": "closed", "resolve": "resolved", "ask": "waiting", "wait": "waiting",
    "resume": "open", "reopen": "open",
}  # fmt: skip


@pytest.fixture
def world(system: None) -> World:
    return make_world()


@pytest.mark.parametrize("state", STATES)
@pytest.mark.parametrize("act", ACTS)
def test_an_act_is_done_or_refused_by_state(world: World, state: str, act: str) -> None:
    ticket = world.ask()
    for before in STATES[state]:
        ACTS[before](world, ticket, at("08:30"))
    events = Event.objects.filter(ticket=ticket).count()
    code = REFUSED[state].get(act)
    if code:
        with pytest.raises(Refusal) as refusal:
            ACTS[act](world, ticket, at("09:00"))
        assert (refusal.value.code, refusal.value.conflict) == (code, True)
        assert str(refusal.value)
        assert Event.objects.filter(ticket=ticket).count() == events
        ticket.refresh_from_db()
        assert ticket.status == state
    else:
        ACTS[act](world, ticket, at("09:00"))
        assert Event.objects.filter(ticket=ticket).count() > events
        ticket.refresh_from_db()
        expected = "open" if act == "log_call" else AFTER.get(act, state)
        assert ticket.status == expected
        assert ticket.changed_at == at("09:00")
    assert_in_line(ticket)


@pytest.mark.parametrize(
    ("act", "field"),
    [
        pytest.param(lambda w, t: reply(t, by=w.by_ann, at=MONDAY, text=" "), "text", id="reply"),
        pytest.param(lambda w, t: note(t, by=w.by_ann, at=MONDAY, text=""), "text", id="note"),
        pytest.param(
            lambda w, t: resolve(t, by=w.by_ann, at=MONDAY, summary="\n"), "summary", id="resolve"
        ),
        pytest.param(lambda w, t: close(t, by=w.by_ann, at=MONDAY), "reason", id="close"),
        pytest.param(
            lambda w, t: wait(t, on="customer", by=w.by_ann, at=MONDAY), "on", id="nothing-asked"
        ),
        pytest.param(
            lambda w, t: wait(t, on="the_weather", by=w.by_ann, at=MONDAY), "on", id="party"
        ),
        pytest.param(
            lambda w, t: assign(t, by=w.by_ann, at=MONDAY, to=w.stranger), "to", id="stranger"
        ),
        pytest.param(
            lambda w, t: assign(
                t, by=w.by_ann, at=MONDAY, team=w.other_desk.teams.get(identifier="front")
            ),
            "team",
            id="other-team",
        ),
        pytest.param(
            lambda w, t: classify(t, by=w.by_ann, at=MONDAY, changes={"priority": "urgent"}),
            "priority",
            id="unknown-priority",
        ),
        pytest.param(
            lambda w, t: classify(t, by=w.by_ann, at=MONDAY, changes={"plan": "premium"}),
            "plan",
            id="the-contract's",
        ),
        pytest.param(
            lambda w, t: exclude(t, cause="provider_net", evidence="", by=w.by_ann, at=MONDAY),
            "evidence",
            id="no-evidence",
        ),
        pytest.param(
            lambda w, t: exclude(t, cause="aliens", evidence="x", by=w.by_ann, at=MONDAY),
            "cause",
            id="unknown-cause",
        ),
    ],
)
def test_bad_input_names_its_field_and_changes_nothing(
    world: World, act: Callable[[World, Ticket], object], field: str
) -> None:
    ticket = world.ask()
    events, posts = Event.objects.count(), Outgoing.objects.count()
    with pytest.raises(Refusal) as refusal:
        act(world, ticket)
    assert refusal.value.field == field
    assert not refusal.value.conflict
    assert (Event.objects.count(), Outgoing.objects.count()) == (events, posts)
    assert not Note.objects.exists()


def clocks(ticket: Ticket) -> dict[str, tuple[str, datetime | None]]:
    return {row.metric: (row.state, row.due_at) for row in Clock.objects.filter(ticket=ticket)}


def test_the_clocks_of_a_case_from_its_opening_to_its_end(world: World) -> None:
    ticket = world.ask()
    assert clocks(ticket) == {
        "first_response": ("running", at("12:00")),
        "resolution": ("running", at("08:00", days=2)),
    }
    classify(ticket, by=world.by_ann, at=at("08:10"), changes={"priority": "high"})
    assert clocks(ticket) == {
        "first_response": ("running", at("09:00")),
        "resolution": ("running", at("16:00")),
    }
    assign(ticket, by=world.by_ann, at=at("08:20"), to=world.ann)
    reply(ticket, by=world.by_ann, at=at("08:30"), text="Which line?", then_wait=True)
    assert clocks(ticket) == {
        "first_response": ("met", at("09:00")),
        "resolution": ("paused", None),
        "update": ("paused", None),
        "customer_answer": ("running", at("08:30", days=2)),
    }
    world.ask(at=at("10:30"), answers=ticket)  # two hours later
    assert clocks(ticket) == {
        "first_response": ("met", at("09:00")),
        "resolution": ("running", at("18:00")),
        "update": ("running", at("16:30")),
        "customer_answer": ("met", at("08:30", days=2)),
    }
    wait(ticket, on="carrier", by=world.by_ann, at=at("11:00"), reference="BA-7")
    assert clocks(ticket)["carrier_response"] == ("running", at("11:00", days=3))
    assert clocks(ticket)["resolution"] == ("paused", None)
    resume(ticket, by=world.by_ann, at=at("12:00"), reason="Their line is up.")
    assert clocks(ticket)["carrier_response"][0] == "met"
    assert clocks(ticket)["resolution"] == ("running", at("19:00"))
    resolve(ticket, by=world.by_ann, at=at("13:00"), summary="Cable replaced.")
    assert {state for state, _ in clocks(ticket).values()} == {"met"}
    world.ask(at=at("15:00"), answers=ticket)  # it still happens: taken up where it was
    assert clocks(ticket)["resolution"] == ("running", at("21:00"))
    assert_in_line(ticket)


def test_a_cause_not_covered_takes_the_case_out_and_back(world: World) -> None:
    ticket = world.ask()
    exclude(ticket, cause="provider_net", evidence="Hop 4.", by=world.by_ann, at=at("09:00"))
    assert {state for state, _ in clocks(ticket).values()} == {"excluded"}
    exclude(ticket, cause="own_fault", evidence="", by=world.by_ann, at=at("10:00"))
    assert clocks(ticket)["resolution"] == ("running", at("08:00", days=2))  # as if never gone
    exclude(ticket, cause="no_access", evidence="Refused.", by=world.by_ann, at=at("11:00"))
    assert clocks(ticket)["resolution"] == ("paused", None)
    exclude(ticket, cause="", evidence="", by=world.by_ann, at=at("12:00"))
    assert clocks(ticket)["resolution"] == ("running", at("09:00", days=2))


def test_whoever_answers_first_has_answered(world: World) -> None:
    """R04: two answers, and the clock stands at the earlier one whichever is written first."""
    ticket = world.ask()
    reply(ticket, by=world.by_bob, at=at("09:30"), text="We look into it.")
    reply(ticket, by=world.by_ann, at=at("09:00"), text="We look into it, too.")
    assert Clock.objects.get(ticket=ticket, metric="first_response").met_at == at("09:00")
    assert_in_line(ticket)


def test_secrets_in_an_answer_or_a_note_are_masked(world: World) -> None:
    ticket = world.ask()
    message = reply(ticket, by=world.by_ann, at=MONDAY, text="The password: Sunflower!2291")
    written = note(ticket, by=world.by_ann, at=MONDAY, text="The password: Sunflower!2291")
    sent = Outgoing.objects.get(message=message)
    for text in (message.text, written.text, sent.text):
        assert "Sunflower" not in text
    assert message.remarks


def test_a_reply_can_be_an_acknowledgement_only_by_a_person(world: World) -> None:
    ticket = world.ask()
    sent = Outgoing.objects.get(key=f"receipt:{ticket.pk}")
    assert sent.to == ["rita@acme.example"]
    assert clocks(ticket)["first_response"][0] == "running"


@pytest.mark.parametrize("seed", range(6))
def test_rows_say_what_events_say_whatever_is_done(world: World, seed: int) -> None:
    """Acts in any order at any time, sweeps between them: a fold gives the same rows."""
    chance = random.Random(seed)
    ticket, now = world.ask(), MONDAY
    for _ in range(25):
        now += timedelta(minutes=chance.choice([1, 7, 45, 300, 1500]), seconds=chance.random())
        name = chance.choice([*ACTS, "sweep", "mail", "late mail"])
        try:
            if name == "sweep":
                while climb(now):
                    pass
            elif name == "mail":
                world.ask(at=now, answers=ticket)
            elif name == "late mail":
                world.ask(at=now - timedelta(minutes=50), answers=ticket, as_of=now)
            else:
                ACTS[name](world, ticket, now)
        except Refusal:
            pass
        assert_in_line(ticket)
    while climb(now):
        pass
    assert_in_line(ticket)


class TestHowItWas:
    """D11, D20: an invitation to give feedback."""

    def test_the_first_summary_asks_in_the_customers_language(self, system: None) -> None:
        world = make_world(TEXT + "closing: {feedback: true}\n")
        ticket = world.ask()
        Ticket.objects.filter(pk=ticket.pk).update(language="de")
        resolve(ticket, by=world.by_ann, at=at("9:00"), summary="Kabel getauscht.")
        world.ask(at=at("9:30"), answers=ticket)
        ticket.refresh_from_db()
        assert ticket.status == "open", "what is not solved is taken up"
        resolve(ticket, by=world.by_ann, at=at("10:00"), summary="Jetzt aber.")
        ticket.refresh_from_db()
        with translation.override("de"):
            question = gettext(HOW_IT_WAS)
        assert question != HOW_IT_WAS
        first, second = ticket.messages.filter(kind="summary")
        assert first.text == f"Kabel getauscht.\n\n{question}"
        assert Outgoing.objects.get(message=first).text == first.text
        assert (second.text, ticket.summary) == ("Jetzt aber.", "Jetzt aber.")

    def test_where_the_agreement_does_not_say_so_nobody_asks(self, world: World) -> None:
        ticket = world.ask()
        resolve(ticket, by=world.by_ann, at=at("9:00"), summary="Cable replaced.")
        assert ticket.messages.get(kind="summary").text == "Cable replaced."


class TestToNobody:
    """Who came by telephone and left no address."""

    @pytest.fixture
    def caller(self, world: World) -> Ticket:
        inbound = Inbound(
            channel="phone",
            reference="desk:1",
            sender="",
            sender_name="Ivo",
            subject="Fax",
            text="It is dead.",
            received_at=MONDAY,
            answerable=False,
        )
        return receive(world.desk, inbound).ticket

    def first_response(self, ticket: Ticket) -> str:
        return Clock.objects.get(ticket=ticket, metric="first_response").state

    @pytest.mark.parametrize("to", [None, ()])
    @pytest.mark.parametrize("then_wait", [False, True])
    def test_what_nobody_gets_is_no_answer(
        self, world: World, caller: Ticket, then_wait: bool, to: tuple[str, ...] | None
    ) -> None:
        before = Event.objects.count()
        with pytest.raises(Refusal, match="nobody to write to") as refused:
            reply(caller, by=world.by_ann, at=at("9:00"), text="x", then_wait=then_wait, to=to)
        assert (refused.value.code, refused.value.field) == ("no_recipient", "to")
        assert (Event.objects.count(), caller.messages.count()) == (before, 1)
        assert self.first_response(caller) == "running"

    def test_nor_is_it_where_the_requester_is_left_out(self, world: World) -> None:
        ticket = world.ask()
        with pytest.raises(Refusal, match="nobody to write to"):
            reply(ticket, by=world.by_ann, at=at("9:00"), text="x", to=[], cc=["b@acme.example"])

    def test_a_call_is_and_the_case_can_end(self, world: World, caller: Ticket) -> None:
        log_call(caller, by=world.by_ann, at=at("9:00"), said="Still.", outgoing=True, written=True)
        write_down(caller, agreed="We send a new one.", by=world.by_ann, at=at("9:01"))
        assert self.first_response(caller) == "met"
        resolve(caller, by=world.by_ann, at=at("9:30"), summary="A new one is there.")
        caller.refresh_from_db()
        assert caller.status == "resolved"
        assert not Outgoing.objects.filter(ticket=caller).exists()
        assert_in_line(caller)
