"""Queues of one's own making: built, kept, shared, counted, and what others see of them."""

from datetime import timedelta

import pytest
from django.utils import timezone

from prazo.accounts.models import Change, Member
from prazo.desk.actions.assign import assign
from prazo.desk.actions.classify import classify
from prazo.desk.models import SavedQueue
from prazo.web import queues, saved
from tests.web.conftest import Visit
from tests.web.test_queue import numbers
from tests.world import World

HIGH = {"all_of-0-field": "priority", "all_of-0-op": "is", "all_of-0-values": ["high"]}
NAMED = {"name": "Urgent ones", "desk": "", "order": "due", "shared": "nobody", "team": ""}


@pytest.fixture(autouse=True)
def seen(everything: None) -> None:
    saved._held.clear()


def high(world: World, subject: str = "down") -> int:
    ticket = world.ask(subject, at=timezone.now())
    classify(ticket, by=world.by_ann, at=timezone.now(), changes={"priority": "high"})
    return ticket.number


def test_one_is_made_and_holds_its_tickets(world: World, visit: Visit) -> None:
    wanted = high(world)
    world.ask("a question", at=timezone.now())
    browser = visit(world.ann)
    made = browser.post("/queues/new", {**NAMED, **HIGH, "columns": ["status"], "save": "1"})
    assert made.status_code == 302
    page = browser.get(made["Location"])
    assert numbers(page.content) == [wanted]
    assert b'<th class="c-status">' in page.content
    assert b'<th class="c-promise">' not in page.content
    assert b'<span>Urgent ones</span> <span class="num">1</span>' in page.content


def test_the_preview_follows_the_conditions(world: World, visit: Visit) -> None:
    """Nothing is kept by looking."""
    wanted = high(world)
    other = world.ask("a question", at=timezone.now()).number
    browser = visit(world.ann)
    shown = browser.post("/queues/new", {**NAMED, "look": ""}, headers={"HX-Request": "true"})
    assert sorted(numbers(shown.content)) == [wanted, other]
    shown = browser.post("/queues/new", {**NAMED, **HIGH, "look": ""})
    assert numbers(shown.content) == [wanted]
    assert not SavedQueue.objects.exists()


def test_rows_are_added_and_removed_without_scripts(world: World, visit: Visit) -> None:
    browser = visit(world.ann)
    page = browser.post("/queues/new", {**NAMED, **HIGH, "add": "any_of"})
    assert b'name="any_of-0-field"' in page.content
    page = browser.post("/queues/new", {**NAMED, **HIGH, "remove": "all_of-0"})
    assert b'name="all_of-0-field"' not in page.content


def test_all_faults_come_back_with_what_was_typed(world: World, visit: Visit) -> None:
    answer = visit(world.ann).post(
        "/queues/new",
        {
            **NAMED,
            "name": "",
            "all_of-0-field": "due",
            "all_of-0-op": "within",
            "all_of-0-values": "soon",
            "save": "1",
        },
    )
    assert answer.status_code == 422
    assert b"Give the queue a name." in answer.content
    assert "“soon” does not fit “Next due”".encode() in answer.content
    assert b'value="soon"' in answer.content


def test_conditions_without_a_status_are_about_open_tickets(world: World, visit: Visit) -> None:
    browser = visit(world.ann)
    known = SavedQueue.objects.create(
        name="closed", owner=world.ann, made_at=timezone.now(), conditions={"all_of": []}
    )
    high(world)
    closed = world.ask("over", at=timezone.now())
    type(closed).objects.filter(pk=closed.pk).update(status="closed")
    assert closed.number not in numbers(browser.get(f"/q/s/{known.pk}").content)
    known.conditions = {"all_of": [{"field": "status", "op": "is", "values": ["closed"]}]}
    known.save()
    assert numbers(browser.get(f"/q/s/{known.pk}").content) == [closed.number]


@pytest.mark.parametrize("order", SavedQueue.Order.values)
def test_pages_of_every_order_follow_each_other(
    order: str, world: World, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("prazo.web.views.queue.PAGE", 3)
    now = timezone.now()
    made = [world.ask(f"n{n}", at=now - timedelta(minutes=n // 2)).number for n in range(7)]
    queue = SavedQueue.objects.create(name="all", owner=world.ann, made_at=now, order=order)
    browser, address, found = visit(world.ann), f"/q/s/{queue.pk}", []
    for _ in range(4):
        content = browser.get(address).content
        found += numbers(content)
        if b'rel="next" href="' not in content:
            break
        onward = content.split(b'rel="next" href="')[1].split(b'"')[0].decode()
        address = f"/q/s/{queue.pk}{onward.replace('&amp;', '&')}"
    assert sorted(found) == made
    assert len(found) == len(made)


class TestSharing:
    def test_who_sees_it(self, world: World, visit: Visit) -> None:
        own, team, desk = (
            SavedQueue.objects.create(
                name=shared,
                owner=world.lea,
                desk=world.desk,
                shared=shared,
                team=world.front if shared == "team" else None,
                made_at=timezone.now(),
            )
            for shared in ("nobody", "team", "desk")
        )
        for who, may_see in (
            (world.lea, (own, team, desk)),
            (world.ann, (team, desk)),
            (world.bob, (desk,)),
            (world.stranger, ()),
        ):
            browser = visit(who)
            for queue in (own, team, desk):
                expected = 200 if queue in may_see else 404
                assert browser.get(f"/q/s/{queue.pk}").status_code == expected, (who, queue)
                assert browser.get(f"/queues/{queue.pk}").status_code == expected, (who, queue)

    def test_a_lead_shares_with_the_desk_and_it_stands_in_the_history(
        self, world: World, visit: Visit
    ) -> None:
        shared = {**NAMED, **HIGH, "desk": world.desk.pk, "shared": "desk", "save": "1"}
        refused = visit(world.ann).post("/queues/new", shared)
        assert refused.status_code == 422
        assert b"A lead shares a queue with the whole desk." in refused.content
        assert visit(world.lea).post("/queues/new", shared).status_code == 302
        change = Change.objects.get(desk=world.desk, what="queue.made")
        assert change.after["name"] == "Urgent ones"

    def test_one_that_others_see_is_changed_by_its_owner_or_a_lead(
        self, world: World, visit: Visit
    ) -> None:
        queue = SavedQueue.objects.create(
            name="team", owner=world.lea, desk=world.desk, shared="desk", made_at=timezone.now()
        )
        assert visit(world.ann).post(f"/queues/{queue.pk}/drop").status_code == 422
        assert visit(world.lea).post(f"/queues/{queue.pk}/drop").status_code == 302
        assert not SavedQueue.objects.exists()

    def test_who_leaves_the_desk_loses_it(self, world: World, visit: Visit) -> None:
        queue = SavedQueue.objects.create(
            name="mine", owner=world.ann, desk=world.desk, made_at=timezone.now()
        )
        Member.objects.filter(user=world.ann, desk=world.desk).delete()
        assert visit(world.ann).get(f"/q/s/{queue.pk}").status_code == 404


def test_one_over_all_desks_shows_those_of_its_reader(world: World, visit: Visit) -> None:
    """Whatever is shared or kept, tickets are seen by the one door."""
    theirs = world.ask("elsewhere", at=timezone.now(), desk=world.other_desk)
    ours = world.ask("here", at=timezone.now())
    assign(ours, by=world.by_ann, at=timezone.now(), to=world.ann)
    queue = SavedQueue.objects.create(name="all", owner=world.ann, made_at=timezone.now())
    found = numbers(visit(world.ann).get(f"/q/s/{queue.pk}").content)
    assert ours.number in found
    assert theirs.number not in found


def test_an_unknown_field_is_refused(world: World, visit: Visit) -> None:
    """AC09."""
    assert visit(world.ann).post("/queues/new", {**NAMED, "owner": "7"}).status_code == 400


def test_q03_one_that_takes_too_long_is_given_up_and_can_be_mended(
    world: World, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    high(world)
    browser = visit(world.ann)
    made = browser.post("/queues/new", {**NAMED, **HIGH, "save": "1"})["Location"]
    monkeypatch.setattr(queues, "LONGEST_MS", 100)
    monkeypatch.setattr(queues, "WHILES", 1)
    monkeypatch.setattr(saved, "OPEN", f"{saved.OPEN} and pg_sleep(2) is not null")
    for address in (made, f"{made}/play"):
        answer = browser.get(address)
        assert (answer.status_code, "too long" in answer.content.decode()) == (422, True), address
    sent = {"delimiter": "comma", "columns": ["number"], "save": "1"}
    assert browser.post(f"{made}/csv", sent).status_code == 422
    form = browser.get(made.replace("/q/s/", "/queues/"))
    assert form.status_code == 200
    assert "too long" in form.content.decode() and 'value="Urgent ones"' in form.content.decode()
    assert browser.get("/").status_code == 200
