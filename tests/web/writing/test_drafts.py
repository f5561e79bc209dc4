"""Drafts as the composer keeps them, and one that was kept elsewhere since."""

import re
import time
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from prazo.accounts.models import Member
from prazo.desk.models import Message, Ticket
from prazo.web import counts
from prazo.writing.actions.keep_draft import add_files, keep_draft
from prazo.writing.actions.send_held import send_held
from prazo.writing.files import Upload
from prazo.writing.models import Draft
from prazo.writing.words import Words, opened
from tests.web.conftest import HTMX, Visit, undoable
from tests.world import PNG, World


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
        undoable(world.ann)
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


def test_the_page_asks_no_more_for_all_of_it(
    ann: Client, ticket: Ticket, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Drafts, files, company and recipients come with the statement that reads the ticket."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    still = time.monotonic()
    monkeypatch.setattr(time, "monotonic", lambda: still)  # what is kept for seconds does not lapse
    ann.get(f"/t/{ticket.number}")
    counts._counted.clear()
    with CaptureQueriesContext(connection) as before:
        ann.get(f"/t/{ticket.number}")
    now = timezone.now()
    keep_draft(ticket, "reply", Words(text="x"), user=world.ann, at=now, revision=None)
    add_files(ticket, "reply", [Upload("a.png", PNG)], user=world.ann, at=now)
    keep_draft(ticket, "note", Words(text="x"), user=world.bob, at=now, revision=None)
    counts._counted.clear()
    with CaptureQueriesContext(connection) as after:
        ann.get(f"/t/{ticket.number}")
    assert len(after) <= len(before) <= 6
