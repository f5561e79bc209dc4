"""What is closed to a desk's people is reckoned once at a time: of two who change teams and people
at the same moment the second sees what the first one did."""

from importlib import import_module

from django.db import migrations

private_teams = import_module("prazo.accounts.migrations.0005_private_teams")

START = "create function prazo_close_teams("
END = "$$;\n"
KEEPING = private_teams.KEEPING
BEFORE = KEEPING[KEEPING.index(START) : KEEPING.index(END) + len(END)].replace(
    "create function", "create or replace function"
)
IN_TURN = "as $$\n  select from accounts_desk d where d.id = any(desks) order by d.id for no key update;\n"
AFTER = BEFORE.replace("as $$\n", IN_TURN)
assert AFTER.count("for no key update") == 1


class Migration(migrations.Migration):

    dependencies = [("accounts", "0007_layouts")]

    operations = [migrations.RunSQL(AFTER, BEFORE)]
