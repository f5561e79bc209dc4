"""Mail accounts: sealed, tried, and never a way to a password or into the network."""

import logging
import re

import pytest
from django.conf import settings
from django.test import Client

from prazo.accounts.models import Change
from prazo.channels.email.models import MailAccount
from prazo.channels.email.route import PASSWORD as PURPOSE
from prazo.lib import scope
from prazo.web.views.settings.mail import TRIES
from tests.channels.email.mail_servers import PASSWORD, USER, MailServer
from tests.web.settings.conftest import at_desk, last_change
from tests.world import World

SECRET = "correct-horse-9"
FACTS = {
    "address": "Care@Acme.example",
    "display_name": "Acme care",
    "user_name": "care",
    "imap_host": "mail.acme.example",
    "imap_port": "993",
    "imap_security": "tls",
    "imap_folder": "INBOX",
    "imap_move_to": "",
    "smtp_host": "mail.acme.example",
    "smtp_port": "587",
    "smtp_security": "starttls",
    "active": "on",
}


def add(client: Client, world: World, **given: str) -> tuple[int, str]:
    facts = {**FACTS, "password": SECRET, **given}
    answer = client.post(at_desk(world, "mail/new"), facts)
    return answer.status_code, answer.content.decode()


def change(client: Client, world: World, **given: str) -> tuple[int, str]:
    answer = client.post(at_desk(world, f"mail/{only().pk}"), {**FACTS, **given})
    return answer.status_code, answer.content.decode()


def only() -> MailAccount:
    with scope.entered(scope.SYSTEM):
        return MailAccount.objects.get()


def password() -> str:
    sealed = bytes(only().sealed_password)
    return settings.VAULT.open(sealed, PURPOSE).decode() if sealed else ""


def test_an_account_is_kept_with_its_password_sealed(world: World, ada: Client) -> None:
    status, _ = add(ada, world)
    assert status == 302
    account = only()
    assert (account.address, account.desk) == ("care@acme.example", world.desk)
    assert SECRET.encode() not in bytes(account.sealed_password)
    assert password() == SECRET


def test_the_password_is_on_no_page_and_in_no_history(
    world: World, ada: Client, caplog: pytest.LogCaptureFixture
) -> None:
    """J08."""
    caplog.set_level(logging.DEBUG)
    add(ada, world)
    change(ada, world, password="another-mule-8")
    _, refused = change(ada, world, password="third-goat-77", imap_port="no number")
    pk = only().pk
    seen = [refused] + [
        ada.get(address).content.decode()
        for address in (
            at_desk(world, f"mail/{pk}"),
            at_desk(world, "mail"),
            "/settings/history",
        )
    ]
    with scope.entered(scope.SYSTEM):
        kept = repr(list(Change.objects.values("about", "before", "after")))
    for secret in (SECRET, "another-mule-8", "third-goat-77"):
        assert secret not in "".join(seen) + kept + caplog.text


def test_an_empty_password_keeps_the_one_there_is(world: World, ada: Client) -> None:
    add(ada, world)
    status, _ = change(ada, world, display_name="Care", password="")
    assert status == 302
    assert (password(), only().display_name) == (SECRET, "Care")
    assert "password" not in last_change().after


def test_another_password_is_a_change_that_shows_no_more_than_that(
    world: World, ada: Client
) -> None:
    add(ada, world)
    change(ada, world, password="another-mule-8")
    kept = last_change()
    assert kept.what == "mail_account.changed"
    assert set(kept.after) == {"password"}
    assert set(kept.after["password"]) == {"•"}
    assert password() == "another-mule-8"


def test_a_password_can_be_forgotten(world: World, ada: Client) -> None:
    add(ada, world)
    change(ada, world, forget_password="on")
    assert password() == ""
    assert last_change().after == {"password": ""}


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("smtp_host", "evil.example"),
        ("imap_host", "evil.example"),
        ("smtp_port", "2525"),
        ("imap_security", "starttls"),
        ("user_name", "other"),
    ],
)
def test_the_password_goes_to_no_other_server_than_it_was_given_for(
    world: World, ada: Client, field: str, value: str
) -> None:
    """Whoever may name a server must not be handed the password there."""
    add(ada, world)
    status, page = change(ada, world, **{field: value})
    assert status == 422
    assert "Write the password again" in page
    assert str(getattr(only(), field)) != value
    status, _ = change(ada, world, **{field: value, "password": SECRET})
    assert status == 302


def test_no_password_travels_in_clear(world: World, ada: Client) -> None:
    status, page = add(ada, world, smtp_security="none")
    assert status == 422
    assert "would travel in clear" in page
    status, _ = add(ada, world, smtp_security="none", password="")
    assert status == 302


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "10.0.0.5", "[::1]", "169.254.169.254", "::ffff:10.1.1.1"]
)
def test_a_desks_admin_names_no_server_inside(world: World, ada: Client, host: str) -> None:
    """F01."""
    status, page = add(ada, world, imap_host=host)
    assert status == 422
    assert "inside the network Prazo runs in" in page


def test_who_administers_the_installation_may_but_not_the_clouds_own_address(
    world: World, boss: Client
) -> None:
    assert add(boss, world, imap_host="169.254.169.254")[0] == 422
    assert add(boss, world, imap_host="10.0.0.5", smtp_host="localhost")[0] == 302
    with scope.entered(scope.SYSTEM):
        assert MailAccount.objects.get().inside


def test_a_name_a_desks_admin_gave_must_not_lead_inside(world: World, ada: Client) -> None:
    """F01: what it leads to is looked at when the worker connects."""
    assert add(ada, world)[0] == 302
    with scope.entered(scope.SYSTEM):
        assert not MailAccount.objects.get().inside


@pytest.mark.parametrize(
    "host",
    [
        "http://evil.example",
        "mail.acme.example:25",
        "a b",
        "mail\r\nQUIT",
        "-",
        "user@host.example",
    ],
)
def test_a_server_is_a_name_and_nothing_else(world: World, ada: Client, host: str) -> None:
    """J01, F02."""
    status, page = add(ada, world, smtp_host=host)
    assert status == 422
    assert "name alone" in page


@pytest.mark.parametrize(
    ("field", "value"), [("address", "no-address"), ("imap_port", "70000"), ("smtp_port", "")]
)
def test_nothing_is_lost_but_the_password(
    world: World, ada: Client, field: str, value: str
) -> None:
    status, page = add(ada, world, **{"display_name": "Half typed", field: value})
    assert status == 422
    assert "Half typed" in page
    assert "mail.acme.example" in page
    assert re.search(r'<input type="password"[^>]*>', page)[0].count("value") == 0


def test_an_address_has_one_account(world: World, ada: Client, boss: Client) -> None:
    add(ada, world)
    status = boss.post("/settings/desk/other-desk/mail/new", {**FACTS, "password": "x"})
    assert status.status_code == 422
    assert "A desk has an account with this address already." in status.content.decode()


def test_another_mailbox_is_read_from_its_beginning(world: World, ada: Client) -> None:
    add(ada, world)
    with scope.entered(scope.SYSTEM):
        MailAccount.objects.update(uid_validity=7, uid_next=99, error="IMAP: no")
    change(ada, world, display_name="x")
    assert only().uid_next == 99
    change(ada, world, imap_host="other.acme.example", password=SECRET)
    assert (only().uid_validity, only().uid_next, only().error) == (None, None, "")


class TestTrial:
    def test_it_says_what_came_of_it(self, world: World, boss: Client) -> None:
        with MailServer("imap") as server:
            add(
                boss,
                world,
                imap_host="localhost",
                imap_port=str(server.port),
                imap_security="none",
                smtp_host="",
                user_name=USER,
                password=PASSWORD,
            )
            page = boss.post(at_desk(world, f"mail/{only().pk}/trial")).content.decode()
        assert "Connected to localhost, signed in, and found the folder INBOX." in page
        assert "✓" in page

    def test_what_failed_is_said_without_the_password(
        self, world: World, boss: Client, caplog: pytest.LogCaptureFixture
    ) -> None:
        caplog.set_level(logging.DEBUG)
        with MailServer("smtp", echo=True) as server:
            add(
                boss,
                world,
                smtp_host="localhost",
                smtp_port=str(server.port),
                smtp_security="none",
                imap_host="",
                user_name=USER,
            )
            page = boss.post(at_desk(world, f"mail/{only().pk}/trial")).content.decode()
        assert "refused the user name or the password" in page
        assert SECRET not in page + caplog.text

    def test_a_desks_admin_reaches_nothing_inside(
        self, world: World, ada: Client, boss: Client
    ) -> None:
        with MailServer("imap") as server:
            add(
                boss,
                world,
                imap_host="localhost",
                imap_port=str(server.port),
                imap_security="none",
                smtp_host="",
            )
            page = ada.post(at_desk(world, f"mail/{only().pk}/trial")).content.decode()
            assert not server.heard
        assert "inside the network Prazo runs in" in page

    @pytest.mark.usefixtures("one_instant")
    def test_it_is_not_done_often(self, world: World, ada: Client) -> None:
        add(ada, world, imap_host="", smtp_host="")
        address = at_desk(world, f"mail/{only().pk}/trial")
        answers = [ada.post(address).status_code for _ in range(22)]
        assert answers == [200] * TRIES[0] + [429] * (22 - TRIES[0])

    def test_the_servers_words_are_text(self, world: World, boss: Client) -> None:
        evil = b"554 <img src=x onerror=alert(1)>\r\n"
        with MailServer("smtp", greeting=evil) as server:
            add(
                boss,
                world,
                smtp_host="localhost",
                smtp_port=str(server.port),
                smtp_security="none",
                imap_host="",
            )
            page = boss.post(at_desk(world, f"mail/{only().pk}/trial")).content.decode()
        assert "<img" not in page
        assert "&lt;img src=x" in page
