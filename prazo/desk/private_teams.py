"""Into, out of and between private teams: why, and who sees the ticket from then on."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.functional import Promise, lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from prazo.accounts.models import Member, SeenBy, Team, User
from prazo.desk.acting import announce_hidden
from prazo.desk.actor import Actor
from prazo.desk.mentions import Person, mentioned
from prazo.desk.models import Guest, Ticket
from prazo.engine.events import Author
from prazo.lib import scope
from prazo.lib.refusal import Refusal

NO_REASON = "hides"
Names = Sequence[str]
NAMED = 6
"""People who lose sight of a ticket and are called by name; more are counted."""


def moving(
    ticket: Ticket, team: Team, to: User | None, *, by: Actor, reason: str = ""
) -> Mapping[str, Any]:
    """Before a locked ticket goes to `team` and `to` somebody: what the fact says of it besides.

    Where that changes who sees it, a person says why, and is told first whom it is hidden from;
    what the agreement or a rule does needs no reason. Guests were let in to what one team wrote,
    and stay behind. Who does it goes on seeing the ticket until it is done.
    """
    if team.pk == ticket.team_id:
        return {}
    before = ticket.team
    if not team.private and (before is None or not before.private):
        take_along(ticket, team)
        return {}
    if by.kind is Author.AGENT and not reason.strip():
        warning = _warning(ticket, before, team, to)
        raise Refusal(NO_REASON, warning, "reason")
    if scope.current().closes(team.pk):
        scope.keep(ticket.pk)
    Guest.objects.filter(ticket=ticket).delete()
    take_along(ticket, team)
    announce_hidden(ticket.desk_id)
    left = {"left": before.name} if before is not None and before.private else {}
    return {**left, **({"reason": reason.strip()} if reason.strip() else {})}


def take_along(ticket: Ticket, team: Team | None) -> None:
    """What was merged into a locked ticket goes to its team with it, or would be seen by others:
    its subject, its facts, its mail as it came. Nobody of them has it there but of the team."""
    with scope.entered(scope.whole()):
        part = _merged_into(ticket)
        if part:
            Ticket.objects.filter(pk__in=part).update(team=team)
            if team is not None and team.private:
                _leave_to_team(part, team)


def join(source: Ticket, case: Ticket) -> None:
    """Two locked tickets that are seen alike become one: from then on the first is seen as what
    was merged before is."""
    if source.team_id != case.team_id:
        take_along(source, case.team)
        source.team = case.team
    if case.team is not None and case.team.private:
        if source.assignee_id is not None and is_closed_to(source.assignee_id, source):
            source.assignee = None
        Guest.objects.filter(ticket=source).delete()


def _merged_into(ticket: Ticket) -> list[int]:
    found: list[int] = []
    asked = [ticket.pk]
    while asked:
        asked = list(Ticket.objects.filter(merged_into__in=asked).values_list("pk", flat=True))
        found += asked
    return found


def _leave_to_team(tickets: Sequence[int], team: Team) -> None:
    outside = Member.objects.filter(desk=team.desk_id, closed__contains=[team.pk]).values("user")
    Ticket.objects.filter(pk__in=tickets, assignee__in=outside).update(assignee=None)
    Guest.objects.filter(ticket__in=tickets).delete()


def must_be_seen_alike(one: Ticket, other: Ticket) -> None:
    """Before two tickets become one: nobody sees more by it, and nobody less."""
    if one.team_id == other.team_id:
        _must_let_in_the_same(one, other)
        return
    teams = Team.objects.filter(pk__in=[pk for pk in (one.team_id, other.team_id) if pk])
    if private := teams.exclude(seen_by=SeenBy.DESK).first():
        raise Refusal(
            "private_team",
            _(
                "One of them is private to the team %(team)s. Assign both to the same team first:"
                " else who sees one would see the other, or see neither."
            ),
            "into",
            {"team": private.name},
        )


def _must_let_in_the_same(one: Ticket, other: Ticket) -> None:
    if one.team is None or not one.team.private:
        return
    first, second = _let_in(one), _let_in(other)
    if first.keys() == second.keys():
        return
    names = [name for user, name in (first | second).items() if user not in first.keys() & second]
    raise Refusal(
        "guests",
        _(
            "Only one of the two is seen by %(names)s. Let the same people in to both first: else"
            " who sees one would see the other, or see neither."
        ),
        "into",
        {"names": ", ".join(sorted(names))},
    )


def _let_in(ticket: Ticket) -> dict[int, str]:
    """Who sees it without being of its team: guests, and who has it."""
    guests = Guest.objects.filter(ticket=ticket).values_list("user", flat=True)
    members = Member.objects.filter(
        desk=ticket.desk_id,
        user__in=[*guests, ticket.assignee_id],
        user__is_active=True,
        closed__contains=[ticket.team_id],
    )
    return {one.user_id: str(one.user) for one in members.select_related("user")}


def let_in_author(ticket: Ticket, user: User | None, at: datetime) -> None:
    """Who opens a ticket for somebody sees it, though it goes to a private team by its level."""
    if user is not None and ticket.assignee_id != user.pk and is_closed_to(user.pk, ticket):
        Guest.objects.get_or_create(
            ticket=ticket, user=user, defaults={"desk_id": ticket.desk_id, "by": user, "at": at}
        )


def let_in_mentioned(ticket: Ticket, text: str, *, by: Actor, at: datetime) -> None:
    """Whom a colleague names in a note on a locked ticket of a private team sees it from then on.
    What came by mail in a colleague's name, and what a rule writes, lets nobody in; nor does a
    name that several have."""
    if "@" not in text or by.kind is not Author.AGENT or by.user is None or ticket.team_id is None:
        return
    members = Member.objects.filter(desk=ticket.desk_id, user__is_active=True)
    people = [
        Person(one.user_id, one.user.name, one.user.email, frozenset(one.closed))
        for one in members.select_related("user")
    ]
    named = mentioned(text, people, alone=True)
    Guest.objects.bulk_create(
        [
            Guest(desk_id=ticket.desk_id, ticket=ticket, user_id=one.pk, by=by.user, at=at)
            for one in people
            if one.pk in named and ticket.team_id in one.closed
        ],
        ignore_conflicts=True,
    )


def is_closed_to(user: int, ticket: Ticket) -> bool:
    """Whether the ticket's team is: nothing brings it to him by itself, whoever is away."""
    own = Member.objects.filter(user=user, desk=ticket.desk_id)
    return ticket.team_id is not None and own.filter(closed__contains=[ticket.team_id]).exists()


def sees(user: int, ticket: Ticket) -> bool:
    """Whether somebody of its desk does: of its team, let in, or as who has it."""
    let_in = user == ticket.assignee_id or Guest.objects.filter(ticket=ticket, user=user).exists()
    return let_in or not is_closed_to(user, ticket)


def seers(ticket: Ticket, team: Team | None, holder: int | None) -> dict[int, str]:
    """Who at its desk would see a ticket that were with this team and in these hands, by name."""
    members = Member.objects.filter(desk=ticket.desk_id, user__is_active=True)
    return {
        member.user_id: str(member.user)
        for member in members.select_related("user").order_by("user__name", "user__email")
        if team is None or team.pk not in member.closed or member.user_id == holder
    }


def _warning(ticket: Ticket, before: Team | None, team: Team, to: User | None) -> str:
    saw, sees = (
        seers(ticket, before, ticket.assignee_id),
        seers(ticket, team, to.pk if to else None),
    )
    guests = Guest.objects.filter(ticket=ticket).select_related("user")
    saw |= {guest.user_id: str(guest.user) for guest in guests}
    lost = [name for user, name in saw.items() if user not in sees]
    new = [name for user, name in sees.items() if user not in saw]
    said: list[tuple[Promise, Names]] = []
    if lost:
        said.append((_("Moved to %(team)s, this ticket is hidden from %(names)s."), lost))
    if new:
        said.append(
            (_("Moved to %(team)s, it is seen by %(names)s, with all that was noted."), new)
        )
    return lazy(_joined, str)(team.name, said)


def _joined(team: str, said: Sequence[tuple[Promise, Names]]) -> str:
    """In the language of who reads it."""
    parts = [str(one) % {"team": team, "names": _named(names)} for one, names in said]
    return " ".join([*parts, str(_("Say why it is moved."))])


def _named(names: Iterable[str]) -> str:
    some = list(names)
    more = len(some) - NAMED
    said = ", ".join(some[:NAMED])
    if more <= 0:
        return said
    return ngettext("%(names)s and %(more)s other", "%(names)s and %(more)s others", more) % {
        "names": said,
        "more": more,
    }
