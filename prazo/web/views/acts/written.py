"""What answers and notes have in common: they are drafts until they are sent."""

import secrets
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from prazo.accounts.models import User
from prazo.desk.actor import Actor
from prazo.desk.models import Ticket
from prazo.lib.refusal import Refusal
from prazo.web.views.acts.act import Done, OnceForm
from prazo.web.views.acts.fields import FilesField, IdsField
from prazo.writing import kinds
from prazo.writing.actions.keep_draft import (
    NewerError,
    add_files,
    discard,
    drop_file,
    forget_said,
    keep_draft,
    locked,
    must_be_seen,
)
from prazo.writing.actions.press import press
from prazo.writing.models import Draft, Habit
from prazo.writing.models.habit import UNDO
from prazo.writing.placeholders import NAMES, in_braces
from prazo.writing.words import Words

IN_A_MOMENT = _("It goes out in a moment.")
ASIDE = ("keep", "discard")
"""What may be done with a draft without sending it, by who has no scripts."""


UNFILLED = "unfilled"


class WrittenForm(OnceForm):
    """`then` is the button that was pressed; `drop` a file to be taken away; `revision` that of the
    draft it was written `upon`; `unfilled` the variables one was told of. Once it was refused for
    one of these, pressing again goes on."""

    kind = "note"
    upon: int | None = None

    def prepare(self) -> None:
        """Ids are new each time: htmx would carry what stood in a field of the same id over."""
        self.auto_id = f"{self.kind.partition('.')[0]}-{secrets.token_hex(4)}_%s"
        self.fields |= {
            "files": FilesField(),
            "templates": IdsField(),
            "drop": forms.CharField(required=False, max_length=60, widget=forms.HiddenInput),
            "revision": forms.IntegerField(
                required=False, min_value=0, max_value=2**62, widget=forms.HiddenInput
            ),
            UNFILLED: forms.CharField(required=False, max_length=200, widget=forms.HiddenInput),
        }
        self.fields["text"].required = not self.aside

    @property
    def aside(self) -> bool:
        return self.data.get("then") in ASIDE or bool(self.data.get("drop"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self.upon = cleaned.get("revision")
        return cleaned

    def refuse(self, refusal: Refusal) -> None:
        if isinstance(refusal, NewerError):
            self.put("revision", str(refusal.revision))
        elif refusal.code == UNFILLED:
            self.put(UNFILLED, refusal.params["names"])
        super().refuse(refusal)

    def must_be_filled(self, text: str) -> None:
        """What a template left in braces is read by a stranger: it is said once, then sent."""
        left = ", ".join(f"{{{name}}}" for name in in_braces(text) if name in NAMES)
        if left and left != self.cleaned_data[UNFILLED]:
            sentence = _("Nobody filled in %(names)s. Type over it, or send again to send it so.")
            raise Refusal(UNFILLED, sentence, params={"names": left})

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
    if not uploads or by.user is None:
        return
    try:
        words = Words(text=form.data.get("text", ""))
        must_be_seen(locked(ticket, form.kind, by.user), words, form.upon)
        (*_, last) = add_files(ticket, form.kind, uploads, user=by.user, at=at)
    except NewerError as newer:
        form.refuse(newer)
    except Refusal as refusal:
        form.add_error("files", str(refusal))
    else:
        if form.upon is not None:
            form.upon = last.draft.revision
            form.put("revision", str(form.upon))


def perform_written(ticket: Ticket, form: WrittenForm, by: Actor, at: datetime) -> Done:
    assert by.user is not None
    words, then, user = form.words(), form.data.get("then"), by.user
    if then == "discard":
        discard(ticket, form.kind, user=user, words=words, revision=form.upon)
        return Done(notice=_("The draft is discarded."))
    if form.aside:
        must_be_seen(locked(ticket, form.kind, user), words, form.upon)
        if token := form.cleaned_data["drop"]:
            drop_file(ticket, token, user=user, at=at)
        keep_draft(ticket, form.kind, words, user=user, at=at, revision=None)
        return Done(notice=_("saved"))
    if form.kind != kinds.NOTE:
        form.must_be_filled(words.text)
    hold = undo_time(by) if form.kind != kinds.NOTE else timedelta()
    press(ticket, form.kind, words, user=user, at=at, hold=hold, revision=form.upon)
    if form.kind == kinds.NOTE:
        return Done(notice=_("Noted."))
    return Done(notice=IN_A_MOMENT if hold else _("Sent."))


def with_held(address: str, ticket: Ticket, user: User) -> str:
    """An address of another page, which is told what may be taken back of this ticket."""
    held = Draft.objects.filter(ticket=ticket, user=user, send_at__isnull=False)
    last = held.order_by("-pressed_at", "-pk").first()
    if last is None or last.send_at is None:
        return address
    return f"{address}#held-{ticket.number}-{int(last.send_at.timestamp())}"


def undo_time(by: Actor) -> timedelta:
    chosen = Habit.objects.filter(user=by.user).values_list("undo_seconds", flat=True).first()
    return timedelta(seconds=UNDO if chosen is None else chosen)
