"""Senders who are turned away at a desk: who, by whom, why, and how many mails came since."""

from dataclasses import dataclass

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from prazo.accounts.models import Desk
from prazo.desk.actions.block import block, unblock
from prazo.desk.models import Block
from prazo.web.access import DeskRequest
from prazo.web.shown.due import instant
from prazo.web.views.settings.access import sets_up
from prazo.web.views.settings.form import SettingsForm, act_on, done, sent
from prazo.web.views.settings.listing import listed
from prazo.web.views.settings.page import page, sent_on

SECTION = "settings_blocks"


@dataclass(frozen=True, slots=True)
class Shown:
    """`search` finds what came from there and is spam."""

    block: Block
    since: str
    last: str
    search: str


class BlockForm(SettingsForm):
    sender = forms.CharField(
        label=_("Address or domain"),
        max_length=320,
        help_text=_("somebody@spam.example, or spam.example for everybody there."),
        error_messages={"required": _("Write an address or a domain.")},
    )
    reason = forms.CharField(label=_("Why"), max_length=500, required=False)
    sure = forms.BooleanField(label=_("Also where a customer has a contract"), required=False)


@sets_up
@require_http_methods(["GET", "POST"])
def blocks(request: DeskRequest, desk: Desk) -> HttpResponse:
    form = BlockForm(desk, sent(request))
    if request.method == "POST":
        made = done(request, desk, form, lambda by: block(desk, **form.cleaned_data, by=by))
        if made is not None:
            return sent_on(SECTION, desk.slug, word="made")
    listing = listed(request, desk.blocks.select_related("user"))
    shown = [_shown(one) for one in listing.rows]
    context = {"form": form, "blocks": shown, "listing": listing}
    return page(request, desk, SECTION, "blocks", context, form.status)


@sets_up
@require_POST
def unblocking(request: DeskRequest, desk: Desk, pk: int) -> HttpResponse:
    known = get_object_or_404(Block, pk=pk, desk=desk)
    act_on(request, desk, lambda by: unblock(known, by=by))
    return sent_on(SECTION, desk.slug, word="removed")


def _shown(one: Block) -> Shown:
    query = urlencode({"q": f"is:spam from:{one.sender}"})
    last = instant(one.last_at) if one.last_at else ""
    return Shown(one, instant(one.made_at), last, f"/search?{query}")
