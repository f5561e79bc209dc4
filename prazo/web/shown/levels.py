"""Where a ticket goes with a new level: to its team, out of the hands of whoever has it."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from prazo.accounts.models import Team
from prazo.desk.models import Ticket
from prazo.desk.terms import Terms
from prazo.web.shown import words

Teams = Mapping[str, str]
"""Names by identifier."""


def teams_of(ticket: Ticket) -> Teams:
    teams = Team.objects.filter(desk=ticket.desk_id)
    return {team.identifier: team_name(team) for team in teams}


def team_name(team: Team) -> str:
    """Said of a private team that it is: whoever is not of it loses sight of what goes there."""
    return _("%(team)s (private)") % {"team": team} if team.private else str(team)


def named(ticket: Ticket, terms: Terms, level: str, teams: Teams) -> str:
    """The level, and what else would change with it."""
    name, team = terms.value_name("level", level, words.reader()), terms.team_of(level)
    if team not in teams or level == ticket.level:
        return name
    if ticket.team is not None and ticket.team.identifier == team:
        return name
    facts = {"level": name, "team": teams[team]}
    if ticket.assignee_id is None:
        return _("%(level)s: to the team %(team)s") % facts
    facts["name"] = str(ticket.assignee)
    return _("%(level)s: to the team %(team)s, and from %(name)s back into the queue") % facts


def lost(before: Ticket, after: Ticket) -> str:
    """What is said to who did it, who may have had it; "" where nobody lost it."""
    if before.assignee_id is None or after.assignee_id is not None:
        return ""
    return _("It is back in the queue, with the team %(team)s.") % {"team": after.team or "—"}
