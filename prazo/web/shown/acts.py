"""What happened to a ticket besides what was said: one line for each fact."""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from prazo.agreements.schema.escalation import TOLD
from prazo.agreements.wording import role_name
from prazo.desk.actor import by_rule
from prazo.desk.tags import written
from prazo.desk.terms import Terms
from prazo.engine.events import Kind
from prazo.escalation.tell import DESK_ADMIN, SUBSTITUTE
from prazo.web.shown import given, marks, words
from prazo.web.shown.due import instant
from prazo.web.shown.record import Happened

Data = Mapping[str, Any]

SPOKEN = frozenset({Kind.MESSAGE, Kind.REPLY, Kind.NOTE})
"""Facts that stand in the conversation as what was said."""


def line(event: Happened, terms: Terms) -> str:
    """The fact in words; who did it stands beside."""
    if event.kind == Kind.ASSIGNED and event.user_id and event.data.get("to_id") == event.user_id:
        return _("took it")
    if event.kind == Kind.OPENED and event.user_id:
        return _("opened it, to write first: nothing is owed until the customer writes")
    return LINES[Kind(event.kind)](event.data, terms)


def hint(event: Happened, terms: Terms) -> str:
    """What stands behind a line for those who ask; "" for most."""
    return given.account(event.data.get("why"), terms) if event.kind == Kind.ASSIGNED else ""


def who(event: Happened) -> str:
    return event.user or event.requester or _rule(event) or _("Prazo")


def by_rules(events: Iterable[Happened]) -> dict[tuple[str, int], str]:
    """Which notes and messages rules wrote, by kind and id."""
    return {
        (about, event.data[about]): rule
        for event in events
        if (rule := _rule(event))
        for about in ("note", "message")
        if about in event.data
    }


def _rule(event: Happened) -> str:
    by = by_rule(event.data)
    return _("Rule “%(name)s”") % {"name": by["name"]} if by else ""


def _opened(data: Data, terms: Terms) -> str:
    if data.get("split_from"):
        return _("split from #%(number)s") % {"number": data["split_from"]}
    channel = words.channel_name(terms, str(data.get("channel", "")))
    return _("opened it, by %(channel)s") % {"channel": channel}


def _assigned(data: Data, terms: Terms) -> str:
    parts = []
    if data.get("to"):
        parts.append(_("gave it to %(name)s") % {"name": data["to"]})
    elif not data.get("team"):
        parts.append(_("put it back into the queue"))
    if data.get("team"):
        parts.append(_to_team(data, terms))
    why = given.reason(data.get("why"), terms, to=bool(data.get("to")))
    return _with(", ".join(parts), why or data.get("reason"))


def _to_team(data: Data, terms: Terms) -> str:
    team = terms.document.teams.get(data["team"])
    name = team.name.of(words.reader()) if team else data["team"]
    return _("to the team %(name)s") % {"name": name}


def _classified(data: Data, terms: Terms) -> str:
    names = {
        "priority": _("priority"),
        "level": _("level"),
        "request_type": _("type"),
        "component": _("component"),
        "tier": _("tier"),
        "plan": _("plan"),
        "region": _("region"),
    }
    said = [
        f"{names[key]}: {terms.value_name(key, str(value), words.reader()) if value else '—'}"
        for key, value in data.items()
        if key in names
    ]
    if said:
        said.insert(0, _("classified it"))
    if "contract" in data:
        said.insert(0, _("contract settled"))
    if data.get("team"):
        said.append(_to_team(data, terms))
    if data.get("from_id"):
        said.append(_("back in the queue"))
    return ", ".join(said) or _("classified it")


def _waiting(data: Data, terms: Terms) -> str:
    party = {"party": words.party(str(data.get("on", "")))}
    said = (
        _("waits on %(party)s, saying that the last answer asked them something")
        if data.get("asked")
        else _("waits on %(party)s")
    )
    return _with(said % party, data.get("reason"))


def _cause(data: Data, terms: Terms) -> str:
    cause = str(data.get("cause", ""))
    if not cause:
        return _("took the cause back")
    name = terms.value_name("cause", cause, words.reader())
    template = (
        _("found a cause that is not covered: %(cause)s")
        if terms.not_covered(cause)
        else _("found the cause: %(cause)s")
    )
    return _with(template % {"cause": name}, data.get("evidence"))


def _escalated(data: Data, terms: Terms) -> str:
    metric = str(data.get("metric", ""))
    told = _told(data.get("told", ()), terms)
    if metric in terms.agreement.targets:
        name = terms.metric_name(metric, words.reader())
        said = _("escalated: %(metric)s") % {"metric": name}
    else:
        said = _("escalated")
    if told:
        said = _("%(said)s; told %(people)s") % {"said": said, "people": told}
    return _with(said, data.get("reason"))


def _told(people: Iterable[object], terms: Terms) -> str:
    """Who was told, by what they were told as; each is recorded as "name (role)"."""
    by_role: dict[str, list[str]] = {}
    for person in people:
        name, _space, role = str(person).rpartition(" (")
        by_role.setdefault(role.removesuffix(")"), []).append(name)
    return "; ".join(
        f"{', '.join(names)} ({_role(role, terms)})" for role, names in by_role.items()
    )


def _role(role: str, terms: Terms) -> str:
    if role == "requester":
        return _("Requester")  # "you" is for the page that requesters read
    if role == DESK_ADMIN:
        return _("admin")
    if role == SUBSTITUTE:
        return _("stands in")
    if role in TOLD or role in terms.document.roles:
        return role_name(terms.document, role, words.reader())
    return role  # of the version the ticket was under then


def _number(template: Callable[[], str]) -> Callable[[Data, Terms], str]:
    return lambda data, terms: template() % {"number": data.get("number", "")}


def _carrier_ticket(data: Data, terms: Terms) -> str:
    """The carrier may have been told before it gave a number."""
    if not data.get("number"):
        return _("opened a case with the carrier")
    return _("opened %(number)s with the carrier") % {"number": data["number"]}


def _reasoned(said: Callable[[], str]) -> Callable[[Data, Terms], str]:
    return lambda data, terms: _with(said(), _reason(data.get("reason")))


def _reason(reason: object) -> str:
    """Reasons the desk gives itself are words of ours."""
    ours = {"no_answer": _("no answer came"), "message": _("a new message came")}
    return ours.get(str(reason or ""), str(reason or ""))


def _with(said: str, reason: object) -> str:
    return f"{said}: {reason}" if reason else said


def _moved(data: Data, terms: Terms) -> str:
    said = _("put it under %(agreement)s, version %(version)s") % {
        "agreement": data.get("agreement", ""),
        "version": data.get("version", ""),
    }
    return _with(said, data.get("reason"))


def _corrected(data: Data, terms: Terms) -> str:
    names = {"requester": _("who asked"), "subject": _("subject"), "language": _("language")}
    said = [
        _("%(what)s: %(before)s → %(after)s")
        % {"what": name, "before": data[key][0] or "—", "after": data[key][1] or "—"}
        for key, name in names.items()
        if key in data
    ]
    return ", ".join(said)


def _reminder(data: Data, terms: Terms) -> str:
    to, team = data.get("to"), data.get("team")
    facts = {
        "who": to or team or _("everybody"),
        "when": instant(datetime.fromisoformat(data["when"])),
        "of": data.get("of", ""),
    }
    match data["did"]:
        case "set" if data.get("hides"):
            said = _("snoozed it until %(when)s")
        case "set":
            said = _("set a reminder for %(who)s: %(when)s")
        case "changed":
            said = _("changed a reminder for %(who)s: %(when)s")
        case "due" if facts["of"]:
            said = _("reminded %(who)s, in place of %(of)s")
        case "due":
            said = _("reminded %(who)s")
        case "back":
            metric = str(data.get("metric", ""))
            known = metric in terms.agreement.targets
            facts["metric"] = terms.metric_name(metric, words.reader()) if known else metric
            said = _("brought it back to the queue of %(who)s: %(metric)s falls due")
        case "done":
            said = _("has done what the reminder was for")
        case _deleted:
            said = _("deleted the reminder for %(who)s: %(when)s")
    return _with(said % facts, data.get("note"))


def _spam(data: Data, terms: Terms) -> str:
    if data.get("block"):
        return _("took it for spam: its sender is blocked")
    return _with(_("called it spam"), data.get("reason"))


def _tagged(data: Data, terms: Terms) -> str:
    said = []
    if added := data.get("added"):
        said.append(_("tagged it %(tags)s") % {"tags": written(added)})
    if removed := data.get("removed"):
        said.append(_("took the tag %(tags)s off") % {"tags": written(removed)})
    return ", ".join(said)


LINES: dict[Kind, Callable[[Data, Terms], str]] = {
    Kind.OPENED: _opened,
    Kind.MESSAGE: lambda data, terms: _("wrote"),
    Kind.REPLY: lambda data, terms: _("answered"),
    Kind.NOTE: lambda data, terms: _("noted"),
    Kind.ACKNOWLEDGED: lambda data, terms: _("acknowledged"),
    Kind.ASSIGNED: _assigned,
    Kind.CLASSIFIED: _classified,
    Kind.WAITING: _waiting,
    Kind.RESUMED: _reasoned(lambda: _("went on")),
    Kind.CAUSE: _cause,
    Kind.CARRIER_TICKET: _carrier_ticket,
    Kind.CARRIER_ANSWER: lambda data, terms: _with(_("the carrier answered"), data.get("text")),
    Kind.ESCALATED: _escalated,
    Kind.RESOLVED: lambda data, terms: _("resolved it"),
    Kind.CLOSED: _reasoned(lambda: _("closed it")),
    Kind.REOPENED: _reasoned(lambda: _("reopened it")),
    Kind.MERGED: _number(lambda: _("merged #%(number)s into it")),
    Kind.MERGED_INTO: _number(lambda: _("merged it into #%(number)s")),
    Kind.SPLIT: _number(lambda: _("split #%(number)s off")),
    Kind.SEEN: lambda data, terms: (
        _("has seen to it: %(mark)s") % {"mark": marks.named(str(data.get("mark", "")))}
    ),
    Kind.CORRECTED: _corrected,
    Kind.TAGGED: _tagged,
    Kind.SPAM: _spam,
    Kind.NOT_SPAM: lambda data, terms: _("said that it is no spam"),
    Kind.AGREEMENT: _moved,
    Kind.REMINDER: _reminder,
}
