"""Who an answer goes to, and the files it carries."""

import re
from datetime import timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from prazo.channels.email.compose import compose
from prazo.channels.email.route import Route
from prazo.channels.email.send import letter_of
from prazo.desk.actions.merge import merge
from prazo.desk.actions.note import note
from prazo.desk.inbound import InboundFile
from prazo.desk.models import Message, NoteFile, Ticket
from prazo.lib import scope
from prazo.writing.models import DraftFile
from tests.web.conftest import Visit
from tests.world import PNG, World, sign


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

    def test_where_answers_are_asked_for_is_said_apart(self, ann: Client, ticket: Ticket) -> None:
        sent = [("cc", "boss@acme.example"), ("reply-to", "forms@acme.example")]
        recipients = [{"field": f, "name": "", "address": a} for f, a in sent]
        ticket.messages.filter(kind="request").update(recipients=recipients)
        shown = ann.get(f"/t/{ticket.number}").content.decode()
        also, asked = shown.split("The last mail also went to:")[1].split("It asks for answers at:")
        assert 'value="boss@acme.example"' in also and "forms@acme.example" not in also
        assert 'value="forms@acme.example"' in asked.split("</div>")[0]

    def test_after_a_merge_the_requester_is_answered_and_the_other_in_copy(
        self, ann: Client, ticket: Ticket, world: World
    ) -> None:
        later = ticket.opened_at + timedelta(minutes=5)
        other = world.ask(sender="bo@acme.example", at=later)
        merge(other, into=ticket, by=world.by_ann, at=later)
        shown = ann.get(f"/t/{ticket.number}").content.decode()
        assert 'name="to" value="rita@acme.example"' in shown
        assert 'name="cc" value="bo@acme.example"' in shown

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

    def test_no_two_have_one_name(self, ann: Client, ticket: Ticket) -> None:
        """By it a text says which picture is meant; each answer says what its own is called."""
        long = "x" * 250 + ".png"
        for name, kept in (("a.png", "a.png"), ("a.png", "a 2.png"), ("a.png", "a 3.png")):
            assert self.upload(ann, ticket, files=SimpleUploadedFile(name, PNG))["kept"] == [kept]
        for _again in range(2):
            self.upload(ann, ticket, files=SimpleUploadedFile(long, PNG))
        names = DraftFile.objects.values_list("name", flat=True)
        assert len(set(names)) == 5 and max(map(len, names)) <= 200

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
