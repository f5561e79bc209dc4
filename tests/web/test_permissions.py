"""AC13: every address says who may come in, and holds to it."""

from collections.abc import Iterator

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from prazo.web.access import permission_of
from tests.web.conftest import Visit
from tests.world import World, at


def addresses(
    patterns: list[URLPattern | URLResolver], before: str = ""
) -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, route)
        else:
            yield route, pattern


ALL = list(addresses(get_resolver().url_patterns))
OF_TICKETS = [route for route, _ in ALL if "<int:number>" in route]
ACTS = [
    route
    for route, pattern in ALL
    if permission_of(pattern.callback) == "ticket:agent" and route in OF_TICKETS
]


def filled(route: str, number: int) -> str:
    """An address of the map, with this ticket and something for every other place."""
    for place, value in (
        ("<int:number>", number),
        ("<slug:slug>", "due"),
        ("<slug:metric>", "first_response"),
        ("<str:token>", "x"),
        ("<str:kind>", "side"),
        ("<int:pk>", 1),
    ):
        route = route.replace(place, str(value))
    return "/" + route


@pytest.fixture
def number(world: World, everything: None) -> int:
    return world.ask(at=at("8:30")).number


def test_every_view_declares_its_permission() -> None:
    silent = [route for route, pattern in ALL if not permission_of(pattern.callback)]
    assert not silent, "these say nobody who may come in"
    assert len(ACTS) >= 16


def test_a_visitor_is_asked_to_sign_in(number: int, visit: Visit) -> None:
    visitor = visit(None)
    closed = [
        filled(route, number)
        for route, pattern in ALL
        if permission_of(pattern.callback) not in ("anybody", None)
        and "<" not in filled(route, number)
    ]
    for address in closed:
        answer = visitor.get(address)
        assert (answer.status_code, answer["Location"][:8]) == (302, "/sign-in"), address
    assert len(closed) > 20


def test_a_strangers_ticket_is_a_missing_one(number: int, world: World, visit: Visit) -> None:
    """AC01: reading or acting, another desk's ticket answers as one that is not there."""
    stranger = visit(world.stranger)
    for route in OF_TICKETS:
        for ask in (stranger.get, stranger.post):
            theirs, missing = ask(filled(route, number)), ask(filled(route, number + 1000))
            assert theirs.status_code == missing.status_code == 404, route
            assert theirs.content == missing.content, route


def test_a_reader_may_look_and_not_act(number: int, world: World, visit: Visit) -> None:
    """AC08."""
    reader = visit(world.contact)
    shown = reader.get(f"/t/{number}")
    assert shown.status_code == 200
    assert b"data-keep" not in shown.content
    for route in ACTS:
        assert reader.get(filled(route, number)).status_code == 403, route
        assert reader.post(filled(route, number)).status_code == 403, route
    assert reader.get("/new").status_code == 403
    for page in ("/", f"/t/{number}", "/search?q=tone", "/me"):
        answer = reader.get(page).content.decode()
        assert 'href="/new"' not in answer and 'action="/bulk"' not in answer, page
        assert 'href="/new"' in visit(world.ann).get(page).content.decode(), page


@pytest.mark.parametrize(
    "path",
    [
        "/q/../settings/", "//settings/", "/settings;x/", "/settings/%2e%2e/settings/",
        "/settings/.", "/./settings/", "/settings/\0", "/settings/history/", "/SETTINGS/",
        "/t/1/..;/settings/", "/\\settings/", "/settings//", "/settings/%00",
        "/static/../settings/",
    ],
)  # fmt: skip
def test_ac13_no_odd_path_leads_past_a_door(world: World, visit: Visit, path: str) -> None:
    """Neither an agent nor a visitor comes where the plain path does not let them."""
    for who in (world.ann, None):
        for host in ("testserver", "testserver."):
            answer = visit(who).get("/", PATH_INFO=path, HTTP_HOST=host)
            asked = answer.status_code == 302 and answer["Location"].startswith("/sign-in?")
            asked |= answer.status_code == 301 and answer["Location"] == path.rstrip("/")
            assert asked or answer.status_code in (400, 403, 404), (path, answer.status_code)


def test_unsafe_requests_need_the_token(number: int, world: World) -> None:
    """S12: whoever is signed in, a form from elsewhere does nothing."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(world.lea)
    for route, _pattern in ALL:
        answer = client.post(filled(route, number))
        assert answer.status_code in (403, 404, 405), route


def test_asking_changes_nothing(number: int, world: World, visit: Visit) -> None:
    """AC14: no act is done by GET."""
    agent = visit(world.ann)
    before = world.desk.tickets.values().get(number=number)
    for route in ACTS:
        assert agent.get(filled(route, number)).status_code == 200, route
    assert world.desk.tickets.values().get(number=number) == before


def test_raw_mails_are_for_leads(number: int, world: World, visit: Visit) -> None:
    assert visit(world.ann).get(f"/t/{number}/raw").status_code == 403
    assert visit(world.lea).get(f"/t/{number}/raw").status_code == 404  # it came by no mail
