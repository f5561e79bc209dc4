"""A draft, kept while it is written: by a script, a second after the last key."""

from django import forms
from django.db import transaction
from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from prazo.accounts.models import Role
from prazo.desk.models import Ticket
from prazo.lib.refusal import Refusal
from prazo.web.access import DeskRequest, at_ticket, hold_membership
from prazo.web.strangers import only_own_fields
from prazo.web.views.acts.fields import IdsField
from prazo.web.views.acts.reply import LONGEST
from prazo.web.views.writing.answer import answer, told
from prazo.writing import kinds
from prazo.writing.actions.keep_draft import NewerError, keep_draft
from prazo.writing.models import Draft
from prazo.writing.recipients import addresses_in
from prazo.writing.words import Words


class DraftForm(forms.Form):
    """As it stands in the browser: half an address is kept as it is."""

    kind = forms.RegexField(kinds.WHOLE)
    revision = forms.IntegerField(min_value=0, max_value=2**62)
    text = forms.CharField(required=False, max_length=LONGEST, strip=False)
    to = forms.CharField(required=False, max_length=7000)
    cc = forms.CharField(required=False, max_length=7000)
    investigation = forms.BooleanField(required=False)
    templates = IdsField()
    party = forms.CharField(required=False, max_length=20)
    subject = forms.CharField(required=False, max_length=300)
    reference = forms.CharField(required=False, max_length=100)

    def words(self) -> Words:
        given = self.cleaned_data
        return Words(
            text=given["text"].replace("\r\n", "\n"),
            to=tuple(addresses_in(given["to"])) if "to" in self.data else None,
            cc=tuple(addresses_in(given["cc"])),
            investigation=given["investigation"],
            templates=given["templates"],
            party=given["party"],
            subject=given["subject"],
            reference=given["reference"],
        )


def role_for(kind: str) -> Role:
    """The least one that may write so."""
    return Role.LIGHT if kind == kinds.NOTE else Role.AGENT


@at_ticket(Role.LIGHT)
@require_http_methods(["GET", "POST"])
def draft(request: DeskRequest, ticket: Ticket) -> HttpResponse:
    """409, with what there is, where its writer went on in another place."""
    if request.method == "GET":
        own = Draft.objects.filter(ticket=ticket, user=request.user, pressed_at=None)
        return answer({"drafts": {one.kind: told(one) for one in own}})
    form = DraftForm(request.POST)
    only_own_fields(form)
    if not form.is_valid():
        return answer({"refused": " ".join(form.errors)}, 422)
    kind = form.cleaned_data["kind"]
    try:
        with transaction.atomic():
            hold_membership(request.user, ticket.desk_id, role_for(kind))
            kept = keep_draft(
                ticket,
                kind,
                form.words(),
                user=request.user,
                at=timezone.now(),
                revision=form.cleaned_data["revision"],
            )
    except NewerError as newer:
        return answer(told(newer.draft), 409)
    except Refusal as refusal:
        return answer({"refused": str(refusal)}, 422)
    return answer({"revision": kept.revision if kept else 0})
