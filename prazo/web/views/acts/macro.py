"""Apply a macro: several acts as one, looked at before if one likes, and on to the next ticket."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from django import forms
from django.db import transaction
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from prazo.accounts.models import Role, User
from prazo.desk.acting import must_not_be_merged
from prazo.desk.actor import Actor, agent
from prazo.desk.models import Ticket
from prazo.lib.refusal import Refusal
from prazo.rules.deeds import ANSWERING, read
from prazo.rules.held import apply
from prazo.rules.models import Macro
from prazo.rules.performing import filled_in, refused
from prazo.web.access import DeskRequest, at_ticket, gone_to, hold_membership, ticket_seen_by
from prazo.web.counts import forget_counts
from prazo.web.drawn import changed_since, drawn
from prazo.web.shown.deeds import Book
from prazo.web.views.acts.act import Act, Done, after, shown
from prazo.web.views.acts.seen import FreshForm
from prazo.web.views.acts.written import IN_A_MOMENT, undo_time, with_held
from prazo.web.views.play import onward_of
from prazo.writing.meanwhile import last_said_beside, written_beside_meanwhile

PLACE = ("play", "at", "desk", "order")


@dataclass(frozen=True, slots=True)
class Offered:
    """`told` are its steps in words."""

    macro: Macro
    told: list[str]
    chosen: bool


@dataclass(frozen=True, slots=True)
class Preview:
    steps: list[str]
    refused: str


class MacroForm(FreshForm):
    macro = forms.ChoiceField(
        label=_("Macro"),
        error_messages={
            "required": _("Choose a macro."),
            "invalid_choice": _("This macro is gone. Choose another."),
        },
    )
    stage = forms.ChoiceField(choices=[("do", ""), ("preview", ""), ("onward", "")], required=False)
    drawn = forms.CharField(
        required=False, max_length=20_000, widget=forms.HiddenInput(attrs={"id": False})
    )
    play = forms.CharField(required=False, max_length=60)
    at = forms.CharField(required=False, max_length=700)
    desk = forms.CharField(required=False, max_length=60)
    order = forms.CharField(required=False, max_length=60)
    preview: Preview | None = None

    def __init__(self, ticket: Ticket, user: User, *args: Any, **kwargs: Any) -> None:
        seen = Macro.objects.visible_to(user).filter(desk=ticket.desk_id).in_order()
        self.macros = {str(macro.pk): macro for macro in seen}
        super().__init__(ticket, *args, **kwargs)

    def prepare(self) -> None:
        super().prepare()
        if not self.is_bound:
            self.initial["drawn"] = self._steps()
        self.fields["macro"].choices = [  # type: ignore[attr-defined]
            (pk, macro.name) for pk, macro in self.macros.items()
        ]

    def said_last(self) -> datetime:
        return max(super().said_last(), last_said_beside(self.ticket, None))

    def must_be_seen_beside(self, by: Actor) -> None:
        if (seen := self.seen_until) is not None:
            written_beside_meanwhile(self.ticket, None, seen, by.user)

    def must_be_as_drawn(self, chosen: Macro) -> None:
        """Nothing is sent that nobody who pressed has read."""
        if changed_since(self.cleaned_data["drawn"], {str(chosen.pk): chosen.deeds}):
            self.show_steps()
            raise Refusal(
                "changed",
                _("This macro was changed just now. Look at what it does, and apply it again."),
                conflict=True,
            )

    def show_steps(self) -> None:
        """As they are by now, in a form that comes back."""
        self.put("drawn", self._steps())

    def _steps(self) -> str:
        return drawn({pk: macro.deeds for pk, macro in self.macros.items()})

    def offered(self) -> list[Offered]:
        """The first one is chosen until another is."""
        book, wanted = Book(self.ticket.desk), str(self["macro"].value() or "")
        if wanted not in self.macros:
            wanted = next(iter(self.macros), "")
        return [
            Offered(macro, book.told_all(read(macro.deeds)[0]), pk == wanted)
            for pk, macro in self.macros.items()
        ]

    def place(self) -> list[tuple[str, str]]:
        """Where in a queue one is, to be sent along; nothing for who did not come by playing."""
        said = {name: str(self[name].value() or "") for name in PLACE}
        return [(name, value) for name, value in said.items() if value] if onward_of(said) else []


@at_ticket(Role.AGENT)
@require_http_methods(["GET", "POST"])
def macro(request: DeskRequest, ticket: Ticket) -> HttpResponse:
    if request.method == "GET":
        must_not_be_merged(ticket)
        form = MacroForm(
            ticket, request.user, initial={**_came_from(request), **request.GET.dict()}
        )
        return shown(request, ticket, ACT, form)
    form = MacroForm(ticket, request.user, request.POST)
    if not form.is_valid():
        return shown(request, ticket, ACT, form, 422)
    chosen = form.macros[form.cleaned_data["macro"]]
    if form.cleaned_data["stage"] == "preview":
        form.preview = _preview(ticket, chosen, request.user)
        form.show_steps()
        return shown(request, ticket, ACT, form)
    try:
        held = _apply(ticket, chosen, form, request.user)
    except Refusal as refusal:
        form.refuse(refusal)
        current = ticket_seen_by(request.user, ticket.number)
        return shown(request, current, ACT, form, 409 if refusal.conflict else 422)
    onward = onward_of(form.cleaned_data)
    if form.cleaned_data["stage"] == "onward" and onward:
        return gone_to(request, with_held(onward, ticket, request.user) if held else onward)
    return after(request, ticket, ACT, Done(notice=IN_A_MOMENT) if held else None)


def _apply(ticket: Ticket, chosen: Macro, form: MacroForm, user: User) -> bool:
    """In one transaction with the permission it needs. Whether it is held."""
    by, at, held = agent(user), timezone.now(), False
    with transaction.atomic():
        hold_membership(user, ticket.desk_id, Role.AGENT)
        deeds = read(chosen.deeds)[0]
        if form.claim(by, at):
            form.must_be_as_drawn(chosen)
            if any(deed.do in ANSWERING for deed in deeds):
                form.must_be_seen(by)
            if any(deed.do == "beside" for deed in deeds):
                form.must_be_seen_beside(by)
            held = apply(ticket, chosen.name, deeds, user=user, at=at, hold=undo_time(by))
    forget_counts(user)
    return held


def _preview(ticket: Ticket, chosen: Macro, user: User) -> Preview:
    """With the texts as they would be sent, and why it would be refused."""
    by, book, at = agent(user), Book(ticket.desk), timezone.now()
    deeds, _faults = read(chosen.deeds)
    why = refused(ticket, deeds, by=by, at=at)
    steps = []
    for deed in deeds:
        try:
            steps.append(book.told(filled_in(deed, ticket, by, at), whole=True))
        except Refusal:
            steps.append(book.told(deed, whole=True))
    return Preview(steps, why)


def _came_from(request: DeskRequest) -> Mapping[str, str]:
    """The place in a queue that the address of the page around the form says."""
    page = request.htmx.current_url or request.headers.get("Referer", "")
    said = dict(parse_qsl(urlsplit(page).query))
    return {name: said[name] for name in PLACE if name in said}


ACT = Act(
    name="macro",
    title=_("Apply a macro"),
    button=_("Apply it"),
    form=MacroForm,
    perform=lambda *_: None,
    template="acts/macro.html",
)
