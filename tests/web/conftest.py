"""A small world behind pages, and somebody who looks at them."""

from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client
from django.utils import timezone

from prazo.accounts.models import User
from prazo.lib import scope
from prazo.web import counts
from prazo.writing.models import Habit
from tests.world import World, make_world

Visit = Callable[[User | None], Client]

HTMX = {"HX-Request": "true"}


def undoable(user: User, seconds: int = 20) -> None:
    """What the user sends waits so long before it leaves."""
    Habit.objects.filter(user=user).update(undo_seconds=seconds)


@pytest.fixture
def world(db: None) -> World:
    counts._counted.clear()
    with scope.entered(scope.SYSTEM):
        return make_world()


@pytest.fixture
def visit(world: World) -> Visit:
    """A browser with somebody signed in, or nobody. What its pages see is their own scope."""

    def signed_in(user: User | None) -> Client:
        client = Client()
        if user is not None:
            with scope.entered(scope.SYSTEM):
                client.force_login(user)
        return client

    return signed_in


@pytest.fixture
def one_instant(monkeypatch: pytest.MonkeyPatch) -> datetime:
    """Pages read one and the same now: limits count in windows that begin as the clock strikes."""
    now = timezone.now()
    monkeypatch.setattr(timezone, "now", lambda: now)
    return now


@pytest.fixture
def everything(world: World) -> object:
    """The test's own look at the database sees all of it."""
    with scope.entered(scope.SYSTEM):
        yield
