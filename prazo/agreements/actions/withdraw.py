"""Take back an adoption that has not begun."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from prazo.accounts.changes import record_change
from prazo.accounts.operator import Operator
from prazo.agreements.models import Adoption
from prazo.lib.refusal import Refusal


@transaction.atomic
def withdraw(adoption: Adoption, *, by: Operator) -> None:
    """What has begun stays: tickets were opened under it. The version's text is kept."""
    locked = (
        Adoption.objects.select_for_update(of=("self",), no_key=True)
        .select_related("desk", "version")
        .get(pk=adoption.pk)
    )
    if locked.since <= by.at:
        raise Refusal(
            "begun",
            _("%(version)s is in force already. Adopt another version instead."),
            params={"version": str(locked.version)},
            conflict=True,
        )
    before = {"version": str(locked.version), "since": locked.since.isoformat()}
    record_change(locked.desk, by, "agreement.withdrawn", str(locked.version), before=before)
    locked.delete()
