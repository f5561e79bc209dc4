"""Who sees a ticket of a private team without being of it."""

from datetime import datetime

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from prazo.accounts.models import User
from prazo.desk.actions.let_in import MOVED, let_in
from prazo.desk.actor import Actor
from prazo.desk.models import Guest, Ticket
from prazo.desk.private_teams import seers
from prazo.lib.refusal import Refusal
from prazo.web.views.acts.act import Act, ActForm, view_of


class GuestsForm(ActForm):
    """Those who are not ticked see nothing of it."""

    people = forms.ModelMultipleChoiceField(
        label=_("Sees it besides"),
        queryset=User.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Whom a note names with @ is let in, too."),
    )
    reason = forms.CharField(
        label=_("Why"),
        max_length=500,
        help_text=_("It is kept in a note on the ticket."),
        error_messages={"required": _("Say why.")},
    )

    team = forms.IntegerField(required=False, widget=forms.HiddenInput(attrs={"id": False}))

    def prepare(self) -> None:
        self.initial["team"] = self.ticket.team_id
        sees = seers(self.ticket, self.ticket.team, self.ticket.assignee_id)
        others = User.objects.filter(memberships__desk=self.ticket.desk_id, is_active=True)
        choice = self.fields["people"]
        choice.queryset = others.exclude(pk__in=sees).order_by("name")  # type: ignore[attr-defined]
        guests = Guest.objects.filter(ticket=self.ticket.pk)
        self.initial.setdefault("people", list(guests.values_list("user", flat=True)))
        self.sees = ", ".join(sees.values())

    def refuse(self, refusal: Refusal) -> None:
        """Sent again it is meant for the team that has it now."""
        if refusal.code == MOVED:
            self.put("team", str(Ticket.objects.get(pk=self.ticket.pk).team_id))
        super().refuse(refusal)

    @property
    def intro(self) -> str | Promise:
        return gettext("Private to the team %(team)s. Seen by %(names)s.") % {
            "team": self.ticket.team or "—",
            "names": self.sees or "—",
        }


def perform(ticket: Ticket, form: GuestsForm, by: Actor, at: datetime) -> None:
    given = form.cleaned_data
    people, reason, team = given["people"], given["reason"], given["team"]
    let_in(ticket, people=people, by=by, at=at, reason=reason, team=team)


ACT = Act(
    name="guests",
    title=_("Who sees this ticket"),
    button=_("Keep"),
    form=GuestsForm,
    perform=perform,
)
guests = view_of(ACT)
