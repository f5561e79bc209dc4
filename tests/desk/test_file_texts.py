"""What documents say is found, whatever they are and whenever a worker dies (DU02, TR8)."""

import importlib
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection, connections
from django.utils import timezone

from prazo.desk import file_texts
from prazo.desk.actions.hear_beside import hear_beside
from prazo.desk.actions.note import note
from prazo.desk.actions.open_side_thread import open_side_thread
from prazo.desk.actions.split import split
from prazo.desk.file_texts import read_files
from prazo.desk.files import content_of, keep_all
from prazo.desk.inbound import Inbound, InboundFile
from prazo.desk.models import (
    Attachment,
    AttachmentText,
    Message,
    NoteFile,
    SideFile,
    Ticket,
    UnreadFile,
)
from prazo.desk.search import LAST, Wanted, found_by, that_say
from prazo.lib import scope, vault
from prazo.lib.child import ChildUnavailable, Unreadable
from prazo.lib.documents import Document, DocumentPool
from tests.lib.documents.hostile import HOSTILE
from tests.lib.documents.made import docx, locked_pdf, open_document, pdf, pptx, xlsx, zipped
from tests.world import World, make_world

ROOT = Path(__file__).resolve().parents[2]
MINUTE = timedelta(minutes=1)
CELL = '<row><c t="s"><v>0</v></c></row>'


@pytest.fixture(scope="module")
def pool() -> Iterator[DocumentPool]:
    with DocumentPool() as pool:
        yield pool


@pytest.fixture
def world(system: None) -> World:
    return make_world()


class Faked(DocumentPool):
    """Answers as told, and counts what it was asked."""

    def __init__(self, answer: Document | Exception) -> None:
        super().__init__()
        self.answer = answer
        self.asked = 0

    def submit(self, raw: bytes) -> "Future[Document]":
        self.asked += 1
        future: Future[Document] = Future()
        if isinstance(self.answer, Document):
            future.set_result(self.answer)
        else:
            future.set_exception(self.answer)
        return future


def file(content: bytes, name: str = "a.bin", content_type: str = "x/y") -> InboundFile:
    return InboundFile(name=name, content_type=content_type, content=content)


def sent(world: World, *files: InboundFile) -> Message:
    message = world.write(at=timezone.now())
    keep_all([(message, files)])
    return message


def find(world: World, words: str) -> list[int]:
    return found_by(words, [world.desk.pk])


def read_all(pool: DocumentPool, as_of: datetime | None = None) -> None:
    while read_files(as_of or timezone.now(), pool):
        pass


@pytest.mark.parametrize(
    "content",
    [
        pdf("the walrus spoke"),
        docx("the walrus spoke"),
        xlsx(["walrus"], CELL),
        pptx("walrus"),
        open_document("<text:p>walrus</text:p>"),
    ],
)
def test_a_document_is_found_whatever_it_is_called(
    world: World, pool: DocumentPool, content: bytes
) -> None:
    ticket = sent(world, file(content, "a.png", "image/png")).ticket
    assert not AttachmentText.objects.exists()  # it is read neither where it came in …
    assert find(world, "walrus") == []
    read_all(pool)  # … nor twice
    assert find(world, "walrus") == [ticket.pk]
    assert not UnreadFile.objects.exists()
    with scope.entered(scope.of([world.other_desk.pk])):
        assert not AttachmentText.objects.exists()


def test_what_is_no_document_is_off_the_list(world: World, pool: DocumentPool) -> None:
    log = b"it printed %PDF-1.4 and then jabberwocky"
    ticket = sent(
        world,
        file(zipped({"a.txt": "nested"}), "a.zip"),
        file(log, "a.log", "text/plain"),
        file(pdf(""), "scan.pdf"),
    ).ticket
    assert UnreadFile.objects.count() == 3
    read_all(pool)
    assert not UnreadFile.objects.exists()
    assert find(world, "jabberwocky") == [ticket.pk]
    assert find(world, "nested") == []


def test_what_cannot_be_read_stays_as_it_is_and_is_not_tried_again(
    world: World, pool: DocumentPool
) -> None:
    contents = [
        HOSTILE["zip bomb"],
        HOSTILE["one long name"],
        HOSTILE["laughs"],
        HOSTILE["cut docx"],
        locked_pdf(pdf("walrus"), "known to few"),
    ]
    good = pdf("still found")
    ticket = sent(world, *[file(one, f"{n}.pdf") for n, one in enumerate([*contents, good])]).ticket
    read_all(pool)
    assert find(world, "still found") == [ticket.pk]
    kept = Attachment.objects.order_by("pk")
    assert [content_of(one) for one in kept] == [*contents, good]
    whys = dict(UnreadFile.objects.filter(try_at=None).values_list("attachment__name", "why"))
    assert whys.keys() == {"1.pdf", "2.pdf", "3.pdf", "4.pdf"}
    assert whys["4.pdf"] == "locked" and "Strange" in whys["2.pdf"]
    assert not UnreadFile.objects.filter(try_at__isnull=False).exists()
    none = Faked(Document("pdf", "x"))
    read_files(timezone.now() + timedelta(days=9), none)
    assert none.asked == 0


def test_what_may_have_been_the_machines_trouble_is_tried_again_and_then_left(
    world: World,
) -> None:
    sent(world, file(pdf("x")))
    slow, at, waits = Faked(Unreadable("too_slow")), timezone.now(), []
    while True:
        read_files(at, slow)
        unread = UnreadFile.objects.get()
        if unread.try_at is None:
            break
        assert not read_files(unread.try_at - timedelta(seconds=1), slow)
        waits.append(unread.try_at - at)
        at = unread.try_at
    assert waits == [MINUTE, timedelta(hours=1), timedelta(days=1)]
    assert (slow.asked, unread.why) == (4, "too_slow")


def test_without_a_child_or_the_key_nothing_is_counted(
    world: World, pool: DocumentPool, monkeypatch: pytest.MonkeyPatch
) -> None:
    ticket = sent(world, file(pdf("walrus"))).ticket
    at = timezone.now()
    assert not read_files(at, Faked(ChildUnavailable("no memory")))
    unread = UnreadFile.objects.get()
    assert (unread.tries, unread.try_at) == (0, at + 5 * MINUTE)

    def without_key(_: Attachment) -> bytes:
        raise vault.Unreadable("blob")

    with monkeypatch.context() as patched:
        patched.setattr(file_texts, "content_of", without_key)
        for _ in range(9):
            at = UnreadFile.objects.get().try_at or at
            read_files(at, pool)
    unread = UnreadFile.objects.get()
    assert (unread.why, unread.try_at) == ("no_key", at + timedelta(days=1))
    read_files(at + timedelta(days=1), pool)
    assert find(world, "walrus") == [ticket.pk]


def test_the_same_content_is_read_once(world: World) -> None:
    pool = Faked(Document("pdf", "walrus"))
    tickets = [sent(world, file(pdf("x"))).ticket.pk for _ in range(3)]
    read_all(pool)
    assert (pool.asked, find(world, "walrus")) == (1, sorted(tickets, reverse=True))
    failing = Faked(Unreadable("reader_fault"))
    for _ in range(3):
        sent(world, file(pdf("y")))
    read_all(failing)
    assert failing.asked == 1
    assert UnreadFile.objects.filter(why="reader_fault", try_at=None).count() == 3


def test_a_portion_is_bounded_and_begins_with_the_newest(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(file_texts, "PORTION", 2)
    pool = Faked(Document("pdf", ""))
    sent(world, *(file(pdf(str(n)), str(n)) for n in range(5)))
    assert read_files(timezone.now(), pool) and pool.asked == 2
    left = UnreadFile.objects.order_by("pk").values_list("attachment__name", flat=True)
    assert list(left) == ["0", "1", "2"]
    monkeypatch.setattr(file_texts, "READING_SECONDS", -1.0)
    at = timezone.now()
    assert read_files(at, pool) and pool.asked == 2
    assert list(UnreadFile.objects.values_list("tries", flat=True)) == [0, 0, 0]


def test_a_secret_in_a_document_is_not_found(world: World, pool: DocumentPool) -> None:
    ticket = sent(world, file(pdf("password: Hunter2-wombat"))).ticket
    read_all(pool)
    assert find(world, "wombat") == [] and find(world, "password") == [ticket.pk]
    assert "wombat" not in AttachmentText.objects.get().text


def test_a_case_taken_out_of_another_has_its_files_texts(world: World, pool: DocumentPool) -> None:
    message = sent(world, file(pdf("walrus")), file(locked_pdf(pdf("x"), "few")))
    own = split(
        message.ticket,
        message=message,
        subject="Another",
        text=message.text,
        by=world.by_ann,
        at=timezone.now(),
    )
    assert UnreadFile.objects.count() == 4
    read_all(pool)
    assert find(world, "walrus") == [own.pk, message.ticket_id]
    assert list(UnreadFile.objects.values_list("why", flat=True)) == ["locked", "locked"]


def beside(ticket: Ticket, world: World, *files: InboundFile) -> None:
    """They come with an answer in a side thread."""
    at = timezone.now()
    thread = open_side_thread(
        ticket,
        party="carrier",
        to="noc@carrier.example",
        subject="Trunk 7",
        text="It is dead.",
        by=world.by_ann,
        at=at,
    )
    answer = Inbound(
        channel="email",
        reference="ref",
        sender="noc@carrier.example",
        subject="Re: Trunk 7",
        text="See there.",
        received_at=at,
        files=files,
    )
    hear_beside(thread, answer, as_of=at)


def test_each_of_many_long_texts_is_found_and_stays_found(world: World) -> None:
    long = [
        file(f"{'lorem ' * 8000} word{n}end".encode(), f"{n}.txt", "text/plain") for n in range(9)
    ]
    ticket = sent(world, *long[:3]).ticket
    note(ticket, by=world.by_ann, at=timezone.now(), text="x", files=long[3:6])
    beside(ticket, world, *long[6:])
    found = [[ticket.pk]] * 9
    assert [find(world, f"word{n}end") for n in range(9)] == found
    Ticket.objects.filter(pk=ticket.pk).update(subject="Words anew")
    assert [find(world, f"word{n}end") for n in range(9)] == found


def test_files_said_inside_are_read_and_are_the_desks_alone(
    world: World, pool: DocumentPool
) -> None:
    ticket = sent(world, file(docx("mongoose"))).ticket
    files = [
        file(pdf("walrus"), "w.pdf"),
        file(b"okapi", "o.txt"),
        file(locked_pdf(pdf(""), "few")),
    ]
    note(ticket, by=world.by_ann, at=timezone.now(), text="see", files=files)
    beside(ticket, world, file(pdf("four ocelots"), "c.pdf"), file(docx("mongoose"), "m.docx"))
    assert find(world, "okapi") == [ticket.pk]
    assert find(world, "walrus") == find(world, "ocelot") == []
    read_all(pool)
    inside = ("okapi", "walrus", "ocelot")
    for _ in range(2):
        assert [find(world, word) for word in inside] == [[ticket.pk]] * 3
        with scope.entered(scope.of([world.desk.pk], [world.customer.pk])):
            assert [find(world, word) for word in (*inside, "mongoose")] == [[]] * 3 + [[ticket.pk]]
            assert not UnreadFile.objects.exists()
        Ticket.objects.filter(pk=ticket.pk).update(subject="Words anew")
    for phrase, mine in (
        ("four ocelots", [ticket.pk]),
        ("c.pdf four", [ticket.pk]),
        ("x walrus", []),
    ):
        assert that_say(Wanted(phrases=(phrase,)), [world.desk.pk], LAST, 9) == mine
    assert {*NoteFile.objects.values_list("text", flat=True)} == {"walrus", "okapi", ""}
    assert {*SideFile.objects.values_list("text", flat=True)} == {"four ocelots", "mongoose"}
    assert UnreadFile.objects.get().why == "locked"


BEFORE = importlib.import_module("prazo.desk.migrations.0029_unread_files").BEFORE
INSIDE_BEFORE = importlib.import_module("prazo.desk.migrations.0030_inside_files_read").BEFORE
SHOWN = importlib.import_module("prazo.desk.migrations.0028_files_shown_nowhere").SHOWN


def test_what_came_before_is_read_as_well(committed_db: None, pool: DocumentPool) -> None:
    world = make_world()
    apple = replace(file(pdf("applause"), "p.pdf", "application/pdf"), inline=True)
    shown = replace(file(b"x", "p.png", "image/png"), content_id="p@x", inline=True)
    ticket = world.ask(at=timezone.now())
    note(ticket, by=world.by_ann, at=timezone.now(), text="x", files=[file(pdf("mongoose"))])
    beside(ticket, world, file(pdf("ocelot")))
    old = [file(docx("walrus")), file(b"okapi", "o.txt", "text/plain"), apple, shown]
    message = sent(world, *old)
    Message.objects.filter(pk=message.pk).update(html="<img src='cid:p@x'>")
    AttachmentText.objects.all().delete()
    UnreadFile.objects.all().delete()
    Ticket.objects.filter(pk=message.ticket_id).update(subject="Words anew")
    assert find(world, "okapi") == find(world, "walrus") == []
    with connections["owner"].cursor() as cursor:
        cursor.execute(SHOWN)
        cursor.execute(BEFORE)
        cursor.execute(INSIDE_BEFORE)
    assert UnreadFile.objects.count() == 5
    assert list(Attachment.objects.filter(inline=True).values_list("name", flat=True)) == ["p.png"]
    read_all(pool)
    for word in ("okapi", "walrus", "applause", "p.pdf"):
        assert find(world, word) == [message.ticket_id], word
    assert find(world, "mongoose") == find(world, "ocelot") == [ticket.pk]
    assert not UnreadFile.objects.exists()


def test_several_workers_read_each_file_once(committed_db: None) -> None:
    world = make_world()
    sent(world, *(file(pdf(str(n))) for n in range(40)))
    pools = [Faked(Document("pdf", "walrus")) for _ in range(3)]

    def work(pool: Faked) -> None:
        with scope.entered(scope.SYSTEM):
            read_all(pool)
        connection.close()

    threads = [threading.Thread(target=work, args=[pool]) for pool in pools]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(pool.asked for pool in pools) == 40 == AttachmentText.objects.count()
    assert not UnreadFile.objects.exists()


WORKER = """
import os, sys, django
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "prazo.settings")
django.setup()
from datetime import timedelta
from prazo.desk.file_texts import read_files
from prazo.lib import scope
from prazo.lib.documents import DocumentPool
from prazo.lib.duty import database_now
with scope.entered(scope.SYSTEM), DocumentPool() as pool:
    read_files(database_now() + timedelta(minutes=int(sys.argv[1])), pool)
"""


def test_du02_killed_workers_leave_files_for_later_and_no_text_twice(
    committed_db: None, pool: DocumentPool
) -> None:
    world = make_world()
    message = sent(world, file(pdf("walrus")), file(docx("okapi")))
    for turn, crash in enumerate(("files.before_keep", "files.after_keep")):
        ended = subprocess.run(
            [sys.executable, "-c", WORKER, str(6 * turn)],
            cwd=ROOT,
            env={**os.environ, "PRAZO_CRASH_AT": crash, "PYTHONPATH": str(ROOT)},
            timeout=120,
            check=False,
        )
        assert ended.returncode == -signal.SIGKILL
    read_all(pool, timezone.now() + 12 * MINUTE)
    assert find(world, "walrus") == find(world, "okapi") == [message.ticket_id]
    assert not UnreadFile.objects.exists() and AttachmentText.objects.count() == 2


def test_a_file_that_ends_its_workers_is_given_up(world: World) -> None:
    sent(world, file(pdf("x")))
    UnreadFile.objects.update(tries=file_texts.KILLS)
    pool = Faked(Document("pdf", "x"))
    read_files(timezone.now(), pool)
    unread = UnreadFile.objects.get()
    assert (pool.asked, unread.try_at, unread.why) == (0, None, "worker_killed")
