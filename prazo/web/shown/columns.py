"""What a queue may show of a ticket besides its due time and title: in words, or as an instant."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from html import escape
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazily

from prazo.desk import reminders
from prazo.desk.conditions.fields import FIELDS
from prazo.desk.models import Ticket
from prazo.desk.terms import Terms
from prazo.web.shown import words
from prazo.web.shown.due import instant, moment
from prazo.web.shown.marks import named as mark_named
from prazo.web.shown.reader import Reader

if TYPE_CHECKING:
    from prazo.web.shown.row_facts import Facts

Said = Callable[["Facts", Terms, Reader], str | None]
At = Callable[["Facts"], datetime | None]


@dataclass(frozen=True, slots=True)
class Column:
    """`said` in words, or `at` an instant; `sql` is asked of a ticket `t` where the usual facts do
    not hold it, and stands in `more` of the facts by the name of the column."""

    head: Promise
    said: Said | None = None
    at: At | None = None
    sql: str = ""


def cell(name: str, column: Column) -> Callable[["Facts", Terms, datetime, Reader], str]:
    """As a cell of a table; where there is no room for heads it says its own."""

    def drawn(fact: "Facts", terms: Terms, now: datetime, to: Reader) -> str:
        begins = f'<td class="c-{name}" data-head="{escape(str(column.head))}"'
        if column.at is not None:
            at = column.at(fact)
            if at is None:
                return f"{begins}>—</td>"
            return f'{begins} title="{escape(instant(at, to))}">{escape(moment(at, now, to))}</td>'
        said = column.said(fact, terms, to) if column.said else None
        return f"{begins}>{escape(said or '—')}</td>"

    return drawn


def _value(dimension: str) -> Said:
    return lambda fact, terms, to: _named(terms, dimension, getattr(fact, dimension), to)


def _more(dimension: str) -> Said:
    return lambda fact, terms, to: _named(terms, dimension, fact.more[dimension], to)


def _named(terms: Terms, dimension: str, value: str, to: Reader) -> str:
    return terms.value_name(dimension, value, to.language) if value else ""


def _yes(name: str) -> Said:
    return lambda fact, terms, to: _("yes") if fact.more[name] else ""


def _text(name: str) -> Said:
    return lambda fact, terms, to: str(fact.more[name] or "")


def _more_at(name: str) -> At:
    return lambda fact: fact.more[name]


def _status(fact: "Facts", terms: Terms, to: Reader) -> str:
    if fact.status == Ticket.Status.WAITING and fact.waiting_on:
        return _("waits on %(party)s") % {"party": words.party(fact.waiting_on)}
    return str(Ticket.Status(fact.status).label)


def _addons(fact: "Facts", terms: Terms, to: Reader) -> str:
    return ", ".join(_named(terms, "addon", one, to) for one in fact.more["addons"])


def _reminder(fact: "Facts", terms: Terms, to: Reader) -> str:
    """When, for whom, and what for."""
    if fact.more["reminder"] is None:
        return ""
    at, whom, note = json.loads(fact.more["reminder"])
    told = f"{instant(datetime.fromisoformat(at), to)} · {whom or _('everybody')}"
    return f"{told}: {note}" if note else told


_LAST = "(select max(q.at) from desk_message q where q.ticket_id = t.id and q.kind {})"
_LAPSED = (
    "(exists (select from desk_clock k where k.ticket_id = t.id and k.breached_at is not null"
    " and k.met_at is null and k.ended_at is null)"
    " and not exists (select from desk_clock k where k.ticket_id = t.id and k.breached_at is null"
    " and k.met_at is null and k.ended_at is null and k.state in ('running', 'paused')))"
)
_STEP = "(select max(e.step) + 1 from escalation_escalation e where e.ticket_id = t.id)"
_MERGED = "(select nullif(count(*), 0) from desk_ticket o where o.merged_into_id = t.id)"
_REMINDER = reminders.first(
    "json_build_array(r.at, coalesce(nullif(u.name, ''), u.email, m.name), r.note)::text",
    "left join accounts_user u on u.id = r.user_id left join accounts_team m on m.id = r.team_id",
    before=f"not {reminders.OF_USER}",
)
"""What is due for the reader, else what is next; only then what is another's."""
_CONTRACT = "(select x.name from customers_contract x where x.id = t.contract_id)"

COLUMNS: Mapping[str, Column] = {
    "with": Column(lazily("With"), lambda fact, terms, to: fact.assignee),
    "team": Column(lazily("Team"), lambda fact, terms, to: fact.team),
    "customer": Column(lazily("Customer"), lambda fact, terms, to: fact.customer),
    "requester": Column(lazily("Requester"), lambda fact, terms, to: fact.requester),
    "contract": Column(lazily("Contract"), _text("contract"), sql=_CONTRACT),
    "plan": Column(lazily("Plan"), _more("plan"), sql="t.plan"),
    "addons": Column(lazily("Add-on"), _addons, sql="t.addons"),
    "status": Column(lazily("Status"), _status),
    "level": Column(lazily("Level"), _value("level")),
    "request_type": Column(lazily("Type"), _value("request_type")),
    "component": Column(lazily("Component"), _more("component"), sql="t.component"),
    "tier": Column(lazily("Tier"), _more("tier"), sql="t.tier"),
    "cause": Column(lazily("Cause"), _more("cause"), sql="t.cause"),
    "region": Column(lazily("Region"), _more("region"), sql="t.region"),
    "channel": Column(
        lazily("Channel"), lambda fact, terms, to: words.channel_name(terms, fact.channel)
    ),
    "language": Column(lazily("Language"), lambda fact, terms, to: fact.language),
    "desk": Column(lazily("Desk"), lambda fact, terms, to: fact.desk),
    "unanswered": Column(lazily("Unanswered since"), at=lambda fact: fact.unanswered_since),
    "last_asked": Column(
        lazily("Last word of the requester"),
        at=_more_at("last_asked"),
        sql=_LAST.format("= 'request'"),
    ),
    "last_said": Column(
        lazily("Our last answer"),
        at=_more_at("last_said"),
        sql=_LAST.format("in ('reply', 'question', 'summary')"),
    ),
    "waits": Column(
        lazily("Waits since"), at=_more_at("waits"), sql=FIELDS["waits"].column
    ),
    "reminder": Column(lazily("Reminder"), _reminder, sql=_REMINDER),
    "opened": Column(lazily("Opened"), at=lambda fact: fact.opened_at),
    "changed": Column(lazily("Changed"), at=lambda fact: fact.changed_at),
    "resolved": Column(lazily("Resolved"), at=lambda fact: fact.resolved_at),
    "breached": Column(
        lazily("Missed a target"), lambda fact, terms, to: _("yes") if fact.breached else ""
    ),
    "lapsed": Column(lazily("Every open target missed"), _yes("lapsed"), sql=_LAPSED),
    "step": Column(lazily("Escalation step"), _text("step"), sql=_STEP),
    "excluded": Column(lazily("Excluded"), _yes("excluded"), sql=FIELDS["excluded"].column),
    "merged": Column(lazily("Merged into it"), _text("merged"), sql=_MERGED),
    "attachment": Column(
        lazily("Has an attachment"), _yes("attachment"), sql=FIELDS["attachment"].column
    ),
    "marks": Column(
        lazily("Mark"), lambda fact, terms, to: ", ".join(mark_named(one) for one in fact.marks)
    ),
}  # fmt: skip

GROUP: Mapping[str, str] = {"priority": "by_priority", "with": "by_with", "team": "by_team"}
"""What is asked besides, by the order's groups: which group a ticket stands in."""
MORE: Mapping[str, str] = {
    **{name: column.sql for name, column in COLUMNS.items() if column.sql},
    GROUP["priority"]: "t.priority",
    GROUP["with"]: "t.assignee_id",
    GROUP["team"]: "t.team_id",
}
"""SQL of what the usual facts do not hold; the `user` who asks is bound in it."""
