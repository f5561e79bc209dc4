"""Say what it is: priority by its effect, level, type, component, tier."""

from collections.abc import Mapping
from datetime import datetime

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from prazo.desk.actions.classify import BY_HAND, classify
from prazo.desk.actor import Actor
from prazo.desk.models import Ticket
from prazo.desk.terms import Terms, terms_of
from prazo.web.shown import levels, words
from prazo.web.views.acts.act import Act, Done, view_of
from prazo.web.views.acts.drawn import DrawnForm

SELECTED = (
    ("level", _("Level")),
    ("request_type", _("Type")),
    ("component", _("Component")),
    ("tier", _("Tier")),
)


class ClassificationForm(DrawnForm):
    """Fields are what the agreement declares; with a single value there is nothing to choose."""

    def held(self, ticket: Ticket) -> Mapping[str, object]:
        return {name: getattr(ticket, name) for name in self.fields if name in BY_HAND}

    def prepare(self) -> None:
        terms = terms_of(self.ticket.version)
        if len(terms.agreement.dimensions.get("priority", ())) > 1:
            self.fields["priority"] = forms.ChoiceField(
                label=_("What is the effect?"),
                choices=_priorities(terms),
                widget=forms.RadioSelect(attrs={"autofocus": True}),
                initial=self.ticket.priority,
            )
        choices = {"level": _levels(self.ticket, terms)}
        for name, label in SELECTED:
            if len(terms.agreement.dimensions.get(name, ())) > (1 if name == "level" else 0):
                self.fields[name] = forms.ChoiceField(
                    label=label,
                    choices=[("", "—"), *choices.get(name, terms.choices(name, words.reader()))],
                    required=False,
                    initial=getattr(self.ticket, name),
                )
        super().prepare()


def _priorities(terms: Terms) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for value, name in terms.choices("priority", words.reader()):
        _class, sign, _name = words.priority_chip(terms, value)
        definition = terms.definition(value, words.reader())
        found.append((value, format_html("{} {}<small>{}</small>", sign, name, definition)))
    return found


def _levels(ticket: Ticket, terms: Terms) -> list[tuple[str, str]]:
    teams = levels.teams_of(ticket)
    return [(one, levels.named(ticket, terms, one, teams)) for one in terms.document.levels]


def perform(ticket: Ticket, form: ClassificationForm, by: Actor, at: datetime) -> Done:
    if not form.changes:
        return Done(notice=_("Nothing was changed."))
    after = classify(ticket, by=by, at=at, changes=form.changes, seen=form.known)
    return Done(notice=" ".join(filter(None, [gettext("Classified."), levels.lost(ticket, after)])))


ACT = Act(
    name="classification",
    title=_("Classify"),
    button=_("Classify"),
    form=ClassificationForm,
    perform=perform,
)
classification = view_of(ACT)
