"""A form that names another ticket by its number."""

from django.utils.translation import gettext_lazy as _

from prazo.accounts.models import User
from prazo.desk.models import Ticket
from prazo.lib.refusal import Refusal
from prazo.web.views.acts.act import ActForm


class OtherForm(ActForm):
    """Looked up among the tickets of this desk, which the asker may see; of others nothing is
    said (AC15)."""

    def found(self, field: str) -> Ticket:
        """Raises Refusal where there is none."""
        number = int(self.cleaned_data[field].strip().lstrip("#"))
        own = Ticket.objects.visible_to(User(pk=self.ticket.asked_by)).filter(
            desk=self.ticket.desk_id
        )
        ticket = own.filter(number=number).first()
        if ticket is None:
            raise Refusal("unknown", _("There is no such ticket at this desk."), field)
        return ticket
