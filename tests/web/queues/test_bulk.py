"""One act on many tickets: looked at first, done all or nothing for each, taken back in time."""

import re
import secrets
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.db import OperationalError
from django.utils import timezone

from prazo.accounts.models import Absence, Member
from prazo.desk.actions.assign import assign
from prazo.desk.actions.classify import classify
from prazo.desk.actions.close import close
from prazo.desk.actions.note import note
from prazo.desk.actions.spam import mark_spam
from prazo.desk.bulks import HELD
from prazo.desk.models import Bulk, Event, Note, SavedQueue, Ticket
from prazo.escalation.actions.climb import climb
from prazo.escalation.models import Escalation
from prazo.rules.deeds import Deed, written
from prazo.rules.models import Macro
from prazo.web.views.bulk import chosen, doing, page
from prazo.web.views.bulk.acts import ACTS
from prazo.web.views.bulk.doing import do_due
from tests.web.conftest import Visit
from tests.world import World


@pytest.fixture(autouse=True)
def seen(everything: None) -> None:
    """Tests here look at all of the database."""


@pytest.fixture
def tickets(world: World) -> list[Ticket]:
    """Two open ones and one that is closed already."""
    made = [world.ask(f"n{n}", at=timezone.now()) for n in range(3)]
    close(made[2], by=world.by_ann, at=timezone.now(), reason="spam")
    return made


def sent(tickets: list[Ticket], act: str, **fields: object) -> dict[str, object]:
    """Each with a name of its own, unless the test gives it one."""
    numbers = [ticket.number for ticket in tickets]
    return {"t": numbers, "act": act, "once": secrets.token_urlsafe(24), **fields}


def test_every_act_has_a_key(world: World, visit: Visit, tickets: list[Ticket]) -> None:
    mark_spam(tickets[0], by=world.by_ann, at=timezone.now())
    browser = visit(world.ann)
    page = "".join(browser.get(address).content.decode() for address in ("/", "/q/spam"))
    for name in ACTS:
        assert re.search(rf'name="act" value="{name}" data-key="\w"', page), name


def test_htmx_gets_the_form_and_goes_on(world: World, visit: Visit, tickets: list[Ticket]) -> None:
    browser, htmx = visit(world.ann), {"HX-Request": "true"}
    form = sent(tickets[:1], "note", text="Look.", stage="preview")
    shown = browser.post("/bulk", form, headers=htmx).content.strip()
    assert shown.startswith(b'<div class="narrow" id="bulk-form">')
    begun = browser.post("/bulk", {**form, "stage": "do"}, headers=htmx)
    assert (begun.status_code, begun["HX-Redirect"]) == (204, f"/bulk/{Bulk.objects.get().pk}")


def test_beside_who_is_away_it_says_so(world: World, tickets: list[Ticket]) -> None:
    """As where one ticket is given."""
    now = timezone.now()
    Absence.objects.create(
        desk=world.desk,
        user=world.bob,
        starts_at=now,
        ends_at=now + timedelta(hours=2),
        substitute=world.lea,
    )
    form = ACTS["assign"].form(tickets, world.ann)
    people = dict(form.fields["to"].choices)  # type: ignore[attr-defined]
    assert people[str(world.ann.pk)] == "Ann"
    assert people[str(world.bob.pk)].startswith("Bob (away until")
    assert people[str(world.bob.pk)].endswith("Lea stands in)")


def test_the_preview_says_what_would_be_refused_and_changes_nothing(
    world: World, visit: Visit, tickets: list[Ticket]
) -> None:
    events = Event.objects.count()
    page = visit(world.ann).post(
        "/bulk", sent(tickets, "assign", to=world.bob.pk, team="", stage="preview")
    )
    assert page.content.count(b"would be done") == 2
    assert b"closed already" in page.content
    assert b"Do it to 2 tickets" in page.content
    assert Event.objects.count() == events
    assert not Ticket.objects.exclude(assignee=None).exists()
    assert not Bulk.objects.exists()


def test_it_is_done_when_its_time_has_come(
    world: World, visit: Visit, tickets: list[Ticket]
) -> None:
    browser = visit(world.ann)
    begun = browser.post("/bulk", sent(tickets, "assign", to=world.bob.pk, team="", stage="do"))
    assert begun.status_code == 302
    assert b"It is done in" in browser.get(begun["Location"]).content
    assert not do_due(timezone.now())  # not yet
    assert not Ticket.objects.exclude(assignee=None).exists()
    assert do_due(timezone.now() + HELD)
    assert not do_due(timezone.now() + HELD)  # once
    for ticket in tickets[:2]:
        ticket.refresh_from_db()
        assert ticket.assignee == world.bob
    assert b"Done to 2 tickets." in browser.get(begun["Location"]).content
    assert browser.post(f"{begun['Location']}/undo").status_code == 409


def test_it_is_taken_back_in_time(world: World, visit: Visit, tickets: list[Ticket]) -> None:
    browser = visit(world.ann)
    begun = browser.post("/bulk", sent(tickets[:1], "note", text="Look.", stage="do"))
    assert visit(world.bob).post(f"{begun['Location']}/undo").status_code == 404  # not his
    assert browser.post(f"{begun['Location']}/undo").status_code == 302
    assert not do_due(timezone.now() + HELD)
    assert b"nothing was done" in browser.get(begun["Location"]).content
    assert not Note.objects.exists()


@pytest.mark.parametrize("taken_back", [True, False])
def test_what_is_written_is_kept_no_longer_than_it_waits(
    world: World, visit: Visit, tickets: list[Ticket], taken_back: bool
) -> None:
    """Nor does a secret lie there meanwhile (D17): erased is what stands on the tickets."""
    browser = visit(world.ann)
    said = sent(tickets[:2], "note", text="His password: Tr0ub4dor&3xQ", stage="do")
    begun = browser.post("/bulk", said)
    assert Bulk.objects.get().data == {"text": "His password: ••••••"}
    if taken_back:
        browser.post(f"{begun['Location']}/undo")
    assert do_due(timezone.now() + HELD) is not taken_back
    assert Bulk.objects.get().data == {}
    assert {note.text for note in Note.objects.all()} == (
        set() if taken_back else {"His password: ••••••"}
    )
    assert browser.get(begun["Location"]).status_code == 200


def test_one_ticket_that_changed_meanwhile_is_refused_alone(
    world: World, visit: Visit, tickets: list[Ticket]
) -> None:
    browser = visit(world.ann)
    begun = browser.post("/bulk", sent(tickets[:2], "resolve", summary="Fixed.", stage="do"))
    close(tickets[0], by=world.by_ann, at=timezone.now(), reason="spam")
    do_due(timezone.now() + HELD)
    page = browser.get(begun["Location"]).content
    assert b"Done to 1 ticket." in page
    assert page.count(b">refused<") == 1
    tickets[1].refresh_from_db()
    assert tickets[1].status == Ticket.Status.RESOLVED


def test_what_is_left_empty_stays_as_it_is(
    world: World, visit: Visit, tickets: list[Ticket]
) -> None:
    ticket = tickets[0]
    Ticket.objects.filter(pk=ticket.pk).update(assignee=world.ann, level="l2")
    browser = visit(world.ann)
    browser.post("/bulk", sent([ticket], "assign", to="", team=world.back.pk, stage="do"))
    browser.post("/bulk", sent([ticket], "classify", priority="high", stage="do"))
    while do_due(timezone.now() + HELD):
        pass
    ticket.refresh_from_db()
    assert (ticket.assignee, ticket.team, ticket.priority) == (world.ann, world.back, "high")
    assert (
        browser.post("/bulk", sent([ticket], "classify", priority="", stage="preview")).status_code
        == 422
    )


def asked_at(asked: datetime) -> None:
    """As if every bulk had been asked for then."""
    Bulk.objects.update(asked_at=asked, due_at=asked + HELD)


class TestUntilItIsDone:
    """It is said on every page of who asked for it, and taken back there."""

    def test_it_is_said_on_every_page(
        self, world: World, visit: Visit, tickets: list[Ticket]
    ) -> None:
        browser = visit(world.ann)
        assert b"not done yet" not in browser.get("/").content
        begun = browser.post("/bulk", sent(tickets[:2], "note", text="Look.", stage="do"))
        for path in ("/", f"/t/{tickets[2].number}", "/board", "/me", "/queues", "/bulk/waiting"):
            page = browser.get(path).content.decode()
            assert f'action="{begun["Location"]}/undo"' in page, path
            assert "2 tickets, not done yet" in page, path
        assert page.count('data-key="z"') == 1
        own = browser.get(begun["Location"]).content.decode()
        assert own.count(f'action="{begun["Location"]}/undo"') == 1
        assert b"not done yet" not in visit(world.bob).get("/").content
        do_due(timezone.now() + HELD)
        pk = Bulk.objects.get().pk
        after = browser.get("/bulk/waiting", {"was": f"{pk},x,"}).content
        assert b"Done to 2 tickets." in after
        assert b"Done to" not in visit(world.bob).get("/bulk/waiting", {"was": pk}).content
        assert b"not done yet" not in browser.get("/").content

    def test_it_is_taken_back_from_there(
        self, world: World, visit: Visit, tickets: list[Ticket]
    ) -> None:
        browser, htmx = visit(world.ann), {"HX-Request": "true"}
        begun = browser.post("/bulk", sent(tickets[:2], "note", text="Look.", stage="do"))
        answer = browser.post(f"{begun['Location']}/undo", headers=htmx)
        assert answer.content.strip().startswith(b'<div id="bulks"')
        assert b"Taken back: nothing was done." in answer.content
        assert not do_due(timezone.now() + HELD)
        other = browser.post("/bulk", sent(tickets[:2], "note", text="Look.", stage="do"))
        do_due(timezone.now() + HELD)
        late = browser.post(f"{other['Location']}/undo", headers=htmx)
        assert (late.status_code, b"It is done already." in late.content) == (409, True)


class TestPortions:
    def test_many_are_worked_off_in_portions(
        self, world: World, visit: Visit, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(doing, "PORTION", 2)
        made = [world.ask(f"n{n}", at=timezone.now()) for n in range(5)]
        small = world.ask("small", at=timezone.now())
        browser, due = visit(world.ann), timezone.now() + HELD + timedelta(seconds=5)
        begun = browser.post("/bulk", sent(made, "note", text="Look.", stage="do"))
        browser.post("/bulk", sent([small], "note", text="One.", stage="do"))
        assert do_due(due)
        assert Note.objects.count() == 2
        assert b"2 of 5 done" in browser.get(begun["Location"]).content
        assert b"2 of 5 done" in browser.get("/bulk/waiting").content
        assert browser.post(f"{begun['Location']}/undo").status_code == 409
        assert do_due(due)  # a small one need not wait for all of a large one
        assert Note.objects.filter(ticket=small).exists()
        assert do_due(due) and do_due(due)
        assert not do_due(due)
        assert Note.objects.count() == 6
        assert b"Done to 5 tickets." in browser.get(begun["Location"]).content

    def test_what_a_form_knows_is_what_it_knew_of_all(
        self, world: World, visit: Visit, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(doing, "PORTION", 1)
        made = [world.ask(f"n{n}", at=timezone.now()) for n in range(2)]
        visit(world.ann).post("/bulk", sent(made, "classify", priority="high", stage="do"))
        while do_due(timezone.now() + HELD):
            pass
        assert set(Ticket.objects.values_list("priority", flat=True)) == {"high"}


class TestAllOfAQueue:
    def test_its_tickets_are_those_it_holds(
        self, world: World, visit: Visit, tickets: list[Ticket]
    ) -> None:
        browser = visit(world.ann)
        assign(tickets[0], by=world.by_ann, at=timezone.now(), to=world.ann)
        form = {"all": "1", "queue": "unassigned", "desk": "", "act": "note"}
        page = browser.post("/bulk", form).content.decode()
        assert f'name="t" value="{tickets[1].number}"' in page
        own = SavedQueue.objects.create(name="all", owner=world.ann, made_at=timezone.now())
        page = browser.post("/bulk", {**form, "queue": f"s/{own.pk}"}).content.decode()
        assert f'name="t" value="{tickets[0].number},{tickets[1].number}"' in page
        assert browser.post("/bulk", {**form, "desk": "no-such"}).status_code == 422
        assert browser.post("/bulk", {**form, "queue": "nonsense"}).status_code == 400
        stranger = visit(world.stranger)
        assert stranger.post("/bulk", {**form, "queue": f"s/{own.pk}"}).status_code == 404

    def test_a_long_one_gives_its_first_and_says_so(
        self, world: World, visit: Visit, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(chosen, "MOST", 2)
        monkeypatch.setattr(page, "MOST", 2)
        monkeypatch.setattr(page, "SHOWN", 1)
        made = [world.ask(f"n{n}", at=timezone.now() - timedelta(9 - n)) for n in range(3)]
        form = {"all": "1", "queue": "due", "desk": "", "act": "assign", "to": world.bob.pk}
        browser = visit(world.ann)
        shown = browser.post("/bulk", {**form, "team": "", "stage": "preview"}).content.decode()
        assert f'name="t" value="{made[0].number},{made[1].number}"' in shown
        assert "these are its first 2" in shown
        assert "and 1 more, judged when it is done" in shown
        assert "Do it to 2 tickets" in shown
        many = ",".join(str(ticket.number) for ticket in made)
        assert browser.post("/bulk", {"act": "note", "t": many}).status_code == 422


def test_the_preview_says_what_would_change_and_whose_it_is(
    world: World, visit: Visit, tickets: list[Ticket]
) -> None:
    now = timezone.now()
    assign(tickets[0], by=world.by_bob, at=now, to=world.bob)
    form = sent(tickets[:2], "assign", to=world.lea.pk, team=world.back.pk, stage="preview")
    page = visit(world.ann).post("/bulk", form).content.decode()
    first, second = page.split("<li>")[1:]
    assert "Bob → Lea" in first and "has it now: Bob" in first
    assert "nobody → Lea" in second and "has it now" not in second
    assert "1 of them is assigned to somebody else." in page
    classed = sent(tickets[:1], "classify", priority="high", stage="preview")
    row = visit(world.ann).post("/bulk", classed).content.decode().split("<li>")[1]
    assert re.search(r"<small class=.change.>[^<]+ → High</small>", row), row
    assert "due " in row  # the promise that comes nearer


class TestWhenItCounts:
    """From when it was asked for, though a worker comes to it much later."""

    def test_a_promise_that_fell_due_meanwhile_is_kept(self, world: World, visit: Visit) -> None:
        ticket = world.ask(at=timezone.now() - timedelta(days=1))
        visit(world.ann).post("/bulk", sent([ticket], "resolve", summary="Fixed.", stage="do"))
        clock = ticket.clocks.get(metric="first_response")
        assert clock.due_at is not None
        asked = clock.due_at - timedelta(seconds=2)
        Ticket.objects.update(changed_at=asked)
        asked_at(asked)
        told = Escalation.objects.filter(clock=clock, due_at__gte=clock.due_at)
        climb(clock.due_at + timedelta(seconds=3))
        assert not told.exists()
        do_due(asked + timedelta(hours=1))
        climb(asked + timedelta(hours=1))
        clock.refresh_from_db()
        assert (clock.met_at, clock.breached_at) == (asked, None)
        assert not told.exists()

    def test_one_that_nobody_does_silences_nothing(self, world: World, visit: Visit) -> None:
        ticket = world.ask(at=timezone.now())
        visit(world.ann).post("/bulk", sent([ticket], "resolve", summary="Fixed.", stage="do"))
        assert climb(timezone.now() + timedelta(days=7)) == 1

    def test_nor_one_that_was_taken_back(self, world: World, visit: Visit) -> None:
        ticket = world.ask(at=timezone.now())
        browser = visit(world.ann)
        begun = browser.post("/bulk", sent([ticket], "resolve", summary="Fixed.", stage="do"))
        later = timezone.now() + timedelta(days=7)
        asked_at(later)
        assert climb(later) == 0
        browser.post(f"{begun['Location']}/undo")
        assert climb(later) == 1

    def test_what_changed_since_was_there_first(
        self, world: World, visit: Visit, tickets: list[Ticket]
    ) -> None:
        """Else the ticket would say one thing and its clocks another."""
        visit(world.ann).post("/bulk", sent(tickets[:1], "classify", priority="low", stage="do"))
        since = timezone.now() + timedelta(seconds=5)
        classify(tickets[0], by=world.by_bob, at=since, changes={"priority": "high"})
        do_due(timezone.now() + HELD)
        tickets[0].refresh_from_db()
        last = tickets[0].events.filter(kind="classified").order_by("at", "id").last()
        assert last is not None and last.at == since
        assert tickets[0].priority == last.data["priority"] == "low"


class TestWordsThatCame:
    """R03: what the requester wrote since it was asked for is not ended unread."""

    @pytest.fixture
    def macro(self, world: World) -> dict[str, int]:
        made = {}
        for name, deeds in {
            "answer": [Deed("note", {"text": "Fax."}), Deed("resolve", {"summary": "Fixed."})],
            "note": [Deed("note", {"text": "Fax."})],
        }.items():
            made[name] = Macro.objects.create(
                desk=world.desk, owner=world.ann, name=name, deeds=written(deeds),
                made_at=timezone.now(),
            ).pk  # fmt: skip
        return made

    @pytest.mark.parametrize(
        ("act", "fields", "done"),
        [
            ("resolve", {"summary": "Fixed."}, False),
            ("close", {"reason": "spam"}, False),
            ("macro", {"macro": "answer"}, False),
            ("macro", {"macro": "note"}, True),
            ("note", {"text": "Look."}, True),
        ],
    )
    def test_it_is_said_and_the_ticket_left(
        self,
        world: World,
        visit: Visit,
        tickets: list[Ticket],
        macro: dict[str, int],
        act: str,
        fields: dict[str, str],
        done: bool,
    ) -> None:
        if "macro" in fields:
            fields = {"macro": str(macro[fields["macro"]])}
        browser = visit(world.ann)
        begun = browser.post("/bulk", sent(tickets[:2], act, **fields, stage="do"))
        # It came to the desk before, and was read after.
        world.ask(answers=tickets[0], at=timezone.now() - timedelta(seconds=9), text="It works.")
        do_due(timezone.now() + HELD)
        tickets[0].refresh_from_db()
        assert tickets[0].status == Ticket.Status.OPEN
        outcomes = Bulk.objects.get().outcomes
        assert (outcomes[str(tickets[0].number)] == "") is done
        assert outcomes[str(tickets[1].number)] == ""
        page = browser.get(begun["Location"]).content
        assert (b"has written since" in page) is not done

    def test_a_machines_words_keep_nothing_back(
        self, world: World, visit: Visit, tickets: list[Ticket]
    ) -> None:
        visit(world.ann).post("/bulk", sent(tickets[:1], "close", reason="spam", stage="do"))
        world.ask(answers=tickets[0], at=timezone.now(), automatic="auto-replied")
        do_due(timezone.now() + HELD)
        tickets[0].refresh_from_db()
        assert tickets[0].status == Ticket.Status.CLOSED


class TestFaults:
    """One that cannot be done holds up nobody else's."""

    def test_of_ours_with_one_ticket(
        self,
        world: World,
        visit: Visit,
        tickets: list[Ticket],
        monkeypatch: pytest.MonkeyPatch,
        caplog: pytest.LogCaptureFixture,
    ) -> None:
        browser = visit(world.ann)
        begun = browser.post("/bulk", sent(tickets[:2], "note", text="Look.", stage="do"))

        def broken(ticket: Ticket, *_more: object) -> None:
            if ticket.pk == tickets[0].pk:
                raise ZeroDivisionError
            note(ticket, by=world.by_ann, at=timezone.now(), text="Look.")

        monkeypatch.setitem(ACTS, "note", replace(ACTS["note"], perform=broken))
        assert do_due(timezone.now() + HELD)
        assert not do_due(timezone.now() + HELD)
        assert [one.ticket for one in Note.objects.all()] == [tickets[1]]
        assert b"A fault of ours" in browser.get(begun["Location"]).content
        assert "ZeroDivisionError" in caplog.text

    def test_of_ours_with_the_form(
        self, world: World, visit: Visit, tickets: list[Ticket], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        visit(world.ann).post("/bulk", sent(tickets[:2], "note", text="Look.", stage="do"))
        monkeypatch.delitem(ACTS, "note")  # as after an upgrade
        assert do_due(timezone.now() + HELD)
        assert not do_due(timezone.now() + HELD)
        assert all("A fault of ours" in why for why in Bulk.objects.get().outcomes.values())

    @pytest.mark.parametrize("act", ["assign", "macro"])
    def test_its_tickets_are_gone(
        self, world: World, visit: Visit, tickets: list[Ticket], act: str
    ) -> None:
        now = timezone.now()
        Bulk.objects.create(
            desk=world.desk, user=world.ann, act=act, tickets=[1], asked_at=now, due_at=now
        )
        assert do_due(now)
        assert not do_due(now)

    def test_of_the_database_it_is_tried_again(
        self, world: World, visit: Visit, tickets: list[Ticket], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        visit(world.ann).post("/bulk", sent(tickets[:1], "note", text="Look.", stage="do"))

        def gone(*_all: object) -> None:
            raise OperationalError("server closed the connection")

        with monkeypatch.context() as patched:
            patched.setitem(ACTS, "note", replace(ACTS["note"], perform=gone))
            with pytest.raises(OperationalError):
                do_due(timezone.now() + HELD)
        assert do_due(timezone.now() + HELD)
        assert Note.objects.count() == 1


class TestPressedTwice:
    """R05: a form that is sent twice is one."""

    def test_it_is_one(self, world: World, visit: Visit, tickets: list[Ticket]) -> None:
        form = sent(tickets[:1], "resolve", summary="Fixed.", stage="do")
        browser = visit(world.ann)
        first = browser.post("/bulk", form)
        assert browser.post("/bulk", form)["Location"] == first["Location"]
        do_due(timezone.now() + HELD)
        assert browser.post("/bulk", form)["Location"] == first["Location"]
        assert Bulk.objects.count() == 1

    def test_the_page_draws_its_name_and_keeps_it(
        self, world: World, visit: Visit, tickets: list[Ticket]
    ) -> None:
        browser, names = visit(world.ann), []
        form = sent(tickets[:1], "note", text="Look.", stage="preview", once="")
        for _ in range(2):
            page = browser.post("/bulk", form).content.decode()
            names.append(page.split('name="once" value="')[1].split('"')[0])
            form["once"] = names[0]
        assert names[0] == names[1] and len(names[0]) >= 16
        other = browser.post("/bulk", sent(tickets[:1], "note", once="")).content.decode()
        assert names[0] not in other

    def test_one_without_a_name_is_none_and_ones_names_are_ones_own(
        self, world: World, visit: Visit, tickets: list[Ticket]
    ) -> None:
        form = sent(tickets[:1], "note", text="Look.", stage="do")
        assert visit(world.ann).post("/bulk", {**form, "once": ""}).status_code == 400
        visit(world.ann).post("/bulk", form)
        visit(world.bob).post("/bulk", form)
        assert Bulk.objects.count() == 2

    def test_taken_back_it_may_be_sent_anew(
        self, world: World, visit: Visit, tickets: list[Ticket]
    ) -> None:
        form = sent(tickets[:1], "note", text="Look.", stage="do")
        browser = visit(world.ann)
        first = browser.post("/bulk", form)
        browser.post(f"{first['Location']}/undo")
        assert browser.post("/bulk", form)["Location"] != first["Location"]


class TestRights:
    def test_a_right_that_went_meanwhile_is_gone(
        self, world: World, visit: Visit, tickets: list[Ticket]
    ) -> None:
        visit(world.ann).post("/bulk", sent(tickets[:1], "note", text="Look.", stage="do"))
        Member.objects.filter(user=world.ann).update(role="reader")
        do_due(timezone.now() + HELD)
        assert not Note.objects.exists()
        assert Bulk.objects.get().outcomes[str(tickets[0].number)]

    def test_others_tickets_are_not_found(
        self, world: World, visit: Visit, tickets: list[Ticket]
    ) -> None:
        stranger = visit(world.stranger)
        assert stranger.post("/bulk", sent(tickets, "note")).status_code == 404
        assert visit(world.contact).post("/bulk", sent(tickets, "note")).status_code == 403

    @pytest.mark.parametrize("stage", ["look", "do"])
    def test_ac15_one_of_others_among_ones_own_refuses_all(
        self, world: World, visit: Visit, tickets: list[Ticket], stage: str
    ) -> None:
        theirs = world.ask("there", at=timezone.now(), desk=world.other_desk)
        given = sent([*tickets[:2], theirs], "note", text="Look.", stage=stage)
        assert visit(world.ann).post("/bulk", given).status_code == 404
        assert not Bulk.objects.exists()

    def test_only_tickets_of_one_desk_at_once(
        self, world: World, visit: Visit, tickets: list[Ticket]
    ) -> None:
        Member.objects.create(user=world.ann, desk=world.other_desk, role="agent")
        other = world.ask("there", at=timezone.now(), desk=world.other_desk)
        assert visit(world.ann).post("/bulk", sent([tickets[0], other], "note")).status_code == 422

    def test_nothing_chosen_and_nonsense(self, world: World, visit: Visit) -> None:
        browser = visit(world.ann)
        assert browser.post("/bulk", {"act": "note"}).status_code == 422
        assert browser.post("/bulk", {"act": "explode", "t": "1"}).status_code == 400
        assert browser.get("/bulk/1").status_code == 404
