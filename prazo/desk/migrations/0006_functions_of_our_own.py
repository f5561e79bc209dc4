"""Functions that run as the owner are the program's alone: other roles of a server one shares
with others could search words and clear probes by them."""

from django.db import migrations

OWNERS = (
    "prazo_search(text, bigint[], integer)",
    "prazo_searchable(bigint[])",
    "prazo_message_came()",
    "prazo_message_moved()",
    "prazo_ticket_changed()",
    "prazo_name_changed()",
    "prazo_clear_probes(timestamptz)",
)
CALLED = ("prazo_search(text, bigint[], integer)", "prazo_clear_probes(timestamptz)")


class Migration(migrations.Migration):
    dependencies = [
        ("desk", "0005_recorded_by_the_database"),
        ("watch", "0002_clear_probes"),
    ]
    operations = [
        migrations.RunSQL(
            [
                *(f"revoke execute on function {name} from public" for name in OWNERS),
                *(f"grant execute on function {name} to prazo_app" for name in CALLED),
            ],
            [f"grant execute on function {name} to public" for name in OWNERS],
        )
    ]
