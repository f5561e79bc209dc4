"""Who may set what up, asked of every address of the settings (AC01, AC08, AC09, AC10, AC13)."""

import re

import pytest
from django.test import Client

from prazo.accounts.models import Change
from prazo.customers.models import AddressClaim
from prazo.lib import scope
from tests.web.conftest import Visit
from tests.web.settings.conftest import Setters, things
from tests.web.test_permissions import ALL
from tests.world import MONDAY, World

SETTINGS = [route for route, _ in ALL if route.startswith("settings/")]
OF_DESKS = [route for route in SETTINGS if "<slug:desk>" in route]


def filled(route: str, desk: str, ids: dict[str, int]) -> str:
    """An address of the map, at this desk, about the things its words before the ids name; a second
    id has a name of its own."""
    number = re.search(r"(\w+)/<int:pk>", route)
    if number:
        route = route.replace("<int:pk>", str(ids[number[1]]))
    for name in re.findall(r"<int:(\w+)>", route):
        route = route.replace(f"<int:{name}>", str(ids[name]))
    return "/" + route.replace("<slug:desk>", desk)


@pytest.fixture
def ids(world: World) -> dict[str, int]:
    with scope.entered(scope.SYSTEM):
        (address,) = world.requester.addresses.all()
        claim = AddressClaim.objects.create(
            desk=world.desk,
            requester=world.requester,
            address="other@client.example",
            by=world.lea,
            made_at=MONDAY,
            expires_at=MONDAY,
        )
    return {**things(world), "address": address.pk, "claim": claim.pk}


def test_the_walk_finds_the_settings() -> None:
    assert len(OF_DESKS) >= 34
    assert len(SETTINGS) - len(OF_DESKS) == 3


def test_admins_get_every_page(
    world: World, ids: dict[str, int], ada: Client, boss: Client
) -> None:
    """Otherwise the refusals below would prove nothing."""
    for client in (ada, boss):
        seen = {filled(r, world.desk.slug, ids): 0 for r in OF_DESKS}
        for address in seen:
            seen[address] = client.get(address).status_code
        assert set(seen.values()) == {200, 405}, seen
        assert sum(status == 200 for status in seen.values()) >= 22
        front = client.get("/settings/")
        assert (front.status_code, front["Cache-Control"]) == (200, "no-store")


def test_a_desk_of_others_is_a_missing_one(
    world: World, ids: dict[str, int], visit: Visit, setters: Setters
) -> None:
    """AC01: not even an admin elsewhere learns that it is there."""
    for user in (world.stranger, setters.otto):
        client = visit(user)
        for route in OF_DESKS:
            for ask in (client.get, client.post):
                theirs = ask(filled(route, world.desk.slug, ids))
                missing = ask(filled(route, "no-such-desk", ids))
                assert theirs.status_code == missing.status_code == 404, route
                assert theirs.content == missing.content, route


def test_things_of_others_are_missing_at_ones_own_desk(
    world: World, ids: dict[str, int], visit: Visit, setters: Setters
) -> None:
    """AC01: the id of another desk's thing, asked for at the desk one may set up."""
    client = visit(setters.otto)
    asked = [route for route in OF_DESKS if "<int:pk>" in route]
    for route in asked:
        if "version" in route:
            continue  # both desks adopted the same one
        answers = {
            client.get(filled(route, world.other_desk.slug, ids)).status_code,
            client.post(filled(route, world.other_desk.slug, ids)).status_code,
        }
        assert answers <= {404, 405}, route
    assert len(asked) >= 15


def test_who_is_no_admin_is_refused(world: World, ids: dict[str, int], visit: Visit) -> None:
    """AC08: seeing the desk is not setting it up."""
    for user in (world.ann, world.lea, world.contact):
        client = visit(user)
        for route in SETTINGS:
            for ask in (client.get, client.post):
                assert ask(filled(route, world.desk.slug, ids)).status_code == 403, route


def test_a_visitor_is_asked_to_sign_in(world: World, ids: dict[str, int], visit: Visit) -> None:
    client = visit(None)
    for route in SETTINGS:
        for ask in (client.get, client.post):
            answer = ask(filled(route, world.desk.slug, ids))
            assert (answer.status_code, answer["Location"][:8]) == (302, "/sign-in"), route


def test_only_the_installations_administrators_open_desks(ada: Client, boss: Client) -> None:
    assert ada.get("/settings/new-desk").status_code == 403
    assert boss.get("/settings/new-desk").status_code == 200


def test_asking_changes_nothing(world: World, ids: dict[str, int], ada: Client) -> None:
    """AC14."""
    for route in SETTINGS:
        ada.get(filled(route, world.desk.slug, ids))
    with scope.entered(scope.SYSTEM):
        assert not Change.objects.exists()


def test_every_post_needs_the_token(world: World, ids: dict[str, int], setters: Setters) -> None:
    """S12."""
    client = Client(enforce_csrf_checks=True)
    client.force_login(setters.ada)
    for route in SETTINGS:
        answer = client.post(filled(route, world.desk.slug, ids))
        assert answer.status_code in (403, 405), route


def test_a_field_no_form_has_is_refused(world: World, ids: dict[str, int], ada: Client) -> None:
    """AC09: `administers` or `desk` slipped into a form is not quietly passed over."""
    posted = [
        route
        for route in OF_DESKS
        if ada.options(filled(route, world.desk.slug, ids)).status_code == 405
    ]
    tried = 0
    for route in posted:
        address = filled(route, world.desk.slug, ids)
        for extra in ("administers", "desk", "desk_id", "is_active", "sealed_password"):
            answer = ada.post(address, {extra: "1"})
            if answer.status_code != 405:
                assert answer.status_code == 400, (route, extra)
                tried += 1
    assert tried >= 100
    with scope.entered(scope.SYSTEM):
        assert not Change.objects.exists()


def test_a_role_taken_away_holds_at_once(world: World, ada: Client, setters: Setters) -> None:
    """8.3.2: the page that was open before cannot be sent after."""
    page = f"/settings/desk/{world.desk.slug}/"
    given = {"name": "Mine", "language": "en", "time_zone": "UTC"}
    assert ada.post(page, given).status_code == 302
    setters.ada.memberships.update(role="agent")
    assert ada.post(page, given).status_code == 403


@pytest.mark.parametrize("role", ["agent", "nobody"])
def test_the_permission_is_asked_again_within_the_act(
    world: World, setters: Setters, role: str
) -> None:
    """R07: lost between the page's own look and the act, it is lost."""
    from django.core.exceptions import PermissionDenied
    from django.db import transaction
    from django.utils import timezone

    from prazo.accounts.operator import Operator
    from prazo.web.views.settings.access import hold

    by = Operator(setters.ada, timezone.now())
    with transaction.atomic():
        hold(by, world.desk)
    if role == "nobody":
        setters.ada.memberships.all().delete()
    else:
        setters.ada.memberships.update(role=role)
    with pytest.raises(PermissionDenied), transaction.atomic():
        hold(by, world.desk)
