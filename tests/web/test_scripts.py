"""No page needs more than 100 kB of script, and none comes from elsewhere (issue 3, item 12)."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.utils import timezone

from prazo.accounts.models import Member, Role
from tests.web.conftest import Visit
from tests.world import World

MOST = 100_000  # bytes, as they are kept: less crosses the wire
PATHS = ("/", "/t/{0}", "/board", "/search?q=tone", "/queues/new", "/notices", "/me", "/board/wall")


@pytest.mark.usefixtures("everything")
@pytest.mark.parametrize("path", PATHS)
def test_no_page_needs_more(world: World, visit: Visit, path: str) -> None:
    Member.objects.filter(user=world.ann).update(role=Role.ADMIN)
    ticket = world.ask(at=timezone.now())
    answer = visit(world.ann).get(path.format(ticket.number))
    assert answer.status_code == 200
    scripts = re.findall(r'<script src="([^"]+)"', answer.content.decode())
    assert any("htmx" in one for one in scripts)
    sizes = {one: _size(one) for one in scripts}
    assert sum(sizes.values()) < MOST, sizes


def _size(address: str) -> int:
    found = finders.find(address.removeprefix("/static/"))
    assert isinstance(found, str), f"{address} is none of ours"
    return Path(found).stat().st_size
