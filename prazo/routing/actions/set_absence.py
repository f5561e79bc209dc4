"""Say that somebody will be away from a desk, and who stands in; or that he is back."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from prazo.accounts.changes import record_change, secret_mark
from prazo.accounts.members import locked_member
from prazo.accounts.models import Absence, Member, User
from prazo.accounts.models.member import WORKING
from prazo.accounts.operator import Operator
from prazo.desk.masking import masked
from prazo.lib.refusal import Refusal

LONGEST = timedelta(days=800)


@transaction.atomic
def set_absence(
    member: Member,
    *,
    starts_at: datetime,
    ends_at: datetime,
    reason: str = "",
    substitute: User | None = None,
    hands_over: bool = False,
    by: Operator,
) -> Absence:
    """[starts_at, ends_at). It may have begun already: who is ill says so when he can."""
    locked = locked_member(member)
    _must_be_a_time(locked, starts_at, ends_at, by.at)
    if substitute is not None:
        _must_stand_in(locked, substitute)
    absence = Absence.objects.create(
        desk=locked.desk,
        user=locked.user,
        starts_at=starts_at,
        ends_at=ends_at,
        reason=masked(reason.strip())[0][:200],
        substitute=substitute,
        hands_over=hands_over,
    )
    about = locked.user.email
    record_change(locked.desk, by, "routing.absence", about, after=_facts(absence))
    return absence


@transaction.atomic
def end_absence(absence: Absence, *, by: Operator) -> None:
    """Back now. One that has not begun is taken back."""
    locked = Absence.objects.select_for_update(of=("self",)).filter(pk=absence.pk).first()
    if locked is None or locked.ends_at <= by.at:
        raise Refusal("over", _("This absence is over already."), conflict=True)
    before = _facts(locked)
    after: dict[str, object] = {}
    if locked.starts_at >= by.at:
        locked.delete()
    else:
        locked.ends_at = by.at
        locked.save(update_fields=["ends_at"])
        after = _facts(locked)
    record_change(locked.desk, by, "routing.absence", locked.user.email, before, after)


def _must_be_a_time(member: Member, starts_at: datetime, ends_at: datetime, now: datetime) -> None:
    if ends_at <= starts_at:
        raise Refusal("order", _("It must end after it begins."), "until")
    if ends_at <= now:
        raise Refusal("past", _("That is over already: choose a day to come."), "until")
    if ends_at - starts_at > LONGEST:
        raise Refusal("long", _("That is longer than two years: write a day sooner."), "until")
    others = Absence.objects.filter(desk=member.desk, user=member.user)
    if others.filter(starts_at__lt=ends_at, ends_at__gt=starts_at).exists():
        raise Refusal("twice", _("There is an absence in that time already."), "since")


def _must_stand_in(member: Member, substitute: User) -> None:
    if substitute.pk == member.user_id:
        raise Refusal("oneself", _("Nobody stands in for himself."), "substitute")
    works = Member.objects.filter(desk=member.desk, user=substitute, role__in=WORKING)
    if not substitute.is_active or not works.exists():
        raise Refusal(
            "not_a_member",
            _("%(name)s does not work at this desk."),
            "substitute",
            {"name": str(substitute)},
        )


def _facts(absence: Absence) -> dict[str, object]:
    facts = {
        "starts_at": f"{absence.starts_at:%Y-%m-%d %H:%M} UTC",
        "ends_at": f"{absence.ends_at:%Y-%m-%d %H:%M} UTC",
        "reason": secret_mark(absence.reason),  # his own, and his leads'
        "substitute": absence.substitute.email if absence.substitute else "",
        "hands_over": absence.hands_over,
    }
    return {name: value for name, value in facts.items() if value}
