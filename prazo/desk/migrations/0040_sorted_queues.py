"""What a queue may be sorted by is read from an index, however many tickets are open.

That of a team's tickets stands for the one of its foreign key, which only a team that is taken away
would ask for; that of who waits for an answer now holds those nobody waits for, who come last.
"""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('desk', '0039_private_teams'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='ticket',
            name='ticket_unanswered',
        ),
        migrations.AlterField(
            model_name='savedqueue',
            name='order',
            field=models.CharField(choices=[('due', 'next due first'), ('due_last', 'due last first'), ('oldest', 'longest open first'), ('newest', 'newest first'), ('changed', 'changed last first'), ('unchanged', 'longest unchanged first'), ('asked', 'longest unanswered first'), ('asked_last', 'asked last first'), ('urgent', 'by priority, highest first'), ('mild', 'by priority, lowest first'), ('person', 'by person, A to Z'), ('person_z', 'by person, Z to A'), ('team', 'by team, A to Z'), ('team_z', 'by team, Z to A')], default='due', max_length=10),
        ),
        migrations.AlterField(
            model_name='ticket',
            name='team',
            field=models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.SET_NULL, to='accounts.team'),
        ),
        migrations.AddIndex(
            model_name='ticket',
            index=models.Index(condition=models.Q(('status__in', ['open', 'waiting']), ('synthetic', False)), fields=['desk', 'unanswered_since', 'id'], name='ticket_unanswered'),
        ),
        migrations.AddIndex(
            model_name='ticket',
            index=models.Index(condition=models.Q(('status__in', ['open', 'waiting']), ('synthetic', False)), fields=['desk', 'opened_at', 'id'], name='ticket_opened'),
        ),
        migrations.AddIndex(
            model_name='ticket',
            index=models.Index(condition=models.Q(('status__in', ['open', 'waiting']), ('synthetic', False)), fields=['desk', 'changed_at', 'id'], name='ticket_changed'),
        ),
        migrations.AddIndex(
            model_name='ticket',
            index=models.Index(condition=models.Q(('status__in', ['open', 'waiting']), ('synthetic', False)), fields=['desk', 'priority', 'next_due_at', 'id'], name='ticket_priority'),
        ),
        migrations.AddIndex(
            model_name='ticket',
            index=models.Index(condition=models.Q(('status__in', ['open', 'waiting']), ('synthetic', False)), fields=['desk', 'team', 'next_due_at', 'id'], name='ticket_team'),
        ),
    ]
