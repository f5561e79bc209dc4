"""The keyboard alone: every act has a letter of its own, and the sheet of keys tells of it."""

import re

import pytest
from django.utils import timezone

from prazo.desk.models import Ticket
from prazo.web.views.acts.composing import COMPOSED
from prazo.web.views.acts.offers import offers
from tests.web.conftest import Visit
from tests.world import World

OF_THE_FRAME = "qbdntfz./?"


@pytest.mark.parametrize("status", Ticket.Status.values)
def test_every_act_has_a_key_of_its_own(status: str) -> None:
    near, more = offers(status)
    keys = [offer.key for offer in (*near, *more)]
    if status in Ticket.OPEN:
        keys += [key for _act, key in COMPOSED]
    keys += OF_THE_FRAME
    assert all(keys)
    assert len(set(keys)) == len(keys)


@pytest.mark.usefixtures("everything")
def test_the_sheet_tells_of_every_key_of_the_page(world: World, visit: Visit) -> None:
    ticket = world.ask(at=timezone.now())
    page = visit(world.ann).get(f"/t/{ticket.number}").content.decode()
    sheet, rest = page.split('<dialog id="keys"')[1].split("</dialog>")[0], page
    told = set(re.findall(r"<kbd>(.)</kbd>", sheet))
    queue = visit(world.ann).get("/").content.decode()
    pressed = set(re.findall(r'data-key="(.)"', rest + queue)) - {"?"}
    assert pressed <= told, pressed - told
    for chord in ("Ctrl</kbd> <kbd>Shift</kbd> <kbd>Enter", "Ctrl</kbd> <kbd>Alt</kbd> <kbd>Enter"):
        assert chord in sheet
