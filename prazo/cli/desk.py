"""Commands about agreements in force, tickets and their clocks."""

from pathlib import Path
from typing import Annotated
from zoneinfo import ZoneInfo

import typer

from prazo.cli import setup
from prazo.cli.agreements import Language, sound_text
from prazo.lib.told import gettext


def adopt(
    desk: Annotated[str, typer.Argument(help="The desk's short name.")],
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False)],
    since: Annotated[
        str, typer.Option(help="Date, in the desk's zone, or ISO instant; default now.")
    ] = "",
    by: Annotated[str, typer.Option(help="E-mail of the administrator who does it.")] = "",
) -> None:
    """Let a desk work under the agreement in FILE. Running tickets stay on their version."""
    text = sound_text(file)
    setup.django()
    from prazo.accounts.models import Desk
    from prazo.agreements.actions.adopt_text import adopt_text
    from prazo.lib import scope

    with scope.entered(scope.SYSTEM), setup.refusals():
        found = Desk.objects.filter(slug=desk).first()
        if found is None:
            names = ", ".join(Desk.objects.values_list("slug", flat=True))
            setup.refuse(setup.no_desk(desk, names))
        who = setup.operator(by)
        zone = ZoneInfo(found.time_zone)
        at = setup.instant(since, "--since", zone) if since else who.at
        if since == who.at.astimezone(zone).date().isoformat():  # as on the page: at once
            at = who.at
        adoption = adopt_text(found, text, since=at, by=who)
        shown = at.astimezone(zone).isoformat(timespec="seconds")
        works = "will work" if at > who.at else "works"
        typer.echo(f"Desk {desk} {works} under {adoption.version} since {shown}.")


def explain(
    number: Annotated[int, typer.Argument(help="The ticket's number.")],
    language: Language = "",
    as_of: Annotated[str, typer.Option(help="ISO instant with zone; default now.")] = "",
) -> None:
    """Print the ledger of each clock of a ticket: why it is due then, to the second."""
    setup.django()
    from prazo.agreements.explain_text import explain_text
    from prazo.desk.clocks import read
    from prazo.desk.models import Ticket
    from prazo.lib import scope

    at = setup.instant(as_of, "--as-of")
    with scope.entered(scope.SYSTEM):
        ticket = Ticket.objects.to_act_on().filter(number=number).first()
        if ticket is None:
            setup.refuse(gettext("There is no ticket #%(number)s.") % {"number": number})
        typer.echo(f"#{ticket.number} {ticket.subject}  ({ticket.version})\n")
        spoken = setup.language(language)
        for clock in read(ticket, at):
            loaded = ticket.version.loaded()
            typer.echo(explain_text(clock, loaded, spoken, ticket.desk.time_zone, at))
            typer.echo("")


def holiday(
    agreement: Annotated[str, typer.Argument(help="The agreement's name.")],
    calendar: Annotated[str, typer.Argument(help="The calendar's name in it.")],
    day: Annotated[str, typer.Argument(help="YYYY-MM-DD")],
    name: Annotated[str, typer.Argument(help="What closes that day.")],
    by: Annotated[str, typer.Option(help="E-mail of the administrator who does it.")] = "",
) -> None:
    """Close a calendar on one more date and count the clocks of all open tickets anew."""
    setup.django()
    from rich.progress import Progress

    from prazo.desk.actions.close_day import close_day
    from prazo.lib import scope

    on = setup.day(day, "DAY")
    if not name.strip():
        sentence = gettext("say what closes that day, as customers read it on the page.")
        setup.refuse(f"NAME: {sentence}")
    with scope.entered(scope.SYSTEM), setup.refusals():
        who = setup.operator(by)
        with Progress() as progress:
            task = progress.add_task("Counting clocks anew", total=None)

            def show(done: int, total: int) -> None:
                progress.update(task, completed=done, total=total)

            changed = close_day(agreement, calendar, on, name, show, by=who)
    typer.echo(f"{changed} clocks are due at another time now.")
