"""Who is away is known to every room: the model came from routing, its table stayed where it is."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0003_access'),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name='Absence',
                    fields=[
                        ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                        ('starts_at', models.DateTimeField()),
                        ('ends_at', models.DateTimeField()),
                        ('reason', models.CharField(blank=True, max_length=200)),
                        ('hands_over', models.BooleanField(default=False)),
                        ('handed_over_at', models.DateTimeField(null=True)),
                        ('desk', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, to='accounts.desk')),
                        ('substitute', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='stands_in', to=settings.AUTH_USER_MODEL)),
                        ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='absences', to=settings.AUTH_USER_MODEL)),
                    ],
                    options={
                        'db_table': 'routing_absence',
                        'ordering': ['starts_at', 'id'],
                        'indexes': [models.Index(fields=['desk', 'ends_at'], name='absence_of_desk')],
                        'constraints': [models.CheckConstraint(condition=models.Q(('ends_at__gt', models.F('starts_at'))), name='absence_has_length')],
                    },
                ),
            ],
        ),
    ]
