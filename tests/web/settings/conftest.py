"""Who sets a desk up, and who only would like to."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from django.test import Client

from prazo.accounts.models import Change, Member, Role, User
from prazo.customers.models import Contract, Entrance
from prazo.desk.models import Block, Tag
from prazo.lib import scope
from prazo.rules.models import On, Rule
from prazo.writing.models import Template
from tests.web.conftest import Visit
from tests.world import MONDAY, World, hire


@dataclass(frozen=True, slots=True)
class Setters:
    ada: User  # admin of the world's desk
    boss: User  # administers the installation, and works at no desk
    otto: User  # admin of the other desk alone


@pytest.fixture
def setters(world: World) -> Setters:
    with scope.entered(scope.SYSTEM):
        ada = hire(world.desk, "ada", Role.ADMIN)
        otto = hire(world.other_desk, "otto", Role.ADMIN)
        boss = User.objects.create_user("boss@desk.example", name="Boss", administers=True)
    return Setters(ada, boss, otto)


@pytest.fixture
def ada(visit: Visit, setters: Setters) -> Client:
    return visit(setters.ada)


@pytest.fixture
def boss(visit: Visit, setters: Setters) -> Client:
    return visit(setters.boss)


Page = Callable[[str], str]


def at_desk(world: World, rest: str = "") -> str:
    return f"/settings/desk/{world.desk.slug}/{rest}"


def last_change() -> Change:
    with scope.entered(scope.SYSTEM):
        return Change.objects.select_related("by").latest("id")


def things(world: World) -> dict[str, int]:
    """An id of the world's desk for every kind of thing that settings are about."""
    with scope.entered(scope.SYSTEM):
        from prazo.channels.email.models import MailAccount

        account = MailAccount.objects.create(desk=world.desk, address="box@desk.example")
        return {
            "mail": account.pk,
            "adoption": world.desk.adoptions.get().pk,
            "version": world.version.pk,
            "entrances": Entrance.objects.get(desk=world.desk).pk,
            "people": Member.objects.get(user=world.ann).pk,
            "roles": world.desk.role_holders.get().pk,
            "teams": world.front.pk,
            "assignment": world.front.pk,
            "templates": Template.objects.create(
                desk=world.desk, name="Hello", text="Hello.", changed_at=MONDAY
            ).pk,
            "blocks": Block.objects.create(
                desk=world.desk, sender="@spam.example", made_at=MONDAY
            ).pk,
            "tags": Tag.objects.create(desk=world.desk, name="vpn-berlin", made_at=MONDAY).pk,
            "customers": world.customer.pk,
            "contracts": Contract.objects.get(pk=world.contract.pk).pk,
            "requesters": world.requester.pk,
            "rules": Rule.objects.create(
                desk=world.desk, name="Raise", on=On.MADE, made_at=MONDAY
            ).pk,
        }
