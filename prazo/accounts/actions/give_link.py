"""Make a link that signs a member in once: for a first sign-in, or a forgotten password."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from prazo.accounts import sign_in_links
from prazo.accounts.changes import record_change
from prazo.accounts.members import must_not_be_oneself, must_outrank
from prazo.accounts.models import Member
from prazo.accounts.operator import Operator
from prazo.lib.refusal import Refusal


@transaction.atomic
def give_link(member: Member, *, by: Operator) -> str:
    """Its token, to be shown once. The history says who made it, and for whom."""
    must_not_be_oneself(member, by)
    must_outrank(member, by)
    if not member.user.is_active:
        raise Refusal("deactivated", _("This account is deactivated: activate it first."))
    record_change(member.desk, by, "member.link_made", member.user.email)
    return sign_in_links.make(member.user, by.at)
