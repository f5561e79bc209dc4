"""Feed mails from files, and look at the day's balance."""

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from prazo.cli import setup

if TYPE_CHECKING:
    from prazo.accounts.models import Desk
    from prazo.channels.email.files import Found
    from prazo.channels.email.models import RawMail
    from prazo.channels.email.reading.pool import ReaderPool


def mail(
    files: Annotated[list[Path], typer.Argument(help="eml, mbox, Maildir, or folders of them.")],
    desk: Annotated[str, typer.Option(help="The desk's short name; else the address says.")] = "",
    to: Annotated[str, typer.Option(help="As if it had been sent to this address.")] = "",
) -> None:
    """Take mails in from files; say of each what became of it. Exit code 1 if one still waits."""
    setup.django()
    from prazo.channels.email.reading.pool import ReaderPool
    from prazo.lib import scope

    became: Counter[str] = Counter()
    with scope.entered(scope.SYSTEM), ReaderPool() as pool:
        chosen = _desk(desk) if desk else None
        for found in _found(files, became):
            row = _placed(found, chosen, to, pool)
            became[row.state] += 1
            typer.echo(f"{found.name}  {_told(row)}")
    typer.echo(", ".join(f"{count} {state}" for state, count in sorted(became.items())) or "none")
    raise typer.Exit(1 if became["new"] or became["refused"] else 0)


def balance(
    day: Annotated[str, typer.Argument(help="YYYY-MM-DD in UTC; default today.")] = "",
) -> None:
    """Say how many mails came in on a day, and what became of them. Exit code 1 if one is lost."""
    setup.django()
    from prazo.channels.email.balance import balance as of_day
    from prazo.lib import scope

    on = setup.day(day, "DAY") if day else datetime.now(UTC).date()
    with scope.entered(scope.SYSTEM):
        found = of_day(on)
    typer.echo(f"{found.day}: {found.received} received")
    for state, count in sorted(found.placed.items()):
        typer.echo(f"  {count} {state}")
    typer.echo(f"  {found.waiting} waiting\n  {found.lost} lost")
    raise typer.Exit(0 if found.even else 1)


def _desk(slug: str) -> "Desk":
    from prazo.accounts.models import Desk

    desk = Desk.objects.filter(slug=slug).first()
    if desk is None:
        names = ", ".join(Desk.objects.values_list("slug", flat=True))
        setup.refuse(setup.no_desk(slug, names))
    return desk


def _found(files: list[Path], became: Counter[str]) -> "Iterator[Found]":
    """Every mail of every file; a file that cannot be opened is said, and the others go on."""
    from prazo.channels.email.files import mails_in

    for path in files:
        try:
            yield from mails_in(path)
        except OSError as error:
            became["refused"] += 1
            typer.echo(f"{path}  refused: {error.strerror}", err=True)


def _placed(found: "Found", desk: "Desk | None", to: str, pool: "ReaderPool") -> "RawMail":
    """Taken in as any mail, then read at once; a worker may be quicker, which is as good."""
    from prazo.channels.email.intake import TRIES, read_one
    from prazo.channels.email.take_in import take_in
    from prazo.lib.duty import database_now

    now = database_now()
    row = take_in(
        found.raw, source="file", envelope_to=[to] if to else (), received_at=now, desk=desk
    )
    for _ in range(TRIES):
        row = read_one(row.pk, database_now(), pool)
        if row.state != "new":
            break
    return row


def _told(row: "RawMail") -> str:
    number = f" #{row.ticket.number}" if row.ticket else ""
    why = f" ({row.error})" if row.error else ""
    return f"{row.state}{number}{why}"
