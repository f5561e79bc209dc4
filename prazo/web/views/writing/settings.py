"""Templates of a desk and of its teams: made, changed and removed by who sets the desk up."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods, require_POST

from prazo.accounts.models import Desk
from prazo.web.access import DeskRequest
from prazo.web.views.settings.access import sets_up
from prazo.web.views.settings.form import act_on, done, sent
from prazo.web.views.settings.page import page, sent_on
from prazo.web.views.writing.form import DeskTemplateForm, initial
from prazo.writing.actions.keep_template import change_template, make_template, remove_template
from prazo.writing.models import Template

SECTION = "settings_templates"


@sets_up
@require_http_methods(["GET", "POST"])
def templates(request: DeskRequest, desk: Desk) -> HttpResponse:
    form = DeskTemplateForm(desk, sent(request))
    if request.method == "POST":
        made = done(
            request,
            desk,
            form,
            lambda by: make_template(desk, form.said(), team=form.cleaned_data["team"], by=by),
        )
        if made is not None:
            return sent_on(SECTION, desk.slug, word="made")
    own = Template.objects.filter(desk=desk, user=None).select_related("team")
    context = {"form": form, "templates": own.order_by("name", "language")}
    return page(request, desk, SECTION, "templates", context, form.status)


@sets_up
@require_http_methods(["GET", "POST"])
def template(request: DeskRequest, desk: Desk, pk: int) -> HttpResponse:
    known = get_object_or_404(Template, pk=pk, desk=desk, user=None)
    form = DeskTemplateForm(desk, sent(request), initial=initial(known))
    if request.method == "POST":
        kept = done(
            request,
            desk,
            form,
            lambda by: change_template(known, form.said(), team=form.cleaned_data["team"], by=by),
        )
        if kept is not None:
            return sent_on(SECTION, desk.slug)
    return page(request, desk, SECTION, "template", {"form": form, "template": known}, form.status)


@sets_up
@require_POST
def removal(request: DeskRequest, desk: Desk, pk: int) -> HttpResponse:
    known = get_object_or_404(Template, pk=pk, desk=desk, user=None)
    act_on(request, desk, lambda by: remove_template(known, by=by))
    return sent_on(SECTION, desk.slug, word="removed")
