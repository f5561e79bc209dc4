"""The owner of a claimed address says whether it is his. Following the link only asks; a button
answers, so that programs that look at links in mails do not (S02).

Whoever holds the link sees the desk's name, the person's, and an address by its first letter.
"""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from prazo.channels.email.address_question import spoken
from prazo.customers.actions.answer_claim import answer_claim
from prazo.customers.claims import claims_of, masked
from prazo.customers.models import AddressClaim
from prazo.lib import scope
from prazo.lib.limits import allowed
from prazo.lib.tongue import tongue
from prazo.web import rates, visitor
from prazo.web.access import anybody
from prazo.web.strangers import refuse_strangers
from prazo.web.views.errors import too_many
from prazo.web.views.settings.form import language_choices

ANSWERS = {"yes": True, "no": False}


@anybody
@never_cache
@require_http_methods(["GET", "POST"])
def address_question(request: HttpRequest, token: str) -> HttpResponse:
    now = timezone.now()
    if not allowed(f"address-question:{visitor.network(request)}", *rates.LINK_ADDRESS, now):
        return too_many(request, 60 - now.second)
    refuse_strangers(request.POST, {"answer"})
    with scope.entered(scope.SYSTEM):  # whose it is, nobody but the token knows
        claim = claims_of(token, now).select_related("desk", "requester").first()
    if claim is None:
        return _page(request, None, "")
    with scope.entered(scope.of([claim.desk_id])):
        answer = ANSWERS.get(request.POST.get("answer", ""))
        if answer is None:
            return _page(request, claim, "asked")
        answered = answer_claim(token, yes=answer, at=now)
        return _page(request, claim if answered else None, answered or "")


def _page(request: HttpRequest, claim: AddressClaim | None, state: str) -> HttpResponse:
    """In the language that is asked for, else the visitor's own, else the person's."""
    first = spoken(claim) if claim is not None else "en"
    offered = sorted(dict(settings.LANGUAGES), key=lambda tag: tag != first)
    language = tongue(request, offered)
    context = {
        "language": language,
        "languages": language_choices(),
        "claim": claim,
        "state": state,
        "known_as": masked(claim.requester.address) if claim is not None else "",
    }
    status = 404 if claim is None else 200
    with translation.override(language):
        answer = render(request, "customers/address_question.html", context, status=status)
        answer["Content-Language"] = language
        return answer
