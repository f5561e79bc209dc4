"""What can be done to many tickets at once, each with its form."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from prazo.accounts.models import Team, User
from prazo.accounts.models.member import WORKING
from prazo.accounts.operator import Operator
from prazo.desk.actions.assign import assign
from prazo.desk.actions.block import block
from prazo.desk.actions.classify import classify
from prazo.desk.actions.close import close
from prazo.desk.actions.note import note
from prazo.desk.actions.remind import LONGEST as LONGEST_NOTE
from prazo.desk.actions.remind import remind
from prazo.desk.actions.resolve import resolve
from prazo.desk.actions.spam import mark_spam, not_spam
from prazo.desk.actions.tag import tag
from prazo.desk.actor import Actor
from prazo.desk.models import Ticket
from prazo.desk.terms import terms_of
from prazo.desk.wording import MARKDOWN
from prazo.routing.days import days_of
from prazo.rules.deeds import ANSWERING, Deed, read
from prazo.rules.models import Macro
from prazo.rules.performing import perform
from prazo.web.shown import words
from prazo.web.tag_field import HELP, TagsField
from prazo.web.views import moment_fields
from prazo.web.views.acts.assignment import (
    TeamChoice,
    away_now,
    offer_teams,
    person_now,
    reason_field,
)
from prazo.web.views.acts.reminder import meant, whom
from prazo.web.views.acts.reply import LONGEST
from prazo.writing.signatures import signature_of

NOBODY = "nobody"
LEAVES = _("With a level of another team, a ticket leaves the hands of whoever has it.")


class BulkForm(forms.Form):
    """About tickets of one desk, for who acts on them. What is left empty stays as it is on each
    ticket; something must be said where the act `needs` it."""

    needs = True

    def __init__(
        self,
        tickets: Sequence[Ticket],
        user: User,
        *args: Any,
        as_of: datetime | None = None,
        **kwargs: Any,
    ) -> None:
        """`as_of`: when it was asked for, if that is not now."""
        super().__init__(*args, **kwargs)
        self.auto_id = "bulk_%s"
        self.tickets, self.user = tickets, user
        self.as_of = as_of or timezone.now()
        self.prepare()

    def prepare(self) -> None:
        """Fill in choices that depend on the tickets."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        if self.needs and not self.errors and not any(cleaned.values()):
            raise forms.ValidationError(_("Say what should change."))
        return cleaned


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
        people = User.objects.filter(
            memberships__desk=desk, memberships__role__in=WORKING, is_active=True
        ).order_by("name")
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


class TagsForm(BulkForm):
    add = TagsField(label=_("Put on"), help_text=HELP)
    remove = TagsField(label=_("Take off"))

    def prepare(self) -> None:
        for field in self.fields.values():
            assert isinstance(field, TagsField)
            field.of(self.tickets[0].desk)
        self.fields["add"].widget.attrs["autofocus"] = True


def _tag(ticket: Ticket, form: BulkForm, by: Actor, at: datetime) -> None:
    tag(ticket, add=form.cleaned_data["add"], remove=form.cleaned_data["remove"], by=by, at=at)


class SpamForm(BulkForm):
    block = forms.BooleanField(
        label=_("Block the address of each sender, too"),
        required=False,
        help_text=_("Who has an active contract is not blocked here: open the ticket for that."),
    )
    reason = forms.CharField(
        label=_("Why"),
        max_length=500,
        required=False,
        widget=forms.TextInput(attrs={"autofocus": True}),
    )
    needs = False


def _spam(ticket: Ticket, form: BulkForm, by: Actor, at: datetime) -> None:
    reason = form.cleaned_data["reason"]
    address = ticket.requester.address if ticket.requester else ""
    if form.cleaned_data["block"] and address and by.user is not None:
        block(ticket.desk, address, by=Operator(by.user, at), reason=reason)
    mark_spam(ticket, by=by, at=at, reason=reason)


class NotSpamForm(BulkForm):
    needs = False


class NoteForm(BulkForm):
    text = forms.CharField(
        label=_("Internal note"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 4, "autofocus": True}),
        error_messages={"required": _("Write something to be noted.")},
    )


class RemindForm(BulkForm):
    """Moments are those of when it was asked for, whenever it is done."""

    to = forms.ChoiceField(label=_("For whom"))
    note = forms.CharField(
        label=_("What for"), max_length=LONGEST_NOTE, required=False, widget=forms.TextInput
    )
    hides = forms.BooleanField(label=_("Snooze them: out of my queue until then"), required=False)
    moment: datetime | None = None

    def prepare(self) -> None:
        first = self.tickets[0]
        self.calendar = days_of(first.desk_id, self.user.pk, first.version, self.as_of)
        self.fields = {**moment_fields.fields(), **self.fields}
        moment_fields.offer(self, self.calendar, self.as_of, _("When"))
        self.fields["to"].choices = whom(first.desk_id, self.user)  # type: ignore[attr-defined]
        self.fields["hides"].help_text = _(
            "Each comes back before if its customer writes, a colleague does anything, or an hour"
            " before a promise of it falls due."
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors:
            self.moment = moment_fields.chosen(self, self.calendar, self.as_of)
            if cleaned["hides"] and cleaned["to"] != f"u{self.user.pk}":
                self.add_error("hides", _("You snooze a ticket for yourself alone."))
        return cleaned


def _remind(ticket: Ticket, form: BulkForm, by: Actor, at: datetime) -> None:
    assert isinstance(form, RemindForm)
    given = form.cleaned_data
    assert form.moment is not None
    user, team = meant(given["to"], ticket.desk_id)
    note, hides = given["note"], given["hides"]
    remind(ticket, by=by, at=at, when=form.moment, user=user, team=team, note=note, hides=hides)


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
    BulkAct("tags", _("Tags"), TagsForm, _tag),
    BulkAct("macro", _("Apply a macro"), MacroForm, _macro, _macro_answers),
    BulkAct(
        "note",
        _("Internal note"),
        NoteForm,
        lambda ticket, form, by, at: note(
            ticket, by=by, at=at, text=form.cleaned_data["text"], markup=MARKDOWN
        ),
    ),
    BulkAct("remind", _("Remind me, or snooze them"), RemindForm, _remind),
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
        _("Close"),
        CloseForm,
        lambda ticket, form, by, at: close(
            ticket, by=by, at=at, reason=form.cleaned_data["reason"]
        ),
        lambda form: True,
    ),
    BulkAct("spam", _("Spam"), SpamForm, _spam),
    BulkAct(
        "not_spam",
        _("Not spam"),
        NotSpamForm,
        lambda ticket, form, by, at: not_spam(ticket, by=by, at=at),
    ),
)
ACTS: Mapping[str, BulkAct] = {act.name: act for act in _ALL}
