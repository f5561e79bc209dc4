"""Bold, lists and links in an answer, and the signature below it."""

import re
from html import unescape

from django.test import Client
from django.utils import timezone

from prazo.accounts.operator import Operator
from prazo.desk.actions.note import note
from prazo.desk.actor import agent
from prazo.desk.models import Message, Outgoing, Ticket
from prazo.writing.actions.keep_draft import add_files
from prazo.writing.actions.keep_signatures import keep_signatures
from prazo.writing.files import Upload
from prazo.writing.models import DraftFile, Signature
from tests.web.conftest import Visit, undoable
from tests.world import PNG, World


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
        undoable(world.ann)
        ann.post(f"/t/{ticket.number}/reply", {"text": given["text"]})
        held = ann.get(f"/t/{ticket.number}").content.decode()
        assert "<strong>Yes</strong>" in held[held.index('id="held-') :]

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
