"""What can be done to many tickets at once, each with its form."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from prazo.accounts.models import Team, User
from prazo.accounts.models.member import WORKING
from prazo.desk.actions.assign import assign
from prazo.desk.actions.classify import classify
from prazo.desk.actions.close import close
from prazo.desk.actions.note import note
from prazo.desk.actions.resolve import resolve
from prazo.desk.actions.spam import not_spam
from prazo.desk.actor import Actor
from prazo.desk.models import Ticket
from prazo.desk.terms import terms_of
from prazo.desk.wording import MARKDOWN
from prazo.lib.alphabet import alphabetical
from prazo.rules.deeds import ANSWERING, Deed, read
from prazo.rules.models import Macro
from prazo.rules.performing import perform
from prazo.web.shown import words
from prazo.web.views.acts.assignment import (
    TeamChoice,
    away_now,
    offer_teams,
    person_now,
    reason_field,
)
from prazo.web.views.acts.reply import LONGEST
from prazo.web.views.bulk.beside import (
    NotSpamForm,
    RemindForm,
    SpamForm,
    TagsForm,
    mark_each,
    remind_of_each,
    tag_each,
)
from prazo.web.views.bulk.form import BulkForm
from prazo.writing.signatures import signature_of

NOBODY = "nobody"
LEAVES = _("With a level of another team, a ticket leaves the hands of whoever has it.")


class AssignForm(BulkForm):
    to = forms.ChoiceField(
        label=_("Person"), required=False, widget=forms.Select(attrs={"autofocus": True})
    )
    team = TeamChoice(
        label=_("Team"), queryset=Team.objects.none(), required=False, empty_label=_("as it is")
    )
    reason = reason_field()

    def prepare(self) -> None:
        desk = self.tickets[0].desk_id
        working = User.objects.filter(
            memberships__desk=desk, memberships__role__in=WORKING, is_active=True
        )
        people = alphabetical(working)
        away = away_now(desk)
        self.fields["to"].choices = [  # type: ignore[attr-defined]
            ("", _("as it is")),
            (NOBODY, _("nobody")),
            *((str(person.pk), person_now(person, away)) for person in people),
        ]
        offer_teams(self, desk)

    def clean(self) -> dict[str, Any]:
        """A reason alone moves nothing."""
        cleaned = super().clean()
        if not self.errors and not (cleaned["to"] or cleaned["team"]):
            raise forms.ValidationError(_("Say what should change."))
        return cleaned


def _assign(ticket: Ticket, form: BulkForm, by: Actor, at: datetime) -> None:
    to, team = form.cleaned_data["to"], form.cleaned_data["team"]
    person = User.objects.get(pk=to) if to and to != NOBODY else None
    reason = form.cleaned_data.get("reason", "")
    assign(ticket, by=by, at=at, to=person, team=team, keep=not to, reason=reason)


class ClassifyForm(BulkForm):
    """Values that any of the tickets' agreements knows; a ticket whose own does not refuses it."""

    def prepare(self) -> None:
        known = {t.version.sha256: terms_of(t.version) for t in self.tickets}.values()
        for name, label in (
            ("priority", _("Priority")),
            ("level", _("Level")),
            ("request_type", _("Type")),
            ("component", _("Component")),
        ):
            found: dict[str, str] = {}
            for terms in known:
                if len(terms.agreement.dimensions.get(name, ())) > 1:
                    found |= dict(terms.choices(name, words.reader()))
            if found:
                self.fields[name] = forms.ChoiceField(
                    label=label,
                    choices=[("", _("as it is")), *found.items()],
                    required=False,
                    help_text=LEAVES if name == "level" else "",
                )


def _classify(ticket: Ticket, form: BulkForm, by: Actor, at: datetime) -> None:
    changes = {name: value for name, value in form.cleaned_data.items() if value}
    classify(ticket, by=by, at=at, changes=changes)


class NoteForm(BulkForm):
    text = forms.CharField(
        label=_("Internal note"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4, "autofocus": True}),
        error_messages={"required": _("Write something to be noted.")},
    )


class ResolveForm(BulkForm):
    summary = forms.CharField(
        label=_("What was done"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 4, "autofocus": True}),
        help_text=_("It is sent to the requester of each ticket."),
        error_messages={"required": _("Say what was done: the requester will read it.")},
    )


class CloseForm(BulkForm):
    reason = forms.CharField(
        label=_("Why they are closed"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 2, "autofocus": True}),
        help_text=_("It stays inside the desk."),
        error_messages={"required": _("Say why: there may have been no solution.")},
    )


class MacroForm(BulkForm):
    macro = forms.ChoiceField(
        label=_("Macro"),
        widget=forms.Select(attrs={"autofocus": True}),
        error_messages={"required": _("Choose a macro.")},
    )

    def prepare(self) -> None:
        desk = self.tickets[0].desk_id
        self.macros = {
            str(macro.pk): macro
            for macro in Macro.objects.visible_to(self.user).filter(desk=desk).in_order()
        }
        self.fields["macro"].choices = [  # type: ignore[attr-defined]
            ("", "—"),
            *((pk, macro.name) for pk, macro in self.macros.items()),
        ]

    def deeds(self) -> tuple[Deed, ...]:
        return read(self.macros[self.cleaned_data["macro"]].deeds)[0]


def _macro(ticket: Ticket, form: BulkForm, by: Actor, at: datetime) -> None:
    assert isinstance(form, MacroForm)
    perform(ticket, form.deeds(), by=by, at=at)


def _macro_answers(form: BulkForm) -> bool:
    assert isinstance(form, MacroForm)
    return any(deed.do in ANSWERING for deed in form.deeds())


Perform = Callable[[Ticket, BulkForm, Actor, datetime], object]


@dataclass(frozen=True, slots=True)
class BulkAct:
    """`answers`: by a valid form, whether it speaks to the requester or ends the case."""

    name: str
    title: str | Promise
    form: type[BulkForm]
    perform: Perform
    answers: Callable[[BulkForm], bool] = lambda form: False


_ALL = (
    BulkAct("assign", _("Assign"), AssignForm, _assign),
    BulkAct("classify", _("Classify"), ClassifyForm, _classify),
    BulkAct("tags", _("Tags"), TagsForm, tag_each),
    BulkAct("macro", _("Apply a macro"), MacroForm, _macro, _macro_answers),
    BulkAct(
        "note",
        _("Internal note"),
        NoteForm,
        lambda ticket, form, by, at: note(
            ticket, by=by, at=at, text=form.cleaned_data["text"], markup=MARKDOWN
        ),
    ),
    BulkAct("remind", _("Remind me, or snooze them"), RemindForm, remind_of_each),
    BulkAct(
        "resolve",
        _("Resolve"),
        ResolveForm,
        lambda ticket, form, by, at: resolve(
            ticket,
            by=by,
            at=at,
            summary=form.cleaned_data["summary"],
            markup=MARKDOWN,
            signature=signature_of(by, ticket),
        ),
        lambda form: True,
    ),
    BulkAct(
        "close",
        pgettext_lazy("ticket", "Close"),
        CloseForm,
        lambda ticket, form, by, at: close(
            ticket, by=by, at=at, reason=form.cleaned_data["reason"]
        ),
        lambda form: True,
    ),
    BulkAct("spam", _("Spam"), SpamForm, mark_each),
    BulkAct(
        "not_spam",
        _("Not spam"),
        NotSpamForm,
        lambda ticket, form, by, at: not_spam(ticket, by=by, at=at),
    ),
)
ACTS: Mapping[str, BulkAct] = {act.name: act for act in _ALL}
