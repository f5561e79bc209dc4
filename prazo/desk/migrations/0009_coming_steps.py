"""Steps to come are kept as whole µs: texts of instants cost half of counting clocks anew.

The column has another name since, so that a program of the version before fails at once, rather
than reading the one as the other.
"""

from django.db import migrations

TO_MICROS = """
update desk_clock set coming = (
  select jsonb_agg(jsonb_build_array(
           s.v -> 0, s.v -> 1,
           (extract(epoch from (s.v ->> 2)::timestamptz) * 1000000)::bigint) order by s.n)
    from jsonb_array_elements(coming) with ordinality s(v, n))
where coming <> '[]'
"""
TO_TEXTS = """
update desk_clock set coming = (
  select jsonb_agg(jsonb_build_array(
           s.v -> 0, s.v -> 1,
           to_char((timestamptz 'epoch' + (s.v ->> 2)::bigint * interval '1 microsecond')
                   at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"')) order by s.n)
    from jsonb_array_elements(coming) with ordinality s(v, n))
where coming <> '[]'
"""


class Migration(migrations.Migration):

    dependencies = [("desk", "0008_fewer_indexes")]

    operations = [
        migrations.RenameField("clock", "steps", "coming"),
        migrations.RunSQL(TO_MICROS, TO_TEXTS),
    ]
