"""Sessions as Django keeps them, which bring along whose they are: one statement for each page."""

from typing import Any, cast

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends import db
from django.db import DEFAULT_DB_ALIAS, connections

from prazo.accounts.factors.held import LACKS_FACTOR
from prazo.accounts.models import Role, User
from prazo.accounts.sign_ins import USED
from prazo.lib.scope import SETTINGS, Scope
from prazo.lib.scoped_postgresql.base import DatabaseWrapper

COLUMNS = tuple(field.attname for field in User._meta.concrete_fields)

READ = f"""
select s.session_data, {", ".join(f"u.{column}" for column in COLUMNS)},
       {LACKS_FACTOR} as lacks_factor,
       m.roles, m.closed_at,
       set_config('prazo.desks', m.desks, false), set_config('prazo.customers', '*', false),
       set_config('prazo.closed', m.closed, false),
       set_config('prazo.person', coalesce(u.id::text, ''), false),
       set_config('prazo.kept', '{{}}', false)
  from django_session s left join accounts_user u on u.id = %s and u.is_active
  cross join lateral (
    select json_object_agg(m.desk_id, m.role) as roles,
           '{{' || coalesce(string_agg(m.desk_id::text, ',' order by m.desk_id), '') || '}}'
             as desks,
           json_object_agg(m.desk_id, m.closed) filter (where m.closed <> '{{}}') as closed_at,
           '{{' || coalesce(string_agg(array_to_string(m.closed, ','), ',' order by m.desk_id)
                            filter (where m.closed <> '{{}}'), '') || '}}' as closed
      from accounts_member m where m.user_id = u.id) m
 where s.session_key = %s and s.expire_date > now() and {USED}
"""  # noqa: S608 - names of our own columns
"""It also sets the scope of that user's desks on the connection, which is needed next. Nobody is in
it by that: the next cursor is in the scope that was entered (`prazo.lib.scope`)."""

_users: dict[str, int] = {}
"""Whose each session was when it was last read. A guess to ask by, held against the session."""
MOST_GUESSES = 20_000


class SessionStore(db.SessionStore):
    """`user` and `roles` are those of the database at the time of reading; they grant nothing
    before `prazo.web.middleware.who` has looked at the session's own marks. `closed` are teams by
    desk whose tickets are not his to see. Who `lacks_factor` has to set up two before he sees
    anything."""

    user: User | None = None
    roles: dict[int, Role] | None = None
    closed: dict[int, list[int]] | None = None
    lacks_factor: bool = False

    def load(self) -> dict[str, Any]:
        key = self.session_key
        if key is None:
            return {}
        guess = _users.get(key, 0)
        row = self._read(key, guess)
        if row is None:
            _users.pop(key, None)
            self._session_key = None
            return {}
        data: dict[str, Any] = self.decode(row[0])
        holder = _number(data.get(SESSION_KEY))
        if holder != guess:
            _remember(key, holder)
            row = self._read(key, holder) or row
        if holder and row[1] == holder:
            self.user = User.from_db(DEFAULT_DB_ALIAS, COLUMNS, row[1 : 1 + len(COLUMNS)])
            lacks_factor, roles, closed = row[1 + len(COLUMNS) : 4 + len(COLUMNS)]
            self.lacks_factor = lacks_factor
            self.roles = {int(desk): Role(role) for desk, role in (roles or {}).items()}
            self.closed = {int(desk): teams for desk, teams in (closed or {}).items()}
        return data

    def _read(self, key: str, user: int) -> tuple[Any, ...] | None:
        own = cast(DatabaseWrapper, connections[DEFAULT_DB_ALIAS])
        with own.in_any_scope(), own.cursor() as cursor:
            cursor.execute(READ, [user, key])
            row: tuple[Any, ...] | None = cursor.fetchone()
        if row is not None:
            own.told(Scope(*row[-len(SETTINGS) :]))
        return row


def _number(said: object) -> int:
    return int(said) if isinstance(said, str) and said.isdecimal() else 0


def _remember(key: str, user: int) -> None:
    if len(_users) >= MOST_GUESSES:
        _users.clear()
    _users[key] = user
