"""Side threads on a ticket's page: opened, written in, heard; never among the customer's words."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from prazo.accounts.operator import Operator
from prazo.desk.actions.hear_beside import hear_beside
from prazo.desk.actions.open_side_thread import open_side_thread
from prazo.desk.files import content_of, keep_all
from prazo.desk.inbound import Inbound, InboundFile
from prazo.desk.models import Message, Outgoing, SideMessage, SideThread, Ticket
from prazo.web import counts
from prazo.writing.actions.keep_template import Said, make_template
from prazo.writing.actions.send_held import awaited, send_held
from prazo.writing.models import Draft, Habit
from prazo.writing.words import opened
from tests.web.conftest import HTMX, Visit
from tests.world import MONDAY, World

ADDRESS = "noc@carrier.example"
TEN = timedelta(seconds=10)
WRITTEN = {
    "party": "carrier",
    "to": "noc@carrier.example",
    "subject": "Trunk 7",
    "text": "It is <b>dead</b>.",
    "then": "wait",
}


@pytest.fixture(autouse=True)
def seen(everything: None) -> None:
    """Tests here look at all of the database."""


@pytest.fixture
def ticket(world: World) -> Ticket:
    return world.ask(at=timezone.now() - timedelta(hours=1))


@pytest.fixture
def ann(world: World, visit: Visit) -> Client:
    return visit(world.ann)


@pytest.fixture
def thread(ann: Client, ticket: Ticket) -> SideThread:
    answer = ann.post(f"/t/{ticket.number}/side", WRITTEN)
    assert answer.status_code == 302, answer.content.decode()[-1500:]
    return SideThread.objects.get()


def heard(thread: SideThread, **more: object) -> None:
    values: dict[str, object] = {
        "reference": "a",
        "recipients": (("to", "", "acme-desk@desk.example"), ("cc", "", "Boss@carrier.example")),
        **more,
    }
    said = Inbound(
        channel="email",
        sender="noc@carrier.example",
        sender_name="<i>NOC</i>",
        subject="Re: Trunk 7",
        text="<script>x</script> repaired",
        received_at=timezone.now(),
        files=(InboundFile(name="trace.txt", content_type="text/plain", content=b"1 ms"),),
        **values,  # type: ignore[arg-type]
    )
    hear_beside(thread, said, as_of=said.received_at)


def test_a_strip_of_its_own(ann: Client, ticket: Ticket, thread: SideThread) -> None:
    page = ann.get(f"/t/{ticket.number}").content.decode()
    strip = page[page.index('id="side-threads"') :]
    assert "not seen by the customer" in strip and "noc@carrier.example" in strip
    assert "&lt;b&gt;dead&lt;/b&gt;" in strip
    assert Message.objects.filter(ticket=ticket, text__contains="dead").count() == 0


def test_the_customers_address_is_refused(ann: Client, ticket: Ticket) -> None:
    answer = ann.post(f"/t/{ticket.number}/side", {**WRITTEN, "to": "rita@acme.example"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "rita@acme.example is the customer&#x27;s." in page
    assert "It is &lt;b&gt;dead" in page, "what was typed is kept"
    assert not SideThread.objects.exists()


def test_an_answer_is_dealt_with_in_a_click(
    ann: Client, ticket: Ticket, thread: SideThread
) -> None:
    heard(thread)
    page = ann.get(f"/t/{ticket.number}").content.decode()
    assert "That is their answer: go on" in page and "&lt;script&gt;x" in page
    assert "An answer came in a side thread" in page
    done = ann.post(
        f"/t/{ticket.number}/heard", {"thread": thread.pk, "what": "answer"}, headers=HTMX
    )
    assert done.status_code == 200
    after = Ticket.objects.get(pk=ticket.pk)
    assert (after.status, after.marks) == ("open", [])
    assert after.events.filter(kind="carrier_answer").exists()
    again = ann.post(f"/t/{ticket.number}/heard", {"thread": thread.pk, "what": "answer"})
    assert again.status_code == 409


def test_written_on(ann: Client, ticket: Ticket, thread: SideThread) -> None:
    shown = ann.get(f"/t/{ticket.number}/beside?thread={thread.pk}", headers=HTMX)
    assert 'value="noc@carrier.example"' in shown.content.decode()
    sent = {"thread": thread.pk, "to": ADDRESS, "text": "And now?", "reference": "BA-7"}
    assert ann.post(f"/t/{ticket.number}/beside", sent).status_code == 302
    assert Outgoing.objects.filter(side__thread=thread).count() == 2
    assert "their number BA-7" in ann.get(f"/t/{ticket.number}").content.decode()


def test_a_thread_is_its_tickets(ann: Client, world: World, thread: SideThread) -> None:
    other = world.ask("Another")
    for act, more in (("beside", {"text": "x"}), ("heard", {"what": "seen"})):
        answer = ann.post(f"/t/{other.number}/{act}", {"thread": thread.pk, **more})
        assert answer.status_code == 422
    for wrong in ("x", "9" * 40, ""):
        assert ann.get(f"/t/{other.number}/beside?thread={wrong}").status_code == 200


def test_files_are_fetched_through_their_ticket(
    ann: Client, world: World, visit: Visit, ticket: Ticket, thread: SideThread
) -> None:
    heard(thread)
    file = thread.messages.get(user=None).files.get()
    address = f"/t/{ticket.number}/side/f/{file.pk}"
    assert address in ann.get(f"/t/{ticket.number}").content.decode()
    got = ann.get(address)
    assert (got.status_code, got.content) == (200, b"1 ms")
    assert "attachment" in got["Content-Disposition"]
    other = world.ask("Another")
    assert ann.get(f"/t/{other.number}/side/f/{file.pk}").status_code == 404
    assert visit(world.stranger).get(address).status_code == 404


def test_the_page_asks_the_database_nothing_more_for_it(
    ann: Client, ticket: Ticket, world: World
) -> None:
    address = f"/t/{ticket.number}"
    ann.get(address)
    counts._counted.clear()  # on a slow day the counts lapse between two pages
    with CaptureQueriesContext(connection) as before:
        ann.get(address)
    ann.post(f"{address}/side", {k: v for k, v in WRITTEN.items() if k != "then"})
    ann.get(address)
    counts._counted.clear()
    with CaptureQueriesContext(connection) as after:
        ann.get(address)
    assert len(after) == len(before)


def test_a_reader_sees_it_and_may_not_write(
    world: World, visit: Visit, ticket: Ticket, thread: SideThread
) -> None:
    page = visit(world.contact).get(f"/t/{ticket.number}").content.decode()
    assert "not seen by the customer" in page
    assert f"/t/{ticket.number}/beside" not in page


def written(ann: Client, address: str, **given: object):
    return ann.post(address, {"to": ADDRESS, "subject": "Trunk 7", "text": "Dead.", **given})


class TestDrafts:
    def keep(self, ann: Client, ticket: Ticket, kind: str, **more: object):
        words = {"kind": kind, "revision": 0, "text": "Half a", **more}
        return ann.post(f"/t/{ticket.number}/draft", words)

    def test_a_new_one_is_kept_and_comes_back(
        self, ann: Client, visit: Visit, world: World, ticket: Ticket
    ) -> None:
        more = {"to": "noc@carrier.example, ops@c", "subject": "Trunk", "party": "third_party"}
        assert self.keep(ann, ticket, "side", reference="BA", **more).json() == {"revision": 1}
        form = ann.get(f"/t/{ticket.number}/side", headers=HTMX).content.decode()
        for there in ("Half a", "ops@c", 'value="Trunk"', 'value="BA"', 'data-revision="1"'):
            assert there in form
        assert 'value="third_party" ' in form
        assert "Go on with your mail" in ann.get(f"/t/{ticket.number}").content.decode()
        bob = visit(world.bob)
        assert "Half a" not in bob.get(f"/t/{ticket.number}/side").content.decode()
        assert "Go on with your mail" not in bob.get(f"/t/{ticket.number}").content.decode()

    def test_each_thread_has_its_own(
        self, ann: Client, world: World, ticket: Ticket, thread: SideThread
    ) -> None:
        kind = f"side.{thread.pk}"
        assert self.keep(ann, ticket, kind, text="And").status_code == 200
        assert self.keep(ann, ticket, "side", text="Other").status_code == 200
        form = ann.get(f"/t/{ticket.number}/beside?thread={thread.pk}").content.decode()
        assert ">\nAnd</textarea>" in form and "Go on with your draft" in form
        other = world.ask("Another")
        assert self.keep(ann, other, kind).status_code == 422
        for wrong in ("side.", "side.0", "side.x", "side.1.2", "macro", "side.1\n"):
            assert self.keep(ann, ticket, wrong).status_code == 422, wrong

    def test_sent_it_is_gone_with_its_files(self, ann: Client, ticket: Ticket) -> None:
        address = f"/t/{ticket.number}"
        file = SimpleUploadedFile("plan.txt", b"a plan", "text/plain")
        told = ann.post(f"{address}/upload", {"kind": "side", "files": file}).json()
        assert told["revision"] == 1 and "plan.txt" in told["files"][0]
        assert "plan.txt" in ann.get(f"{address}/side", headers=HTMX).content.decode()
        given = {"party": "carrier", "revision": 1}
        assert written(ann, f"{address}/side", **given).status_code == 302
        assert not Draft.objects.exists()
        (file,) = SideMessage.objects.get().files.all()
        assert (file.name, file.content_type, content_of(file)) == (
            "plan.txt", "text/plain", b"a plan",
        )  # fmt: skip
        assert "plan.txt" in ann.get(address).content.decode()

    def test_one_written_elsewhere_is_not_sent_over(self, ann: Client, ticket: Ticket) -> None:
        self.keep(ann, ticket, "side", text="Elsewhere")
        answer = written(ann, f"/t/{ticket.number}/side", party="carrier", revision=0)
        assert answer.status_code == 409
        assert "“Elsewhere”" in answer.content.decode()
        assert not SideThread.objects.exists()


class TestCarry:
    """By an explicit choice, and looked at before it is sent."""

    def test_what_the_customer_wrote_and_sent(self, ann: Client, ticket: Ticket) -> None:
        asked = ticket.messages.get(kind="request")
        log = InboundFile(name="log.txt", content_type="text/plain", content=b"tone lost")
        (file,) = keep_all([(asked, [log])])
        address = f"/t/{ticket.number}/side"
        form = ann.get(address, headers=HTMX).content.decode()
        assert "log.txt" in form and "the customer's content" in form
        chosen = {"then": "carry", "quote": asked.pk, "carried": [file.pk], "subject": ""}
        form = written(ann, address, party="carrier", **chosen).content.decode()
        assert "Dead.\n\nWhat was reported to us on" in form
        assert "&gt; Since this morning." in form and "log.txt" in form
        assert "Rita" not in form.partition("<textarea")[2].partition("</textarea>")[0]
        assert not SideThread.objects.exists()
        draft = Draft.objects.get()
        sent = {"text": opened(draft.sealed).text, "revision": draft.revision, "subject": "Trunk"}
        assert written(ann, address, party="carrier", **sent).status_code == 302
        said = SideMessage.objects.get()
        assert said.text.endswith("> Since this morning.")
        assert [content_of(one) for one in said.files.all()] == [b"tone lost"]

    def test_nothing_of_another_ticket(self, ann: Client, world: World, ticket: Ticket) -> None:
        other = world.ask("Another")
        address, asked = f"/t/{ticket.number}/side", other.messages.get(kind="request")
        (file,) = keep_all([(asked, [InboundFile(name="a", content_type="", content=b"x")])])
        for chosen in ({"quote": asked.pk}, {"carried": [file.pk]}):
            answer = written(ann, address, party="carrier", then="carry", **chosen)
            assert answer.status_code == 422
        assert not Draft.objects.exists()


class TestUndo:
    @pytest.fixture(autouse=True)
    def held(self, world: World) -> None:
        Habit.objects.filter(user=world.ann).update(undo_seconds=10)

    def test_nothing_leaves_before_its_time(self, ann: Client, ticket: Ticket) -> None:
        before = Outgoing.objects.count()
        written(ann, f"/t/{ticket.number}/side", party="carrier", then="wait")
        page = ann.get(f"/t/{ticket.number}").content.decode()
        assert "msg outside held" in page and "to noc@carrier.example" in page
        assert "then it waits for them" in page
        assert (Outgoing.objects.count(), SideThread.objects.count()) == (before, 0)
        held = Draft.objects.get()
        assert send_held(held.pressed_at + TEN)
        thread = SideThread.objects.get()
        assert thread.opened_at == held.pressed_at and thread.messages.count() == 1
        assert Ticket.objects.get(pk=ticket.pk).waiting_on == "carrier"
        assert not Draft.objects.exists()

    def test_taken_back_it_stands_in_its_form(self, ann: Client, ticket: Ticket) -> None:
        written(ann, f"/t/{ticket.number}/side", party="third_party", cc="ops@carrier.example")
        form = ann.post(f"/t/{ticket.number}/undo", headers=HTMX).content.decode()
        for there in ('data-draft="side"', ">\nDead.</textarea>", "ops@carrier.example"):
            assert there in form
        assert not SideThread.objects.exists()
        again = ann.post(f"/t/{ticket.number}/undo")
        assert again.status_code == 409
        written(ann, f"/t/{ticket.number}/side", party="carrier", revision=2)
        answer = ann.post(f"/t/{ticket.number}/undo", {"held": Draft.objects.get().pk})
        assert answer["Location"] == f"/t/{ticket.number}/side"

    def test_of_two_the_one_that_is_meant(self, ann: Client, ticket: Ticket) -> None:
        address = f"/t/{ticket.number}"
        written(ann, f"{address}/side", party="carrier")
        ann.post(f"{address}/reply", {"text": "We look into it."})
        mail = Draft.objects.get(kind="side")
        assert ann.post(f"{address}/undo", {"held": mail.pk}).status_code == 302
        assert Draft.objects.get(pressed_at=None).kind == "side"
        assert Draft.objects.get(pressed_at__isnull=False).kind == "reply"

    def test_it_keeps_no_step_from_being_taken(
        self, ann: Client, visit: Visit, world: World, ticket: Ticket
    ) -> None:
        """It is no answer to the customer, and keeps nobody from giving one."""
        seen = ticket.opened_at.isoformat()
        written(ann, f"/t/{ticket.number}/side", party="carrier")
        assert not Ticket.objects.filter(awaited(timezone.now()), pk=ticket.pk).exists()
        page = visit(world.bob).get(f"/t/{ticket.number}").content.decode()
        assert "writes to somebody outside: it goes out in a moment" in page
        assert "Dead." not in page
        given = {"text": "We look into it.", "seen": seen}
        assert visit(world.bob).post(f"/t/{ticket.number}/reply", given).status_code == 302


class TestMeanwhile:
    """R04."""

    def test_over_their_answer(self, ann: Client, ticket: Ticket, thread: SideThread) -> None:
        address = f"/t/{ticket.number}/beside"
        form = ann.get(f"{address}?thread={thread.pk}", headers=HTMX).content.decode()
        seen = re.search(r'name="seen" value="([^"]+)"', form)
        assert seen is not None
        heard(thread)
        given = {"thread": thread.pk, "seen": seen[1]}
        answer = written(ann, address, **{**given, "subject": ()})
        assert answer.status_code == 409
        page = answer.content.decode()
        assert "NOC&lt;/i&gt; &lt;noc@carrier.example&gt; wrote while you did" in page
        seen = re.search(r'name="seen" value="([^"]+)"', page)
        assert seen is not None
        again = {"thread": thread.pk, "seen": seen[1], "subject": ()}
        assert written(ann, address, **again).status_code == 302

    def test_a_second_thread_beside_a_colleagues(
        self, ann: Client, world: World, ticket: Ticket
    ) -> None:
        seen = ticket.opened_at.isoformat()
        open_side_thread(
            ticket, party="carrier", to=ADDRESS, subject="Trunk", text="I ask them.",
            by=world.by_bob, at=timezone.now(),
        )  # fmt: skip
        answer = written(ann, f"/t/{ticket.number}/side", party="carrier", seen=seen)
        assert answer.status_code == 409
        assert "Bob wrote while you did: “I ask them.”" in answer.content.decode()
        assert SideThread.objects.count() == 1


class TestRecipients:
    def test_whom_their_mail_went_to_is_offered_and_not_added(
        self, ann: Client, ticket: Ticket, thread: SideThread
    ) -> None:
        heard(thread)
        address = f"/t/{ticket.number}/beside"
        form = ann.get(f"{address}?thread={thread.pk}", headers=HTMX).content.decode()
        assert 'name="offered" value="boss@carrier.example"' in form and "new here" in form
        assert "acme-desk@desk.example" not in form, "our own address"
        given = {"thread": thread.pk, "offered": "boss@carrier.example", "subject": ()}
        written(ann, address, **given)
        mail = Outgoing.objects.filter(side__thread=thread).last()
        assert mail is not None and (mail.to, mail.cc) == ([ADDRESS], ["boss@carrier.example"])
        page = ann.get(f"/t/{ticket.number}").content.decode()
        assert "to noc@carrier.example · Cc: boss@carrier.example" in page
        thread.refresh_from_db()
        assert thread.participants == [ADDRESS, "boss@carrier.example"]

    def test_the_customer_comes_in_by_no_field(self, ann: Client, ticket: Ticket) -> None:
        for field in ("to", "cc", "offered"):
            given = {"party": "carrier", field: "rita@acme.example"}
            answer = written(ann, f"/t/{ticket.number}/side", **given)
            assert answer.status_code == 422, field
            assert "rita@acme.example is the customer&#x27;s." in answer.content.decode()
        assert not SideThread.objects.exists()

    def test_whom_the_desk_wrote_to_before_is_not_new(
        self, ann: Client, world: World, ticket: Ticket, thread: SideThread
    ) -> None:
        form = ann.get(f"/t/{world.ask('Other').number}/side", headers=HTMX).content.decode()
        assert 'data-known="noc@carrier.example"' in form
        assert '<option value="noc@carrier.example">' in form


def test_templates_say_nothing_of_the_customer(ann: Client, world: World, ticket: Ticket) -> None:
    text = "{number} of {requester} at {customer}: {subject}, {due}; {agent}, {desk}"
    make_template(world.desk, Said(name="Ask", text=text), by=Operator(world.lea, MONDAY, None))
    found = ann.get(f"/t/{ticket.number}/templates/side?q=").json()["templates"]
    assert found[0]["text"] == (
        f"#{ticket.number} of {{requester}} at {{customer}}: {{subject}}, {{due}};"
        f" Ann, {world.desk.name}"
    )
    assert ann.get(f"/t/{ticket.number}/templates/macro").status_code == 404
    answer = ann.post(f"/t/{ticket.number}/templates/side", {"template": found[0]["id"]})
    assert answer["Location"] == f"/t/{ticket.number}/side"
    assert "of {requester}" in ann.get(answer["Location"]).content.decode()


def test_closed_and_taken_up_again(ann: Client, ticket: Ticket, thread: SideThread) -> None:
    heard(thread)
    act = f"/t/{ticket.number}/side-state"
    assert ann.post(act, {"thread": thread.pk, "what": "close"}).status_code == 302
    page = ann.get(f"/t/{ticket.number}").content.decode()
    assert "closed by Ann" in page and "unread answer" not in page
    after = Ticket.objects.get(pk=ticket.pk)
    assert (after.marks, after.waiting_on) == ([], "carrier")
    ann.post(act, {"thread": thread.pk, "what": "reopen"})
    assert "closed by" not in ann.get(f"/t/{ticket.number}").content.decode()
    ann.post(act, {"thread": thread.pk, "what": "close"})
    written(ann, f"/t/{ticket.number}/beside", thread=thread.pk, subject=())
    thread.refresh_from_db()
    assert thread.closed_at is None
    ann.post(act, {"thread": thread.pk, "what": "close"})
    heard(thread, reference="b")
    thread.refresh_from_db()
    assert thread.closed_at is None and thread.answered_at is not None
    assert "unread answer" in ann.get(f"/t/{ticket.number}").content.decode()
