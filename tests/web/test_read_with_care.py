"""Sentences as a reader of Portuguese or Spanish meets them: states are no deeds, names stand where
one looks for them, nothing of ours is in English."""

import pytest
from django.utils import timezone, translation

from prazo.accounts.models import User
from prazo.channels.email.send import IN_HAND
from prazo.desk.actions.exclude import exclude
from prazo.desk.actions.reply import reply
from prazo.desk.models import Outgoing, Ticket
from prazo.lib.alphabet import letters
from prazo.lib.refusal import Refusal
from prazo.rules.deeds import Deed
from prazo.web.shown.deeds import Book
from tests.web.conftest import Visit
from tests.world import World, at


@pytest.fixture(autouse=True)
def seen(everything: None) -> None:
    """Tests here look at all of the database."""


@pytest.mark.parametrize(
    ("language", "state", "deed"),
    [("pt-br", "escalonado", "escalonou"), ("es", "escalado", "escaló")],
)
def test_a_ticket_is_escalated_and_did_not_escalate(
    world: World, visit: Visit, language: str, state: str, deed: str
) -> None:
    User.objects.filter(pk=world.ann.pk).update(language=language)
    ticket = world.ask("one")
    Ticket.objects.filter(pk=ticket.pk).update(escalated=True)
    for page in ("/", f"/t/{ticket.number}"):
        text = visit(world.ann).get(page).content.decode()
        assert f'flag">{state}</span>' in text
        assert f'flag">{deed}</span>' not in text


def test_names_are_sorted_as_people_look_for_them(world: World, visit: Visit) -> None:
    User.objects.filter(pk=world.lea.pk).update(name="Ângela")
    User.objects.filter(pk=world.ann.pk).update(name="Bia")
    assert sorted(["Zoé", "bia", "Ângela", "Íris"], key=letters) == ["Ângela", "bia", "Íris", "Zoé"]
    ticket = world.ask("one")
    page = visit(world.ann).get(f"/t/{ticket.number}/assignment").content.decode()
    assert 0 < page.index(">Ângela<") < page.rindex(">Bia<")


def test_what_is_on_its_way_is_no_trouble(world: World, visit: Visit) -> None:
    """A page that is opened in the very seconds of the handing over."""
    User.objects.filter(pk=world.ann.pk).update(language="pt-br")
    ticket = world.ask("one")
    reply(ticket, by=world.by_ann, at=at("9:00"), text="Here.")
    Outgoing.objects.filter(ticket=ticket).update(error=IN_HAND, tries=1, sent_at=None)
    page = visit(world.ann).get(f"/t/{ticket.number}").content.decode()
    assert IN_HAND not in page
    assert "Sai em instantes." in page


def test_no_cause_is_not_one_that_is_recorded_already(world: World) -> None:
    with pytest.raises(Refusal) as caught:
        exclude(world.ask("one"), cause="", evidence="", by=world.by_ann, at=timezone.now())
    assert caught.value.code == "unknown_cause"


def test_a_wait_says_on_whom_without_asking(world: World) -> None:
    deed = Deed("wait", {"on": "third_party", "reason": "A resposta"})
    with translation.override("pt-br"):
        assert Book(world.desk).told(deed) == "Aguardar: um terceiro, “A resposta”"
    with translation.override("es"):
        assert Book(world.desk).told(deed) == "Esperar: un tercero, «A resposta»"


def test_nobody_is_a_number_of_its_own(world: World, visit: Visit) -> None:
    page = visit(world.lea).get(f"/shifts/{world.desk.slug}").content.decode()
    assert "Nobody is on shift now" in page
    assert "0 people" not in page


@pytest.mark.parametrize(
    ("page", "field"), [("new-desk", "slug"), ("desk/acme-desk/teams", "identifier")]
)
def test_a_short_name_is_asked_for_in_words_of_the_page(
    world: World, visit: Visit, page: str, field: str
) -> None:
    User.objects.filter(pk=world.lea.pk).update(language="pt-br", administers=True)
    text = visit(world.lea).post(f"/settings/{page}", {"name": "Mesa", field: "É isto"})
    assert "Escreva só letras sem acento" in text.content.decode()
    assert "slug" not in text.content.decode().split("<main")[1].split("name=")[0]
