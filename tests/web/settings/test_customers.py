"""Customers, contracts with the figures left to them (A9), people who ask, and ways in (B14)."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from prazo.customers.models import Contract, Customer, Entrance, Requester
from prazo.desk.actions.reply import reply
from prazo.desk.clocks import read
from prazo.desk.models import Clock, Ticket
from tests.web.settings.conftest import at_desk, last_change
from tests.world import World, sign


@pytest.fixture(autouse=True)
def seen(everything: None) -> None:
    """Tests here look at all of the database; pages see their own scope."""


def text(answer: object) -> str:
    return answer.content.decode()  # type: ignore[attr-defined]


class TestCustomers:
    def test_added_and_changed(self, world: World, ada: Client) -> None:
        given = {
            "name": "Beta",
            "time_zone": "",
            "domains": "Beta.example\nb.example, beta.example",
        }
        answer = ada.post(at_desk(world, "customers/new"), given)
        beta = Customer.objects.get(name="Beta")
        assert answer["Location"].startswith(at_desk(world, f"customers/{beta.pk}"))
        assert sorted(d.domain for d in beta.domains.all()) == ["b.example", "beta.example"]
        ada.post(
            at_desk(world, f"customers/{beta.pk}"),
            {"name": "Beta", "time_zone": "Asia/Tokyo", "domains": "b.example"},
        )
        assert [d.domain for d in beta.domains.all()] == ["b.example"]
        assert last_change().before == {
            "time_zone": "",
            "domains": ["b.example", "beta.example"],
        }

    @pytest.mark.parametrize(
        "domains", ["no-dot", "a@b.example", "http://x.example", "x..example", "-a.example"]
    )
    def test_what_is_no_domain_is_named(self, world: World, ada: Client, domains: str) -> None:
        given = {"name": "Beta", "domains": f"fine.example\n{domains}"}
        answer = ada.post(at_desk(world, "customers/new"), given)
        assert answer.status_code == 422
        assert f"“{domains}”: Write it as acme.example" in text(answer)
        assert "fine.example" in text(answer)

    def test_a_name_is_given_once_at_a_desk(self, world: World, ada: Client, boss: Client) -> None:
        answer = ada.post(at_desk(world, "customers/new"), {"name": "Acme"})
        assert answer.status_code == 422
        assert "has a customer of that name already" in text(answer)
        other = boss.post("/settings/desk/other-desk/customers/new", {"name": "Acme"})
        assert other.status_code == 302

    def test_a_domain_of_two_customers_is_said_to_be(self, world: World, ada: Client) -> None:
        sign(world.desk, "Acme South", "acme.example")
        page = text(ada.get(at_desk(world, f"customers/{world.customer.pk}")))
        assert "acme.example is of Acme South too" in page

    def test_the_list_is_searched_and_goes_on(self, world: World, ada: Client) -> None:
        Customer.objects.bulk_create(
            Customer(desk=world.desk, name=f"Company {n:03}") for n in range(70)
        )
        first = text(ada.get(at_desk(world, "customers")))
        assert "Company 048" in first
        assert "Company 060" not in first
        assert "Company 060" in text(ada.get(at_desk(world, "customers?page=2")))
        found = text(ada.get(at_desk(world, "customers?q=060")))
        assert "Company 060" in found
        assert "Company 048" not in found
        assert "Acme" in text(ada.get(at_desk(world, "customers?q=acme.exa")))

    def test_markup_in_a_name_stays_text(self, world: World, ada: Client) -> None:
        """X10."""
        Customer.objects.filter(pk=world.customer.pk).update(name="<script>alert(1)</script>")
        for rest in (
            "customers",
            f"customers/{world.customer.pk}",
            "requesters",
            "entrances",
            f"contracts/{world.contract.pk}",
            f"requesters/{world.requester.pk}",
        ):
            assert "<script>alert" not in text(ada.get(at_desk(world, rest))), rest


class TestContracts:
    GIVEN = {
        "name": "2027",
        "state": "active",
        "plan": "premium",
        "addons": ["night"],
        "figure:update_every": "2h",
    }

    def test_signed(self, world: World, ada: Client) -> None:
        address = at_desk(world, f"customers/{world.customer.pk}/new-contract")
        assert ada.post(address, self.GIVEN).status_code == 302
        contract = Contract.objects.get(name="2027")
        assert (contract.plan, contract.addons) == ("premium", ["night"])
        assert contract.figures == {"update_every": "2h"}
        assert last_change().about == "Acme · 2027"

    def test_only_what_the_agreement_declares(self, world: World, ada: Client) -> None:
        address = at_desk(world, f"contracts/{world.contract.pk}")
        assert ada.post(address, {**self.GIVEN, "plan": "golden"}).status_code == 422
        assert ada.post(address, {**self.GIVEN, "addons": ["day"]}).status_code == 422
        assert ada.post(address, {**self.GIVEN, "region": "moon"}).status_code == 400

    @pytest.mark.parametrize("figure", ["two hours", "2h30", "-1h", "1.5h", "0x", "99999999d"])
    def test_a_figure_is_a_duration(self, world: World, ada: Client, figure: str) -> None:
        address = at_desk(world, f"contracts/{world.contract.pk}")
        answer = ada.post(address, {**self.GIVEN, "figure:update_every": figure})
        assert answer.status_code == 422
        assert "is no duration. Write 30m, 8h, 1h30m or 2d." in text(answer)
        assert figure in text(answer)

    @pytest.mark.parametrize(
        ("typed", "kept"), [("1h 30m", "1h30m"), (" 2d", "2d"), ("no target", "no target")]
    )
    def test_white_space_is_no_matter(
        self, world: World, ada: Client, typed: str, kept: str
    ) -> None:
        address = at_desk(world, f"contracts/{world.contract.pk}")
        assert ada.post(address, {**self.GIVEN, "figure:update_every": typed}).status_code == 302
        world.contract.refresh_from_db()
        assert world.contract.figures == {"update_every": kept}

    def test_a_missing_figure_is_marked_everywhere(self, world: World, ada: Client) -> None:
        """A9: said, not invented."""
        Contract.objects.update(figures={})
        page = text(ada.get(at_desk(world, f"contracts/{world.contract.pk}")))
        assert "update_every" in page
        assert "missing" in page
        assert "Update" in page  # which promise it is
        assert "1 figure missing" in text(ada.get(at_desk(world, "customers")))
        assert "1 figure missing" in text(ada.get(at_desk(world, f"customers/{world.customer.pk}")))
        sign(world.desk, "Whole", "whole.example")
        lacking = text(ada.get(at_desk(world, "customers?lacking=1")))
        assert "Acme" in lacking
        assert "Whole" not in lacking

    def test_a_figure_this_agreement_does_not_ask_for_stays(
        self, world: World, ada: Client
    ) -> None:
        """Tickets under another version may."""
        Contract.objects.update(figures={"update_every": "6h", "older": "9h"}, region="europe")
        address = at_desk(world, f"contracts/{world.contract.pk}")
        assert "europe (not in the agreement in force)" in text(ada.get(address))
        ada.post(address, {**self.GIVEN, "region": "europe"})
        world.contract.refresh_from_db()
        assert world.contract.figures == {"update_every": "2h", "older": "9h"}
        assert world.contract.region == "europe"

    def test_a_plan_the_agreement_no_longer_knows_is_shown_and_kept(
        self, world: World, ada: Client
    ) -> None:
        Contract.objects.update(plan="silver")
        page = text(ada.get(at_desk(world, f"contracts/{world.contract.pk}")))
        assert "silver (not in the agreement in force)" in page
        address = at_desk(world, f"contracts/{world.contract.pk}")
        assert ada.post(address, {**self.GIVEN, "plan": "silver"}).status_code == 302

    def test_open_clocks_are_counted_anew_by_a_changed_figure(
        self, world: World, ada: Client
    ) -> None:
        began = timezone.now() - timedelta(hours=3)
        ticket = world.ask(at=began, as_of=began)
        reply(ticket, by=world.by_ann, at=began + timedelta(hours=1), text="We look into it.")
        closed = world.ask("Other", at=began, as_of=began, sender="rita@acme.example")
        Ticket.objects.filter(pk=closed.pk).update(status="closed")
        due = began + timedelta(hours=7)
        clock = Clock.objects.get(ticket=ticket, metric="update", state="running")
        assert clock.due_at == due

        address = at_desk(world, f"contracts/{world.contract.pk}")
        assert "The clocks of 1 open ticket are counted anew" in text(ada.get(address))
        ada.post(address, {**self.GIVEN, "figure:update_every": "90m"})
        clock = Clock.objects.get(ticket=ticket, metric="update", cycle=clock.cycle)
        assert clock.due_at == began + timedelta(hours=1, minutes=90)
        assert clock.state == "breached"
        ticket = Ticket.objects.get(pk=ticket.pk)
        explained = {c.metric: c.due_at for c in read(ticket, timezone.now())}
        assert explained["update"] == clock.due_at
        assert ticket.breached

    def test_a_contract_of_another_desk_is_not_for_this_customer(
        self, world: World, ada: Client
    ) -> None:
        _, theirs = sign(world.other_desk, "Theirs", "theirs.example")
        assert ada.get(at_desk(world, f"contracts/{theirs.pk}")).status_code == 404
        assert ada.post(at_desk(world, f"contracts/{theirs.pk}"), self.GIVEN).status_code == 404


class TestRequesters:
    def test_added_and_changed_for_several_customers(self, world: World, ada: Client) -> None:
        second, _ = sign(world.desk, "Beta", "beta.example")
        given = {"name": "Una", "language": "es", "another": world.customer.pk}
        first = {"addresses": "UNA@acme.example"}
        assert ada.post(at_desk(world, "requesters/new"), given | first).status_code == 302
        una = Requester.objects.get(name="Una")
        address = at_desk(world, f"requesters/{una.pk}")
        more = {**given, "customers": [world.customer.pk], "another": second.pk}
        assert ada.post(address, more).status_code == 302
        assert {c.name for c in una.customers.all()} == {"Acme", "Beta"}
        assert una.address == "una@acme.example"
        fewer = {**given, "customers": [second.pk], "another": ""}
        assert ada.post(address, fewer).status_code == 302
        assert {c.name for c in una.customers.all()} == {"Beta"}
        assert last_change().before == {"customers": ["Acme", "Beta"]}

    def test_an_address_is_of_one_person(self, world: World, ada: Client) -> None:
        given = {"name": "Una", "addresses": "una@acme.example rita@acme.example"}
        answer = ada.post(at_desk(world, "requesters/new"), given)
        assert answer.status_code == 422
        assert "rita@acme.example belongs to somebody else" in text(answer)
        assert "requesterform_addresses_error" in text(answer)  # beside its field
        assert not Requester.objects.filter(name="Una").exists()

    @pytest.mark.parametrize("addresses", ["", "no address", "a@b.example\r\nBcc: x"])
    def test_only_addresses(self, world: World, ada: Client, addresses: str) -> None:
        """J02."""
        given = {"name": "Una", "addresses": addresses}
        assert ada.post(at_desk(world, "requesters/new"), given).status_code == 422

    def test_a_customer_of_another_desk_is_none(self, world: World, ada: Client) -> None:
        theirs, _ = sign(world.other_desk, "Theirs", "theirs.example")
        given = {"name": "Una", "addresses": "una@acme.example", "another": theirs.pk}
        assert ada.post(at_desk(world, "requesters/new"), given).status_code == 422

    def test_found_by_name_or_address(self, world: World, ada: Client) -> None:
        for query in ("rey", "RITA@acme"):
            assert "Rita Rey" in text(ada.get(at_desk(world, f"requesters?q={query}")))
        assert "Nothing found." in text(ada.get(at_desk(world, "requesters?q=nobody")))


class TestEntrances:
    def test_opened_for_one_contract_it_decides_whose_ticket_it_is(
        self, world: World, ada: Client
    ) -> None:
        given = {
            "address": "Acme@desk.example",
            "contract": world.contract.pk,
            "component": "phone",
            "priority": "high",
        }
        assert ada.post(at_desk(world, "entrances"), given).status_code == 302
        entrance = Entrance.objects.get(address="acme@desk.example")
        assert entrance.contract == world.contract
        assert entrance.facts == {"component": "phone", "priority": "high"}
        assert "Acme · Acme 2026" in text(ada.get(at_desk(world, "entrances")))

    def test_changed_and_closed(self, world: World, ada: Client) -> None:
        known = Entrance.objects.get(desk=world.desk)
        Entrance.objects.filter(pk=known.pk).update(facts={"tier": "gold", "priority": "high"})
        address = at_desk(world, f"entrances/{known.pk}")
        given = {"address": known.address, "contract": "", "component": "", "priority": ""}
        assert ada.post(address, given).status_code == 302
        known.refresh_from_db()
        assert known.facts == {"tier": "gold"}  # which this agreement's form does not show
        assert ada.post(f"{address}/closing").status_code == 302
        assert not Entrance.objects.filter(pk=known.pk).exists()
        assert last_change().what == "entrance.closed"

    def test_one_address_leads_to_one_desk(self, world: World, ada: Client) -> None:
        answer = ada.post(at_desk(world, "entrances"), {"address": "other-desk@desk.example"})
        assert answer.status_code == 422
        page = text(answer)
        assert "leads to a desk already" in page
        assert "Other" not in page  # whose it is concerns its own desk alone

    def test_a_contract_of_another_desk_is_none(self, world: World, ada: Client) -> None:
        _, theirs = sign(world.other_desk, "Theirs", "theirs.example")
        given = {"address": "x@desk.example", "contract": theirs.pk}
        assert ada.post(at_desk(world, "entrances"), given).status_code == 422
