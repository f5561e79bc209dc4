"""People: inviting, roles, links, leaving; and that nobody gives more than he has (AC10)."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from prazo.accounts.models import Member, Role, RoleHolder, SignInLink, User
from prazo.channels.email.models import MailAccount
from prazo.desk.actions.assign import assign
from prazo.desk.models import Outgoing
from prazo.lib import scope
from tests.web.conftest import Visit
from tests.web.settings.conftest import Setters, at_desk, last_change
from tests.world import World, at, hire

NEW = {"email": "New@Desk.example", "name": "Newt", "role": "agent"}


def invite(client: Client, world: World, **given: object) -> tuple[int, str]:
    answer = client.post(at_desk(world, "people"), {**NEW, **given})
    return answer.status_code, answer.content.decode()


def link_on(page: str) -> str:
    found = re.search(r'value="(http://[^"]+/sign-in/link/[^"]+)"', page)
    return found[1] if found else ""


def member(world: World, user: User) -> Member:
    return Member.objects.get(desk=world.desk, user=user)


def of(world: World, user: User, rest: str = "") -> str:
    return at_desk(world, f"people/{member(world, user).pk}{rest}")


class TestInviting:
    def test_somebody_new_gets_a_link_that_signs_in_once(
        self, world: World, ada: Client, visit: Visit
    ) -> None:
        status, page = invite(ada, world, teams=[world.front.pk])
        assert status == 200
        link = link_on(page)
        user = User.objects.get(email="new@desk.example")
        assert (user.name, user.has_usable_password()) == ("Newt", False)
        newt = member(world, user)
        assert (newt.role, list(newt.teams.all())) == ("agent", [world.front])
        path = link.removeprefix("http://127.0.0.1:8000")
        visitor = visit(None)
        assert "Sign in as Newt" in visitor.get(path).content.decode()
        assert visitor.post(path).status_code == 302
        assert visit(None).get(path).status_code == 404

    def test_the_link_is_shown_once_and_kept_as_a_hash(self, world: World, ada: Client) -> None:
        """S02, S03."""
        answer = ada.post(at_desk(world, "people"), NEW)
        token = link_on(answer.content.decode()).rpartition("/")[2]
        assert answer["Cache-Control"] == "no-store"
        assert len(token) >= 43
        assert SignInLink.objects.get().token_hash != token
        for address in (at_desk(world, "people"), "/settings/history"):
            assert token not in ada.get(address).content.decode()

    def test_j04_of_two_addresses_one_is_invited(self, world: World, ada: Client) -> None:
        with scope.entered(scope.SYSTEM):
            MailAccount.objects.create(
                desk=world.desk, address="care@desk.example", smtp_host="mail.desk.example"
            )
        two = ["victim@desk.example", "evil@x.example"]
        assert invite(ada, world, **{"email[]": two})[0] == 400
        invite(ada, world, email=two)
        with scope.entered(scope.SYSTEM):
            (mail,) = Outgoing.objects.all()
            assert len(mail.to) == 1
            assert User.objects.filter(email__in=two).count() == 1

    @pytest.mark.parametrize("name", ["host", "x-forwarded-host", "forwarded"])
    def test_s01_the_link_leads_to_the_configured_address(
        self, world: World, ada: Client, name: str
    ) -> None:
        said = "host=evil.example" if name == "forwarded" else "evil.example"
        answer = ada.post(at_desk(world, "people"), NEW, headers={name: said})
        page = answer.content.decode()
        assert "evil.example" not in page
        if name == "host":
            assert answer.status_code == 400
        else:
            assert link_on(page).startswith("http://127.0.0.1:8000/sign-in/link/")

    def test_without_a_way_to_send_nothing_is_mailed(self, world: World, ada: Client) -> None:
        _, page = invite(ada, world)
        assert "It was not mailed" in page
        with scope.entered(scope.SYSTEM):
            assert not Outgoing.objects.exists()

    def test_with_an_account_it_goes_by_mail_too(self, world: World, ada: Client) -> None:
        with scope.entered(scope.SYSTEM):
            MailAccount.objects.create(
                desk=world.desk, address="care@desk.example", smtp_host="mail.desk.example"
            )
        _, page = invite(ada, world)
        assert "It goes to new@desk.example by mail as well." in page
        with scope.entered(scope.SYSTEM):
            mail = Outgoing.objects.get()
        assert mail.to == ["new@desk.example"]
        assert link_on(page) in mail.text
        assert mail.ticket is None

    @pytest.mark.parametrize(
        ("given", "says"),
        [
            ({"email": "no address"}, "Enter a valid email address."),
            ({"email": ""}, "Write the address of whom you invite."),
            ({"name": ""}, "Write the name."),
            ({"role": "owner"}, "Select a valid choice."),
            ({"teams": ["999999"]}, "Select a valid choice."),
        ],
    )
    def test_a_refusal_keeps_what_was_typed(
        self, world: World, ada: Client, given: dict[str, object], says: str
    ) -> None:
        status, page = invite(ada, world, **given)
        assert status == 422
        assert says in page
        assert "Newt" in page or "name" in given
        assert not User.objects.filter(email="new@desk.example").exists()

    def test_a_team_of_another_desk_is_none(self, world: World, ada: Client) -> None:
        theirs = world.other_desk.teams.first()
        assert theirs is not None
        status, _ = invite(ada, world, teams=[theirs.pk])
        assert status == 422

    def test_who_works_here_is_not_invited_again(self, world: World, ada: Client) -> None:
        status, page = invite(ada, world, email="ANN@desk.example")
        assert status == 422
        assert "Ann works at this desk already." in page

    def test_it_is_kept(self, world: World, ada: Client, setters: Setters) -> None:
        invite(ada, world)
        change = last_change()
        assert (change.what, change.about, change.by) == (
            "member.invited",
            "new@desk.example",
            setters.ada,
        )
        assert change.after == {"role": "agent", "teams": []}


class TestNobodyGivesMoreThanHeHas:
    """AC10: the accounts of this installation are shared by its desks."""

    def test_no_link_to_an_account_that_may_more_elsewhere(
        self, world: World, ada: Client, setters: Setters
    ) -> None:
        """Else inviting another desk's admin would be a way to be him."""
        for email in ("otto@desk.example", "boss@desk.example", "stranger@desk.example"):
            status, page = invite(ada, world, email=email)
            assert status == 200
            assert not link_on(page)
            assert "You get no link" in page
        assert not SignInLink.objects.exists()

    def test_a_link_dies_when_another_desk_adds_the_account(
        self, world: World, ada: Client, setters: Setters, visit: Visit
    ) -> None:
        _, page = invite(ada, world)
        path = link_on(page).removeprefix("http://127.0.0.1:8000")
        assert visit(None).get(path).status_code == 200
        otto = visit(setters.otto)
        answer = otto.post(f"/settings/desk/{world.other_desk.slug}/people", NEW)
        assert answer.status_code == 200
        assert Member.objects.filter(user__email="new@desk.example").count() == 2
        assert visit(None).get(path).status_code == 404
        assert visit(None).post(path).status_code == 404

    def test_nor_later(self, world: World, ada: Client, setters: Setters) -> None:
        invite(ada, world, email="otto@desk.example")
        page = ada.get(of(world, setters.otto)).content.decode()
        assert "Make a sign-in link" not in page
        for act in ("/link", "/deactivation", "/activation"):
            answer = ada.post(of(world, setters.otto, act))
            assert answer.status_code == 422, act
        setters.otto.refresh_from_db()
        assert setters.otto.is_active
        assert not SignInLink.objects.exists()

    def test_who_administers_the_installation_may(
        self, world: World, boss: Client, setters: Setters
    ) -> None:
        status, page = invite(boss, world, email="otto@desk.example")
        assert status == 200
        assert link_on(page)

    def test_ones_own_role_is_for_others_to_change(
        self, world: World, ada: Client, setters: Setters
    ) -> None:
        answer = ada.post(of(world, setters.ada), {"role": "agent"})
        assert answer.status_code == 409
        assert "This is you." in answer.content.decode()
        for act in ("/removal", "/deactivation", "/link", "/administration"):
            assert ada.post(of(world, setters.ada, act)).status_code in (409, 422), act
        assert member(world, setters.ada).role == Role.ADMIN

    def test_administering_the_installation_is_not_a_desks_admins_to_give(
        self, world: World, ada: Client, boss: Client
    ) -> None:
        assert ada.post(of(world, world.ann, "/administration")).status_code == 422
        world.ann.refresh_from_db()
        assert not world.ann.administers
        assert boss.post(of(world, world.ann, "/administration")).status_code == 302
        world.ann.refresh_from_db()
        assert world.ann.administers
        assert boss.post(of(world, world.ann, "/administration")).status_code == 302
        world.ann.refresh_from_db()
        assert not world.ann.administers


class TestAMember:
    def test_role_and_teams_change(self, world: World, ada: Client) -> None:
        answer = ada.post(of(world, world.ann), {"role": "lead", "teams": [world.back.pk]})
        assert answer.status_code == 302
        ann = member(world, world.ann)
        assert (ann.role, list(ann.teams.all())) == ("lead", [world.back])
        change = last_change()
        assert change.before == {"role": "agent", "teams": ["front"]}
        assert change.after == {"role": "lead", "teams": ["back"]}

    def test_taken_off_the_desk_he_sees_it_no_more(
        self, world: World, ada: Client, visit: Visit
    ) -> None:
        with scope.entered(scope.SYSTEM):
            number = world.ask(at=at("8:30")).number
            RoleHolder.objects.create(desk=world.desk, role="x", user=world.ann)
        ann = visit(world.ann)
        assert ann.get(f"/t/{number}").status_code == 200
        assert ada.post(of(world, world.ann, "/removal")).status_code == 302
        assert ann.get(f"/t/{number}").status_code == 404
        assert not RoleHolder.objects.filter(user=world.ann).exists()
        assert last_change().before["roles"] == ["x"]
        assert User.objects.filter(pk=world.ann.pk).exists()

    def test_deactivated_he_is_out_with_the_next_request(
        self, world: World, ada: Client, visit: Visit
    ) -> None:
        """S04, 8.3.2."""
        ann = visit(world.ann)
        page = ada.post(of(world, world.ann, "/link")).content.decode()
        path = link_on(page).removeprefix("http://127.0.0.1:8000")
        assert ann.get("/").status_code == 200
        assert ada.post(of(world, world.ann, "/deactivation")).status_code == 302
        assert ann.get("/").status_code == 302
        assert visit(None).get(path).status_code == 404
        assert ada.post(of(world, world.ann, "/link")).status_code == 422
        assert ada.post(of(world, world.ann, "/activation")).status_code == 302
        assert visit(world.ann).get("/").status_code == 200
        assert visit(None).get(path).status_code == 404  # the old link stays dead

    def test_tickets_that_are_with_him_are_counted(self, world: World, ada: Client) -> None:
        with scope.entered(scope.SYSTEM):
            ticket = world.ask(at=at("8:30"))
            assign(ticket, by=world.by_lea, at=at("8:40"), to=world.ann)
        page = ada.get(of(world, world.ann)).content.decode()
        assert "1 open ticket is with this person" in page

    def test_a_link_for_a_forgotten_password_is_in_the_history(
        self, world: World, ada: Client
    ) -> None:
        page = ada.post(of(world, world.bob, "/link")).content.decode()
        assert link_on(page)
        assert (last_change().what, last_change().about) == ("member.link_made", "bob@desk.example")
        assert SignInLink.objects.get().expires_at < timezone.now() + timedelta(minutes=61)


class TestRoles:
    def test_who_stands_behind_each(self, world: World, ada: Client) -> None:
        page = ada.get(at_desk(world, "roles")).content.decode()
        assert "Escalation contact" in page
        assert "contact@desk.example" in page
        holder = world.desk.role_holders.get()
        assert ada.post(at_desk(world, f"roles/{holder.pk}/dismissal")).status_code == 302
        assert "Nobody stands behind it." in ada.get(at_desk(world, "roles")).content.decode()
        assert last_change().before == {"holder": "contact@desk.example"}

    def test_one_whose_account_is_shut_does_not_count(self, world: World, ada: Client) -> None:
        User.objects.filter(pk=world.contact.pk).update(is_active=False)
        assert "Nobody stands behind it." in ada.get(at_desk(world, "roles")).content.decode()

    @pytest.mark.parametrize("who", ["user", "address"])
    def test_a_person_or_an_address(self, world: World, ada: Client, who: str) -> None:
        given = {"user": member(world, world.lea).pk, "address": "duty@desk.example"}
        form = {"role": "escalation_contact", who: given[who]}
        assert ada.post(at_desk(world, "roles"), form).status_code == 302
        assert world.desk.role_holders.count() == 2
        again = ada.post(at_desk(world, "roles"), form)
        assert again.status_code == 422
        assert "Stands behind this role already." in again.content.decode()

    def test_not_both_and_not_neither(self, world: World, ada: Client) -> None:
        both = {"user": member(world, world.lea).pk, "address": "duty@desk.example"}
        for given in (both, {}):
            answer = ada.post(at_desk(world, "roles"), {"role": "escalation_contact", **given})
            assert answer.status_code == 422
            assert "one of them" in answer.content.decode()

    def test_nobody_of_another_desk(self, world: World, ada: Client) -> None:
        theirs = Member.objects.get(user=world.stranger)
        form = {"role": "escalation_contact", "user": theirs.pk}
        assert ada.post(at_desk(world, "roles"), form).status_code == 422

    def test_no_role_the_agreement_does_not_name(self, world: World, ada: Client) -> None:
        form = {"role": "emperor", "address": "duty@desk.example"}
        assert ada.post(at_desk(world, "roles"), form).status_code == 422


class TestTeams:
    def test_made_and_named(self, world: World, ada: Client) -> None:
        seen_by = {"seen_by": "desk"}
        given = {"identifier": "legal", "name": "Lawyers", **seen_by}
        answer = ada.post(at_desk(world, "teams"), given)
        assert answer.status_code == 302
        team = world.desk.teams.get(identifier="legal")
        ada.post(at_desk(world, f"teams/{team.pk}"), {"name": "Legal", **seen_by})
        team.refresh_from_db()
        assert team.name == "Legal"
        assert (last_change().before, last_change().after) == (
            {"name": "Lawyers"},
            {"name": "Legal"},
        )

    def test_an_identifier_is_given_once(self, world: World, ada: Client) -> None:
        given = {"identifier": "front", "name": "Front two", "seen_by": "desk"}
        answer = ada.post(at_desk(world, "teams"), given)
        assert answer.status_code == 422
        page = answer.content.decode()
        assert "A team of this desk is called so already." in page
        assert "Front two" in page

    def test_one_of_the_agreement_with_nobody_in_it_is_marked(
        self, world: World, ada: Client
    ) -> None:
        world.back.members.clear()
        hire(world.desk, "rhea", Role.READER, world.back)  # who works on no tickets
        page = ada.get(at_desk(world, "teams")).content.decode()
        assert page.count("Nobody who works on tickets is in it.") == 1
