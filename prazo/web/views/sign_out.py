"""Sign out: the session ends here and now, open streams within seconds (AC06)."""

from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from prazo.web.access import anybody
from prazo.web.strangers import refuse_strangers


@anybody
@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    refuse_strangers(request.POST)
    logout(request)
    answer = redirect("sign_in")
    answer["Clear-Site-Data"] = '"cache", "storage"'  # what was typed and never sent goes, too
    return answer
