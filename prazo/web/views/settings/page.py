"""The frame of every page of the settings: which desk, which part of it."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from prazo.accounts.models import Desk
from prazo.web.access import DeskRequest

SECTIONS = (
    ("settings_desk", _("Desk")),
    ("settings_agreement", _("Agreement")),
    ("settings_mail", _("Mail accounts")),
    ("settings_entrances", _("Entrances")),
    ("settings_people", _("People")),
    ("settings_sign_in", _("Sign-in")),
    ("settings_roles", _("Roles")),
    ("settings_teams", _("Teams")),
    ("settings_assignment", _("Assignment")),
    ("settings_templates", _("Templates")),
    ("settings_signature", _("Signature")),
    ("settings_rules", _("Rules")),
    ("settings_tags", _("Tags")),
    ("settings_blocks", _("Blocked senders")),
    ("settings_customers", _("Customers")),
    ("settings_requesters", _("Requesters")),
    ("settings_desk_history", _("History")),
)
WORDS: Mapping[str, Promise | str] = {
    "kept": _("Kept."),
    "made": _("Done."),
    "removed": _("Removed."),
    "adopted": _("Adopted. Running tickets stay on the version they were opened under."),
    "withdrawn": _("Withdrawn. Nothing changes on that day."),
    "reset": _("Reset. A mail tells the person."),
    "reset_unsaid": _("Reset. Tell the person: no desk of theirs can send a mail."),
    "asked": _("Asked. A mail is on its way to the owner; its link works for a week."),
    "unasked": _("Kept, but nobody was asked: this desk cannot send mail."),
    "password": _("Kept. The password is sealed; it is never shown again."),
}
"""What is said on the page one is sent to after an act; never a visitor's own words."""


@dataclass(frozen=True, slots=True)
class Section:
    name: str
    address: str
    here: bool


def page(
    request: DeskRequest,
    desk: Desk,
    section: str,
    template: str,
    context: Mapping[str, object],
    status: int = 200,
) -> HttpResponse:
    """`section` is the address name of the part one is in."""
    frame = {
        "desk": desk,
        "sections": [
            Section(str(title), reverse(name, args=[desk.slug]), name == section)
            for name, title in SECTIONS
        ],
        "notice": WORDS.get(request.GET.get("done", ""), ""),
    }
    return render(request, f"settings/{template}.html", {**frame, **context}, status=status)


def sent_on(to: str, *args: object, word: str = "kept") -> HttpResponse:
    """After an act: to the page that shows what came of it, with a word about it."""
    return redirect(f"{reverse(to, args=args)}?{urlencode({'done': word})}")
