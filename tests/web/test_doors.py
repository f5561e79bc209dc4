"""No door to a row but the permitted one: every address x everybody (AC01, AC04-AC09, AC11-AC13,
AC16, AC18).

The table is in `tests/web/doors.py`. Each request is taken back, so that all find the same world.
"""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.db import connection, transaction
from django.http import HttpResponseBase
from django.test import Client
from django.urls import URLPattern

from prazo.desk.models import Ticket
from prazo.desk.models.ticket import TicketQuerySet
from prazo.lib import scope
from prazo.web import access
from prazo.web.access import permission_of
from prazo.web.live.hub import MAY_KNOW, STILL_HERE, _named, _standings
from prazo.web.live.reader import Company, Reader, Standing
from prazo.web.views.live import Page, Telling
from prazo.web.views.me import MeForm
from tests.web import doors as table
from tests.web.conftest import Visit
from tests.web.doors import ASKED, IN, MARK, MISSING, OUTSIDE, REFUSED, Doors, expected, make_doors
from tests.web.factors import prove
from tests.web.settings.conftest import Setters
from tests.web.settings.conftest import setters as setters
from tests.web.test_permissions import ALL
from tests.world import World


@pytest.fixture
def doors(world: World, setters: Setters) -> Doors:
    with scope.entered(scope.SYSTEM):
        return make_doors(world, setters)


@pytest.fixture
def browsers(doors: Doors, visit: Visit) -> dict[str, Client]:
    return Browsers(doors, visit)


class Browsers(dict[str, Client]):
    """One of each visitor's, who signs in when he is asked for."""

    def __init__(self, doors: Doors, visit: Visit) -> None:
        self._doors, self._visit = doors, visit

    def __missing__(self, name: str) -> Client:
        self[name] = self._visit(self._doors.people[name])
        return self[name]


def ask(
    browser: Client, method: str, address: str, *given: dict[str, str], **more: Any
) -> HttpResponseBase:
    with transaction.atomic():
        answer = getattr(browser, method)(address, *given, **more)
        transaction.set_rollback(True)
    return answer  # type: ignore[no-any-return]


def what(answer: HttpResponseBase) -> str:
    """What became of the visitor."""
    if answer.status_code == 302 and answer["Location"].split("?")[0] == "/sign-in":
        return ASKED
    assert answer.status_code < 500, answer.status_code
    return {403: REFUSED, 404: MISSING}.get(answer.status_code, IN)


def walked(doors: Doors) -> Iterator[tuple[URLPattern, str]]:
    for route, pattern in ALL:
        yield pattern, doors.address(route, str(pattern.name))


def test_every_address_is_in_the_table(doors: Doors) -> None:
    lacking = []
    for route, pattern in ALL:
        try:
            expected(pattern)
            doors.address(route, str(pattern.name))
        except KeyError as missing:
            lacking.append(f"{route}: tests/web/doors.py says nothing of {missing}")
    assert not lacking, "\n".join(lacking)
    names = {pattern.name for _, pattern in ALL}
    assert {*table.BY_NAME, *table.TO_ACT, *table.NOT_WALKED} <= names, "an address that is gone"


def test_no_door_was_widened_unseen() -> None:
    """What more than agents may open is named in the table, and nothing else is so declared."""
    declared: dict[str, set[str]] = {}
    for _route, pattern in ALL:
        permission = str(permission_of(pattern.callback))
        declared.setdefault(permission, set()).add(str(pattern.name))
    found = {permission: declared.get(permission, set()) for permission in table.WIDE}
    assert found == table.WIDE, "say so in WIDE of tests/web/doors.py, if it is meant"


@pytest.mark.parametrize("visitor", table.VISITORS)
def test_everybody_at_every_door(doors: Doors, browsers: dict[str, Client], visitor: str) -> None:
    """Whoever may not come in may neither look nor act, and is never shown a word of the desk."""
    browser, wrong = browsers[visitor], []
    for pattern, address in walked(doors):
        judged = 0
        for method in ("get", "post"):
            wanted = expected(pattern, method)[visitor]
            if wanted == IN and (
                method == "post"  # what acts do is for their own tests
                or pattern.name in table.NOT_WALKED
                or table.looks_again(visitor, pattern)
            ):
                continue
            answer = ask(browser, method, address)
            found = what(answer)
            judged += answer.status_code != 405
            if found != wanted and answer.status_code != 405:  # nothing is done that way at all
                wrong.append(f"{method} {address}: {visitor} {found}, not {wanted}")
            own = wanted == IN and visitor not in OUTSIDE and visitor != "nobody"
            is_public = permission_of(pattern.callback) == "anybody"
            if not own and not is_public and MARK.encode() in shown(answer).lower():
                wrong.append(f"{method} {address}: {visitor} is shown something")
        if not judged and wanted != IN:
            wrong.append(f"{address} answers neither GET nor POST")
    assert not wrong, "\n".join(wrong)


def shown(answer: HttpResponseBase) -> bytes:
    return b"" if answer.streaming else answer.content  # type: ignore[attr-defined]


def test_what_anybody_may_open_shows_nothing_of_a_desk(
    doors: Doors, browsers: dict[str, Client]
) -> None:
    """AC14, AC20. A picture in a mail is found by its signed token alone."""
    for pattern, address in walked(doors):
        if permission_of(pattern.callback) != "anybody" or pattern.name == "mail_picture":
            continue
        for method in ("get", "post"):
            assert MARK.encode() not in shown(ask(browsers["nobody"], method, address)).lower()


def test_the_second_wall_stands_alone(
    doors: Doors, browsers: dict[str, Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    """AC18: with the code's own filter gone, the database still shows nothing of another desk."""
    monkeypatch.setattr(TicketQuerySet, "visible_to", lambda self, _user: self)
    by_number = lambda _user, number: list(Ticket.objects.filter(number=number))  # noqa: E731
    monkeypatch.setattr(access, "SEEN", by_number)
    tried = 0
    for pattern, address in walked(doors):
        if str(permission_of(pattern.callback)).startswith("ticket:"):
            for visitor in OUTSIDE:
                assert what(ask(browsers[visitor], "get", address)) == MISSING, address
                tried += 1
    assert tried > 40


def test_the_first_wall_stands_alone(
    doors: Doors, browsers: dict[str, Client], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the database's wall taken down, the code's own still hides what is of another desk."""
    monkeypatch.setattr("prazo.web.middleware.scopes.of_person", lambda *_: scope.SYSTEM)
    wrong, tried = [], 0
    for pattern, address in walked(doors):
        if expected(pattern)["stranger"] == MISSING and not address.startswith("/settings"):
            found = what(answer := ask(browsers["stranger"], "get", address))
            tried += 1
            if found != MISSING and answer.status_code != 405:
                wrong.append(f"{address}: {found}")
    assert not wrong, "\n".join(wrong)
    assert tried > 25


def test_every_post_needs_the_token(doors: Doors) -> None:
    """S12: whoever is signed in or not, a form from elsewhere does nothing at any address."""
    for user in (doors.people["admin"], None):
        browser = Client(enforce_csrf_checks=True)
        if user is not None:
            with scope.entered(scope.SYSTEM):
                browser.force_login(user)
        for _pattern, address in walked(doors):
            assert ask(browser, "post", address).status_code == 403, address


def test_search_finds_nothing_of_another_desk(doors: Doors, browsers: dict[str, Client]) -> None:
    """AC04: neither by words nor by number, nor in what is counted."""
    number = str(doors.ticket.number)
    for query in (MARK, f"{MARK}.example", number, f"#{number}", "silent"):
        for visitor in (*OUTSIDE, "boss"):
            answer = ask(browsers[visitor], "get", f"/search?q={query.replace('#', '%23')}")
            assert answer.status_code == 200
            assert f"/t/{number}" not in shown(answer).decode(), (visitor, query)
        assert f"/t/{number}" in _found(ask(browsers["reader"], "get", f"/search?q={MARK}"))


def _found(answer: HttpResponseBase) -> str:
    return shown(answer).decode()


def test_streams_tell_nobody_of_another_desk(doors: Doors) -> None:
    """AC05: asked for each notice, of whoever listens, at that moment."""
    everybody = {name: user.pk for name, user in doors.people.items() if user is not None}
    with scope.entered(scope.SYSTEM), connection.cursor() as cursor:
        cursor.execute(MAY_KNOW, [[doors.ticket.number], list(everybody.values())])
        told = {user for _desk, _number, user in cursor.fetchall()}
    assert told == {everybody[name] for name in table.INSIDE}


def test_a_stream_ends_when_its_reader_must_set_up_a_factor(
    doors: Doors, browsers: dict[str, Client], world: World
) -> None:
    """AC06. Who has one listens on."""
    names = ("ann", "bob", "boss", "stranger")
    keys = [browsers[name].session.session_key for name in names]
    users = [doors.people[name].pk for name in names]  # type: ignore[union-attr]

    def standings() -> set[Standing]:
        with scope.entered(scope.SYSTEM), connection.cursor() as cursor:
            cursor.execute(STILL_HERE, [keys, users])
            return _standings(cursor.fetchall())

    opened = standings()
    assert len(opened) == 4 and not any(one.lacks_factor for one in opened)
    world.desk.two_factors = True
    world.desk.save()
    still = opened & standings()
    assert {one.session_key for one in still} == {keys[0], keys[3]}


def test_who_lacks_a_second_factor_comes_in_nowhere(
    doors: Doors, browsers: dict[str, Client], world: World
) -> None:
    world.desk.two_factors = True
    world.desk.save()
    for pattern, address in walked(doors):
        if permission_of(pattern.callback) in ("anybody", "signed_in_so_far"):
            continue
        for visitor, method in (("bob", "get"), ("bob", "post"), ("boss", "get")):
            answer = ask(browsers[visitor], method, address)
            assert (answer.status_code, answer["Location"]) == (302, "/me/factors"), address


def test_a_field_no_form_has_is_refused_at_every_door(
    doors: Doors, browsers: dict[str, Client]
) -> None:
    """AC09: not quietly passed over."""
    prove(browsers["ann"])
    wrong, tried = [], 0
    for pattern, address in walked(doors):
        if pattern.name in table.NO_FORM:
            continue
        row = expected(pattern, "post")
        order = ("nobody",) if pattern.name in table.BEFORE else ("ann", "lead", "admin", "boss")
        visitor = next(one for one in order if row[one] == IN)
        for stranger in ("raised_by", "is_active"):
            answer = ask(browsers[visitor], "post", address, {stranger: "1"})
            if answer.status_code != 405:
                tried += 1
                if answer.status_code != 400:
                    wrong.append(f"{address} ({visitor}): {answer.status_code} to {stranger}")
    assert not wrong, "\n".join(wrong)
    assert tried > 150, tried


def test_what_scripts_are_told_is_named(doors: Doors, browsers: dict[str, Client]) -> None:
    """AC12: nothing but this stands in an answer that no page is made of."""
    found: dict[str, set[str]] = {}
    for pattern, address in walked(doors):
        if pattern.name in table.NOT_WALKED:
            continue
        for visitor in ("ann", "boss"):
            answer = ask(browsers[visitor], "get", address)
            if answer["Content-Type"] == "application/json" and answer.status_code == 200:
                told = json.loads(shown(answer))
                found.setdefault(str(pattern.name), set()).update(_names(told))
    told_something = {name: names for name, names in found.items() if names}
    assert told_something == table.TOLD, told_something


def _names(told: object, before: str = "") -> Iterator[str]:
    if isinstance(told, dict):
        for name, value in told.items():
            yield from _names(value, f"{before}.{name}")
    elif isinstance(told, list):
        for value in told:
            yield from _names(value, before)
    else:
        yield before.removeprefix(".")


def test_no_secret_of_anybody_is_shown(doors: Doors, browsers: dict[str, Client]) -> None:
    """AC12: neither what a password is kept as, nor a session's key, nor a factor's secret."""
    secrets = {str(user.password).encode() for user in doors.people.values() if user}
    secrets |= {str(browsers[name].session.session_key).encode() for name in doors.people}
    with scope.entered(scope.SYSTEM):
        kept = Authenticator.objects.filter(type="totp").values_list("data__secret", flat=True)
        secrets |= {str(secret).encode() for secret in kept}
    secrets -= {b"None"}
    assert len(secrets) > 2 * len(table.INSIDE)
    for pattern, address in walked(doors):
        if pattern.name not in table.NOT_WALKED:
            for visitor in ("ann", "admin", "boss"):
                content = shown(ask(browsers[visitor], "get", address))
                assert not [one for one in secrets if one in content], (address, visitor)


def test_no_door_is_opened_to_scripts_from_elsewhere(
    doors: Doors, browsers: dict[str, Client]
) -> None:
    """AC16."""
    for pattern, address in walked(doors):
        if pattern.name not in table.NOT_WALKED:
            for method in ("get", "options"):
                foreign = {"Origin": "https://evil.example"}
                answer = ask(browsers["ann"], method, address, headers=foreign)
                opened = [name for name in answer.headers if name.startswith("Access-Control")]
                assert not opened, address


@pytest.mark.parametrize(
    "origin",
    ["https://evil.example", "null", "http://testserver.evil.example", "https://testserver"],
)
def test_a_token_does_not_help_who_asks_from_elsewhere(
    world: World, visit: Visit, origin: str
) -> None:
    """AC16."""
    browser = visit(world.ann)
    browser.handler.enforce_csrf_checks = True
    given = {"name": "Ann", "language": "en", "time_zone": "UTC"}
    given["csrfmiddlewaretoken"] = str(browser.get("/me").context["csrf_token"])
    assert browser.post("/me", given, headers={"Origin": origin}).status_code == 403
    assert browser.post("/me", given, headers={"Origin": "http://testserver"}).status_code == 302


def test_nobody_is_called_otherwise_by_a_form() -> None:
    """AC11: an account's address is said once, by who invites; no form of one's own has it."""
    assert list(MeForm.base_fields) == ["name", "language", "time_zone"]


@pytest.mark.parametrize(
    "payload",
    ["", "{", "null", "5", "[]", '"ticket"', '{"event": "base"}', '{"ticket": "1"}',
     '{"ticket": {"__class__": 1}}', '{"ticket": null}'],
)  # fmt: skip
def test_a_notice_names_tickets_and_people_or_nothing(payload: str) -> None:
    """AC07: what else it says is neither looked up nor passed on."""
    assert _named("ticket", [payload]) == _named("user", [payload]) == set()


def test_nobody_sends_into_a_stream(doors: Doors, browsers: dict[str, Client]) -> None:
    """AC07: it is read only, and what is asked of it does not come back in it."""
    browser = browsers["ann"]
    for method in ("post", "put", "patch", "delete"):
        answer = getattr(browser, method)("/live", '{"event": "base"}', "application/json")
        assert answer.status_code == 405, method
    telling = Telling(Page(desk=0, ticket=0, shows='{"event": "base"}'), 0)
    telling.hear([Company(1, 1, ()), (1, 1)])
    said = "".join(telling.said(1.0, Reader(Standing("", 0, "", frozenset(), False))))
    assert re.findall(r"^event: (.*)$", said, re.M) == ["company", "desk"] and "base" not in said
