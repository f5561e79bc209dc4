"""Tickets of two desks, and what their pages show of them."""

from collections.abc import Callable

import pytest

from prazo.accounts.models import User
from tests.web.conftest import Visit
from tests.world import World

Shown = Callable[..., str]


@pytest.fixture
def shown(world: World, visit: Visit) -> Shown:
    """The page of a search as HTML; `who` is ann unless said otherwise."""

    def page(query: str, who: User | None = None, status: int = 200, **more: object) -> str:
        answer = visit(who or world.ann).get("/search", {"q": query, **more})
        assert answer.status_code == status, answer.content.decode()[:500]
        return answer.content.decode()

    return page
