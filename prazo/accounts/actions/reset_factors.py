"""Take all factors from somebody who lost them. He signs in by password and sets up new ones."""

from django.utils.translation import gettext_lazy as _

from prazo.accounts.actions.forget_factors import forget_factors
from prazo.accounts.members import must_not_be_oneself, must_outrank
from prazo.accounts.models import Member
from prazo.accounts.operator import Operator
from prazo.lib.refusal import Refusal


def reset_factors(member: Member, *, by: Operator) -> None:
    """Only by who may do all that the person may (AC10); the history of his desks says so."""
    must_not_be_oneself(member, by)
    must_outrank(member, by)
    if not forget_factors(member.user, by=by):
        raise Refusal("no_factor", _("There is no second factor to take."), conflict=True)
