"""How what is written will be read, before it is sent: with its signature, as the mail has it."""

from django import forms
from django.http import HttpResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_http_methods, require_POST

from prazo.accounts.models import Desk, Role
from prazo.desk.actor import agent
from prazo.desk.models import Ticket
from prazo.web.access import DeskRequest, at_ticket, may, signed_in
from prazo.web.shown.body import typed
from prazo.web.strangers import only_own_fields
from prazo.web.views.acts.reply import LONGEST
from prazo.web.views.errors import forbidden
from prazo.web.views.new_form import own_desks
from prazo.web.views.writing.draft import role_for
from prazo.writing import kinds
from prazo.writing.models import DraftFile
from prazo.writing.signatures import signature_for, signature_of


class PreviewForm(forms.Form):
    kind = forms.ChoiceField(choices=[(kind, kind) for kind in (kinds.REPLY, kinds.NOTE)])
    text = forms.CharField(required=False, max_length=LONGEST, strip=False)


class FirstForm(PreviewForm):
    desk = forms.IntegerField()
    address = forms.CharField(required=False, max_length=254)
    language = forms.CharField(required=False, max_length=10)


@at_ticket(Role.LIGHT)
@require_http_methods(["GET", "POST"])
def preview(request: DeskRequest, ticket: Ticket) -> HttpResponse:
    """Of what is posted; else of a note without a word yet."""
    form = PreviewForm(request.POST if request.method == "POST" else {"kind": kinds.NOTE})
    only_own_fields(form)
    if not form.is_valid():
        return HttpResponse(status=422)
    kind, text = form.cleaned_data["kind"], form.cleaned_data["text"]
    if not may(request, ticket.desk_id, role_for(kind)):
        return forbidden(request)
    signature = signature_of(agent(request.user), ticket) if kind == kinds.REPLY else ""
    own = DraftFile.objects.filter(
        draft__ticket=ticket, draft__user=request.user, draft__kind=kind, draft__pressed_at=None
    )
    files = tuple((name, token) for name, token in own.values_list("name", "token"))
    return _drawn(text, signature, files)


@signed_in
@require_POST
def first(request: DeskRequest) -> HttpResponse:
    """Of a mail by which a ticket will be opened."""
    from prazo.web.views.write_first import language_of

    desks = own_desks(request)
    if not desks:
        return forbidden(request)
    form = FirstForm(request.POST)
    only_own_fields(form)
    if not form.is_valid():
        return HttpResponse(status=422)
    given = form.cleaned_data
    if given["desk"] not in desks:
        return forbidden(request)
    desk = Desk.objects.get(pk=given["desk"])
    language = given["language"] or language_of(desk.pk, given["address"])
    signature = signature_for(request.user, desk.pk, desk.name, language.lower())
    return _drawn(given["text"], signature, ())


def _drawn(text: str, signature: str, files: tuple[tuple[str, str], ...]) -> HttpResponse:
    parts = [_said(text.replace("\r\n", "\n"), files)]
    if signature:
        parts.append(format_html('<div class="signed">{}</div>', _said(signature, ())))
    return HttpResponse("".join(parts))


def _said(text: str, files: tuple[tuple[str, str], ...]) -> SafeString:
    body = typed(text, files)
    kind = "text formatted" if body.formatted else "text"
    parts = (f'<div class="{kind}">{part.html}</div>' for part in body.parts)
    return mark_safe("".join(parts))  # noqa: S308 - escaped where it was made
