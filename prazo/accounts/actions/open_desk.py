"""Open one more desk."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from prazo.accounts.changes import record_change
from prazo.accounts.models import Desk
from prazo.accounts.operator import Operator
from prazo.lib.once import once
from prazo.lib.refusal import Refusal


@transaction.atomic
def open_desk(slug: str, name: str, language: str, time_zone: str, *, by: Operator) -> Desk:
    """An empty desk; who opened it sets it up without being one of its members."""
    if not by.user.administers:
        raise Refusal("not_allowed", _("Only an administrator of the installation opens a desk."))
    taken = Refusal("taken", _("A desk has this short name already. Choose another."), "slug")
    with once("accounts_desk_slug_key", taken):
        desk = Desk.objects.create(slug=slug, name=name, language=language, time_zone=time_zone)
    after = {"slug": slug, "name": name, "language": language, "time_zone": time_zone}
    record_change(desk, by, "desk.opened", name, after=after)
    return desk
