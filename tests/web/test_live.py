"""The stream of changes: what happens between a page's being drawn and its listening is told."""

import asyncio
import re
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from datetime import timedelta
from html import unescape
from typing import cast

import pytest
from django.db import connections
from django.http import StreamingHttpResponse
from django.test import Client
from django.utils import timezone

from prazo.accounts.models import Member, Role, User
from prazo.desk.actions.note import note
from prazo.desk.models import Ticket
from prazo.lib import scope
from prazo.web import counts, saved
from prazo.web.live import hub
from prazo.web.live.hub import Hub
from prazo.web.live.reader import BELL, MISSED, Company
from prazo.web.views import live
from prazo.writing.presence import Companion
from tests.world import World, make_world

OVER = "event: over\ndata: -\n\n"
HELLO = "event: hello\ndata: -\n\n"
TOLD = "event: desk\ndata: -\n\n"
COUNTS = "event: counts\ndata: -\n\n"


@pytest.fixture
def world(committed_db: None, monkeypatch: pytest.MonkeyPatch) -> Iterator[World]:
    counts._counted.clear()
    monkeypatch.setattr(hub, "LEAVING", 0.0)
    live.hub.cache_clear()
    yield make_world()
    live.hub.cache_clear()


class Reader:
    """Somebody's browser: it looks at a page, and later opens the page's stream."""

    def __init__(self, user: User) -> None:
        self.client = Client()
        self.client.force_login(user)

    def look(self, path: str) -> str:
        """Where the page listens."""
        shown = self.client.get(path).content.decode()
        found = re.search(r'hx-sse:connect="([^"]+)"', shown)
        assert found is not None
        return unescape(found[1])

    async def listen(self, address: str) -> AsyncIterator[str]:
        answer = cast(StreamingHttpResponse, self.client.get(address))
        words = cast("AsyncIterator[bytes]", answer.streaming_content)
        async for word in words:
            yield word.decode()


async def told_at_once(words: AsyncIterator[str]) -> bool:
    """Whether the stream begins by telling. That is decided before its first word, so a moment
    is long enough to know."""
    assert await asyncio.wait_for(anext(words), 10) == HELLO
    try:
        return await asyncio.wait_for(anext(words), 0.3) == TOLD
    except TimeoutError:
        return False


def run(scenario: Callable[[], Awaitable[None]]) -> None:
    """Where a loop runs, Django keeps connections apart; left open, the next test in a browser
    would find them, maybe after their server was restarted."""

    async def in_scope() -> None:
        try:
            with scope.entered(scope.SYSTEM):
                await scenario()
        finally:
            await all_leave(live.hub())
            connections.close_all()

    asyncio.run(in_scope())


async def all_leave(hub: Hub) -> None:
    """While the loop runs: that its readers left, the hub says in a task of its own."""
    for task in hub._tasks:
        task.cancel()
    await asyncio.gather(*hub._tasks, return_exceptions=True)
    await asyncio.get_running_loop().shutdown_asyncgens()
    if hub._leaving is not None:
        await hub._leaving


def ask(world: World) -> Ticket:
    return world.ask(at=timezone.now() - timedelta(minutes=5))


def write(world: World, ticket: Ticket) -> None:
    """At an instant that is past: what counts is when it was done."""
    note(ticket, by=world.by_bob, at=ticket.opened_at, text="Bob was here.")


@pytest.mark.parametrize("path", ["/t/{0.number}", "/", "/?desk=acme-desk", "/q/mine"])
def test_what_was_done_before_the_page_listened_is_told(world: World, path: str) -> None:
    ticket = ask(world)

    async def scenario() -> None:
        ann = Reader(world.ann)
        address = ann.look(path.format(ticket))
        write(world, ticket)
        assert await told_at_once(ann.listen(address))

    run(scenario)


def test_a_fresh_page_of_a_ticket_is_not_drawn_twice(world: World) -> None:
    ticket, other = ask(world), ask(world)

    async def scenario() -> None:
        ann = Reader(world.ann)
        write(world, ticket)
        address = ann.look(f"/t/{ticket.number}")
        write(world, other)
        assert not await told_at_once(ann.listen(address))

    run(scenario)


def test_a_fresh_list_is_not_drawn_twice(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """While the hub listens, which it does for a while after the last reader has gone."""
    monkeypatch.setattr(hub, "APART", 0.0)
    monkeypatch.setattr(counts, "COUNTS_KEPT", 0.0)
    monkeypatch.setattr(saved, "KEPT", 0.0)
    ticket = ask(world)

    async def scenario() -> None:
        ann = Reader(world.ann)
        first = ann.listen(ann.look("/"))
        assert await told_at_once(first)
        await cast("Awaitable[None]", first.aclose())  # type: ignore[attr-defined]
        address = ann.look("/")
        assert not await told_at_once(ann.listen(address))
        write(world, ticket)
        await asyncio.sleep(0.5)  # the notice is heard
        assert await told_at_once(ann.listen(address))

    run(scenario)


@pytest.mark.parametrize("kept", [3.0, 0.0])
def test_a_page_is_told_that_its_counts_are_older_than_it(
    world: World, monkeypatch: pytest.MonkeyPatch, kept: float
) -> None:
    monkeypatch.setattr(hub, "APART", 0.0)
    monkeypatch.setattr(counts, "COUNTS_KEPT", kept)
    monkeypatch.setattr(saved, "KEPT", kept)
    ticket, other = ask(world), ask(world)

    async def scenario() -> None:
        ann = Reader(world.ann)
        first = ann.listen(ann.look("/"))
        await told_at_once(first)
        ann.look("/")  # counted now
        write(world, other)
        await asyncio.sleep(0.5)  # the notice is heard
        words = ann.listen(ann.look(f"/t/{ticket.number}"))
        assert await asyncio.wait_for(anext(words), 10) == HELLO
        told = await asyncio.wait_for(anext(words), 10)
        assert (told == COUNTS) is bool(kept)
        await cast("Awaitable[None]", first.aclose())  # type: ignore[attr-defined]

    run(scenario)


def test_a_stranger_is_told_nothing_of_a_ticket(world: World) -> None:
    """AC05: not even that there is one."""
    ticket = ask(world)

    async def scenario() -> None:
        stranger = Reader(world.stranger)
        for number in (ticket.number, 1):
            words = stranger.listen(f"/live?ticket={number}&shows=1")
            assert not await told_at_once(words)

    run(scenario)


def test_a_tickets_page_hears_that_counts_changed_and_asks_seldom(world: World) -> None:
    """What happens to others is told for the counts' sake, however busy the desk is once in a
    while; a list that shows them asks for the counts with itself."""
    ticket, other = ask(world), ask(world)
    changed = (other.desk_id, other.number)

    async def scenario() -> None:
        ann = Reader(world.ann)
        words = ann.listen(ann.look(f"/t/{ticket.number}"))
        assert await asyncio.wait_for(anext(words), 10) == HELLO
        told = await asyncio.wait_for(anext(words), 10)
        if told.startswith("event: counts"):  # the ticket came just before: it may be lacking
            told = await asyncio.wait_for(anext(words), 10)
        assert told.startswith("event: bell")
        write(world, other)
        assert await asyncio.wait_for(anext(words), 10) == COUNTS
        reader = next(one for one in live.hub()._readers)
        reader.tell(changed)
        later = asyncio.ensure_future(anext(words))
        await asyncio.sleep(live.PACE * 1.5)
        assert not later.done()
        reader.tell((ticket.desk_id, ticket.number))  # its own does not wait for that
        assert await asyncio.wait_for(later, 10) == TOLD

    run(scenario)


def test_a_page_that_shows_others_is_told_once() -> None:
    here, there = (1, 7), (2, 8)
    whole = live.Page(desk=0, ticket=0)
    assert not whole.counts(here)
    kept_to = live.Page(desk=1, ticket=0)
    assert (kept_to.counts(here), kept_to.counts(there)) == (False, True)
    notices = live.Page(desk=0, ticket=0, bare=True)
    assert notices.counts(here) and notices.counts(MISSED)
    assert not notices.counts(BELL)


def test_what_stands_beside_a_page_is_asked_for_alone(world: World) -> None:
    """With the queue marked that the reader is in."""
    ask(world)
    client = Client()
    client.force_login(world.ann)
    headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/q/mine?desk=x"}
    shown = client.get("/counts", headers=headers).content.decode()
    assert '<div id="rail-list" hx-swap-oob="outerMorph">' in shown
    assert '<a href="/q/mine" aria-current="page">' in shown
    assert 'id="bell"' in shown
    assert 'id="bulks"' not in shown  # where nothing waits a page keeps what it was told


def test_who_looks_holds_up_nothing_that_is_done(world: World) -> None:
    """What happens is told at once, though somebody came by just now; what comes right after it
    waits, so that a storm is one refresh a second."""
    ticket = ask(world)
    changed = (ticket.desk_id, ticket.number)

    async def scenario() -> None:
        ann = Reader(world.ann)
        words = ann.listen(ann.look(f"/t/{ticket.number}"))
        assert await asyncio.wait_for(anext(words), 10) == HELLO
        told = await asyncio.wait_for(anext(words), 10)
        if told.startswith("event: counts"):  # the ticket came just before: it may be lacking
            told = await asyncio.wait_for(anext(words), 10)
        assert told.startswith("event: bell")
        reader = next(one for one in live.hub()._readers)
        reader.tell(Company(*changed, (Companion(world.bob.pk, "Bob", "looks"),)))
        assert '"Bob"' in await asyncio.wait_for(anext(words), 10)
        reader.tell(changed)
        assert await asyncio.wait_for(anext(words), live.PACE / 2) == TOLD
        reader.tell(changed)
        reader.tell(changed)
        later = asyncio.ensure_future(anext(words))
        await asyncio.sleep(live.PACE / 2)
        assert not later.done()
        assert await asyncio.wait_for(later, 10) == TOLD
        after = asyncio.ensure_future(anext(words))
        await asyncio.sleep(live.PACE * 1.5)
        assert not after.done()  # the two were one
        after.cancel()

    run(scenario)


@pytest.mark.parametrize("address", ["/live", "/live?since=nonsense", "/live?ticket={0.number}"])
def test_who_does_not_say_what_he_shows_is_told(world: World, address: str) -> None:
    ticket = ask(world)

    async def scenario() -> None:
        assert await told_at_once(Reader(world.ann).listen(address.format(ticket)))

    run(scenario)


@pytest.mark.parametrize("role", [None, Role.READER])
def test_a_page_drawn_for_another_role_is_over(world: World, role: Role | None) -> None:
    """AC06, between its being drawn and its listening."""

    async def scenario() -> None:
        ann = Reader(world.ann)
        address = ann.look("/")
        held = Member.objects.filter(user=world.ann)
        held.update(role=role) if role else held.delete()
        assert [word async for word in ann.listen(address)] == [OVER]

    run(scenario)
