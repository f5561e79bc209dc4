"""Dates closed by an operator, and the lock that keeps due times from being written by old ones."""

from django.db import migrations, models

# Whoever writes clocks holds the lock shared until its transaction ends; whoever closes a date
# waits for all of them and then keeps them out until it is done.
FUNCTIONS = """
create function prazo_hold_calendars() returns bigint language plpgsql as $$
begin
  perform pg_advisory_xact_lock_shared(hashtext('prazo calendars'));
  return (select coalesce(max(id), 0) from agreements_closeddate);
end $$;
create function prazo_change_calendars() returns void language sql as
  $$ select pg_advisory_xact_lock(hashtext('prazo calendars')) $$;
"""
UNDO = "drop function prazo_hold_calendars, prazo_change_calendars"


class Migration(migrations.Migration):
    dependencies = [("agreements", "0002_holidays")]

    operations = [
        migrations.CreateModel(
            "ClosedDate",
            [
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("agreement", models.SlugField()),
                ("calendar", models.CharField(max_length=50)),
                ("date", models.DateField()),
                ("name", models.CharField(max_length=120)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=["agreement", "calendar", "date"], name="date_closed_once"
                    )
                ],
            },
        ),
        migrations.RunSQL(FUNCTIONS, UNDO),
    ]
