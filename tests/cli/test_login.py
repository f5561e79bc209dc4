"""`prazo login` on the machine itself, for who cannot get in any other way."""

import pytest
from allauth.mfa.models import Authenticator
from typer.testing import CliRunner

from prazo.accounts.models import Change, Member, Role, User
from prazo.channels.email.models import MailAccount
from prazo.cli import app
from prazo.desk.models import Outgoing
from tests.web.factors import give_app
from tests.world import make_world


@pytest.mark.parametrize("works_here", [False, True])
@pytest.mark.parametrize("reset", [False, True])
def test_the_only_administrator_who_lost_his_telephone(
    system: None, reset: bool, works_here: bool
) -> None:
    """He may be a member of no desk, and is an admin of all: their histories say it."""
    world = make_world()
    boss = User.objects.create_user("boss@desk.example", name="Boss", administers=True)
    if works_here:
        Member.objects.create(desk=world.desk, user=boss, role=Role.ADMIN)
    MailAccount.objects.create(desk=world.desk, address="b@desk.example", smtp_host="m.example")
    give_app(boss)
    done = CliRunner().invoke(app, ["login", boss.email, *(["--reset-factors"] if reset else [])])
    assert done.exit_code == 0, done.output
    assert "/sign-in/link/" in done.output
    assert Authenticator.objects.filter(user=boss).exists() is not reset
    for desk in (world.desk, world.other_desk):
        changes = Change.objects.filter(what="account.factors_reset", by=boss, desk=desk)
        assert changes.count() == reset
    assert Outgoing.objects.filter(to=[boss.email]).count() == reset
