"""The `prazo` command. Commands that need the desk set Django up when they run, not before."""

import sys

import typer
from django.core.exceptions import ImproperlyConfigured

from prazo.cli import agreements, backup, desk, mail, operate, run, work

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
    """What the environment says wrongly is told in a line, not as a fault of the program."""
    try:
        app(prog_name="prazo")
    except ImproperlyConfigured as wrong:
        typer.echo(str(wrong), err=True)
        sys.exit(2)
