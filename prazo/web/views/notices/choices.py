"""What I am told of: for each kind whether in the browser, when by mail, and when not at all."""

from collections.abc import Iterator
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from prazo.notices.actions.choose import choose
from prazo.notices.choices import Mail
from prazo.notices.choices import choices as chosen_by
from prazo.notices.models import Kind, Preference
from prazo.web.access import DeskRequest, signed_in
from prazo.web.strangers import only_own_fields

HOURS = [(hour, f"{hour:02}:00") for hour in range(24)]

PLAIN = ("daily_at", "quiet_from", "quiet_until", "urgent_passes")


class ChoicesForm(forms.Form):
    daily_at = forms.TypedChoiceField(label=_("Mails once a day go at"), choices=HOURS, coerce=int)
    quiet_from = forms.TimeField(
        label=_("Quiet from"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    quiet_until = forms.TimeField(
        label=_("Quiet until"),
        required=False,
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )
    urgent_passes = forms.BooleanField(
        label=_("What lapses or is escalated is mailed all the same"), required=False
    )

    def __init__(self, chosen: Preference, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        now = chosen_by(chosen)
        for kind in Kind:
            label = str(kind.label)
            self.fields[f"browser_{kind}"] = forms.BooleanField(
                label=label, required=False, initial=now.shown(kind)
            )
            self.fields[f"mail_{kind}"] = forms.ChoiceField(
                label=label, choices=Mail.choices, initial=now.mailed(kind)
            )
        for name in PLAIN:
            self.initial[name] = getattr(chosen, name)
        only_own_fields(self)

    def lines(self) -> Iterator[tuple[str, BoundField, BoundField]]:
        for kind in Kind:
            yield str(kind.label), self[f"browser_{kind}"], self[f"mail_{kind}"]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        begins, until = given.get("quiet_from"), given.get("quiet_until")
        if (begins is None) != (until is None) and not self.errors:
            self.add_error(
                "quiet_until" if until is None else "quiet_from",
                _("Say both when it begins and when it ends, or neither."),
            )
        elif begins is not None and begins == until:
            self.add_error("quiet_until", _("It ends as it begins. Choose another time."))
        return given

    def into(self, chosen: Preference) -> Preference:
        """What was chosen; the form is valid."""
        given = self.cleaned_data
        chosen.browser = {str(kind): given[f"browser_{kind}"] for kind in Kind}
        chosen.mail = {str(kind): given[f"mail_{kind}"] for kind in Kind}
        for name in PLAIN:
            setattr(chosen, name, given[name])
        return chosen


@signed_in
@require_http_methods(["GET", "POST"])
def choices(request: DeskRequest) -> HttpResponse:
    chosen = Preference.objects.filter(user=request.user).first() or Preference(user=request.user)
    form = ChoicesForm(chosen, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        choose(form.into(chosen), at=timezone.now())
        return redirect("notice_choices")
    context = {"form": form, "zone": request.user.time_zone}
    return render(request, "notices/choices.html", context, status=422 if form.errors else 200)
