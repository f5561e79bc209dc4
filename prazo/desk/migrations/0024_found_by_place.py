"""Search: words are looked up place by place, from the newest tickets on.

The index lists all tickets of a word, so a common one took as long as they are many; a walk from
the newest ticket takes as long as it goes without the word. So the index knows too in which places
a ticket stands: of 256 that follow one another, of 1024, and so on. What says the words in a place
is found by leaping in both lists. As much is looked at as was passed over, three times, and less
where it holds far more than a page: the cost follows the tickets passed over, not those there are.
"""

from django.db import migrations

SMALLEST, GROWTH, SIZES = 8, 2, 7
"""Powers of two: tickets of the smallest place, places that make one of the next size. The widest
is of a million tickets."""
BEGIN = 1024
"""Tickets of the first look."""
ENOUGH = 256
"""Tickets fetched of one look, unless more are asked for: never fewer than stand in one place of
the smallest size, which is looked at whole."""

PLACES = f"""
-- A place is its number among those of its size, and the size.
create function prazo_places(ticket bigint) returns bigint[]
language sql immutable parallel safe as $$
  select array[{
    ", ".join(f"(ticket >> {SMALLEST + GROWTH * size}) * {SIZES} + {size}" for size in range(SIZES))
}]
$$;
drop index desk_searchable_every;
create index desk_searchable_placed on desk_searchable
  using gin (coalesce(every, words), prazo_places(ticket_id)) with (gin_pending_list_limit = 512);
"""

ASKING = f"""
drop function prazo_find_few(tsquery, tsquery, bigint[], bigint[]);

-- Some of those in these places, not newer than `newest`. `needed` are the words that must occur;
-- `asked` says also which must not. The sum keeps the key of the table from being asked instead.
create function prazo_find_some(needed tsquery, asked tsquery, wanted bigint[], customers bigint[],
  places bigint[], newest bigint, most integer)
returns bigint[] language plpgsql stable set search_path = public, pg_temp
set enable_seqscan = off set enable_indexscan = off set plan_cache_mode = force_generic_plan as $$
begin
  if customers is null then
    return array(select ticket_id from desk_searchable
      where coalesce(every, words) @@ asked and prazo_places(ticket_id) && places
        and ticket_id + 0 <= newest and desk_id = any(wanted) limit most);
  end if;
  return array(select ticket_id from desk_searchable
    where coalesce(every, words) @@ needed and prazo_places(ticket_id) && places
      and ticket_id + 0 <= newest and words @@ asked
      and desk_id = any(wanted) and customer_id = any(customers) limit most);
end $$;
revoke all on function prazo_find_some from public;

create or replace function prazo_find(
  said text, phrases text[], without text[], wanted bigint[], before bigint, most integer)
returns setof bigint
language plpgsql stable security definer set search_path = public, pg_temp as $$
declare
  needed tsquery := prazo_asked(concat_ws(' ', said, array_to_string(phrases, ' ')));
  asked tsquery := needed;
  one text;
  right_phrases text[] := array(select trim(prazo_phrase(p)) from unnest(phrases) p);
  wrong_phrases text[] := '{{}}';
  checked boolean;
  desks bigint[] := case when prazo_all_desks() then wanted
    else array(select unnest(wanted) intersect select unnest(prazo_desks())) end;
  customers bigint[] := case when prazo_all_customers() then null else prazo_customers() end;
  start bigint := least(before - 1, coalesce((select max(ticket_id) from desk_searchable), 0));
  newest bigint := start;
  wide bigint := {BEGIN};  -- tickets that may be looked at
  widest bigint := {2**40};
  size integer;
  bits integer;
  first bigint;
  last bigint;
  enough integer;
  few bigint[];
  got integer;
begin
  if numnode(needed) = 0 then
    return;
  end if;
  foreach one in array without loop
    if trim(prazo_phrase(one)) like '% %' then
      wrong_phrases := wrong_phrases || trim(prazo_phrase(one));
    elsif numnode(prazo_asked(one)) > 0 then
      asked := asked && !!prazo_asked(one);
    end if;
  end loop;
  checked := right_phrases <> '{{}}' or wrong_phrases <> '{{}}';
  while newest > 0 and most > 0 loop
    size := 0;
    bits := {SMALLEST};
    while size + 1 < {SIZES} and (1::bigint << (bits + {GROWTH})) <= wide
        and (newest + 1) % (1::bigint << (bits + {GROWTH})) = 0 loop
      size := size + 1;
      bits := bits + {GROWTH};
    end loop;
    first := newest >> bits;
    last := greatest((first >> {GROWTH}) << {GROWTH}, first + 1 - (wide >> bits));
    enough := greatest({ENOUGH}, most);
    few := prazo_find_some(needed, asked, desks, customers,
      array(select place * {SIZES} + size from generate_series(last, first) place), newest, enough + 1);
    if cardinality(few) > enough then
      widest := greatest(1 << {SMALLEST}, ((first - last + 1) << bits) / 8);
      wide := widest;
      continue;
    end if;
    if checked then
      return query select f from (select f from unnest(few) f order by f desc offset 0) s
        where prazo_says_right(f, right_phrases, wrong_phrases, customers is null) limit most;
    else
      return query select f from unnest(few) f order by f desc limit most;
    end if;
    get diagnostics got = row_count;
    most := most - got;
    newest := (last << bits) - 1;
    wide := least(widest, greatest(wide, 3 * (start - newest)));
  end loop;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("desk", "0023_events_of_one")]

    operations = [migrations.RunSQL(PLACES + ASKING, migrations.RunSQL.noop)]
