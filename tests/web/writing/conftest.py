"""A ticket an hour old, ann who answers it, and tests that see all of the database."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from prazo.desk.models import Ticket
from tests.web.conftest import Visit
from tests.world import World


@pytest.fixture(autouse=True)
def seen(everything: None) -> None:
    """Tests here look at all of the database."""


@pytest.fixture
def ticket(world: World, everything: None) -> Ticket:
    return world.ask("No dial tone", at=timezone.now() - timedelta(hours=1))


@pytest.fixture
def ann(world: World, visit: Visit) -> Client:
    return visit(world.ann)
