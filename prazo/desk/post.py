"""What must go out, written beside the act that causes it; channels send it later."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from prazo.accounts.models import Desk
from prazo.desk.acting import wake
from prazo.desk.models import Message, Outgoing, SideMessage, Ticket


def post(
    ticket: Ticket,
    *,
    key: str,
    to: Sequence[str],
    subject: str,
    text: str,
    at: datetime,
    cc: Sequence[str] = (),
    html: str = "",
    message: Message | None = None,
    headers: Mapping[str, str] | None = None,
    side: SideMessage | None = None,
) -> Outgoing | None:
    """One mail about a ticket, once per `key`; None when there is nobody to write to.

    A synthetic ticket (B20) posts nothing.
    """
    if not to or ticket.synthetic:
        return None
    about = {
        "desk_id": ticket.desk_id,
        "ticket": ticket,
        "message": message,
        "side": side,
        "cc": list(cc),
        "html": html,
    }
    return _once(key, to, subject, text, at, headers, about)


def post_to_person(
    desk: Desk,
    *,
    key: str,
    to: str,
    subject: str,
    text: str,
    at: datetime,
    headers: Mapping[str, str] | None = None,
) -> Outgoing:
    """One mail to a person, about no one ticket; once per `key`."""
    return _once(key, [to], subject, text, at, headers, {"desk": desk})


def _once(
    key: str,
    to: Sequence[str],
    subject: str,
    text: str,
    at: datetime,
    headers: Mapping[str, str] | None,
    about: Mapping[str, Any],
) -> Outgoing:
    row, created = Outgoing.objects.get_or_create(
        key=key,
        defaults={
            **about,
            "to": list(to),
            "subject": one_line(subject),
            "text": text,
            "headers": dict(headers or {}),
            "created_at": at,
            "try_at": at,
        },
    )
    if created:
        wake("outgoing")
    return row


def answer_subject(subject: str) -> str:
    """The subject of an answer: mail programs keep a thread only if it stays the same."""
    return subject if subject[:3].lower() == "re:" else f"Re: {subject}"


def one_line(text: str) -> str:
    """J01: no header can be made of what somebody wrote."""
    return " ".join(text.split())[:500]
