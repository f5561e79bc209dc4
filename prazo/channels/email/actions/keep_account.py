"""Add a mail account to a desk, or change one. The password is sealed and never shown again."""

from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from prazo.accounts.changes import record_change, secret_mark
from prazo.accounts.models import Desk
from prazo.accounts.operator import Operator
from prazo.channels.email.models import MailAccount
from prazo.channels.email.reach import may_reach
from prazo.channels.email.route import PASSWORD
from prazo.lib.once import once
from prazo.lib.refusal import Refusal

SERVER_FIELDS = (
    "imap_host",
    "imap_port",
    "imap_security",
    "smtp_host",
    "smtp_port",
    "smtp_security",
    "user_name",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountFacts:
    """`*_security`: tls | starttls | none. An empty host: nothing comes in, or goes out, by it."""

    address: str
    display_name: str = ""
    imap_host: str = ""
    imap_port: int = 993
    imap_security: str = "tls"
    imap_folder: str = "INBOX"
    imap_move_to: str = ""
    smtp_host: str = ""
    smtp_port: int = 587
    smtp_security: str = "starttls"
    user_name: str = ""
    active: bool = True


@transaction.atomic
def add_account(desk: Desk, facts: AccountFacts, password: str, *, by: Operator) -> MailAccount:
    account = MailAccount(desk=desk)
    _must_be_good(facts, bool(password), by)
    _fill(account, facts, password)
    account.inside = by.user.administers
    with once("email_mailaccount_address_key", _taken()):
        account.save(force_insert=True)
    record_change(desk, by, "mail_account.added", account.address, after=_facts(account))
    return account


@transaction.atomic
def change_account(
    account: MailAccount,
    facts: AccountFacts,
    password: str,
    *,
    forget_password: bool = False,
    by: Operator,
) -> MailAccount:
    """Without a new password the present one stays, for the servers it was given for only:
    whoever may change a host must not thereby be handed the password at another (J08)."""
    locked = (
        MailAccount.objects.select_for_update(of=("self",), no_key=True)
        .select_related("desk")
        .get(pk=account.pk)
    )
    before, sealed = _facts(locked), bytes(locked.sealed_password)
    if forget_password:
        sealed = b""
    moved = any(getattr(locked, name) != getattr(facts, name) for name in SERVER_FIELDS)
    if moved and sealed and not password:
        raise Refusal(
            "password_again",
            _("Write the password again: the one we have was given for another server or user."),
            "password",
        )
    _must_be_good(facts, bool(password or sealed), by)
    locked.sealed_password = sealed
    _fill(locked, facts, password)
    locked.inside = by.user.administers or (locked.inside and not moved)
    if moved:
        locked.uid_validity = locked.uid_next = None  # another mailbox begins at its beginning
        locked.error, locked.error_at = "", None
    with once("email_mailaccount_address_key", _taken()):
        locked.save()
    after = _facts(locked)
    if password:  # another one, though both look alike
        before["password"] = before["password"] and f"{before['password']} "
    record_change(locked.desk, by, "mail_account.changed", locked.address, before, after)
    return locked


def _must_be_good(facts: AccountFacts, has_password: bool, by: Operator) -> None:
    for kind, host, security in (
        ("imap", facts.imap_host, facts.imap_security),
        ("smtp", facts.smtp_host, facts.smtp_security),
    ):
        if not host:
            continue
        if not _name_may_be_reached(host, by):
            raise Refusal(
                "inside",
                _(
                    "This is an address inside the network Prazo runs in. Only an administrator"
                    " of the installation may use one."
                ),
                f"{kind}_host",
            )
        if security == "none" and has_password and not _here(host):
            raise Refusal(
                "in_clear",
                _("Without encryption the password would travel in clear: choose TLS or STARTTLS."),
                f"{kind}_security",
            )


def _name_may_be_reached(host: str, by: Operator) -> bool:
    """What an address as it stands says; names are looked at when they are connected to."""
    if host.lower() in ("localhost", "localhost."):
        return by.user.administers
    try:
        return may_reach(ip_address(host.strip("[]")), inside=by.user.administers)
    except ValueError:
        return True


def _here(host: str) -> bool:
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() in ("localhost", "localhost.")


def _fill(account: MailAccount, facts: AccountFacts, password: str) -> None:
    for name in AccountFacts.__dataclass_fields__:
        setattr(account, name, getattr(facts, name))
    account.address = facts.address.lower()
    if password:
        account.sealed_password = settings.VAULT.seal(password.encode(), PASSWORD)


def _taken() -> Refusal:
    return Refusal("taken", _("A desk has an account with this address already."), "address")


def _facts(account: MailAccount) -> dict[str, Any]:
    found = {name: getattr(account, name) for name in AccountFacts.__dataclass_fields__}
    return found | {"password": secret_mark(bytes(account.sealed_password))}
