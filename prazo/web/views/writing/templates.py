"""Templates for an answer to this ticket: found as one types, or chosen on a page."""

from dataclasses import asdict, replace

from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from prazo.accounts.models import Role
from prazo.desk.models import Ticket
from prazo.lib.ids import id_of
from prazo.web.access import DeskRequest, at_ticket, hold_membership
from prazo.web.strangers import refuse_strangers
from prazo.web.views.cases.beside import place_of
from prazo.web.views.writing.answer import answer
from prazo.writing import kinds
from prazo.writing.actions.keep_draft import keep_draft, locked
from prazo.writing.placeholders import OF_THE_CUSTOMER, filled
from prazo.writing.templates import matching, usable
from prazo.writing.values import values_of
from prazo.writing.words import Words, opened

LONGEST_QUERY = 80


@at_ticket(Role.AGENT)
@require_http_methods(["GET", "POST"])
def templates(request: DeskRequest, ticket: Ticket, kind: str = kinds.REPLY) -> HttpResponse:
    """`?q=` tells a script; without it a page to choose from, whose choice goes into the draft."""
    if not kinds.WRITTEN.fullmatch(kind):
        raise Http404
    if request.method == "POST":
        return _insert(request, ticket, kind)
    typed = request.GET.get("q", "")[:LONGEST_QUERY]
    values = _values(request, ticket, kind)
    language = "" if kinds.is_beside(kind) else ticket.language
    found = matching(request.user, ticket.desk_id, typed, language or ticket.desk.language, values)
    if "q" in request.GET and "page" not in request.GET:
        return answer({"templates": [asdict(one) for one in found]})
    context = {"ticket": ticket, "templates": found, "typed": typed}
    return render(request, "writing/choose.html", context)


def _insert(request: DeskRequest, ticket: Ticket, kind: str) -> HttpResponse:
    refuse_strangers(request.POST, {"template"})
    given = id_of(request.POST.get("template", ""))
    chosen = usable(request.user, ticket.desk_id).filter(pk=given).first()
    if chosen is None:
        raise Http404
    text, _missing = filled(chosen.text, _values(request, ticket, kind))
    with transaction.atomic():
        hold_membership(request.user, ticket.desk_id, Role.AGENT)
        draft = locked(ticket, kind, request.user)
        words = opened(draft.sealed) if draft is not None else Words()
        whole = "\n\n".join(part for part in (words.text.rstrip(), text) if part)
        kept = replace(words, text=whole, templates=(*words.templates, chosen.pk))
        keep_draft(ticket, kind, kept, user=request.user, at=timezone.now(), revision=None)
    if kinds.is_beside(kind):
        return redirect(place_of(kind, ticket))
    return redirect("ticket", ticket.number)


def _values(request: DeskRequest, ticket: Ticket, kind: str) -> dict[str, str]:
    """To somebody outside nothing goes of the customer's: it stays to be typed over (B9)."""
    values = values_of(ticket, str(request.user), timezone.now())
    return {**values, **dict.fromkeys(OF_THE_CUSTOMER, "")} if kinds.is_beside(kind) else values
