"""Side threads on a ticket's page: opened, written in, heard; never among the customer's words."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from prazo.desk.actions.hear_beside import hear_beside
from prazo.desk.inbound import Inbound, InboundFile
from prazo.desk.models import Message, Outgoing, SideThread, Ticket
from prazo.web import queues
from tests.web.conftest import Visit
from tests.world import World

HTMX = {"HX-Request": "true"}
WRITTEN = {
    "party": "carrier",
    "to": "noc@carrier.example",
    "subject": "Trunk 7",
    "text": "It is <b>dead</b>.",
    "wait": "on",
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


def heard(thread: SideThread) -> None:
    said = Inbound(
        channel="email",
        reference="a",
        sender="noc@carrier.example",
        sender_name="<i>NOC</i>",
        subject="Re: Trunk 7",
        text="<script>x</script> repaired",
        received_at=timezone.now(),
        files=(InboundFile(name="trace.txt", content_type="text/plain", content=b"1 ms"),),
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
    assert "To noc@carrier.example" in shown.content.decode()
    sent = {"thread": thread.pk, "text": "And now?", "reference": "BA-7"}
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
    queues._counted.clear()  # on a slow day the counts lapse between two pages
    with CaptureQueriesContext(connection) as before:
        ann.get(address)
    ann.post(f"{address}/side", {k: v for k, v in WRITTEN.items() if k != "wait"})
    ann.get(address)
    queues._counted.clear()
    with CaptureQueriesContext(connection) as after:
        ann.get(address)
    assert len(after) == len(before)


def test_a_reader_sees_it_and_may_not_write(
    world: World, visit: Visit, ticket: Ticket, thread: SideThread
) -> None:
    page = visit(world.contact).get(f"/t/{ticket.number}").content.decode()
    assert "not seen by the customer" in page
    assert f"/t/{ticket.number}/beside" not in page
