"""Many open tickets at once: what falls due together, or is counted anew."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from bench import corpus


def open_many(
    count: int,
    first: datetime,
    over: timedelta,
    now: datetime,
    priorities: Sequence[str] = ("low",),
) -> list[int]:
    """Ids of `count` new tickets opened evenly over a while, their clocks settled as of `now`.

    They have no messages, which clocks do not read and whose indexing takes most of growing.
    """
    from prazo.desk.models import Ticket

    corpus.grow(1000, now)
    desk, version, agents = corpus.desk_of(now)
    last = Ticket.objects.order_by("-pk").values_list("pk", flat=True)[0]
    tickets, events = [], []
    for place in range(count):
        opened = first + over * place / count
        assignee = agents[place % len(agents)]
        priority = priorities[place % len(priorities)]
        ticket = _ticket(last + place + 1, opened, (desk, version, assignee), priority)
        tickets.append(ticket)
        events.append(_opened(ticket))
    corpus.write({"desk_ticket": tickets, "desk_event": events})
    corpus.settle(last)
    return [ticket["id"] for ticket in tickets]


def _ticket(
    number: int, opened: datetime, place: tuple[int, int, int], priority: str
) -> dict[str, Any]:
    desk, version, assignee = place
    return {
        "id": number,
        "number": 10_000_000 + number,
        "desk_id": desk,
        "version_id": version,
        "requester_id": number % 1000 + 1,
        "customer_id": number % 50 + 1,
        "contract_id": number % 50 + 1,
        "subject": f"Não consigo emitir a nota fiscal da filial {number}",
        "language": "pt-br",
        "status": "open",
        "channel": "email",
        "priority": priority,
        "request_type": "incident",
        "opened_at": opened,
        "changed_at": opened,
        "assignee_id": assignee if number % 10 < 7 else None,
    }


def _opened(ticket: dict[str, Any]) -> dict[str, Any]:
    return {
        "desk_id": ticket["desk_id"],
        "ticket_id": ticket["id"],
        "at": ticket["opened_at"],
        "kind": "opened",
        "by": "requester",
        "requester_id": ticket["requester_id"],
        "data": {
            "priority": ticket["priority"],
            "channel": "email",
            "level": "",
            "request_type": "incident",
            "version_id": ticket["version_id"],
        },
        "recorded_at": ticket["opened_at"],
    }
