"""Whatever somebody writes into an address, no page breaks over it."""

from itertools import product

import pytest
from django.utils import timezone

from prazo.accounts.models import Member
from prazo.desk.models import SavedQueue
from tests.web.conftest import Visit
from tests.world import World

HOSTILE = (
    "9999-12", "0001-01", "1-1", "9" * 18, "9" * 40, f"{'9' * 20}.1", f"-{'9' * 20}.1",
    f"{'9' * 15}.{'9' * 18}", "²", "٣", "a\0", "%s",
)  # fmt: skip
READ = (
    ("/", "after desk"),
    ("/q/due/play", "after desk"),
    ("/q/s/{queue}", "after"),
    ("/q/s/{queue}/play", "after desk"),
    ("/t/{ticket}", "play at desk all"),
    ("/t/{ticket}/now", "seen"),
    ("/t/{ticket}/classification", "priority"),
    ("/t/{ticket}/macro", "play at desk macro"),
    ("/search", "q sort after from"),
    ("/board", "hours desk"),
    ("/board/wall", "hours desk"),
    ("/customers", "q page"),
    ("/customers/{customer}", "month"),
    ("/customers/{customer}/targets?outcome=kept&metric=x", "month page metric"),
    ("/customers/{customer}/targets?metric=x", "outcome"),
    ("/notices", "after read"),
    ("/settings/history", "desk page"),
    ("/settings/desk/{desk}/customers", "q lacking page"),
    ("/settings/desk/{desk}/requesters", "q page"),
    ("/settings/desk/{desk}/requesters/new", "customer"),
    ("/settings/desk/{desk}/people", "done"),
    ("/macros", "desk"),
    ("/macros/new", "desk"),
    ("/templates", "desk q page"),
    ("/me/sending", "desk"),
)
"""Addresses, and the parameters that their pages read."""


@pytest.mark.parametrize(("address", "names"), READ, ids=[address for address, _ in READ])
def test_no_value_of_a_parameter_breaks_a_page(
    world: World, visit: Visit, everything: None, address: str, names: str
) -> None:
    Member.objects.filter(user=world.lea).update(role="admin")
    queue = SavedQueue.objects.create(
        name="Mine", owner=world.lea, conditions={}, made_at=timezone.now()
    )
    places = {
        "ticket": world.ask(at=timezone.now()).number,
        "customer": world.customer.pk,
        "queue": queue.pk,
        "desk": world.desk.slug,
    }
    browser = visit(world.lea)
    browser.raise_request_exception = False
    page, _, given = address.format(**places).partition("?")
    known = dict(pair.split("=") for pair in given.split("&") if pair)
    for name, value in product(names.split(), HOSTILE):
        status = browser.get(page, {**known, name: value}).status_code
        assert status < 500, (page, name, value)


def test_months_that_are_asked_for(world: World, visit: Visit) -> None:
    browser, card = visit(world.ann), f"/customers/{world.customer.pk}"
    for month in ("2000-01", f"{timezone.now():%Y-%m}"):
        assert browser.get(card, {"month": month}).status_code == 200
    for month in ("9999-12", "1999-12", "2026-13", "soon"):
        assert browser.get(card, {"month": month}).status_code == 400
