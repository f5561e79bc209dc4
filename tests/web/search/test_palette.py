"""The list the palette shows, and what it costs the database."""

import pytest
from django.db import connection
from django.utils import timezone

from prazo.desk.actions.note import note
from prazo.web.views.search.palette import RECENT
from tests.world import World


@pytest.fixture(autouse=True)
def seen(everything: None) -> None:
    """Tests here look at all of the database."""


def test_what_one_did_last_is_read_in_order(world: World) -> None:
    """Neither are all of a person's events sorted, nor everybody's walked through."""
    ticket = world.ask(at=timezone.now())
    for by in (*[world.by_bob] * 60, *[world.by_ann] * 3):
        note(ticket, by=by, at=timezone.now(), text="Look.")
    with connection.cursor() as cursor:
        cursor.execute("analyze desk_event")
        cursor.execute("set local enable_seqscan = off")
        inner = RECENT.split("(", 1)[1].rsplit(")", 1)[0].rsplit(")", 1)[0]
        cursor.execute(f"explain {inner}", [world.ann.pk])
        plan = "\n".join(line for (line,) in cursor.fetchall())
    assert "Sort" not in plan and "Index Cond: (user_id" in plan, plan
