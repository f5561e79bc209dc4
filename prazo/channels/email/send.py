"""The duty "outgoing": claim a mail, hand it over, mark it sent; try again over days.

Exactly once inside the database. Between the server's taking it and our marking it a crash may
send it twice, with the same Message-ID; the log says where that may have happened (TR3).
"""

import logging
import os
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, transaction
from django.db.models import Exists, OuterRef
from django.db.models.functions import Now

from prazo.channels.email.carrier import Carrier, Later, Never, Taken
from prazo.channels.email.compose import File, Letter, Unsendable, compose, usable_address
from prazo.channels.email.failure import fail
from prazo.channels.email.identity import message_id, side_message_id
from prazo.channels.email.joining import hand_on, join, mark_parts_sent
from prazo.channels.email.lease import LEASE, Lease, to_be_sent
from prazo.channels.email.models import MailAccount
from prazo.channels.email.route import Route, route_of
from prazo.channels.email.thread import thread_of
from prazo.desk.files import content_of
from prazo.desk.models import Message, Outgoing, SideMessage
from prazo.lib.crash import crash

log = logging.getLogger("prazo.mail.out")

FIRST_DELAY = timedelta(minutes=1)
LONGEST_DELAY = timedelta(hours=4)
LONGEST_AWAY = timedelta(minutes=15)  # of a server that could not be reached at all
GIVE_UP_AFTER = timedelta(days=5)
IN_HAND = "being handed over"
MACHINE_KINDS = {
    Message.Kind.RECEIPT: "auto-replied",
    Message.Kind.NOTICE: "auto-generated",
}


def send_due(as_of: datetime, carrier: Carrier) -> bool:
    """Send the mail that has been due longest; whether there was one."""
    outgoing = _claim(as_of)
    if outgoing is None:
        carrier.close()
        return False
    crash("send.after_claim")
    try:
        with Lease(outgoing):
            left_out = _hand_over(outgoing, carrier)
    except Later as error:
        if error.ambiguous:
            log.warning("mail %s may have been taken: %s", outgoing.pk, error)
        _put_off(outgoing, str(error), as_of, LONGEST_AWAY if error.away else LONGEST_DELAY)
    except (Never, Unsendable) as error:
        with transaction.atomic():
            fail(outgoing, str(error), at=as_of)
    except DatabaseError:
        raise
    except Exception as error:  # our own fault with this mail: the others go on, this one shows it
        log.exception("mail %s could not be written", outgoing.pk)
        _put_off(outgoing, type(error).__name__, as_of, LONGEST_DELAY)
    else:
        crash("send.after_hand_over")
        _mark_sent(outgoing, left_out, as_of)
    crash("send.after_mark")
    return True


def delay_after(tries: int, longest: timedelta = LONGEST_DELAY) -> timedelta:
    """One minute, doubled each time, never over the longest."""
    doubled: int = 2 ** min(tries - 1, 12)
    return min(FIRST_DELAY * doubled, longest)


def outbox() -> Path:
    """Where mails are kept that nothing is configured to send."""
    return Path(settings.HOME) / "outbox"


def letter_of(outgoing: Outgoing, route: Route) -> Letter:
    message, ticket, side = outgoing.message, outgoing.ticket, outgoing.side
    thread = thread_of(outgoing)
    said = side or message
    person = said.user if said is not None else None
    name = f"{person} · {route.name}" if person is not None else route.name
    return Letter(
        message_id=_own_id(outgoing),
        sender=(name, route.address),
        to=outgoing.to,
        cc=outgoing.cc,
        subject=outgoing.subject,
        text=outgoing.text,
        html=outgoing.html,
        at=outgoing.created_at,
        in_reply_to=thread.in_reply_to,
        references=thread.references,
        language=(ticket.language if ticket and not side else "") or outgoing.desk.language,
        automatic="" if person is not None and side is not None else _automatic(message),
        headers=outgoing.headers,
        files=_files(side) if side else _attached(message) if message else [],
    )


def _attached(message: Message) -> list[File]:
    files = message.attachments.select_related("blob").order_by("pk")
    return [File(one.name, one.content_type, content_of(one), one.content_id) for one in files]


def _files(side: SideMessage) -> list[File]:
    files = side.files.select_related("blob").order_by("pk")
    return [File(one.name, one.content_type, content_of(one)) for one in files]


def _own_id(outgoing: Outgoing) -> str:
    """Of a mail in a side thread it names the thread alone, not the ticket (B9)."""
    if outgoing.side is not None:
        return side_message_id(outgoing.pk, outgoing.side.thread_id)
    return message_id(outgoing.pk, outgoing.ticket_id or 0)


def _automatic(message: Message | None) -> str:
    """RFC 3834: a person's words carry no mark; all that is written by itself does."""
    if message is None:
        return "auto-generated"
    found = MACHINE_KINDS.get(Message.Kind(message.kind), "")
    return found or ("" if message.user_id is not None else "auto-generated")


def _claim(as_of: datetime) -> Outgoing | None:
    """Ours for the time of the lease. Mails to one reader of one ticket go in their order."""
    earlier = Outgoing.objects.filter(
        ticket=OuterRef("ticket"), to=OuterRef("to"), pk__lt=OuterRef("pk"), try_at__isnull=False
    )
    with transaction.atomic():
        outgoing = (
            Outgoing.objects.select_for_update(skip_locked=True, of=("self",))
            .select_related("desk", "ticket", "message__user", "side__user")
            .filter(~Exists(earlier), channel="email", try_at__lte=as_of)
            .order_by("try_at", "pk")
            .first()
        )
        if outgoing is None:
            return None
        if outgoing.error == IN_HAND:
            log.warning("mail %s may have been sent before: handing it over broke off", outgoing.pk)
        outgoing = join(outgoing, as_of)
        outgoing.try_at, outgoing.error = as_of + LEASE, IN_HAND
        outgoing.tries += 1
        outgoing.save(update_fields=["try_at", "tries", "error"])
    return outgoing


def _hand_over(outgoing: Outgoing, carrier: Carrier) -> Taken:
    route = route_of(outgoing.desk, outgoing.sender)
    raw = compose(letter_of(outgoing, route))
    if route.server is None:
        _keep(outgoing, raw)
        return Taken()
    everybody = [usable_address(one) for one in dict.fromkeys([*outgoing.to, *outgoing.cc])]
    try:
        taken = carrier.carry(route.server, usable_address(route.address), everybody, raw)
    except Later as error:
        if route.account is not None:
            _note_on(route.account, f"SMTP: {error}")
        raise
    if route.account is not None and route.account.error.startswith("SMTP"):
        _note_on(route.account, "")
    return taken


def _keep(outgoing: Outgoing, raw: bytes) -> None:
    """On disk before it counts as sent; the same file should it be written again."""
    folder = outbox()
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    path = folder / f"{outgoing.pk:08}.eml"
    unfinished = path.with_suffix(".new")
    handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "wb") as file:
        file.write(raw)
        file.flush()
        os.fsync(file.fileno())
    unfinished.rename(path)
    log.info("no mail server is configured: mail %s is kept as %s", outgoing.pk, path)


def _mark_sent(outgoing: Outgoing, left_out: Taken, as_of: datetime) -> None:
    """Sent; those the server would not take yet get a mail of their own, the others a mark."""
    with transaction.atomic():
        mine = Outgoing.objects.filter(pk=outgoing.pk, tries=outgoing.tries)
        if not mine.update(sent_at=as_of, try_at=None, error=""):
            log.warning("mail %s was sent by two workers: the lease ran out", outgoing.pk)
        mark_parts_sent(outgoing, as_of)
        if outgoing.tries > 1:
            _server_is_back(outgoing, as_of)
        if left_out.later:
            _repeat(outgoing, list(left_out.later), as_of)
        if left_out.never:
            said = "; ".join(f"{one}: {why}" for one, why in left_out.never.items())
            fail(outgoing, said, at=as_of, whom=list(left_out.never))


def _server_is_back(outgoing: Outgoing, as_of: datetime) -> None:
    """What waits only because the desk's server was away need not wait any longer (DU06)."""
    away = Outgoing.objects.filter(desk_id=outgoing.desk_id, try_at__gt=as_of, sent_at=None)
    server = route_of(outgoing.desk, outgoing.sender).server
    away.filter(error__startswith=f"{server!r}:").update(try_at=as_of)


def _repeat(outgoing: Outgoing, addresses: list[str], as_of: datetime) -> None:
    rest, made = Outgoing.objects.get_or_create(
        key=f"{outgoing.key[:100]}:rest{outgoing.tries}",
        defaults={
            "desk_id": outgoing.desk_id,
            "ticket_id": outgoing.ticket_id,
            "message_id": outgoing.message_id,
            "side_id": outgoing.side_id,
            "sender": outgoing.sender,
            "to": addresses,
            "subject": outgoing.subject,
            "text": outgoing.text,
            "html": outgoing.html,
            "headers": outgoing.headers,
            "created_at": outgoing.created_at,
            "try_at": as_of + FIRST_DELAY,
        },
    )
    if made:
        hand_on(outgoing, rest)


def _put_off(outgoing: Outgoing, reason: str, as_of: datetime, longest: timedelta) -> None:
    """But for what is not to be sent any more, since its ticket was called spam meanwhile."""
    mine = to_be_sent(outgoing)
    if as_of >= outgoing.created_at + GIVE_UP_AFTER:
        with transaction.atomic():
            if mine.exists():
                fail(outgoing, f"given up after {GIVE_UP_AFTER.days} days: {reason}", at=as_of)
        return
    try_at = as_of + delay_after(outgoing.tries, longest)
    mine.update(try_at=try_at, error=reason[:1000])


def _note_on(account: MailAccount, error: str) -> None:
    at = Now() if error else None
    MailAccount.objects.filter(pk=account.pk).update(error=error[:300], error_at=at)
