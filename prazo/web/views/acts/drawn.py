"""Forms that show what is so: only what a person changed in one is changed, and what a colleague
changed meanwhile is not put back unseen (R04)."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qsl, urlencode

from django import forms

from prazo.desk.changed import ChangedError, sent
from prazo.desk.models import Ticket
from prazo.lib.refusal import Refusal
from prazo.web.views.acts.act import ActForm

LONGEST = 8000
"""Of what fields held: a subject of 500 letters takes twelve signs for each, at most."""


class DrawnForm(ActForm):
    """`drawn` says what its fields held when it was drawn. Nothing is asked of who does not say."""

    drawn = forms.CharField(
        required=False, max_length=LONGEST, widget=forms.HiddenInput(attrs={"id": False})
    )

    def held(self, ticket: Ticket) -> Mapping[str, object]:
        """By field, what it shows of the ticket."""
        raise NotImplementedError

    def prepare(self) -> None:
        super().prepare()
        if not self.is_bound:
            self.initial["drawn"] = said(self.held(self.ticket))

    @property
    def known(self) -> dict[str, str]:
        return dict(parse_qsl(self.cleaned_data["drawn"], keep_blank_values=True))

    @property
    def own(self) -> dict[str, Any]:
        """What was sent but for that."""
        return {name: value for name, value in self.cleaned_data.items() if name != "drawn"}

    @property
    def changes(self) -> dict[str, Any]:
        """By field, what was changed in it; the form is valid."""
        known = self.known
        return {
            name: value
            for name, value in self.own.items()
            if name in self.data and self.data[name] != known.get(name)
        }

    def refuse(self, refusal: Refusal) -> None:
        """What nobody touched here comes back as it is by now."""
        if isinstance(refusal, ChangedError):
            known, changes = self.known, self.changes
            now = said(self.held(Ticket.objects.get(pk=self.ticket.pk)))
            for name, value in parse_qsl(now, keep_blank_values=True):
                if name in self.data and name not in {*changes, refusal.field}:
                    self.put(name, value)
                    known[name] = value
            known[refusal.field] = refusal.now
            self.put("drawn", said(known))
        super().refuse(refusal)


def said(held: Mapping[str, object]) -> str:
    """As `drawn` says it."""
    return urlencode({name: sent(value) for name, value in held.items()})
