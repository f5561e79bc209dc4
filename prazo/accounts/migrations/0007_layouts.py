"""How somebody has queues shown stands with the person: no page asks for it."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0006_light_agents'),
    ]

    operations = [
        migrations.AddField(
            model_name='user',
            name='layouts',
            field=models.TextField(blank=True, db_default='', default=''),
        ),
    ]
