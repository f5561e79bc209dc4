"""A queryset compiled once and asked again with other values.

Django writes the SQL of a queryset anew each time it is asked: 5 ms for a ticket with all it
belongs to. What differs from one asking to the next is a few numbers, so the SQL is written for
stand-ins, and they are replaced.
"""

from collections.abc import Callable, Sequence
from typing import Any, Generic, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Model, QuerySet
from django.db.models.query import get_related_populators
from psycopg.types.numeric import Int8

Made = Callable[[Sequence[Any]], Any]
Compiled = tuple[str, list[Any], list[tuple[int, int]], Made]
"""SQL, its parameters, which of them stand in for which number, and what makes an object."""

M = TypeVar("M", bound=Model)

STAND_IN = 4_000_000_000_000_000_000
"""The first of the numbers asked about while the SQL is written; no row has such an id."""


class Prepared(Generic[M]):
    """`build` makes the queryset of some numbers, and may look at nothing else. What it selects
    is made into objects as Django does, its related objects and annotations too."""

    def __init__(self, build: "Callable[..., QuerySet[M]]", numbers: int) -> None:
        self._build = build
        self._stand_ins = range(STAND_IN, STAND_IN + numbers)
        self._compiled: Compiled | None = None

    def __call__(self, *numbers: int) -> list[M]:
        if self._compiled is None:
            self._compiled = self._compile()
        sql, params, places, made = self._compiled
        params = params.copy()
        for place, which in places:
            params[place] = Int8(numbers[which])
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            return [made(row) for row in cursor.fetchall()]

    def _compile(self) -> "Compiled":
        compiler: Any = self._build(*self._stand_ins).query.get_compiler(DEFAULT_DB_ALIAS)
        sql, params = compiler.as_sql()
        places = [
            (place, self._stand_ins.index(param))
            for place, param in enumerate(params)
            if isinstance(param, int) and param in self._stand_ins
        ]
        if {which for _, which in places} != set(range(len(self._stand_ins))):
            raise LookupError("a number is not asked about as it is")
        return sql, list(params), places, _maker(compiler)


def _maker(compiler: Any) -> Made:
    """As `django.db.models.query.ModelIterable` makes an object of a row."""
    select, about = compiler.select, compiler.klass_info
    first, last = about["select_fields"][0], about["select_fields"][-1] + 1
    names = [column.target.attname for column, *_ in select[first:last]]
    populators = get_related_populators(about, select, DEFAULT_DB_ALIAS)  # type: ignore[call-arg]
    converters = compiler.get_converters([column for column, *_ in select])
    annotations = compiler.annotation_col_map or {}

    def made(row: Sequence[Any]) -> Any:
        (values,) = compiler.apply_converters([row], converters) if converters else (row,)
        one = about["model"].from_db(DEFAULT_DB_ALIAS, names, values[first:last])
        for populator in populators:
            populator.populate(values, one)
        for name, place in annotations.items():
            setattr(one, name, values[place])
        return one

    return made
