"""Shifts, absences and how work is given out, by the pages that set them."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from prazo.accounts.models import Absence, Change, Member, User
from prazo.lib import scope
from prazo.routing.models import Policy, Shift, Skill
from tests.routing.office import member, shift
from tests.web.conftest import Visit
from tests.web.settings.conftest import Setters, ada, at_desk, last_change, setters  # noqa: F401
from tests.world import World, open_desk

WEEK = {f"day{day}": "9-12, 13:00-17:30" if day < 5 else "" for day in range(7)}
HOURS = {**WEEK, "time_zone": "Europe/Berlin", "holidays": "DE-BE", "capacity": "7"}
POLICY = {
    "order": "turn", "skills": "prefer", "languages": "only", "capacity": "12",
    "waiting_weight": "25", "urgent_weight": "200", "after_shift": "due", "returns_left": "on",
}  # fmt: skip


def page_of(world: World, user: User, rest: str = "") -> str:
    with scope.entered(scope.SYSTEM):
        return f"/shifts/{world.desk.slug}/{member(world.desk, user).pk}{rest}"


def absence(**more: str) -> dict[str, str]:
    day = f"{timezone.now() + timedelta(days=3):%Y-%m-%d}"
    return {"since": day, "until": day, **more}


class TestPolicy:
    def test_off_until_it_is_chosen(self, world: World, ada: Client) -> None:  # noqa: F811
        page = ada.get(at_desk(world, "assignment"))
        assert b'value="off" ' in page.content
        assert b"Nobody said when these people work" in page.content
        with scope.entered(scope.SYSTEM):
            assert not Policy.objects.exists()

    def test_kept_with_its_history(self, world: World, ada: Client) -> None:  # noqa: F811
        assert ada.post(at_desk(world, "assignment"), POLICY).status_code == 302
        with scope.entered(scope.SYSTEM):
            kept = Policy.objects.get(desk=world.desk, team=None)
        assert (kept.order, kept.languages, kept.capacity) == ("turn", "only", 12)
        ada.post(at_desk(world, "assignment"), {**POLICY, "order": "load"})
        change = last_change()
        assert (change.what, change.before, change.after) == (
            "routing.policy", {"gives": "turn"}, {"gives": "load"},
        )  # fmt: skip
        history = ada.get(at_desk(world, "history")).content
        assert b"in turn: whoever was last given one longest ago" in history

    def test_of_a_team(self, world: World, ada: Client) -> None:  # noqa: F811
        path = at_desk(world, f"assignment/{world.front.pk}")
        facts = {"order": "load", "skills": "only", "languages": "off"}
        assert ada.post(path, facts).status_code == 302
        with scope.entered(scope.SYSTEM):
            assert Policy.objects.get(team=world.front).skills == "only"
            assert Policy.objects.get(desk=world.desk, team=None).order == "off"
        assert ada.post(path, {**facts, "order": "desk"}).status_code == 302
        with scope.entered(scope.SYSTEM):
            assert not Policy.objects.filter(team=world.front).exists()

    @pytest.mark.parametrize(
        "wrong", [{"order": "best"}, {"capacity": "0"}, {"waiting_weight": "7"}, {"skills": ""}]
    )
    def test_nonsense_is_refused(
        self,
        world: World,
        ada: Client,  # noqa: F811
        wrong: dict[str, str],
    ) -> None:
        assert ada.post(at_desk(world, "assignment"), {**POLICY, **wrong}).status_code == 422
        assert ada.post(at_desk(world, "assignment"), {**POLICY, "x": "1"}).status_code == 400


class TestShifts:
    def test_everybody_sees_who_is_there(self, world: World, visit: Visit) -> None:
        with scope.entered(scope.SYSTEM):
            shift(world, world.ann, {str(day): [[0, 86400]] for day in range(7)})
        page = visit(world.contact).get(f"/shifts/{world.desk.slug}").content.decode()
        assert "1 person is on shift now" in page
        assert "no hours set" in page
        assert page_of(world, world.ann) not in page  # to be set by leads
        assert (
            page_of(world, world.ann)
            in visit(world.lea).get(f"/shifts/{world.desk.slug}").content.decode()
        )

    def test_a_lead_sets_hours(self, world: World, visit: Visit) -> None:
        lead, path = visit(world.lea), page_of(world, world.bob)
        assert lead.get(path).status_code == 200
        assert lead.post(path, HOURS).status_code == 302
        with scope.entered(scope.SYSTEM):
            kept = Shift.objects.get(user=world.bob)
            assert kept.hours["0"] == [[32400, 43200], [46800, 63000]]
            assert (kept.holidays, kept.capacity, sorted(kept.hours)) == ("DE-BE", 7, list("01234"))
            Shift.objects.update(turn=9)
        assert lead.post(path, {**HOURS, "day5": "22:00-06:00"}).status_code == 302
        with scope.entered(scope.SYSTEM):
            assert Shift.objects.get(user=world.bob).turn == 9
            change = last_change()
            assert change.after == {"hours": [*change.before["hours"], "sat 22:00-06:00"]}
        nothing = {**HOURS, **{f"day{day}": "" for day in range(7)}}
        assert lead.post(path, nothing).status_code == 302
        with scope.entered(scope.SYSTEM):
            assert not Shift.objects.exists()

    @pytest.mark.parametrize(
        ("field", "text"),
        [
            ("day0", "nine to five"), ("day0", "9-12, 11-13"), ("day0", "25-26"),
            ("day0", "22:00-06:00, 05:00-07:00, 23:00-24:00"),
            ("time_zone", "Mars/Olympus"), ("holidays", "XX"), ("capacity", "0"),
        ],
    )  # fmt: skip
    def test_nonsense_is_refused(self, world: World, visit: Visit, field: str, text: str) -> None:
        answer = visit(world.lea).post(page_of(world, world.bob), {**HOURS, field: text})
        assert answer.status_code == 422
        assert text.split(",")[0] in answer.content.decode() or field == "time_zone"

    def test_skills(self, world: World, visit: Visit) -> None:
        lead, path = visit(world.lea), page_of(world, world.bob, "/skills")
        sent = {
            "languages": ["es", "pt"],
            "named": ["component:mail", "priority:high"],
            "customers": [str(world.customer.pk)],
        }
        assert lead.post(path, sent).status_code == 302
        with scope.entered(scope.SYSTEM):
            kept = set(Skill.objects.values_list("kind", "value"))
        assert kept == {
            ("language", "es"), ("language", "pt"), ("component", "mail"), ("priority", "high"),
            ("customer", str(world.customer.pk)),
        }  # fmt: skip
        assert lead.post(path, {"named": ["component:nothing"]}).status_code == 422
        assert lead.get(page_of(world, world.bob)).content.decode().count("checked") == 4

    def test_who_may(self, world: World, visit: Visit) -> None:
        for rest in ("", "/skills"):
            path = page_of(world, world.bob, rest)
            assert visit(world.ann).post(path, HOURS).status_code == 403
            assert visit(world.stranger).post(path, HOURS).status_code == 404
        path = page_of(world, world.bob, "/absence")
        assert visit(world.ann).post(path, absence()).status_code == 404
        assert visit(world.stranger).post(path, absence()).status_code == 404
        assert visit(world.stranger).get(f"/shifts/{world.desk.slug}").status_code == 404
        with scope.entered(scope.SYSTEM):
            assert not Shift.objects.exists()
            assert not Absence.objects.exists()


class TestAbsence:
    def test_ones_own(self, world: World, visit: Visit) -> None:
        with scope.entered(scope.SYSTEM):
            shift(world, world.ann)
            User.objects.filter(pk=world.ann.pk).update(time_zone="America/Sao_Paulo")
        browser, path = visit(world.ann), page_of(world, world.ann, "/absence")
        facts = absence(reason="Dentist", substitute=str(world.bob.pk), hands_over="on")
        assert browser.post(path, {**facts, "until_time": "12:30"})["Location"] == "/me?done=kept"
        with scope.entered(scope.SYSTEM):
            kept = Absence.objects.get()
            change = Change.objects.latest("id")
        zone = kept.starts_at.astimezone(__import__("zoneinfo").ZoneInfo("Europe/Berlin"))
        assert (zone.hour, kept.ends_at - kept.starts_at) == (0, timedelta(hours=12, minutes=30))
        assert (kept.substitute, kept.hands_over) == (world.bob, True)
        assert "Dentist" not in str(change.after)
        page = browser.get("/me").content.decode()
        assert "Dentist" in page
        assert "Bob stands in" in page
        assert "09:00-17:00" in page
        assert browser.post(path + f"/{kept.pk}/end").status_code == 302
        with scope.entered(scope.SYSTEM):
            assert not Absence.objects.exists()

    def test_the_last_day_counts_in_full(self, world: World, visit: Visit) -> None:
        visit(world.ann).post(page_of(world, world.ann, "/absence"), absence())
        with scope.entered(scope.SYSTEM):
            kept = Absence.objects.get()
        assert kept.ends_at - kept.starts_at == timedelta(days=1)

    def test_a_lead_sets_others(self, world: World, visit: Visit) -> None:
        path = page_of(world, world.ann, "/absence")
        assert visit(world.lea).post(path, absence())["Location"].startswith("/shifts/")
        shown = visit(world.contact).get(f"/shifts/{world.desk.slug}").content.decode()
        assert "Dentist" not in shown

    def test_at_all_desks_at_once(self, world: World, visit: Visit) -> None:
        with scope.entered(scope.SYSTEM):
            third = open_desk("third-desk", world.version)
            Member.objects.create(desk=third, user=world.ann, role="agent")
        facts = absence(substitute=str(world.bob.pk), everywhere="on")
        assert (
            visit(world.ann).post(page_of(world, world.ann, "/absence"), facts).status_code == 302
        )
        with scope.entered(scope.SYSTEM):
            kept = dict(Absence.objects.values_list("desk", "substitute"))
        assert kept == {world.desk.pk: world.bob.pk, third.pk: None}

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("until", "2020-01-01"), ("until", "9999-12-31"), ("since", "0001-01-01"),
            ("since", "x"), ("substitute", "0"), ("until_time", "99:00"),
        ],
    )  # fmt: skip
    def test_nonsense_comes_back(self, world: World, visit: Visit, field: str, value: str) -> None:
        path = page_of(world, world.ann, "/absence")
        answer = visit(world.ann).post(path, {**absence(reason="Kept text"), field: value})
        assert answer.status_code == 422
        assert b"Kept text" in answer.content


def test_who_is_away_is_called_so_where_tickets_are_given(world: World, visit: Visit) -> None:
    now = timezone.now()
    with scope.entered(scope.SYSTEM):
        ticket = world.ask(at=now)
        Absence.objects.create(
            desk=world.desk, user=world.bob, substitute=world.lea,
            starts_at=now - timedelta(hours=1), ends_at=now + timedelta(days=1),
        )  # fmt: skip
    page = visit(world.ann).get(f"/t/{ticket.number}/assignment").content.decode()
    assert ">Ann</option>" in page
    assert "Bob (away until " in page
    assert ", Lea stands in)" in page
