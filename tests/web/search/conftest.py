"""Tickets of two desks, and what their pages show of them."""

from collections.abc import Callable

import pytest
from django.utils import timezone

from prazo.accounts.models import User
from prazo.desk.actions.receive import receive
from prazo.desk.inbound import Inbound, InboundFile
from prazo.desk.models import Ticket
from prazo.desk.vocabulary import TEXTS, learn
from tests.web.conftest import Visit
from tests.world import World

Shown = Callable[..., str]
Learned = Callable[[], None]

FILES = [
    InboundFile(name="trace-07.log", content_type="text/plain", content=b"rtp jitterbug seen"),
    InboundFile(name="list.csv", content_type="application/octet-stream", content=b"zebra;3\n"),
    InboundFile(name="a.json", content_type="application/json", content=b'{"k": "okapi"}'),
    InboundFile(
        name="page.html",
        content_type="text/html",
        content=b"<p>red<b>fox</b></p><script>badger()</script><p>gr&uuml;n</p>",
    ),
    InboundFile(name="scan.pdf", content_type="application/pdf", content=b"%PDF walrus"),
    InboundFile(name="banner.png", content_type="image/png", content=b"x", inline=True),
]  # fmt: skip


def send(world: World, *files: InboundFile, subject: str = "Fax", text: str = "dead") -> Ticket:
    """A mail with files, as a ticket."""
    inbound = Inbound(
        channel="email",
        reference=f"<{subject}{len(files)}@acme.example>",
        sender="rita@acme.example",
        subject=subject,
        text=text,
        received_at=timezone.now(),
        language="en",
        files=files,
    )
    return receive(world.desk, inbound).ticket


@pytest.fixture
def shown(world: World, visit: Visit) -> Shown:
    """The page of a search as HTML; `who` is ann unless said otherwise."""

    def page(query: str, who: User | None = None, status: int = 200, **more: object) -> str:
        answer = visit(who or world.ann).get("/search", {"q": query, **more})
        assert answer.status_code == status, answer.content.decode()[:500]
        return answer.content.decode()

    return page


@pytest.fixture
def learned(everything: None) -> Learned:
    """What the duty has gathered some seconds later of all that was said until now."""

    def all_of_it() -> None:
        for source in TEXTS:
            learn(source)

    return all_of_it
