"""What answers and notes have in common: they are drafts until they are sent."""

import secrets
from datetime import datetime, timedelta

from django import forms

from prazo.desk.actor import Actor
from prazo.desk.models import Ticket
from prazo.lib.refusal import Refusal
from prazo.web.views.acts.act import OnceForm
from prazo.web.views.acts.fields import FilesField, IdsField
from prazo.writing.actions.keep_draft import (
    add_files,
    discard,
    drop_file,
    forget_said,
    keep_draft,
)
from prazo.writing.actions.press import press
from prazo.writing.models import Habit
from prazo.writing.models.habit import UNDO
from prazo.writing.words import Words

ASIDE = ("keep", "discard")
"""What may be done with a draft without sending it, by who has no scripts."""


class WrittenForm(OnceForm):
    """`then` is the button that was pressed; `drop` a file to be taken away."""

    kind = "note"

    def prepare(self) -> None:
        """Ids are new each time: htmx would carry what stood in a field of the same id over."""
        self.auto_id = f"{self.kind}-{secrets.token_hex(4)}_%s"
        self.fields |= {
            "files": FilesField(),
            "templates": IdsField(),
            "drop": forms.CharField(required=False, max_length=60, widget=forms.HiddenInput),
        }
        self.fields["text"].required = not self.aside

    @property
    def aside(self) -> bool:
        return self.data.get("then") in ASIDE or bool(self.data.get("drop"))

    def is_done(self, by: Actor) -> bool:
        return not self.aside and super().is_done(by)

    def claim(self, by: Actor, at: datetime) -> bool:
        """What was kept of it once more, over the answer that was lost, goes with it."""
        if self.aside or super().claim(by, at):
            return True
        assert by.user is not None
        forget_said(self.ticket, self.kind, self.words(), user=by.user)
        return False

    def words(self) -> Words:
        given = self.cleaned_data
        return Words(text=given["text"], templates=given["templates"])


def take_files(ticket: Ticket, form: WrittenForm, by: Actor, at: datetime) -> None:
    """Into the draft, where they stay though the rest is refused."""
    uploads = form.cleaned_data.get("files")
    if uploads and by.user is not None:
        try:
            add_files(ticket, form.kind, uploads, user=by.user, at=at)
        except Refusal as refusal:
            form.add_error("files", str(refusal))


def perform_written(ticket: Ticket, form: WrittenForm, by: Actor, at: datetime) -> None:
    assert by.user is not None
    words, then = form.words(), form.data.get("then")
    if then == "discard":
        discard(ticket, form.kind, user=by.user)
    elif form.aside:
        if token := form.cleaned_data["drop"]:
            drop_file(ticket, token, user=by.user)
        keep_draft(ticket, form.kind, words, user=by.user, at=at, revision=None)
    else:
        hold = undo_time(by) if form.kind == "reply" else timedelta()
        press(ticket, form.kind, words, user=by.user, at=at, hold=hold)


def undo_time(by: Actor) -> timedelta:
    chosen = Habit.objects.filter(user=by.user).values_list("undo_seconds", flat=True).first()
    return timedelta(seconds=UNDO if chosen is None else chosen)
