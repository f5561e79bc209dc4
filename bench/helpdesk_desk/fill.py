"""Schema, one queue, four signed-in people, N tickets; prints the sessions. Its own Python."""

import json
import os
import random
import sys
from datetime import datetime, timedelta, timezone

os.environ["DJANGO_SETTINGS_MODULE"] = "bench.helpdesk_desk.settings"
import django

django.setup()
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.auth.models import User  # noqa: E402
from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import connection  # noqa: E402
from helpdesk.models import FollowUp, Queue, Ticket  # noqa: E402

RARE, COMMON = "ornitorrinco", "fatura"


def main(size):
    call_command("migrate", verbosity=0)
    queue, _ = Queue.objects.get_or_create(slug="bench", defaults={"title": "Bench"})
    people = [
        User.objects.get_or_create(
            username=f"agent{n}", defaults={"is_staff": True, "is_superuser": True}
        )[0]
        for n in range(20)
    ]
    have = Ticket.objects.count()
    chance = random.Random(have + 42)
    words = [
        f"{a}{b}"
        for a in "ca re mi lo tu nha ven dor pra bel".split()
        for b in "fer gar lim nor sul tra vi xe".split()
    ]
    now = datetime.now(timezone.utc)  # noqa: UP017
    rare = {have + 7, (have + size) // 2, size - 3} if not have else set()
    for start in range(have + 1, size + 1, 5000):
        tickets, notes = [], []
        for number in range(start, min(start + 5000, size + 1)):
            opened = (
                now - timedelta(days=320) + timedelta(seconds=320 * 86400 * number // (size + 1))
            )
            body = " ".join(chance.choices(words, k=chance.randint(30, 80)))
            body += f" {COMMON} vencida" if chance.random() < 0.3 else ""
            body += f" {RARE}" if number in rare else ""
            tickets.append(
                Ticket(
                    id=number, title=" ".join(chance.choices(words, k=5)), queue=queue, created=opened, modified=opened,
                    submitter_email=f"c{chance.randint(1, 20000)}@corpus.example", description=body,
                    status=1 if chance.random() < 0.25 else 4, priority=chance.randint(1, 5),
                    due_date=opened + timedelta(hours=chance.randint(2, 700)), secret_key="x" * 36,
                    assigned_to=chance.choice(people) if chance.random() < 0.7 else None,
                )
            )  # fmt: skip
            for seq in range(19 if number <= 100 else chance.randint(1, 3)):
                text = " ".join(chance.choices(words, k=chance.randint(20, 70)))
                notes.append(FollowUp(ticket_id=number, date=opened + timedelta(minutes=37 * seq), title="Comment", comment=text, public=True, user=chance.choice(people)))  # fmt: skip
        Ticket.objects.bulk_create(tickets, batch_size=1000)
        FollowUp.objects.bulk_create(notes, batch_size=2000)
    with connection.cursor() as cursor:
        for table in ("helpdesk_ticket", "helpdesk_followup"):
            cursor.execute(
                f"select setval(pg_get_serial_sequence('{table}', 'id'), (select max(id) from {table}))"
            )
        cursor.execute("analyze")
    sessions = []
    for user in people[:4]:
        session = SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session.create()
        sessions.append(f"sessionid={session.session_key}")
    print(json.dumps(sessions))


main(int(sys.argv[1]))
