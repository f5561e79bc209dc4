"""Sign in with a passkey alone: the device knows its owner, so it is both factors at once."""

import json

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from prazo.accounts.factors import passkeys
from prazo.lib.limits import allowed
from prazo.web import rates, visitor
from prazo.web.access import anybody
from prazo.web.entry import local_path, welcome
from prazo.web.strangers import refuse_strangers
from prazo.web.views.errors import too_many


@anybody
@never_cache
@require_http_methods(["GET", "POST"])
def sign_in_passkey(request: HttpRequest) -> HttpResponse:
    """Looking makes a challenge, which waits in a session that is nobody's."""
    if not passkeys.possible():
        raise Http404
    onward = local_path(request.POST.get("next") or request.GET.get("next", ""))
    if request.user.is_authenticated:
        return redirect(onward)
    now = timezone.now()
    if not allowed(f"passkey:{visitor.network(request)}", *rates.PASSKEY_ADDRESS, now):
        return too_many(request, 60 - now.second)
    wrong = None
    if request.method == "POST":
        refuse_strangers(request.POST, {"passkey", "next"})
        user = passkeys.owner(request.POST.get("passkey", ""), now)
        if user is not None:
            return welcome(request, user, onward)
        wrong = _("That passkey opens nothing here. Try another way.")
    options = json.dumps(passkeys.begin(None))
    context = {"options": options, "next": onward, "wrong": wrong}
    return render(request, "account/passkey.html", context, status=422 if wrong else 200)
