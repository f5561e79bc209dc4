"""Take a mail into custody: once this returns, the sender may be told that we have it.

The bytes as received are committed, sealed, before a 250, a `\\Seen` or a move (DU01). Reading
them is a later duty.
"""

import hashlib
from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.db import IntegrityError, connection, transaction

from prazo.accounts.models import Desk
from prazo.channels.email.models import MailAccount, RawMail
from prazo.lib import scope
from prazo.lib.crash import crash

PURPOSE = "mail"
DUTY = "mail"
LONGEST_ADDRESS = 320


def take_in(
    raw: bytes,
    *,
    source: str,
    envelope_from: str = "",
    envelope_to: Sequence[str] = (),
    received_at: datetime,
    account: MailAccount | None = None,
    uid: str | None = None,
    desk: Desk | None = None,
) -> RawMail:
    """Commit one mail. A `uid` that came from this `source` before finds the first row.

    `desk` where somebody says so; a mail account says it too. Else the addresses do, later.
    """
    row = sealed_row(
        raw,
        source=source,
        envelope_from=envelope_from,
        envelope_to=envelope_to,
        received_at=received_at,
        desk=desk or (account.desk if account else None),
    )
    row.account, row.uid = account, uid
    try:
        store([row])
    except IntegrityError:
        with scope.entered(scope.SYSTEM):
            known = RawMail.objects.filter(source=source, uid=uid).first() if uid else None
        if known is None:
            raise
        return known
    return row


def sealed_row(
    raw: bytes,
    *,
    source: str,
    envelope_from: str = "",
    envelope_to: Sequence[str] = (),
    received_at: datetime,
    desk: Desk | None = None,
    desk_id: int | None = None,
) -> RawMail:
    """A row not yet stored. `desk` where the way it came in says so."""
    return RawMail(
        source=source[:300],
        envelope_from=stored(envelope_from),
        envelope_to=[stored(address) for address in envelope_to],
        received_at=received_at,
        try_at=received_at,
        sha256=hashlib.sha256(raw).hexdigest(),
        size=len(raw),
        sealed=settings.VAULT.seal(raw, PURPOSE),
        desk_id=desk.pk if desk else desk_id,
    )


def store(rows: Sequence[RawMail]) -> None:
    """Commit rows together, on disk, and wake the reader. Raises what the database raises."""
    crash("take_in.before_store")
    with scope.entered(scope.SYSTEM), transaction.atomic():
        RawMail.objects.bulk_create(rows)
        with connection.cursor() as cursor:  # whatever the server's default: on disk, or not ours
            cursor.execute(
                "select set_config('synchronous_commit', 'on', true), pg_notify('prazo_duty', %s)",
                [DUTY],
            )
    crash("take_in.after_store")


def raw_bytes(row: RawMail) -> bytes:
    """The mail as it came, to be read or downloaded; `Unreadable` of the vault without its key."""
    return bytes(settings.VAULT.open(bytes(row.sealed), PURPOSE))


def stored(address: str) -> str:
    """An envelope address as a column can hold it, whatever bytes it was made of (Q08)."""
    clean = address.encode("utf-8", "replace").decode().replace("\0", "")
    return clean[:LONGEST_ADDRESS]
