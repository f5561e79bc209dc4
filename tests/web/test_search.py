"""Search: by word, by name, by number; in five languages; never beyond one's desks."""

import pytest
from django.db import connection
from django.utils import timezone

from prazo.desk.actions.merge import merge
from prazo.desk.actions.note import note
from prazo.desk.actions.reply import reply
from prazo.desk.models import Ticket
from prazo.desk.search import Wanted, found, found_by
from prazo.lib import scope
from prazo.watch.probe import make_probe
from tests.web.conftest import Visit
from tests.world import World


@pytest.fixture(autouse=True)
def seen(everything: None) -> None:
    """Tests here look at all of the database."""


def find(query: str, world: World) -> set[int]:
    return set(found_by(query, [world.desk.pk]))


def ask(world: World, subject: str, text: str, language: str = "en", **more: object) -> Ticket:
    ticket = world.ask(subject, at=timezone.now(), text=text, **more)
    Ticket.objects.filter(pk=ticket.pk).update(language=language)
    return ticket


@pytest.mark.parametrize(
    ("language", "text", "query"),
    [
        ("pt-br", "As integrações caíram", "integração"),
        ("pt-br", "Os ramais não tocam", "ramal"),
        ("pt-br", "Faltam os canais", "CANAL"),
        ("es", "Las integraciones no funcionan", "integración"),
        ("es", "Llamadas que se cortan", "llamada"),
        ("en", "Webhooks returned nothing", "webhook return"),
        ("de", "Die Störungen auf der Straße", "störung strasse"),
        ("ru", "Звонки не проходят через шлюз", "шлюза"),
        ("ru", "ЁЛКА", "елка"),
    ],
)
def test_words_are_found_in_other_forms(world: World, language: str, text: str, query: str) -> None:
    ticket = ask(world, "x", text, language)
    assert find(query, world) == {ticket.pk}


def test_all_words_must_occur_wherever(world: World) -> None:
    ticket = ask(world, "Fax", "The red machine is dead")
    for query in ("fax machine", "Rita dead", "Acme fax", "rita@acme.example red", "acme-fax"):
        assert find(query, world) == {ticket.pk}, query
    assert find("fax blue", world) == set()


def test_later_messages_are_found(world: World) -> None:
    ticket = ask(world, "Fax", "dead")
    reply(ticket, by=world.by_ann, at=timezone.now(), text="Replace the drum.")
    assert find("drum", world) == {ticket.pk}


def test_notes_are_the_desks_alone(world: World) -> None:
    """T14: one index serves customers too, who can ask for nothing that was noted."""
    ticket = ask(world, "Fax", "dead")
    note(ticket, by=world.by_ann, at=timezone.now(), text="a difficult person")
    reply(ticket, by=world.by_ann, at=timezone.now(), text="Replace the drum.")
    assert find("difficult drum", world) == {ticket.pk}
    with scope.entered(scope.of([world.desk.pk], [world.customer.pk])):
        assert find("difficult", world) == set()
        assert find("drum", world) == {ticket.pk}
        for said in ("fax", '"fax"'):
            wanted = Wanted(said, without=("difficult", "difficult person"))
            kept = found(wanted, [world.desk.pk], user=world.ann.pk, as_of=timezone.now())
            assert kept.ids == [ticket.pk], "what is not there would tell what is"


def test_what_is_merged_is_found_in_the_case(world: World) -> None:
    one, case = ask(world, "Fax", "a zebra"), ask(world, "Fax too", "dead")
    merge(one, into=case, by=world.by_ann, at=timezone.now())
    assert find("zebra", world) == {case.pk}


def test_a_new_name_is_found(world: World) -> None:
    ticket = ask(world, "Fax", "dead")
    world.customer.name = "Initech"
    world.customer.save()
    assert find("initech", world) == {ticket.pk}


def test_newest_first_and_no_more_than_asked(world: World) -> None:
    made = [ask(world, f"Fax {n}", "dead").pk for n in range(4)]
    assert found_by("fax", [world.desk.pk], most=2) == [made[3], made[2]]


def test_desks_are_compared_twice(world: World) -> None:
    """AC04, AC18: naming a desk out of scope finds nothing there."""
    theirs = ask(world, "Fax", "dead", desk=world.other_desk, sender="z@z.example")
    assert find("fax", world) == set()
    with scope.entered(scope.of([world.desk.pk])):
        assert found_by("fax", [world.desk.pk, world.other_desk.pk]) == []
    with scope.entered(scope.of([world.other_desk.pk])):
        assert found_by("fax", [world.desk.pk, world.other_desk.pk]) == [theirs.pk]
    with scope.entered(scope.NOTHING):
        assert found_by("fax", [world.desk.pk, world.other_desk.pk]) == []


def test_the_words_lie_where_the_program_cannot_read(world: World) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select has_table_privilege('desk_searchable', 'select')")
        assert cursor.fetchone() == (False,)


def test_the_watchdogs_own_is_not_found(world: World) -> None:
    assert make_probe(world.desk, world.version, timezone.now())
    assert find("watchdog", world) == set()


@pytest.mark.parametrize(
    "query",
    [
        "",
        "   ",
        "%%%%",
        "' or 1=1 --",
        "a:* & b",
        "!x",
        "((((",
        "\\",
        "<->",
        "x" * 200,
        "the",
        "🦓",
    ],
)
def test_no_query_breaks_it(world: World, visit: Visit, query: str) -> None:
    """Q03, Q07."""
    ask(world, "Fax", "dead")
    assert visit(world.ann).get("/search", {"q": query}).status_code == 200


class TestPage:
    def test_a_number_leads_to_its_ticket(self, world: World, visit: Visit) -> None:
        ticket = ask(world, "Fax", "dead")
        for query in (str(ticket.number), f"#{ticket.number}"):
            answer = visit(world.ann).get("/search", {"q": query})
            assert answer["Location"] == f"/t/{ticket.number}"
        assert visit(world.stranger).get("/search", {"q": str(ticket.number)}).status_code == 200

    def test_rows_are_those_of_the_queue(self, world: World, visit: Visit) -> None:
        ticket = ask(world, "Fax", "dead")
        shown = visit(world.ann).get("/search", {"q": "fax"}).content.decode()
        assert f'<tr id="t{ticket.number}">' in shown
        assert (
            f't{ticket.number}"' not in visit(world.stranger).get("/search?q=fax").content.decode()
        )

    @pytest.mark.usefixtures("one_instant")
    def test_too_many_are_told_to_wait(self, world: World, visit: Visit) -> None:
        browser = visit(world.ann)
        codes = [browser.get("/search?q=fax").status_code for _ in range(70)]
        assert codes == [200] * 60 + [429] * 10
