"""We write first: a case opened by what we have to say, by mail, before anybody asked."""

import json
import secrets
from dataclasses import asdict
from datetime import datetime
from typing import Any

from django import forms
from django.db import transaction
from django.http import Http404, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from prazo.accounts.models import Desk, Role
from prazo.customers.models import RequesterAddress
from prazo.desk.actions.write_first import Addressee, write_first
from prazo.desk.actor import Actor, agent
from prazo.desk.models import Ticket
from prazo.lib.ids import id_of
from prazo.lib.limits import allowed
from prazo.lib.refusal import Refusal
from prazo.web import rates
from prazo.web.access import DeskRequest, gone_to, hold_membership, signed_in
from prazo.web.counts import forget_counts
from prazo.web.strangers import only_own_fields
from prazo.web.views.acts.fields import AddressesField, FilesField, IdsField, refuse_ours
from prazo.web.views.acts.reply import LONGEST
from prazo.web.views.acts.written import undo_time
from prazo.web.views.errors import forbidden, too_many
from prazo.web.views.new_form import NO_SUBJECT, NewForm, own_desks
from prazo.web.views.writing.answer import answer
from prazo.web.views.writing.templates import LONGEST_QUERY
from prazo.writing.actions.claim import OTHERWISE, claim, said_before
from prazo.writing.actions.keep_draft import add_files
from prazo.writing.actions.press import press
from prazo.writing.placeholders import filled
from prazo.writing.templates import matching
from prazo.writing.values import markup_with, values_of
from prazo.writing.words import THEN, Words

REPLY = "reply"
BY_FIELD = {"to": "address"}
"""The fields of an answer's refusals that are called otherwise here."""


class WriteFirstForm(NewForm):
    page, part = "ticket/first.html", "ticket/first_form.html"

    address = forms.EmailField(
        label=pgettext_lazy("mail", "To"),
        max_length=254,
        help_text=_("By it the customer and the contract are found."),
        widget=forms.EmailInput(attrs={"autofocus": True}),
        error_messages={"required": _("Write to whom it goes.")},
    )
    name = forms.CharField(
        label=_("Their name"),
        max_length=200,
        required=False,
        help_text=_("For who is not known here yet."),
    )
    cc = AddressesField(label=_("Cc"))
    subject = forms.CharField(
        label=_("Subject"), max_length=300, error_messages={"required": NO_SUBJECT}
    )
    text = forms.CharField(
        label=_("What we write"),
        max_length=LONGEST,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=_("Names in braces, such as {number}, are filled in as it is sent."),
        error_messages={"required": _("Write something: they will read it.")},
    )
    files = FilesField()  # type: ignore[assignment]
    templates = IdsField()
    then = forms.ChoiceField(
        choices=[(then, "") for then in THEN], required=False, widget=forms.HiddenInput
    )

    @property
    def shown(self) -> list[forms.BoundField]:
        """Those that are drawn one under the other."""
        names = ("desk", "address", "name", "language", "cc", "subject", "text")
        return [self[name] for name in names]

    def clean_address(self) -> str:
        (address,) = refuse_ours([self.cleaned_data["address"]])
        return address

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        if not text.strip():
            raise forms.ValidationError(self.fields["text"].error_messages["required"])
        return text.replace("\r\n", "\n")

    def refuse(self, refusal: Refusal) -> None:
        field = BY_FIELD.get(refusal.field, refusal.field)
        self.add_error(field if field in self.fields else None, str(refusal))
        if refusal.code == OTHERWISE:
            self.data = {**self.data.dict(), "once": secrets.token_urlsafe(24)}  # type: ignore[attr-defined]

    def ask_for_files_again(self) -> None:
        """A browser gives back what was typed, but no file that was chosen."""
        if names := [file.name for file in self.files.getlist("files")]:  # type: ignore[attr-defined]
            again = _("Choose these files once more: %(names)s") % {"names": ", ".join(names)}
            self.add_error("files", again)

    def said(self) -> str:
        """What was sent, as it is compared with what is sent again."""
        given = {name: self.cleaned_data[name] for name in ("desk", "address", "cc", "subject")}
        sizes = [(one.name, len(one.content)) for one in self.cleaned_data["files"]]
        words = (self.cleaned_data["text"], self.cleaned_data["then"])
        return json.dumps([sorted(given.items()), sizes, words])


@signed_in
@require_http_methods(["GET", "POST"])
def first(request: DeskRequest) -> HttpResponse:
    """Sent twice it is one ticket and one mail (R05)."""
    desks = own_desks(request)
    if not desks:
        return forbidden(request)
    if request.method == "GET":
        given = {name: request.GET.get(name, "")[:254] for name in ("desk", "address")}
        initial = {**given, "once": secrets.token_urlsafe(24)}
        return WriteFirstForm(desks, initial=initial).drawn(request)
    now = timezone.now()
    if not allowed(f"new-ticket:{request.user.pk}", *rates.NEW_TICKET_USER, now):
        return too_many(request, 60 - now.second)
    form = WriteFirstForm(desks, request.POST, request.FILES)
    only_own_fields(form)
    status = 422
    if form.is_valid():
        try:
            return gone_to(request, f"/t/{_sent(request, form).number}")
        except Refusal as refusal:
            form.refuse(refusal)
            status = 409 if refusal.conflict else 422
    form.ask_for_files_again()
    return form.drawn(request, status)


@signed_in
@require_safe
def first_templates(request: DeskRequest) -> HttpResponse:
    """For a script, as one types: those of the desk one writes from. What only the ticket will say
    is left in its braces until it is sent."""
    desks, wanted = own_desks(request), id_of(request.GET.get("desk", ""))
    if not desks:
        return forbidden(request)
    desk = wanted or desks[0]
    if desk not in desks:
        raise Http404
    values = {"agent": str(request.user), "desk": Desk.objects.get(pk=desk).name}
    language = language_of(desk, request.GET.get("address", "")[:254])
    found = matching(request.user, desk, request.GET.get("q", "")[:LONGEST_QUERY], language, values)
    return answer({"templates": [{**asdict(one), "missing": []} for one in found]})


def language_of(desk: int, address: str) -> str:
    """The reader's, as far as it is known."""
    known = RequesterAddress.objects.filter(desk=desk, address=address.strip().lower())
    found = known.values_list("requester__language", flat=True).first()
    return str(found or Desk.objects.values_list("language", flat=True).get(pk=desk))


@transaction.atomic
def _sent(request: DeskRequest, form: WriteFirstForm) -> Ticket:
    given, user, at = form.cleaned_data, request.user, timezone.now()
    desk = hold_membership(user, given["desk"], Role.AGENT)
    before = said_before(given["once"], form.said(), user=user)
    if before is not None:
        return before
    by = agent(user)
    to = Addressee(**{name: given[name] for name in ("address", "name", "language")})
    ticket = write_first(desk, to=to, subject=given["subject"], by=by, at=at)
    claim(ticket, given["once"], form.said(), user=user, at=at)
    add_files(ticket, REPLY, given["files"], user=user, at=at)
    _press(ticket, form, by, at)
    forget_counts(user)
    return ticket


def _press(ticket: Ticket, form: WriteFirstForm, by: Actor, at: datetime) -> None:
    """Held and undone as an answer is; undone it is a draft on its ticket."""
    assert by.user is not None
    given: dict[str, Any] = form.cleaned_data
    values = values_of(ticket, str(by.user), at)
    text, missing = filled(given["text"], values)
    if missing:
        sentence = _("Nothing is known of {%(name)s} on this ticket.")
        raise Refusal("unknown", sentence, "text", {"name": missing[0]})
    words = Words(
        text=text,
        to=(given["address"],),
        cc=tuple(given["cc"]),
        then=given["then"],
        templates=given["templates"],
        markup=markup_with(given["text"], values),
    )
    press(ticket, REPLY, words, user=by.user, at=at, hold=undo_time(by))
