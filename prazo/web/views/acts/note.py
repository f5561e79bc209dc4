"""Note something inside the desk; the customer never sees it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from prazo.accounts.models import Role
from prazo.web.views.acts.act import Act, view_of
from prazo.web.views.acts.reply import LONGEST
from prazo.web.views.acts.written import (
    ASIDE,
    WrittenForm,
    perform_written,
    take_files,
)


class NoteForm(WrittenForm):
    text = forms.CharField(
        label=_("Internal note"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4, "data-mentions": "people"}),
        error_messages={"required": _("Write something to be noted.")},
    )
    then = forms.ChoiceField(
        choices=[(then, "") for then in ("", *ASIDE)], required=False, widget=forms.HiddenInput
    )


ACT = Act(
    name="note",
    title=_("Internal note"),
    button=_("Note it"),
    form=NoteForm,
    perform=perform_written,
    before=take_files,
    template="acts/note.html",
    inside="note",
    role=Role.LIGHT,
)
note = view_of(ACT)
