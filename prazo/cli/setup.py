"""What commands have in common: Django made ready, refusals said in a line, and who acts."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, tzinfo
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import typer

from prazo.lib.told import gettext

if TYPE_CHECKING:
    from prazo.accounts.operator import Operator


def django(*, pool: bool = False) -> None:
    """Once, for the commands that need it; before anything of the rooms is imported.

    `pool` is for what goes on working: it waits for a database that is away, where a command that
    ends is to say so at once.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "prazo.settings")
    import django as framework
    from django.conf import settings

    options = settings.DATABASES["default"]["OPTIONS"]
    assert isinstance(options, dict)
    if not pool:
        options["pool"] = False
    framework.setup()
    from prazo.lib.environment import unknown
    from prazo.lib.translations import compile_all

    compile_all(settings.HOME / "locale")
    for line in unknown():
        typer.echo(line, err=True)


@contextmanager
def refusals() -> Iterator[None]:
    """What is refused inside is said on standard error, and the command fails."""
    from django.utils import translation

    from prazo.agreements.faults import Faults
    from prazo.lib.refusal import Refusal

    try:
        yield
    except (Refusal, Faults) as refused:
        with translation.override(language("").lower()):
            refuse(str(refused))


def refuse(says: str) -> NoReturn:
    typer.echo(says, err=True)
    raise typer.Exit(1)


def no_desk(slug: str, names: str) -> str:
    sentence = gettext("There is no desk “%(desk)s”. There are: %(names)s.")
    return sentence % {"desk": slug, "names": names}


def text_of(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        refuse(f"{file}: {error}")


def language(wanted: str) -> str:
    """The language asked for, else the system's, else English."""
    from prazo.agreements.phrases import nearest

    system = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG")
    return nearest(wanted or (system or "en").partition(".")[0].replace("_", "-"))


def instant(written: str, option: str, zone: tzinfo = UTC) -> datetime:
    """An ISO date or instant; in `zone` where it names none, now where nothing is written."""
    if not written:
        return datetime.now(UTC)
    try:
        at = datetime.fromisoformat(written)
    except ValueError:
        refuse(
            f"{option}: " + gettext("write a date such as 2027-01-31 or 2027-01-31T09:00+01:00.")
        )
    return at if at.tzinfo else at.replace(tzinfo=zone)


def day(written: str, option: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError:
        refuse(f"{option}: " + gettext("write a date such as 2027-01-31."))


def operator(email: str) -> "Operator":
    """In whose name the history keeps a change made on the machine itself."""
    from prazo.accounts.models import User
    from prazo.accounts.operator import Operator

    known = User.objects.filter(administers=True, is_active=True)
    if email:
        known = known.filter(email=email.lower())
    found = list(known[:2])
    if len(found) != 1:
        names = ", ".join(User.objects.filter(administers=True).values_list("email", flat=True))
        sentence = gettext("say which administrator does this: %(names)s.")
        refuse(f"--by: {sentence % {'names': names}}")
    return Operator(found[0], datetime.now(UTC))
