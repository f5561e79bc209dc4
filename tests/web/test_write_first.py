"""We write first: a case nobody asked for yet, its mail held like any other, and no clock."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from prazo.accounts.models import Member, Role
from prazo.customers.models import Contract, Entrance, RequesterAddress
from prazo.desk.actions.reply import reply
from prazo.desk.actor import ByRule, rule
from prazo.desk.models import Message, Outgoing, Ticket
from prazo.lib.refusal import Refusal
from prazo.writing.actions.send_held import send_held
from prazo.writing.models import Draft, Habit, Template
from tests.web.conftest import HTMX, Visit
from tests.world import World

pytestmark = pytest.mark.usefixtures("everything")


@pytest.fixture
def ann(visit: Visit, world: World) -> Client:
    Habit.objects.update_or_create(user=world.ann, defaults={"undo_seconds": 10})
    return visit(world.ann)


def given(world: World, **other: Any) -> dict[str, Any]:
    return {
        "desk": world.desk.pk, "address": "rita@acme.example", "name": "", "cc": "",
        "subject": "Maintenance on Sunday", "text": "We change a part on Sunday.",
        "templates": "", "then": "", "once": "w" * 20, **other,
    }  # fmt: skip


def test_the_mail_is_held_and_then_goes_out_from_the_desk_with_a_thread_of_its_own(
    ann: Client, world: World
) -> None:
    answer = ann.post("/new/first", given(world, cc="ivo@acme.example"))
    ticket = Ticket.objects.get()
    assert answer["Location"] == f"/t/{ticket.number}"
    assert (ticket.requester, ticket.contract, ticket.assignee, ticket.channel) == (
        world.requester, world.contract, world.ann, "email",
    )  # fmt: skip
    assert not Message.objects.exists() and not Outgoing.objects.exists()
    assert "We change a part" in ann.get(f"/t/{ticket.number}").content.decode()
    while send_held(timezone.now() + timedelta(seconds=11)):
        pass
    (message,), (post,) = Message.objects.all(), Outgoing.objects.all()
    assert (message.kind, message.user) == ("reply", world.ann)
    assert (post.to, post.cc) == (["rita@acme.example"], ["ivo@acme.example"])
    assert post.subject == "Maintenance on Sunday"
    page = ann.get(f"/t/{ticket.number}").content.decode()
    assert "to rita@acme.example" in page and "nothing is owed until the customer writes" in page


def test_what_nothing_is_known_of_is_not_sent_in_braces(ann: Client, world: World) -> None:
    answer = ann.post("/new/first", given(world, text="#{number}: before {due}."))
    assert answer.status_code == 422
    assert "Nothing is known of {due} on this ticket." in answer.content.decode()
    assert not Ticket.objects.exists() and not Draft.objects.exists()


def test_nothing_is_owed_until_they_answer_and_the_answer_threads_onto_it(
    ann: Client, world: World
) -> None:
    Habit.objects.filter(user=world.ann).update(undo_seconds=0)
    ann.post("/new/first", given(world))
    ticket = Ticket.objects.get()
    assert not ticket.clocks.exists() and ticket.next_due_at is None
    assert "Nothing is owed yet" in ann.get(f"/t/{ticket.number}").content.decode()
    assert Outgoing.objects.get().key.startswith("message:")  # and no receipt
    at = timezone.now()
    assert world.ask("Re: Maintenance on Sunday", at=at, answers=ticket) == ticket
    ticket.refresh_from_db()
    assert ticket.clocks.get(metric="first_response").started_at == at
    assert ticket.next_due_at is not None


def test_undone_it_is_a_draft_on_its_ticket_and_nothing_went_out(ann: Client, world: World) -> None:
    files = [SimpleUploadedFile("plan.txt", b"Sunday 10:00")]
    ann.post("/new/first", given(world, files=files))
    ticket = Ticket.objects.get()
    ann.post(f"/t/{ticket.number}/undo")
    draft = Draft.objects.get()
    assert (draft.ticket, draft.pressed_at) == (ticket, None)
    assert draft.files.get().name == "plan.txt"
    assert "We change a part" in ann.get(f"/t/{ticket.number}").content.decode()
    assert not Outgoing.objects.exists()


def test_files_go_along(ann: Client, world: World) -> None:
    Habit.objects.filter(user=world.ann).update(undo_seconds=0)
    ann.post("/new/first", given(world, files=[SimpleUploadedFile("plan.txt", b"10:00")]))
    assert Message.objects.get().attachments.get().name == "plan.txt"


def test_sent_twice_it_is_one(ann: Client, world: World) -> None:
    first, second = (ann.post("/new/first", given(world)) for _ in range(2))
    assert first["Location"] == second["Location"]
    assert (Ticket.objects.count(), Draft.objects.count()) == (1, 1)
    other = ann.post("/new/first", given(world, text="Something else."))
    assert other.status_code == 409
    assert "Something else." in other.content.decode()
    assert ("w" * 20) not in other.content.decode()


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("address", "", "Write to whom it goes."),
        ("address", "rita", "valid email"),
        ("address", "acme-desk@desk.example", "is an address of ours"),
        ("cc", "acme-desk@desk.example", "is an address of ours"),
        ("cc", "nobody", "no address that mail can be sent to"),
        ("subject", "", "Say in a few words"),
        ("text", " \n", "Write something: they will read it."),
        ("desk", "0", "valid choice"),
    ],
)
def test_what_cannot_be_sent_comes_back_whole(
    ann: Client, world: World, field: str, value: str, said: str
) -> None:
    """And nothing is made of it: no ticket, no person."""
    Entrance.objects.get_or_create(desk=world.desk, address="acme-desk@desk.example")
    known = RequesterAddress.objects.count()
    sent = given(world, address="new@birch.example", text="Kept words.", **{}) | {field: value}
    files = [SimpleUploadedFile("plan.txt", b"10:00")]
    answer = ann.post("/new/first", {**sent, "files": files}, headers=HTMX)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page and page.strip().startswith("<form")
    assert "Choose these files once more: plan.txt" in page
    assert field == "text" or "Kept words." in page
    assert not Ticket.objects.exists() and RequesterAddress.objects.count() == known


def test_another_customers_address_gets_no_copy(ann: Client, world: World) -> None:
    from tests.world import sign

    sign(world.desk, "Birch", "birch.example")
    answer = ann.post("/new/first", given(world, cc="bo@birch.example"))
    assert answer.status_code == 422
    assert "another customer" in answer.content.decode()
    assert not Ticket.objects.exists()


def test_where_the_contract_is_not_certain_it_asks(ann: Client, world: World) -> None:
    other = Contract.objects.create(desk=world.desk, customer=world.customer, name="Second")
    ann.post("/new/first", given(world))
    ticket = Ticket.objects.get()
    assert (ticket.contract, ticket.marks) == (None, ["contract_unclear"])
    other.delete()
    ann.post(
        "/new/first",
        given(world, address="eva@fir.example", name="Eva", language="es", once="x" * 20),
    )
    ticket = Ticket.objects.latest("pk")
    assert ticket.marks == ["no_contract"]
    assert (ticket.requester.name, ticket.requester.address) == ("Eva", "eva@fir.example")
    assert (ticket.requester.language, ticket.language) == ("es", "es")


def test_no_rule_answers_what_nobody_asked(ann: Client, world: World) -> None:
    """Such as one that greets whoever opens a ticket; a reminder of our question is none."""
    ann.post("/new/first", given(world))
    ticket = Ticket.objects.get()
    bot, at = rule(ByRule(1, "Greet", (1,))), timezone.now()
    with pytest.raises(Refusal, match="We wrote first"):
        reply(ticket, by=bot, at=at, text="We got your request.")
    reply(ticket, by=world.by_ann, at=at, text="When?", then_wait=True)
    reply(ticket, by=bot, at=at, text="Did you see our question?")


def test_a_question_waits_for_its_answer(ann: Client, world: World) -> None:
    Habit.objects.filter(user=world.ann).update(undo_seconds=0)
    ann.post("/new/first", given(world, then="wait"))
    ticket = Ticket.objects.get()
    assert (ticket.status, ticket.waiting_on) == ("waiting", "customer")
    assert set(ticket.clocks.values_list("metric", flat=True)) == {"customer_answer"}


def test_names_in_braces_are_filled_in(ann: Client, world: World) -> None:
    Habit.objects.filter(user=world.ann).update(undo_seconds=0)
    ann.post("/new/first", given(world, text="{requester}, this is {number}. {agent} {what}"))
    number = Ticket.objects.get().number
    assert Message.objects.get().text == f"Rita Rey, this is #{number}. {world.ann} {{what}}"


def test_templates_of_the_desk_one_writes_from(ann: Client, world: World) -> None:
    Template.objects.create(
        desk=world.desk, name="Maintenance", text="{agent}: {number}", changed_at=timezone.now()
    )
    asked = {"q": "maint", "desk": world.desk.pk, "address": "rita@acme.example"}
    (one,) = ann.get("/new/first/templates", asked).json()["templates"]
    assert (one["text"], one["missing"]) == (f"{world.ann}: {{number}}", [])
    assert (
        ann.get("/new/first/templates", {**asked, "desk": world.other_desk.pk}).status_code == 404
    )


def test_who_may_only_read_writes_nothing(visit: Visit, world: World) -> None:
    reader = visit(world.contact)
    assert reader.get("/new/first").status_code == 403
    assert reader.post("/new/first", given(world)).status_code == 403
    Member.objects.filter(user=world.contact, desk=world.other_desk).delete()
    Member.objects.create(user=world.contact, desk=world.other_desk, role=Role.AGENT)
    assert visit(world.contact).post("/new/first", given(world)).status_code == 422
    assert not Ticket.objects.exists()


def test_begun_from_somewhere_it_knows_to_whom(ann: Client, world: World) -> None:
    page = ann.get(f"/new/first?desk={world.desk.pk}&address=rita@acme.example").content.decode()
    assert 'value="rita@acme.example"' in page
