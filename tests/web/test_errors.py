"""Pages for what went wrong: with the right status, a remedy, and without the database."""

import pytest
from django.db import OperationalError, connection
from django.http import HttpRequest
from django.test import Client
from django.utils.translation import gettext_lazy as _

from prazo.lib.refusal import Refusal
from prazo.web.views import errors, new_ticket, queue
from tests.web.conftest import Visit
from tests.world import World


@pytest.fixture
def failing(world: World, visit: Visit, monkeypatch: pytest.MonkeyPatch) -> Client:
    """A queue that raises what `failing.with_` holds."""
    browser = visit(world.ann)
    browser.raise_request_exception = False
    return browser


def break_with(monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def broken(*args: object) -> None:
        raise error

    monkeypatch.setattr(queue, "page_of", broken)


@pytest.mark.parametrize(
    ("error", "status", "says"),
    [
        (ValueError("secret detail"), 500, b"Something broke on our side"),
        (OperationalError("connection refused"), 503, b"cannot reach its database"),
        (Refusal("x", _("Not like this.")), 422, b"Not like this."),
        (Refusal("x", _("Too late."), conflict=True), 409, b"Too late."),
    ],
)
def test_what_a_page_raises(
    failing: Client, monkeypatch: pytest.MonkeyPatch, error: Exception, status: int, says: bytes
) -> None:
    break_with(monkeypatch, error)
    for headers in ({}, {"HX-Request": "true"}):
        answer = failing.get("/", headers=headers)
        assert answer.status_code == status
        assert says in answer.content
        assert b"secret detail" not in answer.content
        assert b"connection refused" not in answer.content


def test_what_is_too_long_is_told_so(
    failing: Client, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By the frame that knows the reader's language; nothing of it is looked at."""
    monkeypatch.setattr(HttpRequest, "too_long", True, raising=False)
    answer = failing.post("/new", {"no": "field of its form"})
    assert answer.status_code == 413
    assert b"fewer or smaller files" in answer.content
    answer = failing.post("/new", {}, headers={"HX-Request": "true"})
    assert (answer.status_code, b"<html" in answer.content) == (413, False)


def test_while_the_database_is_away_the_page_tries_again(
    failing: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    break_with(monkeypatch, OperationalError())
    answer = failing.get("/")
    assert answer["Retry-After"] == "10"
    assert b'http-equiv="refresh" content="10"' in answer.content


def test_while_the_database_takes_no_writes_a_page_that_counts_tries_again(failing: Client) -> None:
    """As a standby does, and a server whose disk is full."""
    with connection.cursor() as cursor:
        cursor.execute("set transaction read only")
    answer = failing.get("/search?q=fax")
    assert (answer.status_code, answer["Retry-After"]) == (503, "10")


def test_what_was_sent_while_it_is_away_is_not_asked_for_again(
    failing: Client, monkeypatch: pytest.MonkeyPatch, world: World
) -> None:
    """A page fetched anew would hide that it was not taken."""

    def broken(*args: object) -> None:
        raise OperationalError

    monkeypatch.setattr(new_ticket, "_make", broken)
    sent = {
        "desk": world.desk.pk, "channel": "phone", "name": "Rita", "subject": "Fax",
        "text": "It is dead.", "once": "a" * 20,
    }  # fmt: skip
    answer = failing.post("/new", sent)
    assert (answer.status_code, answer["Retry-After"]) == (503, "10")
    assert b"http-equiv" not in answer.content
    assert b"may not have been taken" in answer.content


@pytest.mark.parametrize(
    "view",
    [errors.bad_request, errors.csrf, errors.forbidden, errors.not_found, errors.server_error],
)
def test_they_ask_the_database_for_nothing(rf, view) -> None:  # type: ignore[no-untyped-def]
    """No fixture of the database is here: a query would fail this test."""
    answer = view(rf.get("/"))
    assert answer.status_code >= 400
    assert b"To the queue" in answer.content


def test_missing_pages_tell_no_more_than_that(visit: Visit, world: World) -> None:
    for address in (
        "/nothing",
        "/t/0",
        "/%00",
        "/d/%00",
        "/address/%00",
        "/t/99999999999999999999",
        "/f/1",
    ):
        assert visit(world.ann).get(address).status_code == 404, address


def test_an_unknown_host_is_refused(visit: Visit) -> None:
    """S01."""
    assert visit(None).get("/sign-in", headers={"host": "evil.example"}).status_code == 400


def test_headers_of_every_page(visit: Visit, world: World) -> None:
    for browser, address in ((visit(world.ann), "/"), (visit(None), "/sign-in")):
        answer = browser.get(address)
        policy = answer["Content-Security-Policy"]
        assert "unsafe" not in policy and "default-src 'none'" in policy
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["X-Frame-Options"] == "DENY"
        assert answer["Referrer-Policy"] == "same-origin"
        assert answer["Cross-Origin-Opener-Policy"] == "same-origin"


def test_a_slash_too_few_or_too_many_leads_there(world: World, visit: Visit) -> None:
    browser = visit(world.ann)
    for asked, there in {
        "/settings": "/settings/",
        "/shifts?a=1": "/shifts/?a=1",
        "/me/": "/me",
    }.items():
        answer = browser.get(asked)
        assert (answer.status_code, answer["Location"]) == (301, there)
    for address in ("/nothing", "/settings//", "/t/99999999", "/t/x"):
        assert browser.get(address).status_code == 404
    assert browser.post("/settings").status_code == 404


@pytest.mark.parametrize(
    ("address", "given", "status"),
    [
        ("/t/{number}/closure", {"seen": "0001-01-01"}, 422),
        ("/t/{number}/closure", {"seen": "2026-11-23T10:00:00"}, 422),
        ("/t/{number}/closure", {"seen": "9999-12-31T23:59:59-14:00"}, 422),
        ("/t/{number}/tags", {"add": "vpn, \0"}, 422),
        ("/queues/new", {"desk": "²", "look": ""}, 200),
        ("/queues/new", {"desk": "9" * 5000, "look": ""}, 200),
    ],
)
def test_what_no_browser_of_ours_sends_breaks_no_page(
    everything: None,
    world: World,
    visit: Visit,
    address: str,
    given: dict[str, str],
    status: int,
) -> None:
    """Hidden fields are written by us, and sent by anybody."""
    ticket = world.ask("No dial tone")
    browser = visit(world.ann)
    assert browser.post(address.format(number=ticket.number), given).status_code == status
