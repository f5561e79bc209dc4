"""Every act on a ticket, as a page posts it: what it does, and how it is refused."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError
from django.test import Client
from django.utils import timezone
from django.utils.html import escape

from prazo.accounts.models import Member
from prazo.agreements.take import adopt, take
from prazo.desk.actions.close import close
from prazo.desk.actions.reply import reply
from prazo.desk.actions.resolve import resolve
from prazo.desk.by_itself import held_back
from prazo.desk.models import Message, Outgoing, Ticket
from prazo.lib.refusal import Refusal
from prazo.web.shown.due import instant
from prazo.web.shown.marks import NAMES
from prazo.web.views import new_ticket
from prazo.web.views.acts.register import VIEWS
from tests.web.conftest import HTMX, Visit
from tests.world import TEXT, World


@pytest.fixture(autouse=True)
def seen(everything: None) -> None:
    """Tests here look at all of the database."""


@pytest.fixture
def ticket(world: World) -> Ticket:
    return world.ask("No dial tone", at=timezone.now() - timedelta(hours=1))


@pytest.fixture
def ann(world: World, visit: Visit) -> Client:
    return visit(world.ann)


@pytest.mark.parametrize("act", ["wait", "reminder", "spam", "classification"])
def test_what_describes_a_field_that_was_refused_is_there(
    ann: Client, ticket: Ticket, act: str
) -> None:
    wrong = {"on": "x", "when": "x", "block": "x", "priority": "x"}
    own = {"wait": "on", "reminder": "when", "spam": "block", "classification": "priority"}[act]
    answer = ann.post(f"/t/{ticket.number}/{act}", {own: wrong[own]}, headers=HTMX)
    shown = answer.content.decode()
    described = " ".join(re.findall(r'aria-describedby="([^"]+)"', shown)).split()
    assert answer.status_code == 422 and any("error" in one for one in described)
    assert [one for one in described if f'id="{one}"' not in shown] == []


def do(browser: Client, ticket: Ticket, act: str, **given: object) -> Ticket:
    """Post an act that is accepted; the ticket as it is after it."""
    answer = browser.post(f"/t/{ticket.number}/{act}", given)
    assert answer.status_code == 302, answer.content.decode()[-2000:]
    return Ticket.objects.get(pk=ticket.pk)


class TestWriting:
    def test_reply(self, ann: Client, ticket: Ticket) -> None:
        do(ann, ticket, "reply", text="Which phone?")
        said = ticket.messages.get(kind=Message.Kind.REPLY)
        assert said.text == "Which phone?"
        assert ticket.outgoing.get(message=said).to == ["rita@acme.example"]
        assert ticket.clocks.get(metric="first_response").state == "met"

    def test_reply_and_wait(self, ann: Client, ticket: Ticket) -> None:
        assert do(ann, ticket, "reply", text="Which phone?", then="wait").waiting_on == "customer"

    def test_reply_and_resolve(self, ann: Client, ticket: Ticket) -> None:
        assert do(ann, ticket, "reply", text="It works.", then="resolve").status == "resolved"
        assert ticket.messages.filter(kind=Message.Kind.SUMMARY).count() == 1

    def test_note(self, ann: Client, ticket: Ticket) -> None:
        do(ann, ticket, "note", text="Ask the carrier.")
        assert ticket.notes.get().text == "Ask the carrier."
        assert not ticket.messages.filter(text__contains="carrier").exists()

    def test_call(self, ann: Client, ticket: Ticket, world: World) -> None:
        reply(ticket, by=world.by_ann, at=timezone.now(), text="Which?", then_wait=True)
        after = do(ann, ticket, "call", said="It is the red one.", agreed="We send a new one.")
        heard = ticket.messages.get(channel="phone")
        assert (heard.inbound, heard.user, heard.requester) == (True, world.ann, world.requester)
        assert after.waiting_on == ""
        assert ticket.messages.filter(kind=Message.Kind.REPLY, text="We send a new one.").exists()

    def test_a_call_takes_an_ended_case_up(self, ann: Client, ticket: Ticket, world: World) -> None:
        resolve(ticket, by=world.by_ann, at=timezone.now(), summary="done")
        assert do(ann, ticket, "call", said="It is back.").status == "open"


class TestState:
    def test_take_and_put_back(self, ann: Client, ticket: Ticket, world: World) -> None:
        assert do(ann, ticket, "assignment", to=world.ann.pk).assignee == world.ann
        assert do(ann, ticket, "assignment", to="").assignee is None

    def test_a_reader_is_given_nothing(self, ann: Client, ticket: Ticket, world: World) -> None:
        for user in (world.contact, world.stranger):
            answer = ann.post(f"/t/{ticket.number}/assignment", {"to": user.pk})
            assert answer.status_code == 422

    def test_classify(self, ann: Client, ticket: Ticket) -> None:
        after = do(ann, ticket, "classification", priority="high", level="l1", component="mail")
        assert (after.priority, after.component) == ("high", "mail")

    def test_classify_shows_the_effect_of_each_priority(self, ann: Client, ticket: Ticket) -> None:
        shown = ann.get(f"/t/{ticket.number}/classification").content.decode()
        assert "Work stands still." in shown and "Work goes on." in shown

    def test_wait_on_a_carrier_and_go_on(self, ann: Client, ticket: Ticket) -> None:
        after = do(ann, ticket, "wait", on="carrier", reference="BA-7", reason="trunk")
        assert after.waiting_on == "carrier"
        assert after.events.get(kind="carrier_ticket").data["number"] == "BA-7"
        assert do(ann, ticket, "resumption", reason="fixed").status == "open"
        assert after.events.get(kind="carrier_answer").data["text"] == "fixed"

    def test_a_wait_on_the_customer_begins_with_a_question(
        self, ann: Client, ticket: Ticket
    ) -> None:
        """B12."""
        answer = ann.post(f"/t/{ticket.number}/wait", {"on": "customer"})
        assert answer.status_code == 422
        assert "a wait begins with a question" in answer.content.decode()

    def test_escalate(self, ann: Client, ticket: Ticket, world: World) -> None:
        after = do(ann, ticket, "escalation", reason="The trunk is down at the core.")
        assert (after.level, after.team, after.escalated) == ("l2", world.back, True)
        event = after.events.get(kind="escalated")
        assert event.data["reason"] == "The trunk is down at the core."
        assert "bob@desk.example" in after.outgoing.get(key=f"escalated:{event.pk}").to

    def test_exclude_with_evidence_and_back(self, ann: Client, ticket: Ticket) -> None:
        bare = ann.post(f"/t/{ticket.number}/exclusion", {"cause": "provider_net"})
        assert bare.status_code == 422
        assert "Give the evidence" in bare.content.decode()
        after = do(ann, ticket, "exclusion", cause="provider_net", evidence="trace")
        assert after.clocks.get(metric="first_response").state == "excluded"
        assert do(ann, ticket, "exclusion", cause="", evidence="").cause == ""
        assert after.clocks.get(metric="first_response").state == "running"

    def test_resolve_reopen_close(self, ann: Client, ticket: Ticket) -> None:
        assert do(ann, ticket, "resolution", summary="New trunk.").summary == "New trunk."
        assert do(ann, ticket, "reopening", reason="").status == "open"
        assert do(ann, ticket, "resolution", summary="Again.").status == "resolved"
        assert do(ann, ticket, "closure", reason="").status == "closed"

    def test_closing_without_a_solution_needs_a_reason(self, ann: Client, ticket: Ticket) -> None:
        form = ann.get(f"/t/{ticket.number}/closure").content.decode()
        assert "Why it is closed</label>" in form, "it is asked for, so it is no option"
        assert ann.post(f"/t/{ticket.number}/closure", {"reason": " "}).status_code == 422
        assert do(ann, ticket, "closure", reason="A test call.").status == "closed"


class TestCase:
    def test_merge_shows_the_other_before_it_is_done(
        self, ann: Client, ticket: Ticket, world: World
    ) -> None:
        case = world.ask("The first one", at=timezone.now() - timedelta(hours=2))
        shown = ann.post(f"/t/{ticket.number}/merge", {"into": f"#{case.number}"})
        assert shown.status_code == 422
        assert "The first one" in shown.content.decode()
        assert f"{instant(case.opened_at)}" in shown.content.decode(), "with its zone"
        assert f'name="confirmed" value="{case.number}"' in shown.content.decode()
        ticket.refresh_from_db()
        assert ticket.status == "open"
        answer = ann.post(
            f"/t/{ticket.number}/merge", {"into": case.number, "confirmed": case.number}
        )
        assert answer["Location"] == f"/t/{case.number}"
        ticket.refresh_from_db()
        assert ticket.merged_into == case

    def test_other_tickets_of_theirs_are_proposed(
        self, ann: Client, ticket: Ticket, world: World
    ) -> None:
        """The number need not be known by heart; of other desks nothing is said (AC15)."""
        now = timezone.now()
        mine = world.ask("The <first> one", at=now - timedelta(hours=2))
        colleagues = world.ask("A colleague's", at=now, sender="carl@acme.example")
        world.ask("Secret plans", at=now, desk=world.other_desk)
        ended = world.ask("An old one", at=now - timedelta(days=2))
        Ticket.objects.filter(pk=ended.pk).update(status="closed")
        numbers = re.compile(r'<option value="(\d+)">#\1 ([^·]+) ·')

        def proposed(act: str) -> list[tuple[str, str]]:
            return numbers.findall(ann.get(f"/t/{ticket.number}/{act}").content.decode())

        first = [(str(mine.number), "The &lt;first&gt; one")]
        last = [(str(colleagues.number), "A colleague&#x27;s")]
        assert proposed("merge") == [*first, *last]
        assert proposed("link") == [*first, (str(ended.number), "An old one"), *last]

    def test_merge_asks_nothing_where_it_cannot_be_done(
        self, ann: Client, ticket: Ticket, world: World
    ) -> None:
        ended = world.ask("An old one", at=timezone.now() - timedelta(hours=2))
        Ticket.objects.filter(pk=ended.pk).update(status="closed")
        for other, why in ((ticket, "cannot be merged into itself"), (ended, "closed")):
            shown = ann.post(f"/t/{ticket.number}/merge", {"into": other.number}, headers=HTMX)
            assert shown.status_code == 422
            assert why in shown.content.decode()
            assert "Press Merge once more" not in shown.content.decode()

    def test_nothing_is_said_of_tickets_elsewhere(
        self, ann: Client, ticket: Ticket, world: World
    ) -> None:
        """AC15, T15."""
        theirs = world.ask(
            "Secret plans", at=timezone.now(), desk=world.other_desk, sender="z@z.example"
        )
        shown = ann.post(f"/t/{ticket.number}/merge", {"into": theirs.number})
        missing = ann.post(f"/t/{ticket.number}/merge", {"into": theirs.number + 100})
        assert "There is no such ticket at this desk" in shown.content.decode()
        assert "There is no such ticket at this desk" in missing.content.decode()
        assert "Secret plans" not in shown.content.decode()

    def test_split(self, ann: Client, ticket: Ticket) -> None:
        message = ticket.messages.get(kind=Message.Kind.REQUEST)
        answer = ann.post(
            f"/t/{ticket.number}/split",
            {"message_1": message.pk, "subject_1": "And a fax", "text_1": "The fax is dead."},
        )
        own = Ticket.objects.get(split_from=ticket)
        assert answer["Location"] == f"/t/{own.number}"
        assert own.opened_at == message.at

    def test_move_to_another_version(self, ann: Client, ticket: Ticket) -> None:
        none = "There is no other version to move it to."
        assert none in ann.get(f"/t/{ticket.number}/agreement").content.decode()
        newer = take(TEXT.replace('version: "1"', 'version: "2"'))
        assert none not in ann.get(f"/t/{ticket.number}/agreement").content.decode()
        after = do(ann, ticket, "agreement", to=newer.pk, reason="They signed anew.")
        assert after.version == newer

    def test_ac20_a_version_of_another_desk_is_not_offered(
        self, ann: Client, ticket: Ticket, world: World
    ) -> None:
        theirs = take(TEXT.replace('version: "1"', 'version: "2"'))
        adopt(world.other_desk, theirs, since=timezone.now())
        form = {"to": theirs.pk, "reason": "Theirs is better."}
        answer = ann.post(f"/t/{ticket.number}/agreement", form)
        assert answer.status_code == 422
        ticket.refresh_from_db()
        assert ticket.version != theirs


class TestRefusals:
    def test_what_was_typed_comes_back(self, ann: Client, ticket: Ticket) -> None:
        answer = ann.post(
            f"/t/{ticket.number}/call", {"said": "   ", "agreed": "A typed sentence <b>."}
        )
        assert answer.status_code == 422
        assert "A typed sentence &lt;b&gt;." in answer.content.decode()
        assert "Write down what the customer said." in answer.content.decode()

    def test_a_conflict_keeps_what_was_typed(
        self, ann: Client, ticket: Ticket, world: World
    ) -> None:
        """R01: the second to resolve is told the state as it is now."""
        resolve(ticket, by=world.by_bob, at=timezone.now(), summary="done")
        answer = ann.post(f"/t/{ticket.number}/resolution", {"summary": "My own summary."})
        assert answer.status_code == 409
        assert "My own summary." in answer.content.decode()
        assert "is resolved already" in answer.content.decode()

    def test_htmx_gets_the_form_alone(self, ann: Client, ticket: Ticket) -> None:
        answer = ann.post(f"/t/{ticket.number}/resolution", {"summary": ""}, headers=HTMX)
        assert answer.status_code == 422
        assert answer.content.strip().startswith(b"<form")
        assert b'aria-invalid="true"' in answer.content

    def test_htmx_gets_what_changed(self, ann: Client, ticket: Ticket) -> None:
        answer = ann.post(f"/t/{ticket.number}/note", {"text": "Seen."}, headers=HTMX)
        shown = answer.content.decode()
        for part in ("head", "talk", "side", "rail-list"):
            assert f'id="{part}"' in shown
        assert shown.count("hx-swap-oob") == 5 and "Seen." in shown

    @pytest.mark.parametrize(
        ("act", "given", "says"),
        [
            ("note", {"text": "Seen."}, "Noted."),
            ("reply", {"text": "Which phone?"}, "Sent."),
            ("reply", {"text": "Half", "then": "discard"}, "The draft is discarded."),
            ("escalation", {"reason": "The core."}, "Escalated."),
            ("resolution", {"summary": "Replaced."}, "Resolved."),
            ("assignment", {"to": ""}, "Back in the queue."),
            ("contract", {"contract": ""}, None),
        ],
    )
    def test_what_was_done_is_said(
        self, ann: Client, ticket: Ticket, act: str, given: dict[str, str], says: str | None
    ) -> None:
        """To who does not see what changed; a refusal says itself."""
        shown = ann.post(f"/t/{ticket.number}/{act}", given, headers=HTMX).content.decode()
        told = re.findall(r'<p id="said" hx-swap-oob="innerHTML">(.*)</p>', shown)
        assert told == ([says] if says else [])

    def test_what_can_be_taken_back_no_more_is_said_before(
        self, ann: Client, ticket: Ticket
    ) -> None:
        for act in ("call", "split", "agreed"):
            shown = ann.get(f"/t/{ticket.number}/{act}", headers=HTMX).content.decode()
            assert "goes out at once and cannot be taken back." in shown, act

    def test_the_queues_counts_come_along(self, ann: Client, ticket: Ticket, world: World) -> None:
        """With one's own act and with what a colleague did."""
        ann.get(f"/t/{ticket.number}")  # they are counted
        mine = re.compile(r'href="/q/mine"><span>Mine</span> <span class="num">(\d+)')
        answer = ann.post(f"/t/{ticket.number}/assignment", {"to": world.ann.pk}, headers=HTMX)
        assert mine.findall(answer.content.decode()) == ["1"]
        resolve(ticket, by=world.by_bob, at=timezone.now(), summary="done")
        answer = ann.get(f"/t/{ticket.number}/now", headers=HTMX)
        assert mine.findall(answer.content.decode()) == ["0"]

    def test_a_permission_taken_meanwhile_holds(
        self, ann: Client, ticket: Ticket, world: World
    ) -> None:
        """R07: the role is read again inside the act's transaction."""
        from prazo.web import access

        Member.objects.filter(user=world.ann).update(role="reader")
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(access, "may", lambda *args: True)  # as if it were taken just now
            assert ann.post(f"/t/{ticket.number}/note", {"text": "x"}).status_code == 403
        assert not ticket.notes.exists()

    def test_two_answers_are_kept_and_the_second_is_told(
        self, ann: Client, ticket: Ticket, world: World
    ) -> None:
        """R04: before it is sent, and sent again it is kept beside the other."""
        seen_at = (timezone.now() - timedelta(minutes=5)).isoformat()
        reply(ticket, by=world.by_bob, at=timezone.now(), text="I am on it.")
        own = {"text": "So am I.", "seen": seen_at}
        warned = ann.post(f"/t/{ticket.number}/reply", own, headers=HTMX)
        shown = warned.content.decode()
        assert warned.status_code == 409
        assert "Bob wrote while you did: “I am on it.”" in shown and "So am I." in shown
        assert ticket.messages.filter(kind=Message.Kind.REPLY).count() == 1
        own["seen"] = shown.split('name="seen" value="')[1].split('"')[0]
        answer = ann.post(f"/t/{ticket.number}/reply", own, headers=HTMX)
        assert answer.status_code == 200
        assert ticket.messages.filter(kind=Message.Kind.REPLY).count() == 2

    @pytest.mark.parametrize("text", ["\0", "a\0b"])
    def test_nothing_is_not_stored(self, ann: Client, ticket: Ticket, text: str) -> None:
        """Q08: a NUL is refused with a word, never an error of the database."""
        assert ann.post(f"/t/{ticket.number}/note", {"text": text}).status_code == 422

    def test_a_merged_ticket_takes_no_acts(self, ann: Client, ticket: Ticket, world: World) -> None:
        case = world.ask(at=timezone.now())
        ann.post(f"/t/{ticket.number}/merge", {"into": case.number, "confirmed": case.number})
        answer = ann.post(f"/t/{ticket.number}/reply", {"text": "Hello"})
        assert answer.status_code == 409
        assert f"#{case.number}" in answer.content.decode()
        for act in ("merge", "split", "macro", "assignment", "link"):
            answer = ann.get(f"/t/{ticket.number}/{act}")
            assert answer.status_code == 409
            assert f"merged into #{case.number}" in answer.content.decode()

    def test_an_ended_ticket_is_not_waited_on(
        self, ann: Client, ticket: Ticket, world: World
    ) -> None:
        close(ticket, by=world.by_ann, at=timezone.now(), reason="test")
        answer = ann.post(f"/t/{ticket.number}/wait", {"on": "third_party"})
        assert answer.status_code == 409


class TestNewTicket:
    GIVEN = {
        "channel": "phone", "address": "rita@acme.example", "name": "", "subject": "Fax",
        "text": "It is dead.", "once": "a" * 20,
    }  # fmt: skip

    def test_it_is_the_callers_under_their_contract(self, ann: Client, world: World) -> None:
        answer = ann.post("/new", {**self.GIVEN, "desk": world.desk.pk, "mine": "on"})
        ticket = Ticket.objects.get()
        assert answer["Location"] == f"/t/{ticket.number}"
        assert (ticket.channel, ticket.contract, ticket.assignee) == (
            "phone", world.contract, world.ann,
        )  # fmt: skip
        assert ticket.messages.get(kind="request").user == world.ann

    def test_htmx_stays_or_goes_on(self, ann: Client, world: World) -> None:
        """So that the page with the words is left only for the ticket."""
        sent = {**self.GIVEN, "desk": world.desk.pk}
        refused = ann.post("/new", {**sent, "text": ""}, headers=HTMX)
        assert refused.status_code == 422
        assert refused.content.strip().startswith(b"<form")
        made = ann.post("/new", sent, headers=HTMX)
        assert (made.status_code, made["HX-Redirect"]) == (204, f"/t/{Ticket.objects.get().number}")

    def test_sent_twice_it_is_one(self, ann: Client, world: World) -> None:
        """R05."""
        for _ in range(2):
            ann.post("/new", {**self.GIVEN, "desk": world.desk.pk})
        assert Ticket.objects.count() == 1

    def test_sent_twice_at_the_same_moment_the_second_finds_the_first(
        self, ann: Client, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """R05: the constraint turns one away, whose transaction begins again."""
        made = new_ticket._made

        def overtaken(*given: Any) -> Ticket:
            monkeypatch.setattr(new_ticket, "_made", made)
            made(*given)
            raise IntegrityError("message_once")

        monkeypatch.setattr(new_ticket, "_made", overtaken)
        answer = ann.post("/new", {**self.GIVEN, "desk": world.desk.pk})
        assert answer["Location"] == f"/t/{Ticket.objects.get().number}"

    def test_it_is_made_in_few_statements(
        self, ann: Client, world: World, django_assert_max_num_queries
    ) -> None:  # type: ignore[no-untyped-def]
        """speed.md: each costs a third of a millisecond of CPU. With its receipt, the team it goes
        to, the contract it is under, and two savepoints of the test's own."""
        ann.get("/")
        world.ask(automatic="bulk")  # its agreement is read, whatever ran before
        with django_assert_max_num_queries(18):
            ann.post("/new", {**self.GIVEN, "desk": world.desk.pk})
        assert Outgoing.objects.count() == 1

    def test_somebody_must_have_asked(self, ann: Client, world: World) -> None:
        answer = ann.post("/new", {**self.GIVEN, "desk": world.desk.pk, "address": ""})
        assert answer.status_code == 422
        assert "Write who it was" in answer.content.decode()
        answer = ann.post(
            "/new", {**self.GIVEN, "desk": world.desk.pk, "address": "", "name": "Ivo"}
        )
        assert answer.status_code == 302

    def test_not_at_anothers_desk(self, ann: Client, world: World) -> None:
        answer = ann.post("/new", {**self.GIVEN, "desk": world.other_desk.pk})
        assert answer.status_code == 422
        assert not Ticket.objects.exists()


def test_ac09_a_field_that_no_form_has_is_refused_and_nothing_is_done(
    ann: Client, ticket: Ticket
) -> None:
    """`due_at` or `is_internal` slipped into a form is not quietly passed over."""
    assert len(VIEWS) >= 16
    before = ticket.messages.count(), ticket.events.count(), ticket.notes.count()
    for extra in ("due_at", "is_internal", "desk", "requester", "created_at"):
        answers = {
            act: ann.post(f"/t/{ticket.number}/{act}", {"text": "x", extra: "1"}).status_code
            for act in VIEWS
        }
        assert set(answers.values()) == {400}, answers
    assert before == (ticket.messages.count(), ticket.events.count(), ticket.notes.count())
    made = ann.post("/new", {"subject": "x", "text": "y", "priority": "high"})
    assert made.status_code == 400


class TestMarks:
    """A warning that a person has seen to goes, and the conversation says who took it away."""

    ASKING = ("contract_unclear", "contract_asked", "no_contract", "side_answer", "call_unwritten")

    def test_it_goes_from_the_ticket_and_its_row(self, ann: Client, ticket: Ticket) -> None:
        marks = ["no_contract", *(mark for mark in NAMES if mark not in self.ASKING)]
        Ticket.objects.filter(pk=ticket.pk).update(marks=marks)
        assert "other address" in ann.get("/").content.decode()
        shown = ann.get(f"/t/{ticket.number}").content.decode()
        for mark in marks[1:]:
            assert f'name="mark" value="{mark}" data-key="!"' in shown
            answer = ann.post(f"/t/{ticket.number}/mark", {"mark": mark}, headers=HTMX)
            shown = answer.content.decode()
            assert f'name="mark" value="{mark}"' not in shown
            assert f"has seen to it: {escape(NAMES[mark])}" in shown
        assert Ticket.objects.get(pk=ticket.pk).marks == ["no_contract"]
        assert {str(event.user) for event in ticket.events.filter(kind="seen")} == {"Ann"}
        assert "other address" not in ann.get("/").content.decode()

    @pytest.mark.parametrize("mark", ASKING)
    def test_what_asks_something_stays_until_it_is_answered(
        self, ann: Client, ticket: Ticket, mark: str
    ) -> None:
        Ticket.objects.filter(pk=ticket.pk).update(marks=[mark])
        assert 'name="mark"' not in ann.get(f"/t/{ticket.number}").content.decode()
        answer = ann.post(f"/t/{ticket.number}/mark", {"mark": mark})
        assert answer.status_code == 422
        assert "it stays until that is answered" in answer.content.decode()
        assert Ticket.objects.get(pk=ticket.pk).marks == [mark]

    def test_two_see_to_it_at_once(self, ann: Client, ticket: Ticket) -> None:
        Ticket.objects.filter(pk=ticket.pk).update(marks=["held"])
        for _ in range(2):
            do(ann, ticket, "mark", mark="held")
        assert ticket.events.filter(kind="seen").count() == 1

    def test_who_only_reads_is_offered_none(
        self, ticket: Ticket, world: World, visit: Visit
    ) -> None:
        Ticket.objects.filter(pk=ticket.pk).update(marks=["held"])
        assert 'name="mark"' not in visit(world.contact).get(f"/t/{ticket.number}").content.decode()

    def test_t03_whom_nobody_proved_is_not_answered_by_itself_after_it(
        self, ann: Client, ticket: Ticket
    ) -> None:
        Ticket.objects.filter(pk=ticket.pk).update(marks=["unauthentic"])
        after = do(ann, ticket, "mark", mark="unauthentic")
        with pytest.raises(Refusal, match="whose address was not proved"):
            held_back(after, timezone.now())
