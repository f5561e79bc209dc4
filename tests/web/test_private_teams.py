"""A ticket of a private team at every address: whoever is not of the team finds nothing, and is
shown nothing of it, whatever his role; by each wall alone, too."""

import json
from array import array
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import URLPattern

from prazo.accounts.models import Member, Role, SeenBy, User
from prazo.accounts.operator import Operator
from prazo.channels.email.actions.erase import erase
from prazo.desk.actions.assign import assign
from prazo.desk.actions.let_in import let_in
from prazo.desk.actions.link import link
from prazo.desk.actions.note import note
from prazo.desk.models import Guest, Link, Message, SavedQueue, Ticket
from prazo.desk.models.ticket import TicketQuerySet
from prazo.desk.sight import SEEN
from prazo.lib import scope
from prazo.notices.actions.tell import tell
from prazo.notices.models import Notice, Occasion
from prazo.web import access
from prazo.web.access import permission_of
from prazo.web.live.hub import MAY_KNOW
from prazo.web.shown import row_facts
from prazo.web.views.queues import export
from tests.web import doors as table
from tests.web.conftest import Visit
from tests.web.doors import MISSING, Doors
from tests.web.settings.conftest import Setters
from tests.web.settings.conftest import setters as setters
from tests.web.test_doors import ask, doors, shown, walked, what
from tests.world import MONDAY, World, hire

__all__ = ["doors", "setters"]
SECRET = "umbrella"
"""Stands in everything of the ticket, and nowhere else."""
OUTSIDE = ("reader", "light", "bob", "lead", "admin")


@pytest.fixture
def private(world: World, doors: Doors, setters: Setters) -> Doors:
    """The ticket of all doors, in a team that ann alone is in."""
    with scope.entered(scope.SYSTEM):
        payroll = world.desk.teams.create(identifier="payroll", name="Payroll", seen_by=SeenBy.TEAM)
        Member.objects.get(user=world.ann).teams.add(payroll)
        ticket = doors.ticket
        Ticket.objects.filter(pk=ticket.pk).update(subject=f"The {SECRET}", assignee=None)
        Message.objects.filter(ticket=ticket).update(text=f"{SECRET} torn", html=f"<p>{SECRET}</p>")
        note(ticket, by=world.by_ann, at=MONDAY, text=SECRET)
        other = world.ask("Beside it")
        link(ticket, other=other, kind=Link.Kind.RELATED, by=world.by_ann, at=MONDAY)
        ticket.refresh_from_db()
        assign(ticket, by=world.by_ann, at=MONDAY, team=payroll, reason="It is personal.")
    return doors


@pytest.fixture
def browsers(private: Doors, visit: Visit) -> dict[str, Client]:
    return {name: visit(user) for name, user in private.people.items()}


def of_the_ticket(doors: Doors) -> Iterator[tuple[URLPattern, str]]:
    number = str(doors.ticket.number)
    for pattern, address in walked(doors):
        if f"/{number}" in address or pattern.name in {"attachment", "note_file", "notice"}:
            yield pattern, address


@pytest.mark.parametrize("visitor", OUTSIDE)
def test_every_address_hides_it(private: Doors, browsers: dict[str, Client], visitor: str) -> None:
    """AC04, AC05, AC08: role does not open what the team closes."""
    wrong, hidden = [], {address for _, address in of_the_ticket(private)}
    for pattern, address in walked(private):
        if pattern.name in table.NOT_WALKED or permission_of(pattern.callback) == "anybody":
            continue
        for method in ("get", "post"):
            answer = ask(browsers[visitor], method, address)
            if SECRET in shown(answer).decode("utf-8", "replace").lower():
                wrong.append(f"{method} {address} shows {visitor} something")
            if address in hidden and what(answer) != MISSING and answer.status_code != 405:
                wrong.append(f"{method} {address}: {visitor} {what(answer)}")
    assert not wrong, "\n".join(wrong)
    assert len(hidden) > 30


def test_its_members_work_on_it(private: Doors, browsers: dict[str, Client]) -> None:
    page = ask(browsers["ann"], "get", f"/t/{private.ticket.number}")
    assert SECRET in shown(page).decode() and "Payroll" in shown(page).decode()
    for address in ("/", f"/search?q={SECRET}", "/q/unassigned"):
        found = shown(ask(browsers["ann"], "get", address)).decode()
        assert f"/t/{private.ticket.number}" in found, address


def test_the_wall_in_the_database_stands_alone(
    private: Doors, browsers: dict[str, Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(TicketQuerySet, "visible_to", lambda self, _user: self)
    by_number = lambda _user, number: list(Ticket.objects.filter(number=number))  # noqa: E731
    monkeypatch.setattr(access, "SEEN", by_number)
    tried = 0
    for _pattern, address in of_the_ticket(private):
        for visitor in ("bob", "admin"):
            answer = ask(browsers[visitor], "get", address)
            assert what(answer) == MISSING or answer.status_code == 405, (visitor, address)
            tried += 1
    assert tried > 60


def test_the_wall_in_the_code_stands_alone(
    private: Doors, browsers: dict[str, Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("prazo.web.middleware.scopes.of_person", lambda *_: scope.SYSTEM)
    number = private.ticket.number
    for _pattern, address in of_the_ticket(private):
        answer = ask(browsers["bob"], "get", address)
        assert what(answer) == MISSING or answer.status_code == 405, address
    ticket = private.ticket
    people = (f"/customers/{ticket.customer_id}", f"/person/{ticket.requester_id}")
    lists = ("/", "/q/unassigned", "/board", "/notices", "/palette", "/search?q=torn", *people)
    for address in lists:
        answer = ask(browsers["bob"], "get", address)
        found = shown(answer).decode().lower()
        assert answer.status_code in (200, 404), address
        assert SECRET not in found and f"/t/{number}" not in found, address


@pytest.mark.parametrize("wall", ["of the code", "of the database"])
def test_each_wall_alone_keeps_it_out_of_a_file(
    world: World,
    private: Doors,
    browsers: dict[str, Client],
    monkeypatch: pytest.MonkeyPatch,
    wall: str,
) -> None:
    """A portion of a file is read after the request is over, and holds to what he may see then."""
    if wall == "of the code":
        monkeypatch.setattr("prazo.web.middleware.scopes.of_person", lambda *_: scope.SYSTEM)
    else:
        everything = row_facts.SOME_IDS.replace(f" and {SEEN}", "")
        assert everything != row_facts.SOME_IDS
        monkeypatch.setattr(row_facts, "SOME_IDS", everything)
    ids, sent = array("q", [private.ticket.pk]), ("number", "subject")
    for person, seen in ((world.bob, False), (world.ann, True)):
        job = export.Job(person, (world.desk.pk,), ids, sent, ",", False, "en", UTC)
        text = b"".join(export.texts(job)).decode()
        assert (SECRET in text) is seen, person


def test_counts_do_not_tell_of_it(
    world: World, private: Doors, browsers: dict[str, Client]
) -> None:
    """Neither the ready queues' nor a saved one's, nor those of the bell."""
    with scope.entered(scope.SYSTEM):
        SavedQueue.objects.all().delete()
        SavedQueue.objects.create(
            name="All", owner=world.ann, desk=world.desk, shared="desk", made_at=MONDAY,
            conditions={},
        )  # fmt: skip
        Notice.objects.create(
            desk=world.desk, user=world.bob, kind="noted", ticket=private.ticket, at=MONDAY,
            who="Ann", fact="note",
        )  # fmt: skip
        every = Ticket.objects.open().filter(desk=world.desk, synthetic=False).count()
        hidden = Ticket.objects.open().filter(team__seen_by=SeenBy.TEAM).count()
    assert hidden == 1
    from prazo.web import counts, saved

    def counted(user: User, closed: list[int]) -> tuple[int, int, int | None]:
        counts._counted.clear()
        saved._held.clear()
        with scope.entered(scope.of_person(user.pk, [world.desk.pk], closed)):
            found = counts.counts(user, [world.desk.pk])
            own = saved.held(user, [world.desk.pk], MONDAY + timedelta(hours=1))
        return found["due"], found["notices"], own[0].count

    with scope.entered(scope.SYSTEM):
        closed = Member.objects.get(user=world.bob).closed
    assert counted(world.bob, closed) == (every - 1, 0, every - 1)
    assert counted(world.bob, []) == (every - 1, 0, every - 1)  # the code's wall alone
    assert counted(world.ann, [])[0] == every


def test_streams_tell_members_alone(private: Doors) -> None:
    everybody = {name: user.pk for name, user in private.people.items() if user is not None}
    with scope.entered(scope.SYSTEM), connection.cursor() as cursor:
        cursor.execute(MAY_KNOW, [[private.ticket.number], list(everybody.values())])
        assert {user for _, _, user in cursor.fetchall()} == {everybody["ann"]}


def test_notices_tell_members_and_who_is_named(world: World, private: Doors) -> None:
    """Followers who lost sight hear nothing; whom a note names is let in, and told."""
    ticket = private.ticket
    with scope.entered(scope.SYSTEM):
        tell(MONDAY)
        Occasion.objects.all().delete()
        from prazo.notices.models import Follower

        for user in (world.bob, world.lea):
            Follower.objects.get_or_create(
                ticket=ticket, user=user, defaults={"desk": world.desk, "since": MONDAY}
            )
        note(ticket, by=world.by_ann, at=MONDAY, text="Nobody is named.")
        tell(MONDAY)
        assert not Occasion.objects.exists()
        note(ticket, by=world.by_ann, at=MONDAY, text="@Bob, look at this.")
        tell(MONDAY)
        assert {one.user_id for one in Occasion.objects.all()} == {world.bob.pk}
        assert Guest.objects.get(ticket=ticket).user == world.bob


def test_moving_it_asks_why_and_sends_the_mover_on(
    world: World, private: Doors, browsers: dict[str, Client]
) -> None:
    """The first press says who loses sight of it; what was chosen is still there."""
    with scope.entered(scope.SYSTEM):
        ticket = world.ask("Wages", text="They are late.")
        payroll = world.desk.teams.get(identifier="payroll")
    address = f"/t/{ticket.number}/assignment"
    bob = browsers["bob"]
    assert "reason" in bob.get(address).content.decode()
    given = {"to": "", "team": str(payroll.pk), "reason": ""}
    refused = bob.post(address, given)
    assert refused.status_code == 422
    said = refused.content.decode()
    assert "hidden from" in said and "Bob" in said
    moved = bob.post(address, {**given, "reason": "It is theirs."}, headers={"HX-Request": "true"})
    assert moved["HX-Redirect"] == "/"
    assert bob.get(f"/t/{ticket.number}").status_code == 404
    assert "It is theirs." in browsers["ann"].get(f"/t/{ticket.number}").content.decode()


def test_guests_are_named_and_taken_away(
    world: World, private: Doors, browsers: dict[str, Client]
) -> None:
    address = f"/t/{private.ticket.number}/guests"
    page = browsers["ann"].get(address).content.decode()
    assert "Payroll" in page and "Bob" in page
    given = {"add": [str(world.bob.pk)], "reason": "He knows."}
    assert browsers["ann"].post(address, given).status_code == 302
    assert browsers["bob"].get(f"/t/{private.ticket.number}").status_code == 200
    assert (
        browsers["ann"]
        .post(address, {"without": [str(world.bob.pk)], "reason": "No more."})
        .status_code
        == 302
    )
    assert browsers["bob"].get(f"/t/{private.ticket.number}").status_code == 404


def test_who_calls_himself_like_another_is_told_apart(
    world: World, private: Doors, browsers: dict[str, Client]
) -> None:
    """AC10: whoever ticks a name lets in the account behind it, and anybody can take that name."""
    User.objects.filter(pk=world.contact.pk).update(name=world.bob.name)
    page = browsers["ann"].get(f"/t/{private.ticket.number}/guests").content.decode()
    for one in (world.bob, world.contact):
        assert f"{world.bob.name} &lt;{one.email}&gt;" in page


def test_who_is_not_spoken_of_stays_a_guest(
    world: World, private: Doors, browsers: dict[str, Client]
) -> None:
    """Let in by a colleague since the form was drawn (R04), or seeing it by himself for now."""
    ticket, ann = private.ticket, browsers["ann"]
    address = f"/t/{ticket.number}/guests"
    with scope.entered(scope.SYSTEM):
        ticket.refresh_from_db()
        let_in(ticket, people=[world.bob], by=world.by_ann, at=MONDAY, reason="He knows.")
        assign(ticket, by=world.by_ann, at=MONDAY, to=world.bob)
        lead = private.people["lead"]
    assert "Let out again" not in ann.get(address).content.decode()
    given = {"add": [str(lead.pk), str(world.bob.pk)], "reason": "She decides."}
    assert ann.post(address, given).status_code == 302
    with scope.entered(scope.SYSTEM):
        assert {one.user for one in Guest.objects.filter(ticket=ticket)} == {world.bob, lead}
        said = ticket.notes.latest("pk").text
        assert "from now on" in said and "no longer" not in said and "Bob" not in said
    page = ann.get(address).content.decode()
    assert "Let out again" in page and f'name="without" value="{lead.pk}"' in page
    assert f'value="{world.bob.pk}"' not in page
    gone = {"without": [str(lead.pk)], "reason": "No more."}
    for _again in range(2):  # the second finds nothing left to be done
        assert ann.post(address, gone).status_code == 302
    with scope.entered(scope.SYSTEM):
        assert [one.user for one in Guest.objects.filter(ticket=ticket)] == [world.bob]
    foreign = ann.post(address, {"without": [str(world.stranger.pk)], "reason": "Not ours."})
    assert foreign.status_code == 422 and str(world.stranger) not in foreign.content.decode()


def test_who_hands_it_on_or_leaves_is_sent_on_to_the_queue(
    world: World, private: Doors, browsers: dict[str, Client]
) -> None:
    """Not of the team: as a guest he takes his own tick away, as its holder he puts it back."""
    number, bob = private.ticket.number, browsers["bob"]
    given = {"add": [str(world.bob.pk)], "reason": "He knows."}
    assert browsers["ann"].post(f"/t/{number}/guests", given).status_code == 302
    given = {"without": [str(world.bob.pk)], "reason": "Not mine."}
    left = bob.post(f"/t/{number}/guests", given)
    assert (left.status_code, left["Location"]) == (302, "/")
    assert bob.get(f"/t/{number}").status_code == 404
    taken = browsers["ann"].post(f"/t/{number}/assignment", {"to": str(world.bob.pk), "team": ""})
    assert taken.status_code == 302
    back = bob.post(f"/t/{number}/assignment", {"to": "", "team": ""})
    assert (back.status_code, back["Location"]) == (302, "/")
    assert bob.get(f"/t/{number}").status_code == 404


def test_people_ticked_for_one_team_are_not_let_in_to_another(
    world: World, private: Doors, browsers: dict[str, Client]
) -> None:
    """It was moved after the form was drawn; sent again it is meant for the team that has it."""
    address = f"/t/{private.ticket.number}/guests"
    given = {"add": [str(world.bob.pk)], "reason": "He knows.", "team": str(world.back.pk)}
    refused = browsers["ann"].post(address, given)
    assert refused.status_code == 409
    page = refused.content.decode()
    assert "Payroll meanwhile" in page
    with scope.entered(scope.SYSTEM):
        assert not Guest.objects.exists()
        payroll = str(Ticket.objects.get(pk=private.ticket.pk).team_id)
    assert f'name="team" value="{payroll}"' in page
    assert browsers["ann"].post(address, {**given, "team": payroll}).status_code == 302


@pytest.mark.parametrize("erased", [False, True])
@pytest.mark.parametrize(
    ("address", "given"),
    [
        ("assignment", {"to": ""}),
        ("note", {"text": "Look.", "once": "n" * 24}),
        ("reply", {"text": "Hello.", "to": "x@x.example", "once": "r" * 24}),
        ("draft", {"kind": "reply", "revision": "0", "text": "Hel"}),
    ],
)
def test_what_is_hidden_while_somebody_acts_is_not_found(
    world: World,
    private: Doors,
    setters: Setters,
    browsers: dict[str, Client],
    monkeypatch: pytest.MonkeyPatch,
    address: str,
    given: dict[str, str],
    erased: bool,
) -> None:
    """Between the look and the lock it went to a team that is closed to him, or for good."""
    with scope.entered(scope.SYSTEM):
        ticket = world.ask("Wages")
        payroll = world.desk.teams.get(identifier="payroll")
    may = access.may

    def moved(*asked: Any) -> Any:
        with scope.entered(scope.SYSTEM):
            if erased:
                erase(ticket, by=Operator(setters.ada, datetime.now(UTC)), reason="Asked.")
            else:
                Ticket.objects.filter(pk=ticket.pk).update(team=payroll)
        return may(*asked)

    monkeypatch.setattr(access, "may", moved)
    assert browsers["bob"].post(f"/t/{ticket.number}/{address}", given).status_code == 404


def test_a_team_is_closed_in_the_settings_and_that_is_kept(
    world: World, private: Doors, browsers: dict[str, Client], setters: Setters
) -> None:
    address = f"/settings/desk/{world.desk.slug}/teams/{world.front.pk}"
    admin = browsers["admin"]
    assert admin.post(address, {"name": "Front", "seen_by": "leads"}).status_code == 302
    history = admin.get("/settings/history").content.decode()
    assert "leads and admins" in history
    with scope.entered(scope.SYSTEM):
        late = hire(world.desk, "late", Role.AGENT)
        assert world.front.pk in Member.objects.get(user=late).closed


def test_what_scripts_are_told_says_nothing_of_it(
    private: Doors, browsers: dict[str, Client]
) -> None:
    for visitor in OUTSIDE:
        told = json.dumps(json.loads(shown(ask(browsers[visitor], "get", "/palette"))))
        assert SECRET not in told.lower() and f"/t/{private.ticket.number}" not in told


def test_who_opens_a_ticket_for_a_private_team_sees_that_one(
    world: World, private: Doors, browsers: dict[str, Client]
) -> None:
    with scope.entered(scope.SYSTEM):
        world.front.seen_by = SeenBy.TEAM
        world.front.save()
    given = {
        "desk": str(world.desk.pk), "channel": "phone", "once": "x" * 32, "address": "",
        "name": "Rita", "language": "en", "subject": "By telephone", "text": "No tone.",
    }  # fmt: skip
    answer = browsers["bob"].post("/new", given)
    assert answer.status_code == 302, answer.content.decode()
    assert browsers["bob"].get(answer["Location"]).status_code == 200
    with scope.entered(scope.SYSTEM):
        made = Ticket.objects.get(subject="By telephone")
        assert made.team == world.front
    assert browsers["lead"].get(answer["Location"]).status_code == 200
    assert browsers["admin"].get(answer["Location"]).status_code == 404


@pytest.mark.parametrize("mine", [{}, {"mine": "on"}])
def test_a_form_sent_again_lets_nobody_back_in(
    world: World, private: Doors, browsers: dict[str, Client], mine: dict[str, str]
) -> None:
    """R05: what he opened was hidden from him since; the form he opened it by is no key to it."""
    given = {
        "desk": str(world.desk.pk), "channel": "phone", "once": "y" * 32, "address": "",
        "name": "Rita", "language": "en", "subject": "About bob", "text": "He shouts.",
    }  # fmt: skip
    answer = browsers["bob"].post("/new", given)
    assert browsers["bob"].get(answer["Location"]).status_code == 200
    with scope.entered(scope.SYSTEM):
        world.front.seen_by = SeenBy.TEAM
        world.front.save()
        made = Ticket.objects.get(subject="About bob")
        assign(made, by=world.by_lea, at=MONDAY, team=world.front, reason="It is about him.")
    assert browsers["bob"].post("/new", given | mine).status_code == 302
    assert browsers["bob"].get(answer["Location"]).status_code == 404
    with scope.entered(scope.SYSTEM):
        assert not Guest.objects.filter(ticket=made).exists()
        made.refresh_from_db()
        assert made.assignee is None
