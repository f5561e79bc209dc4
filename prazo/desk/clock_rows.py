"""Clock rows written in bulk: one statement, whatever their number."""

import json
from collections.abc import Sequence
from typing import Any

from django.db import connection

from prazo.desk.models import Clock

COLUMNS = {
    "state": "text",
    "started_at": "timestamptz",
    "due_at": "timestamptz",
    "met_at": "timestamptz",
    "breached_at": "timestamptz",
    "ended_at": "timestamptz",
    "allowed": "interval",
    "spent": "interval",
    "calendar": "text",
    "counts_from": "timestamptz",
    "counts_left": "interval",
    "rule": "text",
    "bar": "jsonb",
    "steps": "jsonb",
    "next_step_at": "timestamptz",
    "told": "text",  # as '{a,b}': arrays of different lengths do not nest
}
CASTS = {"told": "::varchar[]"}
UPDATE = (
    "update desk_clock c set "  # noqa: S608 - the names above, nobody's input
    + ", ".join(f"{name} = v.{name}{CASTS.get(name, '')}" for name in COLUMNS)
    + " from unnest(%s::bigint[], "
    + ", ".join(f"%s::{kind}[]" for kind in COLUMNS.values())
    + f") as v(id, {', '.join(COLUMNS)}) where c.id = v.id"
)


def insert_rows(rows: Sequence[Clock]) -> None:
    """They have their id afterwards."""
    if rows:
        Clock.objects.bulk_create(rows)


def update_rows(rows: Sequence[Clock]) -> None:
    if rows:
        values = [[row.pk for row in rows]]
        values += [[_value(row, name) for row in rows] for name in COLUMNS]
        with connection.cursor() as cursor:
            cursor.execute(UPDATE, values)


def delete_rows(rows: Sequence[Clock]) -> None:
    if rows:
        Clock.objects.filter(pk__in=[row.pk for row in rows]).delete()


def _value(row: Clock, name: str) -> Any:
    value = getattr(row, name)
    if name in ("bar", "steps"):
        return json.dumps(value)
    return "{" + ",".join(value) + "}" if name == "told" else value
