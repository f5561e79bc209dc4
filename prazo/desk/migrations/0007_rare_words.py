"""Search: a rare word is looked up, a common one is met on the way back from the newest ticket.

The planner cannot tell them apart (the words asked for in six languages look common together) and
walked through every ticket for a word that three hold. So the index of words is always asked
first, for no more than `FEW` tickets; only where there are more is the walk short.
"""

from django.db import migrations

FEW = 1000

ASKING = f"""
create function prazo_search_few(asked tsquery, wanted bigint[], customers bigint[])
returns bigint[] language sql stable set search_path = public, pg_temp
set enable_seqscan = off set enable_indexscan = off as $$
 select array(select ticket_id from desk_searchable
   where words @@ asked and desk_id = any(wanted)
     and (customers is null or customer_id = any(customers))
   limit {FEW} + 1)
$$;
revoke all on function prazo_search_few from public;

create or replace function prazo_search(query text, wanted bigint[], most integer)
returns setof bigint
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
  asked tsquery := prazo_asked(query);
  desks bigint[] := case when prazo_all_desks() then wanted
    else array(select unnest(wanted) intersect select unnest(prazo_desks())) end;
  customers bigint[] := case when prazo_all_customers() then null else prazo_customers() end;
  few bigint[];
begin
  if numnode(asked) = 0 then
    return;
  end if;
  few := prazo_search_few(asked, desks, customers);
  if cardinality(few) <= {FEW} then
    return query select f from unnest(few) f order by f desc limit most;
  else
    return query execute
      'select ticket_id from desk_searchable
        where words @@ $1 and desk_id = any($2) and ($3 is null or customer_id = any($3))
        order by ticket_id desc limit $4'
      using asked, desks, customers, most;
  end if;
end $$;
"""

BEFORE = """
create or replace function prazo_search(query text, wanted bigint[], most integer)
returns setof bigint
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
  asked tsquery := prazo_asked(query);
  desks bigint[] := case when prazo_all_desks() then wanted
    else array(select unnest(wanted) intersect select unnest(prazo_desks())) end;
begin
  if numnode(asked) = 0 then
    return;
  end if;
  return query execute
    'select ticket_id from desk_searchable
      where words @@ $1 and desk_id = any($2) and ($3 or customer_id = any($4))
      order by ticket_id desc limit $5'
    using asked, desks, prazo_all_customers(), prazo_customers(), most;
end $$;
drop function prazo_search_few;
"""


class Migration(migrations.Migration):
    dependencies = [("desk", "0006_functions_of_our_own")]
    operations = [migrations.RunSQL(ASKING, BEFORE)]
