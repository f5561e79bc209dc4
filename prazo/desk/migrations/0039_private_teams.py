"""Tickets of private teams: seen by whom they are open to, in the database as in the code.

`prazo.closed` says which teams are closed to whoever asks, so that a desk without private teams
pays for nothing but this list, which is empty. Unset it hides all tickets. What hangs on a ticket
and was guarded by its desk alone follows its ticket for whom something is closed.
"""

from importlib import import_module

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

found_by_place = import_module("prazo.desk.migrations.0024_found_by_place")
free_of = import_module("prazo.desk.migrations.0022_free_of")

SETTINGS = """
create function prazo_closed() returns bigint[] language sql stable as $$
  select case when coalesce(current_setting('prazo.closed', true), '') <> ''
                then current_setting('prazo.closed', true)::bigint[]
              when prazo_all_desks() then '{}'::bigint[] end $$;
create function prazo_whole() returns boolean language sql stable as
  $$ select coalesce(prazo_closed() = '{}', false) $$;
create function prazo_person() returns bigint language sql stable as
  $$ select nullif(current_setting('prazo.person', true), '')::bigint $$;
"""

SIGHT = """
-- Tickets of closed teams that are seen all the same, but for those one has. Asked for once a
-- statement, and only where it meets a ticket of a closed team.
create function prazo_let_in() returns bigint[]
language sql stable security definer set search_path = public, pg_temp as $$
  select array(select g.ticket_id from desk_guest g where g.user_id = prazo_person())
      || coalesce(nullif(current_setting('prazo.kept', true), ''), '{}')::bigint[]
$$;
create function prazo_is_guest(ticket bigint, person bigint) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
  select exists (select from desk_guest g where g.ticket_id = ticket and g.user_id = person)
$$;
-- For the search, which runs as the owner.
create function prazo_in_sight(ticket bigint) returns boolean
language plpgsql stable security definer set search_path = public, pg_temp as $$
begin
  return exists (select from desk_ticket t where t.id = ticket
    and (coalesce(t.team_id, 0) <> all(prazo_closed()) or t.assignee_id = prazo_person()
         or t.id = any(prazo_let_in())));
end $$;
-- By the wall of tickets itself; as functions, so that they are planned where something is closed.
create function prazo_sees(ticket bigint) returns boolean
language plpgsql stable set search_path = public, pg_temp as $$
begin return exists (select from desk_ticket t where t.id = ticket); end $$;
create function prazo_sees_side_thread(thread bigint) returns boolean
language plpgsql stable set search_path = public, pg_temp as $$
begin return exists (select from desk_sidethread s where s.id = thread); end $$;
create function prazo_sees_side_message(message bigint) returns boolean
language plpgsql stable set search_path = public, pg_temp as $$
begin return exists (select from desk_sidemessage s where s.id = message); end $$;
create function prazo_sees_draft(draft bigint) returns boolean
language plpgsql stable set search_path = public, pg_temp as $$
begin return exists (select from writing_draft d where d.id = draft); end $$;
"""
OWNERS = (
    "prazo_let_in()",
    "prazo_is_guest(bigint, bigint)",
    "prazo_in_sight(bigint)",
)
RIGHTS = "".join(f"revoke execute on function {name} from public;\n" for name in OWNERS) + "".join(
    f"grant execute on function {name} to prazo_app;\n" for name in OWNERS[:2]
)

ALL_DESKS = "(select prazo_all_desks())"
DESK = f"({ALL_DESKS} or desk_id = any ((select prazo_desks())::bigint[]))"
CUSTOMER = "((select prazo_all_customers()) or customer_id = any ((select prazo_customers())::bigint[]))"
INSIDE = f"{DESK} and (select prazo_all_customers())"
OPEN = (
    "(coalesce(team_id, 0) <> all ((select prazo_closed())::bigint[])"
    " or assignee_id = (select prazo_person())"
    " or id = any ((select prazo_let_in())::bigint[]))"
)
SEES = "((select prazo_whole()) or prazo_sees{}({}))"
READ = {
    "desk_ticket": f"{DESK} and {CUSTOMER} and {OPEN}",
    "desk_clock": f"{DESK} and ({ALL_DESKS} or (select prazo_all_customers() and prazo_whole())"
    " or prazo_sees(ticket_id))",
    "desk_outgoing": f"{INSIDE} and (ticket_id is null or {SEES.format('', 'ticket_id')})",
    "desk_sidethread": f"{INSIDE} and {SEES.format('', 'ticket_id')}",
    "desk_sidemessage": f"{INSIDE} and {SEES.format('_side_thread', 'thread_id')}",
    "desk_sidefile": f"{INSIDE} and {SEES.format('_side_message', 'message_id')}",
    "email_rawmail": f"{INSIDE} and (ticket_id is null or {SEES.format('', 'ticket_id')})",
    "desk_reminder": f"{INSIDE} and {SEES.format('', 'ticket_id')}",
    "rules_run": f"{INSIDE} and {SEES.format('', 'ticket_id')}",
    "writing_draftfile": f"{INSIDE} and {SEES.format('_draft', 'draft_id')}",
    "prazo_presence": f"{INSIDE} and {SEES.format('', 'ticket_id')}",
}
"""What may be read; what may be written stays as it was."""
GUARDS = [f"alter policy guard on {table} using ({rule})" for table, rule in READ.items()] + [
    "alter table desk_guest enable row level security",
    f"create policy guard on desk_guest using ({INSIDE} and {SEES.format('', 'ticket_id')})"
    f" with check ({INSIDE})",
]

# The search reads as the owner of the tables: what it found is looked at once more.
SEEN_OF = "where (prazo_whole() or prazo_in_sight(f))"
FIND = found_by_place.ASKING[found_by_place.ASKING.index("create or replace function prazo_find(") :]
FOUND = FIND.replace(
    "where prazo_says_right(f, ", f"{SEEN_OF} and prazo_says_right(f, "
).replace("select f from unnest(few) f order by f desc limit most;", f"select f from unnest(few) f {SEEN_OF} order by f desc limit most;")
assert FOUND.count(SEEN_OF) == 2
FREE = free_of.FREE[: free_of.FREE.index("revoke execute")].replace("create function", "create or replace function")
FREED = FREE.replace(
    "and (inside or ", "and (prazo_whole() or prazo_in_sight(t.id))\n         and (inside or "
)
assert FREED.count("prazo_in_sight") == 1


class Migration(migrations.Migration):

    dependencies = [
        ("accounts", "0005_private_teams"),
        ("desk", "0038_erasure"),
        ("email", "0004_joined"),
        ("rules", "0003_failed"),
        ("writing", "0004_signature"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Guest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("by", models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("desk", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, to="accounts.desk")),
                ("ticket", models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="guests", to="desk.ticket")),
                ("user", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("ticket", "user"), name="guest_once")],
            },
        ),
        migrations.RunSQL(SETTINGS + SIGHT + RIGHTS, migrations.RunSQL.noop),
        migrations.RunSQL(GUARDS, migrations.RunSQL.noop),
        migrations.RunSQL(FOUND + FREED, migrations.RunSQL.noop),
    ]
