"""A send that may be undone: nothing has happened before it is done, and then it counts from when
it was pressed."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from prazo.accounts.models import Member
from prazo.desk.actions.merge import merge
from prazo.desk.actions.remind import remind
from prazo.desk.actions.reopen import reopen
from prazo.desk.actions.reply import reply
from prazo.desk.actions.resolve import resolve
from prazo.desk.actions.resume import resume
from prazo.desk.actions.wait import wait
from prazo.desk.models import Message, Ticket
from prazo.escalation.actions.climb import climb
from prazo.escalation.models import Escalation
from prazo.lib.refusal import Refusal
from prazo.notices.actions.tell import tell
from prazo.notices.models import Notice
from prazo.writing.actions import send_held as sending
from prazo.writing.actions.keep_draft import add_files, keep_draft
from prazo.writing.actions.press import press
from prazo.writing.actions.send_held import send_held
from prazo.writing.actions.undo import undo
from prazo.writing.files import Upload
from prazo.writing.models import Draft
from prazo.writing.words import Words, opened
from tests.desk.in_line import assert_in_line
from tests.world import MONDAY, PNG, World, at

TEN = timedelta(seconds=10)
DONE = {
    ", ".join(one): one
    for one in (
        ("resume",),
        ("customer",),
        ("third_party",),
        ("message",),
        ("carrier", "message"),
        ("customer", "message"),
        ("customer", "message", "carrier"),
        ("customer", "resume"),
        ("resume", "customer"),
        ("resolve", "reopen"),
        ("resolve", "message"),
        ("resolve", "reopen", "carrier"),
    )
}
"""What is done between the pressing and the sending, one second after the other."""
ENDED = {
    ", ".join(one): one
    for one in (
        ("carrier",),
        ("carrier", "message"),
        ("message", "carrier"),
        ("message", "message"),
        ("carrier", "resume"),
        ("resolve", "reopen"),
        ("resolve", "message"),
    )
}
PRESSED = at("8:30")


@pytest.fixture
def ticket(world: World) -> Ticket:
    return world.ask()


def send(world: World, ticket: Ticket, text: str = "Which phone?", **more: object) -> Draft | None:
    words = Words(text=text, **more)
    return press(ticket, "reply", words, user=world.ann, at=PRESSED, hold=TEN)


def now(ticket: Ticket) -> Ticket:
    return Ticket.objects.get(pk=ticket.pk)


def happened(ticket: Ticket) -> tuple[int, int, int]:
    return ticket.messages.count(), ticket.events.count(), ticket.outgoing.count()


def test_nothing_happens_before_its_time(world: World, ticket: Ticket) -> None:
    before = happened(ticket)
    assert send(world, ticket) is not None
    assert happened(ticket) == before
    assert ticket.clocks.get(metric="first_response").state == "running"
    assert not send_held(PRESSED + timedelta(seconds=9.9))
    assert happened(ticket) == before


def test_it_counts_from_when_it_was_pressed(world: World, ticket: Ticket) -> None:
    send(world, ticket)
    assert send_held(PRESSED + TEN)
    said = ticket.messages.get(kind=Message.Kind.REPLY)
    assert (said.at, said.user, said.text) == (PRESSED, world.ann, "Which phone?")
    assert ticket.clocks.get(metric="first_response").met_at == PRESSED
    assert ticket.outgoing.get(message=said).to == ["rita@acme.example"]
    assert not Draft.objects.exists()
    assert not send_held(PRESSED + TEN)


def test_undone_it_never_was(world: World, ticket: Ticket) -> None:
    before = happened(ticket)
    send(world, ticket, cc=("boss@acme.example",), then="wait")
    draft = undo(ticket, user=world.ann, at=PRESSED)
    assert not send_held(PRESSED + timedelta(days=1))
    assert happened(ticket) == before
    assert now(ticket).status == "open"
    words = opened(draft.sealed)
    assert (words.text, words.cc, draft.pressed_at) == (
        "Which phone?", ("boss@acme.example",), None,
    )  # fmt: skip


def test_too_late_is_said(world: World, ticket: Ticket) -> None:
    send(world, ticket)
    with pytest.raises(Refusal, match="sent already"):
        undo(ticket, user=world.bob, at=PRESSED)
    send_held(PRESSED + TEN)
    with pytest.raises(Refusal, match="sent already"):
        undo(ticket, user=world.ann, at=PRESSED + TEN)


def test_what_was_begun_since_comes_after_what_is_taken_back(world: World, ticket: Ticket) -> None:
    add_files(ticket, "reply", [Upload("a.png", PNG)], user=world.ann, at=PRESSED)
    send(world, ticket, "First.")
    keep_draft(ticket, "reply", Words(text="Second."), user=world.ann, at=PRESSED, revision=0)
    add_files(ticket, "reply", [Upload("b.png", PNG)], user=world.ann, at=PRESSED)
    draft = undo(ticket, user=world.ann, at=PRESSED)
    assert opened(draft.sealed).text == "First.\n\nSecond."
    assert sorted(draft.files.values_list("name", flat=True)) == ["a.png", "b.png"]
    assert Draft.objects.count() == 1


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ({"text": " "}, "Write something"),
        ({"text": "x", "to": ("nobody",)}, "“nobody” is no address"),
        ({"text": "x", "then": "wait"}, "is resolved already"),
        ({"text": "x", "then": "resolve"}, "is resolved already"),
    ],
)
def test_what_would_be_refused_is_refused_at_once(
    world: World, ticket: Ticket, words: dict[str, object], says: str
) -> None:
    if "then" in words:
        press(
            ticket, "reply", Words(text="done", then="resolve"),
            user=world.bob, at=PRESSED, hold=timedelta(),
        )  # fmt: skip
    before = happened(ticket)
    with pytest.raises(Refusal, match=says):
        send(world, ticket, **words)
    assert happened(ticket) == before and not Draft.objects.exists()


def do(world: World, ticket: Ticket, what: str, when: datetime) -> None:
    match what:
        case "message":
            world.ask(answers=ticket, at=when, text="And now?")
        case "resume":
            resume(ticket, by=world.by_bob, at=when)
        case "resolve":
            resolve(ticket, by=world.by_bob, at=when, summary="Good.")
        case "reopen":
            reopen(ticket, by=world.by_bob, at=when)
        case "customer":
            reply(ticket, by=world.by_bob, at=when, text="Which?", then_wait=True)
        case on:
            wait(ticket, on=on, by=world.by_bob, at=when)


class TestMeanwhile:
    """What comes in these seconds finds the answer there, as if it had gone out at once."""

    def test_their_answer_ends_the_wait_it_began(self, world: World, ticket: Ticket) -> None:
        send(world, ticket, then="wait")
        world.ask(answers=ticket, at=PRESSED + timedelta(seconds=5), text="The red one.")
        send_held(PRESSED + TEN)
        assert (now(ticket).status, now(ticket).waiting_on) == ("open", "")
        clock = ticket.clocks.get(metric="resolution")
        assert clock.state == "running"

    def test_and_takes_up_what_it_resolved(self, world: World, ticket: Ticket) -> None:
        """R03: never resolved with words nobody read."""
        send(world, ticket, then="resolve")
        world.ask(answers=ticket, at=PRESSED + timedelta(seconds=5), text="One more thing.")
        send_held(PRESSED + TEN)
        assert now(ticket).status == "open"
        assert ticket.events.filter(kind="resolved").exists()
        assert ticket.events.filter(kind="reopened").exists()

    def test_a_plain_answer_undoes_nothing_of_a_colleagues(
        self, world: World, ticket: Ticket
    ) -> None:
        """Bob had read what the requester wrote meanwhile."""
        send(world, ticket)
        world.ask(answers=ticket, at=PRESSED + timedelta(seconds=2), text="It works again.")
        resolve(ticket, by=world.by_bob, at=PRESSED + timedelta(seconds=5), summary="Good.")
        send_held(PRESSED + TEN)
        assert now(ticket).status == "resolved"
        assert not ticket.events.filter(kind="reopened").exists()

    @pytest.mark.parametrize("then", ["", "wait", "resolve"])
    def test_and_no_answer_ends_a_colleagues_wait(
        self, world: World, ticket: Ticket, then: str
    ) -> None:
        send(world, ticket, then=then)
        world.ask(answers=ticket, at=PRESSED + timedelta(seconds=2), text="And now?")
        wait(ticket, on="carrier", by=world.by_bob, at=PRESSED + timedelta(seconds=5))
        send_held(PRESSED + TEN)
        assert (now(ticket).status, now(ticket).waiting_on) == ("waiting", "carrier")
        assert not ticket.events.filter(kind="resumed").exists()
        assert ticket.events.filter(kind="reopened").exists() == (then == "resolve")

    def test_nor_does_one_that_asks_move_it_back(self, world: World, ticket: Ticket) -> None:
        send(world, ticket, then="wait")
        wait(ticket, on="carrier", by=world.by_bob, at=PRESSED + timedelta(seconds=5))
        send_held(PRESSED + TEN)
        assert now(ticket).waiting_on == "carrier"

    @pytest.mark.parametrize("kind", ["reply", "side"])
    @pytest.mark.parametrize("done", DONE.values(), ids=DONE.keys())
    def test_what_a_colleague_did_since_stands(
        self, world: World, ticket: Ticket, kind: str, done: tuple[str, ...]
    ) -> None:
        """And the ticket waits on whom its clocks say that it does."""
        wait(ticket, on="carrier", by=world.by_bob, at=PRESSED - timedelta(minutes=9))
        words = Words(text="?", then="wait")
        if kind == "side":
            words = replace(words, party="third_party", to=("x@supplier.example",), subject="?")
        press(ticket, kind, words, user=world.ann, at=PRESSED, hold=TEN)
        for second, what in enumerate(done, 1):
            do(world, now(ticket), what, PRESSED + timedelta(seconds=second))
        assert send_held(PRESSED + TEN)
        assert not Draft.objects.exists(), "it went out"
        assert_in_line(ticket)

    @pytest.mark.parametrize("done", ENDED.values(), ids=ENDED.keys())
    def test_nor_is_it_undone_by_a_solution(
        self, world: World, ticket: Ticket, done: tuple[str, ...]
    ) -> None:
        send(world, ticket, then="resolve")
        for second, what in enumerate(done, 1):
            do(world, now(ticket), what, PRESSED + timedelta(seconds=second))
        assert send_held(PRESSED + TEN)
        assert not Draft.objects.exists(), "it went out"
        assert_in_line(ticket)

    def test_a_reminder_of_the_wait_begun_since_stays(self, world: World, ticket: Ticket) -> None:
        send(world, ticket, then="wait")
        later = PRESSED + timedelta(seconds=5)
        wait(ticket, on="carrier", by=world.by_bob, at=later)
        remind(ticket, by=world.by_bob, at=later, when=at("12:00"), user=world.bob, waits=True)
        send_held(PRESSED + TEN)
        assert now(ticket).reminders.get().waits

    def test_nobody_is_told_that_there_is_no_answer(self, world: World, ticket: Ticket) -> None:
        """The target falls due while the answer is held: it was given in time."""
        due = ticket.clocks.get(metric="first_response").due_at
        assert due is not None
        words = Words(text="In time.")
        press(
            ticket, "reply", words,
            user=world.ann, at=due - timedelta(seconds=2), hold=TEN,
        )  # fmt: skip
        told = Escalation.objects.count()
        climb(due + timedelta(seconds=3))
        assert Escalation.objects.count() == told
        send_held(due + timedelta(seconds=8))
        climb(due + timedelta(seconds=9))
        clock = ticket.clocks.get(metric="first_response")
        assert clock.breached_at is None and clock.met_at == due - timedelta(seconds=2)
        assert not Escalation.objects.filter(clock=clock, due_at__gte=due).exists()

    def test_but_one_that_never_goes_out_does_not_silence_it(
        self, world: World, ticket: Ticket
    ) -> None:
        send(world, ticket)
        later = at("8:30", days=7)
        assert climb(later) > 0

    def test_nor_does_one_that_fails_again_and_again_and_its_writer_has_it_back(
        self, world: World, ticket: Ticket, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def broken(*_all: object, **_more: object) -> None:
            raise ZeroDivisionError

        send(world, ticket)
        monkeypatch.setattr(sending, "deliver", broken)
        now = PRESSED + TEN
        assert send_held(now)
        waits = Ticket.objects.filter(sending.awaited(now), pk=ticket.pk)
        assert waits.exists()
        for _again in range(sending.TRIES - 1):
            now += sending.PAUSE
            assert not Ticket.objects.filter(
                sending.awaited(now + sending.PAUSE), pk=ticket.pk
            ).exists()
            assert send_held(now)
        draft = Draft.objects.get()
        assert (draft.pressed_at, opened(draft.sealed).text) == (None, "Which phone?")
        assert "fault of ours" in draft.trouble
        assert not send_held(now + sending.PAUSE)
        assert "fault of ours" in ticket.notes.get().text

    def test_and_has_it_back_though_no_note_can_be_written(
        self, world: World, ticket: Ticket, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def broken(*_all: object, **_more: object) -> None:
            raise ZeroDivisionError

        send(world, ticket)
        Draft.objects.update(tries=sending.TRIES - 1)
        monkeypatch.setattr(sending, "deliver", broken)
        monkeypatch.setattr(sending, "note", broken)
        assert send_held(PRESSED + TEN)
        assert Draft.objects.get().pressed_at is None

    def test_a_merge_gives_it_back_with_the_reason(self, world: World, ticket: Ticket) -> None:
        case = world.ask("The first one")
        send(world, ticket)
        merge(ticket, into=case, by=world.by_bob, at=PRESSED + timedelta(seconds=2))
        send_held(PRESSED + TEN)
        draft = Draft.objects.get()
        assert (draft.pressed_at, opened(draft.sealed).text) == (None, "Which phone?")
        assert f"#{case.number}" in draft.trouble
        assert draft.ticket == case, "where one can go on with it"
        keep_draft(case, "reply", Words(text="Which?"), user=world.ann, at=PRESSED, revision=None)
        assert Draft.objects.get().trouble == draft.trouble
        tell(PRESSED + TEN)
        told = Notice.objects.get(user=world.ann, kind="mentioned")
        assert told.ticket == case
        assert not ticket.messages.filter(kind=Message.Kind.REPLY).exists()

    def test_who_was_sent_away_sends_nothing_more(self, world: World, ticket: Ticket) -> None:
        """R07."""
        send(world, ticket)
        Member.objects.filter(user=world.ann).delete()
        send_held(PRESSED + TEN)
        assert not ticket.messages.filter(kind=Message.Kind.REPLY).exists()
        assert Draft.objects.get().trouble


def test_one_that_cannot_be_sent_holds_up_no_other(
    world: World, ticket: Ticket, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = world.ask("Another")
    send(world, ticket, "bad")
    send(world, other, "good")
    right = sending.deliver

    def deliver(ticket: Ticket, kind: str, words: Words, *rest: object, **more: object) -> None:
        if words.text == "bad":
            raise ZeroDivisionError
        right(ticket, kind, words, *rest, **more)

    monkeypatch.setattr(sending, "deliver", deliver)
    while send_held(PRESSED + TEN):
        pass
    assert other.messages.filter(text="good").exists()
    assert opened(Draft.objects.get().sealed).text == "bad"
    monkeypatch.undo()
    assert send_held(PRESSED + TEN + sending.PAUSE)
    assert ticket.messages.filter(text="bad").exists()


def test_files_go_out_with_it_and_secrets_in_them_are_masked(world: World, ticket: Ticket) -> None:
    secret = "sk_live_51H8abcdefghijklmnopqrstuv"
    uploads = [Upload("shot.png", PNG), Upload("env.txt", f"KEY={secret}\n".encode())]
    add_files(ticket, "reply", uploads, user=world.ann, at=MONDAY)
    send(world, ticket, f"See {secret}")
    send_held(PRESSED + TEN)
    from prazo.desk.files import content_of

    said = ticket.messages.get(kind=Message.Kind.REPLY)
    kept = {file.name: content_of(file) for file in said.attachments.all()}
    assert kept["shot.png"] == PNG
    assert secret.encode() not in kept["env.txt"] and secret not in said.text


def test_a_note_is_noted_at_once_with_its_files(world: World, ticket: Ticket) -> None:
    add_files(ticket, "note", [Upload("shot.png", PNG)], user=world.ann, at=MONDAY)
    press(ticket, "note", Words(text="Look."), user=world.ann, at=PRESSED, hold=timedelta())
    note = ticket.notes.get()
    assert [file.name for file in note.files.all()] == ["shot.png"]
    assert not Draft.objects.exists()
