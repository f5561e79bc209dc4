"""Put the ticket under another version of the agreement: an explicit act, with a reason."""

from collections.abc import Mapping
from datetime import datetime

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from prazo.agreements.models import Version
from prazo.desk.actions.move import move
from prazo.desk.actor import Actor
from prazo.desk.models import Ticket
from prazo.web.views.acts.act import Act, view_of
from prazo.web.views.acts.drawn import DrawnForm

NO_OTHER = _("There is no other version to move it to.")


class AgreementForm(DrawnForm):
    to = forms.ModelChoiceField(
        label=_("Version"),
        queryset=Version.objects.none(),
        empty_label=None,
        widget=forms.Select(attrs={"autofocus": True}),
        error_messages={"required": NO_OTHER},
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("It stays on record beside every clock that changes by it."),
        error_messages={"required": _("Say why the ticket changes its agreement.")},
    )

    def held(self, ticket: Ticket) -> Mapping[str, object]:
        return {"to": ticket.version_id}

    def prepare(self) -> None:
        super().prepare()
        named = Q(agreement=self.ticket.version.agreement, adoption__isnull=True)
        # AC20: what another desk alone has adopted is no concern of this one.
        own = Version.objects.filter(named | Q(adoption__desk=self.ticket.desk_id))
        others = own.exclude(pk=self.ticket.version_id).distinct()
        known = others.defer("text").order_by("-effective_on")
        self.fields["to"].queryset = known  # type: ignore[attr-defined]
        if not known.exists():
            self.fields["to"].empty_label = "—"  # type: ignore[attr-defined]
            self.fields["to"].help_text = NO_OTHER


def perform(ticket: Ticket, form: AgreementForm, by: Actor, at: datetime) -> None:
    move(ticket, by=by, at=at, **form.own, seen=form.known)


ACT = Act(
    name="agreement",
    title=_("Move to another version"),
    button=_("Move"),
    form=AgreementForm,
    perform=perform,
)
agreement = view_of(ACT)
