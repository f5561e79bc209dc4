"""One look into a mailbox after the other: take in what is new, then mark it seen or move it.

A mail is committed before the server is told anything, so a cut line costs a second look, never a
mail (DU05). What was taken in before is known by UIDVALIDITY and UID; what comes under new ones is
known by what it says (T20). BODY.PEEK[] bytes are kept as they are: imap-tools' own message
objects are written anew and no longer what was signed (stack.md D6).
"""

import imaplib
import re
import ssl
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from imap_tools import BaseMailBox
from imap_tools.errors import ImapToolsError

from prazo.channels.email.line import Imap, ImapTls, Server, Way
from prazo.channels.email.models import MailAccount, RawMail
from prazo.channels.email.route import PASSWORD
from prazo.channels.email.take_in import take_in
from prazo.lib.crash import crash

READ_SECONDS = 30.0  # for each answer of the server
AT_ONCE = 20  # mails between one marking and the next
DAY = timedelta(days=1)
INTERNALDATE = re.compile(rb'INTERNALDATE "([^"]+)"')
TROUBLE = (ImapToolsError, imaplib.IMAP4.error, OSError)
"""What a server or the way to it may raise; anything else is our own fault."""


@dataclass(frozen=True, slots=True)
class Fetched:
    raw: bytes
    received_at: datetime | None  # when the server got it


@dataclass(frozen=True, slots=True)
class Session:
    """A folder, selected; UIDs mean something only together with its UIDVALIDITY."""

    box: BaseMailBox
    validity: int


def sign_in(account: MailAccount) -> Session:
    """Connect and select the account's folder. Raises what TROUBLE lists."""
    sealed = bytes(account.sealed_password)
    password = settings.VAULT.open(sealed, PASSWORD).decode() if sealed else ""
    box = Box(
        Server(account.imap_host, account.imap_port, account.imap_security, inside=account.inside)
    )
    try:
        box.login(account.user_name or account.address, password, initial_folder=None)
        _ask_again_what_it_can(box.client)
        box.folder.set(account.imap_folder)
        status = box.folder.status(account.imap_folder, ["UIDVALIDITY"])
    except BaseException:
        hang_up(box)
        raise
    return Session(box, status["UIDVALIDITY"])


def _ask_again_what_it_can(client: imaplib.IMAP4) -> None:
    """Many servers say only to who has signed in that they know IDLE and MOVE. Without MOVE mails
    are copied and deleted, and with them whatever somebody else has marked as deleted."""
    kind, told = client.capability()
    if kind == "OK" and told and isinstance(told[-1], bytes):
        client.capabilities = tuple(told[-1].decode("ascii", "replace").upper().split())


def hang_up(box: BaseMailBox) -> None:
    """Whatever state the line is in."""
    with suppress(OSError):
        box.client.shutdown()


def look(account: MailAccount, session: Session, now: Callable[[], datetime]) -> int:
    """Take in all that is new; how many. The account knows afterwards where to go on. Where the
    server will not mark or move it, all is taken in before that is raised."""
    box, validity = session.box, session.validity
    status = box.folder.status(account.imap_folder, ["UIDVALIDITY", "UIDNEXT"])
    if status["UIDVALIDITY"] != validity:
        raise ImapToolsError("the server has numbered its mails anew")
    following = status["UIDNEXT"]
    uids = _new_uids(account, box, validity)
    source = source_of(account)
    known = set(
        RawMail.objects.filter(
            source=source, uid__in=[f"{validity}.{uid}" for uid in uids]
        ).values_list("uid", flat=True)
    )
    taken = 0
    refused: ImapToolsError | None = None
    for some in _portions(uids):
        done = []
        for uid in some:
            if f"{validity}.{uid}" not in known:
                fetched = _fetch(box, uid)
                if fetched is None:
                    continue  # somebody else took it away
                _take(account, source, f"{validity}.{uid}", fetched, now())
                taken += 1
            done.append(str(uid))
        crash("imap.before_mark")
        try:
            _mark(account, box, done)
        except ImapToolsError as error:  # the server says no; the line still stands
            refused = error
    if refused is not None:
        raise refused
    account.uid_validity = validity
    account.uid_next = max([following, *(uid + 1 for uid in uids)])
    account.polled_at, account.error, account.error_at = now(), "", None
    account.save(update_fields=["uid_validity", "uid_next", "polled_at", "error", "error_at"])
    return taken


def wait(box: BaseMailBox, seconds: float, stopped: Callable[[], bool]) -> None:
    """Until the server tells of something new, or the time is over, or we are stopped."""
    if "IDLE" not in box.client.capabilities:
        for _ in range(int(seconds)):
            if stopped():
                return
            time.sleep(1.0)
        box.client.noop()
        return
    box.idle.start()
    for _ in range(int(seconds)):
        if box.idle.poll(timeout=1.0) or stopped():
            break
    box.idle.stop()


def source_of(account: MailAccount) -> str:
    return f"imap:{account.user_name or account.address}@{account.imap_host}/{account.imap_folder}"


class Box(BaseMailBox):
    """A mailbox at a server that may be reached (F01)."""

    def __init__(self, server: Server) -> None:
        self._way = Way(server, READ_SECONDS)
        super().__init__()

    def _get_mailbox_client(self) -> imaplib.IMAP4:
        security = self._way.server.security
        client = ImapTls(self._way) if security == "tls" else Imap(self._way)
        if security == "starttls":
            client.starttls(ssl.create_default_context())  # raises where it is not offered
        return client


def _new_uids(account: MailAccount, box: BaseMailBox, validity: int) -> list[int]:
    """Unseen mails, and those that came since the last look, whoever has read them since.

    The first look leaves alone what was read before we came. Where the server numbers its mails
    anew, those of the last days are looked at again.
    """
    found = set(_search(box, "UNSEEN"))
    if account.uid_next is not None and account.uid_validity == validity:
        since = _search(box, f"UID {account.uid_next}:*")
        found.update(uid for uid in since if uid >= account.uid_next)
    elif account.polled_at is not None:
        found.update(_search(box, f"SINCE {account.polled_at - DAY:%d-%b-%Y}"))
    return sorted(found)


def _search(box: BaseMailBox, criteria: str) -> list[int]:
    return [int(uid) for uid in box.uids(criteria, None)]


def _portions(uids: Sequence[int]) -> Iterator[Sequence[int]]:
    for start in range(0, len(uids), AT_ONCE):
        yield uids[start : start + AT_ONCE]


def _fetch(box: BaseMailBox, uid: int) -> Fetched | None:
    kind, data = box.client.uid("FETCH", str(uid), "(INTERNALDATE BODY.PEEK[])")
    if kind != "OK":
        raise ImapToolsError(f"the server did not give mail {uid}")
    parts = [part for part in data if isinstance(part, tuple)]
    if not parts:
        return None
    told = INTERNALDATE.search(b" ".join(part[0] for part in parts) + _rest(data))
    return Fetched(parts[0][1], _instant(told[1]) if told else None)


def _rest(data: Sequence[object]) -> bytes:
    return b" ".join(part for part in data if isinstance(part, bytes))


def _instant(told: bytes) -> datetime | None:
    try:
        return datetime.strptime(told.decode("ascii").strip(), "%d-%b-%Y %H:%M:%S %z")
    except (UnicodeDecodeError, ValueError):
        return None


def _take(account: MailAccount, source: str, uid: str, fetched: Fetched, now: datetime) -> None:
    """It came when the server got it, but not before our last good look nor after now (Q18)."""
    earliest = account.polled_at or now
    came = min(max(fetched.received_at or now, earliest), now)
    take_in(fetched.raw, source=source, received_at=came, account=account, uid=uid)


def _mark(account: MailAccount, box: BaseMailBox, uids: Sequence[str]) -> None:
    if not uids:
        return
    if account.imap_move_to:
        box.move(list(uids), account.imap_move_to)
        return
    kind, _ = box.client.uid("STORE", ",".join(uids), "+FLAGS.SILENT", "(\\Seen)")
    if kind != "OK":
        raise ImapToolsError("the server did not mark what was read")
