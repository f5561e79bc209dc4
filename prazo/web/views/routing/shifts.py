"""Who works when at a desk, how much each has, and what he is named for."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from prazo.accounts.models import Desk, Member, Role
from prazo.engine.errors import CalendarError
from prazo.lib.alphabet import letters
from prazo.routing.actions.set_shift import set_shift, set_skills
from prazo.routing.choose import Person
from prazo.routing.hours import text_of
from prazo.routing.models import Policy, Shift
from prazo.routing.people import people_of
from prazo.web.access import DeskRequest, may, signed_in
from prazo.web.shown.due import moment
from prazo.web.shown.given import tickets
from prazo.web.views.routing.absences import AbsenceForm, absences_of, zone_of
from prazo.web.views.routing.access import at_desk, done
from prazo.web.views.routing.person_forms import DAYS, ShiftForm, SkillsForm, hours_of, tags_of
from prazo.web.views.settings.form import sent
from prazo.web.views.settings.page import WORDS, sent_on


@signed_in
@require_safe
def shifts(request: DeskRequest) -> HttpResponse:
    """The desks to choose from; one's only desk at once."""
    desks = list(Desk.objects.filter(pk__in=request.desks).order_by("name"))
    if len(desks) == 1:
        return redirect("shifts_of", desks[0].slug)
    return render(request, "routing/desks.html", {"desks": desks})


@at_desk(Role.READER)
@require_safe
def shifts_of(request: DeskRequest, desk: Desk) -> HttpResponse:
    now = timezone.now()
    own = Policy.objects.filter(desk=desk, team=None).first()
    people = people_of(own or Policy(desk=desk), now)
    members = desk.members.filter(user__in=people).select_related("user").prefetch_related("teams")
    shown = [
        {
            "member": one,
            "teams": ", ".join(sorted(team.name for team in one.teams.all())),
            **standing(people[one.user_id], now),
        }
        for one in members
    ]
    shown.sort(key=lambda one: (not one["here"], letters(str(one["member"].user))))
    context = {
        "desk": desk,
        "people": shown,
        "here": sum(1 for one in shown if one["here"]),
        "leads": may(request, desk.pk, Role.LEAD),
        "gives_out": own is not None and _gives_out(desk),
    }
    return render(request, "routing/shifts.html", context)


@at_desk(Role.LEAD)
@require_http_methods(["GET", "POST"])
def shift(request: DeskRequest, desk: Desk, pk: int) -> HttpResponse:
    member = _member(desk, pk)
    if request.method != "POST":
        return person_page(request, member)
    form = ShiftForm(desk, sent(request), initial=hours_of(member))
    kept = done(
        request, desk, Role.LEAD, form, lambda by: (set_shift(member, **form.facts(), by=by),)
    )
    if kept is None:
        return person_page(request, member, hours=form)
    return sent_on("shift", desk.slug, member.pk)


@at_desk(Role.LEAD)
@require_POST
def skills(request: DeskRequest, desk: Desk, pk: int) -> HttpResponse:
    member = _member(desk, pk)
    form = SkillsForm(desk, request.POST, initial=tags_of(member))
    kept = done(
        request, desk, Role.LEAD, form, lambda by: (set_skills(member, form.tags(), by=by),)
    )
    if kept is None:
        return person_page(request, member, named=form)
    return sent_on("shift", desk.slug, member.pk)


def person_page(
    request: DeskRequest,
    member: Member,
    *,
    hours: ShiftForm | None = None,
    named: SkillsForm | None = None,
    absence: AbsenceForm | None = None,
) -> HttpResponse:
    """All about one person, for leads; whoever else got here sees his own absences alone."""
    sent_back = next((form for form in (hours, named, absence) if form is not None), None)
    leads = may(request, member.desk_id, Role.LEAD)
    if not leads and member.user_id != request.user.pk:
        raise PermissionDenied
    desk, now = member.desk, timezone.now()
    context = {
        "desk": desk,
        "member": member,
        "leads": leads,
        "hours": hours or ShiftForm(desk, initial=hours_of(member)),
        "named": named or SkillsForm(desk, initial=tags_of(member)),
        "absence": absence or AbsenceForm(member, own=member.user_id == request.user.pk),
        "absences": [away(one, now) for one in absences_of(member, now)],
        "zone": zone_of(member).key,
        "notice": WORDS.get(request.GET.get("done", ""), ""),
    }
    status = sent_back.status if sent_back is not None else 200
    return render(request, "routing/person.html", context, status=status)


def own_shifts(request: DeskRequest) -> list[dict[str, Any]]:
    """For one's own page: at each desk when one works, and when one will be away."""
    now = timezone.now()
    found = Member.objects.filter(user=request.user, desk__in=request.desks)
    return [
        {
            "member": one,
            "week": _week(one),
            "zone": zone_of(one).key,
            "absences": [away(each, now) for each in absences_of(one, now)],
            "absence": AbsenceForm(
                one, own=True, auto_id=f"away{one.pk}_%s", initial={"since": now.date()}
            ),
        }
        for one in found.select_related("desk", "user").order_by("desk__name")
    ]


def standing(person: Person, now: datetime) -> dict[str, Any]:
    """Whether somebody is on shift, in words; and what he has of what he takes on."""
    here, absent = person.on_shift(now), person.absence(now)
    if absent is not None:
        said = _("away until %(when)s") % {"when": moment(absent.until, now)}
    elif person.calendar is None:
        said = _("no hours set")
    elif here:
        said = _on_shift_until(person, now)
    else:
        back = person.back_at(now)
        said = _("from %(when)s") % {"when": moment(back, now)} if back else _("not on shift")
    return {
        "here": here,
        "absent": absent is not None,
        "said": said,
        "load": tickets(person.load),
        "capacity": person.capacity // 100,
        "full": person.load >= person.capacity,
    }


def away(absence: Any, now: datetime) -> Mapping[str, Any]:
    return {
        "absence": absence,
        "since": moment(absence.starts_at, now),
        "until": moment(absence.ends_at, now),
        "begun": absence.starts_at <= now,
    }


def _on_shift_until(person: Person, now: datetime) -> str:
    assert person.calendar is not None
    try:
        closes = person.calendar.next_close(now)
    except CalendarError:
        return _("on shift")
    return _("on shift until %(when)s") % {"when": moment(closes, now)}


def _gives_out(desk: Desk) -> bool:
    return Policy.objects.filter(desk=desk).exclude(order="off").exists()


def _member(desk: Desk, pk: int) -> Member:
    found = Member.objects.select_related("user", "desk").filter(pk=pk, desk=desk).first()
    if found is None:
        raise Http404
    return found


def _week(member: Member) -> list[tuple[str, str]]:
    """Each day with its hours; nothing where nobody set any."""
    known = Shift.objects.filter(desk=member.desk, user=member.user).first()
    if known is None:
        return []
    return [(str(name), text_of(known.hours.get(str(day), ()))) for day, name in enumerate(DAYS)]
