"""No page needs more than 100 kB of script, and none comes from elsewhere (issue 3, item 12).

Here what a page names is counted, and held below that, so that there is room; what a browser really
loads of each page while nobody touches it is counted in `browser/test_every_page.py`."""

import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.utils import timezone

from prazo.accounts.models import Member, Role
from tests.web.conftest import Visit
from tests.world import World

MOST = 88_000  # bytes, as they are kept: less crosses the wire
PATHS = ("/", "/t/{0}", "/board", "/search?q=tone", "/queues/new", "/notices", "/me", "/board/wall")


@pytest.mark.usefixtures("everything")
@pytest.mark.parametrize("path", PATHS)
def test_no_page_needs_more(world: World, visit: Visit, path: str) -> None:
    Member.objects.filter(user=world.ann).update(role=Role.ADMIN)
    ticket = world.ask(at=timezone.now())
    answer = visit(world.ann).get(path.format(ticket.number))
    assert answer.status_code == 200
    shown = answer.content.decode()
    scripts = re.findall(r'<script [^>]*?src="([^"]+)"', shown)
    assert any("htmx" in one for one in scripts)
    assert len(scripts) == shown.count("<script"), "a script stands in the page itself"
    sizes = {one: _size(one) for one in scripts}
    assert sum(sizes.values()) < MOST, sizes
    later = re.findall(r'data-scripts="([^"]+)"', shown)
    assert later or "wall" in path
    for one in "".join(later).split():
        name, _, address = one.partition("=")
        assert name in address and _size(address) and address not in scripts, one


def _size(address: str) -> int:
    found = finders.find(address.removeprefix("/static/"))
    assert isinstance(found, str), f"{address} is none of ours"
    return Path(found).stat().st_size
