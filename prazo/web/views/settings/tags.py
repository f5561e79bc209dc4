"""The tags of a desk: how many tickets carry each; called something else, made one, taken away."""

from dataclasses import dataclass

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from prazo.accounts.models import Desk
from prazo.desk.actions.rename_tag import counted
from prazo.desk.models import Tag
from prazo.desk.tags import LONGEST, tag_of
from prazo.lib.refusal import Refusal
from prazo.rules.actions.rename_tag import remove_tag, rename_tag, used_by
from prazo.web.access import DeskRequest
from prazo.web.shown.tags import address
from prazo.web.views.settings.access import sets_up
from prazo.web.views.settings.form import SettingsForm, act_on, done, sent
from prazo.web.views.settings.listing import listed
from prazo.web.views.settings.page import page, sent_on

SECTION = "settings_tags"


@dataclass(frozen=True, slots=True)
class Counted:
    """`search` finds the tickets that carry it."""

    tag: Tag
    tickets: int
    search: str


class TagForm(SettingsForm):
    name = forms.CharField(
        label=_("Name"),
        max_length=4 * LONGEST,
        help_text=_("Called as another tag is, both become one."),
        error_messages={"required": _("Write a name.")},
    )

    def clean_name(self) -> str:
        try:
            return tag_of(self.cleaned_data["name"])
        except Refusal as refusal:
            raise forms.ValidationError(str(refusal)) from None


@sets_up
@require_http_methods(["GET", "HEAD"])
def tags(request: DeskRequest, desk: Desk) -> HttpResponse:
    query = request.GET.get("q", "")[:200].strip()
    listing = listed(request, desk.tags.filter(name__icontains=query) if query else desk.tags.all())
    counts = counted(desk, [tag.name for tag in listing.rows])
    shown = [Counted(tag, counts[tag.name], address(tag.name)) for tag in listing.rows]
    context = {"tags": shown, "listing": listing, "query": query}
    return page(request, desk, SECTION, "tags", context)


@sets_up
@require_http_methods(["GET", "POST"])
def tag(request: DeskRequest, desk: Desk, pk: int) -> HttpResponse:
    known = get_object_or_404(Tag, pk=pk, desk=desk)
    form = TagForm(desk, sent(request), initial={"name": known.name})
    if request.method == "POST":
        kept = done(
            request, desk, form, lambda by: rename_tag(known, form.cleaned_data["name"], by=by)
        )
        if kept is not None:
            return sent_on(SECTION, desk.slug)
    carry = counted(desk, [known.name])[known.name]
    says = ngettext("%(n)s ticket carries it.", "%(n)s tickets carry it.", carry) % {"n": carry}
    context = {"form": form, "tag": known, "says": says, "used": used_by(desk, known.name)}
    return page(request, desk, SECTION, "tag", context, form.status)


@sets_up
@require_POST
def removal(request: DeskRequest, desk: Desk, pk: int) -> HttpResponse:
    known = get_object_or_404(Tag, pk=pk, desk=desk)
    act_on(request, desk, lambda by: remove_tag(known, by=by))
    return sent_on(SECTION, desk.slug, word="removed")
