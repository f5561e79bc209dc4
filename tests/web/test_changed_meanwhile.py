"""Two people act on what both saw: nobody's change is put back unseen (R04), and nothing ends or
stops over words that came after it was looked at (R03)."""

import re
from datetime import timedelta
from html import unescape
from urllib.parse import parse_qsl

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from prazo.accounts.models import Member, Role, Team
from prazo.agreements.take import take
from prazo.customers.models import Contract
from prazo.desk.actions.assign import assign
from prazo.desk.actions.classify import classify
from prazo.desk.actions.exclude import exclude
from prazo.desk.actions.move import move, settle_contract
from prazo.desk.actions.reply import reply
from prazo.desk.actions.resume import resume
from prazo.desk.actions.wait import wait
from prazo.desk.models import Ticket
from prazo.escalation.actions.escalate import escalate
from prazo.rules.models import Macro
from tests.web.conftest import HTMX, Visit
from tests.world import TEXT, World, hire


@pytest.fixture(autouse=True)
def seen(everything: None) -> None:
    """Tests here look at all of the database."""


@pytest.fixture
def ticket(world: World) -> Ticket:
    return world.ask("No dial tone", at=timezone.now() - timedelta(hours=1))


@pytest.fixture
def ann(world: World, visit: Visit) -> Client:
    return visit(world.ann)


class Page:
    """An act's form as somebody looks at it, and sends it when he likes."""

    def __init__(self, browser: Client, ticket: Ticket, act: str, address: str = "") -> None:
        self.browser, self.address = browser, address or f"/t/{ticket.number}/{act}"
        self.shown = browser.get(self.address, headers=HTMX).content.decode()
        self.sent: dict[str, object] = fields(self.shown)

    def send(self, **changed: object) -> HttpResponse:
        """With these changed; what comes back refused is what stands here then."""
        self.sent |= changed
        answer = self.browser.post(self.address, self.sent, headers=HTMX)
        if answer.status_code in (409, 422):
            self.shown = answer.content.decode()
            self.sent = fields(self.shown)
        return answer


def fields(html: str) -> dict[str, object]:
    """What a browser would send of a form."""
    found: dict[str, object] = {}
    for tag in re.findall(r"<input[^>]*>", html):
        said = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        if "name" in said and (
            said["type"] in ("hidden", "text") or re.search(r"\bchecked\b", tag)
        ):
            found[said["name"]] = unescape(said.get("value", ""))
    for name, options in re.findall(r'<select[^>]*name="(\w+)"[^>]*>(.*?)</select>', html, re.S):
        chosen = re.search(r'<option value="([^"]*)" selected', options)
        first = re.search(r'<option value="([^"]*)"', options)
        one = chosen or first
        found[name] = one[1] if one else ""
    for name, text in re.findall(r'<textarea[^>]*name="(\w+)"[^>]*>(.*?)</textarea>', html, re.S):
        found[name] = unescape(text).strip()
    return {name: one for name, one in found.items() if name not in ("csrfmiddlewaretoken", "q")}


def now(ticket: Ticket) -> Ticket:
    return Ticket.objects.get(pk=ticket.pk)


class TestClassify:
    def test_what_nobody_touched_is_not_sent_back(
        self, ann: Client, ticket: Ticket, world: World
    ) -> None:
        """Nor are the clocks."""
        page = Page(ann, ticket, "classification")
        classify(ticket, by=world.by_bob, at=timezone.now(), changes={"priority": "high"})
        assert page.send(component="mail").status_code == 200
        assert (now(ticket).priority, now(ticket).component) == ("high", "mail")
        assert ticket.events.filter(kind="classified").last().data == {"component": "mail"}

    def test_a_field_that_was_changed_meanwhile_is_refused_once(
        self, ann: Client, ticket: Ticket, world: World
    ) -> None:
        page = Page(ann, ticket, "classification")
        given = {"component": "mail", "request_type": "question"}
        classify(ticket, by=world.by_bob, at=timezone.now(), changes=given)
        assert page.send(component="phone").status_code == 409
        assert "Bob set this to “Mail” just now." in page.shown
        assert now(ticket).component == "mail"
        assert page.sent["request_type"] == "question"  # which nobody touched here
        assert page.send().status_code == 200
        assert (now(ticket).component, now(ticket).request_type) == ("phone", "question")

    def test_both_meant_the_same(self, ann: Client, ticket: Ticket, world: World) -> None:
        page = Page(ann, ticket, "classification")
        classify(ticket, by=world.by_bob, at=timezone.now(), changes={"component": "mail"})
        assert page.send(component="mail").status_code == 200
        assert ticket.events.filter(kind="classified").count() == 1

    def test_a_field_that_is_not_sent_stays(
        self, ann: Client, ticket: Ticket, world: World
    ) -> None:
        classify(ticket, by=world.by_bob, at=timezone.now(), changes={"component": "mail"})
        ann.post(f"/t/{ticket.number}/classification", {"priority": "high"})
        assert (now(ticket).priority, now(ticket).component) == ("high", "mail")


class TestAssign:
    """The half of R04 about who has it: the second is warned."""

    def take(self, browser: Client, ticket: Ticket) -> Page:
        """The button on the ticket's page."""
        page = Page(browser, ticket, "assignment", f"/t/{ticket.number}")
        form = re.search(r'<form method="post" action="[^"]*/assignment".*?</form>', page.shown)
        assert form is not None
        page.address += "/assignment"
        page.sent = fields(form[0])
        return page

    def test_r04_two_take_it_and_the_second_is_warned(
        self, world: World, visit: Visit, ticket: Ticket
    ) -> None:
        first, second = (self.take(visit(user), ticket) for user in (world.ann, world.bob))
        assert first.send().status_code == 200
        assert second.send().status_code == 409
        assert "Ann took it just now. Send again to take it from Ann." in second.shown
        assert now(ticket).assignee == world.ann
        assert second.send().status_code == 200
        assert now(ticket).assignee == world.bob

    def test_pressed_twice_it_is_ones_own(self, world: World, visit: Visit, ticket: Ticket) -> None:
        page = self.take(visit(world.ann), ticket)
        assert [page.send().status_code for _ in range(2)] == [200, 200]

    def test_r04_a_person_nobody_chose_stays(
        self, ann: Client, ticket: Ticket, world: World
    ) -> None:
        page = Page(ann, ticket, "assignment")
        assign(ticket, by=world.by_bob, at=timezone.now(), to=world.bob)
        assert page.send(team=world.back.pk).status_code == 200
        assert (now(ticket).assignee, now(ticket).team) == (world.bob, world.back)
        talk = ann.get(f"/t/{ticket.number}").content.decode()
        assert "to the team Back" in talk and "gave it to Bob, to the team" not in talk

    def test_r04_who_gives_it_is_told_who_has_it(
        self, ann: Client, ticket: Ticket, world: World
    ) -> None:
        page = Page(ann, ticket, "assignment")
        assign(ticket, by=world.by_lea, at=timezone.now(), to=world.bob, team=world.back)
        answer = page.send(to=world.ann.pk, team=world.front.pk)
        assert answer.status_code == 409
        assert "Lea gave it to Bob just now." in page.shown
        assert page.send().status_code == 409
        assert "Lea moved it to the team Back just now." in page.shown
        assert page.send().status_code == 200
        assert (now(ticket).assignee, now(ticket).team) == (world.ann, world.front)

    def test_r04_from_the_board(self, ann: Client, ticket: Ticket, world: World) -> None:
        page = Page(ann, ticket, "giving", f"/board/t/{ticket.number}")
        assign(ticket, by=world.by_bob, at=timezone.now(), to=world.bob)
        assert page.send(to=world.ann.pk).status_code == 409
        assert "Bob took it just now." in page.shown
        assert page.send(to=world.ann.pk).status_code == 200
        assert now(ticket).assignee == world.ann

    def test_nothing_chosen_is_nothing_done(self, ann: Client, ticket: Ticket) -> None:
        assert "Nothing was changed." in Page(ann, ticket, "assignment").send().content.decode()
        assert not ticket.events.filter(kind="assigned").exists()


class TestOtherActs:
    def test_escalated_twice_it_does_not_go_up_twice(
        self, ann: Client, ticket: Ticket, world: World
    ) -> None:
        page = Page(ann, ticket, "escalation")
        escalate(ticket, by=world.by_bob, at=timezone.now(), reason="The core.")
        assert page.send(reason="The core!").status_code == 409
        assert "Bob took it to “Second level” just now." in page.shown
        assert ticket.events.filter(kind="escalated").count() == 1
        assert page.send().status_code == 200

    def test_a_cause(self, ann: Client, ticket: Ticket, world: World) -> None:
        page = Page(ann, ticket, "exclusion")
        exclude(ticket, by=world.by_bob, at=timezone.now(), cause="own_fault", evidence="")
        assert page.send(cause="provider_net", evidence="trace").status_code == 409
        assert "Bob set this to “Our fault” just now." in page.shown
        assert now(ticket).cause == "own_fault"
        assert page.send().status_code == 200

    def test_a_contract(self, ann: Client, ticket: Ticket, world: World) -> None:
        page = Page(ann, ticket, "contract")
        other = Contract.objects.get(pk=world.contract.pk)
        other.pk, other.name = None, "Another"
        other.save()
        settle_contract(ticket, by=world.by_bob, at=timezone.now(), contract=other)
        assert page.send(contract=world.contract.pk).status_code == 409
        assert "Bob put it under “Another” just now." in page.shown
        assert page.send().status_code == 200
        assert now(ticket).contract == world.contract

    def test_a_version(self, ann: Client, ticket: Ticket, world: World) -> None:
        newer, newest = (take(TEXT.replace('version: "1"', f'version: "{n}"')) for n in (2, 3))
        page = Page(ann, ticket, "agreement")
        move(ticket, to=newest, by=world.by_bob, at=timezone.now(), reason="Signed.")
        assert page.send(to=newer.pk, reason="They said.").status_code == 409
        assert "Bob moved it to version 3 just now." in page.shown
        assert page.send().status_code == 200
        assert now(ticket).version == newer

    def test_a_wait_that_is_another_one_by_now(
        self, ann: Client, ticket: Ticket, world: World
    ) -> None:
        """Else what a third party said stood there as the carrier's answer."""
        wait(ticket, by=world.by_bob, at=timezone.now(), on="third_party")
        page = Page(ann, ticket, "resumption")
        resume(ticket, by=world.by_bob, at=timezone.now())
        wait(ticket, by=world.by_bob, at=timezone.now(), on="carrier", reference="BA-1")
        assert page.send(reason="They sent it.").status_code == 409
        assert "Bob began another wait just now." in page.shown
        assert not ticket.events.filter(kind="carrier_answer").exists()
        assert page.send().status_code == 200

    def test_a_wait_that_began_meanwhile(self, ann: Client, ticket: Ticket, world: World) -> None:
        page = Page(ann, ticket, "wait")
        wait(ticket, by=world.by_bob, at=timezone.now(), on="carrier", reference="BA-1")
        assert page.send(on="third_party").status_code == 409
        assert "Bob began a wait just now." in page.shown
        assert page.send().status_code == 200
        assert now(ticket).waiting_on == "third_party"


class TestFreshWords:
    """R03: nothing ends, nor stops, over words that came after one looked."""

    @pytest.mark.parametrize(
        ("act", "given"),
        [
            ("closure", {"reason": "A test call."}),
            ("wait", {"on": "third_party"}),
            ("exclusion", {"cause": "provider_net", "evidence": "trace"}),
        ],
    )
    def test_r03_it_is_said_once(
        self, ann: Client, ticket: Ticket, world: World, act: str, given: dict[str, str]
    ) -> None:
        page = Page(ann, ticket, act)
        world.ask(answers=ticket, at=timezone.now(), text="It is worse now.")
        before = ticket.events.count()
        assert page.send(**given).status_code == 409
        assert "Rita Rey wrote while you did: “It is worse now.”" in page.shown
        assert (now(ticket).status, ticket.events.count()) == ("open", before)
        assert page.send().status_code == 200
        assert ticket.events.count() > before

    @pytest.mark.parametrize(
        "deed",
        [
            {"do": "close", "words": {"reason": "A test call."}},
            {"do": "wait", "words": {"on": "third_party"}},
        ],
    )
    def test_r03_nor_by_a_macro(
        self, ann: Client, ticket: Ticket, world: World, deed: dict[str, object]
    ) -> None:
        own = {"desk": world.desk, "owner": world.ann, "made_at": timezone.now()}
        macro = Macro.objects.create(name="Away", deeds=[deed], **own)
        page = Page(ann, ticket, "macro")
        world.ask(answers=ticket, at=timezone.now(), text="It is worse now.")
        assert page.send(macro=macro.pk, stage="do").status_code == 409
        assert now(ticket).status == "open"
        assert page.send(macro=macro.pk, stage="do").status_code == 200
        assert now(ticket).status != "open"


def test_links_that_fill_a_form_in_say_nothing_of_what_was_seen(
    ann: Client, ticket: Ticket, world: World
) -> None:
    address = f"/t/{ticket.number}/assignment?to={world.bob.pk}&drawn=to%3D{world.bob.pk}"
    page = Page(ann, ticket, "assignment", address)
    assert dict(parse_qsl(str(page.sent["drawn"]), keep_blank_values=True))["to"] == ""
    page.send()
    assert now(ticket).assignee == world.bob


class TestWaitingOnTheCustomer:
    """B12: a wait begins with a question."""

    def test_an_answer_that_asks_nothing_is_none(
        self, ann: Client, ticket: Ticket, world: World
    ) -> None:
        reply(ticket, by=world.by_ann, at=timezone.now(), text="We are on it. Nothing is needed.")
        page = Page(ann, ticket, "wait")
        assert "“We are on it. Nothing is needed.”" in page.shown
        assert page.send(on="customer").status_code == 422
        assert "was not sent as a question" in page.shown
        assert ticket.clocks.get(metric="resolution").state == "running"
        assert not ticket.clocks.filter(metric="customer_answer").exists()

    def test_what_a_person_says_of_it_stays_on_record(
        self, ann: Client, ticket: Ticket, world: World
    ) -> None:
        said = reply(ticket, by=world.by_ann, at=timezone.now(), text="We need the trace.")
        assert Page(ann, ticket, "wait").send(on="customer", asked="on").status_code == 200
        assert ticket.events.get(kind="waiting").data["asked"] == said.pk
        talk = ann.get(f"/t/{ticket.number}").content.decode()
        assert "waits on the customer, saying that the last answer asked them something" in talk

    def test_a_question_that_is_open_needs_no_word(
        self, ann: Client, ticket: Ticket, world: World
    ) -> None:
        """Whatever was said since."""
        reply(ticket, by=world.by_ann, at=timezone.now(), text="Which phone?", then_wait=True)
        resume(ticket, by=world.by_ann, at=timezone.now())
        reply(ticket, by=world.by_ann, at=timezone.now(), text="Meanwhile we looked at the core.")
        page = Page(ann, ticket, "wait")
        assert "Meanwhile we looked" not in page.shown
        assert page.send(on="customer").status_code == 200
        assert "asked" not in ticket.events.filter(kind="waiting").last().data

    def test_what_the_customer_answered_is_no_question(
        self, ann: Client, ticket: Ticket, world: World
    ) -> None:
        reply(ticket, by=world.by_ann, at=timezone.now(), text="Which phone?", then_wait=True)
        world.ask(answers=ticket, at=timezone.now(), text="The red one.")
        answer = Page(ann, ticket, "wait").send(on="customer", asked="on")
        assert answer.status_code == 422
        assert "Ask the customer something first" in answer.content.decode()

    def test_a_macro_that_answers_and_waits_asks(
        self, ann: Client, ticket: Ticket, world: World
    ) -> None:
        own = {"desk": world.desk, "owner": world.ann, "made_at": timezone.now()}
        waits = {"do": "wait", "words": {"on": "customer"}}
        asks = {"do": "reply", "words": {"text": "Which phone?"}}
        both = Macro.objects.create(name="Ask", deeds=[asks, waits], **own)
        alone = Macro.objects.create(name="Wait", deeds=[waits], **own)
        reply(ticket, by=world.by_ann, at=timezone.now(), text="We are on it.")
        answer = Page(ann, ticket, "macro").send(macro=alone.pk, stage="do")
        assert "was not sent as a question" in answer.content.decode()
        assert Page(ann, ticket, "macro").send(macro=both.pk, stage="do").status_code == 200
        assert now(ticket).waiting_on == "customer"


class TestLevel:
    """A new level takes the ticket to its team: said before, after, and on record."""

    def test_it_is_said_before_and_after(self, world: World, visit: Visit, ticket: Ticket) -> None:
        assign(ticket, by=world.by_bob, at=timezone.now(), to=world.bob)
        page = Page(visit(world.bob), ticket, "classification")
        assert "Second level: to the team Back, and from Bob back into the queue" in page.shown
        told = page.send(level="l2").content.decode()
        assert "Classified. It is back in the queue, with the team Back." in told
        talk = page.browser.get(f"/t/{ticket.number}").content.decode()
        assert "level: Second level, to the team Back, back in the queue" in talk

    def test_so_it_is_of_an_escalation(self, ann: Client, ticket: Ticket, world: World) -> None:
        assign(ticket, by=world.by_bob, at=timezone.now(), to=world.bob)
        page = Page(ann, ticket, "escalation")
        assert "to the team Back, and from Bob back into the queue" in page.shown
        told = page.send(reason="The core.").content.decode()
        assert "Escalated. It is back in the queue, with the team Back." in told

    def test_nothing_is_said_where_nothing_moves(
        self, ann: Client, ticket: Ticket, world: World
    ) -> None:
        assign(ticket, by=world.by_bob, at=timezone.now(), team=world.back)
        shown = Page(ann, ticket, "classification").shown
        assert re.search(r">\s*Second level\s*<", shown)


class TestWhatIsShared:
    """Settings, macros and rules that two people have open."""

    def test_a_setting_is_not_kept_over_a_colleagues(self, world: World, visit: Visit) -> None:
        ada = visit(hire(world.desk, "ada", Role.ADMIN))
        address = f"/settings/desk/{world.desk.slug}/teams/{world.front.pk}"
        sent = fields(ada.get(address).content.decode())
        Team.objects.filter(pk=world.front.pk).update(name="Entrance")
        answer = ada.post(address, {**sent, "name": "Door"})
        assert answer.status_code == 409
        shown = answer.content.decode()
        assert "Somebody has changed this since you opened it: Name." in shown
        assert Team.objects.get(pk=world.front.pk).name == "Entrance"
        again = {**fields(shown), "name": "Door"}
        assert ada.post(address, again).status_code == 302
        assert Team.objects.get(pk=world.front.pk).name == "Door"

    def test_nor_a_persons_role_and_teams(self, world: World, visit: Visit) -> None:
        ada = visit(hire(world.desk, "ada", Role.ADMIN))
        member = Member.objects.get(user=world.ann, desk=world.desk)
        address = f"/settings/desk/{world.desk.slug}/people/{member.pk}"
        sent = {**fields(ada.get(address).content.decode()), "role": "lead"}
        assert ada.post(address, {**sent, "teams": world.front.pk}).status_code == 302
        assert ada.post(address, {**sent, "teams": world.front.pk}).status_code == 409

    def test_a_macro_kept_and_applied(self, ann: Client, ticket: Ticket, world: World) -> None:
        note = {"do": "note", "words": {"text": "One"}}
        own = {"desk": world.desk, "owner": world.ann, "made_at": timezone.now()}
        macro = Macro.objects.create(name="Note", deeds=[note], **own)
        page = Page(ann, ticket, "macro")
        address = f"/macros/{macro.pk}"
        row = {"deed-0-do": "note", "deed-0-text": "Mine", "save": "1"}
        opened = fields(ann.get(address).content.decode())
        sent = {name: value for name, value in opened.items() if name in KEPT} | row
        Macro.objects.filter(pk=macro.pk).update(deeds=[{**note, "words": {"text": "Two"}}])
        assert page.send(stage="do").status_code == 409
        assert "This macro was changed just now." in page.shown and "Two" in page.shown
        assert page.send(stage="do").status_code == 200
        assert ticket.notes.get().text == "Two"
        answer = ann.post(address, sent)
        assert answer.status_code == 409
        again = {**sent, "drawn": fields(answer.content.decode())["drawn"]}
        assert ann.post(address, again).status_code == 302
        assert Macro.objects.get().deeds[0]["words"] == {"text": "Mine"}


KEPT = ("name", "desk", "shared", "team", "drawn")
