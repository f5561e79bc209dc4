"""Sign in by a link that works once. Following it only asks; the button uses it up, so that
programs that look at links in mails do not (S02)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from prazo.accounts.sign_in_links import holder, use
from prazo.lib.limits import allowed
from prazo.web import rates, visitor
from prazo.web.access import anybody
from prazo.web.entry import first_step_done
from prazo.web.strangers import refuse_strangers
from prazo.web.views.errors import too_many


@anybody
@never_cache
@require_http_methods(["GET", "POST"])
def sign_in_link(request: HttpRequest, token: str) -> HttpResponse:
    now = timezone.now()
    place = visitor.network(request)
    if not allowed(f"sign-in-link:{place}", *rates.LINK_ADDRESS, now):
        return too_many(request, 60 - now.second)
    if request.method == "POST":
        refuse_strangers(request.POST)
        user = use(token, now)
        if user is not None:
            return first_step_done(request, user, reverse("queue"), by_link=True)
    person = holder(token, now)
    status = 404 if person is None else 200
    return render(request, "account/sign_in_link.html", {"person": person}, status=status)
