"""Delete a ticket for good: for the desk's admins, with its number typed and a reason."""

from typing import Any

from django import forms
from django.db import transaction
from django.http import HttpResponse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from prazo.accounts.models import Role
from prazo.channels.email.actions.erase import erase, goes_along
from prazo.desk.acting import must_not_be_merged
from prazo.desk.models import Ticket
from prazo.lib.refusal import Refusal
from prazo.web.access import DeskRequest, at_ticket, gone_to, hold_membership
from prazo.web.counts import forget_counts
from prazo.web.operator import operator
from prazo.web.views.acts.act import Act, ActForm, shown


class ErasureForm(ActForm):
    intro: str | Promise = ""
    number = forms.CharField(
        label=_("The ticket's number"),
        max_length=30,
        widget=forms.TextInput(attrs={"autofocus": True, "autocomplete": "off"}),
        help_text=_("Type it, so that no other is meant."),
        error_messages={"required": _("Type the ticket's number.")},
    )
    reason = forms.CharField(
        label=_("Why"),
        max_length=500,
        help_text=_("It stays in the history of the settings: name nobody in it."),
        error_messages={"required": _("Say why: it is all that stays.")},
    )

    def prepare(self) -> None:
        said = [
            gettext(
                "Everything goes for good: what was said, notes, files, mails as they came, drafts,"
                " words of the search, clocks and their figures in reports, and the person where"
                " nothing else here is theirs. A line stays: number, who, when and why."
            )
        ]
        if numbers := goes_along(self.ticket):
            named = {"numbers": ", ".join(f"#{number}" for number in numbers)}
            said.append(gettext("What was merged into it goes along: %(numbers)s.") % named)
        split = self.ticket.split_into.order_by("number").values_list("number", flat=True)
        if split:
            named = {"numbers": ", ".join(f"#{number}" for number in split)}
            said.append(gettext("What was split from it stays: %(numbers)s.") % named)
        self.intro = " ".join(said)

    def clean_number(self) -> str:
        typed: str = self.cleaned_data["number"].strip().removeprefix("#")
        if typed != str(self.ticket.number):
            raise forms.ValidationError(_("That is not the number of this ticket."))
        return typed


def _nothing(*_: Any) -> None:
    """What is done is done by the view, with a permission of its own."""


ACT = Act(
    name="erasure",
    title=_("Delete for good"),
    button=_("Delete it for good"),
    form=ErasureForm,
    perform=_nothing,
)


@at_ticket(Role.ADMIN)
@require_http_methods(["GET", "POST"])
def erasure(request: DeskRequest, ticket: Ticket) -> HttpResponse:
    must_not_be_merged(ticket)
    if request.method == "GET":
        return shown(request, ticket, ACT, ErasureForm(ticket))
    form = ErasureForm(ticket, request.POST)
    if not form.is_valid():
        return shown(request, ticket, ACT, form, 422)
    try:
        with transaction.atomic():
            hold_membership(request.user, ticket.desk_id, Role.ADMIN)
            erase(ticket, by=operator(request), reason=form.cleaned_data["reason"])
    except Refusal as refusal:
        form.refuse(refusal)
        return shown(request, ticket, ACT, form, 409 if refusal.conflict else 422)
    forget_counts(request.user)
    return gone_to(request, "/")
