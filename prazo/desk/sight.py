"""Which tickets of private teams somebody sees: the first wall, in code. The second is the
database's own (migration 0039 of the desk), which does not ask this one."""

from typing import Any

from django.db.models import BooleanField, F, Func

IN_SIGHT = (
    "(coalesce({team}, 0) <> all({closed}) or {assignee} = {person}"
    " or prazo_is_guest({ticket}, {person}))"
)

SEEN = IN_SIGHT.format(
    team="t.team_id", closed="m.closed", assignee="t.assignee_id", person="m.user_id", ticket="t.id"
)
"""Of a ticket `t` and a membership `m` at its desk, in SQL: that its person may see it."""


class InSight(Func):
    """The same for querysets of tickets, within one `filter` with the membership."""

    output_field = BooleanField()

    def __init__(self, ticket: str = "") -> None:
        """`ticket` leads to it from what hangs on one, such as `ticket__`."""
        names = ("team", "desk__members__closed", "assignee", "desk__members__user", "pk")
        super().__init__(*(F(f"{ticket}{name}") for name in names))

    def as_sql(  # type: ignore[override]
        self, compiler: Any, connection: Any, **_: Any
    ) -> tuple[str, tuple[str | int, ...]]:
        names = ("team", "closed", "assignee", "person", "ticket")
        compiled = [compiler.compile(one)[0] for one in self.get_source_expressions()]
        return IN_SIGHT.format(**dict(zip(names, compiled, strict=True))), ()
