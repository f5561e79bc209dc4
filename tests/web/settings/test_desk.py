"""A desk's own facts, opening one more, what it lacks, and the history of it all."""

import re

import pytest
from django.conf import settings
from django.db import ProgrammingError, connection, transaction
from django.test import Client

from prazo.accounts.models import Change, Desk, RoleHolder
from prazo.customers.models import Contract
from prazo.lib import scope
from tests.web.conftest import Visit
from tests.web.settings.conftest import Setters, at_desk, last_change
from tests.world import World

FACTS = {"name": "Acme care", "language": "pt-br", "time_zone": "America/Sao_Paulo"}


def test_changing_it_is_kept_with_who_when_and_what(
    world: World, ada: Client, setters: Setters
) -> None:
    answer = ada.post(at_desk(world), FACTS, REMOTE_ADDR="198.51.100.7")
    assert (answer.status_code, answer["Location"]) == (302, at_desk(world) + "?done=kept")
    world.desk.refresh_from_db()
    assert (world.desk.name, world.desk.time_zone) == ("Acme care", "America/Sao_Paulo")
    change = last_change()
    assert (change.what, change.by, change.place) == ("desk.changed", setters.ada, "198.51.100.7")
    assert change.before == {"name": "Acme-Desk", "language": "en", "time_zone": "Europe/Berlin"}
    assert change.after == FACTS


def test_what_did_not_change_is_no_change(world: World, ada: Client) -> None:
    ada.post(at_desk(world), FACTS)
    first = last_change().pk
    ada.post(at_desk(world), FACTS)
    assert last_change().pk == first
    ada.post(at_desk(world), {**FACTS, "language": "es"})
    assert last_change().before == {"language": "pt-br"}


@pytest.mark.parametrize(
    ("field", "wrong", "remedy"),
    [
        ("name", "", "Write what customers know the desk as."),
        ("time_zone", "Mars/Olympus", "Select a valid choice."),
        ("language", "tlh", "Select a valid choice."),
        ("name", "x" * 121, "at most 120 characters"),
    ],
)
def test_a_refusal_stands_beside_its_field_and_nothing_is_lost(
    world: World, ada: Client, field: str, wrong: str, remedy: str
) -> None:
    answer = ada.post(at_desk(world), {**FACTS, "name": "Half typed", field: wrong})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert remedy in page
    assert page.index(f'id="deskform_{field}"') < page.index(remedy)
    if field != "name":
        assert "Half typed" in page


def test_opening_one_more(boss: Client) -> None:
    answer = boss.post("/settings/new-desk", {**FACTS, "slug": "second"})
    assert answer["Location"].startswith("/settings/desk/second/")
    page = boss.get("/settings/desk/second/").content.decode()
    assert "No agreement is in force" in page
    assert "Nobody can write" in page
    assert last_change().what == "desk.opened"


def test_a_short_name_is_given_once(world: World, boss: Client) -> None:
    answer = boss.post("/settings/new-desk", {**FACTS, "slug": world.desk.slug})
    assert answer.status_code == 422
    assert "A desk has this short name already" in answer.content.decode()
    assert Desk.objects.count() == 2


def test_the_front_door_shows_the_desks_one_may_set_up(
    world: World, ada: Client, boss: Client
) -> None:
    hers, all_of_them = (c.get("/settings/").content.decode() for c in (ada, boss))
    assert "Other-Desk" not in hers
    assert "Acme-Desk" in hers
    assert "Other-Desk" in all_of_them


def test_what_is_missing_is_said_and_leads_to_where_it_is_mended(world: World, ada: Client) -> None:
    with scope.entered(scope.SYSTEM):
        RoleHolder.objects.all().delete()
        Contract.objects.update(figures={})
        world.back.members.clear()
    page = ada.get(at_desk(world)).content.decode()
    assert "Nobody stands behind the role Escalation contact." in page
    assert "Nobody works in the team Back." in page
    assert "1 contract lacks a figure" in page
    assert at_desk(world, "customers?lacking=1") in page


def test_a_desk_with_all_it_needs_says_so(
    world: World, ada: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(settings, "SMTP_RELAY", "relay.example:25")
    assert "Nothing is missing." in ada.get(at_desk(world)).content.decode()


def test_that_no_mail_leaves_is_said(world: World, ada: Client) -> None:
    """A receipt nobody gets is a promise nobody heard; it lay in a folder, unsaid."""
    page = ada.get(at_desk(world)).content.decode()
    assert "No mail leaves" in page and at_desk(world, "mail") in page


class TestHistory:
    def test_it_is_read_with_its_words(self, world: World, ada: Client) -> None:
        ada.post(at_desk(world), FACTS)
        page = ada.get("/settings/history").content.decode()
        assert "Desk changed" in page
        assert "Europe/Berlin" in page
        assert "Ada" in page

    def test_each_desk_has_its_own(self, world: World, ada: Client, boss: Client) -> None:
        ada.post(at_desk(world), FACTS)
        boss.post("/settings/desk/other-desk/", {**FACTS, "name": "Quite other"})
        assert "Quite other" not in ada.get("/settings/history").content.decode()
        assert "Quite other" in boss.get("/settings/history").content.decode()
        only = boss.get("/settings/history?desk=acme-desk").content.decode()
        assert "Acme care" in only
        assert "Quite other → " not in only
        assert ada.get("/settings/history?desk=other-desk").status_code == 404

    def test_markup_in_a_name_stays_text(self, world: World, ada: Client) -> None:
        """X11."""
        ada.post(at_desk(world), {**FACTS, "name": "<img src=x onerror=alert(1)>"})
        for address in ("/settings/history", at_desk(world), "/settings/", at_desk(world, "teams")):
            page = ada.get(address).content.decode()
            assert "<img src=x" not in page
            assert "&lt;img src=x" in page

    @pytest.mark.parametrize(
        "edit", ["update accounts_change set what = 'x'", "delete from accounts_change"]
    )
    def test_nobody_edits_it(self, world: World, ada: Client, edit: str) -> None:
        """The program's own role may add to it, and no more."""
        ada.post(at_desk(world), FACTS)
        with (
            scope.entered(scope.SYSTEM),
            pytest.raises(ProgrammingError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(edit)

    def test_the_second_wall_hides_other_desks(self, world: World, ada: Client) -> None:
        """AC18: row-level security, with the filter of the code left out."""
        ada.post(at_desk(world), FACTS)
        with scope.entered(scope.of([world.other_desk.pk])):
            assert not Change.objects.exists()
        with scope.entered(scope.of([world.desk.pk])):
            assert Change.objects.count() == 1

    def test_it_goes_on_over_pages(self, world: World, visit: Visit, ada: Client) -> None:
        with scope.entered(scope.SYSTEM):
            Change.objects.bulk_create(
                Change(desk=world.desk, at="2026-01-01T00:00Z", what="desk.changed", about=f"n{i}")
                for i in range(120)
            )
        pages = [ada.get(f"/settings/history?page={n}").content.decode() for n in (1, 2, 3, 99)]
        assert "n119" in pages[0]
        assert "n70" in pages[0]
        assert "n69" in pages[1]
        assert re.search(r"\bn0\b", pages[2])
        assert pages[3].count("<li>") == pages[2].count("<li>")
        assert ada.get("/settings/history?page=x").status_code == 200
