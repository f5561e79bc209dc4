"""A queue as a file: all of it, of what one may see, harmless in a spreadsheet, written down."""

import asyncio
import csv
import io
from datetime import datetime, timedelta

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import timezone

from prazo.accounts.models import Change, Member, Role, User
from prazo.desk.models import SavedQueue, Ticket
from prazo.lib.csv_text import harmless, lines
from prazo.web import rates
from prazo.web.shown.plain_row import HEADS
from prazo.web.views.queues import export
from tests.web.conftest import Visit
from tests.world import World

SENT = {"delimiter": "comma", "bom": "1", "save": "1"}


@pytest.fixture(autouse=True)
def here(everything: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the thread of the test, which alone sees what it made."""
    monkeypatch.setattr(export, "streamed", lambda parts: parts)


def taken(browser: Client, address: str, **form: object) -> tuple[HttpResponse, str]:
    answer = browser.post(address, {**SENT, **form})
    assert answer.status_code == 200, answer.content
    return answer, b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]


def table(text: str, delimiter: str = ",") -> list[list[str]]:
    return list(csv.reader(io.StringIO(text.removeprefix("\ufeff")), delimiter=delimiter))


@pytest.mark.parametrize(
    "begins", ["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", " ="]
)
def test_no_cell_is_a_formula(begins: str) -> None:
    """J09, OWASP."""
    cell = f"{begins}HYPERLINK(1)"
    assert harmless(cell) == f"'{cell}"
    read = table(lines([["a", cell, 'b";=1,2']], ","))
    assert read == [["a", f"'{cell}", 'b";=1,2']]


def test_numbers_and_plain_words_stay_what_they_are() -> None:
    assert lines([[-5, "5", "a=b", "", "a;b"]], ";") == '-5;5;a=b;;"a;b"\r\n'


def test_all_of_it_is_in_the_file_in_its_order(
    world: World, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not only the page, portion by portion; its instants say their zone."""
    monkeypatch.setattr(export, "PORTION", 2)
    monkeypatch.setattr("prazo.web.views.queue.PAGE", 2)
    User.objects.filter(pk=world.ann.pk).update(time_zone="America/Sao_Paulo")
    now = timezone.now()
    made = [world.ask(f"n{n}", at=now - timedelta(minutes=n)) for n in range(5)]
    Ticket.objects.filter(pk=made[2].pk).update(subject="=cmd|' /C calc'!A0")
    answer, text = taken(
        visit(world.ann),
        "/q/due/csv?order=newest",
        columns=["number", "subject", "opened", "customer"],
    )
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert "Due next 20" in answer["Content-Disposition"]
    assert answer["Cache-Control"] == "private, no-store"
    assert text.startswith("\ufeffNumber,Subject,Opened,Customer\r\n")
    rows = table(text)[1:]
    assert [int(row[0]) for row in rows] == [ticket.number for ticket in made]
    assert rows[2][1] == "'=cmd|' /C calc'!A0"
    assert rows[0][2].endswith("-03:00")
    assert datetime.fromisoformat(rows[0][2]) == made[0].opened_at.replace(microsecond=0)
    assert rows[0][3] == "Acme"


def test_it_is_written_down_before_it_leaves(world: World, visit: Visit) -> None:
    for n in range(3):
        world.ask(f"n{n}", at=timezone.now())
    answer = visit(world.contact).post("/q/due/csv", {**SENT, "columns": ["number"]})
    change = Change.objects.get(what="queue.exported")  # nothing was read of it yet
    assert (change.by, change.desk, change.about) == (world.contact, world.desk, "Due next")
    assert change.after == {"tickets": 3, "columns": ["number"]}
    assert answer.status_code == 200


def test_every_column_says_something(world: World, visit: Visit) -> None:
    ticket = world.ask("All of it", at=timezone.now())
    _answer, text = taken(visit(world.ann), "/q/due/csv", columns=list(HEADS))
    head, row = table(text)
    assert len(head) == len(row) == len(HEADS)
    said = dict(zip(HEADS, row, strict=True))
    assert said["address"].endswith(f"/t/{ticket.number}")
    assert said["promise"].startswith("First response · ")
    assert said["priority"] == "Low"
    assert said["excluded"] == ""


def test_what_excel_of_the_reader_expects(world: World, visit: Visit) -> None:
    browser = visit(world.ann)
    world.ask(at=timezone.now())
    assert 'value="comma" id="id_delimiter_0" checked' in _plain(browser.get("/q/due/csv"))
    User.objects.filter(pk=world.ann.pk).update(language="pt-br")
    page = _plain(browser.get("/q/due/csv"))
    assert 'value="semicolon" id="id_delimiter_1" checked' in page
    form = {"delimiter": "semicolon", "save": "1", "columns": ["number", "due"]}
    answer = browser.post("/q/due/csv", form)
    text = b"".join(answer.streaming_content).decode()  # type: ignore[attr-defined]
    assert text.startswith("Número;")  # and no byte order mark: it was not asked for


def _plain(answer: HttpResponse) -> str:
    return answer.content.decode().replace('" required', '"')


class TestRights:
    def test_nobody_takes_what_he_may_not_see(self, world: World, visit: Visit) -> None:
        """AC15."""
        ours = world.ask("ours", at=timezone.now())
        theirs = world.ask("theirs", at=timezone.now(), desk=world.other_desk, sender="z@e.example")
        for who, wanted in ((world.ann, ours), (world.stranger, theirs)):
            _answer, text = taken(visit(who), "/q/due/csv", columns=["number"])
            assert [row[0] for row in table(text)[1:]] == [str(wanted.number)]
        assert visit(world.ann).post("/q/due/csv?desk=other-desk", SENT).status_code == 404
        queue = SavedQueue.objects.create(name="own", owner=world.ann, made_at=timezone.now())
        assert visit(world.bob).post(f"/q/s/{queue.pk}/csv", SENT).status_code == 404
        _answer, text = taken(visit(world.ann), f"/q/s/{queue.pk}/csv", columns=["number"])
        assert len(table(text)) == 2

    def test_who_loses_the_desk_meanwhile_gets_no_more(
        self, world: World, visit: Visit, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(export, "PORTION", 1)
        for n in range(3):
            world.ask(f"n{n}", at=timezone.now())
        answer = visit(world.ann).post("/q/due/csv", {**SENT, "columns": ["number"]})
        parts = iter(answer.streaming_content)  # type: ignore[attr-defined]
        assert len(table((next(parts) + next(parts)).decode())) == 2
        Member.objects.filter(user=world.ann).delete()
        assert b"".join(parts) == b""

    def test_a_reader_of_the_desk_may(self, world: World, visit: Visit) -> None:
        assert Member.objects.get(user=world.contact).role == Role.READER
        world.ask(at=timezone.now())
        assert len(table(taken(visit(world.contact), "/q/due/csv")[1])) == 2

    def test_nobody_takes_file_after_file(
        self, world: World, visit: Visit, one_instant: datetime
    ) -> None:
        browser = visit(world.ann)
        for _ in range(rates.EXPORT_USER[0]):
            taken(browser, "/q/due/csv")
        assert browser.post("/q/due/csv", SENT).status_code == 429


def test_a_portion_is_made_in_another_thread(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    loops = []

    async def read() -> bytes:
        found = []
        async for part in export.streamed(iter([b"a", b"b"])):
            found.append(part)
            loops.append(asyncio.get_running_loop())
        return b"".join(found)

    assert asyncio.run(read()) == b"ab"
