"""`prazo login` on the machine itself, for who cannot get in any other way."""

import pytest
from allauth.mfa.models import Authenticator
from typer.testing import CliRunner

from prazo.accounts.models import Change, Role, User
from prazo.cli import app
from tests.web.factors import give_app
from tests.world import hire, make_world


@pytest.mark.parametrize("reset", [False, True])
def test_the_only_administrator_who_lost_his_telephone(system: None, reset: bool) -> None:
    world = make_world()
    boss = hire(world.desk, "boss", Role.ADMIN)
    User.objects.filter(pk=boss.pk).update(administers=True)
    give_app(boss)
    done = CliRunner().invoke(app, ["login", boss.email, *(["--reset-factors"] if reset else [])])
    assert done.exit_code == 0, done.output
    assert "/sign-in/link/" in done.output
    assert Authenticator.objects.filter(user=boss).exists() is not reset
    changes = Change.objects.filter(what="account.factors_reset", by=boss, desk=world.desk)
    assert changes.count() == reset
