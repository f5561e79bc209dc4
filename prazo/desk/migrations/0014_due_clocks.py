"""The clocks of a desk that still run, in order of due time: the promise board reads them so."""

from django.db import migrations, models

class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0002_change'),
        ('desk', '0013_bulk'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='clock',
            index=models.Index(condition=models.Q(('due_at__isnull', False), ('ended_at__isnull', True), ('met_at__isnull', True)), fields=['desk', 'due_at'], name='clock_due'),
        ),
    ]
