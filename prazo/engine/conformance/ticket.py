"""A source's ticket told in our words: the agreement it was measured by, and its events."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from types import MappingProxyType

from prazo.engine.agreement import (
    Agreement,
    Allowance,
    CalendarFacts,
    CalendarLine,
    Limit,
    Line,
    MetBy,
    Moment,
    Start,
    Step,
    Target,
)
from prazo.engine.calendar import Calendar
from prazo.engine.conformance.given import Vector, calendar_of, duration_of, instant_of
from prazo.engine.events import Author, Event, Kind

METRICS = ("first_response", "response", "update", "keep_in_loop", "resolution")
OTHER_KEYS = frozenset(
    ("end_of_day", "start", "escalation_offset", "ignored_when_waiting", "exclude_waiting")
)  # fmt: skip
KINDS = {
    "opened": (Kind.OPENED, Author.REQUESTER),
    "customer_reply": (Kind.MESSAGE, Author.REQUESTER),
    "agent_reply": (Kind.REPLY, Author.AGENT),
    "waiting": (Kind.WAITING, Author.AGENT),
    "resumed": (Kind.RESUMED, Author.AGENT),
    "resolved": (Kind.RESOLVED, Author.AGENT),
    "closed": (Kind.CLOSED, Author.AGENT),
    "reopened": (Kind.REOPENED, Author.REQUESTER),
    "assigned": (Kind.ASSIGNED, Author.AGENT),
    "note": (Kind.NOTE, Author.AGENT),
    "agreement": (Kind.AGREEMENT, Author.AGENT),
    "priority": (Kind.CLASSIFIED, Author.AGENT),
}
WORDS = ("customer_reply", "agent_reply")
AUTHORS = {"customer": Author.REQUESTER, "agent": Author.AGENT, "system": Author.SYSTEM}


@dataclass(frozen=True, slots=True)
class Custom:
    """What a source takes for granted of every agreement: what waiting stops, and for whom."""

    pausing: frozenset[str] = frozenset({"resolution"})
    asked_only: bool = False  # a response is owed to a requester who spoke, not to every ticket
    opens_unsaid: bool = False  # a ticket may be opened before its requester's first word


CUSTOMS: Mapping[str, Custom] = MappingProxyType(
    {
        "bestpractical/": Custom(pausing=frozenset(), asked_only=True),
        "zammad/": Custom(pausing=frozenset(METRICS), opens_unsaid=True),
    }
)


@dataclass(frozen=True, slots=True)
class Told:
    agreements: tuple[Agreement, ...]
    events: tuple[Event, ...]
    until: datetime  # the last event
    hidden: frozenset[str]  # metrics whose due times the source hides then, though they count


def tell(vector: Vector) -> Told:
    """The vector as versions of one agreement and events. ValueError for what has no words."""
    custom, targets = _custom(vector), _said(vector["targets"])
    versions = [Version(calendar_of(vector["calendar"]), [("", targets)])]
    events: list[Event] = []
    waiting = False
    unsaid = custom.asked_only or (custom.opens_unsaid and _speaks_later(vector["events"]))
    for order, given in enumerate(vector["events"]):
        kind, by = KINDS[given["type"]]
        data: dict[str, str] = {}
        match kind:
            case Kind.OPENED:
                by = Author.SYSTEM if unsaid else by
                data["priority"] = "as opened"
            case Kind.WAITING:
                waiting = True
                heeded = _is_ended_by_the_customer(vector["events"][order + 1 :])
                data["on"] = "customer" if heeded else "third_party"
            case Kind.RESUMED | Kind.RESOLVED | Kind.CLOSED:
                waiting = False
            case Kind.CLASSIFIED:
                data["priority"] = f"changed {order}"
                if "targets" in given:
                    versions[-1].lines.insert(0, (data["priority"], _said(given["targets"])))
            case Kind.AGREEMENT:
                if given.get("targets") is not None or given.get("calendar") is not None:
                    versions.append(versions[-1].changed(given))
                data["version"] = str(len(versions) - 1)
        by = by if given.get("by") is None else AUTHORS[given["by"]]
        if kind is Kind.OPENED and by is Author.AGENT and custom.opens_unsaid:
            by = Author.SYSTEM  # what starts with an opening does, whoever opened
        events.append(Event(instant_of(given["at"]).astimezone(UTC), kind, by, data, order))
    agreements = tuple(
        version.agreement(str(number), custom) for number, version in enumerate(versions)
    )
    until = max(event.at for event in events)
    ignored = _ignored(targets) - pausing(targets, custom)
    return Told(agreements, tuple(events), until, ignored if waiting else frozenset())


def _said(targets: Vector | None) -> Vector:
    """Targets without those of which null is said."""
    return {key: value for key, value in (targets or {}).items() if value is not None}


def _speaks_later(events: Sequence[Vector]) -> bool:
    """Whether the requester's first word is told by itself, not with the ticket's opening."""
    said = (given["type"] for given in events)
    return next((kind for kind in said if kind in WORDS), "") == "customer_reply"


def _is_ended_by_the_customer(later: Sequence[Vector]) -> bool:
    """Whether a wait may be told as one on the customer, which any word of theirs ends: not where
    a source goes on waiting after one, until somebody resumes."""
    spoke: list[datetime] = []
    for given in later:
        at = instant_of(given["at"])
        if given["type"] == "customer_reply":
            spoke.append(at)
        elif given["type"] == "resumed":
            return not any(word < at for word in spoke)
        elif given["type"] in ("waiting", "resolved", "closed"):
            break
    return True


@dataclass(frozen=True, slots=True)
class Version:
    """`lines`: (priority, targets), the first that fits; "" fits every priority."""

    calendar: Calendar
    lines: list[tuple[str, Vector]]

    def changed(self, given: Vector) -> "Version":
        calendar, targets = given.get("calendar"), given.get("targets")
        return Version(
            self.calendar if calendar is None else calendar_of(calendar),
            [("", self.lines[-1][1] if targets is None else _said(targets))],
        )

    def agreement(self, number: str, custom: Custom) -> Agreement:
        base = self.lines[-1][1]
        for _, targets in self.lines:
            unknown = {key.removesuffix("_days") for key in targets} - OTHER_KEYS - {*METRICS}
            if unknown:
                raise ValueError(f"no such target: {', '.join(sorted(unknown))}")
        metrics = [
            metric
            for metric in METRICS
            if any(metric in t or f"{metric}_days" in t for _, t in self.lines)
        ]
        return Agreement(
            name="source",
            version=number,
            effective=date(1970, 1, 1),
            calendars={"hours": CalendarFacts(self.calendar)},
            dimensions={"priority": tuple(priority for priority, _ in self.lines if priority)},
            targets={metric: _target(metric, self.lines, base, custom) for metric in metrics},
            escalation=_escalation(base),
        )


def pausing(targets: Vector, custom: Custom) -> frozenset[str]:
    """The metrics whose clocks stand still while the ticket waits."""
    if "ignored_when_waiting" in targets:
        return _ignored(targets) if targets.get("exclude_waiting") else frozenset()
    return custom.pausing


def _ignored(targets: Vector) -> frozenset[str]:
    return frozenset(targets.get("ignored_when_waiting", ()))


def _custom(vector: Vector) -> Custom:
    source = str(vector.get("source", ""))
    return next((c for prefix, c in CUSTOMS.items() if source.startswith(prefix)), Custom())


def _target(
    metric: str, lines: Sequence[tuple[str, Vector]], base: Vector, custom: Custom
) -> Target:
    starts = {
        "first_response": "requester_message" if custom.asked_only else "opened",
        "response": "requester_message",
        "update": "requester_message",
        "keep_in_loop": "reply",
        "resolution": "opened",
    }
    return Target(
        metric=metric,
        starts=(Start(str(base.get("start", starts[metric]))),),
        met_by=MetBy.RESOLUTION if metric == "resolution" else MetBy.REPLY,
        lines=tuple(_line(metric, priority, targets) for priority, targets in lines),
        calendars=(CalendarLine((), "hours"),),
        pauses=frozenset({"customer", "third_party"} if metric in pausing(base, custom) else ()),
        repeats=metric in ("response", "update", "keep_in_loop"),
    )


def _line(metric: str, priority: str, targets: Vector) -> Line:
    when = (("priority", frozenset({priority})),) if priority else ()
    return Line(when, _allowance(targets, metric), f"{metric}.{priority}")


def _allowance(targets: Vector, key: str) -> Allowance:
    if f"{key}_days" in targets:
        end_of_day = bool(targets.get("end_of_day", False))
        return Allowance(Limit.DAYS, days=targets[f"{key}_days"], end_of_day=end_of_day)
    if key not in targets:
        return Allowance(Limit.NONE)
    return Allowance(Limit.WORKING, time=duration_of(targets[key]))


def _escalation(targets: Vector) -> tuple[Step, ...]:
    """At an offset from the due time, or at it where none is said; negative is before it, and
    days keep their time of day."""
    days = int(targets.get("escalation_offset_days", 0))
    offset = duration_of(targets.get("escalation_offset", 0))
    if "escalation_offset_days" in targets:
        moment, by = (
            Moment.BEFORE if days < 0 else Moment.AFTER,
            Allowance(Limit.DAYS, days=abs(days)),
        )
    else:
        moment = Moment.BEFORE if offset < timedelta() else Moment.AFTER
        by = Allowance(Limit.WORKING, time=abs(offset))
    return (Step(moment=moment, metrics=frozenset(), rule="escalation", offset=by),)
