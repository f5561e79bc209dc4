"""Set a reminder or change one; and snooze the ticket until then, but never over a promise."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django import forms
from django.db.models import Min
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from prazo.accounts.models import Team, User
from prazo.accounts.models.member import WORKING
from prazo.desk.actions.remind import GONE, LONGEST, gone, remind
from prazo.desk.actor import Actor
from prazo.desk.models import Reminder, Ticket
from prazo.desk.snooze import back_at
from prazo.desk.terms import terms_of
from prazo.lib.ids import id_of
from prazo.lib.refusal import Refusal
from prazo.routing.days import days_of
from prazo.web.drawn import changed_since, drawn, refused
from prazo.web.shown import words
from prazo.web.shown.due import instant, near
from prazo.web.views import moment_fields
from prazo.web.views.acts.act import Act, Done, OnceForm, view_of
from prazo.web.views.acts.assignment import away_now, person_now

EVERYBODY = "all"


class ReminderForm(OnceForm):
    """`known` says how the reminder stood that is changed; both have no id, lest a form that is
    swapped in inherits that of the one before it."""

    to = forms.ChoiceField(label=_("For whom"))
    note = forms.CharField(
        label=_("What for"),
        max_length=LONGEST,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    hides = forms.BooleanField(label=_("Snooze it: out of my queue until then"), required=False)
    reminder = forms.IntegerField(
        required=False, min_value=1, widget=forms.HiddenInput(attrs={"id": False})
    )
    known = forms.CharField(
        required=False, max_length=500, widget=forms.HiddenInput(attrs={"id": False})
    )

    def prepare(self) -> None:
        assert self.reader is not None
        self.now = timezone.now()
        self.calendar = days_of(self.ticket.desk_id, self.reader.pk, self.ticket.version, self.now)
        self.fields = {**moment_fields.fields(), **self.fields}
        self.changed = self._changed()
        moment_fields.offer(
            self, self.calendar, self.now, _("When"), promised=_promised(self.ticket, self.now)
        )
        self.fields["to"].choices = whom(self.ticket.desk_id, self.reader)  # type: ignore[attr-defined]
        self.fields["hides"].help_text = _snoozing(self.ticket, self.now)
        self.initial = {**self.initial, **self._held()}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        self.moment = None
        if not self.errors:
            held = self.changed.at if self.changed else None
            self.moment = moment_fields.chosen(self, self.calendar, self.now, held)
            if cleaned["hides"] and cleaned["to"] != f"u{self.reader.pk if self.reader else 0}":
                self.add_error("hides", _("You snooze a ticket for yourself alone."))
        return cleaned

    def must_be_as_known(self) -> None:
        """Refuse once what would be kept over a colleague's; sent again it is kept (R04)."""
        if self.cleaned_data["reminder"] is None:
            return
        if self.changed is None:
            raise gone()
        if changed_since(self.cleaned_data["known"], standing(self.changed)):
            self.put("known", drawn(standing(self.changed)))
            raise refused()

    def refuse(self, refusal: Refusal) -> None:
        if refusal.code == GONE:
            self.put("reminder", "")
            self.put("known", "")
            again = _("This reminder is done or deleted already. Send it again to set it anew.")
            refusal = Refusal(GONE, again, conflict=True)
        super().refuse(refusal)

    def _changed(self) -> Reminder | None:
        said = str((self.data if self.is_bound else self.initial).get("reminder", ""))
        found = self.ticket.reminders.select_related("user", "team").filter(pk=id_of(said))
        return found.first()

    def _held(self) -> Mapping[str, Any]:
        one = self.changed
        if one is None:
            return {"to": f"u{self.reader.pk if self.reader else 0}"}
        return {
            **moment_fields.held(one.at),
            "to": _whose(one),
            "note": one.note,
            "hides": one.hides,
            "reminder": one.pk,
            "known": drawn(standing(one)),
        }


def perform(ticket: Ticket, form: ReminderForm, by: Actor, at: datetime) -> Done:
    form.must_be_as_known()
    assert form.moment is not None
    user, team = meant(form.cleaned_data["to"], ticket.desk_id)
    kept = remind(
        ticket,
        by=by,
        at=at,
        when=form.moment,
        note=form.cleaned_data["note"],
        user=user,
        team=team,
        hides=form.cleaned_data["hides"],
        waits=form.changed.waits if form.changed else False,
        instead=form.cleaned_data["reminder"],
    )
    return Done(notice=_said(Ticket.objects.get(pk=ticket.pk), kept, at))


def whom(desk: int, reader: User) -> list[tuple[str, str]]:
    """The reader first, his colleagues, the teams, and everybody."""
    people = User.objects.filter(
        memberships__desk=desk, memberships__role__in=WORKING, is_active=True
    ).order_by("name")
    away = away_now(desk)
    teams = Team.objects.filter(desk=desk).order_by("name")
    return [
        (f"u{reader.pk}", gettext("me")),
        *((f"u{one.pk}", person_now(one, away)) for one in people if one.pk != reader.pk),
        *((f"t{one.pk}", gettext("team %(name)s") % {"name": one.name}) for one in teams),
        (EVERYBODY, gettext("everybody at the desk")),
    ]


def meant(said: str, desk: int) -> tuple[User | None, Team | None]:
    """Of a value of `whom`, which the form has checked."""
    if said == EVERYBODY:
        return None, None
    if said.startswith("u"):
        return User.objects.get(pk=int(said[1:])), None
    return None, Team.objects.get(pk=int(said[1:]), desk=desk)


def standing(one: Reminder) -> dict[str, object]:
    """What a form shows of one."""
    return {"at": one.at.isoformat(), "to": _whose(one), "note": one.note, "told": one.told_at}


def _whose(one: Reminder) -> str:
    if one.user_id is not None:
        return f"u{one.user_id}"
    return EVERYBODY if one.team_id is None else f"t{one.team_id}"


def _promised(ticket: Ticket, now: datetime) -> tuple[datetime, str] | None:
    """What falls due next, by its name."""
    due = ticket.next_due_at
    if due is None or due <= now or not ticket.is_open:
        return None
    terms = terms_of(ticket.version)
    known = ticket.next_metric in terms.agreement.targets
    name = terms.metric_name(ticket.next_metric, words.reader()) if known else ticket.next_metric
    return due, name


def _back(ticket: Ticket, at: datetime) -> datetime:
    step = ticket.clocks.aggregate(next=Min("next_step_at"))["next"]
    return back_at(at, ticket.next_due_at, step)


def _snoozing(ticket: Ticket, now: datetime) -> str:
    """What the promise that comes next makes of it."""
    until = _("It comes back before if the customer writes or a colleague does anything.")
    promised = _promised(ticket, now)
    if ticket.next_due_at is None or promised is None:
        return str(until)
    due, name = promised
    back = _back(ticket, due)
    facts = {"promise": name, "due": near(due, now), "back": near(back, now), "until": until}
    if back <= now:
        return gettext("%(promise)s falls due %(due)s: it stays in your queue.") % facts
    return (
        gettext("%(promise)s falls due %(due)s: it comes back %(back)s at the latest. %(until)s")
        % facts
    )


def _said(ticket: Ticket, kept: Reminder, now: datetime) -> str:
    facts = {"at": instant(kept.at)}
    if not kept.hides:
        return gettext("You come back to it: %(at)s.") % facts
    back, promised = _back(ticket, kept.at), _promised(ticket, now)
    if promised is None or back == kept.at:
        return gettext("Snoozed until %(at)s.") % facts
    facts |= {"promise": promised[1], "due": near(promised[0], now), "back": near(back, now)}
    if back <= now:
        return gettext("%(promise)s falls due %(due)s: it stays in your queue.") % facts
    return (
        gettext("Snoozed. %(promise)s falls due %(due)s, before your date: it comes back %(back)s.")
        % facts
    )


ACT = Act(
    name="reminder",
    title=_("Remind me, or snooze it"),
    button=_("Remind"),
    form=ReminderForm,
    perform=perform,
)
reminder = view_of(ACT)
