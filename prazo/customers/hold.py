"""A person who asks, locked for a change: of two that would change one, one is first."""

from django.utils.translation import gettext_lazy as _

from prazo.customers.called import called
from prazo.customers.models import Requester
from prazo.lib.refusal import Refusal


def hold_person(requester: Requester) -> Requester:
    """As they are now. Refusal for who was joined into somebody else: what is written down of
    nobody is lost, and the first address of nobody would stand unasked (AC11)."""
    rows = Requester.objects.select_for_update(of=("self",), no_key=True).select_related("desk")
    locked = rows.get(pk=requester.pk)
    if locked.joined_to is not None:
        raise Refusal("joined", JOINED, params={"name": called(locked.joined_to)}, conflict=True)
    return locked


JOINED = _(
    "This person and %(name)s were found to be one, and nothing is kept here any more. Go to"
    " %(name)s to change something."
)
