"""The `prazo` command. Commands that need the desk set Django up when they run, not before."""

import sys

import typer
from django.core.exceptions import ImproperlyConfigured

from prazo.cli import agreements, backup, desk, mail, operate, run, work
from prazo.lib.told import gettext

app = typer.Typer(
    no_args_is_help=True,
    pretty_exceptions_enable=False,
    help="The support desk that keeps its promises.",
)
app.command("run")(run.run)
app.command("web")(run.web)
app.command("worker")(work.worker)
app.command("doors")(work.doors)
app.command("stop")(run.stop)
app.command("init")(operate.init)
app.command("migrate")(operate.migrate)
app.command("database")(operate.database)
app.command("login")(operate.login)
app.command("health")(operate.health)
app.command("backup")(backup.backup)
app.command("restore")(backup.restore)
app.command("release")(backup.release)
app.command("adopt")(desk.adopt)
app.command("explain")(desk.explain)
app.command("holiday")(desk.holiday)
app.add_typer(agreements.app)
app.command("mail")(mail.mail)
app.command("balance")(mail.balance)
app.registered_commands += agreements.app.registered_commands


def main() -> None:
    """What is wrong around the program is told in a line, not as a fault of the program."""
    try:
        app(prog_name="prazo")
    except ImproperlyConfigured as wrong:
        typer.echo(str(wrong), err=True)
        sys.exit(2)
    except Exception as error:
        said = _of_the_machine(error)
        if not said:
            raise
        typer.echo(said, err=True)
        sys.exit(1)


def _of_the_machine(error: Exception) -> str:
    """What to tell of a database or a file that is away; "" for all else, which is our fault."""
    import psycopg
    from django.db import InterfaceError, OperationalError, ProgrammingError

    if isinstance(error, OperationalError | InterfaceError | psycopg.OperationalError):
        return gettext("The database is away: %(why)s") % {"why": error}
    if isinstance(error, ProgrammingError) and isinstance(
        error.__cause__, psycopg.errors.UndefinedTable
    ):
        return gettext("The database holds no tables of this version yet: run `prazo migrate`.")
    if isinstance(error, OSError) and error.filename is not None:
        return f"{error.filename}: {error.strerror}"
    return ""
