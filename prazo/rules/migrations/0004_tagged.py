"""Rules listen for tags, too."""

from django.db import migrations, models

BEFORE, NOW = "'opened',", "'opened', 'tagged',"
HEAR = """
do $$ begin execute replace(pg_get_functiondef('prazo_heard'::regproc), $a${0}$a$, $a${1}$a$); end $$
"""


class Migration(migrations.Migration):
    dependencies = [("desk", "0036_tags"), ("rules", "0003_failed")]

    operations = [
        migrations.RunSQL(HEAR.format(BEFORE, NOW), HEAR.format(NOW, BEFORE)),
        migrations.AlterField(
            model_name="rule",
            name="on",
            field=models.CharField(
                choices=[
                    ("made", "A ticket is made"),
                    ("written", "The requester writes"),
                    ("assigned", "A ticket is given to somebody, or put back"),
                    ("classified", "A ticket is classified"),
                    ("tagged", "Tags are put on a ticket, or taken off"),
                    ("waiting", "A wait begins"),
                    ("resumed", "A wait ends"),
                    ("escalated", "A ticket is escalated"),
                    ("resolved", "A ticket is resolved"),
                    ("reopened", "A ticket is reopened"),
                    ("closed", "A ticket is closed"),
                    ("time", "Time passes: as soon as the conditions hold"),
                ],
                max_length=12,
            ),
        ),
    ]
