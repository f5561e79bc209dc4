"""How a desk's mail goes out: its own account, the operator's relay, or a folder on disk."""

from dataclasses import dataclass
from ipaddress import ip_address

from django.conf import settings

from prazo.accounts.models import Desk
from prazo.channels.email.line import Server
from prazo.channels.email.models import MailAccount
from prazo.customers.models import Entrance

PASSWORD = "mail-password"  # noqa: S105 - the vault's purpose, not a secret


@dataclass(frozen=True, slots=True)
class Route:
    """`server` is None where nothing is configured: then mails are kept in the outbox folder."""

    name: str
    address: str
    server: Server | None
    account: MailAccount | None = None


def route_of(desk: Desk, sender: str = "") -> Route:
    """Where a mail of this desk leaves from, and under which address."""
    accounts = list(MailAccount.objects.filter(desk=desk, active=True).order_by("pk"))
    account = next((one for one in accounts if one.address == sender), None)
    account = account or next(iter(accounts), None)
    address = sender or (account.address if account else "") or _entrance(desk)
    name = (account.display_name if account else "") or desk.name
    if account is not None and account.smtp_host:
        return Route(name, address, _server(account), account)
    return Route(name, address, _relay(settings.SMTP_RELAY))


def sends(desk: Desk) -> bool:
    """Whether its mail leaves at all; without an account that sends, or a relay, it is kept."""
    account = MailAccount.objects.filter(desk=desk, active=True).order_by("pk").first()
    return bool(settings.SMTP_RELAY or (account and account.smtp_host))


def _entrance(desk: Desk) -> str:
    first = Entrance.objects.filter(desk=desk, channel="email").order_by("pk").first()
    return first.address if first else f"{desk.slug}@{settings.MAIL_ID_DOMAIN}"


def _server(account: MailAccount) -> Server:
    sealed = bytes(account.sealed_password)
    return Server(
        account.smtp_host,
        account.smtp_port,
        account.smtp_security,
        account.user_name,
        settings.VAULT.open(sealed, PASSWORD).decode() if sealed else "",
        account.inside,
    )


def _relay(address: str) -> Server | None:
    """`host:port`; beyond this machine only with STARTTLS."""
    host, _, port = address.rpartition(":")
    if not host:
        return None
    host = host.strip("[]")
    return Server(host, int(port), "none" if _here(host) else "starttls", inside=True)


def _here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
