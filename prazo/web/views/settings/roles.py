"""The roles the agreement names, and who stands behind each."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from prazo.accounts.actions.appoint import appoint, dismiss
from prazo.accounts.models import Desk, Member, RoleHolder
from prazo.agreements.models import in_force
from prazo.agreements.schema.escalation import TOLD
from prazo.desk.terms import tag, terms_of
from prazo.web.access import DeskRequest
from prazo.web.shown.words import reader
from prazo.web.views.settings.access import sets_up
from prazo.web.views.settings.choice import MemberChoice
from prazo.web.views.settings.form import SettingsForm, act_on, done, sent
from prazo.web.views.settings.gaps import leads
from prazo.web.views.settings.page import page, sent_on

SECTION = "settings_roles"


class HolderForm(SettingsForm):
    role = forms.ChoiceField(label=_("Role"))
    user = MemberChoice(label=_("A person of this desk"), required=False)
    address = forms.EmailField(
        label=_("Or an address"),
        required=False,
        max_length=254,
        help_text=_("For somebody who has no account here."),
    )

    def __init__(
        self, desk: Desk, roles: Sequence[tuple[str, str]], *args: Any, **kwargs: Any
    ) -> None:
        self.roles = roles
        super().__init__(desk, *args, **kwargs)

    def prepare(self) -> None:
        self.fields["role"].choices = self.roles  # type: ignore[attr-defined]
        people = Member.objects.filter(desk=self.desk, user__is_active=True)
        self.fields["user"].queryset = people.select_related("user").order_by("user__name")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and bool(given.get("user")) == bool(given.get("address")):
            self.add_error("user", _("Choose a person, or write an address: one of them."))
        return given


@sets_up
@require_http_methods(["GET", "POST"])
def roles(request: DeskRequest, desk: Desk) -> HttpResponse:
    named = _named(desk)
    form = HolderForm(desk, named, sent(request))
    if request.method == "POST":
        made = done(request, desk, form, lambda by: appoint(desk, **form.cleaned_data, by=by))
        if made is not None:
            return sent_on(SECTION, desk.slug, word="made")
    context = {"form": form if named else None, "roles": _shown(desk, named), "leads": leads(desk)}
    return page(request, desk, SECTION, "roles", context, form.status)


@sets_up
@require_POST
def dismissal(request: DeskRequest, desk: Desk, pk: int) -> HttpResponse:
    known = get_object_or_404(RoleHolder.objects.select_related("user", "desk"), pk=pk, desk=desk)
    act_on(request, desk, lambda by: dismiss(known, by=by))
    return sent_on(SECTION, desk.slug, word="removed")


def _named(desk: Desk) -> list[tuple[str, str]]:
    """The roles of the agreement in force, as it calls them; leads are made on their own page."""
    version = in_force(desk.pk, timezone.now())
    if version is None:
        return []
    words = tag(reader())
    named = terms_of(version).document.roles.items()
    return [(role, found.name.of(words)) for role, found in named if role not in TOLD]


def _shown(desk: Desk, named: Sequence[tuple[str, str]]) -> list[dict[str, Any]]:
    """Those of the agreement first; then any that somebody holds and it no longer names."""
    held: dict[str, list[RoleHolder]] = {role: [] for role, _name in named}
    for holder in desk.role_holders.select_related("user").order_by("pk"):
        held.setdefault(holder.role, []).append(holder)
    names = dict(named)
    return [
        {
            "role": role,
            "name": names.get(role, role),
            "named": role in names,
            "holders": holders,
            "nobody": not any(one.user is None or one.user.is_active for one in holders),
        }
        for role, holders in held.items()
    ]
