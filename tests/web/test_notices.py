"""The bell, one's own list, what opening a ticket does, following, mentions, and the choices."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from prazo.accounts.models import Member, User
from prazo.desk.actions.assign import assign
from prazo.desk.actions.note import note
from prazo.desk.models import Outgoing, Ticket
from prazo.lib import scope
from prazo.notices.actions.follow import follow
from prazo.notices.actions.mail import mail
from prazo.notices.actions.tell import tell
from prazo.notices.lines import MANY
from prazo.notices.models import OF_ALL, Follower, Kind, Notice, Preference
from prazo.web import counts
from tests.notices.storm import storm
from tests.web.conftest import Visit
from tests.world import World


@pytest.fixture
def ticket(world: World, everything: None) -> Ticket:
    """Ann was told of it."""
    ticket = world.ask("No dial tone", at=timezone.now() - timedelta(minutes=5))
    give(ticket, world)
    return ticket


def give(ticket: Ticket, world: World) -> None:
    now = timezone.now()
    assign(ticket, by=world.by_lea, at=now, to=world.ann)
    tell(now)


def bell(browser: Client, path: str = "/") -> str:
    """The figure, "" where it is hidden."""
    counts._counted.clear()
    shown = browser.get(path).content.decode()
    assert shown.count('id="bell"') == 1
    figure = shown.partition('id="bell"')[2].partition("</a>")[0].rpartition("<span")[2]
    return "" if "hidden" in figure else figure.partition(">")[2].partition("<")[0]


def unread(user: User) -> int:
    return Notice.objects.filter(user=user, seen_at=None).count()


def test_the_bell_counts_ones_own(ticket: Ticket, world: World, visit: Visit) -> None:
    assert bell(visit(world.ann)) == bell(visit(world.ann), "/notices") == "1"
    assert bell(visit(world.lea)) == bell(visit(world.stranger)) == ""
    assert b"bell" not in visit(None).get("/sign-in").content.replace(b"bell.js", b"")


def test_it_costs_no_statement(ticket: Ticket, world: World, visit: Visit) -> None:
    """The rail's one statement counts it; a ticket's page writes only where something is unread."""
    browser = visit(world.ann)
    browser.get(f"/t/{ticket.number}")
    assert unread(world.ann) == 0
    for path in ("/", f"/t/{ticket.number}"):
        browser.get(path)
        counts._counted.clear()
        with CaptureQueriesContext(connection) as asked:
            browser.get(path)
        told = [one["sql"] for one in asked if "notices_notice" in one["sql"]]
        assert len(told) == 1 and "desk_ticket" in told[0], told


class TestList:
    def test_it_says_what_happened(self, ticket: Ticket, world: World, visit: Visit) -> None:
        shown = visit(world.ann).get("/notices").content.decode()
        assert f'href="/t/{ticket.number}"' in shown
        assert "No dial tone" in shown and "Lea gave it to you" in shown

    def test_names_are_no_html(self, world: World, everything: None, visit: Visit) -> None:
        User.objects.filter(pk=world.lea.pk).update(name="<svg onload=x>")
        give(world.ask("<b>bold</b>", at=timezone.now()), world)
        User.objects.filter(pk=world.lea.pk).update(name="Lea")
        shown = visit(world.ann).get("/notices").content
        assert b"<svg onload" not in shown and b"<b>bold" not in shown
        assert b"&lt;svg onload=x&gt;" not in visit(world.lea).get("/notices").content

    def test_nothing_yet(self, world: World, visit: Visit) -> None:
        assert b"Nothing was told to you yet." in visit(world.bob).get("/notices").content

    def test_unread_before_read_page_by_page(
        self, world: World, everything: None, visit: Visit
    ) -> None:
        now = timezone.now()
        tickets = [world.ask(str(n), at=now) for n in range(5)]
        rows = [
            Notice(
                desk=world.desk,
                user=world.ann,
                kind=Kind.ASSIGNED,
                fact="assigned",
                ticket=tickets[n % 5],
                at=now - timedelta(minutes=n % 60),
                seen_at=now if n % 2 else None,
            )
            for n in range(130)
        ]
        Notice.objects.bulk_create(rows)
        browser, address = visit(world.ann), "/notices"
        seen: list[tuple[int, bool]] = []
        for _ in range(3):
            shown = browser.get(address).content.decode()
            items = shown.split('<li id="n')[1:]
            seen += [(int(one.partition('"')[0]), 'class="new"' in one[:40]) for one in items]
            link = shown.partition('rel="next" href="')[2].partition('"')[0]
            address = "/notices" + link.replace("&amp;", "&")
        assert not link
        ordered = Notice.objects.order_by("-at", "-pk")
        expected = [(one.pk, True) for one in ordered.filter(seen_at=None)]
        expected += [(one.pk, False) for one in ordered.exclude(seen_at=None)]
        assert seen == expected

    @pytest.mark.parametrize("place", ["x", "1.x", "-.1", "9" * 40])
    def test_no_place_of_ours(self, world: World, visit: Visit, place: str) -> None:
        answer = visit(world.ann).get("/notices", {"after": place})
        assert answer.status_code in (200, 400)

    def test_who_left_sees_nothing(self, ticket: Ticket, world: World, visit: Visit) -> None:
        Member.objects.filter(user=world.ann).delete()
        Member.objects.create(user=world.ann, desk=world.other_desk)
        browser = visit(world.ann)
        assert bell(browser) == ""
        assert b"No dial tone" not in browser.get("/notices").content

    def test_a_storm_is_one_line_with_a_list(
        self, world: World, everything: None, visit: Visit
    ) -> None:
        hit = storm(world, 60, timezone.now())
        tell(timezone.now())
        browser = visit(world.ann)
        assert bell(browser) == "1"
        shown = browser.get("/notices").content.decode()
        assert "60 tickets were given to you" in shown
        line = Notice.objects.get(user=world.ann)
        first = browser.get(f"/notices/{line.pk}").content.decode()
        assert first.count('<tr id="t') == 50
        link = first.partition('rel="next" href="')[2].partition('"')[0]
        second = browser.get(f"/notices/{line.pk}{link}").content.decode()
        listed = {one.number for one in hit if f'id="t{one.number}"' in first + second}
        assert listed == {one.number for one in hit}

    def test_anothers_is_not_there(self, world: World, everything: None, visit: Visit) -> None:
        storm(world, MANY + 1, timezone.now())
        tell(timezone.now())
        line = Notice.objects.get(user=world.ann)
        for other in (world.bob, world.stranger):
            assert visit(other).get(f"/notices/{line.pk}").status_code == 404
            visit(other).post(f"/notices/{line.pk}/read")
        assert unread(world.ann) == 1


class TestReading:
    def test_opening_the_ticket(self, ticket: Ticket, world: World, visit: Visit) -> None:
        browser = visit(world.ann)
        assert bell(browser, f"/t/{ticket.number}") == ""
        assert unread(world.ann) == 0

    @pytest.mark.parametrize("way", ["", "/seen"])
    def test_what_is_told_by_mail_alone_is_not_mailed_to_who_saw_it(
        self, world: World, everything: None, visit: Visit, way: str
    ) -> None:
        Preference.objects.create(user=world.ann, browser={Kind.ASSIGNED: False})
        seen, other = (world.ask(name, at=timezone.now()) for name in ("one", "two"))
        give(seen, world), give(other, world)
        assert unread(world.ann) == 0
        browser = visit(world.ann)
        (browser.post if way else browser.get)(f"/t/{seen.number}{way}")
        while mail(timezone.now() + timedelta(minutes=20)):
            pass
        letter = Outgoing.objects.get(to=[world.ann.email])
        assert f"#{other.number}" in letter.text and f"#{seen.number}" not in letter.text

    def test_looking_ahead_is_no_reading(self, ticket: Ticket, world: World, visit: Visit) -> None:
        browser = visit(world.ann)
        browser.get(f"/t/{ticket.number}/now", headers={"HX-Request": "true"})
        assert unread(world.ann) == 1
        assert browser.post(f"/t/{ticket.number}/seen").status_code == 204
        assert unread(world.ann) == 0

    def test_one_and_all(self, ticket: Ticket, world: World, visit: Visit) -> None:
        other = world.ask("Another", at=timezone.now())
        give(other, world)
        browser = visit(world.ann)
        first = Notice.objects.get(user=world.ann, ticket=ticket)
        assert browser.post(f"/notices/{first.pk}/read")["Location"] == "/notices"
        assert unread(world.ann) == 1
        page = browser.get("/notices").content.decode()
        shown_at = page.partition('name="shown_at" value="')[2].partition('"')[0]
        third = world.ask("Third", at=timezone.now())
        give(third, world)
        browser.post("/notices/read", {"shown_at": shown_at})
        assert [one.ticket for one in Notice.objects.filter(user=world.ann, seen_at=None)] == [
            third
        ]

    @pytest.mark.parametrize("given", [{}, {"shown_at": "x"}, {"shown_at": "2026-01-01T00:00"}])
    def test_no_instant(self, world: World, visit: Visit, given: dict[str, str]) -> None:
        assert visit(world.ann).post("/notices/read", given).status_code == 400

    def test_a_stranger_among_the_fields(self, world: World, visit: Visit) -> None:
        assert visit(world.ann).post("/notices/1/read", {"user": "2"}).status_code == 400


class TestFollowing:
    def test_follow_and_no_longer(self, ticket: Ticket, world: World, visit: Visit) -> None:
        browser, path = visit(world.bob), f"/t/{ticket.number}"
        assert "Nobody follows this ticket." in browser.get(path).content.decode()
        assert browser.post(f"{path}/follow", {"follow": "yes"})["Location"] == path
        browser.post(f"{path}/follow", {"follow": "yes"})
        assert [one.user for one in Follower.objects.all()] == [world.bob]
        assert "Follow no longer" in browser.get(path).content.decode()
        assert "Follow no longer" not in visit(world.lea).get(path).content.decode()
        parts = browser.post(
            f"{path}/follow", {"follow": "no"}, headers={"HX-Request": "true"}
        ).content
        assert b"Nobody follows this ticket." in parts and b"hx-swap-oob" in parts
        assert not Follower.objects.exists()

    def test_who_left_follows_no_more(self, ticket: Ticket, world: World, visit: Visit) -> None:
        follow(ticket, user=world.bob, at=timezone.now())
        assert "<p>Bob</p>" in visit(world.ann).get(f"/t/{ticket.number}").content.decode()
        Member.objects.filter(user=world.bob).delete()
        assert "<p>Bob</p>" not in visit(world.ann).get(f"/t/{ticket.number}").content.decode()

    @pytest.mark.parametrize("given", [{}, {"follow": "x"}, {"follow": "yes", "user": "1"}])
    def test_what_is_no_answer(
        self, ticket: Ticket, world: World, visit: Visit, given: dict[str, str]
    ) -> None:
        assert visit(world.bob).post(f"/t/{ticket.number}/follow", given).status_code == 400


def test_whom_one_can_mention(ticket: Ticket, world: World, visit: Visit) -> None:
    twin = User.objects.create_user("bob.two@desk.example", name="Bob")
    Member.objects.create(desk=world.desk, user=twin)
    listed = visit(world.ann).get(f"/t/{ticket.number}/people").json()["people"]
    assert [one["word"] for one in listed] == ["bob@desk.example", "bob.two", "Contact", "Lea"]
    for one in listed:  # each word means that one and nobody else
        Follower.objects.all().delete()
        note(ticket, by=world.by_ann, at=timezone.now(), text=f"@{one['word']} look")
        tell(timezone.now())
        assert Follower.objects.get().user.email == one["address"]
    assert visit(world.stranger).get(f"/t/{ticket.number}/people").status_code == 404


class TestChoices:
    @pytest.fixture
    def given(self) -> Iterator[dict[str, str]]:
        yield {
            **{f"mail_{kind}": "never" for kind in Kind},
            "browser_assigned": "on",
            "mail_assigned": "daily",
            "daily_at": "17",
            "quiet_from": "22:00",
            "quiet_until": "06:30",
        }

    def test_they_are_kept(self, world: World, visit: Visit, given: dict[str, str]) -> None:
        browser = visit(world.ann)
        assert browser.post("/me/notices", given)["Location"] == "/me/notices"
        with scope.entered(scope.SYSTEM):
            kept = Preference.objects.get()
        assert kept.user == world.ann and kept.daily_at == 17 and not kept.urgent_passes
        assert kept.browser["assigned"] is True and kept.browser["noted"] is False
        assert kept.mail == {**dict.fromkeys(map(str, Kind), "never"), "assigned": "daily"}
        shown = browser.get("/me/notices").content.decode()
        assert 'value="22:00"' in shown and 'value="06:30"' in shown

    def test_the_standard_is_shown(self, world: World, visit: Visit) -> None:
        shown = visit(world.ann).get("/me/notices").content.decode()
        assert shown.count("checked") == len(Kind) - len(OF_ALL)

    @pytest.mark.parametrize(
        "wrong",
        [
            {"quiet_until": ""},
            {"quiet_from": ""},
            {"quiet_until": "22:00"},
            {"quiet_from": "25:00"},
            {"daily_at": "24"},
            {"mail_assigned": "hourly "},
            {"mail_noted": ""},
        ],
    )
    def test_what_cannot_be(
        self, world: World, visit: Visit, given: dict[str, str], wrong: dict[str, str]
    ) -> None:
        answer = visit(world.ann).post("/me/notices", {**given, **wrong})
        assert answer.status_code == 422 and b'class="error"' in answer.content
        assert not Preference.objects.exists()

    def test_a_stranger_among_the_fields(
        self, world: World, visit: Visit, given: dict[str, str]
    ) -> None:
        answer = visit(world.ann).post("/me/notices", {**given, "user": "1"})
        assert answer.status_code == 400
