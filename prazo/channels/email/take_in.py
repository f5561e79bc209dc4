"""Take a mail into custody: once this returns, the sender may be told that we have it.

The bytes as received are committed, sealed, before a 250, a `\\Seen` or a move (DU01). Reading
them is a later duty.
"""

import contextlib
import hashlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from psycopg.types.json import Jsonb

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
    """Commit rows together, on disk, and wake the reader. Raises what the database raises.

    One statement: to begin, insert, notify and commit one by one took longer than the rows.
    """
    crash("take_in.before_store")
    # Outside of a transaction a statement is one; within, a failure must not end the caller's.
    whole = transaction.atomic() if connection.in_atomic_block else contextlib.nullcontext()
    with scope.entered(scope.SYSTEM), whole, connection.cursor() as cursor:
        cursor.execute(STORE, _columns(rows))
        for row, (pk,) in zip(rows, cursor.fetchall(), strict=True):
            row.pk, row._state.adding = pk, False
    crash("take_in.after_store")


STORE = """
with on_disk as materialized (  -- whatever the server's default: on disk, or not ours
  select set_config('synchronous_commit', 'on', true), pg_notify('prazo_duty', %(duty)s))
insert into email_rawmail (source, uid, account_id, desk_id, envelope_from, envelope_to,
  received_at, try_at, sha256, size, sealed, sender, state, tries, error)
select source, uid, account, desk, envelope_from,
  array(select jsonb_array_elements_text(envelope_to)), at, at, sha256, size, sealed,
  '', 'new', 0, ''
from on_disk, unnest(%(source)s::text[], %(uid)s::text[], %(account_id)s::bigint[],
  %(desk_id)s::bigint[], %(envelope_from)s::text[], %(envelope_to)s::jsonb[],
  %(received_at)s::timestamptz[], %(sha256)s::text[], %(size)s::bigint[], %(sealed)b::bytea[])
  v(source, uid, account, desk, envelope_from, envelope_to, at, sha256, size, sealed)
returning id
"""


def _columns(rows: Sequence[RawMail]) -> dict[str, Any]:
    plain = (
        "source", "uid", "account_id", "desk_id", "envelope_from", "received_at", "sha256",
        "size", "sealed",
    )  # fmt: skip
    columns: dict[str, Any] = {name: [getattr(row, name) for row in rows] for name in plain}
    return {**columns, "envelope_to": [Jsonb(row.envelope_to) for row in rows], "duty": DUTY}


def raw_bytes(row: RawMail) -> bytes:
    """The mail as it came, to be read or downloaded; `Unreadable` of the vault without its key."""
    return bytes(settings.VAULT.open(bytes(row.sealed), PURPOSE))


def stored(address: str) -> str:
    """An envelope address as a column can hold it, whatever bytes it was made of (Q08)."""
    clean = address.encode("utf-8", "replace").decode().replace("\0", "")
    return clean[:LONGEST_ADDRESS]
