"""Which signature stands below somebody's answer: his own there, else the desk's; in the reader's
language, else the one for all. It is put there as the answer is sent, and kept in no draft."""

from collections.abc import Mapping

from django.db.models import Q
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from prazo.accounts.models import Member, User
from prazo.accounts.models.member import ROLE_NAMES
from prazo.desk.actor import Actor
from prazo.desk.models import Ticket
from prazo.engine.events import Author
from prazo.writing.models import Signature
from prazo.writing.placeholders import filled

NAMES: Mapping[str, Promise] = {
    "agent": _("the name of who answers"),
    "desk": _("the desk's name"),
    "role": _("the role of who answers"),
}


def signature_of(by: Actor, ticket: Ticket) -> str:
    """With its variables, as Markdown; "" where there is none, and for what no person sends."""
    if by.user is None or by.kind is not Author.AGENT:
        return ""
    return signature_for(by.user, ticket.desk_id, ticket.desk.name, _language(ticket))


def signature_for(user: User, desk: int, name: str, language: str) -> str:
    """`name` is the desk's."""
    known = Signature.objects.filter(Q(user=None) | Q(user=user), desk=desk)
    text = chosen(list(known.values_list("user_id", "language", "text")), language)
    if not text:
        return ""
    values = {"agent": str(user), "desk": name}
    if "{role}" in text:
        values["role"] = _role(user, desk, language)
    return filled(text, values, NAMES)[0]


def chosen(known: list[tuple[int | None, str, str]], language: str) -> str:
    """Of (whose, language, text)."""
    base = language.partition("-")[0]
    own = [one for one in known if one[0] is not None]
    for some in (own, [one for one in known if one[0] is None]):
        said = {code: text for _user, code, text in some}
        near = [code for code in said if code.partition("-")[0] == base]
        for code in (language, *sorted(near), ""):
            if code in said:
                return said[code]
    return ""


def _language(ticket: Ticket) -> str:
    return (ticket.language or ticket.desk.language).lower()


def _role(user: User, desk: int, language: str) -> str:
    role = Member.objects.filter(user=user, desk=desk).values_list("role", flat=True).first()
    with translation.override(language):
        return str(ROLE_NAMES[role]) if role is not None else ""
