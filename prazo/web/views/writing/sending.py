"""How long one's own answers are held, so that they can be taken back."""

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from prazo.web.access import DeskRequest, signed_in
from prazo.web.strangers import only_own_fields
from prazo.writing.models import Habit
from prazo.writing.models.habit import UNDO, UNDO_CHOICES


def _lengths() -> list[tuple[int, str]]:
    """In the reader's language: asked for with each form."""
    said = {n: gettext("%(n)s seconds") % {"n": n} for n in UNDO_CHOICES}
    return list({**said, 0: gettext("not at all")}.items())


class SendingForm(forms.Form):
    undo_seconds = forms.TypedChoiceField(
        label=_("For how long may a send be undone?"),
        coerce=int,
        choices=_lengths,
        widget=forms.RadioSelect,
        help_text=_("It counts at the instant you pressed, however long it is held."),
        error_messages={"required": _("Choose one of these.")},
    )


@signed_in
@require_http_methods(["GET", "POST"])
def sending(request: DeskRequest) -> HttpResponse:
    known = Habit.objects.filter(user=request.user).first()
    now = known.undo_seconds if known else UNDO
    data = request.POST if request.method == "POST" else None
    form = SendingForm(data, initial={"undo_seconds": now})
    only_own_fields(form)
    if data is not None and form.is_valid():
        Habit.objects.update_or_create(user=request.user, defaults=form.cleaned_data)
        return redirect("me")
    status = 422 if form.errors else 200
    return render(request, "writing/sending.html", {"form": form}, status=status)
