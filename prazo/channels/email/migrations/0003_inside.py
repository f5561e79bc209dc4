"""Whether a mail account's servers may be inside: those that plainly are, an administrator named."""

from ipaddress import ip_address

from django.db import migrations, models

from prazo.channels.email.reach import may_reach


def plainly_inside(host):
    try:
        return not may_reach(ip_address(host.strip("[]")), inside=False)
    except ValueError:
        return host.lower().rstrip(".") == "localhost"


def keep_those_that_are(apps, schema_editor):
    accounts = apps.get_model("email", "MailAccount").objects.using(schema_editor.connection.alias)
    for account in accounts.all():
        if plainly_inside(account.imap_host) or plainly_inside(account.smtp_host):
            account.inside = True
            account.save(update_fields=["inside"])


class Migration(migrations.Migration):

    dependencies = [
        ("email", "0002_mail_in"),
    ]

    operations = [
        migrations.AddField(
            model_name="mailaccount",
            name="inside",
            field=models.BooleanField(default=False),
        ),
        migrations.RunPython(keep_those_that_are, migrations.RunPython.noop),
    ]
