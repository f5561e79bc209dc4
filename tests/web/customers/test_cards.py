"""The card of a customer and of a person: every figure opens to what it is made of."""

import re
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from django.conf import settings
from django.utils import timezone, translation

from prazo.accounts.models import Member
from prazo.agreements.take import adopt, take
from prazo.customers.actions.use_quota import take_back, use_quota
from prazo.customers.models import QuotaUse, Requester
from prazo.customers.quota import quota_of
from prazo.desk.actions.reply import reply
from prazo.desk.models import Clock
from prazo.lib.refusal import Refusal
from prazo.web.views.customers.kept import OUTCOMES, bounds, clocks_of, kept_of, month_before
from tests.web.conftest import Visit
from tests.web.test_queue import numbers
from tests.world import World, at, sign


@pytest.fixture(autouse=True)
def seen(everything: None) -> None:
    """Tests here look at all of the database."""


class TestFigures:
    MONTH = date(2026, 3, 1)
    ZONE = ZoneInfo("Europe/Berlin")

    def test_they_add_up_to_the_clocks_behind_them(self, world: World, visit: Visit) -> None:
        answered, late = world.ask("one"), world.ask("two")
        reply(answered, by=world.by_ann, at=at("9:00"), text="We look into it.")
        reply(late, by=world.by_ann, at=at("16:30"), text="Sorry.")
        found = kept_of(clocks_of(world.customer.pk, self.MONTH, self.ZONE, world.ann))
        assert found
        browser = visit(world.ann)
        card = browser.get(f"/customers/{world.customer.pk}?month=2026-03").content.decode()
        for one in found:
            for outcome in OUTCOMES:
                count = getattr(one, outcome)
                address = f"/customers/{world.customer.pk}/targets"
                query = f"?month=2026-03&metric={one.metric}&outcome={outcome}"
                opened = browser.get(address + query).content.decode()
                assert opened.count("/why/") == count, (one.metric, outcome)
                linked = f"{address}{query}".replace("&", "&amp;")
                assert (linked in card) == bool(count)
        first = next(one for one in found if one.metric == "first_response")
        assert (first.kept, first.missed) == (1, 1)
        assert first.percent == "50.0"
        with translation.override("pt-br"):
            assert first.percent == "50,0"

    def test_a_month_is_one_of_the_desks_zone(self, world: World) -> None:
        since, until = bounds(date(2026, 3, 1), self.ZONE)
        assert since == datetime(2026, 2, 28, 23, tzinfo=ZoneInfo("UTC"))
        assert until == datetime(2026, 3, 31, 22, tzinfo=ZoneInfo("UTC"))
        ticket = world.ask()
        for due, inside in ((since, 1), (until - timedelta(microseconds=1), 1), (until, 0)):
            Clock.objects.filter(ticket=ticket, metric="first_response").update(due_at=due)
            clocks = clocks_of(world.customer.pk, date(2026, 3, 1), self.ZONE, world.ann)
            assert clocks.filter(metric="first_response").count() == inside

    def test_the_month_before(self) -> None:
        assert month_before(date(2026, 1, 31)) == date(2025, 12, 1)

    @pytest.mark.parametrize("query", ["month=x", "month=2026-13"])
    def test_no_month_is_refused(self, world: World, visit: Visit, query: str) -> None:
        page = visit(world.ann).get(f"/customers/{world.customer.pk}?{query}")
        assert page.status_code == 400


class TestQuotas:
    @pytest.mark.parametrize(
        ("agreed", "of_contract", "used", "left"),
        [("3", None, 1, 2), ("contract", 2, 3, -1), ("contract", None, 1, None),
         ("unlimited", 5, 9, None), (None, None, 0, None)],
    )  # fmt: skip
    def test_what_is_left(
        self, agreed: str | None, of_contract: int | None, used: int, left: int | None
    ) -> None:
        assert quota_of("training", agreed, of_contract, used).left == left

    def test_what_was_used_is_taken_back_once(self, world: World) -> None:
        now = timezone.now()
        use = use_quota(
            world.contract, entitlement="training", amount=2, used_on=now.date(), note="",
            by=world.ann, at=now,
        )  # fmt: skip
        take_back(use, by=world.ann, at=now)
        with pytest.raises(Refusal):
            take_back(use, by=world.ann, at=now)
        assert sum(QuotaUse.objects.values_list("amount", flat=True)) == 0

    def test_none_is_no_use(self, world: World) -> None:
        with pytest.raises(Refusal):
            use_quota(
                world.contract, entitlement="training", amount=0, used_on=date(2026, 3, 2),
                note="", by=world.ann, at=timezone.now(),
            )  # fmt: skip


def test_a_card_shows_open_cases_contracts_and_people(world: World, visit: Visit) -> None:
    ticket = world.ask(at=timezone.now())
    page = visit(world.ann).get(f"/customers/{world.customer.pk}")
    assert numbers(page.content) == [ticket.number]
    assert world.contract.name in page.content.decode()
    assert (
        f">{settings.VERSION}</span>" in page.content.decode()
    )  # the frame's own words are its own
    assert f"/people/{world.requester.pk}" in page.content.decode()


def test_names_stand_where_people_look_for_them(world: World, visit: Visit) -> None:
    for name in ("Volna", "Óptica Prisma", "oliva", "Écran", "Zeta"):
        sign(world.desk, name, f"{len(name)}.example")
    names = re.findall(r"<b>([^<]+)</b></a>", visit(world.ann).get("/customers").content.decode())
    assert [one for one in names if one != world.customer.name] == [
        "Écran", "oliva", "Óptica Prisma", "Volna", "Zeta",
    ]  # fmt: skip


def test_a_persons_language_is_called_by_its_name(world: World, visit: Visit) -> None:
    Requester.objects.filter(pk=world.requester.pk).update(language="de")
    page = visit(world.ann).get(f"/people/{world.requester.pk}").content.decode()
    assert "<dd>Deutsch</dd>" in page


def test_a_persons_history_is_over_all_tickets(world: World, visit: Visit) -> None:
    first = world.ask("one", at=timezone.now() - timedelta(days=3), text="First words.")
    second = world.ask("two", at=timezone.now(), text="Last words.")
    page = visit(world.ann).get(f"/people/{world.requester.pk}").content.decode()
    assert sorted(numbers(page.encode())) == [first.number, second.number]
    assert page.index("Last words.") < page.index("First words.")


def test_others_customers_and_people_are_not_found(world: World, visit: Visit) -> None:
    """AC01."""
    world.ask(at=timezone.now())
    theirs, _contract = sign(world.other_desk, "Else", "else.example")
    stranger = visit(world.stranger)
    for address in (
        f"/customers/{world.customer.pk}",
        f"/customers/{world.customer.pk}/targets?outcome=kept&metric=x",
        f"/people/{world.requester.pk}",
    ):
        assert stranger.get(address).status_code == 404, address
    listed = stranger.get("/customers").content.decode()
    assert theirs.name in listed
    assert world.customer.name not in listed
    assert visit(world.ann).get(f"/customers/{theirs.pk}").status_code == 404


@pytest.mark.parametrize("more", ["", "&customer={0}", "&customer[]={0}", "&month=2026-03"])
def test_ac17_a_months_figures_are_the_customers_own(world: World, visit: Visit, more: str) -> None:
    """Whatever else is asked for."""
    other, _contract = sign(world.desk, "Bolt", "bolt.example")
    own = world.ask("one")
    for _ in range(3):
        world.ask("theirs", sender="ned@bolt.example")
    asked = "?month=2026-03&metric=first_response&outcome=missed" + more.format(other.pk)
    browser = visit(world.ann)
    targets = browser.get(f"/customers/{world.customer.pk}/targets{asked}").content
    assert numbers(targets) in ([own.number], [])
    card = browser.get(f"/customers/{world.customer.pk}{asked}").content.decode()
    assert f"/customers/{other.pk}" not in card
    for one in kept_of(
        clocks_of(world.customer.pk, date(2026, 3, 1), ZoneInfo("Europe/Berlin"), world.ann)
    ):
        assert one.kept + one.missed + one.running == 1


def test_the_contract_says_how_much_it_includes(world: World, visit: Visit) -> None:
    """E9, under the agreement that leaves the number to the contract."""
    text = (Path(__file__).parents[3] / "agreements" / "neotel.yaml").read_text()
    adopt(world.desk, take(text), since=timezone.now())
    Member.objects.filter(user=world.lea).update(role="admin")
    admin = visit(world.lea)
    address = f"/settings/desk/{world.desk.slug}/contracts/{world.contract.pk}"
    form = {"name": world.contract.name, "state": "active", "quota:training": "3"}
    shown = admin.get(address).content.decode()
    assert 'name="quota:training"' in shown
    kept = admin.post(address, form)
    assert kept.status_code == 302, kept.content.decode()
    card = f"/customers/{world.customer.pk}"
    used = {
        "contract": world.contract.pk, "entitlement": "training", "amount": "1",
        "used_on": "2026-11-02", "note": "The first one",
    }  # fmt: skip
    agent = visit(world.ann)
    assert agent.post(card, {**used, "amount": "0"}).status_code == 422
    assert agent.post(card, used).status_code == 302
    page = " ".join(agent.get(card).content.decode().split())
    assert '<b class="num">2</b> left of 3, 1 used' in page
    assert visit(world.contact).post(card, used).status_code == 403
    use = QuotaUse.objects.get()
    assert visit(world.contact).post(f"{card}/back/{use.pk}").status_code == 403
    assert agent.post(f"{card}/back/{use.pk}").status_code == 302
    assert "left of 3, 0 used" in agent.get(card).content.decode()
    assert agent.post(f"{card}/back/{use.pk}").status_code == 409
