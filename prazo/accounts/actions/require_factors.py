"""Say whether who works at a desk must have two factors."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from prazo.accounts.changes import record_change
from prazo.accounts.factors.held import has_factor
from prazo.accounts.models import Desk
from prazo.accounts.operator import Operator
from prazo.lib.refusal import Refusal


@transaction.atomic
def require_factors(desk: Desk, two_factors: bool, *, by: Operator) -> Desk:
    """Whoever has none sets it up before he sees anything more; so the one who asks for it has."""
    locked = Desk.objects.select_for_update(no_key=True).get(pk=desk.pk)
    if two_factors and not locked.two_factors and not has_factor(by.user):
        raise Refusal(
            "oneself_first",
            _("Set up a second factor for yourself first, on your own page."),
            "two_factors",
        )
    before = {"two_factors": locked.two_factors}
    locked.two_factors = two_factors
    locked.save(update_fields=["two_factors"])
    after = {"two_factors": two_factors}
    record_change(locked, by, "desk.two_factors", locked.name, before, after)
    return locked
