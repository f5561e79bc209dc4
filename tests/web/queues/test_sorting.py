"""A queue sorted by the head of a column: exact over its pages, kept in the address."""

import re
from datetime import timedelta
from html import unescape
from random import Random

import pytest
from django.core.exceptions import BadRequest
from django.http import QueryDict
from django.test import Client
from django.utils import timezone

from prazo.accounts.models import Member, Role, Team, User
from prazo.desk.actions.resolve import resolve
from prazo.desk.models import Reminder, SavedQueue, Ticket
from prazo.web.layouts import lay_out, ordered, words_of
from prazo.web.orders import ASCENDING, NEXT_DUE, ORDERS, SORTS, Order, Place
from prazo.web.queues import BY_SLUG, QUEUES, ids_of, page_of, place_of
from prazo.web.views.play import onward_of
from tests.web.conftest import Visit
from tests.web.test_queue import numbers
from tests.world import World

OPEN_ORDERS = [word for pair in SORTS.values() for word in pair]


@pytest.fixture(autouse=True)
def seen(everything: None) -> None:
    """Tests here look at all of the database."""


@pytest.fixture
def many(world: World) -> list[Ticket]:
    """With ties and with nothing in every column that sorts, over two desks."""
    chance, now = Random(7), timezone.now().replace(microsecond=0)
    Member.objects.create(desk=world.other_desk, user=world.ann, role=Role.AGENT)
    accented = User.objects.create_user("alvaro@desk.example", name="Álvaro")
    third = Team.objects.create(desk=world.desk, name="archive", identifier="archive")
    people = [world.ann, world.bob, accented, None]
    teams = [world.front, world.back, third, None]
    made = [world.ask(f"n{n}", at=now) for n in range(34)]
    sender = "z@elsewhere.example"
    made += [world.ask(f"o{n}", at=now, desk=world.other_desk, sender=sender) for n in range(6)]
    for ticket in made:
        home = ticket.desk_id == world.desk.pk
        minutes = [timedelta(minutes=chance.randint(0, 3)) for _ in range(4)]
        Ticket.objects.filter(pk=ticket.pk).update(
            opened_at=now - minutes[0],
            changed_at=now - minutes[1],
            next_due_at=chance.choice([None, now + minutes[2]]),
            unanswered_since=chance.choice([None, now - minutes[3]]),
            priority=chance.choice(["high", "low", "gone", ""]),
            assignee=chance.choice(people) if home else world.ann,
            team=chance.choice(teams) if home else None,
        )
    return list(Ticket.objects.select_related("assignee", "team"))


def test_each_order_holds_the_same_tickets(world: World, many: list[Ticket]) -> None:
    """Whatever their status: groups are known of open tickets alone."""
    now, desks = timezone.now(), [world.desk.pk, world.other_desk.pk]
    states = ["open", "waiting", "resolved", "closed", "spam"]
    for at, ticket in enumerate(many):
        alone = User.objects.create_user(f"p{at}@desk.example", name=f"P{at}")
        Ticket.objects.filter(pk=ticket.pk).update(
            status=states[at % 5], waiting_on="customer", resolved_at=now, escalated=True,
            assignee=[alone, world.ann][at % 2],
        )  # fmt: skip
        hides = at % 3 == 0
        told = None if hides else now
        later = now + timedelta(days=1)
        Reminder.objects.create(
            desk=ticket.desk, ticket=ticket, user=world.ann, at=later, told_at=told, hides=hides
        )
    Ticket.objects.update(next_due_at=None)
    for queue in QUEUES:
        held = {*ids_of(queue, world.ann, desks)}
        for word in words_of(queue):
            assert {*ids_of(ordered(queue, word), world.ann, desks)} == held, (queue.slug, word)
    reminded = {*ids_of(BY_SLUG["reminders"], world.ann, desks)}
    statuses = {each.status for each in Ticket.objects.filter(pk__in=reminded)}
    assert statuses == {"open", "waiting", "resolved", "closed"}


def walked(browser: Client, address: str, most: int = 40) -> list[int]:
    """The numbers of page after page."""
    path, found = address.partition("?")[0], []
    for _ in range(most):
        content = browser.get(address).content.decode()
        found += numbers(content.encode())
        onward = re.search(r'rel="next" href="([^"]*)"', content)
        if onward is None:
            return found
        address = path + unescape(onward[1])
    raise AssertionError("it never ends")


def group(order: Order, ticket: Ticket) -> tuple[int, str, int]:
    """As people would order them: those in no group come last, whichever way."""
    if order.by == "priority":
        rank = {"high": 0, "low": 1, "gone": 2, "": 3}[ticket.priority]
        return (int(rank == 3), "", -rank if order.descending else rank)
    held = ticket.assignee if order.by == "with" else ticket.team
    if held is None:
        return (1, "", 0)
    name = {"Álvaro": "alvaro"}.get(held.name, held.name.lower())
    if order.descending:  # Z before A
        name = "".join(chr(0x10000 - ord(sign)) for sign in f"{name:~<20}")
    return (0, name, 0)


def expected(order: Order, tickets: list[Ticket]) -> list[int]:
    def turn(ticket: Ticket) -> tuple[object, ...]:
        sign = -1 if order.descending and not order.by else 1
        at = getattr(ticket, order.column)
        then = getattr(ticket, order.then) if order.then else None
        first = group(order, ticket) if order.by else ()
        if at is not None:
            return (*first, 0, sign * at.timestamp(), sign * ticket.pk)
        if then is not None:
            return (*first, 1, then.timestamp(), ticket.pk)
        return (*first, 2, 0.0, ticket.pk)

    return [ticket.number for ticket in sorted(tickets, key=turn)]


@pytest.mark.parametrize("word", OPEN_ORDERS)
def test_pages_are_exact(
    word: str, world: World, visit: Visit, many: list[Ticket], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Ties, tickets that have nothing there, groups that end within a page, two desks."""
    monkeypatch.setattr("prazo.web.views.queue.PAGE", 3)
    wanted = expected(ORDERS[word], many)
    assert walked(visit(world.ann), f"/?order={word}") == wanted
    queue = ordered(BY_SLUG["due"], word)
    by_pk = {ticket.pk: ticket.number for ticket in many}
    desks = [world.desk.pk, world.other_desk.pk]
    assert [by_pk[pk] for pk in ids_of(queue, world.ann, desks)] == wanted
    assert [by_pk[pk] for pk in ids_of(queue, world.ann, desks, 7)] == wanted[:7]


@pytest.mark.parametrize("word", OPEN_ORDERS)
def test_a_place_survives_what_changes_meanwhile(
    word: str, world: World, many: list[Ticket]
) -> None:
    """The ticket a page ended with moved, its group is gone: the next begins where it stood."""
    queue, desks = ordered(BY_SLUG["due"], word), [world.desk.pk, world.other_desk.pk]
    wanted = expected(queue.order, many)
    for cut in (4, 11, 23, 37):
        last = page_of(queue, world.ann, desks, None, cut)[-1]
        place = place_of(queue, last, desks)
        assert Place.read(str(place)) == place
        rest = wanted[cut:]
        Ticket.objects.filter(pk=last.id).update(status="closed")
        found = page_of(queue, world.ann, desks, Place.read(str(place)), 99)
        assert [fact.number for fact in found] == rest
        Ticket.objects.filter(pk=last.id).update(status="open")
    Team.objects.filter(identifier="archive").delete()
    assert len(page_of(queue, world.ann, desks, Place.read(str(place)), 99)) <= 40


def test_heads_say_how_it_is_sorted_and_lead_on(
    world: World, visit: Visit, many: list[Ticket]
) -> None:
    browser = visit(world.ann)
    page = browser.get("/").content.decode()
    assert '<th class="c-due" aria-sort="ascending">' in page
    assert page.count("aria-sort") == 1
    assert '<th class="c-promise">Promise</th>' in page  # it sorts by nothing
    assert 'href="?order=urgent"' in page
    page = browser.get(f"/?desk={world.desk.slug}&order=urgent").content.decode()
    assert '<th class="c-priority" aria-sort="descending">' in page
    at_desk = f"?desk={world.desk.slug}&amp;order"
    assert f'href="{at_desk}=mild"' in page
    assert page.count("aria-sort") == 1
    assert f'hx-get="/{at_desk}=urgent"' in page  # what is live keeps the order
    assert '<input type="hidden" name="order" value="urgent">' in page
    assert "by priority, highest first" in page
    assert f'href="/q/due/play{at_desk}=urgent"' in page
    for word in OPEN_ORDERS:
        page = browser.get(f"/?order={word}").content.decode()
        said = re.findall(r'aria-sort="(\w+)"', page)
        assert len(said) <= 1
        assert not said or said[0] == ("ascending" if word in ASCENDING else "descending")


def test_what_it_is_grouped_by_stands_above(world: World, visit: Visit, many: list[Ticket]) -> None:
    page = visit(world.ann).get("/?order=person").content.decode()
    heads = re.findall(r'<tr class="group"><th colspan="7" scope="rowgroup">([^<]*)</th>', page)
    assert heads == ["Álvaro", "Ann", "Bob", "nobody"]
    page = visit(world.ann).get("/?order=team_z").content.decode()
    heads = re.findall(r'scope="rowgroup">([^<]*)<', page)
    assert heads == ["Front", "Back", "archive", "no team"]
    assert "rowgroup" not in visit(world.ann).get("/").content.decode()


def test_an_order_that_is_none_is_a_bad_request(world: World, visit: Visit) -> None:
    browser = visit(world.ann)
    assert browser.get("/?order=nonsense").status_code == 400
    assert browser.get("/?order=person&after=5.7").status_code == 400
    assert browser.get("/?order=due&after=YQ:5.7").status_code == 400
    assert browser.get("/?order=person&after=%25%25:5.7").status_code == 400
    with pytest.raises(BadRequest):
        ordered(BY_SLUG["due"], "resolved_at; drop")


def test_what_was_resolved_is_sorted_by_when_alone(world: World, visit: Visit) -> None:
    now = timezone.now()
    made = [world.ask(f"n{n}", at=now - timedelta(minutes=9)) for n in range(3)]
    for n, ticket in enumerate(made):
        resolve(ticket, by=world.by_ann, at=now - timedelta(minutes=3 - n), summary="done")
    browser, there = visit(world.ann), [ticket.number for ticket in made]
    assert numbers(browser.get("/q/resolved").content) == there[::-1]
    assert numbers(browser.get("/q/resolved?order=ended_old").content) == there
    page = browser.get("/q/resolved?order=newest").content.decode()  # it cannot stand so
    assert numbers(page.encode()) == there[::-1]
    assert page.count('class="sort"') == 1


class TestSaved:
    def saved(self, world: World, **facts: object) -> SavedQueue:
        wanted = {"name": "all", "owner": world.ann, "made_at": timezone.now(), **facts}
        return SavedQueue.objects.create(**wanted)

    def test_it_keeps_its_order_and_may_be_looked_at_in_another(
        self, world: World, visit: Visit, many: list[Ticket]
    ) -> None:
        queue = self.saved(world, order="person_z")
        browser = visit(world.ann)
        found = numbers(browser.get(f"/q/s/{queue.pk}").content)
        assert found == expected(ORDERS["person_z"], many)
        found = numbers(browser.get(f"/q/s/{queue.pk}?order=changed").content)
        assert found == expected(ORDERS["changed"], many)
        queue.refresh_from_db()
        assert queue.order == "person_z"

    def test_one_of_closed_tickets_is_not_sorted_by_groups(
        self, world: World, visit: Visit
    ) -> None:
        """There is no index of them: it stays in an order it can stand in."""
        closed = {"all_of": [{"field": "status", "op": "is", "values": ["closed"]}]}
        ticket = world.ask(at=timezone.now())
        Ticket.objects.update(status="closed", assignee=world.ann)
        queue = self.saved(world, order="person", conditions=closed)
        page = visit(world.ann).get(f"/q/s/{queue.pk}").content
        assert numbers(page) == [ticket.number]
        assert b'class="sort"' not in page
        form = {
            "name": "x", "desk": "", "order": "person", "shared": "nobody", "team": "",
            "all_of-0-field": "status", "all_of-0-op": "is", "all_of-0-values": ["closed"],
            "save": "1",
        }  # fmt: skip
        answer = visit(world.ann).post("/queues/new", form)
        assert answer.status_code == 422
        assert b"Only open tickets can stand in this order." in answer.content


def test_play_goes_on_in_the_order_one_sees(world: World, visit: Visit, many: list[Ticket]) -> None:
    wanted = expected(ORDERS["person"], many)
    browser, address, found = visit(world.ann), "/q/due/play?order=person", []
    for _ in wanted:
        answer = browser.get(address)
        found.append(int(answer["Location"].split("/t/")[1].split("?")[0]))
        page = browser.get(answer["Location"]).content.decode()
        address = unescape(re.search(r'href="(/q/due/play\?[^"]*)"', page)[1])  # type: ignore[index]
        if len(found) == 9:
            break
    assert found == wanted[:9]
    assert 'href="/?order=person"' in page


@pytest.mark.parametrize("usual", ["urgent", "newest"])
def test_a_page_goes_on_in_its_order_whatever_is_usual_by_then(
    world: World, visit: Visit, many: list[Ticket], usual: str
) -> None:
    """Pages are read and tickets played while the queue is laid out anew, in another window."""
    wanted = expected(NEXT_DUE, many)
    browser, user = visit(world.ann), world.ann
    browser.post("/queues/rows", {"rows": "25"})
    page = browser.get("/").content
    onward = unescape(re.search(r'rel="next" href="([^"]*)"', page.decode())[1])  # type: ignore[index]
    played = QueryDict(browser.get("/q/due/play")["Location"].partition("?")[2])
    user.refresh_from_db()
    lay_out(user, "due", (), usual)
    assert numbers(page) + numbers(browser.get(f"/{onward}").content) == wanted
    answer = browser.get(onward_of(played))
    assert answer["Location"].startswith(f"/t/{wanted[1]}?")


def test_a_place_of_an_order_the_queue_has_no_more_is_its_beginning(
    world: World, visit: Visit, many: list[Ticket]
) -> None:
    """A queue of tickets that ended stands in the order of whoever made it, and no other."""
    Ticket.objects.update(status="closed")
    closed = {"all_of": [{"field": "status", "op": "is", "values": ["closed"]}]}
    queue = SavedQueue.objects.create(
        name="closed", owner=world.ann, made_at=timezone.now(), order="newest", conditions=closed
    )
    browser = visit(world.ann)
    browser.post("/queues/rows", {"rows": "25"})
    page = browser.get(f"/q/s/{queue.pk}").content.decode()
    onward = unescape(re.search(r'rel="next" href="([^"]*)"', page)[1])  # type: ignore[index]
    SavedQueue.objects.update(order="oldest")
    page = browser.get(f"/q/s/{queue.pk}{onward}").content.decode()
    assert numbers(page.encode()) == expected(ORDERS["oldest"], many)[:25]


def test_all_of_a_queue_are_its_first_in_the_order_one_sees(
    world: World, visit: Visit, many: list[Ticket], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("prazo.web.views.bulk.chosen.MOST", 2)
    home = [ticket for ticket in many if ticket.desk_id == world.desk.pk]
    form = {"all": "1", "queue": "due", "desk": world.desk.slug, "order": "newest", "act": "note"}
    page = visit(world.ann).post("/bulk", form).content.decode()
    first = sorted(expected(ORDERS["newest"], home)[:2])
    assert f'name="t" value="{first[0]},{first[1]}"' in page
