"""What is sent: taken back in time, beside a colleague's, once however often it is pressed."""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from prazo.desk.models import Message, Ticket
from prazo.writing.actions.send_held import send_held
from prazo.writing.models import Draft, DraftFile, Habit
from tests.rules.made import deed, make_macro
from tests.web.conftest import HTMX, Visit, undoable
from tests.world import World


class TestUndo:
    def test_with_and_without_scripts(self, ann: Client, ticket: Ticket, world: World) -> None:
        undoable(world.ann)
        for headers in ({}, HTMX):
            ann.post(f"/t/{ticket.number}/reply", {"text": "So soon", "then": "wait"})
            held = ann.get(f"/t/{ticket.number}").content.decode()
            assert 'id="held-' in held and "then it waits for the customer" in held
            answer = ann.post(f"/t/{ticket.number}/undo", headers=headers)
            assert answer.status_code == (200 if headers else 302)
            if headers:
                assert "So soon</textarea>" in answer.content.decode()
            assert Draft.objects.get().pressed_at is None
        assert ann.post(f"/t/{ticket.number}/undo").status_code == 409

    def test_of_several_the_key_takes_back_the_last(
        self, ann: Client, ticket: Ticket, world: World
    ) -> None:
        """As the note on every other page does."""
        undoable(world.ann)
        ann.post(f"/t/{ticket.number}/reply", {"text": "The first"})
        ann.post(f"/t/{ticket.number}/reply", {"text": "The second"})
        page = ann.get(f"/t/{ticket.number}").content.decode()
        assert len(set(re.findall(r' id="held-\d+"', page))) == 2
        assert page.count('data-key="z"') == 1
        assert page.index("The first") < page.index("The second") < page.index('data-key="z"')
        ann.post(f"/t/{ticket.number}/undo")
        assert "The second</textarea>" in ann.get(f"/t/{ticket.number}").content.decode()

    def test_resolving_by_its_own_form_too(self, ann: Client, ticket: Ticket, world: World) -> None:
        undoable(world.ann)
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


class TestUnfilled:
    @pytest.mark.parametrize("act", ["reply", "side"])
    def test_what_nobody_filled_in_is_said_once(
        self, ann: Client, ticket: Ticket, world: World, act: str
    ) -> None:
        undoable(world.ann)
        beside = {"to": "noc@carrier.example", "party": "carrier", "subject": "Trunk"}
        given = {"text": "Before {due}, {requester}. {x}", **(beside if act == "side" else {})}
        answer = ann.post(f"/t/{ticket.number}/{act}", given)
        said = answer.content.decode()
        assert answer.status_code == 422
        assert "Nobody filled in {due}, {requester}." in said
        assert not Draft.objects.exclude(pressed_at=None).exists()
        form = said.split(f'action="/t/{ticket.number}/{act}"')[1].split("</form>")[0]
        again = {**given, "unfilled": hidden(form, "unfilled")}
        assert ann.post(f"/t/{ticket.number}/{act}", again).status_code == 302
        assert Draft.objects.exclude(pressed_at=None).count() == 1

    def test_a_note_and_a_brace_of_no_variable_are_kept(self, ann: Client, ticket: Ticket) -> None:
        assert ann.post(f"/t/{ticket.number}/note", {"text": "{due}?"}).status_code == 302
        assert ann.post(f"/t/{ticket.number}/reply", {"text": "{a: 1}"}).status_code == 302


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
            undoable(world.ann)
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
        undoable(world.ann)
        given = {"text": "Once", "once": self.once(ann, ticket, "reply"), "cc": "nobody"}
        assert ann.post(f"/t/{ticket.number}/reply", given).status_code == 422
        given["cc"] = ""
        ann.post(f"/t/{ticket.number}/reply", given)
        ann.post(f"/t/{ticket.number}/undo")
        ann.post(f"/t/{ticket.number}/reply", given)
        assert Draft.objects.get().pressed_at is not None
