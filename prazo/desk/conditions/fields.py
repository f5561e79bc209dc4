"""What may be asked of a ticket, and how each is asked of the database."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from prazo.desk import reminders
from prazo.desk.conditions.condition import Op
from prazo.desk.models import Ticket
from prazo.desk.snooze import HIDDEN_NOW


class Kind(StrEnum):
    """What a field holds, which decides what may be asked of it."""

    STATE = "state"  # one of our own words, few enough to stand in a statement as they are
    CHOICE = "choice"  # words of ours or of an agreement
    CHOICES = "choices"  # several of them at once
    TAGS = "tags"  # the desk's own words, which it may have many of
    ROW = "row"  # ids of rows, `NONE` for none
    PERSON = "person"  # like ROW, and `ME`
    TEXT = "text"
    FLAG = "flag"
    DUE = "due"
    AGO = "ago"


ME, NONE = "me", "none"

OPS: Mapping[Kind, tuple[Op, ...]] = {
    Kind.STATE: (Op.IS, Op.IS_NOT),
    Kind.CHOICE: (Op.IS, Op.IS_NOT),
    Kind.CHOICES: (Op.IS, Op.IS_NOT),
    Kind.TAGS: (Op.IS, Op.IS_NOT),
    Kind.ROW: (Op.IS, Op.IS_NOT),
    Kind.PERSON: (Op.IS, Op.IS_NOT),
    Kind.TEXT: (Op.CONTAINS, Op.LACKS),
    Kind.FLAG: (Op.IS, Op.IS_NOT),
    Kind.DUE: (Op.WITHIN, Op.LATER, Op.OVERDUE, Op.NEVER),
    Kind.AGO: (Op.LESS_AGO, Op.MORE_AGO, Op.NEVER),
}
WITHOUT_VALUE = (Op.OVERDUE, Op.NEVER)
"""Together with all that is asked of a flag."""


@dataclass(frozen=True, slots=True)
class Field:
    """`column` is SQL of our own about a ticket `t`; of a text one that holds a `{}`, which
    becomes a condition on `said`, the text in small letters."""

    name: str
    label: Promise
    kind: Kind
    column: str
    words: tuple[str, ...] = ()  # all that a state can be


_EXCLUDED = (
    "(t.cause <> '' and exists (select from desk_clock k"
    " where k.ticket_id = t.id and k.state = 'excluded'))"
)
_ADDRESS = (
    "exists (select from customers_requesteraddress said_a"
    " join customers_requester said_r on said_r.id = said_a.requester_id,"
    " lower(said_r.name || ' ' || said_a.address) said"
    " where said_r.id = t.requester_id and {})"
)
_WAITS = (
    "(case when t.status = 'waiting' then (select max(w.at) from desk_event w"
    " where w.ticket_id = t.id and w.kind = 'waiting') end)"
)

_UNANSWERED = "t.unanswered_since is not null"
_ATTACHED = (
    "exists (select from desk_message said_m join desk_attachment said_f"
    " on said_f.message_id = said_m.id and not said_f.inline where said_m.ticket_id = t.id)"
)

_SNOOZED = f"exists (select from desk_reminder r where r.ticket_id = t.id and {HIDDEN_NOW})"

_ALL = (
    Field("status", _("Status"), Kind.STATE, "t.status", tuple(Ticket.Status)),
    Field("waiting_on", _("Waits on"), Kind.CHOICE, "t.waiting_on"),
    Field("priority", _("Priority"), Kind.CHOICE, "t.priority"),
    Field("level", _("Level"), Kind.CHOICE, "t.level"),
    Field("request_type", _("Type"), Kind.CHOICE, "t.request_type"),
    Field("component", _("Component"), Kind.CHOICE, "t.component"),
    Field("tier", _("Tier"), Kind.CHOICE, "t.tier"),
    Field("cause", _("Cause"), Kind.CHOICE, "t.cause"),
    Field("plan", _("Plan"), Kind.CHOICE, "t.plan"),
    Field("region", _("Region"), Kind.CHOICE, "t.region"),
    Field("addon", _("Add-on"), Kind.CHOICES, "t.addons"),
    Field("channel", _("Channel"), Kind.CHOICE, "t.channel"),
    Field("language", _("Language"), Kind.CHOICE, "t.language"),
    Field("mark", _("Mark"), Kind.CHOICES, "t.marks"),
    Field("tag", _("Tag"), Kind.TAGS, "t.tags"),
    Field("desk", _("Desk"), Kind.ROW, "t.desk_id"),
    Field("team", _("Team"), Kind.ROW, "t.team_id"),
    Field("assignee", _("Assigned to"), Kind.PERSON, "t.assignee_id"),
    Field("customer", _("Customer"), Kind.ROW, "t.customer_id"),
    Field("contract", _("Contract"), Kind.ROW, "t.contract_id"),
    Field("requester", _("Requester"), Kind.TEXT, _ADDRESS),
    Field(
        "subject", _("Subject"), Kind.TEXT, "exists (select from lower(t.subject) said where {})"
    ),
    Field("escalated", _("Escalated"), Kind.FLAG, "t.escalated"),
    Field("breached", _("Missed a target"), Kind.FLAG, "t.breached"),
    Field("excluded", _("Excluded"), Kind.FLAG, _EXCLUDED),
    Field("attachment", _("Has an attachment"), Kind.FLAG, _ATTACHED),
    Field("unanswered", _("Somebody waits for an answer"), Kind.FLAG, _UNANSWERED),
    Field("snoozed", _("Snoozed"), Kind.FLAG, _SNOOZED),
    Field("due", _("Next due"), Kind.DUE, "t.next_due_at"),
    Field("reminder", _("Reminder"), Kind.DUE, reminders.first("r.at")),
    Field("reminder_for", _("Reminder for"), Kind.PERSON, reminders.first("r.user_id")),
    Field("unanswered_since", _("Unanswered since"), Kind.AGO, "t.unanswered_since"),
    Field("waits", _("Waits since"), Kind.AGO, _WAITS),
    Field("opened", _("Opened"), Kind.AGO, "t.opened_at"),
    Field("changed", _("Changed"), Kind.AGO, "t.changed_at"),
    Field("resolved", _("Resolved"), Kind.AGO, "t.resolved_at"),
)
FIELDS: Mapping[str, Field] = {field.name: field for field in _ALL}
