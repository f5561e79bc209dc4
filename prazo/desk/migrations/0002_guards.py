"""The second wall: grants and row-level security for the role the program runs as.

`prazo_app` sees a row when its desk is in `prazo.desks` and its customer in `prazo.customers`
(see `prazo/lib/scope.py`); rows of a ticket are seen with their ticket. Events and versions are
append-only: no update, no delete is granted.
"""

from django.db import migrations

FUNCTIONS = """
create sequence ticket_number start 10001;
create unlogged table prazo_limit (
  key text not null, seconds integer not null, window_number bigint not null, n integer not null,
  primary key (key, seconds, window_number)
);

create function prazo_all_desks() returns boolean language sql stable as
  $$ select coalesce(current_setting('prazo.desks', true), '') = '*' $$;
create function prazo_desks() returns bigint[] language sql stable as
  $$ select case when coalesce(current_setting('prazo.desks', true), '') in ('', '*') then '{}'
            else current_setting('prazo.desks', true)::bigint[] end $$;
create function prazo_all_customers() returns boolean language sql stable as
  $$ select coalesce(current_setting('prazo.customers', true), '') = '*' $$;
create function prazo_customers() returns bigint[] language sql stable as
  $$ select case when coalesce(current_setting('prazo.customers', true), '') in ('', '*') then '{}'
            else current_setting('prazo.customers', true)::bigint[] end $$;
"""

# The sub-selects make each setting be read once a statement, not once a row.
DESK = "((select prazo_all_desks()) or desk_id = any ((select prazo_desks())::bigint[]))"
CUSTOMER = "((select prazo_all_customers()) or {} = any ((select prazo_customers())::bigint[]))"
BY_TICKET = (
    "((select prazo_all_desks()) or exists (select 1 from desk_ticket t where t.id = ticket_id))"
)
EVERYBODY = "(select prazo_all_desks())"

POLICIES = {
    "desk_ticket": f"{DESK} and {CUSTOMER.format('customer_id')}",
    "desk_message": f"{DESK} and {BY_TICKET}",
    "desk_note": f"{DESK} and {BY_TICKET} and (select prazo_all_customers())",
    "desk_event": f"{DESK} and {BY_TICKET}",
    "desk_clock": f"{DESK} and {BY_TICKET}",
    "desk_attachment": f"{DESK} and ((select prazo_all_desks()) or exists"
    " (select 1 from desk_message m where m.id = message_id))",
    "desk_blob": f"{DESK}",
    "desk_outgoing": f"{DESK} and (select prazo_all_customers())",
    "escalation_escalation": f"{DESK} and {BY_TICKET}",
    "customers_customer": f"{DESK} and {CUSTOMER.format('id')}",
    "customers_customerdomain": f"{DESK} and {CUSTOMER.format('customer_id')}",
    "customers_contract": f"{DESK} and {CUSTOMER.format('customer_id')}",
    "customers_requester": DESK,
    "customers_requesteraddress": DESK,
    "customers_entrance": f"{DESK} and (select prazo_all_customers())",
    "email_mailaccount": f"{DESK} and (select prazo_all_customers())",
    "email_rawmail": f"(({EVERYBODY}) or desk_id = any ((select prazo_desks())::bigint[]))"
    " and (select prazo_all_customers())",
}
APPEND_ONLY = ("desk_event", "agreements_version")


def guard(apps, schema_editor):
    execute = schema_editor.execute
    execute(FUNCTIONS)
    for table, rule in POLICIES.items():
        execute(f"alter table {table} enable row level security")
        execute(f"create policy guard on {table} using ({rule}) with check ({rule})")


def grant(apps, schema_editor):
    """To whom the program runs as; `prazo database set-up` names it, tests and embedded too."""
    execute = schema_editor.execute
    execute("grant usage on schema public to prazo_app")
    execute("grant select, insert, update, delete on all tables in schema public to prazo_app")
    execute("grant usage, select, update on all sequences in schema public to prazo_app")
    execute(
        "alter default privileges in schema public"
        " grant select, insert, update, delete on tables to prazo_app"
    )
    execute("alter default privileges in schema public grant usage, select on sequences to prazo_app")
    for table in APPEND_ONLY:
        execute(f"revoke update, delete, truncate on {table} from prazo_app")


class Migration(migrations.Migration):
    dependencies = [
        ("desk", "0001_initial"),
        ("escalation", "0001_initial"),
        ("email", "0001_initial"),
        ("agreements", "0001_initial"),
        ("customers", "0001_initial"),
        ("accounts", "0001_initial"),
    ]
    operations = [
        migrations.RunPython(guard, migrations.RunPython.noop),
        migrations.RunPython(grant, migrations.RunPython.noop),
    ]
