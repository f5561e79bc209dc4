"""The words of each desk, for who mistypes one: gathered behind what is written.

Of each table with texts all rows are read once, in the order of their numbers, some hundred in one
transaction, which also says how far it came: a worker that is killed has gathered nothing, and the
next begins where it did. Numbers are given before transactions end, so a row may appear after later
ones were read; it would be passed over. So what is there is read one pass later, when the
transactions are over that ran meanwhile. One that lasts delays new words and nothing else.

A desk keeps so many words at most. Those that were seen seldom go first, the oldest of them.
"""

import re
import unicodedata
from collections import Counter
from typing import Any, NamedTuple

from django.db import connection, transaction

from prazo.lib.rows import select

LOT = 200
"""Texts read at once, of 100,000 letters each at most."""
LONGEST = 40
ENOUGH = 3
"""Texts; a word that so many hold is known, and not counted further."""
MOST_WORDS = 50_000
CLEARED_EVERY = 10_000
"""Texts of one table after which it is looked whether a desk holds too many words."""
LAST = 2**63 - 1

WORD = re.compile(r"\w{4,}")

TEXTS = {
    "ticket": """
        select x.id, x.desk_id, concat_ws(' ', x.subject, r.name, c.name) from desk_ticket x
          left join customers_requester r on r.id = x.requester_id
          left join customers_customer c on c.id = x.customer_id
         where x.id > %s and x.id <= %s and not x.synthetic order by x.id limit %s""",
    "message": """
        select x.id, x.desk_id, left(x.text, 100000) from desk_message x
          join desk_ticket t on t.id = x.ticket_id and not t.synthetic
         where x.id > %s and x.id <= %s and x.kind <> 'receipt' order by x.id limit %s""",
    "note": """
        select x.id, x.desk_id, left(x.text, 100000) from desk_note x
          join desk_ticket t on t.id = x.ticket_id and not t.synthetic
         where x.id > %s and x.id <= %s order by x.id limit %s""",
    "side message": """
        select x.id, x.desk_id, left(prazo_side_about(s) || ' ' || prazo_side_said(x), 100000)
          from desk_sidemessage x join desk_sidethread s on s.id = x.thread_id
         where x.id > %s and x.id <= %s order by x.id limit %s""",
    "file": """
        select x.id, x.desk_id, translate(x.name, '_', ' ') from desk_attachment x
         where x.id > %s and x.id <= %s and not x.inline order by x.id limit %s""",
    "note file": """
        select x.id, x.desk_id, translate(x.name, '_', ' ') || ' ' || x.text from desk_notefile x
         where x.id > %s and x.id <= %s order by x.id limit %s""",
    "side file": """
        select x.id, x.desk_id, translate(x.name, '_', ' ') || ' ' || x.text from desk_sidefile x
         where x.id > %s and x.id <= %s order by x.id limit %s""",
    "file text": """
        select x.came, x.desk_id, x.text from desk_attachmenttext x
         where x.came > %s and x.came <= %s order by x.came limit %s""",
}
"""Number, desk and text of all that search finds, by the name of the source."""
NAMING = "ticket"
"""What this one says is known at once: something is called so."""


def gather() -> bool:
    """One lot of each source; whether there is more of one that can be read now."""
    with transaction.atomic():
        if not select(ALONE)[0][0]:
            return False
        more = [_go_on(Place(*row)) for row in select(PLACES)]
    return any(more)


class Place(NamedTuple):
    """How far a source was read. `newest` is there at `now`; `over` says that no transaction runs
    any more that ran when `ahead` was the newest, or that those were of another server, from whose
    backup this database is."""

    source: str
    through: int
    ahead: int
    over: bool
    newest: int
    now: str


ALONE = "select pg_try_advisory_xact_lock(hashtext('desk_searchword'))"
PLACES = """
select s.name, coalesce(g.through, 0), coalesce(g.ahead, 0),
       coalesce(g.horizon <= pg_snapshot_xmin(pg_current_snapshot())
                or g.horizon > pg_snapshot_xmax(pg_current_snapshot()), true),
       coalesce(s.newest, 0), pg_snapshot_xmax(pg_current_snapshot())::text
  from (values ('ticket', (select max(id) from desk_ticket)),
               ('message', (select max(id) from desk_message)),
               ('note', (select max(id) from desk_note)),
               ('side message', (select max(id) from desk_sidemessage)),
               ('file', (select max(id) from desk_attachment)),
               ('note file', (select max(id) from desk_notefile)),
               ('side file', (select max(id) from desk_sidefile)),
               ('file text', (select max(came) from desk_attachmenttext))) s(name, newest)
  left join desk_gathered g on g.source = s.name
"""


def _go_on(place: Place) -> bool:
    through = place.through
    if through < place.ahead:
        if not place.over:
            return False
        through = learn(place.source, through, place.ahead)
        if through // CLEARED_EVERY > place.through // CLEARED_EVERY:
            forget()
        if through < place.ahead:
            _execute(READ, [through, place.source])
            return True
    if place.newest > place.through:
        _execute(CAUGHT_UP, [place.source, through, max(through, place.newest), place.now])
    return False


READ = "update desk_gathered set through = %s where source = %s"
CAUGHT_UP = """
insert into desk_gathered (source, through, ahead, horizon) values (%s, %s, %s, %s::xid8)
on conflict (source) do update
  set through = excluded.through, ahead = excluded.ahead, horizon = excluded.horizon
"""


def learn(source: str, through: int = 0, until: int = LAST) -> int:
    """The words of a lot of texts after `through`; returns the last of them, or `until` where
    there are no more."""
    texts = select(TEXTS[source], through, until, LOT)
    seen: Counter[tuple[int, str]] = Counter()
    for _number, desk, text in texts:
        seen.update((desk, word) for word in words_of(text))
    if seen:
        desks, words = zip(*seen, strict=True)
        weight = ENOUGH if source == NAMING else 1
        counts = [many * weight for many in seen.values()]
        _execute(KEPT, [list(desks), list(words), counts, ENOUGH, ENOUGH, ENOUGH])
    return int(texts[-1][0]) if len(texts) == LOT else until


def words_of(text: str) -> set[str]:
    """Small, as they were written otherwise. What has digits within is no word."""
    found = set(WORD.findall(unicodedata.normalize("NFC", text).lower()))
    return {word for word in found if len(word) <= LONGEST and word.isalpha()}


KEPT = """
with said as materialized (
  select s.desk_id, s.word, s.many, prazo_norm('', s.word) as plain
    from unnest(%s::bigint[], %s::text[], %s::bigint[]) s(desk_id, word, many))
insert into desk_searchword (desk_id, plain, word, seen)
select s.desk_id, s.plain, max(s.word), least(sum(s.many), %s)
  from said s
 where not exists (select 1 from desk_searchword k
                    where k.desk_id = s.desk_id and k.plain = s.plain and k.seen >= %s)
 group by s.desk_id, s.plain order by s.desk_id, s.plain
on conflict (desk_id, plain) do update
  set seen = least(desk_searchword.seen + excluded.seen, %s)
"""


def forget() -> None:
    """Of a desk that holds too many words, a tenth more than those: what was seen seldom, and of
    that the oldest."""
    for desk, held in select(FULL, MOST_WORDS):
        _execute(FORGOTTEN, [desk, desk, held - MOST_WORDS * 9 // 10])


FULL = "select desk_id, count(*) from desk_searchword group by desk_id having count(*) > %s"
FORGOTTEN = """
delete from desk_searchword where desk_id = %s and plain in (
  select plain from desk_searchword where desk_id = %s order by seen, learned, plain limit %s)
"""


def _execute(statement: str, values: list[Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
