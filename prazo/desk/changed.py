"""Whether somebody else has changed what a person saw of a ticket who acts on it now (R04)."""

from collections.abc import Mapping

from django.db.models import Model, Q
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from prazo.accounts.models import Team, User
from prazo.desk.actor import by_rule
from prazo.desk.models import Event, Ticket
from prazo.desk.terms import terms_of
from prazo.engine.events import Kind
from prazo.lib.refusal import Refusal


class ChangedError(Refusal):
    """`now` is what its field holds by now, as forms send it: who sends it again has seen that."""

    now: str


Seen = Mapping[str, str]
"""What somebody saw, by field, as forms send it; of what is not in it nothing is asked."""

HOLDER = Q(kind=Kind.ASSIGNED) | Q(data__has_key="from_id")
TEAM = Q(data__has_key="team") | Q(data__has_key="from_id")


def must_be_as_seen(
    ticket: Ticket,
    seen: Seen | None,
    field: str,
    now: object,
    wanted: object,
    sentence: str | Promise,
    *,
    did: Q,
    name: object = "",
) -> None:
    """On a locked ticket. Refuse once what would undo, unseen, what somebody just did: `did` are
    such events, of which the last one says `who`. `now` and `wanted` as forms send them."""
    now, wanted = sent(now), sent(wanted)
    if now in (wanted, (seen or {}).get(field, now)):
        return
    facts = {"who": _who(ticket, did), "name": str(name) or "—"}
    refusal = ChangedError("changed", sentence, field, facts, conflict=True)
    refusal.now = now
    raise refusal


def must_be_classed_as_seen(
    ticket: Ticket, seen: Seen | None, changes: Mapping[str, str], sentence: str | Promise = ""
) -> None:
    """The same for dimensions."""
    terms, language = terms_of(ticket.version), get_language() or "en"
    for dimension, value in changes.items():
        now = getattr(ticket, dimension)
        must_be_as_seen(
            ticket,
            seen,
            dimension,
            now,
            value,
            sentence
            or _("%(who)s set this to “%(name)s” just now. Send again to change it all the same."),
            did=Q(data__has_key=dimension),
            name=now and terms.value_name(dimension, now, language),
        )


def must_be_held_as_seen(ticket: Ticket, seen: Seen | None, to: User | None) -> None:
    """The same for who has it."""
    now = ticket.assignee
    if seen is None or now == to or seen.get("to", sent(now)) == sent(now):
        return
    if now is None:
        sentence = _("%(who)s put it back into the queue just now. Send again to give it away.")
    elif _who(ticket, HOLDER) == str(now):
        sentence = _("%(name)s took it just now. Send again to take it from %(name)s.")
    else:
        sentence = _("%(who)s gave it to %(name)s just now. Send again to take it from %(name)s.")
    must_be_as_seen(ticket, seen, "to", now, to, sentence, did=HOLDER, name=now or "")


def must_be_in_team_as_seen(ticket: Ticket, seen: Seen | None, team: Team) -> None:
    """The same for its team."""
    sentence = _("%(who)s moved it to the team %(name)s just now. Send again to move it on.")
    now = ticket.team
    must_be_as_seen(ticket, seen, "team", now, team, sentence, did=TEAM, name=now or "")


def sent(value: object) -> str:
    """As a form sends it: rows by their number."""
    if isinstance(value, Model):
        return str(value.pk)
    return "" if value is None else str(value)


def _who(ticket: Ticket, did: Q) -> str:
    """Who did that last."""
    last: Event | None = (
        ticket.events.filter(did).select_related("user").order_by("-at", "-pk").first()
    )
    if last is None:
        return gettext("Somebody")
    return str(last.user or by_rule(last.data).get("name") or "Prazo")
