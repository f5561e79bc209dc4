"""One's own templates, at each desk one works at."""

from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from prazo.accounts.models import Desk, Role
from prazo.accounts.operator import Operator
from prazo.lib.refusal import Refusal
from prazo.web.access import DeskRequest, hold_membership, may, signed_in
from prazo.web.operator import operator
from prazo.web.strangers import refuse_strangers
from prazo.web.views.settings.form import sent
from prazo.web.views.writing.form import TemplateForm, initial
from prazo.writing.actions.keep_template import change_template, make_template, remove_template
from prazo.writing.models import Template
from prazo.writing.templates import usable

MOST = 300
"""Of one person at one desk."""


@signed_in
@require_http_methods(["GET", "POST"])
def mine(request: DeskRequest) -> HttpResponse:
    """Mine to change, and those of the desk and my teams to read. `?desk=slug` chooses one."""
    desks = own_desks(request)
    chosen = next((one for one in desks if one.slug == request.GET.get("desk")), desks[0])
    form = TemplateForm(chosen, sent(request))
    if request.method == "POST" and _done(request, form, lambda by: _made(request, form, by)):
        return redirect(f"/templates?desk={chosen.slug}")
    found = usable(request.user, chosen.pk).select_related("team").order_by("name", "language")
    context = {
        "desks": desks,
        "desk": chosen,
        "form": form,
        "mine": [one for one in found if one.user_id],
        "others": [one for one in found if not one.user_id],
    }
    return render(request, "writing/mine.html", context, status=form.status)


@signed_in
@require_http_methods(["GET", "POST"])
def one(request: DeskRequest, pk: int) -> HttpResponse:
    known = _own(request, pk)
    form = TemplateForm(known.desk, sent(request), initial=initial(known))
    if request.method == "POST" and _done(
        request, form, lambda by: change_template(known, form.said(), by=by)
    ):
        return redirect(f"/templates?desk={known.desk.slug}")
    context = {"form": form, "template": known}
    return render(request, "writing/one.html", context, status=form.status)


@signed_in
@require_POST
def removal(request: DeskRequest, pk: int) -> HttpResponse:
    refuse_strangers(request.POST)
    known = _own(request, pk)
    with transaction.atomic():
        hold_membership(request.user, known.desk_id, Role.AGENT)
        remove_template(known, by=operator(request))
    return redirect(f"/templates?desk={known.desk.slug}")


def own_desks(request: DeskRequest) -> list[Desk]:
    """Those one answers at, by name."""
    desks = list(Desk.objects.filter(pk__in=_acted_at(request)).order_by("name"))
    if not desks:
        raise PermissionDenied
    return desks


def _own(request: DeskRequest, pk: int) -> Template:
    own = Template.objects.filter(user=request.user, desk__in=_acted_at(request))
    return get_object_or_404(own.select_related("desk"), pk=pk)


def _made(request: DeskRequest, form: TemplateForm, by: Operator) -> Template:
    assert form.desk is not None
    if Template.objects.filter(user=request.user, desk=form.desk).count() >= MOST:
        raise Refusal("too_many", _("You have too many templates. Remove some first."))
    return make_template(form.desk, form.said(), owner=request.user, by=by)


def _acted_at(request: DeskRequest) -> list[int]:
    return [desk for desk in request.desks if may(request, desk, Role.AGENT)]


def _done(request: DeskRequest, form: TemplateForm, act: Callable[[Operator], Template]) -> bool:
    """Whether it was; a refusal stands in the form."""
    if not form.is_valid():
        form.status = 422
        return False
    assert form.desk is not None
    try:
        with transaction.atomic():
            hold_membership(request.user, form.desk.pk, Role.AGENT)
            act(operator(request))
    except Refusal as refusal:
        form.refuse(refusal)
        return False
    return True
