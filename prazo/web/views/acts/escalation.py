"""Take the case to the level above."""

from collections.abc import Mapping
from datetime import datetime

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from prazo.desk.actor import Actor
from prazo.desk.models import Ticket
from prazo.desk.terms import terms_of
from prazo.escalation.actions.escalate import escalate
from prazo.web.shown import levels, words
from prazo.web.views.acts.act import Act, Done, view_of
from prazo.web.views.acts.drawn import DrawnForm


class EscalationForm(DrawnForm):
    """What the level above requires is ticked off (M4); what is not stays visible to it."""

    intro: str | Promise = ""
    reason = forms.CharField(
        label=_("What the next level should know"),
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 4, "autofocus": True}),
        error_messages={"required": _("Say what the next level should know.")},
    )

    def held(self, ticket: Ticket) -> Mapping[str, object]:
        return {"level": ticket.level}

    def prepare(self) -> None:
        super().prepare()
        terms = terms_of(self.ticket.version)
        upper = terms.next_level(self.ticket.level)
        if not upper:
            self.intro = _("It is at the highest level: its leads are told.")
            return
        name = levels.named(self.ticket, terms, upper, levels.teams_of(self.ticket))
        self.intro = _("It goes to: %(level)s.") % {"level": name}
        required = terms.document.levels[upper].requires
        if required:
            self.fields["done"] = forms.MultipleChoiceField(
                label=_("Done before"),
                choices=[
                    (one.id, one.name.of(words.tag()) if one.name else one.id.replace("_", " "))
                    for one in required
                ],
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )


def perform(ticket: Ticket, form: EscalationForm, by: Actor, at: datetime) -> Done:
    done = form.cleaned_data.get("done", ())
    reason, known = form.cleaned_data["reason"], form.known
    after = escalate(ticket, by=by, at=at, reason=reason, done=done, seen=known)
    return Done(notice=" ".join(filter(None, [gettext("Escalated."), levels.lost(ticket, after)])))


ACT = Act(
    name="escalation",
    title=_("Escalate"),
    button=_("Escalate"),
    form=EscalationForm,
    perform=perform,
)
escalation = view_of(ACT)
