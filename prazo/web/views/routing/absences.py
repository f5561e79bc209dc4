"""Being away: the form for it, on one's own page and on the pages of leads."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.db import transaction
from django.http import Http404, HttpResponse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from prazo.accounts.models import Absence, Desk, Member, Role, User
from prazo.accounts.models.member import WORKING
from prazo.accounts.operator import Operator
from prazo.lib.alphabet import alphabetical
from prazo.routing.actions.set_absence import end_absence, set_absence
from prazo.routing.models import Shift
from prazo.web.access import DeskRequest, hold_membership, may, signed_in
from prazo.web.operator import operator
from prazo.web.strangers import refuse_strangers
from prazo.web.views.routing.access import done
from prazo.web.views.settings.form import SettingsForm
from prazo.web.views.settings.page import sent_on

DAY = {"type": "date"}
TIME = {"type": "time"}


class AbsenceForm(SettingsForm):
    """Days in the person's own zone; the last one counts in full, unless a time is given."""

    since = forms.DateField(
        label=_("First day"), widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d")
    )
    since_time = forms.TimeField(
        label=_("Begins at"), required=False, widget=forms.TimeInput(attrs=TIME, format="%H:%M")
    )
    until = forms.DateField(
        label=_("Last day"), widget=forms.DateInput(attrs=DAY, format="%Y-%m-%d")
    )
    until_time = forms.TimeField(
        label=_("Ends at"), required=False, widget=forms.TimeInput(attrs=TIME, format="%H:%M")
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        required=False,
        help_text=_("Read by leads and yourself only."),
    )
    substitute = forms.ModelChoiceField(
        label=_("Who stands in"),
        queryset=User.objects.none(),
        required=False,
        empty_label=_("nobody"),
        help_text=_("Gets what is meant for the absent: new tickets, and answers to old ones."),
    )
    hands_over = forms.BooleanField(
        label=_("Hand over open work when it begins"),
        required=False,
        help_text=_("To whoever stands in; without one it goes back into the queue."),
    )

    everywhere = forms.BooleanField(
        label=_("At all my desks"),
        required=False,
        help_text=_("Who stands in does so where he works, too."),
    )

    def __init__(self, member: Member, *args: Any, own: bool = False, **kwargs: Any) -> None:
        """`own`: the absence is of who is asking, who may be away from several desks at once."""
        self.member, self.own = member, own
        self.zone = zone_of(member)
        super().__init__(member.desk, *args, **kwargs)

    def prepare(self) -> None:
        colleagues = User.objects.filter(
            memberships__desk=self.desk, memberships__role__in=WORKING, is_active=True
        )
        others = alphabetical(colleagues.exclude(pk=self.member.user_id))
        self.fields["substitute"].queryset = others  # type: ignore[attr-defined]
        if not (self.own and self.member.user.memberships.count() > 1):
            del self.fields["everywhere"]

    def facts(self) -> dict[str, Any]:
        """As `set_absence` takes them."""
        given = self.cleaned_data
        after = timedelta() if given["until_time"] else timedelta(days=1)
        return {
            "starts_at": self._instant(given["since"], given["since_time"]),
            "ends_at": self._instant(given["until"] + after, given["until_time"]),
            "reason": given["reason"],
            "substitute": given["substitute"],
            "hands_over": given["hands_over"],
        }

    def clean_until(self) -> date:
        day: date = self.cleaned_data["until"]
        if day.year > 2190:
            raise forms.ValidationError(_("Write a day sooner than that."))
        return day

    def clean_since(self) -> date:
        day: date = self.cleaned_data["since"]
        if not 2000 <= day.year <= 2190:
            raise forms.ValidationError(_("Write a date as 2026-03-01."))
        return day

    def _instant(self, day: date, reading: time | None) -> datetime:
        return datetime.combine(day, reading or time.min, self.zone).astimezone(UTC)


@signed_in
@require_POST
def set_away(request: DeskRequest, desk: str, pk: int) -> HttpResponse:
    """One's own, or as a lead somebody else's. A refused form comes back on the page it is of."""
    from prazo.web.views.routing.shifts import person_page

    member, role = _reached(request, desk, pk)
    own = member.user_id == request.user.pk
    form = AbsenceForm(member, request.POST, own=own)
    made = done(request, member.desk, role, form, lambda by: _set(form, by))
    if made is None:
        return person_page(request, member, absence=form)
    return _onward(request, member)


@signed_in
@require_POST
def end_away(request: DeskRequest, desk: str, pk: int, absence: int) -> HttpResponse:
    member, role = _reached(request, desk, pk)
    refuse_strangers(request.POST)
    known = Absence.objects.filter(pk=absence, desk=member.desk, user=member.user).first()
    if known is None:
        raise Http404
    with transaction.atomic():
        hold_membership(request.user, member.desk_id, role)
        end_absence(known, by=operator(request))
    return _onward(request, member)


def _set(form: AbsenceForm, by: Operator) -> list[Absence]:
    facts = form.facts()
    if not form.cleaned_data.get("everywhere"):
        return [set_absence(form.member, **facts, by=by)]
    substitute = facts.pop("substitute")
    found = []
    for one in form.member.user.memberships.select_related("desk", "user"):
        works = substitute and Member.objects.filter(
            desk=one.desk, user=substitute, role__in=WORKING
        )
        stands_in = substitute if works and works.exists() else None
        found.append(set_absence(one, **facts, substitute=stands_in, by=by))
    return found


def zone_of(member: Member) -> ZoneInfo:
    shift = Shift.objects.filter(desk=member.desk, user=member.user).first()
    return ZoneInfo(shift.time_zone if shift else member.user.time_zone)


def absences_of(member: Member, now: datetime) -> list[Absence]:
    """Those that are not over."""
    kept = Absence.objects.filter(desk=member.desk, user=member.user, ends_at__gt=now)
    return list(kept.select_related("substitute"))


def _reached(request: DeskRequest, slug: str, pk: int) -> tuple[Member, Role]:
    """The member, and the role one must hold to act for him; else he is not found."""
    desk = Desk.objects.filter(slug=slug, pk__in=request.desks).first()
    found = Member.objects.select_related("user", "desk").filter(pk=pk, desk=desk).first()
    if desk is None or found is None:
        raise Http404
    if found.user_id == request.user.pk:
        return found, Role.READER
    if may(request, desk.pk, Role.LEAD):
        return found, Role.LEAD
    raise Http404


def _onward(request: DeskRequest, member: Member) -> HttpResponse:
    if may(request, member.desk_id, Role.LEAD) and member.user_id != request.user.pk:
        return sent_on("shift", member.desk.slug, member.pk)
    return sent_on("me")
