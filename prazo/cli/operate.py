"""What an operator does: set up, sign in for the first time, look after, back up."""

import hashlib
import json
import zoneinfo
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from prazo.agreements.phrases import LANGUAGES
from prazo.cli import setup
from prazo.cli.agreements import sound_text
from prazo.lib.told import gettext


def prepare(*, demo: bool) -> str:
    """Database, schema, static files, and perhaps the demo world; a sign-in link if one is due."""
    setup.django()
    from django.db import connections

    from prazo.lib import scope

    _migrate_if_needed()
    _collect_if_needed()
    link = ""
    with scope.entered(scope.SYSTEM):
        from prazo.accounts.models import User
        from prazo.accounts.sign_in_links import address_of, make

        if demo and not User.objects.exists():
            from prazo.demo.world import make_world

            typer.echo("Making a small demo world; this takes a moment …")
            make_world(datetime.now(UTC))
        user = User.objects.filter(administers=True, is_active=True).order_by("pk").first()
        if user is not None and demo:
            link = address_of(make(user, datetime.now(UTC)))
    connections.close_all()
    return link


def init(
    email: Annotated[str, typer.Option(prompt=True, help="Of the first administrator.")],
    name: Annotated[str, typer.Option(prompt=True)],
    agreement: Annotated[
        Path, typer.Option(help="The agreement file.", exists=True, dir_okay=False)
    ],
    desk: Annotated[str, typer.Option(help="Short name, as in its address.")] = "support",
    address: Annotated[str, typer.Option(help="Mail address customers write to.")] = "",
    language: Annotated[str, typer.Option(help="en, pt-BR, es, de, ru")] = "en",
    zone: Annotated[str, typer.Option(help="Time zone, such as America/Sao_Paulo.")] = "UTC",
) -> None:
    """Start an empty desk for real use: one desk, its agreement, one administrator."""
    if zone not in zoneinfo.available_timezones():
        sentence = gettext("“%(said)s” is no time zone. Write one such as America/Sao_Paulo.")
        setup.refuse(f"--zone: {sentence % {'said': zone}}")
    _refuse_what_forms_refuse(email, name, desk, address)
    text = sound_text(agreement)
    spoken = language.lower()
    if spoken not in (known := [code.lower() for code in LANGUAGES]):
        sentence = gettext("“%(said)s” is none of %(these)s.")
        setup.refuse(f"--language: {sentence % {'said': language, 'these': ', '.join(known)}}")
    prepare(demo=False)
    from django.db import transaction

    from prazo.accounts.actions.open_desk import open_desk
    from prazo.accounts.changes import record_change
    from prazo.accounts.members import member_facts
    from prazo.accounts.models import Member, Role, User
    from prazo.accounts.operator import Operator
    from prazo.accounts.sign_in_links import address_of, make
    from prazo.agreements.actions.adopt_text import adopt_text
    from prazo.customers.actions.open_entrance import open_entrance
    from prazo.lib import scope

    with scope.entered(scope.SYSTEM), setup.refusals(), transaction.atomic():
        user = User.objects.filter(email=email.lower()).first() or User.objects.create_user(
            email, name=name.strip(), language=spoken, time_zone=zone, administers=True
        )
        by = Operator(user, datetime.now(UTC))
        made = open_desk(desk, desk, spoken, zone, by=by)
        adoption = adopt_text(made, text, since=by.at, by=by)
        member = Member.objects.create(desk=made, user=user, role=Role.ADMIN)
        record_change(made, by, "member.invited", user.email, after=member_facts(member))
        if address:
            open_entrance(made, address, None, {}, by=by)
        link = address_of(make(user, by.at))
    typer.echo(f"Desk {desk} works under {adoption.version}.")
    typer.echo(f"Sign in once, within an hour: {link}")


def _refuse_what_forms_refuse(email: str, name: str, desk: str, address: str) -> None:
    """Before anything is made; the pages on which it is set later would not take it either."""
    from django.core.exceptions import ValidationError
    from django.core.validators import validate_email, validate_slug

    no_address = gettext("“%(said)s” is no mail address. Write one such as you@yours.example.")
    no_name = gettext("“%(said)s” is no short name. Write letters, digits, - and _ alone.")
    checks: tuple[tuple[str, str, Callable[[str], None], str], ...] = (
        ("--email", email, validate_email, no_address),
        ("--desk", desk, validate_slug, no_name),
        ("--address", address, validate_email, no_address),
    )
    for option, said, check, why in checks:
        if option == "--address" and not said:
            continue
        try:
            check(said)
        except ValidationError:
            setup.refuse(f"{option}: {why % {'said': said}}")
    if not name.strip():
        setup.refuse("--name: " + gettext("say what the first administrator is called."))


def migrate() -> None:
    """Bring the database's schema up to this version, and lay out what its pages need."""
    setup.django()
    _migrate_if_needed()
    _collect_if_needed()
    typer.echo("The schema is up to date.")


def database(
    url: Annotated[str, typer.Argument(help="A superuser's URL, used once: postgresql://…")],
    name: Annotated[str, typer.Option(help="Of the database to make.")] = "prazo",
    new_passwords: Annotated[
        bool, typer.Option("--new-passwords", help="Also where the roles exist already.")
    ] = False,
) -> None:
    """Make roles and an empty database on a PostgreSQL of your own (15 or newer)."""
    import secrets
    import shlex

    import psycopg
    from psycopg.conninfo import conninfo_to_dict

    from prazo.lib.embedded import ROLES, set_up

    passwords = {role: secrets.token_urlsafe(24) for role in ROLES[1:]}
    try:
        place = {key: str(value) for key, value in conninfo_to_dict(url).items()}
        with psycopg.connect(url, autocommit=True) as connection:
            if connection.info.server_version < 150000:
                setup.refuse(gettext("PostgreSQL 15 or newer is needed."))
            known = connection.execute(
                "select rolname from pg_roles where rolname = any(%s)", [list(passwords)]
            ).fetchall()
            if known and not new_passwords:
                sentence = gettext(
                    "The roles %(names)s exist already. Their passwords would change, and a desk"
                    " that uses them would be locked out: say --new-passwords if that is meant."
                )
                setup.refuse(sentence % {"names": ", ".join(role for (role,) in known)})
            set_up(connection, passwords, name)
    except psycopg.Error as error:
        setup.refuse(gettext("The database cannot be set up: %(why)s") % {"why": error})
    for variable, role in (("DATABASE_URL", "prazo_app"), ("MIGRATE_DATABASE_URL", "prazo_owner")):
        made = _url(place | {"user": role, "password": passwords[role], "dbname": name})
        typer.echo(f"{variable}={shlex.quote(made)}")


def _url(place: dict[str, str]) -> str:
    """A connection as one address; what an address has no place for stands in its query."""
    from urllib.parse import quote, urlencode

    rest = dict(place)
    user, password, name = (quote(rest.pop(key), safe="") for key in ("user", "password", "dbname"))
    host, port = rest.pop("host", ""), rest.pop("port", "")
    if host.startswith("/"):  # a folder of sockets
        rest["host"], host = host, ""
    query = f"?{urlencode(rest)}" if rest else ""
    return f"postgresql://{user}:{password}@{host}{f':{port}' if port else ''}/{name}{query}"


def login(
    email: str,
    reset_factors: Annotated[
        bool, typer.Option("--reset-factors", help="Forget a second factor that is lost.")
    ] = False,
    by: Annotated[str, typer.Option(help="Administrator the history names for that.")] = "",
) -> None:
    """Print a link that signs this person in once, within an hour."""
    setup.django()
    from django.db import transaction

    from prazo.accounts.actions.forget_factors import forget_factors
    from prazo.accounts.models import User
    from prazo.accounts.sign_in_links import address_of, make
    from prazo.channels.email.factor_notice import mail_factor_notice

    user = User.objects.filter(email=email.lower(), is_active=True).first()
    if user is None:
        sentence = gettext("Nobody who may sign in has the address %(address)s.")
        setup.refuse(sentence % {"address": email})
    if reset_factors:
        who = setup.operator(by)
        with transaction.atomic():
            if forget_factors(user, by=who):
                mail_factor_notice(user, "reset", at=who.at, by=who.user)
    typer.echo(address_of(make(user, datetime.now(UTC))))


def health(
    as_json: Annotated[bool, typer.Option("--json")] = False,
) -> None:
    """Say how old the oldest unread mail, unsent notice and overdue step are; fail if too old."""
    setup.django()
    from django.db import InterfaceError, OperationalError, ProgrammingError

    from prazo.lib import scope
    from prazo.lib.duty import database_now
    from prazo.watch.health import readings

    try:
        with scope.entered(scope.SYSTEM):
            found = readings(database_now())
    except (OperationalError, InterfaceError) as error:
        setup.refuse("BAD  " + gettext("The database is away: %(why)s") % {"why": error})
    except ProgrammingError as error:
        sentence = gettext("the schema is not that of this version, run `prazo migrate`: %(why)s")
        setup.refuse("BAD  " + sentence % {"why": error})
    if as_json:
        shown = [asdict(r) | {"age": _seconds(r.age), "limit": _seconds(r.limit)} for r in found]
        typer.echo(json.dumps(shown))
    else:
        for r in found:
            age = str(r.age).split(".")[0] if r.age is not None else (r.says or "none")
            name = f"{r.name} {r.of}".strip()
            typer.echo(f"{'ok ' if r.ok else 'BAD'}  {name:<40} {age:>16}  (limit {r.limit})")
    raise typer.Exit(0 if all(r.ok for r in found) else 1)


def _seconds(length: timedelta | None) -> float | None:
    return None if length is None else length.total_seconds()


def _migrate_if_needed() -> None:
    _refuse_shared_sessions()
    from django.core.management import call_command
    from django.db import connections
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connections["owner"])
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        if not executor.loader.applied_migrations:
            typer.echo("Making the tables; this takes a moment …", err=True)
        call_command("migrate", database="owner", verbosity=0)
    connections["owner"].close()
    _refuse_power()


def _refuse_shared_sessions() -> None:
    """By the address pages and duties use; that of the tables' owner may lead elsewhere."""
    from prazo.lib.conninfo import conninfo
    from prazo.lib.environment import env
    from prazo.lib.pooler import shares_sessions

    if env("DATABASE_URL") and shares_sessions(conninfo()):
        setup.refuse(
            gettext(
                "DATABASE_URL leads to a pooler that gives each transaction another session, and"
                " one would see another's tickets. Name the PostgreSQL itself, or a pooler that"
                " keeps sessions (of PgBouncer: pool_mode = session)."
            )
        )


def _refuse_power() -> None:
    """The program must run as somebody who may bypass nothing."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            "select rolsuper or rolbypassrls, exists (select 1 from pg_class"
            " where relname = 'desk_ticket' and pg_get_userbyid(relowner) = current_user)"
            " from pg_roles where rolname = current_user"
        )
        powerful, owner = cursor.fetchone()
    if powerful or owner:
        setup.refuse(
            gettext(
                "DATABASE_URL names a role that row-level security does not hold for. Make the"
                " roles with `prazo database SUPERUSER_URL` and use the two addresses it prints."
            )
        )


def _collect_if_needed() -> None:
    """Styles, scripts and pictures, under PRAZO_HOME."""
    from django.conf import settings
    from django.core.management import call_command

    sources = _static_sources()
    wanted, collected = _fingerprint(sources), settings.HOME / "static.collected"
    manifest = settings.STATIC_ROOT / "staticfiles.json"
    if manifest.exists() and collected.exists() and collected.read_text() == wanted:
        return
    for name in sources:  # else a copy that is younger would stay, whatever it says
        (settings.STATIC_ROOT / name).unlink(missing_ok=True)
    call_command("collectstatic", interactive=False, verbosity=0)
    collected.write_text(wanted)


def _static_sources() -> dict[str, Path]:
    """By the name each is asked for; the first that is found counts, as for Django."""
    from django.contrib.staticfiles.finders import get_finders

    found: dict[str, Path] = {}
    for finder in get_finders():
        for name, storage in finder.list([]):
            found.setdefault(name, Path(storage.path(name)))
    return found


def _fingerprint(sources: dict[str, Path]) -> str:
    """Of what the files say. When they were written tells nothing: a version may have been laid
    down before the one it follows was last started."""
    sums = (
        f"{name} {hashlib.sha256(path.read_bytes()).hexdigest()}"
        for name, path in sorted(sources.items())
    )
    return hashlib.sha256("\n".join(sums).encode()).hexdigest()
