"""Close it for good; without a solution, with a reason."""

from datetime import datetime

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from prazo.desk.actions.close import close
from prazo.desk.actor import Actor
from prazo.desk.models import Ticket
from prazo.web.views.acts.act import Act, view_of
from prazo.web.views.acts.seen import FreshForm


class ClosureForm(FreshForm):
    """No case ends over words that nobody has read (R03)."""

    reason = forms.CharField(
        label=_("Why it is closed"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2, "autofocus": True}),
        help_text=_("It stays inside the desk."),
        error_messages={"required": _("Say why it is closed without a solution.")},
    )

    def prepare(self) -> None:
        super().prepare()
        self.fields["reason"].required = self.ticket.status != Ticket.Status.RESOLVED


def perform(ticket: Ticket, form: ClosureForm, by: Actor, at: datetime) -> None:
    form.must_be_seen(by)
    close(ticket, by=by, at=at, reason=form.cleaned_data["reason"])


ACT = Act(
    name="closure",
    title=pgettext_lazy("ticket", "Close"),
    button=_("Close it"),
    form=ClosureForm,
    perform=perform,
    done=_("Closed."),
)
closure = view_of(ACT)
