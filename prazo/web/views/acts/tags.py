"""Put tags on a ticket, and take others off."""

from collections.abc import Mapping
from datetime import datetime

from django import forms
from django.utils.translation import gettext_lazy as _

from prazo.desk import tags as form_of
from prazo.desk.actions.tag import tag
from prazo.desk.actor import Actor
from prazo.desk.models import Ticket
from prazo.web.tag_field import HELP, TagsField
from prazo.web.views.acts.act import Act, Done, view_of
from prazo.web.views.acts.drawn import DrawnForm


class TagsForm(DrawnForm):
    """All of them in one line. What is new in it is put on and what is missing taken off, so that
    a colleague's stay; `without` is one to be taken off, `add` are some to be put on."""

    tags = TagsField(label=_("Tags"), help_text=HELP)
    add = forms.CharField(required=False, widget=forms.HiddenInput(attrs={"id": False}))
    without = forms.CharField(required=False, widget=forms.HiddenInput(attrs={"id": False}))

    def held(self, ticket: Ticket) -> Mapping[str, object]:
        return {"tags": form_of.written(ticket.tags)}

    def prepare(self) -> None:
        super().prepare()
        field = self.fields["tags"]
        assert isinstance(field, TagsField)
        field.of(self.ticket.desk)
        field.widget.attrs["autofocus"] = True
        self.initial.setdefault("tags", form_of.written(self.ticket.tags))

    @property
    def wanted(self) -> tuple[set[str], set[str]]:
        """What is to be put on, and what taken off."""
        add, without = (set(form_of.read(self.cleaned_data[n])) for n in ("add", "without"))
        if "tags" in self.data:
            known, now = set(form_of.read(self.known.get("tags", ""))), {*self.cleaned_data["tags"]}
            add, without = add | (now - known), without | (known - now)
        return add, without


def perform(ticket: Ticket, form: TagsForm, by: Actor, at: datetime) -> Done:
    add, without = form.wanted
    before = [*ticket.tags]
    after = tag(ticket, add=add, remove=without, by=by, at=at)
    return Done(notice=_("Tags changed.") if after.tags != before else _("Nothing was changed."))


ACT = Act(name="tags", title=_("Tags"), button=_("Keep"), form=TagsForm, perform=perform)
tags = view_of(ACT)
