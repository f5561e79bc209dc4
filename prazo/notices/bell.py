"""The word to open pages of somebody that his unread notices changed."""

import json
from collections.abc import Iterable

from django.db import connection


def ring(users: Iterable[int]) -> None:
    """Once this transaction commits; pages get the new count (`prazo.web.live.hub`)."""
    payloads = [json.dumps({"user": user}) for user in sorted(set(users))]
    if payloads:
        with connection.cursor() as cursor:
            cursor.execute(
                "select pg_notify('prazo_desk', p) from unnest(%s::text[]) p", [payloads]
            )
