"""What somebody writes is kept, for that person, sealed, and not written over unseen."""

from datetime import timedelta

import pytest
from django.conf import settings

from prazo.desk.models import Ticket
from prazo.lib import scope
from prazo.lib.refusal import Refusal
from prazo.writing.actions.claim import claim
from prazo.writing.actions.keep_draft import (
    NewerError,
    add_files,
    discard,
    drop_file,
    keep_draft,
)
from prazo.writing.files import LARGEST, MOST, Upload, content_of
from prazo.writing.models import Draft, DraftFile
from prazo.writing.retention import forget_drafts
from prazo.writing.words import Words, opened
from tests.world import MONDAY, PNG, World

SECRET = "sk_live_51H8abcdefghijklmnopqrstuv"


@pytest.fixture
def ticket(world: World) -> Ticket:
    return world.ask()


def keep(world: World, ticket: Ticket, text: str, revision: int | None = None, kind: str = "reply"):
    words = Words(text=text, cc=("boss@acme.example",))
    return keep_draft(ticket, kind, words, user=world.ann, at=MONDAY, revision=revision)


def test_it_is_kept_as_it_was_written(world: World, ticket: Ticket) -> None:
    first = keep(world, ticket, "Half a", 0)
    assert first is not None
    second = keep(world, ticket, "Half a sentence", first.revision)
    assert second is not None and second.pk == first.pk and second.revision == first.revision + 1
    words = opened(Draft.objects.get().sealed)
    assert (words.text, words.cc) == ("Half a sentence", ("boss@acme.example",))


def test_each_kind_and_each_person_has_one(world: World, ticket: Ticket) -> None:
    keep(world, ticket, "An answer", 0)
    keep(world, ticket, "A note", 0, kind="note")
    keep_draft(ticket, "reply", Words(text="Bob's"), user=world.bob, at=MONDAY, revision=0)
    assert Draft.objects.count() == 3


def test_what_was_written_elsewhere_is_not_written_over(world: World, ticket: Ticket) -> None:
    first = keep(world, ticket, "One", 0)
    assert first is not None
    with pytest.raises(NewerError) as newer:
        keep(world, ticket, "Two", 0)
    assert newer.value.draft is not None and newer.value.draft.pk == first.pk
    assert opened(Draft.objects.get().sealed).text == "One"
    keep(world, ticket, "Two", first.revision)  # who chose knows what it was


def test_nothing_left_of_it_is_no_draft(world: World, ticket: Ticket) -> None:
    first = keep(world, ticket, "One", 0)
    assert first is not None
    assert keep(world, ticket, "  ", first.revision) is None
    assert not Draft.objects.exists()
    keep(world, ticket, "Again", 0)
    discard(ticket, "reply", user=world.bob)
    assert Draft.objects.exists()
    discard(ticket, "reply", user=world.ann)
    assert not Draft.objects.exists()


def test_nothing_of_it_lies_in_clear(world: World, ticket: Ticket) -> None:
    """D17: secrets are masked as it is sent, so until then it is sealed."""
    keep(world, ticket, f"The key is {SECRET}", 0)
    add_files(ticket, "reply", [Upload("k.txt", SECRET.encode())], user=world.ann, at=MONDAY)
    kept, file = Draft.objects.get(), DraftFile.objects.get()
    for column in (kept.sealed, file.sealed):
        assert SECRET.encode() not in bytes(column)
    assert SECRET in opened(kept.sealed).text and content_of(file) == SECRET.encode()
    with pytest.raises(Exception, match="blob"):
        settings.VAULT.open(bytes(file.sealed), "blob")


def test_other_desks_see_none_of_it(world: World, ticket: Ticket) -> None:
    keep(world, ticket, "x", 0)
    add_files(ticket, "reply", [Upload("a.png", PNG)], user=world.ann, at=MONDAY)
    for seen in (scope.NOTHING, scope.of([world.other_desk.pk]), scope.of([world.desk.pk], [1])):
        with scope.entered(seen):
            assert not Draft.objects.exists() and not DraftFile.objects.exists()


class TestFiles:
    @pytest.mark.parametrize(
        ("name", "content", "kept", "kind"),
        [
            ("shot.png", PNG, "shot.png", "image/png"),
            ("shot", PNG, "shot.png", "image/png"),
            ("liar.png", b"<svg onload=alert(1)>", "liar.png", "text/plain"),
            ("liar.jpg", PNG, "liar.jpg.png", "image/png"),
            ("../../etc/passwd", b"root", "passwd", "text/plain"),
            ("invoice\u202efdp.exe", b"MZ\x90\0\x03", "invoicefdp.exe", "application/octet-stream"),
            ("x.html", b"<html><script>", "x.html", "text/plain"),
            (".htaccess", b"deny", "htaccess", "text/plain"),
            ("r.pdf", b"%PDF-1.7", "r.pdf", "application/pdf"),
            ("t.xlsx", b"PK\x03\x04..", "t.xlsx", "application/vnd.openxmlformats-officedocument"
             ".spreadsheetml.sheet"),
            ("\0", "é".encode("latin-1") * 9, "file", "application/octet-stream"),
        ],
    )  # fmt: skip
    def test_it_is_what_its_bytes_say(
        self, world: World, ticket: Ticket, name: str, content: bytes, kept: str, kind: str
    ) -> None:
        """J05, X05, F08."""
        (file,) = add_files(ticket, "note", [Upload(name, content)], user=world.ann, at=MONDAY)
        assert (file.name, file.content_type, file.size) == (kept, kind, len(content))

    def test_no_more_than_a_mail_can_carry(self, world: World, ticket: Ticket) -> None:
        def add(*uploads: Upload) -> None:
            add_files(ticket, "reply", uploads, user=world.ann, at=MONDAY)

        half = b"x" * (LARGEST // 2)
        add(Upload("a.txt", half))
        with pytest.raises(Refusal, match=r"“b.txt” is too large: all files together may have 18"):
            add(Upload("b.txt", half + b"x"))
        with pytest.raises(Refusal, match="is empty"):
            add(Upload("c.txt", b""))
        add(*(Upload(f"{n}.txt", b"x") for n in range(MOST - 1)))
        with pytest.raises(Refusal, match="At most 20 files fit"):
            add(Upload("one more.txt", b"x"))
        assert DraftFile.objects.count() == MOST

    def test_only_its_writer_takes_one_away(self, world: World, ticket: Ticket) -> None:
        (file,) = add_files(ticket, "reply", [Upload("a", PNG)], user=world.ann, at=MONDAY)
        drop_file(ticket, file.token, user=world.bob, at=MONDAY)
        assert DraftFile.objects.exists()
        drop_file(ticket, file.token, user=world.ann, at=MONDAY)
        assert not DraftFile.objects.exists()


def test_a_file_makes_it_another_one(world: World, ticket: Ticket) -> None:
    first = keep(world, ticket, "x", 0)
    assert first is not None
    later = MONDAY + timedelta(hours=30)
    (file,) = add_files(ticket, "reply", [Upload("a.png", PNG)], user=world.ann, at=later)
    with pytest.raises(NewerError):
        keep(world, ticket, "y", first.revision)
    draft = Draft.objects.get()
    assert (draft.revision, draft.changed_at) == (first.revision + 1, later)
    drop_file(ticket, file.token, user=world.ann, at=later)
    assert Draft.objects.get().revision == first.revision + 2


def test_a_file_that_begins_it_meanwhile_is_told(
    world: World, ticket: Ticket, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The words were on their way, too, and stood upon no draft."""
    add_files(ticket, "reply", [Upload("a.png", PNG)], user=world.ann, at=MONDAY)
    monkeypatch.setattr("prazo.writing.actions.keep_draft.locked", lambda *_: None)
    with pytest.raises(NewerError) as newer:
        keep(world, ticket, "x", 0)
    assert newer.value.revision == Draft.objects.get().revision == 1


def test_one_begun_long_ago_keeps_a_file_of_today(world: World, ticket: Ticket) -> None:
    """F10."""
    for hours in (0, 24):
        then = MONDAY + timedelta(hours=hours)
        add_files(ticket, "note", [Upload("a", PNG)], user=world.ann, at=then)
    forget_drafts(MONDAY + timedelta(hours=25))
    assert DraftFile.objects.count() == 2


def test_presses_are_forgotten_after_a_month(world: World, ticket: Ticket) -> None:
    assert claim(ticket, "x", "said", user=world.ann, at=MONDAY)
    forget_drafts(MONDAY + timedelta(days=29))
    assert not claim(ticket, "x", "said", user=world.ann, at=MONDAY)
    forget_drafts(MONDAY + timedelta(days=31))
    assert claim(ticket, "x", "said", user=world.ann, at=MONDAY)


def test_what_nobody_goes_on_with_is_forgotten(world: World, ticket: Ticket) -> None:
    """F10: files without a word after a day, words after ninety."""
    add_files(ticket, "note", [Upload("a", PNG)], user=world.ann, at=MONDAY)
    keep(world, ticket, "Half", 0)
    forget_drafts(MONDAY + timedelta(hours=23))
    assert Draft.objects.count() == 2
    forget_drafts(MONDAY + timedelta(hours=25))
    assert Draft.objects.get().kind == "reply"
    forget_drafts(MONDAY + timedelta(days=91))
    assert not Draft.objects.exists()


def test_files_alone_are_found_behind_however_many_with_words(
    world: World, ticket: Ticket, monkeypatch: pytest.MonkeyPatch
) -> None:
    """F10."""
    monkeypatch.setattr("prazo.writing.retention.PORTION", 2)
    for one in [*(world.ask(f"No {n}") for n in range(5)), ticket]:
        add_files(one, "reply", [Upload("a", PNG)], user=world.ann, at=MONDAY)
        if one != ticket:
            keep(world, one, "Half")
    forget_drafts(MONDAY + timedelta(hours=25))
    assert Draft.objects.count() == 5 and not ticket.drafts.exists()
