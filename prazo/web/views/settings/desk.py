"""A desk's own facts, and what it still lacks; and opening one more desk."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from prazo.accounts.actions.change_desk import change_desk
from prazo.accounts.actions.open_desk import open_desk
from prazo.accounts.models import Desk
from prazo.lib import scope
from prazo.lib.refusal import Refusal
from prazo.web.access import DeskRequest, administers
from prazo.web.operator import operator
from prazo.web.views.settings.access import sets_up
from prazo.web.views.settings.form import (
    SettingsForm,
    ZoneField,
    done,
    language_choices,
    sent,
    zone_choices,
)
from prazo.web.views.settings.gaps import gaps
from prazo.web.views.settings.page import page, sent_on

SECTION = "settings_desk"


class DeskForm(SettingsForm):
    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        error_messages={"required": _("Write what customers know the desk as.")},
    )
    language = forms.ChoiceField(
        label=_("Language"),
        choices=language_choices,
        help_text=_("For mails to people whose language is not known."),
    )
    time_zone = ZoneField(
        label=_("Time zone"),
        choices=zone_choices,
        help_text=_("For instants in mails. What counts for clocks is in the agreement."),
    )


class NewDeskForm(DeskForm):
    slug = forms.SlugField(
        label=_("Short name"),
        max_length=50,
        help_text=_("Stands in addresses of pages, and stays. Letters, digits, hyphens."),
        error_messages={
            "required": _("Write a short name, such as support."),
            "invalid": _("Write letters, digits, - and _ alone, without accents."),
        },
    )
    field_order = ("name", "slug")


@sets_up
@require_http_methods(["GET", "POST"])
def desk(request: DeskRequest, desk: Desk) -> HttpResponse:
    form = DeskForm(desk, sent(request), initial=_facts(desk))
    if request.method == "POST":
        kept = done(request, desk, form, lambda by: change_desk(desk, **form.cleaned_data, by=by))
        if kept is not None:
            return sent_on(SECTION, desk.slug)
    context = {"form": form, "gaps": gaps(desk, timezone.now())}
    return page(request, desk, SECTION, "desk", context, form.status)


@administers
@require_http_methods(["GET", "POST"])
def new_desk(request: DeskRequest) -> HttpResponse:
    initial = {"language": request.user.language, "time_zone": request.user.time_zone}
    form = NewDeskForm(None, sent(request), initial=initial)
    if request.method == "POST":
        form.status = 422
        if form.is_valid():
            try:
                with scope.entered(scope.SYSTEM):  # there is no scope yet that holds the new desk
                    made = open_desk(**form.cleaned_data, by=operator(request))
            except Refusal as refusal:
                form.refuse(refusal)
            else:
                return sent_on(SECTION, made.slug, word="made")
    return render(request, "settings/new_desk.html", {"form": form}, status=form.status)


def _facts(desk: Desk) -> dict[str, Any]:
    return {"name": desk.name, "language": desk.language, "time_zone": desk.time_zone}
