"""A desk that mail can be sent to: an agreement in force, an address, perhaps an agent."""

from datetime import UTC, datetime
from functools import cache
from pathlib import Path

from prazo.accounts.models import Desk, Member, User
from prazo.agreements.models import Version
from prazo.agreements.take import adopt, take
from prazo.customers.models import Entrance

AGREEMENTS = Path(__file__).resolve().parents[3] / "agreements"
LONG_AGO = datetime(2020, 1, 1, tzinfo=UTC)


def make_desk(
    slug: str = "help", *addresses: str, agreement: str = "360dialog", language: str = "en"
) -> Desk:
    desk = Desk.objects.create(slug=slug, name=slug.title(), language=language)
    adopt(desk, version(agreement), since=LONG_AGO)
    for address in addresses or (f"{slug}@desk.example",):
        Entrance.objects.create(desk=desk, address=address)
    return desk


def make_agent(desk: Desk, email: str) -> User:
    user = User.objects.create_user(email, name="Agent")
    Member.objects.create(desk=desk, user=user)
    return user


def version(agreement: str) -> Version:
    return take(text_of(agreement))


@cache
def text_of(agreement: str) -> str:
    return (AGREEMENTS / f"{agreement}.yaml").read_text()


def mail(
    *,
    sender: str = "Ana <ana@client.example>",
    to: str = "help@desk.example",
    subject: str = "It does not work",
    message_id: str = "<one@client.example>",
    body: str = "Since this morning.",
    **headers: str,
) -> bytes:
    """A small mail with CR LF line ends; `in_reply_to=` becomes In-Reply-To."""
    fields = {
        "Date": "Sun, 22 Nov 2026 10:00:00 +0000",
        "From": sender,
        "To": to,
        "Subject": subject,
        "Message-ID": message_id,
        **{name.replace("_", "-"): value for name, value in headers.items()},
    }
    lines = [f"{name}: {value}" for name, value in fields.items() if value]
    return "\r\n".join([*lines, "", *body.splitlines(), ""]).encode()
