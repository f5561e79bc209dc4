"""Put tags on a ticket, and take others off."""

from datetime import datetime
from typing import cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from prazo.desk import tags as form_of
from prazo.desk.actions.tag import tag
from prazo.desk.actor import Actor
from prazo.desk.models import Ticket
from prazo.web.tag_field import HELP, TagsField
from prazo.web.views.acts.act import Act, ActForm, Done, view_of


class TagsForm(ActForm):
    """It says what is to change, and not what all of them are: so a colleague's stay."""

    add = TagsField(label=_("Put on"), help_text=HELP)
    without = forms.MultipleChoiceField(
        label=_("Take off"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def prepare(self) -> None:
        field = self.fields["add"]
        assert isinstance(field, TagsField)
        field.of(self.ticket.desk)
        field.widget.attrs["autofocus"] = True
        # One that somebody else has taken off is no fault: then nothing is left to be done.
        sent = cast(QueryDict, self.data).getlist("without") if self.is_bound else []
        names = dict.fromkeys([*self.ticket.tags, *filter(form_of.is_tag, sent)])
        self.fields["without"].choices = [(name, name) for name in names]  # type: ignore[attr-defined]
        if not names and not sent:
            del self.fields["without"]


def perform(ticket: Ticket, form: TagsForm, by: Actor, at: datetime) -> Done:
    before = [*ticket.tags]
    add, without = form.cleaned_data["add"], form.cleaned_data.get("without", ())
    after = tag(ticket, add=add, remove=without, by=by, at=at)
    return Done(notice=_("Tags changed.") if after.tags != before else _("Nothing was changed."))


ACT = Act(name="tags", title=_("Tags"), button=_("Keep"), form=TagsForm, perform=perform)
tags = view_of(ACT)
