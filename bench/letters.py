"""The 500 mails of the corpus, new each time: other senders, other Message-IDs, real replies.

The same mails a second time would be found to be repeated, and the same senders would get no more
receipts. A reply answers a receipt of Prazo's, from the address that got it: it must thread.
"""

import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from bench import server

GENERATOR = Path(os.environ.get("PRAZO_BENCH_TOOLS", "../shared/bench")) / "mailgen.py"
ENTRANCE = "suporte@desk.example"
OWN_ID = re.compile(rb"^((?:In-Reply-To|References): )<[^>]*>", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Letters:
    """`raw` as they go over the line; `answered` are the tickets the replies belong to."""

    raw: list[bytes]
    answered: list[int]


def letters(seed: str) -> Letters:
    """Within a scope that sees everything: the tickets that are answered are opened here."""
    manifest = _generated()
    domains = {one["from"].rpartition("@")[2] for one in manifest}
    senders = {one["file"]: one["from"].replace("@", f"@{seed}.") for one in manifest}
    replies = [one["file"] for one in manifest if one["kind"] == "reply"]
    known = _answered([senders[name] for name in replies])
    ids = dict(zip(replies, (proof for proof, _ in known), strict=True))
    raw = []
    for name in senders:
        mail = (server.HOME / "mails" / name).read_bytes()
        head, rule, body = mail.partition(b"\n\n")
        for domain in domains:
            head = head.replace(f"@{domain}".encode(), f"@{seed}.{domain}".encode())
        if name in ids:
            head = OWN_ID.sub(rb"\1" + ids[name].encode(), head)
        raw.append((head + rule + body).replace(b"\n", b"\r\n"))
    return Letters(raw, [ticket for _, ticket in known])


def _generated() -> list[dict[str, str]]:
    folder = server.HOME / "mails"
    if not (folder / "manifest.jsonl").exists():
        subprocess.run(
            [sys.executable, str(GENERATOR), str(folder)], check=True, capture_output=True
        )
    return [json.loads(line) for line in (folder / "manifest.jsonl").read_text().splitlines()]


def _answered(senders: list[str]) -> list[tuple[str, int]]:
    """For each sender a ticket, by the Message-ID of its receipt."""
    from django.db import transaction

    from prazo.accounts.models import Desk
    from prazo.channels.email.identity import message_id
    from prazo.desk.actions.receive import receive_all
    from prazo.desk.inbound import Inbound
    from prazo.desk.models import Outgoing

    desk, now = Desk.objects.get(slug="bench"), datetime.now(UTC)
    with transaction.atomic():
        receive_all(
            [
                (
                    desk,
                    Inbound(
                        channel="email",
                        reference=f"bench {sender}",
                        sender=sender,
                        subject=f"Nota {_word(place)}",
                        text="Bom dia, não consigo emitir a nota.",
                        written_to=(ENTRANCE,),
                        received_at=now,
                        language="pt",
                    ),
                )
                for place, sender in enumerate(senders)
            ]
        )
    posts = Outgoing.objects.filter(ticket__requester__addresses__address__in=senders)
    rows = posts.values_list("pk", "ticket_id", "to")
    found = {to[0]: (message_id(pk, ticket), ticket) for pk, ticket, to in rows}
    return [found[sender] for sender in senders]


def _word(number: int) -> str:
    """Another for each number, so that no two are taken for a machine's (L03)."""
    return "".join(chr(ord("a") + int(digit)) for digit in str(number))
