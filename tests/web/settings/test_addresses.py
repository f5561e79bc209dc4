"""Several addresses of one person: each but the first counts when its owner has said so (AC11)."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone

from prazo.accounts.models import Change
from prazo.channels.email.address_question import PER_ADDRESS
from prazo.customers.claims import masked
from prazo.customers.models import AddressClaim, Requester, RequesterAddress
from prazo.desk.models import Outgoing
from prazo.lib import scope
from tests.web.conftest import Visit
from tests.web.settings.conftest import at_desk, last_change
from tests.web.settings.test_customers import text
from tests.world import World

HOME = "rita@home.example"
LANGUAGES = {
    "en": "is this your address?",
    "pt-br": "este endereço é seu?",
    "es": "¿esta dirección es suya?",
    "de": "Ist das Ihre Adresse?",
    "ru": "это ваш адрес?",
}


@pytest.fixture(autouse=True)
def seen(everything: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests here look at all of the database; and the desk can send."""
    monkeypatch.setattr(settings, "SMTP_RELAY", "127.0.0.1:2525")


@pytest.fixture
def anybody(visit: Visit) -> Client:
    return visit(None)


def page_of(world: World) -> str:
    return at_desk(world, f"requesters/{world.requester.pk}")


def add(ada: Client, world: World, address: str = HOME) -> str:
    """The link in the mail that asks for it."""
    answer = ada.post(f"{page_of(world)}/addresses", {"address": address})
    assert answer.status_code == 302, text(answer)
    return link_of(Outgoing.objects.latest("pk"))


def link_of(mail: Outgoing) -> str:
    found = re.search(rf"{re.escape(settings.ADDRESS)}(/address/\S+)", mail.text)
    assert found is not None
    return found[1]


def addresses(world: World) -> list[str]:
    known = RequesterAddress.objects.filter(requester=world.requester).order_by("pk")
    return list(known.values_list("address", flat=True))


def claim() -> AddressClaim:
    return AddressClaim.objects.get()


class TestAsking:
    def test_the_owner_is_asked_and_nothing_is_his_before(self, world: World, ada: Client) -> None:
        world.requester.name = "Rita\r\nRey"
        world.requester.save()
        add(ada, world, "Rita@Home.example")
        mail = Outgoing.objects.get()
        assert mail.to == [HOME] and mail.cc == []
        assert mail.subject == "Acme-Desk asks: is this your address?"
        assert "Rita Rey · r•••@acme.example" in mail.text
        assert "rita@acme.example" not in mail.text
        assert addresses(world) == ["rita@acme.example"]
        change = last_change()
        assert (change.what, change.after) == ("requester.address_claimed", {"address": HOME})
        page = text(ada.get(page_of(world)))
        assert "the first: we write to it" in page and "waiting for its owner since" in page

    def test_only_the_hash_of_256_bits_is_kept(self, world: World, ada: Client) -> None:
        """S03."""
        token = add(ada, world).split("/")[-1].split("?")[0]
        assert len(token) >= 43
        assert claim().token_hash and token not in claim().token_hash  # type: ignore[operator]
        kept = " ".join(map(str, Change.objects.values_list("before", "after", "about")))
        assert token not in kept

    @pytest.mark.parametrize("language", LANGUAGES)
    def test_in_the_persons_language_and_the_page_too(
        self, world: World, ada: Client, anybody: Client, language: str
    ) -> None:
        Requester.objects.filter(pk=world.requester.pk).update(language=language)
        link = add(ada, world)
        assert LANGUAGES[language] in Outgoing.objects.get().subject
        page = anybody.get(link.split("?")[0])
        assert page["Content-Language"] == language
        assert f'<html lang="{language}"' in text(page)
        other = anybody.get(link.split("?")[0] + "?lang=de", headers={"Accept-Language": "ru"})
        assert "Ja, sie ist meine" in text(other)

    def test_a_language_we_do_not_speak_is_the_desks(self, world: World, ada: Client) -> None:
        Requester.objects.filter(pk=world.requester.pk).update(language="fr")
        world.desk.language = "es"
        world.desk.save()
        add(ada, world)
        assert LANGUAGES["es"] in Outgoing.objects.get().subject

    def test_a_new_person_has_one_address_and_claims_the_others(
        self, world: World, ada: Client
    ) -> None:
        given = {"name": "Una", "addresses": "una@acme.example\nuna@home.example u@x.example"}
        assert ada.post(at_desk(world, "requesters/new"), given).status_code == 302
        una = Requester.objects.get(name="Una")
        assert [one.address for one in una.addresses.all()] == ["una@acme.example"]
        asked = sorted(mail.to[0] for mail in Outgoing.objects.all())
        assert asked == ["u@x.example", "una@home.example"]
        assert "Una" in text(ada.get(at_desk(world, "requesters?q=una@HOME")))

    def test_a_desk_that_cannot_send_keeps_the_claim_and_says_so(
        self, world: World, ada: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(settings, "SMTP_RELAY", "")
        answer = ada.post(f"{page_of(world)}/addresses", {"address": HOME}, follow=True)
        assert not Outgoing.objects.exists()
        for words in ("nobody was asked", "not asked yet", "This desk cannot send mail"):
            assert words in text(answer)
        monkeypatch.setattr(settings, "SMTP_RELAY", "127.0.0.1:2525")
        ada.post(f"{page_of(world)}/claims/{claim().pk}/question")
        assert Outgoing.objects.get().to == [HOME]
        assert "waiting for its owner since" in text(ada.get(page_of(world)))

    @pytest.mark.parametrize(
        ("address", "says"),
        [
            ("rita@acme.example", "is known already"),
            ("acme-desk@desk.example", "is an address of a desk"),
            (HOME, "is claimed already"),
            ("no address", "valid email"),
            ("", "Write the address."),
        ],
    )
    def test_what_cannot_be_added(self, world: World, ada: Client, address: str, says: str) -> None:
        add(ada, world)
        answer = ada.post(f"{page_of(world)}/addresses", {"address": address})
        assert answer.status_code == 422
        assert says in text(answer).replace("&#x27;", "'")
        assert AddressClaim.objects.count() == 1

    def test_of_somebody_else_here_the_owner_is_asked_too(self, world: World, ada: Client) -> None:
        """Who wrote from another address first may turn out to be the same."""
        una = world.ask(sender="una@acme.example").requester
        assert una is not None
        add(ada, world, "una@acme.example")
        shown = text(ada.get(page_of(world)))
        assert "waiting for its owner" in shown and f"requesters/{una.pk}" in shown
        assert addresses(world) == ["rita@acme.example"]

    def test_the_first_address_of_somebody_without_one_stands(
        self, world: World, ada: Client
    ) -> None:
        caller = Requester.objects.create(desk=world.desk, name="Una")
        page = at_desk(world, f"requesters/{caller.pk}")
        ada.post(f"{page}/addresses", {"address": "una@acme.example"})
        assert caller.addresses.get().address == "una@acme.example"
        other = Requester.objects.create(desk=world.desk, name="Una again")
        page = at_desk(world, f"requesters/{other.pk}")
        taken = ada.post(f"{page}/addresses", {"address": "una@acme.example"})
        assert taken.status_code == 422
        assert "belongs to somebody else at this desk" in text(taken)
        assert last_change().what == "requester.address_added"
        assert not Outgoing.objects.exists()


class TestAnswering:
    def test_looking_changes_nothing(self, world: World, ada: Client, anybody: Client) -> None:
        """S02: mail scanners follow links."""
        link = add(ada, world)
        before = AddressClaim.objects.values().get()
        for _ in range(2):
            page = anybody.get(link)
            assert page.status_code == 200
            assert "no-store" in page["Cache-Control"]
        for shown in (HOME, "Rita Rey", "r•••@acme.example", "Acme-Desk"):
            assert shown in text(page)
        assert "rita@acme.example" not in text(page) and "<script" not in text(page)
        anybody.head(link)
        anybody.post(link, {"answer": "perhaps"})
        assert AddressClaim.objects.values().get() == before
        assert addresses(world) == ["rita@acme.example"]

    def test_yes_joins_it_once(self, world: World, ada: Client, anybody: Client) -> None:
        link = add(ada, world)
        assert "The address is yours here" in text(anybody.post(link, {"answer": "yes"}))
        assert addresses(world) == ["rita@acme.example", HOME]
        assert not AddressClaim.objects.exists()
        assert anybody.get(link).status_code == 404
        assert anybody.post(link, {"answer": "no"}).status_code == 404
        assert addresses(world) == ["rita@acme.example", HOME]
        change = last_change()
        assert (change.what, change.by) == ("requester.address_confirmed", None)
        history = text(ada.get(at_desk(world, "history")))
        assert "Address confirmed by its owner" in history
        assert "the owner of the address" in history
        assert "confirmed" in text(ada.get(page_of(world)))

    def test_no_takes_the_claim_away(self, world: World, ada: Client, anybody: Client) -> None:
        link = add(ada, world)
        assert "Nothing was changed" in text(anybody.post(link, {"answer": "no"}))
        assert addresses(world) == ["rita@acme.example"]
        assert not AddressClaim.objects.exists()
        assert last_change().what == "requester.address_declined"
        assert anybody.get(link).status_code == 404

    @pytest.mark.parametrize("token", ["x", "%20", "0" * 64, "a" * 5000])
    def test_a_wrong_link_is_not_found(self, world: World, anybody: Client, token: str) -> None:
        """S02: nor does the empty token a used claim is left with."""
        AddressClaim.objects.create(
            desk=world.desk, requester=world.requester, address=HOME, token_hash=None,
            made_at=timezone.now(), by=world.ann, expires_at=timezone.now() + timedelta(days=1),
        )  # fmt: skip
        for answer in (
            anybody.get(f"/address/{token}"),
            anybody.post(f"/address/{token}", {"answer": "yes"}),
        ):
            assert answer.status_code == 404
            assert "This link does not work any more" in text(answer)
        assert anybody.get("/address/").status_code == 404

    def test_a_week_later_it_is_expired(self, world: World, ada: Client, anybody: Client) -> None:
        link = add(ada, world)
        AddressClaim.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
        assert anybody.get(link).status_code == 404
        assert anybody.post(link, {"answer": "yes"}).status_code == 404
        assert addresses(world) == ["rita@acme.example"]
        assert "expired" in text(ada.get(page_of(world)))

    def test_asked_again_the_old_link_is_void(
        self, world: World, ada: Client, anybody: Client
    ) -> None:
        old = add(ada, world)
        ada.post(f"{page_of(world)}/claims/{claim().pk}/question")
        assert last_change().what == "requester.address_asked"
        new = link_of(Outgoing.objects.latest("pk"))
        assert anybody.get(old).status_code == 404
        assert anybody.post(new, {"answer": "yes"}).status_code == 200
        assert addresses(world) == ["rita@acme.example", HOME]

    @pytest.mark.usefixtures("one_instant")
    def test_nobody_is_asked_again_and_again(self, world: World, ada: Client) -> None:
        """Not by taking the claim away and making it anew, either."""
        add(ada, world)
        for _ in range(PER_ADDRESS[0] - 1):
            ada.post(f"{page_of(world)}/claims/{claim().pk}/removal")
            add(ada, world)
        before = claim().token_hash
        answer = ada.post(f"{page_of(world)}/claims/{claim().pk}/question")
        assert answer.status_code == 422 and "times today" in text(answer)
        assert claim().token_hash == before  # what was sent still works
        assert Outgoing.objects.count() == PER_ADDRESS[0]

    @pytest.mark.usefixtures("one_instant")
    def test_the_page_does_not_bear_guessing(self, world: World, anybody: Client) -> None:
        codes = [anybody.get(f"/address/{n}").status_code for n in range(25)]
        assert codes == [404] * 20 + [429] * 5

    def test_a_form_from_elsewhere_answers_nothing(self, world: World, ada: Client) -> None:
        link = add(ada, world)
        careful = Client(enforce_csrf_checks=True)
        assert careful.post(link, {"answer": "yes"}).status_code == 403
        assert careful.get(link).status_code == 200
        token = careful.cookies[settings.CSRF_COOKIE_NAME].value
        given = {"answer": "yes", "csrfmiddlewaretoken": token}
        assert careful.post(link, given | {"requester": "1"}).status_code == 400  # AC09
        assert careful.post(link, given).status_code == 200


class TestWhoMailIsFrom:
    def test_a_claim_is_no_identity(self, world: World, ada: Client, anybody: Client) -> None:
        """D14, T12: mail from the address confirms nothing, since anybody can write a From."""
        ticket = world.ask()
        link = add(ada, world)
        other = world.ask(sender=HOME, answers=ticket)
        assert other != ticket and "other_address" in other.marks
        assert other.requester != world.requester
        assert addresses(world) == ["rita@acme.example"]
        assert AddressClaim.objects.filter(token_hash__isnull=False).exists()

        answer = text(anybody.post(link, {"answer": "yes"}))
        assert "It cannot be joined yet" in answer
        assert addresses(world) == ["rita@acme.example"]
        assert world.ask(sender=HOME, answers=ticket) != ticket
        assert last_change().what == "requester.address_elsewhere"
        stray = other.requester
        assert stray is not None
        for page in (page_of(world), f"/people/{world.requester.pk}"):
            shown = text(ada.get(page))
            assert "but it belongs to somebody else here" in shown
            assert f"/people/{world.requester.pk}/join/{stray.pk}" in shown
        assert anybody.get(link).status_code == 404

        again = f"{page_of(world)}/claims/{claim().pk}/question"
        assert ada.post(again).status_code == 422  # his answer would be the same
        page = at_desk(world, f"requesters/{stray.pk}")
        known = stray.addresses.get()
        assert ada.post(f"{page}/addresses/{known.pk}/removal").status_code == 302
        assert "ask again" in text(ada.get(page_of(world)))
        ada.post(again)
        link = link_of(Outgoing.objects.filter(to=[HOME]).latest("pk"))
        anybody.post(link, {"answer": "yes"})
        assert addresses(world) == ["rita@acme.example", HOME]
        assert world.ask(sender=HOME, answers=ticket) == ticket

    def test_nothing_but_the_question_goes_there(self, world: World, ada: Client) -> None:
        add(ada, world)
        world.ask()
        sent = [(mail.key.partition(":")[0], mail.to) for mail in Outgoing.objects.order_by("pk")]
        assert sent == [("address", [HOME]), ("receipt", ["rita@acme.example"])]

    def test_a_desk_sees_its_own_claims_alone(self, world: World, ada: Client) -> None:
        add(ada, world)
        with scope.entered(scope.of([world.desk.pk])):
            assert AddressClaim.objects.count() == 1
        with scope.entered(scope.of([world.other_desk.pk])):
            assert not AddressClaim.objects.exists()
        with scope.entered(scope.NOTHING):
            assert not AddressClaim.objects.exists()


@pytest.mark.parametrize(
    ("address", "shown"),
    [("lia@aurora.example", "l•••@aurora.example"), ("l@aurora.example", "•••@aurora.example")],
)
def test_an_address_by_its_first_letter(address: str, shown: str) -> None:
    assert masked(address) == shown


class TestTakingAway:
    def test_the_next_oldest_is_the_first_then(
        self, world: World, ada: Client, anybody: Client
    ) -> None:
        anybody.post(add(ada, world), {"answer": "yes"})
        first = RequesterAddress.objects.get(address="rita@acme.example")
        assert ada.post(f"{page_of(world)}/addresses/{first.pk}/removal").status_code == 302
        assert Requester.objects.get(pk=world.requester.pk).address == HOME
        assert last_change().before == {"address": "rita@acme.example"}
        assert "the first: we write to it · confirmed" in text(ada.get(page_of(world)))

    def test_the_only_address_is_not_replaced_by_one_nobody_confirmed(
        self, world: World, ada: Client
    ) -> None:
        """AC11: the old one stays until the new one's owner has said yes."""
        add(ada, world)
        first = RequesterAddress.objects.get(address="rita@acme.example")
        answer = ada.post(f"{page_of(world)}/addresses/{first.pk}/removal")
        assert answer.status_code == 422
        assert "the only address of this person" in text(answer)
        answer = ada.post(page_of(world), {"name": "Rita", "addresses": HOME})
        assert answer.status_code == 400  # nor by a field the form no longer has (AC09)
        assert addresses(world) == ["rita@acme.example"]

    def test_a_claim_taken_away_answers_nothing(
        self, world: World, ada: Client, anybody: Client
    ) -> None:
        link = add(ada, world)
        assert ada.post(f"{page_of(world)}/claims/{claim().pk}/removal").status_code == 302
        assert last_change().what == "requester.address_withdrawn"
        assert anybody.post(link, {"answer": "yes"}).status_code == 404
        assert addresses(world) == ["rita@acme.example"]

    def test_not_under_somebody_elses_name(self, world: World, ada: Client) -> None:
        """AC01: the person in the address is the one the thing belongs to."""
        add(ada, world)
        una = Requester.objects.create(desk=world.desk, name="Una")
        page = at_desk(world, f"requesters/{una.pk}")
        first = RequesterAddress.objects.get(address="rita@acme.example")
        assert ada.post(f"{page}/addresses/{first.pk}/removal").status_code == 404
        assert ada.post(f"{page}/claims/{claim().pk}/removal").status_code == 404
        assert ada.post(f"{page}/claims/{claim().pk}/question").status_code == 404
