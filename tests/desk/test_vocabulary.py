"""Words for those who mistype one: each text counts once, whoever works and whatever breaks."""

import threading

import pytest
from django.db import connection, transaction

from prazo.desk import vocabulary
from prazo.desk.models import AttachmentText, Message, Outgoing, Ticket
from prazo.desk.vocabulary import gather, learn, words_of
from prazo.lib import scope
from prazo.lib.rows import select
from tests.at_once import at_once
from tests.web.search.conftest import FILES, send
from tests.world import MONDAY, World, make_world


@pytest.fixture
def world(committed_db: None) -> World:
    return make_world()


def seen(*words: str) -> list[int]:
    """In how many texts each was; 0 for what is not known."""
    known = dict(select("select word, seen from desk_searchword"))
    return [known.get(word, 0) for word in words]


def everything() -> None:
    """What stands there now is read one pass later, lot after lot."""
    gather()
    while gather():
        pass


def test_what_is_a_word() -> None:
    said = (
        "The TELEFONE's (dead)! integração it snake_case x400 H2O12 fax 0xdeadbeef Größe мобильный"
    )
    assert words_of(said) == {"telefone", "dead", "integração", "größe", "мобильный"}
    assert words_of("e\u0301tude " + "a" * 40 + " " + "b" * 41) == {"étude", "a" * 40}


def test_each_text_counts_once_up_to_enough(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vocabulary, "LOT", 2)
    for place in range(5):
        world.ask("Fax", text=f"common common {'rare' if place == 1 else 'often'} number{place}")
    everything()
    assert seen("common", "rare", "often") == [3, 1, 3]
    world.ask("Telephone", text="a rare thing")
    everything()
    everything()
    assert seen("rare", "telephone", "thing") == [2, 3, 1]
    assert seen("passwords", "number") == [0, 0]  # of each receipt, and with a digit


def test_what_a_file_says_may_come_later(world: World) -> None:
    ticket = send(world, FILES[0], text="see there")
    attachment = ticket.messages.get(kind="request").attachments.get()
    AttachmentText.objects.all().delete()
    everything()
    assert seen("there", "trace", "jitterbug") == [1, 1, 0]
    send(world, FILES[1], subject="Next")
    everything()
    AttachmentText.objects.create(attachment=attachment, desk=world.desk, text="a jitterbug")
    everything()
    assert seen("zebra", "jitterbug") == [1, 1]


def test_the_watchdogs_own_tickets_teach_nothing(world: World) -> None:
    ticket = world.ask("Synthetic")
    like = Ticket.objects.filter(pk=ticket.pk).values().get()
    own = Ticket.objects.create(**{**like, "id": 900, "number": -1, "synthetic": True})
    Message.objects.create(desk=world.desk, ticket=own, kind="request", at=MONDAY, text="canary")
    everything()
    assert seen("synthetic", "canary") == [3, 0]


def test_a_text_that_commits_after_later_ones_is_read(world: World) -> None:
    one, other = world.ask("Fax"), world.ask("Fax")
    written, gathered = threading.Event(), threading.Event()

    def write(ticket: Ticket, text: str) -> None:
        Message.objects.create(desk=world.desk, ticket=ticket, kind="reply", at=MONDAY, text=text)

    def slow() -> None:
        with scope.entered(scope.SYSTEM), transaction.atomic():
            Outgoing.objects.filter(ticket=one).update(error="")  # who writes has written before
            write(one, "the slowcoach")
            written.set()
            gathered.wait(30)
        connection.close()

    thread = threading.Thread(target=slow)
    thread.start()
    written.wait(30)
    write(other, "the quickstep")
    for _ in range(4):
        gather()
    assert seen("slowcoach", "quickstep") == [0, 0]
    gathered.set()
    thread.join()
    everything()
    assert seen("slowcoach", "quickstep") == [1, 1]


def test_after_a_restore_on_a_server_that_is_younger_it_goes_on(world: World) -> None:
    world.ask("Fax", text="a phoenix")
    gather()
    with connection.cursor() as cursor:
        cursor.execute("update desk_gathered set horizon = '9000000000000'")
    everything()
    assert seen("phoenix") == [1]


def test_a_worker_that_is_killed_has_read_nothing(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.ask("Fax", text="a phoenix")
    gather()

    def killed(place: vocabulary.Place) -> bool:
        learn(place.source, place.through, place.ahead)
        if place.source == "message":
            raise KeyboardInterrupt
        return False

    with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
        patched.setattr(vocabulary, "_go_on", killed)
        gather()
    assert seen("phoenix") == [0]
    everything()
    assert seen("phoenix") == [1]


def test_several_workers_count_as_one(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vocabulary, "LOT", 1)
    for word in ("alpha", "bravo", "charlie"):
        world.ask("Fax", text=f"{word} together")
        world.ask("Fax", text=word)
    gather()
    for _ in range(5):
        at_once([gather] * 3)
    everything()
    assert seen("alpha", "bravo", "charlie", "together") == [2, 2, 2, 3]


def test_a_desk_keeps_so_many_words_at_most(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vocabulary, "MOST_WORDS", 10)
    monkeypatch.setattr(vocabulary, "CLEARED_EVERY", 3)
    known = "telephone gramophone xylophone saxophone"
    for _ in range(3):
        world.ask("Fax", text=known)
    world.ask("Fax", text="aaaa bbbb cccc dddd")
    everything()
    with connection.cursor() as cursor:
        cursor.execute("update desk_searchword set learned = learned - 1")
    world.ask("Fax", text="newest words")
    world.ask("Fax", text="again", desk=world.other_desk)
    for _ in range(3):
        world.ask("Fax", text="nothing")
    everything()
    kept = {
        word
        for (word,) in select("select word from desk_searchword where desk_id = %s", world.desk.pk)
    }
    assert {*known.split(), "newest", "words", "nothing"} <= kept
    assert len(kept) <= 10
    assert seen("again") == [1]


def test_where_nothing_came_hardly_anything_is_asked(
    world: World, django_assert_num_queries: object
) -> None:
    world.ask("Fax", text="silence")
    everything()
    with django_assert_num_queries(4):  # the lock, the places, and the transaction's own two
        assert not gather()
