"""What was being written on a ticket that somebody merged meanwhile is not lost with it."""

from datetime import timedelta

import pytest

from prazo.accounts.models import User
from prazo.desk.actions.merge import merge
from prazo.desk.models import Ticket
from prazo.writing.actions.carry import carry_drafts
from prazo.writing.actions.keep_draft import add_files, keep_draft
from prazo.writing.actions.press import press
from prazo.writing.files import Upload
from prazo.writing.models import Draft
from prazo.writing.words import Words, opened
from tests.world import MONDAY, World, at


@pytest.fixture
def pair(world: World) -> tuple[Ticket, Ticket]:
    return world.ask("The second"), world.ask("The first")


def keep(ticket: Ticket, user: User, text: str, kind: str = "reply", **more: object) -> None:
    words = Words(text=text, **more)  # type: ignore[arg-type]
    keep_draft(ticket, kind, words, user=user, at=MONDAY, revision=None)


def texts(ticket: Ticket) -> dict[tuple[str, str], str]:
    """What each person is writing on it, by name and kind."""
    found = Draft.objects.filter(ticket=ticket, pressed_at=None).select_related("user")
    return {(str(one.user), one.kind): opened(one.sealed).text for one in found}


def test_a_colleagues_draft_goes_where_the_case_is(
    world: World, pair: tuple[Ticket, Ticket]
) -> None:
    ticket, case = pair
    keep(ticket, world.bob, "Half a sentence", cc=("bo@acme.example",))
    keep(ticket, world.bob, "A thought", kind="note")
    upload = Upload("log.txt", b"lines")
    add_files(ticket, "reply", [upload], user=world.bob, at=MONDAY)
    merge(ticket, into=case, by=world.by_ann, at=at("9:00"))
    assert not carry_drafts(at("9:01"))
    assert texts(ticket) == {}
    assert texts(case) == {("Bob", "reply"): "Half a sentence", ("Bob", "note"): "A thought"}
    moved = Draft.objects.get(kind="reply")
    assert opened(moved.sealed).cc == ("bo@acme.example",)
    assert moved.files.get().name == "log.txt"


def test_two_of_one_person_are_joined_and_lose_nothing(
    world: World, pair: tuple[Ticket, Ticket]
) -> None:
    ticket, case = pair
    for each, text in ((ticket, "There."), (case, "Here.")):
        keep(each, world.bob, text, cc=(f"{text[0]}@acme.example",))
        add_files(each, "reply", [Upload(f"{text}txt", b"x")], user=world.bob, at=MONDAY)
    keep(case, world.ann, "Mine.")
    merge(ticket, into=case, by=world.by_ann, at=at("9:00"))
    carry_drafts(at("9:01"))
    assert texts(case) == {("Bob", "reply"): "There.\n\nHere.", ("Ann", "reply"): "Mine."}
    joined = Draft.objects.get(user=world.bob)
    assert opened(joined.sealed).cc == ("T@acme.example", "H@acme.example")
    assert set(joined.files.values_list("name", flat=True)) == {"There.txt", "Here.txt"}


def test_what_a_page_that_was_open_keeps_afterwards_follows(
    world: World, pair: tuple[Ticket, Ticket]
) -> None:
    ticket, case = pair
    last = world.ask("The very first")
    merge(ticket, into=case, by=world.by_ann, at=at("9:00"))
    merge(case, into=last, by=world.by_ann, at=at("9:01"))
    keep(ticket, world.bob, "Late words")
    carry_drafts(at("9:02"))
    assert texts(last) == {("Bob", "reply"): "Late words"}


def test_what_is_not_merged_or_may_be_undone_stays(
    world: World, pair: tuple[Ticket, Ticket]
) -> None:
    ticket, case = pair
    keep(case, world.bob, "Here.")
    press(ticket, "reply", Words(text="Sent."), user=world.bob, at=at("9:00"),
          hold=timedelta(seconds=10))  # fmt: skip
    merge(ticket, into=case, by=world.by_ann, at=at("9:00"))
    revision = Draft.objects.get(ticket=case).revision
    carry_drafts(at("9:00"))
    assert Draft.objects.get(ticket=case).revision == revision
    assert Draft.objects.get(ticket=ticket).pressed_at is not None
