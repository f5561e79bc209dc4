"""Drafts, undo, recipients, files and templates as pages and scripts ask for them."""

import re
import time
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from prazo.accounts.models import Member
from prazo.accounts.operator import Operator
from prazo.channels.email.compose import compose
from prazo.channels.email.route import Route
from prazo.channels.email.send import letter_of
from prazo.desk.actions.note import note
from prazo.desk.actor import agent
from prazo.desk.inbound import InboundFile
from prazo.desk.models import Message, NoteFile, Outgoing, Ticket
from prazo.lib import scope
from prazo.web import queues
from prazo.writing.actions.keep_draft import add_files, keep_draft
from prazo.writing.actions.keep_signatures import keep_signatures
from prazo.writing.actions.keep_template import Said, make_template
from prazo.writing.actions.send_held import send_held
from prazo.writing.files import Upload
from prazo.writing.models import Draft, DraftFile, Habit, Signature, Template
from prazo.writing.words import Words, opened
from tests.rules.made import deed, make_macro
from tests.web.conftest import Visit
from tests.world import World, sign

HTMX = {"HX-Request": "true"}
PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 32


@pytest.fixture(autouse=True)
def seen(everything: None) -> None:
    """Tests here look at all of the database."""


@pytest.fixture
def ticket(world: World, everything: None) -> Ticket:
    return world.ask("No dial tone", at=timezone.now() - timedelta(hours=1))


@pytest.fixture
def ann(world: World, visit: Visit) -> Client:
    return visit(world.ann)


def undoable(world: World) -> None:
    Habit.objects.filter(user=world.ann).update(undo_seconds=20)


class TestDraft:
    GIVEN = {"kind": "reply", "revision": 0, "text": "Half a", "to": "rita@acme.example", "cc": ""}

    def test_kept_told_and_drawn(self, ann: Client, ticket: Ticket) -> None:
        answer = ann.post(f"/t/{ticket.number}/draft", {**self.GIVEN, "text": "Half <a"})
        assert answer.json() == {"revision": 1}
        told = ann.get(f"/t/{ticket.number}/draft").json()["drafts"]["reply"]
        assert (told["revision"], told["text"]) == (1, "Half <a")
        shown = ann.get(f"/t/{ticket.number}").content.decode()
        assert "Half &lt;a</textarea>" in shown and 'data-drafts="1.0"' in shown
        fragment = ann.get(f"/t/{ticket.number}/reply", headers=HTMX)
        assert fragment.status_code == 200

    def test_of_nobody_else(self, ann: Client, ticket: Ticket, world: World, visit: Visit) -> None:
        ann.post(f"/t/{ticket.number}/draft", self.GIVEN)
        bob = visit(world.bob)
        assert bob.get(f"/t/{ticket.number}/draft").json() == {"drafts": {}}
        shown = bob.get(f"/t/{ticket.number}").content.decode()
        assert "Half a" not in shown and "Ann has a draft" in shown
        assert "Ann has a draft" in bob.get("/").content.decode()
        assert "Ann has a draft" not in ann.get(f"/t/{ticket.number}").content.decode()

    def test_a_conflict_tells_what_there_is(self, ann: Client, ticket: Ticket) -> None:
        ann.post(f"/t/{ticket.number}/draft", self.GIVEN)
        answer = ann.post(f"/t/{ticket.number}/draft", {**self.GIVEN, "text": "Other"})
        assert (answer.status_code, answer.json()["text"]) == (409, "Half a")

    @pytest.mark.parametrize(
        "wrong", [{"kind": "call"}, {"revision": -1}, {"revision": "x"}, {"text": "a\0b"}]
    )
    def test_what_no_page_sends_is_refused(
        self, ann: Client, ticket: Ticket, wrong: dict[str, object]
    ) -> None:
        answer = ann.post(f"/t/{ticket.number}/draft", {**self.GIVEN, **wrong})
        assert answer.status_code == 422
        assert ann.post(f"/t/{ticket.number}/draft", {**self.GIVEN, "user": 1}).status_code == 400
        assert not Draft.objects.exists()

    def test_a_permission_taken_meanwhile_holds(
        self, ann: Client, ticket: Ticket, world: World
    ) -> None:
        Member.objects.filter(user=world.ann).update(role="reader")
        for path in ("draft", "upload", "undo", "templates"):
            assert ann.post(f"/t/{ticket.number}/{path}", self.GIVEN).status_code == 403

    def test_a_send_uses_it_up_and_discarding_sends_nothing(
        self, ann: Client, ticket: Ticket
    ) -> None:
        ann.post(f"/t/{ticket.number}/draft", self.GIVEN)
        ann.post(f"/t/{ticket.number}/reply", {"text": "Whole", "then": "discard"})
        assert not Draft.objects.exists()
        ann.post(f"/t/{ticket.number}/draft", self.GIVEN)
        ann.post(f"/t/{ticket.number}/reply", {"text": "Whole"})
        assert not Draft.objects.exists()
        assert ticket.messages.get(kind=Message.Kind.REPLY).text == "Whole"

    def test_why_it_was_not_sent_is_shown(self, ann: Client, ticket: Ticket, world: World) -> None:
        undoable(world)
        ann.post(f"/t/{ticket.number}/reply", {"text": "Too late"})
        Member.objects.filter(user=world.ann).update(role="reader")
        send_held(timezone.now() + timedelta(minutes=1))
        Member.objects.filter(user=world.ann).update(role="agent")
        shown = ann.get(f"/t/{ticket.number}").content.decode()
        assert "Not sent: You may not act on this ticket any more." in shown
        assert "Too late</textarea>" in shown


class TestNewer:
    """Nothing is lost and nothing goes out that was not seen."""

    def page(self, ann: Client, ticket: Ticket) -> str:
        shown = ann.get(f"/t/{ticket.number}").content.decode()
        found = re.search(r'name="revision" value="(\d+)"', shown)
        assert found is not None
        return found[1]

    def revision_in(self, page: str) -> str:
        part = page.split('id="compose-reply"')[1]
        found = re.search(r'name="revision" value="(\d+)"', part)
        assert found is not None
        return found[1]

    def test_what_was_written_on_elsewhere_is_asked_about(
        self, ann: Client, ticket: Ticket
    ) -> None:
        ann.post(f"/t/{ticket.number}/draft", TestDraft.GIVEN)
        old = self.page(ann, ticket)
        ann.post(f"/t/{ticket.number}/draft", {**TestDraft.GIVEN, "revision": 1, "text": "More"})
        inside = SimpleUploadedFile("internal.txt", b"x")
        ann.post(f"/t/{ticket.number}/upload", {"kind": "reply", "files": inside})
        given = {"text": "Half a", "revision": old}
        for then in ("", "keep", "discard"):
            answer = ann.post(f"/t/{ticket.number}/reply", {**given, "then": then})
            page = answer.content.decode()
            assert answer.status_code == 409 and "“More”" in page and "internal.txt" in page
            assert "Half a</textarea>" in page and 'data-revision="1"' in page
            assert not ticket.messages.filter(kind=Message.Kind.REPLY).exists()
            assert opened(Draft.objects.get().sealed).text == "More"
        ann.post(f"/t/{ticket.number}/reply", {**given, "revision": self.revision_in(page)})
        assert ticket.messages.get(kind=Message.Kind.REPLY).attachments.count() == 1

    def test_what_was_sent_from_another_tab_too(self, ann: Client, ticket: Ticket) -> None:
        ann.post(f"/t/{ticket.number}/draft", TestDraft.GIVEN)
        given = {"text": "Half a", "revision": self.page(ann, ticket)}
        assert ann.post(f"/t/{ticket.number}/reply", given).status_code == 302
        answer = ann.post(f"/t/{ticket.number}/reply", given)
        assert answer.status_code == 409 and "you sent or discarded it" in answer.content.decode()
        given["revision"] = self.revision_in(answer.content.decode())
        assert ann.post(f"/t/{ticket.number}/reply", given).status_code == 302

    def test_files_that_come_along_are_seen(self, ann: Client, ticket: Ticket) -> None:
        files = [SimpleUploadedFile("a.txt", b"a")]
        given = {"text": "See", "cc": "nobody", "revision": "0", "files": files}
        answer = ann.post(f"/t/{ticket.number}/reply", given)
        page = answer.content.decode()
        assert answer.status_code == 422 and self.revision_in(page) == "1"
        sent = {"text": "See", "revision": "1"}
        assert ann.post(f"/t/{ticket.number}/reply", sent).status_code == 302
        assert ticket.messages.get(kind=Message.Kind.REPLY).attachments.count() == 1

    def test_the_same_words_need_no_question(self, ann: Client, ticket: Ticket) -> None:
        """Kept in the last moment before a page was left, and come back to."""
        ann.post(f"/t/{ticket.number}/draft", {**TestDraft.GIVEN, "text": "a\nb"})
        given = {"text": "a\r\nb", "revision": "0"}
        assert ann.post(f"/t/{ticket.number}/reply", given).status_code == 302


class TestUndo:
    def test_with_and_without_scripts(self, ann: Client, ticket: Ticket, world: World) -> None:
        undoable(world)
        for headers in ({}, HTMX):
            ann.post(f"/t/{ticket.number}/reply", {"text": "So soon", "then": "wait"})
            held = ann.get(f"/t/{ticket.number}").content.decode()
            assert 'id="held"' in held and "then it waits for the customer" in held
            answer = ann.post(f"/t/{ticket.number}/undo", headers=headers)
            assert answer.status_code == (200 if headers else 302)
            if headers:
                assert "So soon</textarea>" in answer.content.decode()
            assert Draft.objects.get().pressed_at is None
        assert ann.post(f"/t/{ticket.number}/undo").status_code == 409

    def test_resolving_by_its_own_form_too(self, ann: Client, ticket: Ticket, world: World) -> None:
        undoable(world)
        ann.post(f"/t/{ticket.number}/resolution", {"summary": "New trunk."})
        assert Ticket.objects.get(pk=ticket.pk).status == "open"
        send_held(timezone.now() + timedelta(minutes=1))
        assert Ticket.objects.get(pk=ticket.pk).summary == "New trunk."

    def test_each_chooses_for_how_long(self, ann: Client, ticket: Ticket, world: World) -> None:
        assert b'value="0"' in ann.get("/me/sending").content
        assert ann.post("/me/sending", {"undo_seconds": 7}).status_code == 422
        assert ann.post("/me/sending", {"undo_seconds": 5}).status_code == 302
        ann.post(f"/t/{ticket.number}/reply", {"text": "x"})
        held = Draft.objects.get()
        assert held.send_at is not None and held.pressed_at is not None
        assert held.send_at - held.pressed_at == timedelta(seconds=5)
        Habit.objects.all().delete()
        ann.post(f"/t/{ticket.number}/reply", {"text": "y"})
        held = Draft.objects.latest("pk")
        assert held.send_at - held.pressed_at == timedelta(seconds=10)  # type: ignore[operator]


def hidden(form: str, name: str) -> str:
    """What a hidden field of a form holds."""
    found = re.search(rf'name="{name}" value="([^"]+)"', form)
    assert found is not None, name
    return found[1]


class TestMeanwhile:
    def test_a_colleagues_answer_on_its_way_is_said(
        self, ann: Client, ticket: Ticket, world: World, visit: Visit
    ) -> None:
        Habit.objects.filter(user=world.bob).update(undo_seconds=20)
        visit(world.bob).post(f"/t/{ticket.number}/reply", {"text": "Mine first"})
        seen = (timezone.now() - timedelta(minutes=5)).isoformat()
        answer = ann.post(f"/t/{ticket.number}/reply", {"text": "Mine", "seen": seen})
        assert answer.status_code == 409
        assert "Bob has just answered" in answer.content.decode()
        assert "Mine first" not in answer.content.decode()

    def test_the_customers_own_words_too(self, ann: Client, ticket: Ticket, world: World) -> None:
        seen = (timezone.now() - timedelta(minutes=5)).isoformat()
        world.ask(answers=ticket, at=timezone.now(), text="It works <again>.")
        answer = ann.post(f"/t/{ticket.number}/reply", {"text": "Try this", "seen": seen})
        assert "wrote while you did: “It works &lt;again&gt;.”" in answer.content.decode()

    @pytest.mark.parametrize("act", ["resolution", "agreed", "macro"])
    def test_in_each_form_whose_words_go_to_the_customer(
        self, ann: Client, ticket: Ticket, world: World, act: str
    ) -> None:
        macro = make_macro(world, deed("reply", text="Try this."))
        given = {
            "resolution": {"summary": "Done."},
            "agreed": {"agreed": "We send one."},
            "macro": {"macro": macro.pk, "stage": "do"},
        }[act]
        shown = ann.get(f"/t/{ticket.number}/{act}").content.decode()
        form = shown.split(f'action="/t/{ticket.number}/{act}"')[1].split("</form>")[0]
        world.ask(answers=ticket, at=timezone.now(), text="It works again.")
        answered = ticket.messages.exclude(kind__in=("request", "receipt"))
        for status, said in ((409, True), (302, False)):
            sent = {**given, "seen": hidden(form, "seen"), "once": hidden(form, "once")}
            answer = ann.post(f"/t/{ticket.number}/{act}", sent)
            assert answer.status_code == status
            form = answer.content.decode().partition(f'action="/t/{ticket.number}/{act}"')[2]
            assert ("wrote while you did: “It works again.”" in form) == said
            assert answered.exists() != said

    def test_a_macro_that_says_nothing_goes_over_nobody(
        self, ann: Client, ticket: Ticket, world: World
    ) -> None:
        macro = make_macro(world, deed("note", text="Seen."))
        seen = (timezone.now() - timedelta(minutes=5)).isoformat()
        world.ask(answers=ticket, at=timezone.now())
        sent = {"macro": macro.pk, "stage": "do", "seen": seen}
        assert ann.post(f"/t/{ticket.number}/macro", sent).status_code == 302

    @pytest.mark.parametrize("seen", ["", "x", "2026", "9" * 40])
    def test_nobody_is_kept_by_what_says_nothing(
        self, ann: Client, ticket: Ticket, seen: str
    ) -> None:
        answer = ann.post(f"/t/{ticket.number}/reply", {"text": "Try this", "seen": seen})
        assert answer.status_code == 302


class TestSentTwice:
    """R05: a second click, a lost answer, a page left open."""

    def once(self, ann: Client, ticket: Ticket, kind: str) -> str:
        shown = ann.get(f"/t/{ticket.number}").content.decode()
        found = re.search(r'name="once" value="([^"]+)"', shown.split(f'id="compose-{kind}"')[1])
        assert found is not None
        return found[1]

    @pytest.mark.parametrize("held", [True, False])
    def test_an_answer_goes_out_once(
        self, ann: Client, ticket: Ticket, world: World, held: bool
    ) -> None:
        if held:
            undoable(world)
        given = {"text": "Once", "once": self.once(ann, ticket, "reply")}
        for _again in range(3):
            assert ann.post(f"/t/{ticket.number}/reply", given).status_code == 302
        while send_held(timezone.now() + timedelta(minutes=1)):
            pass
        assert ticket.messages.filter(kind=Message.Kind.REPLY).count() == 1

    def test_with_its_files_and_nothing_of_it_is_left(self, ann: Client, ticket: Ticket) -> None:
        once = self.once(ann, ticket, "reply")
        for _again in range(2):
            given = {"text": "See.", "once": once, "files": [SimpleUploadedFile("a.txt", b"a")]}
            ann.post(f"/t/{ticket.number}/reply", given)
            again = {"kind": "reply", "revision": 0, "text": "See.", "to": "", "cc": ""}
            ann.post(f"/t/{ticket.number}/draft", again)  # over a lost answer it is kept once more
        ann.post(f"/t/{ticket.number}/reply", {"text": "See.", "once": once})
        assert ticket.messages.get(kind=Message.Kind.REPLY).attachments.count() == 1
        assert not Draft.objects.exists() and not DraftFile.objects.exists()

    def test_so_is_a_note_a_call_and_what_goes_outside(self, ann: Client, ticket: Ticket) -> None:
        outside = {"party": "third_party", "to": "ned@maker.example", "subject": "s", "text": "x"}
        for kind, given in (("note", {"text": "x"}), ("call", {"said": "x"}), ("side", outside)):
            once = "x" * 20 if kind == "side" else self.once(ann, ticket, kind)
            for _again in range(2):
                answer = ann.post(f"/t/{ticket.number}/{kind}", {**given, "once": once})
                assert answer.status_code == 302
        assert ticket.notes.count() == 1
        assert ticket.messages.filter(channel="phone").count() == 1
        assert ticket.side_threads.count() == 1

    def test_each_form_has_a_name_of_its_own(self, ann: Client, ticket: Ticket) -> None:
        kinds = ("reply", "note", "call") * 2
        assert len({self.once(ann, ticket, kind) for kind in kinds}) == 6
        form = ann.post(f"/t/{ticket.number}/note", {"text": "x"}, headers=HTMX).content.decode()
        (name,) = set(re.findall(r'name="once" value="([^"]+)"', form))
        assert len(name) >= 22

    def test_other_words_are_asked_about_and_then_said(self, ann: Client, ticket: Ticket) -> None:
        once = self.once(ann, ticket, "reply")
        ann.post(f"/t/{ticket.number}/reply", {"text": "One", "once": once})
        answer = ann.post(f"/t/{ticket.number}/reply", {"text": "Two", "once": once})
        assert answer.status_code == 409 and "was sent already" in answer.content.decode()
        part = answer.content.decode().split('id="compose-reply"')[1]
        fresh = re.search(r'name="once" value="([^"]+)"', part)
        assert fresh is not None and fresh[1] != once
        ann.post(f"/t/{ticket.number}/reply", {"text": "Two", "once": fresh[1]})
        said = ticket.messages.filter(kind=Message.Kind.REPLY).order_by("pk")
        assert [one.text for one in said] == ["One", "Two"]

    def test_what_was_refused_or_taken_back_may_be_sent_again(
        self, ann: Client, ticket: Ticket, world: World
    ) -> None:
        undoable(world)
        given = {"text": "Once", "once": self.once(ann, ticket, "reply"), "cc": "nobody"}
        assert ann.post(f"/t/{ticket.number}/reply", given).status_code == 422
        given["cc"] = ""
        ann.post(f"/t/{ticket.number}/reply", given)
        ann.post(f"/t/{ticket.number}/undo")
        ann.post(f"/t/{ticket.number}/reply", given)
        assert Draft.objects.get().pressed_at is not None


class TestRecipients:
    def address(self, ann: Client, ticket: Ticket, **given: object) -> str:
        answer = ann.post(f"/t/{ticket.number}/reply", {"text": "x", **given})
        assert answer.status_code == 422
        return answer.content.decode()

    def test_the_others_of_the_mail_are_offered_unticked(
        self, ann: Client, ticket: Ticket, world: World
    ) -> None:
        """peers.md thread 13, T03."""
        sent = [("to", "acme-desk@desk.example"), ("to", "Other-Desk+x@desk.example")]
        sent += [("cc", "boss@acme.example"), ("cc", "<b>@acme.example")]
        recipients = [{"field": f, "name": "", "address": a} for f, a in sent]
        ticket.messages.filter(kind="request").update(recipients=recipients)
        shown = ann.get(f"/t/{ticket.number}").content.decode()
        assert 'name="offered" value="boss@acme.example"> ' in shown
        assert "checked" not in shown.split('name="offered"')[1].split(">")[0]
        assert "desk@desk.example" not in shown.split('class="recipients"')[1].split("</div>")[0]
        assert "<b>@acme" not in shown
        ann.post(f"/t/{ticket.number}/reply", {"text": "x", "offered": ["boss@acme.example"]})
        mail = ticket.outgoing.get(message__kind="reply")
        assert (mail.to, mail.cc) == (["rita@acme.example"], ["boss@acme.example"])
        shown = ann.get(f"/t/{ticket.number}").content.decode()
        assert 'name="cc" value="boss@acme.example"' in shown
        assert "Cc: boss@acme.example" in shown

    def test_a_bad_one_is_named_beside_its_field(self, ann: Client, ticket: Ticket) -> None:
        shown = self.address(ann, ticket, to="rita@acme.example", cc="boss@acme.example, b<oss")
        assert re.search(r"“b&lt;oss” is no address.*</p>", shown)
        assert 'value="boss@acme.example, b&lt;oss"' in shown

    def test_nobody_is_not_enough(self, ann: Client, ticket: Ticket) -> None:
        assert "Write to whom it goes." in self.address(ann, ticket, to=" ")

    def test_ours_and_other_customers_are_refused(
        self, ann: Client, ticket: Ticket, world: World
    ) -> None:
        sign(world.desk, "Globex", "globex.example")
        ours = self.address(ann, ticket, cc="other-desk@desk.example")
        assert "is an address of ours" in ours
        assert "another customer" in self.address(ann, ticket, cc="ivo@globex.example")
        assert not ticket.messages.filter(kind=Message.Kind.REPLY).exists()


class TestFiles:
    def upload(self, ann: Client, ticket: Ticket, **given: object) -> dict[str, object]:
        return ann.post(f"/t/{ticket.number}/upload", {"kind": "reply", **given}).json()

    def test_up_and_away_again(
        self, ann: Client, ticket: Ticket, visit: Visit, world: World
    ) -> None:
        named = SimpleUploadedFile("x' onload=1.png", PNG, "text/html")
        told = self.upload(ann, ticket, files=named)
        assert told["revision"] == 1 and "onload" in str(told["files"])
        assert "x' onload" not in str(told["files"])
        token = DraftFile.objects.get().token
        assert len(token) >= 22  # 128 bits (AC03)
        own = ann.get(f"/d/{token}")
        assert own.content == PNG and own["Content-Type"] == "application/octet-stream"
        for other in (world.bob, world.stranger):
            assert visit(other).get(f"/d/{token}").status_code == 404
        assert self.upload(ann, ticket, drop=token)["files"] == []

    def test_refused_with_a_sentence(self, ann: Client, ticket: Ticket) -> None:
        told = self.upload(ann, ticket, files=SimpleUploadedFile("a.txt", b""))
        assert told == {"refused": "“a.txt” is empty."}

    def test_in_the_mail_that_goes_out(self, ann: Client, ticket: Ticket, world: World) -> None:
        files = [
            SimpleUploadedFile("shot.png", PNG, "image/svg+xml"),
            SimpleUploadedFile("log.txt", b"a log\n", "text/html"),
        ]
        ann.post(f"/t/{ticket.number}/reply", {"text": "See.", "files": files})
        row = ticket.outgoing.select_related("message").get(message__kind="reply")
        route = Route(name="Desk", address="acme-desk@desk.example", server=None, account=None)
        raw = compose(letter_of(row, route))
        mail = message_from_bytes(raw, policy=default)
        assert isinstance(mail, EmailMessage)
        parts = [(p.get_filename(), p.get_content_type()) for p in mail.iter_attachments()]
        assert parts == [("shot.png", "image/png"), ("log.txt", "text/plain")]
        assert [p.get_payload(decode=True) for p in mail.iter_attachments()] == [PNG, b"a log\n"]

    def test_a_file_survives_a_refusal(self, ann: Client, ticket: Ticket) -> None:
        given = {"text": " ", "files": [SimpleUploadedFile("a.txt", b"a")]}
        shown = ann.post(f"/t/{ticket.number}/reply", given)
        assert shown.status_code == 422 and b"a.txt" in shown.content
        assert DraftFile.objects.get().draft.user.email == "ann@desk.example"

    def test_on_a_note_it_is_the_desks(
        self, ann: Client, ticket: Ticket, world: World, visit: Visit
    ) -> None:
        """T14."""
        shot = InboundFile(name="s.png", content_type="image/png", content=PNG)
        note(ticket, by=world.by_bob, at=timezone.now(), text="x", files=[shot])
        kept = NoteFile.objects.get()
        shown = ann.get(f"/t/{ticket.number}").content.decode()
        assert f'<img src="/n/{kept.pk}?picture"' in shown
        assert ann.get(f"/n/{kept.pk}?picture")["Content-Type"] == "image/png"
        for user in (world.stranger, None):
            assert visit(user).get(f"/n/{kept.pk}").status_code in (302, 404)
        with scope.entered(scope.of([world.desk.pk], [world.customer.pk])):
            assert not NoteFile.objects.exists()

    def test_a_strangers_picture_is_not_shown_in_place(self, ann: Client, ticket: Ticket) -> None:
        from prazo.desk.files import keep_all

        message = ticket.messages.get(kind=Message.Kind.REQUEST)
        (kept,) = keep_all(
            [(message, [InboundFile(name="p.png", content_type="image/png", content=PNG)])]
        )
        assert b"?picture" not in ann.get(f"/t/{ticket.number}").content
        answer = ann.get(f"/f/{kept.pk}?picture")
        assert answer["Content-Disposition"].startswith("attachment")


class TestTemplates:
    SAID = {"name": "Hello", "text": "Hello {requester} <b>", "language": ""}

    def test_found_and_filled_in(self, ann: Client, ticket: Ticket, world: World) -> None:
        by = Operator(world.lea, timezone.now(), None)
        make_template(world.desk, Said(**self.SAID), by=by)
        (found,) = ann.get(f"/t/{ticket.number}/templates?q=hel").json()["templates"]
        assert (found["text"], found["missing"]) == ("Hello Rita Rey <b>", [])
        assert ann.get(f"/t/{ticket.number}/templates?q=zebra").json() == {"templates": []}
        chosen = {"template": Template.objects.get().pk}
        assert ann.post(f"/t/{ticket.number}/templates", chosen).status_code == 302
        assert opened(Draft.objects.get().sealed).text == "Hello Rita Rey <b>"

    def test_one_of_another_desk_is_not_there(
        self, ann: Client, ticket: Ticket, world: World
    ) -> None:
        by = Operator(world.lea, timezone.now(), None)
        theirs = make_template(world.other_desk, Said(**self.SAID), by=by)
        for given in ({"template": theirs.pk}, {"template": "x"}, {}):
            assert ann.post(f"/t/{ticket.number}/templates", given).status_code == 404
        assert ann.get(f"/templates/{theirs.pk}").status_code == 404

    def test_ones_own_are_made_changed_and_removed(self, ann: Client, world: World) -> None:
        wrong = ann.post("/templates", {**self.SAID, "text": "{password}"})
        assert wrong.status_code == 422 and "“{password}” is no variable" in wrong.content.decode()
        assert ann.post("/templates", self.SAID).status_code == 302
        own = Template.objects.get()
        assert own.user == world.ann
        changed = ann.post(f"/templates/{own.pk}", {**self.SAID, "text": "Hi"})
        assert changed.status_code == 302 and Template.objects.get().text == "Hi"
        assert ann.post(f"/templates/{own.pk}/removal").status_code == 302
        assert not Template.objects.exists()

    def test_so_many_are_enough_but_may_be_changed(
        self, ann: Client, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("prazo.web.views.writing.mine.MOST", 1)
        assert ann.post("/templates", self.SAID).status_code == 302
        more = ann.post("/templates", {**self.SAID, "name": "More"})
        assert more.status_code == 422 and "too many templates" in more.content.decode()
        own = Template.objects.get()
        changed = ann.post(f"/templates/{own.pk}", {**self.SAID, "text": "Hi"})
        assert changed.status_code == 302 and Template.objects.get().text == "Hi"

    def test_a_reader_has_none(self, visit: Visit, world: World) -> None:
        assert visit(world.contact).get("/templates").status_code == 403

    def test_the_desks_are_its_admins(self, visit: Visit, ann: Client, world: World) -> None:
        Member.objects.filter(user=world.lea).update(role="admin")
        lea, path = visit(world.lea), f"/settings/desk/{world.desk.slug}/templates"
        assert ann.get(path).status_code == 403
        assert lea.post(path, {**self.SAID, "team": world.front.pk}).status_code == 302
        own = Template.objects.get()
        assert (own.team, own.user) == (world.front, None)
        foreign = {**self.SAID, "team": world.other_desk.teams.first().pk}
        assert lea.post(f"{path}/{own.pk}", foreign).status_code == 422
        assert lea.post(f"{path}/{own.pk}", {**self.SAID, "text": "Hi"}).status_code == 302
        assert b"not used yet" in lea.get(path).content
        assert lea.post(f"{path}/{own.pk}/removal").status_code == 302
        history = lea.get(f"/settings/desk/{world.desk.slug}/history").content.decode()
        for said in ("Template made", "Template changed", "Template removed"):
            assert said in history


def test_the_page_asks_no_more_for_all_of_it(
    ann: Client, ticket: Ticket, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Drafts, files, company and recipients come with the statement that reads the ticket."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    still = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: still)  # what is kept for seconds does not lapse
    ann.get(f"/t/{ticket.number}")
    queues._counted.clear()
    with CaptureQueriesContext(connection) as before:
        ann.get(f"/t/{ticket.number}")
    now = timezone.now()
    keep_draft(ticket, "reply", Words(text="x"), user=world.ann, at=now, revision=None)
    add_files(ticket, "reply", [Upload("a.png", PNG)], user=world.ann, at=now)
    keep_draft(ticket, "note", Words(text="x"), user=world.bob, at=now, revision=None)
    queues._counted.clear()
    with CaptureQueriesContext(connection) as after:
        ann.get(f"/t/{ticket.number}")
    assert len(after) <= len(before) <= 6


class TestSigns:
    """Bold, lists, links: as they will be read, on the page and before they are sent."""

    def test_the_conversation_shows_them_and_the_mail_as_it_was_sent(
        self, ann: Client, ticket: Ticket, world: World, visit: Visit
    ) -> None:
        given = {"text": "**Yes** <i>\n- one\n- [x](https://a.example)", "to": "rita@acme.example"}
        ann.post(f"/t/{ticket.number}/reply", given)
        ann.post(f"/t/{ticket.number}/note", {"text": "> old\nand `new`"})
        shown = ann.get(f"/t/{ticket.number}").content.decode()
        assert '<div class="text formatted"><p><strong>Yes</strong> &lt;i&gt;</p><ul>' in shown
        assert "<blockquote><p>old</p></blockquote><p>and <code>new</code></p>" in shown
        message = ticket.messages.get(kind=Message.Kind.REPLY)
        mail = visit(world.lea).get(f"/t/{ticket.number}/m/{message.pk}")
        assert b"<strong>Yes</strong>" in mail.content and mail.status_code == 200
        lead = visit(world.lea).get(f"/t/{ticket.number}").content.decode()
        assert f"/t/{ticket.number}/m/{message.pk}" in lead
        assert f"/t/{ticket.number}/raw/{message.pk}" not in lead

    def test_what_was_written_before_stays_as_it_was(self, ann: Client, ticket: Ticket) -> None:
        """Rows of before have the columns' defaults; nothing reads their asterisks."""
        note(ticket, by=agent(ticket.desk.members.all()[0].user), at=timezone.now(), text="**x**")
        assert '<div class="text">**x**</div>' in ann.get(f"/t/{ticket.number}").content.decode()

    def test_what_is_stored_is_cleaned_once_more(self, ann: Client, ticket: Ticket) -> None:
        evil = '<p onclick="x()">a</p><script>x</script><img src="https://e.example/x.png">'
        ticket.messages.update(shown=f'{evil}<a href="javascript:x()">b</a><img src="cid:7">')
        shown = ann.get(f"/t/{ticket.number}").content.decode()
        talk = shown[shown.index('class="text formatted"') :]
        assert "onclick" not in talk[:400] and "e.example" not in talk[:400]
        assert "javascript" not in talk[:400] and 'src="/f/7?picture"' in talk[:400]

    def test_held_and_in_the_preview_they_are_read_too(
        self, ann: Client, ticket: Ticket, world: World
    ) -> None:
        add_files(ticket, "reply", [Upload("a.png", PNG)], user=world.ann, at=timezone.now())
        by = Operator(world.ann, timezone.now())
        keep_signatures(world.desk, {"": "*{agent}*"}, by=by)
        given = {"kind": "reply", "text": "**Yes**\n![](a.png)"}
        shown = ann.post(f"/t/{ticket.number}/preview", given).content.decode()
        token = DraftFile.objects.get().token
        assert "<strong>Yes</strong>" in shown and f'src="/d/{token}?picture"' in shown
        assert '<div class="signed"><div class="text formatted"><p><em>Ann</em></p></div>' in shown
        assert ann.get(f"/d/{token}?picture")["Content-Type"] == "image/png"
        inside = ann.post(f"/t/{ticket.number}/preview", {**given, "kind": "note"})
        assert b"Ann" not in inside.content
        assert ann.post(f"/t/{ticket.number}/preview", {"kind": "call"}).status_code == 422
        assert ann.post(f"/t/{ticket.number}/preview", {**given, "x": 1}).status_code == 400
        undoable(world)
        ann.post(f"/t/{ticket.number}/reply", {"text": given["text"]})
        held = ann.get(f"/t/{ticket.number}").content.decode()
        assert "<strong>Yes</strong>" in held[held.index('id="held"') :]

    def test_a_first_mail_is_shown_before_it_is_sent(self, ann: Client, world: World) -> None:
        keep_signatures(
            world.desk, {"": "all", "de": "Gruß"}, by=Operator(world.ann, timezone.now())
        )
        given = {"kind": "reply", "text": "*Hi*", "desk": world.desk.pk, "address": "x@y.example"}
        shown = ann.post("/first/preview", {**given, "language": "de"}).content.decode()
        assert "<em>Hi</em>" in shown and "Gruß" in shown
        assert ann.post("/first/preview", {**given, "desk": world.other_desk.pk}).status_code == 403


class TestSignature:
    def test_of_ones_own(self, ann: Client, world: World, ticket: Ticket) -> None:
        page = ann.get("/me/signature").content.decode()
        assert "{role}" in page
        drawn = re.search(r'name="drawn" value="([^"]*)"', page)
        assert drawn is not None
        said = {"text_any": "*Ann*", "drawn": unescape(drawn[1])}
        assert ann.post("/me/signature", said).status_code == 302
        assert Signature.objects.get().user == world.ann
        again = ann.post("/me/signature", {**said, "text_any": "Other"})
        assert again.status_code == 409, "it was changed since, in another window"
        assert ann.post("/me/signature", {"text_any": "{x}"}).status_code == 422
        ann.post(f"/t/{ticket.number}/reply", {"text": "Hi", "to": "rita@acme.example"})
        assert Outgoing.objects.get(message__kind="reply").text == "Hi\n\n-- \n*Ann*"
