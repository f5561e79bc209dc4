"""How somebody has queues shown: columns in his order, rows on a page, what stands first; and what
two people do to one saved queue."""

import re

import pytest
from django.utils import timezone

from prazo.accounts.models import User
from prazo.desk.actions.assign import assign
from prazo.desk.actions.exclude import exclude
from prazo.desk.actions.reply import reply
from prazo.desk.actions.resolve import resolve
from prazo.desk.actions.spam import mark_spam
from prazo.desk.actions.wait import wait
from prazo.desk.models import SavedQueue, Ticket
from prazo.web import saved
from prazo.web.queues import QUEUES
from prazo.web.shown.row import HEADS, USUAL
from prazo.web.views.queues.like import READY
from tests.web.conftest import Visit
from tests.web.queues.test_saved import HIGH, NAMED
from tests.web.test_queue import numbers
from tests.world import World


@pytest.fixture(autouse=True)
def seen(everything: None) -> None:
    saved._held.clear()


def columns(page: bytes) -> list[str]:
    return re.findall(r'<th class="c-(\w+)"', page.decode())[3:]  # the box, due and ticket


class TestReady:
    def test_columns_stand_as_they_were_arranged_for_oneself(
        self, world: World, visit: Visit
    ) -> None:
        world.ask(at=timezone.now())
        browser = visit(world.ann)
        assert columns(browser.get("/").content) == list(USUAL)
        wanted = ["customer", "last_asked", "priority"]
        form = {"columns": wanted, "order": "newest", "save": "1"}
        assert browser.post("/q/due/layout", form)["Location"] == "/"
        page = browser.get("/").content
        assert columns(page) == wanted
        assert b'<th class="c-ticket">' in page
        assert b"newest first" in page
        assert b'data-head="Customer">Acme</td>' in page
        assert columns(browser.get("/q/mine").content) != wanted  # another queue
        assert columns(visit(world.bob).get("/").content) == list(USUAL)
        assert browser.post("/q/due/layout", {"usual": "1"}).status_code == 302
        assert columns(browser.get("/").content) == list(USUAL)

    def test_a_column_is_moved_without_scripts_and_with_htmx(
        self, world: World, visit: Visit
    ) -> None:
        browser = visit(world.ann)
        form = {"columns": ["status", "with", "team"], "order": "due", "sooner": "team"}
        for headers in ({}, {"HX-Request": "true"}):
            page = browser.post("/q/due/layout", form, headers=headers).content.decode()
            found = re.findall(r'value="(\w+)" checked', page)
            assert found == ["status", "team", "with"]
        page = browser.post("/q/due/layout", {**form, "sooner": "", "later": "with"}).content
        assert re.findall(r'value="(\w+)" checked', page.decode()) == ["status", "team", "with"]
        assert not User.objects.get(pk=world.ann.pk).layouts  # nothing was kept

    def test_each_column_can_be_shown(self, world: World, visit: Visit) -> None:
        now = timezone.now()
        ticket = world.ask("<b>x", at=now)
        exclude(ticket, cause="provider_net", evidence="log", by=world.by_ann, at=now)
        Ticket.objects.update(
            component="mail", plan="basic", marks=["unreadable"], addons=["night"]
        )
        browser = visit(world.ann)
        form = {"columns": list(HEADS), "order": "due", "save": "1"}
        browser.post("/q/due/layout", form)
        page = browser.get("/").content.decode()
        assert columns(page.encode()) == list(HEADS)
        row = page.split(f'<tr id="t{ticket.number}"')[1].split("</tr>")[0]
        for said in ("Their network", ">Mail<", ">Basic<", ">Night<", ">could not be read<"):
            assert said in row, said
        assert re.search(r'class="c-excluded"[^>]*>yes<', row)
        assert re.search(r'class="c-merged"[^>]*>—<', row)

    def test_what_is_none_is_refused(self, world: World, visit: Visit) -> None:
        browser = visit(world.ann)
        assert browser.get("/q/nothing/layout").status_code == 404
        bad = {"columns": ["password"], "order": "nonsense", "save": "1"}
        assert browser.post("/q/due/layout", bad).status_code == 422
        assert browser.post("/q/due/layout", {"owner": "7"}).status_code == 400


def test_rows_on_a_page_are_ones_own_choice(world: World, visit: Visit) -> None:
    for n in range(27):
        world.ask(f"n{n}", at=timezone.now())
    browser = visit(world.ann)
    assert len(numbers(browser.get("/").content)) == 27
    assert browser.post("/queues/rows", {"rows": "25"}).status_code == 302
    page = browser.get("/").content
    assert len(numbers(page)) == 25
    assert b"Next 25" in page
    browser.post("/queues/rows", {"rows": "1000000"})
    assert len(numbers(browser.get("/").content)) == 25


def test_saved_queues_are_put_first(world: World, visit: Visit) -> None:
    now = timezone.now()
    a, b, c = (SavedQueue.objects.create(name=name, owner=world.ann, made_at=now) for name in "abc")

    def beside() -> list[str]:
        page = visit(world.ann).get("/").content.decode()
        return re.findall(r'<a href="/q/s/\d+"><span>(\w)</span>', page)

    browser = visit(world.ann)
    assert beside() == ["a", "b", "c"]
    browser.post(f"/queues/{c.pk}/first", {"place": "0"})
    browser.post(f"/queues/{b.pk}/first", {"place": "1"})
    assert beside() == ["c", "b", "a"]
    browser.post(f"/queues/{b.pk}/first", {"place": "0"})
    assert beside() == ["b", "c", "a"]
    page = browser.get("/queues").content.decode()
    assert page.index("<b>b</b>") < page.index("<b>c</b>") < page.index("<b>a</b>")
    browser.post(f"/queues/{b.pk}/first", {"place": ""})
    assert beside() == ["c", "a", "b"]
    assert visit(world.stranger).post(f"/queues/{a.pk}/first", {"place": "0"}).status_code == 404


def test_what_one_sees_no_more_has_no_place_among_the_first(world: World, visit: Visit) -> None:
    now = timezone.now()
    a, b = (SavedQueue.objects.create(name=name, owner=world.ann, made_at=now) for name in "ab")
    gone, shared = (
        SavedQueue.objects.create(
            name=name, owner=world.lea, desk=world.desk, shared="desk", made_at=now
        )
        for name in ("gone", "shared")
    )
    browser = visit(world.ann)
    for place, one in enumerate((gone, shared, a, b)):
        browser.post(f"/queues/{one.pk}/first", {"place": str(place)})
    gone.delete()
    SavedQueue.objects.filter(pk=shared.pk).update(shared="nobody")
    page = browser.get("/queues").content.decode()
    assert page.index("<b>a</b>") < page.index("<b>b</b>")
    down = page.split(f'action="/queues/{a.pk}/first"')[1].split("</form>")[0]
    place = re.findall(r'value="(\d+)"', down)[1]
    browser.post(f"/queues/{a.pk}/first", {"place": place})
    page = browser.get("/queues").content.decode()
    assert page.index("<b>b</b>") < page.index("<b>a</b>")


class TestLike:
    def test_a_copy_begins_as_the_other_and_is_ones_own(self, world: World, visit: Visit) -> None:
        other = SavedQueue.objects.create(
            name="Team's", owner=world.lea, desk=world.desk, shared="desk", order="newest",
            columns=["team", "status"], made_at=timezone.now(),
            conditions={"all_of": [{"field": "priority", "op": "is", "values": ["high"]}]},
        )  # fmt: skip
        page = visit(world.ann).get(f"/queues/new?like=s/{other.pk}").content.decode()
        assert 'value="Team&#x27;s"' in page
        assert re.findall(r'name="columns"[^>]* value="(\w+)" checked', page) == ["team", "status"]
        assert '<option value="newest" selected>' in page
        assert '<option value="nobody" selected>' in page
        assert re.search(r'value="high" checked', page)
        for wrong in (f"s/{other.pk}", "nonsense", "s/x"):
            answer = visit(world.stranger).get(f"/queues/new?like={wrong}")
            assert answer.status_code == 404

    def test_each_ready_queue_is_said_in_conditions(self, world: World, visit: Visit) -> None:
        """What is made like it holds the same tickets."""
        assert {*READY} == {queue.slug for queue in QUEUES} - {"reminders", "snoozed"}
        now, by = timezone.now(), world.by_ann
        mine, asks, third, carrier, out, done, junk, _free = (
            world.ask(f"n{n}", at=now) for n in range(8)
        )
        mark_spam(junk, by=by, at=now)
        assign(mine, by=by, at=now, to=world.ann)
        reply(asks, by=by, at=now, text="Which one?", then_wait=True)
        wait(third, on="third_party", by=by, at=now)
        wait(carrier, on="carrier", by=by, at=now, reference="BA-1")
        exclude(out, cause="provider_net", evidence="log", by=by, at=now)
        resolve(done, by=by, at=now, summary="done")
        world.ask("who?", at=now, sender="x@nowhere.example")
        Ticket.objects.filter(pk=mine.pk).update(escalated=True)
        browser = visit(world.ann)
        for slug in READY:
            page = browser.get(f"/queues/new?like={slug}").content
            wanted = numbers(browser.get(f"/q/{slug}").content)
            assert wanted, slug
            assert sorted(numbers(page)) == sorted(wanted), slug


class TestTwoAtOnce:
    """R04: nobody keeps his over a colleague's unseen."""

    def test_who_was_overtaken_is_told_once(self, world: World, visit: Visit) -> None:
        queue = SavedQueue.objects.create(
            name="team", owner=world.lea, desk=world.desk, shared="desk", made_at=timezone.now()
        )
        browser, address = visit(world.lea), f"/queues/{queue.pk}"
        drawn = re.search(r'name="drawn" value="([^"]+)"', browser.get(address).content.decode())
        assert drawn is not None
        said = drawn[1].replace("&amp;", "&")
        shared = {**NAMED, **HIGH, "desk": world.desk.pk, "shared": "desk"}
        SavedQueue.objects.update(columns=["team"])
        looked = browser.post(address, {**shared, "drawn": said, "look": ""}).content.decode()
        assert drawn[1] in looked  # it goes along with each drawing
        answer = browser.post(address, {**shared, "drawn": said, "save": "1"})
        assert answer.status_code == 409
        assert b"Somebody has changed this since you opened it" in answer.content
        assert SavedQueue.objects.get().name == "team"
        again = re.search(r'name="drawn" value="([^"]+)"', answer.content.decode())
        assert again is not None and again[1] != drawn[1]
        sent = {**shared, "drawn": again[1].replace("&amp;", "&"), "save": "1"}
        assert browser.post(address, sent).status_code == 302
        assert SavedQueue.objects.get().name == "Urgent ones"

    def test_whoever_is_alone_is_not_stopped(self, world: World, visit: Visit) -> None:
        queue = SavedQueue.objects.create(name="own", owner=world.ann, made_at=timezone.now())
        browser, address = visit(world.ann), f"/queues/{queue.pk}"
        drawn = re.search(r'name="drawn" value="([^"]+)"', browser.get(address).content.decode())
        sent = {**NAMED, **HIGH, "drawn": drawn[1].replace("&amp;", "&"), "save": "1"}  # type: ignore[index]
        assert browser.post(address, sent).status_code == 302


@pytest.mark.parametrize(
    ("states", "offered"),
    [(["spam"], {"spam", "not_spam"}), (["open", "waiting"], {"spam"}), ([], {"spam"})],
)
def test_a_copied_queue_of_spam_lets_it_out(
    world: World, visit: Visit, states: list[str], offered: set[str]
) -> None:
    asked = [{"field": "status", "op": "is", "values": states}] if states else []
    queue = SavedQueue.objects.create(
        name="x", owner=world.ann, made_at=timezone.now(), conditions={"all_of": asked}
    )
    browser = visit(world.ann)
    page = browser.get(f"/q/s/{queue.pk}").content.decode()
    assert {*re.findall(r'name="act" value="((?:not_)?spam)"', page)} == offered
    page = browser.get("/q/spam").content.decode()
    assert re.findall(r'name="act" value="((?:not_)?spam)"', page) == ["not_spam"]
