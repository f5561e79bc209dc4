"""Who sees a ticket of a private team without being of it."""

from datetime import datetime
from typing import cast

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from prazo.accounts.models import User
from prazo.desk.actions.let_in import MOVED, let_in
from prazo.desk.actor import Actor
from prazo.desk.models import Guest, Ticket
from prazo.desk.private_teams import seers
from prazo.lib.ids import is_id
from prazo.lib.refusal import Refusal
from prazo.web.views.acts.act import Act, ActForm, view_of


class GuestsForm(ActForm):
    """It says who comes and who goes, and not who all of them are: so a colleague's stay (R04), and
    so does a guest who for now sees it by himself."""

    add = forms.ModelMultipleChoiceField(
        label=_("Let in"),
        queryset=User.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Whom a note names with @ is let in, too."),
    )
    without = forms.ModelMultipleChoiceField(
        label=_("Let out again"),
        queryset=User.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
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
        self.sees = seers(self.ticket, self.ticket.team, self.ticket.assignee_id)
        guests = set(Guest.objects.filter(ticket=self.ticket.pk).values_list("user", flat=True))
        here = User.objects.filter(memberships__desk=self.ticket.desk_id, is_active=True)
        # What somebody else has done meanwhile is no fault: then nothing is left to be done.
        others = here.exclude(pk__in=(guests | self.sees.keys()) - self._sent("add"))
        known = User.objects.filter(pk__in=guests - self.sees.keys())
        let_out = known | here.filter(pk__in=self._sent("without"))
        self.fields["add"].queryset = others.order_by("name")  # type: ignore[attr-defined]
        self.fields["without"].queryset = let_out.order_by("name").distinct()  # type: ignore[attr-defined]
        for name in ("add", "without"):
            self.fields[name].label_from_instance = _with_address  # type: ignore[attr-defined]
        if not (let_out.exists() or self._sent("without")):
            del self.fields["without"]

    def others(self, name: str) -> list[User]:
        """Who of a field does not see it by himself."""
        given = self.cleaned_data.get(name, ())
        return [person for person in given if person.pk not in self.sees]

    def _sent(self, name: str) -> set[int]:
        sent = cast(QueryDict, self.data).getlist(name) if self.is_bound else []
        return {int(pk) for pk in sent if is_id(pk)}

    def refuse(self, refusal: Refusal) -> None:
        """Sent again it is meant for the team that has it now."""
        if refusal.code == MOVED:
            self.put("team", str(Ticket.objects.get(pk=self.ticket.pk).team_id))
        super().refuse(refusal)

    @property
    def intro(self) -> str | Promise:
        return gettext("Private to the team %(team)s. Seen by %(names)s.") % {
            "team": self.ticket.team or "—",
            "names": ", ".join(self.sees.values()) or "—",
        }


def _with_address(person: User) -> str:
    """Everybody chooses his own name: who is let in is known by the address."""
    return f"{person.name} <{person.email}>" if person.name else person.email


def perform(ticket: Ticket, form: GuestsForm, by: Actor, at: datetime) -> None:
    reason, team = form.cleaned_data["reason"], form.cleaned_data["team"]
    add, without = form.others("add"), form.others("without")
    let_in(ticket, people=add, without=without, by=by, at=at, reason=reason, team=team)


ACT = Act(
    name="guests",
    title=_("Who sees this ticket"),
    button=_("Keep"),
    form=GuestsForm,
    perform=perform,
)
guests = view_of(ACT)
