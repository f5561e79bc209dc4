"""All tables empty again, as migrations left them: what `committed_db` leaves behind.

Nearly all of them are empty already. To delete the few rows there are takes 6 ms; to truncate
takes 300, as each table and each of its indexes gets a new file.
"""

from functools import cache

import psycopg
from django.conf import settings
from psycopg.conninfo import make_conninfo

from prazo.lib import embedded

EMPTIED = """
do $$
declare
  kept text[] := array['django_migrations', 'django_content_type', 'auth_permission'];
  every text[] := array(
    select quote_ident(tablename) from pg_tables
     where schemaname = 'public' and not tablename = any(kept) order by tablename
  );
  one text;
begin
  set local session_replication_role = replica;  -- neither triggers nor an order of tables
  -- Who writes at this moment has written, or waits and finds nothing to refer to.
  execute format('lock table %s in share row exclusive mode', array_to_string(every, ','));
  foreach one in array every loop
    execute format('delete from %s', one);
  end loop;
  perform setval(quote_ident(sequencename)::regclass, 1, false) from pg_sequences
    where schemaname = 'public' and last_value is not null
      and sequencename = any(select emptied || '_id_seq' from unnest(every) emptied);
end $$
"""


def empty_all() -> None:
    """Again where a server that still looks after its pages stands in the way."""
    for left in reversed(range(5)):
        try:
            _administrator().execute(EMPTIED)
            return
        except psycopg.OperationalError:  # a deadlock, or the server was restarted
            _administrator().close()
            _administrator.cache_clear()
            if not left:
                raise


@cache
def _administrator() -> psycopg.Connection:
    """Kept: what a new one reads of the catalogue takes longer than all it does."""
    admin = embedded.start(settings.HOME).admin
    return psycopg.connect(make_conninfo(admin, dbname=embedded.DATABASE), autocommit=True)


def without_waiting_for_the_disk() -> None:
    """Whatever is killed, what it has written is the kernel's; only a power cut takes it back."""
    for statement in ("alter system set fsync = off", "select pg_reload_conf()"):
        _administrator().execute(statement)
