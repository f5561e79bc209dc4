"""Walk through a queue, ticket by ticket, past those somebody else is in."""

from datetime import timedelta

import pytest
from django.http import QueryDict
from django.test import Client
from django.utils import timezone

from prazo.desk.actions.close import close
from prazo.desk.bulks import HELD
from prazo.desk.models import Ticket
from prazo.web.views import play
from prazo.writing.models import Draft
from prazo.writing.presence import arrive
from tests.web.conftest import Visit
from tests.world import World


@pytest.fixture(autouse=True)
def seen(everything: None) -> None:
    """Tests here look at all of the database."""


def walked(browser: Client) -> list[int]:
    """The numbers one comes to by playing what is due next, doing nothing on the way."""
    address, numbers = "/q/due/play", []
    while (answer := browser.get(address)).status_code == 302:
        numbers.append(int(answer["Location"].split("/")[2].split("?")[0]))
        sent = QueryDict(answer["Location"].partition("?")[2])
        address = play.onward_of(sent)
    return numbers


def test_it_walks_the_queue_whatever_is_done_on_the_way(world: World, visit: Visit) -> None:
    now = timezone.now()
    made = [world.ask(f"n{n}", at=now - timedelta(minutes=9 - n)) for n in range(3)]
    browser, address, walked = visit(world.ann), "/q/due/play", []
    for _ in range(4):
        answer = browser.get(address)
        if answer.status_code == 200:
            assert b"through the whole queue" in answer.content
            break
        walked.append(int(answer["Location"].split("/")[2].split("?")[0]))
        ticket = Ticket.objects.get(number=walked[-1])
        page = browser.get(answer["Location"]).content
        close(ticket, by=world.by_ann, at=timezone.now(), reason="done")
        address = page.split(b'data-key="j"')[0].rsplit(b'href="', 1)[1].split(b'"')[0].decode()
        address = address.replace("&amp;", "&")
    assert walked == [ticket.number for ticket in made]


def test_it_passes_over_those_somebody_else_is_in(world: World, visit: Visit) -> None:
    now = timezone.now()
    made = [world.ask(f"n{n}", at=now - timedelta(hours=9 - n)) for n in range(5)]
    arrive(world.bob.pk, made[0].number)
    arrive(world.ann.pk, made[1].number)  # another window of her own
    Draft.objects.create(
        desk=world.desk, ticket=made[2], user=world.bob, kind="reply",
        began_at=now, changed_at=now, pressed_at=now, send_at=now + HELD,
    )  # fmt: skip
    Draft.objects.create(
        desk=world.desk, ticket=made[3], user=world.bob, kind="note",
        began_at=now, changed_at=now,
    )  # fmt: skip
    anns = walked(visit(world.ann))
    assert anns == [made[n].number for n in (1, 3, 4)]  # a draft left lying is nobody there
    assert walked(visit(world.bob)) == [made[n].number for n in (0, 2, 3, 4)]


def test_it_says_which_it_passed_over(
    world: World, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(play, "AT_ONCE", 2)
    now = timezone.now()
    made = [world.ask(f"n{n}", at=now - timedelta(hours=9 - n)) for n in range(5)]
    for n in (0, 1, 2, 4):
        arrive(world.bob.pk, made[n].number)
    browser = visit(world.ann)
    page = browser.get(browser.get("/q/due/play")["Location"]).content.decode()
    bar = page.partition('class="play"')[2].partition("</nav>")[0]
    passed = [f'href="/t/{ticket.number}"' in bar for ticket in made]
    assert passed == [True, True, True, False, False]


def test_of_very_many_it_names_the_first(
    world: World, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(play, "NAMED", 2)
    now = timezone.now()
    made = [world.ask(f"n{n}", at=now - timedelta(hours=9 - n)) for n in range(4)]
    browser = visit(world.ann)
    for busy, more in ((2, False), (3, True)):
        for ticket in made[:busy]:
            arrive(world.bob.pk, ticket.number)
        page = browser.get(browser.get("/q/due/play")["Location"]).content.decode()
        bar = page.partition('class="play"')[2].partition("</nav>")[0]
        named = [f'href="/t/{ticket.number}"' in bar for ticket in made]
        assert named == [True, True, False, False]
        assert ("…" in bar) is more


def test_nothing_is_said_to_be_passed_over_where_nothing_was(world: World, visit: Visit) -> None:
    ticket = world.ask(at=timezone.now())
    browser = visit(world.ann)
    address = browser.get("/q/due/play")["Location"]
    for more in ("", "&passed=<b>", "&passed=" + "9" * 99):
        bar = browser.get(address + more).content.decode().partition('class="play"')[2]
        assert "Passed over" not in bar
    assert f"/t/{ticket.number}" in address


def test_however_many_they_are(world: World, visit: Visit, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(play, "AT_ONCE", 2)
    now = timezone.now()
    made = [world.ask(f"n{n}", at=now - timedelta(hours=9 - n)) for n in range(5)]
    for ticket in made[:4]:
        arrive(world.bob.pk, ticket.number)
    assert walked(visit(world.ann)) == [made[4].number]
    arrive(world.bob.pk, made[4].number)
    page = visit(world.ann).get("/q/due/play").content
    assert b"Colleagues are in the tickets that are left" in page


def test_a_ticket_reached_otherwise_has_no_bar(world: World, visit: Visit) -> None:
    ticket = world.ask(at=timezone.now())
    page = visit(world.ann).get(f"/t/{ticket.number}?play=<script>&at=1").content
    assert b'class="play"' not in page
