"""Let somebody work at a desk."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from prazo.accounts import sign_in_links
from prazo.accounts.changes import record_change
from prazo.accounts.members import member_facts, must_be_teams_of, must_give
from prazo.accounts.models import Desk, Member, Role, Team, User
from prazo.accounts.operator import Operator
from prazo.lib.once import once
from prazo.lib.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Invited:
    """`token` signs the person in once; "" where the inviter may not have it (AC10).

    That is so for an account which may do more elsewhere than the inviter may: its holder signs
    in as ever and finds the desk.
    """

    member: Member
    token: str
    is_new: bool


@transaction.atomic
def invite(
    desk: Desk, email: str, name: str, role: Role, teams: Sequence[Team], *, by: Operator
) -> Invited:
    must_give(role, desk, by)
    must_be_teams_of(desk, teams)
    user, is_new = _account(desk, email.strip().lower(), name)
    if not user.is_active:
        raise Refusal(
            "deactivated",
            _("This account is deactivated. Activate it at a desk its holder works at."),
            "email",
        )
    here = Refusal("member", _("%(who)s works at this desk already."), "email", {"who": str(user)})
    may_hold_link = by.outranks(user)  # as things were before the desk was added
    with once("member_once", here):
        member = Member.objects.create(desk=desk, user=user, role=role)
    member.teams.set(teams)
    record_change(desk, by, "member.invited", user.email, after=member_facts(member))
    sign_in_links.void(user)  # another desk's admin may hold one, and would come in here by it
    token = sign_in_links.make(user, by.at) if may_hold_link else ""
    return Invited(member, token, is_new)


def _account(desk: Desk, email: str, name: str) -> tuple[User, bool]:
    """The account with this address, made if there is none; of two at once, one makes it."""
    known = User.objects.filter(email=email).first()
    if known is not None:
        return known, False
    made = Refusal("raced", _("Somebody else invited this address just now."), "email")
    with once("accounts_user_email_key", made):
        user = User.objects.create_user(
            email, name=name, language=_spoken(desk.language), time_zone=desk.time_zone
        )
    return user, True


def _spoken(language: str) -> str:
    """The workspace speaks fewer languages than agreements do."""
    return language if language in ("en", "pt-br", "es") else "en"
