"""Spam: it ends every clock and tells nobody; called so by mistake, it never was."""

from datetime import timedelta

import pytest

from prazo.accounts.models import Change
from prazo.accounts.operator import Operator
from prazo.desk.actions.assign import assign
from prazo.desk.actions.block import block, read, unblock
from prazo.desk.actions.merge import merge
from prazo.desk.actions.reopen import reopen
from prazo.desk.actions.reply import reply
from prazo.desk.actions.spam import mark_spam, not_spam
from prazo.desk.actions.tag import tag
from prazo.desk.models import Block, Clock, Message, Outgoing, Ticket
from prazo.engine.events import Kind
from prazo.escalation.actions.climb import climb
from prazo.escalation.models import Escalation
from prazo.lib.refusal import Refusal
from prazo.notices.actions.tell import tell
from prazo.notices.models import Notice, Occasion, Preference
from prazo.routing.actions.give import give_out
from prazo.rules.following import follow
from prazo.rules.models import On, Run
from tests.rules.made import deed, make_rule
from tests.world import MONDAY, World, at, make_world

LATER = MONDAY + timedelta(days=30)
SPAMMER = "eve@spam.example"


@pytest.fixture
def world(system: None) -> World:
    return make_world()


def readings(ticket: Ticket) -> list[dict[str, object]]:
    columns = ("metric", "cycle", "state", "started_at", "due_at", "breached_at", "ended_at")
    return list(Clock.objects.filter(ticket=ticket).order_by("metric", "cycle").values(*columns))


def by_lea(world: World) -> Operator:
    return Operator(world.lea, MONDAY)


def heard_and_told(minute: str) -> None:
    while follow(at(minute)):
        pass
    while tell(at(minute)):
        pass


class TestMarked:
    def test_no_clock_runs_and_nothing_is_escalated(self, world: World) -> None:
        ticket = world.ask()
        mark_spam(ticket, by=world.by_ann, at=at("09:00"), reason="Lottery.")
        ticket.refresh_from_db()
        assert (ticket.status, ticket.next_due_at, ticket.unanswered_since) == ("spam", None, None)
        rows = Clock.objects.filter(ticket=ticket)
        assert rows and not rows.filter(ended_at=None).exists()
        assert not rows.exclude(next_step_at=None).exists()
        assert climb(LATER) == 0
        assert not Escalation.objects.exists()

    def test_what_was_missed_before_stays_missed(self, world: World) -> None:
        """It is in no report, and back in all of them should it be no spam (decision 4)."""
        ticket = world.ask()
        climb(at("16:00"))
        mark_spam(ticket, by=world.by_ann, at=at("16:10"))
        missed = Clock.objects.filter(ticket=ticket, breached_at__isnull=False)
        assert missed.filter(state="breached").exists()

    def test_a_receipt_that_is_not_away_stays_here(self, world: World) -> None:
        ticket = world.ask()
        assert Outgoing.objects.filter(ticket=ticket, try_at__isnull=False).count() == 1
        mark_spam(ticket, by=world.by_ann, at=at("09:00"))
        kept = Outgoing.objects.get(ticket=ticket)
        assert (kept.try_at, kept.sent_at, kept.error) == (None, None, "spam")

    def test_what_is_done_for_who_asked_is_refused(self, world: World) -> None:
        ticket, case = world.ask(), world.ask("A case", at=at("09:05"))
        mark_spam(ticket, by=world.by_ann, at=at("09:10"))
        later = {"by": world.by_ann, "at": at("09:20")}
        for act in (
            lambda: reply(ticket, text="Dear winner", **later),
            lambda: reopen(ticket, **later),
            lambda: assign(ticket, to=world.ann, **later),
            lambda: merge(ticket, into=case, **later),
            lambda: merge(case, into=ticket, **later),
            lambda: mark_spam(ticket, **later),
        ):
            with pytest.raises(Refusal) as refused:
                act()
            assert refused.value.code == "spam"
        tag(ticket, add=["lottery"], **later)

    def test_what_its_sender_answers_stays_with_it_and_tells_nobody(self, world: World) -> None:
        ticket = world.ask()
        assign(ticket, by=world.by_lea, at=at("08:30"), to=world.ann)
        mark_spam(ticket, by=world.by_ann, at=at("09:00"))
        make_rule(world, On.WRITTEN, deed("reply", text="We look at it."))
        while tell(at("09:01")):
            pass
        Notice.objects.all().delete()
        again = world.ask("Well?", at=at("10:00"), answers=ticket)
        while tell(at("10:01")):
            pass
        while follow(at("10:01")):
            pass
        assert (again.pk, again.status) == (ticket.pk, "spam")
        assert not Notice.objects.exists()
        assert not Run.objects.exists()
        assert climb(LATER) == 0


class TestNotSpam:
    def test_its_clocks_ran_all_the_while(self, world: World) -> None:
        """As if nobody had ever called it so: the mistake is ours."""
        called, other = world.ask("One"), world.ask("Two")
        mark_spam(called, by=world.by_ann, at=at("09:00"))
        climb(at("10:00"))
        for ticket in (called, other):
            tag(ticket, add=["x"], by=world.by_ann, at=at("15:00"))
        not_spam(called, by=world.by_bob, at=at("15:00"))
        assert readings(called) == readings(other)
        called.refresh_from_db()
        other.refresh_from_db()
        assert (called.status, called.next_due_at) == ("open", other.next_due_at)
        assert called.unanswered_since == other.unanswered_since

    def test_it_may_be_called_so_again(self, world: World) -> None:
        ticket = world.ask()
        for minute in ("09:00", "09:02"):
            mark_spam(ticket, by=world.by_ann, at=at(minute))
            if minute == "09:00":
                not_spam(ticket, by=world.by_ann, at=at("09:01"))
        assert {row["ended_at"] for row in readings(ticket)} == {at("09:02")}
        with pytest.raises(Refusal):
            not_spam(world.ask("Two"), by=world.by_ann, at=at("09:03"))

    @pytest.mark.parametrize(("writes", "status"), [(False, "waiting"), (True, "open")])
    def test_it_waits_on_unless_the_customer_wrote(
        self, world: World, writes: bool, status: str
    ) -> None:
        ticket = world.ask()
        reply(ticket, by=world.by_ann, at=at("08:30"), text="Which?", then_wait=True)
        mark_spam(ticket, by=world.by_ann, at=at("09:00"))
        if writes:
            world.ask("Here", at=at("09:30"), answers=ticket)
        not_spam(ticket, by=world.by_ann, at=at("10:00"))
        ticket.refresh_from_db()
        assert ticket.status == status
        paused = Clock.objects.filter(ticket=ticket, state="paused").exists()
        assert paused is not writes

    def test_what_was_held_back_is_sent_after_all(self, world: World) -> None:
        """An answer counts as given: it must not stay here. What had failed has, and a receipt
        promises nothing any more."""
        ticket = world.ask()
        reply(ticket, by=world.by_ann, at=at("08:30"), text="Which?")
        mark_spam(ticket, by=world.by_ann, at=at("08:31"))
        mine = Outgoing.objects.filter(ticket=ticket)
        assert set(mine.values_list("try_at", "error")) == {(None, "spam")}
        not_spam(ticket, by=world.by_ann, at=at("10:00"))
        ticket.refresh_from_db()
        assert "no_receipt" not in ticket.marks
        receipt, answer = mine.order_by("pk")
        assert (receipt.try_at, receipt.error) == (None, "spam")
        assert (answer.try_at, answer.error) == (at("10:00"), "")

    def test_what_happened_meanwhile_is_heard_and_told_of(self, world: World) -> None:
        """Once; and nothing twice that was before."""
        for on in (On.MADE, On.WRITTEN):
            make_rule(world, on, deed("tag", add="heard"))
        ticket = world.ask()
        assign(ticket, by=world.by_lea, at=at("08:30"), to=world.ann)
        heard_and_told("08:31")
        before = Notice.objects.count()
        mark_spam(ticket, by=world.by_ann, at=at("09:00"))
        world.ask("Well?", at=at("09:10"), answers=ticket)
        heard_and_told("09:11")
        assert (Run.objects.count(), Notice.objects.count()) == (1, before)
        not_spam(ticket, by=world.by_bob, at=at("10:00"))
        heard_and_told("10:01")
        assert Run.objects.count() == 2
        told = Occasion.objects.filter(user=world.ann, fact="message")
        assert told.count() == 1
        for act, minute in ((mark_spam, "10:10"), (not_spam, "10:20")):
            act(ticket, by=world.by_bob, at=at(minute))
        heard_and_told("10:21")
        assert (Run.objects.count(), told.count()) == (2, 1)

    def test_so_is_its_opening_where_its_sender_was_turned_away(self, world: World) -> None:
        block(world.desk, SPAMMER, by=by_lea(world))
        make_rule(world, On.MADE, deed("tag", add="heard"))
        Preference.objects.create(user=world.bob, of_all=True, browser={"opened": True})
        ticket = world.ask("You won", sender=SPAMMER, at=at("09:00"))
        heard_and_told("09:01")
        not_spam(ticket, by=world.by_ann, at=at("09:30"))
        heard_and_told("09:31")
        ticket.refresh_from_db()
        assert ticket.tags == ["heard"]
        assert Notice.objects.filter(user=world.bob, kind="opened", ticket=ticket).count() == 1

    def test_who_got_no_receipt_is_to_be_answered(self, world: World) -> None:
        ticket = world.ask()
        mark_spam(ticket, by=world.by_ann, at=at("08:01"))
        not_spam(ticket, by=world.by_ann, at=at("08:02"))
        ticket.refresh_from_db()
        assert "no_receipt" in ticket.marks


class TestBlocked:
    def test_what_comes_is_kept_as_spam_and_counted(self, world: World) -> None:
        made = block(world.desk, "@Spam.example", by=by_lea(world), reason="Lottery.")
        make_rule(world, On.MADE, deed("reply", text="We look at it."))
        ticket = world.ask("You won", sender=SPAMMER, at=at("09:00"))
        assert (ticket.status, ticket.messages.count()) == ("spam", 1)
        while follow(at("09:01")):
            pass
        while tell(at("09:01")):
            pass
        give_out(at("09:02"))
        assert not Outgoing.objects.exists()
        assert not Run.objects.exists()
        assert not Notice.objects.exists()
        assert climb(LATER) == 0
        made.refresh_from_db()
        assert (made.mails, made.last_at) == (1, at("09:00"))
        elsewhere = world.ask("Hello", sender=SPAMMER, desk=world.other_desk)
        assert elsewhere.status == "open"
        assert world.ask("Hello", sender="eve@else.example").status == "open"

    def test_the_same_mail_again_counts_once(self, world: World) -> None:
        made = block(world.desk, SPAMMER, by=by_lea(world))
        first = world.write("You won", sender=SPAMMER, reference="<1@spam.example>")
        again = world.write("You won", sender=SPAMMER, reference="<1@spam.example>")
        assert first.pk == again.pk
        made.refresh_from_db()
        assert made.mails == 1

    def test_on_a_case_of_his_he_says_nothing_more(self, world: World) -> None:
        """What he answers is spam of its own, and the case goes on without it."""
        case = world.ask("Before", sender=SPAMMER)
        reply(case, by=world.by_ann, at=at("08:30"), text="Which?", then_wait=True)
        block(world.desk, SPAMMER, by=by_lea(world))
        answer = world.ask("Re: Before", sender=SPAMMER, answers=case, at=at("09:00"))
        case.refresh_from_db()
        assert (answer.pk != case.pk, answer.status, case.status) == (True, "spam", "waiting")
        more = world.ask("Re: Re:", sender=SPAMMER, answers=answer, at=at("09:30"))
        assert more.pk == answer.pk
        assert Block.objects.get().mails == 2

    def test_it_is_taken_out_with_the_clocks_it_would_have(self, world: World) -> None:
        plain = world.ask("Plain", sender="eve@else.example", at=at("09:00"))
        block(world.desk, SPAMMER, by=by_lea(world))
        ticket = world.ask("You won", sender=SPAMMER, at=at("09:00"))
        not_spam(ticket, by=world.by_ann, at=at("09:30"))
        tag(plain, add=["x"], by=world.by_ann, at=at("09:30"))
        assert readings(ticket) == readings(plain)
        ticket.refresh_from_db()
        assert "no_receipt" in ticket.marks

    def test_what_one_of_us_enters_for_him_is_a_ticket(self, world: World) -> None:
        from dataclasses import replace

        from prazo.desk.actions.receive import receive
        from prazo.desk.inbound import Inbound

        block(world.desk, SPAMMER, by=by_lea(world))
        called = Inbound(
            channel="phone", reference="", sender=SPAMMER, subject="A call", text="He called.",
            received_at=MONDAY, entered_by=world.ann.pk,
        )  # fmt: skip
        assert receive(world.desk, called).ticket.status == "open"
        said = receive(world.desk, replace(called, entered_by=None))
        assert isinstance(said, Message)
        assert said.ticket.status == "spam"

    def test_it_is_on_record_and_taken_back(self, world: World) -> None:
        made = block(world.desk, SPAMMER, by=by_lea(world), reason="Lottery.")
        assert block(world.desk, SPAMMER.upper(), by=by_lea(world)) == made
        unblock(made, by=by_lea(world))
        said = list(Change.objects.order_by("pk").values_list("what", "about"))
        assert said == [("block.made", SPAMMER), ("block.removed", SPAMMER)]
        assert world.ask("Hello", sender=SPAMMER).status == "open"

    @pytest.mark.parametrize("sender", ["rita@acme.example", "@acme.example", "x@acme.example"])
    def test_who_has_a_contract_is_warned_about(self, world: World, sender: str) -> None:
        with pytest.raises(Refusal) as refused:
            block(world.desk, sender, by=by_lea(world))
        assert refused.value.code == "under_contract"
        assert "Acme" in str(refused.value)
        assert block(world.desk, sender, by=by_lea(world), sure=True).sender == sender

    @pytest.mark.parametrize("sender", ["ann@desk.example", "desk.example", "@desk.example"])
    def test_nobody_of_us_is_blocked(self, world: World, sender: str) -> None:
        with pytest.raises(Refusal) as refused:
            block(world.desk, sender, by=by_lea(world), sure=True)
        assert refused.value.code == "ours"

    @pytest.mark.parametrize(
        ("said", "kept"),
        [
            (" Eve@Spam.Example ", SPAMMER),
            ("spam.example", "@spam.example"),
            ("@SPAM.example", "@spam.example"),
            ("bücher.example", "@xn--bcher-kva.example"),
        ],
    )
    def test_who_is_meant(self, said: str, kept: str) -> None:
        assert read(said) == kept

    @pytest.mark.parametrize("said", ["", "@", "example", "a b@c.example", "@.example."])
    def test_what_is_nobody(self, said: str) -> None:
        with pytest.raises(Refusal):
            read(said)


def test_the_facts_say_who_and_why(world: World) -> None:
    ticket = world.ask()
    mark_spam(ticket, by=world.by_ann, at=at("09:00"), reason="Lottery.")
    fact = ticket.events.get(kind=Kind.SPAM)
    assert (fact.user, fact.data) == (world.ann, {"was": "", "reason": "Lottery."})
