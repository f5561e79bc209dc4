"""Mails to those who work here: of an invitation, of factors, of notices."""

import ast
from pathlib import Path

import prazo
from prazo.accounts.models import Role
from prazo.channels.email.invitation import mail_invitation
from prazo.channels.email.models import MailAccount
from prazo.desk.models import Outgoing
from prazo.desk.post import post_to_person
from tests.world import MONDAY, hire, make_world

ROOT = Path(prazo.__file__).parent
BY_HAND = {
    "desk/post.py", "desk/receipt.py", "channels/email/send.py", "channels/email/joining.py",
}  # fmt: skip
"""The second writes many at once; the third writes on what a server took for some alone; the last
makes one of several that wait."""


def test_no_header_is_made_of_a_desks_name(system: None) -> None:
    """J01."""
    desk = make_world().desk
    desk.name = "Acme\r\nBcc: all@x.example\n"
    MailAccount.objects.create(desk=desk, address="box@desk.example", smtp_host="m.desk.example")
    admin = hire(desk, "admin", Role.ADMIN)
    assert mail_invitation(desk, admin, "", by=admin, at=MONDAY)
    subject = Outgoing.objects.latest("pk").subject
    assert subject.splitlines() == [subject] and "Acme Bcc:" in subject


def test_one_mail_for_a_key(system: None) -> None:
    desk = make_world().desk
    words = {"to": "ann@desk.example", "subject": "x", "text": "x", "at": MONDAY}
    first, second = (post_to_person(desk, key="k:1", **words) for _ in range(2))
    assert first.pk == second.pk and first.to == ["ann@desk.example"]


def test_mails_are_written_into_the_outbox_in_one_place() -> None:
    found = {
        path.relative_to(ROOT).as_posix()
        for path in ROOT.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        and ast.unparse(node.func)
        in ("Outgoing", "Outgoing.objects.create", "Outgoing.objects.get_or_create")
    }
    assert found == BY_HAND
