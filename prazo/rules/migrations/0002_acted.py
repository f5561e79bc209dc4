"""What a rule on time has acted on has a word of its own, and is tried again where it was refused."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('rules', '0001_initial'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='held',
            name='held_once',
        ),
        migrations.RenameModel(
            old_name='Held',
            new_name='Acted',
        ),
        migrations.AddConstraint(
            model_name='acted',
            constraint=models.UniqueConstraint(fields=('rule', 'ticket'), name='acted_once'),
        ),
        migrations.AddField(
            model_name='acted',
            name='again_at',
            field=models.DateTimeField(null=True),
        ),
    ]
