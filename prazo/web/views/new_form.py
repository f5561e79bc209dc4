"""What both ways to open a ticket have in common: at which desk, and a name of its own (R05)."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from prazo.accounts.models import Desk, Role
from prazo.web.access import DeskRequest, may
from prazo.web.views.settings.form import language_choices

NO_SUBJECT = _("Say in a few words what it is about.")


class NewForm(forms.Form):
    """`page` is drawn around `part`, which alone is swapped by htmx."""

    page = part = ""

    desk = forms.TypedChoiceField(label=_("Desk"), coerce=int)
    language = forms.ChoiceField(
        label=_("Language"),
        required=False,
        choices=lambda: [("", _("as far as it is known")), *language_choices()],
    )
    once = forms.RegexField(r"^[A-Za-z0-9_-]{16,64}$", widget=forms.HiddenInput)

    def __init__(self, desks: Sequence[int], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._desks = desks
        self._name(dict.fromkeys(desks, ""))

    def _name(self, desks: Mapping[int, str]) -> None:
        cast(forms.TypedChoiceField, self.fields["desk"]).choices = list(desks.items())

    def drawn(self, request: DeskRequest, status: int = 200) -> HttpResponse:
        """The desks have names only where somebody reads them."""
        own = Desk.objects.filter(pk__in=self._desks).order_by("name")
        self._name({desk.pk: str(desk) for desk in own})
        template = self.part if request.htmx else self.page
        return render(request, template, {"form": self}, status=status)


def own_desks(request: DeskRequest) -> list[int]:
    """Where one may open tickets."""
    return [desk for desk in request.desks if may(request, desk, Role.AGENT)]
