"""What is written to somebody outside (B9): a draft, held and taken back, as an answer is."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django import forms
from django.utils import timezone
from django.utils.functional import Promise, cached_property
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from prazo.desk.actor import Actor
from prazo.desk.files import content_of
from prazo.desk.models import Attachment, Message, SideThread, Ticket
from prazo.desk.quoted import quoted
from prazo.web.shown.composer import files, kept_since, offered
from prazo.web.views.acts.act import Done
from prazo.web.views.acts.fields import AddressesField, OfferedField
from prazo.web.views.acts.reply import LONGEST
from prazo.web.views.acts.seen import FreshForm
from prazo.web.views.acts.splitting import first_words
from prazo.web.views.acts.written import ASIDE, WrittenForm, perform_written
from prazo.writing import kinds
from prazo.writing.actions.keep_draft import add_files, keep_draft, locked, must_be_seen
from prazo.writing.files import Upload
from prazo.writing.meanwhile import last_said_beside, written_beside_meanwhile
from prazo.writing.models import Draft, DraftFile
from prazo.writing.recipients import Recipients
from prazo.writing.words import Words, opened

CARRY = "carry"
"""The button that puts what was chosen of the ticket into the mail, where it is looked at."""
KEPT_AGAIN = ("thread", "seen")
"""What a form that is drawn anew keeps of the one before."""


class OutsideForm(FreshForm, WrittenForm):
    """`kind` is that of its draft; `user` who writes it."""

    intro: str | Promise = _(
        "They see what you write here and nothing else; the customer sees none of it."
    )
    to = AddressesField(label=pgettext_lazy("mail", "To"))
    cc = AddressesField(label=_("Cc"))
    offered = OfferedField()
    text = forms.CharField(
        label=_("What you write to them"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 5}),
        error_messages={"required": _("Write something: they will read it.")},
    )
    reference = forms.CharField(
        label=_("Their number for it"),
        max_length=100,
        required=False,
        help_text=_("Such as a carrier's BA, if it is known already."),
    )
    then = forms.ChoiceField(
        choices=[(then, "") for then in ("", "wait", CARRY, *ASIDE)], required=False
    )
    quote = forms.ModelChoiceField(
        label=_("What the customer wrote"),
        queryset=Message.objects.none(),
        required=False,
        empty_label=_("nothing of it"),
        help_text=_("It is quoted below your text, without the customer's name."),
    )
    carried = forms.ModelMultipleChoiceField(
        label=_("Files of the ticket"),
        queryset=Attachment.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    above: Sequence[forms.BoundField] = ()
    """Fields of its own that stand over the text."""

    def prepare(self) -> None:
        self.kind = kinds.beside(self.of_thread())
        super().prepare()
        said, sent = self.fields["quote"], self.fields["carried"]
        said.queryset = self.ticket.messages.filter(kind=Message.Kind.REQUEST)  # type: ignore[attr-defined]
        said.label_from_instance = first_words  # type: ignore[attr-defined]
        sent.queryset = Attachment.objects.filter(message__ticket=self.ticket).order_by("pk")  # type: ignore[attr-defined]
        sent.label_from_instance = _named  # type: ignore[attr-defined]
        if not self.is_bound:
            own = {name: self.initial[name] for name in KEPT_AGAIN if name in self.initial}
            self.initial = {**own, **self.begun()}

    def of_thread(self) -> int | None:
        """That it is written on in."""
        return None

    def begun(self) -> dict[str, object]:
        """By field, what stands in a fresh one."""
        if self.draft is None:
            return {"to": ", ".join(self.recipients.to), "cc": ", ".join(self.recipients.cc)}
        words = opened(self.draft.sealed)
        return {
            "to": ", ".join(self.recipients.to if words.to is None else words.to),
            "cc": ", ".join(self.recipients.cc if words.to is None else words.cc),
            "text": words.text,
            "party": words.party or SideThread.Party.CARRIER,
            "subject": words.subject,
            "reference": words.reference,
            "templates": ",".join(map(str, words.templates)),
        }

    @cached_property
    def draft(self) -> Draft | None:
        own = Draft.objects.filter(ticket=self.ticket, user=self.reader, kind=self.kind)
        return own.filter(pressed_at=None).first()

    @cached_property
    def recipients(self) -> Recipients:
        raise NotImplementedError

    @property
    def aside(self) -> bool:
        return super().aside or self.data.get("then") == CARRY

    def said_last(self) -> datetime:
        return last_said_beside(self.ticket, self.of_thread())

    def look_since(self, seen: datetime, by: Actor, children: Sequence[Ticket]) -> None:
        written_beside_meanwhile(self.ticket, self.of_thread(), seen, by.user)

    def words(self) -> Words:
        given = self.cleaned_data
        return Words(
            text=given.get("text", ""),
            to=tuple(given["to"]),
            cc=(*given["cc"], *given["offered"]),
            then=given["then"] if given["then"] == "wait" else "",
            templates=given["templates"],
            party=given.get("party", ""),
            subject=given.get("subject", ""),
            reference=given["reference"],
        )

    # What its template shows besides.

    @property
    def addressed(self) -> list[forms.BoundField]:
        return [self["to"], self["cc"]]

    @property
    def carries(self) -> list[forms.BoundField]:
        of = [self["quote"], self["carried"]]
        return [one for one in of if one.field.queryset.exists()]  # type: ignore[attr-defined]

    @property
    def may_wait(self) -> bool:
        return self.ticket.is_open

    @property
    def of_templates(self) -> str:
        return f"/{self.kind}"

    @property
    def known(self) -> str:
        return " ".join(sorted(self.recipients.known))

    @property
    def offered_ones(self) -> SafeString:
        return offered(self.recipients)

    @property
    def kept_revision(self) -> int:
        return self.draft.revision if self.draft else 0

    @property
    def files_kept(self) -> SafeString:
        kept = DraftFile.objects.filter(draft=self.draft).order_by("pk") if self.draft else ()
        return files((one.token, one.name, one.size) for one in kept)

    @property
    def mark(self) -> str:
        return kept_since(self.draft, timezone.now())


def _named(attachment: Attachment) -> str:
    return f"{attachment.name or '—'} · {first_words(attachment.message)}"


def perform(ticket: Ticket, form: OutsideForm, by: Actor, at: datetime) -> Done:
    if form.data.get("then") == CARRY:
        return _carry(ticket, form, by, at)
    if not form.aside:
        form.must_be_seen(by)
    done = perform_written(ticket, form, by, at)
    if form.aside and form.data.get("then") != "discard":
        return replace(done, again=True)
    return done


def _carry(ticket: Ticket, form: OutsideForm, by: Actor, at: datetime) -> Done:
    """Into the draft, where it is read and may be cut before anything is sent."""
    assert by.user is not None
    words, quote = form.words(), form.cleaned_data["quote"]
    must_be_seen(locked(ticket, form.kind, by.user), words, form.upon)
    if quote is not None:
        parts = (words.text.rstrip(), quoted(quote))
        words = replace(words, text="\n\n".join(part for part in parts if part))
    chosen = form.cleaned_data["carried"].select_related("blob")
    uploads = [Upload(one.name, content_of(one)) for one in chosen]
    add_files(ticket, form.kind, uploads, user=by.user, at=at)
    keep_draft(ticket, form.kind, words, user=by.user, at=at, revision=None)
    return Done(again=True)
