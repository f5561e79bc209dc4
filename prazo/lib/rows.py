"""Many rows in one statement, for sweeps that write hundreds at a time.

The values go over as one JSON document: a fifth of the time of the ORM's own bulk statements,
which spend it on building and binding each value. COPY would be faster still, but PostgreSQL
refuses it where row-level security holds.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from django.db import connection
from django.db.models import Field, JSONField, Model

Columns = tuple[str, ...]
Batch = tuple[type[Model], Sequence[Mapping[str, Any]] | Sequence[Model]]
Also = tuple[str, Mapping[str, Any]]
"""A select, and its values by their names."""


def insert(model: type[Model], rows: Sequence[Mapping[str, Any]]) -> None:
    """Each row names the same columns, by their attributes (`ticket_id`).

    A JSON value that many rows share goes over once.
    """
    insert_together((model, rows))


def insert_objects(model: type[Model], objects: Sequence[Model]) -> None:
    """The same for rows that are objects already; an id they have is the one they get.

    What the database fills in by itself, such as an instant of recording, is left to it.
    """
    insert_together((model, objects))


def insert_together(*batches: Batch, also: Also = ("", {})) -> None:
    """Rows of several tables, as mappings or as objects, in one statement, which selects `also`.

    The rules of row-level security see none of them meanwhile: a ticket is to be there before
    what belongs to it.
    """
    asked = [(model, _columns_of(model, rows), rows) for model, rows in batches if rows]
    if not asked and not also[0]:
        return
    values = {**also[1]}
    for place, (model, columns, rows) in enumerate(asked):
        values[f"rows{place}"], values[f"shared{place}"] = _documents(model, columns, rows)
    tables = tuple((model, columns) for model, columns, _ in asked)
    with connection.cursor() as cursor:
        cursor.execute(_insert(tables, also[0]), values)
    for row in (row for _, _, rows in asked for row in rows if isinstance(row, Model)):
        row._state.adding, row._state.db = False, connection.alias


def ids(model: type[Model], count: int) -> list[int]:
    """So many ids that nobody else gets, for rows that name each other before they exist."""
    return [one for (one,) in numbers([sequence(model)], count)]


def sequence(model: type[Model]) -> str:
    """The name of the sequence of its ids, as Django makes it."""
    return f"{model._meta.db_table}_id_seq"


def numbers(sequences: Sequence[str], count: int) -> list[tuple[int, ...]]:
    """So many times the next number of each of these sequences, by one statement."""
    each = ", ".join(f"nextval('{name}')" for name in sequences)
    if count == 1:
        return select(f"select {each}")
    return select(f"select {each} from generate_series(1, %s)", count)  # noqa: S608


def select(statement: str, *values: Any, **named: Any) -> list[tuple[Any, ...]]:
    """The rows of a short statement that is asked so often that building it would take longer.

    Its values are given in order, or by their names."""
    with connection.cursor() as cursor:
        cursor.execute(statement, named or values)
        return list(cursor.fetchall())


def array(ids: Iterable[int]) -> str:
    """Ids as PostgreSQL writes an array of them: of a list, psycopg looks at each."""
    return "{" + ",".join(map(str, ids)) + "}"


def update(model: type[Model], rows: Sequence[Model], columns: Columns) -> None:
    """Write these attributes of rows that exist."""
    if rows:
        names = ("id", *columns)
        values = [{name: getattr(row, name) for name in names} for row in rows]
        with connection.cursor() as cursor:
            cursor.execute(_update(model, columns), [_text(values)])


def _columns_of(model: type[Model], rows: Sequence[Mapping[str, Any]] | Sequence[Model]) -> Columns:
    first = rows[0]
    if isinstance(first, Model):
        return _own_columns(model, first.pk is not None)
    return tuple(first)


def _documents(
    model: type[Model], columns: Columns, rows: Sequence[Mapping[str, Any]] | Sequence[Model]
) -> tuple[str, str]:
    """Rows, and the JSON values they share by their places."""
    shared = _Shared()
    made = [
        {name: getattr(row, name) for name in columns} if isinstance(row, Model) else {**row}
        for row in rows
    ]
    for name in _json_columns(model, columns):
        for row in made:
            row[name] = shared.place(row[name])
    return _text(made), _text(shared.values)


class _Shared:
    """Values by their identity: who writes many rows mostly says the same in one object."""

    def __init__(self) -> None:
        self.values: list[object] = []
        self._places: dict[int, int] = {}

    def place(self, value: object) -> int:
        known = self._places.get(id(value))
        if known is None:
            known = self._places[id(value)] = len(self.values)
            self.values.append(value)
        return known


def _text(values: Sequence[object]) -> str:
    return json.dumps(values, default=_plain)


def _plain(value: object) -> str:
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, timedelta):
        return f"{value.days} days {value.seconds}.{value.microseconds:06} seconds"
    raise TypeError(f"{value!r} has no form in JSON")


@lru_cache(maxsize=64)
def _insert(tables: tuple[tuple[type[Model], Columns], ...], also: str) -> str:
    inserts = [_insert_one(place, *table) for place, table in enumerate(tables)]
    *before, last = [*inserts, also] if also else inserts
    ahead = ", ".join(f"i{place} as ({statement})" for place, statement in enumerate(before))
    return f"with {ahead} {last}" if ahead else last


def _insert_one(place: int, model: type[Model], columns: Columns) -> str:
    fields = _fields(model, columns)
    names = ", ".join(_quoted(model, columns))
    values = ", ".join(
        f'%(shared{place})s::jsonb -> "{field.column}"' if _is_json(field) else f'"{field.column}"'
        for field in fields
    )
    typed = ", ".join(
        f'"{field.column}" {"integer" if _is_json(field) else field.db_type(connection)}'
        for field in fields
    )
    return (
        f"insert into {model._meta.db_table} ({names})"  # noqa: S608 - names of our own columns
        f" select {values} from json_to_recordset(%(rows{place})s::json) as v({typed})"
    )


@lru_cache(maxsize=64)
def _own_columns(model: type[Model], with_id: bool) -> Columns:
    return tuple(
        field.attname
        for field in model._meta.concrete_fields
        if not field.has_db_default() and (with_id or not field.primary_key)
    )


@lru_cache(maxsize=64)
def _update(model: type[Model], columns: Columns) -> str:
    sets = ", ".join(f"{name} = v.{name}" for name in _quoted(model, columns))
    return (
        f"update {model._meta.db_table} t set {sets}"  # noqa: S608 - names of our own columns
        f" from json_to_recordset(%s::json) as v({_typed(model, ('id', *columns))})"
        " where t.id = v.id"
    )


def _quoted(model: type[Model], columns: Columns) -> list[str]:
    return [f'"{field.column}"' for field in _fields(model, columns)]


def _typed(model: type[Model], columns: Columns) -> str:
    fields = _fields(model, columns)
    return ", ".join(f'"{field.column}" {field.db_type(connection)}' for field in fields)


@lru_cache(maxsize=64)
def _json_columns(model: type[Model], columns: Columns) -> Columns:
    return tuple(field.attname for field in _fields(model, columns) if _is_json(field))


def _is_json(field: "Field[Any, Any]") -> bool:
    return isinstance(field, JSONField)


def _fields(model: type[Model], columns: Columns) -> "list[Field[Any, Any]]":
    known = {field.attname: field for field in model._meta.concrete_fields}
    return [known[name] for name in columns]
